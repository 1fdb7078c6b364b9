"""How a reply shows that it is perhaps no answer: the words of ``held.yaml``. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import Field, model_validator

from bot.knowledge.fields import Row

_NAMED = re.compile(r"\{([a-zåäö_]+)\}")
"""Where what stands in several patterns belongs; how often something may be there is a number."""
_NEVER = re.compile(r"(?!)")
_Patterns = list[re.Pattern[str]]


class Held(Row):
    """Patterns are looked for in small letters; ``cases.doubts`` reads them."""

    def means(self, name: str, low: str) -> re.Match[str] | None:
        """How plain words in a room mean a command, where they do."""
        patterns = self.of_room.get(name, [])
        return next((found for pattern in patterns if (found := pattern.match(low))), None)

    def is_away(self, written: str) -> bool:
        """Whether words say that somebody is away."""
        low = " ".join(written.lower().split()).rstrip(" .!")
        return self.means("borta", low) is not None

    @model_validator(mode="before")
    @classmethod
    def _whole(cls, written: object) -> object:
        """Every pattern with what stands in several of them in its place."""
        named = written.get("ord") if isinstance(written, Mapping) else None
        return _filled(written, named) if isinstance(named, Mapping) else written

    named: dict[str, str] = Field(default_factory=dict, alias="ord")
    """What stands in several patterns, by its name."""
    commands: dict[str, _Patterns] = Field(default_factory=dict, alias="kommandon")
    """By a command's name: how a text begins where the sign before it was left out."""
    word: re.Pattern[str] = Field(default=_NEVER, alias="kommandots_ord")
    """The words of a command at the beginning of a text, before what is said."""
    opens: re.Pattern[str] = Field(default=_NEVER, alias="inleder")
    courtesy: _Patterns = Field(default_factory=list, alias="artigt")
    """Whole sentences that answer nothing."""
    delays: _Patterns = Field(default_factory=list, alias="dröjer")
    times: _Patterns = Field(default_factory=list, alias="dröjer_om_inte_frågat")
    """Sentences that put it off, unless they answer when something is."""
    automatic: _Patterns = Field(default_factory=list, alias="svarar_av_sig_själv")
    """What is sent by itself while somebody is away."""
    asks_when: re.Pattern[str] = Field(default=_NEVER, alias="frågar_när")
    """What is asked that a time answers."""
    wants_time: re.Pattern[str] = Field(default=_NEVER, alias="vill_ha_tid")
    of_card: re.Pattern[str] = Field(default=_NEVER, alias="om_kortet")
    """Words about the card itself, never to whoever asked."""
    this_one: re.Pattern[str] = Field(default=_NEVER, alias="den_här")
    """The question as a thing, at the end of what is said of it."""
    office: str = Field(default="", alias="kontor")
    """What the patterns know any team's name as."""
    because: re.Pattern[str] = Field(default=_NEVER, alias="därför")
    """Between a team's name and why it is to have a question."""
    no_reason: frozenset[str] = Field(default=frozenset(), alias="utan_skäl")
    """Words that say that it is done, and not why."""
    answers: _Patterns = Field(default_factory=list, alias="svarar")
    """What shows that a text answers all the same."""
    brief: _Patterns = Field(default_factory=list, alias="svarar_kort")
    """A sentence that answers, though the next one promises more."""
    promises: _Patterns = Field(default_factory=list, alias="lovar_mer")
    """A sentence that promises more by a day, beside one that answers."""
    told: _Patterns = Field(default_factory=list, alias="berättar")
    """What somebody else does, or what is free: it answers, also where it looks like waiting."""
    asks: _Patterns = Field(default_factory=list, alias="frågar_utan_tecken")
    """A question to whoever asked, without its sign."""
    reaches: re.Pattern[str] = Field(default=_NEVER, alias="kontakt")
    """A way to reach somebody."""
    amount: re.Pattern[str] = Field(default=_NEVER, alias="belopp")
    """An amount of money, which is hardly talk."""
    internal: _Patterns = Field(default_factory=list, alias="stannar_i_huset")
    """How a sentence begins that says itself that it is for nobody outside."""
    hushed: _Patterns = Field(default_factory=list, alias="tiger")
    """The same, where it is the first that is said: further on it may be said to whoever asked."""
    colleague: _Patterns = Field(default_factory=list, alias="kollega")
    swedish: frozenset[str] = Field(default=frozenset(), alias="svenska")
    """Words that show that an answer is in Swedish."""
    for_colleague: _Patterns = Field(default_factory=list, alias="skäl_till_kollega")
    """How a reason shows that it is a colleague's to read, and not whoever asked's."""
    says_done: re.Pattern[str] = Field(default=_NEVER, alias="säger_klart")
    """How a text begins that says that the case is done with."""
    name_does: re.Pattern[str] = Field(default=_NEVER, alias="namn_gör")
    """A word that may be a colleague's name, and what they do."""
    us: re.Pattern[str] = Field(default=_NEVER, alias="kollega_vi")
    them: re.Pattern[str] = Field(default=_NEVER, alias="kollega_du")
    does: re.Pattern[str] = Field(default=_NEVER, alias="kollega_gör")
    to_asker: re.Pattern[str] = Field(default=_NEVER, alias="till_den_som_frågar")
    theirs: re.Pattern[str] = Field(default=_NEVER, alias="hens_eget")
    """What is theirs who asked, or is done to them."""
    elsewhere: re.Pattern[str] = Field(default=_NEVER, alias="någon_annans")
    """Talk that says that the question is another team's."""
    of_room: dict[str, _Patterns] = Field(default_factory=dict, alias="rummet")
    """By a command's name, and "tillbaka": plain words in the room that mean it."""
    team_words: frozenset[str] = Field(default=frozenset(), alias="laget_ord")
    acknowledges: frozenset[str] = Field(default=frozenset(), alias="kvitterar")
    first_names: frozenset[str] = Field(default=frozenset(), alias="förnamn")


def _filled(written: Any, named: Mapping[str, Any]) -> Any:
    """The same, where each name in braces is what it stands for."""
    if isinstance(written, Mapping):
        return {key: _filled(value, named) for key, value in written.items()}
    if isinstance(written, list):
        return [_filled(value, named) for value in written]
    if isinstance(written, str):
        return _NAMED.sub(lambda name: _of(name[1], named), written)
    return written


def _of(name: str, named: Mapping[str, Any]) -> str:
    if name not in named:
        raise ValueError(f"”{{{name}}}” finns inte under ”ord”. Skriv till det där.")
    return str(named[name])
