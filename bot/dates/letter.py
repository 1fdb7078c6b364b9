"""How days and what is told of them read. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot import markup, text
from bot.dates import agenda
from bot.dates.watch import Notice, Watch
from bot.knowledge.citation import Citation
from bot.knowledge.model import Thing
from bot.knowledge.speech import PREFIX
from bot.knowledge.times import Coming
from bot.knowledge.wording import Wording


@dataclass(frozen=True)
class Letter:
    """What is said of days, in one language, on a day."""

    say: Wording
    today: dt.date

    # The days of a thing

    def row(self, thing: Thing) -> str:
        """A thing and its nearest day."""
        ahead = agenda.coming(self.say.knowledge, thing, self.today)
        return self.say("datum_rad", sak=thing.name, datum=self._told(thing, ahead[0]))

    def every(self, thing: Thing) -> str:
        """All the days of a thing that lie ahead, a row each."""
        return "\n".join(f"- {one}" for one in self._each(thing))

    def days(self, thing: Thing) -> str:
        """The days of a thing that lie ahead, in a sentence each."""
        return " ".join(self._each(thing))

    def _each(self, thing: Thing) -> Iterator[str]:
        for one in agenda.coming(self.say.knowledge, thing, self.today):
            yield text.capitalised(self._told(thing, one))

    def _told(self, thing: Thing, one: Coming) -> str:
        """One day: with the days left where it is sure, else as the source has it."""
        know, entry = self.say.knowledge, agenda.dated(self.say.knowledge, thing)
        if entry is None:
            return ""
        if agenda.is_sure(know, thing, self.today, about=one.about):
            key = f"datum_{_KEYS[one.kind]}"
            return self.say(key, dag=self.day(one.day), om=self._left(one.day))
        source = markup.escape(Citation(self.say, entry).brief())
        key = f"datum_{_KEYS[one.kind]}_omkring"
        return self.say(key, dag=self.say.in_year(one.day), källa=source)

    def day(self, day: dt.date) -> str:
        """A day, with its year where that is another one."""
        said = self.say.weekday(day)
        return said if day.year == self.today.year else f"{said} {day.year}"

    def _left(self, day: dt.date) -> str:
        """How long it is until a day."""
        left = (day - self.today).days
        if left < 2:
            return self.say("om_i_dag" if left == 0 else "om_i_morgon")
        return self.say("om_dagar", dagar=str(left))

    # What is told by itself

    def notices(self, notices: Sequence[Notice]) -> str:
        """All that is told of what somebody watches, in one message."""
        rows = [f"- {self._notice(one)}" for one in notices]
        return "\n".join([self.say("bevakat"), *dict.fromkeys(rows), self._last(notices)])

    def _last(self, notices: Sequence[Notice]) -> str:
        ended = all(one.what == "gone" for one in notices)
        return self.say("bevakat_slut") if ended else self.say("bevakat_sist")

    def _notice(self, one: Notice) -> str:
        know, say = self.say.knowledge, self.say
        name = markup.escape(one.watch.name)
        if one.what == "gone":
            gone = say.gone(one.watch.thing, self.today)
            return f"{gone} {say('bevakat_utgått')}" if gone else say("bevakat_borta", sak=name)
        thing = know.things[one.watch.thing]
        entry = agenda.dated(know, thing)
        source = markup.escape(Citation(say, entry).brief()) if entry is not None else ""
        days = {"dag": self.day(one.day), "förut": self.day(one.before), "om": self._left(one.day)}
        if one.what == "check":
            days["dag"] = say.in_year(one.day)
        told = say(f"bevakat_{_TOLD[one.what]}{_OPENS[one.kind]}", sak=name, källa=source, **days)
        is_unsure = one.what == "moved" and not self._is_sure(thing, one)
        return f"{told} {say('bevakat_kolla', källa=source)}" if is_unsure else told

    def _is_sure(self, thing: Thing, one: Notice) -> bool:
        know = self.say.knowledge
        ahead = agenda.coming(know, thing, self.today)
        about = any(day.about for day in ahead if (day.kind, day.day) == (one.kind, one.day))
        return agenda.is_sure(know, thing, self.today, about=about)

    # What is watched

    def watched(self, watches: Sequence[Watch]) -> str:
        """All that is watched for somebody, each with its nearest day."""
        if not watches:
            return self.say("mina_inget")
        return "\n".join([self.say("mina_bevakar"), *map(self._watched, watches)])

    def _watched(self, watch: Watch) -> str:
        thing = self.say.knowledge.things.get(watch.thing)
        if thing is not None and agenda.coming(self.say.knowledge, thing, self.today):
            return self.row(thing)
        name = markup.escape(watch.name)
        return self.say("datum_rad", sak=name, datum=self.say("datum_okänt"))

    # What somebody is told who begins a watch

    def promised(self, watch: Watch) -> str:
        """That it is watched, what its days are, and that it is no promise."""
        thing = self.say.knowledge.things[watch.thing]
        reminds = [one.remind for one in watch.days if one.remind is not None]
        key = "bevakar" if reminds else "bevakar_för_nära"
        if reminds and not self._has_sure(thing):
            key = "bevakar_omkring"
        name = markup.escape(self.say.called(thing.name))
        told = self.say(key, sak=name, när=self.day(min(reminds, default=self.today)))
        return "\n".join([told, self.every(thing), self.say("bevakar_försöker", p=PREFIX)])

    def _has_sure(self, thing: Thing) -> bool:
        know = self.say.knowledge
        ahead = agenda.coming(know, thing, self.today)
        return any(agenda.is_sure(know, thing, self.today, about=one.about) for one in ahead)


_KEYS = {"closes": "stänger", "opens": "öppnar"}
_OPENS = {"closes": "", "opens": "_öppnar"}
_TOLD = {
    "closes": "dag",
    "opens": "dag",
    "check": "kontrollera",
    "moved": "flyttat",
    "late": "sent",
    "opened": "öppnat",
    "undated": "odaterat",
}
