"""What people do by what they say, with examples of each: ``acts.yaml``. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Literal

from pydantic import Field

from bot.knowledge.fields import Listed, Row
from bot.text import tokens

Who = Literal["asker", "team", "anyone"]
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

    @cached_property
    def of_talk(self) -> frozenset[str]:
        """The words of what an asker says that is no question of an association's."""
        kinds = (listed for kind, listed in self.asker.items() if kind != ORDINARY)
        texts = (text for listed in kinds for own in listed.values() for text in own)
        return frozenset(word for text in texts for word in tokens(text))

    @property
    def by_who(self) -> Mapping[Who, Mapping[str, Listed]]:
        return {"asker": self.asker, "team": self.team, "anyone": self.anyone}
