"""How a checklist reads: a part at a time in a chat, and as one text to send on. What is done and
what is left is said in a word, and it never says that anything is enough. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.guides.ticking import Checklist, News
from bot.knowledge import checklists
from bot.knowledge.checklists import Item, Part
from bot.knowledge.citation import Citation
from bot.knowledge.model import Thing
from bot.knowledge.overviews import joined
from bot.knowledge.speech import PREFIX
from bot.knowledge.wording import Wording
from bot.text import capitalised

_FEW = 3
"""Items that are named where several changed at once."""


@dataclass(frozen=True)
class Reading:
    """A list in one language on a day."""

    say: Wording
    thing: Thing
    kept_list: Checklist
    today: dt.date

    @cached_property
    def items(self) -> list[Item]:
        return checklists.items(self.say.knowledge, self.thing)

    @cached_property
    def parts(self) -> list[Part]:
        return checklists.parts(self.items)

    def part(self, name: str) -> Part:
        """The part with this name, or else the first that has something left."""
        named = (one for one in self.parts if one.name == name)
        waits = (one for one in self.parts if self.kept_list.left(one.items))
        return next(named, next(waits, self.parts[0]))

    def state(self, item: Item) -> str:
        """How an item is, in a word."""
        return self.say("lista_klar" if item.key in self.kept_list.done else "lista_kvar")

    # In a chat

    def shown(self, part: Part, opening: Sequence[str]) -> str:
        """A part, under what is to be said of it first."""
        rows = (
            f"{at}. {self.state(one)}: {self.said(one)}" for at, one in enumerate(part.items, 1)
        )
        head = self.say("lista_rubrik", sak=self.thing.name, delen=self.heading(part))
        others = [self._in_short(one) for one in self.parts if one is not part]
        parts = ["\n".join(opening), head, "\n".join(rows), " ".join(others), self._ending(part)]
        return "\n\n".join(filter(None, parts))

    def heading(self, part: Part) -> str:
        """What a part is about."""
        named = self.say.table("lista_delar").get(part.kind, part.kind)
        _, _, number = part.name.partition("-")
        return self.say("lista_del", delen=named, nummer=number) if number else named

    def said(self, item: Item) -> str:
        """An item; one that should have been compared with its source again says so."""
        said = capitalised(self.say.localized(item.said))
        old = item.entry.review < self.today
        return self.say("guide_gammalt", villkor=said) if old else said

    def _in_short(self, part: Part) -> str:
        left = self.kept_list.left(part.items)
        return self.say("lista_annan_del", delen=self.heading(part), antal=self.number(left))

    def _ending(self, part: Part) -> str:
        cited = joined(self.say, self.cited(part.items))
        return f"{self.say('lista_källa', källa=cited)} {self.say('lista_mer')}"

    def cited(self, found: Sequence[Item]) -> list[str]:
        """The sources of some items, each once."""
        return list(dict.fromkeys(Citation(self.say, one.entry).brief() for one in found))

    def number(self, count: int) -> str:
        """How many are left: a number, or that none is."""
        return self.say("lista_antal", antal=str(count)) if count else self.say("lista_inget")

    # What is said of it

    def left(self) -> str:
        """How much of the whole is left; of nothing, that this doesn't mean that it is enough."""
        count = self.kept_list.left(self.items)
        if not count:
            return self.say("lista_allt")
        return self.say("lista_av", antal=str(count), alla=str(len(self.items)))

    def ticked(self, changed: Sequence[Item], *, done: bool) -> str:
        """ "Klar: stadgar. 3 kvar." """
        names = joined(self.say, [self.say.localized(one.said) for one in changed[:_FEW]])
        more = f" {self.say('med_mera')}" if len(changed) > _FEW else ""
        left = self.number(self.kept_list.left(self.items))
        key = "lista_nu_klar" if done else "lista_nu_kvar"
        return self.say(key, vad=f"{names}{more}", antal=left)

    def turned_to(self, part: Part) -> str:
        """ "Villkor: 3 kvar." """
        return self._in_short(part)

    def news(self, news: News) -> list[str]:
        """What editors have changed since the list was shown last."""
        come = [self.say.localized(one.said) for one in news.come]
        told = [("lista_borta", list(news.gone)), ("lista_nytt", come)]
        return [self.say(key, vad=joined(self.say, some)) for key, some in told if some]

    def kept(self) -> str:
        """How to find it again."""
        return self.say("lista_finns", kommando=f"{PREFIX}lista")

    # To send on

    def forward(self) -> str:
        """The whole as one text."""
        head = self.say("lista_text_rubrik", sak=self.thing.name, dag=self.say.date(self.today))
        last = f"{self.sources()} {self.say('lista_mer')}"
        return "\n\n".join([head, self.left(), *self._written(), last])

    def sources(self) -> str:
        """What it is made from."""
        return self.say("lista_källa", källa=joined(self.say, self.cited(self.items)))

    def _written(self) -> Iterator[str]:
        for part in self.parts:
            rows = (f"- {self.state(one)}: {self.said(one)}" for one in part.items)
            yield "\n".join([f"**{self.heading(part)}**", *rows])
