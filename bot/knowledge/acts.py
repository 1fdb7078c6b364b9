"""What people do by what they say, with examples of each: ``acts.yaml``. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Literal

from pydantic import Field

from bot.knowledge.fields import Listed, Row
from bot.text import tokens

Who = Literal["asker", "team", "anyone", "place", "thing", "all"]
ORDINARY = "vanligt"
"""What is none of the acts: a question, something to add, an answer."""


class Acts(Row):
    """By what is done ("status", "väntar"): how people say that."""

    asker: dict[str, Listed] = Field(default_factory=dict, alias="den_som_frågar")
    """What is said by whoever has a question with people, or is about to send one."""
    team: dict[str, Listed] = Field(default_factory=dict, alias="samordnaren")
    """What is written to a card."""

    anyone: dict[str, Listed] = Field(default_factory=dict, alias="vem_som_helst")
    """What has a way of its own at any time: a right, a feeling."""
    place: dict[str, Listed] = Field(default_factory=dict, alias="om_platsen")
    """What stands around the name of a place, and whether it says more than that the place is
    another."""

    thing: dict[str, Listed] = Field(default_factory=dict, alias="om_saken")
    """What is asked of a thing that was just told of, and isn't named: by the kinds of
    ``talk.yaml``."""

    all: dict[str, Listed] = Field(default_factory=dict, alias="om_allt")
    """The most general questions: all that there is, which of it fits, whom to talk to, the days,
    and that a human being is to answer."""

    @cached_property
    def of_talk(self) -> frozenset[str]:
        """The words of what an asker says that is no question of an association's."""
        return _words(self.asker)

    @cached_property
    def of_places(self) -> frozenset[str]:
        """The words of what only says that the place is another."""
        return _words(self.place)

    @property
    def by_who(self) -> Mapping[Who, Mapping[str, Listed]]:
        return {
            "asker": self.asker,
            "team": self.team,
            "anyone": self.anyone,
            "place": self.place,
            "thing": self.thing,
            "all": self.all,
        }

    @cached_property
    def of_things(self) -> Mapping[str, frozenset[str]]:
        """The words of what asks for each kind of thing to know."""
        return {kind: _words({kind: listed}) for kind, listed in self.thing.items()}


def _words(kinds: Mapping[str, Listed]) -> frozenset[str]:
    acts = (listed for kind, listed in kinds.items() if kind != ORDINARY)
    texts = (text for listed in acts for own in listed.values() for text in own)
    return frozenset(word for text in texts for word in tokens(text))
