"""The bot's own sentences, from ``knowledge/wording``: what a decision sounds like. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot import markup
from bot.knowledge import times
from bot.knowledge.fields import Slot
from bot.knowledge.model import COUNTRY, Entry, Knowledge, Unknown
from bot.knowledge.tables import Team

PREFIX = "\ue000"
"""Stands for what a command begins with ("/", "!"), until it is known on which channel the text is
read."""
_BRACES = re.compile(r"{(\w+)}")


def filled(sentence: str, **values: str) -> str:
    """A sentence with its braces filled in, at once: braces in a value stay as they were typed."""
    return _BRACES.sub(lambda braces: values.get(braces[1], braces[0]), sentence)


@dataclass(frozen=True)
class Wording:
    """Sentences in one language; what it lacks is said in Swedish."""

    knowledge: Knowledge
    language: str

    def __call__(self, key: str, **values: str) -> str:
        """One sentence with its braces filled in."""
        return filled(str(self._get(key)).strip(), **values)

    def _get(self, key: str) -> Any:
        own: Mapping[str, Any] = self.knowledge.wording.get(self.language, {})
        return own[key] if key in own else self.knowledge.wording["sv"][key]

    def words(self, key: str) -> list[str]:
        """A list of words, in this language and in Swedish: people mix."""
        swedish = self.knowledge.wording["sv"][key]
        return [*self._get(key), *swedish]

    def localized(self, texts: Mapping[str, str]) -> str:
        return texts.get(self.language, texts["sv"])

    def date(self, day: dt.date) -> str:
        return f"{day.day} {self._get('månader')[day.month - 1]} {day.year}"

    def weekday(self, day: dt.date) -> str:
        """ "onsdag 25 november"."""
        month = self._get("månader")[day.month - 1]
        return f"{self._get('dagar')[day.weekday()]} {day.day} {month}"

    def table(self, key: str) -> dict[str, str]:
        """A table of words, in this language."""
        return dict(self._get(key))

    def language_name(self, language: str) -> str:
        """What a language is called: "arabiska"."""
        return str(self._get("språk").get(language, language))

    def area(self, area: str) -> str:
        return self.knowledge.areas[area].name if area in self.knowledge.areas else area

    # An answer

    def answer(self, entry: Entry, asked_in: str | None, today: dt.date) -> str:
        """The answer, whether it is open, where it comes from, how old it is and where it holds.

        Of a thing that is no more: that it isn't, and what there is instead. An answer that nobody
        has compared with its source in time says so; one that is twice as old begins with that.
        """
        source = self.source(entry, asked_in)
        if (gone := self.gone(entry.thing, today)) is not None:
            return f"{gone}\n\n{source}"
        parts = [entry.answer_in(self.language)]
        if self.language not in entry.answer and self("bara_svenska"):
            parts.insert(0, self("bara_svenska"))
        if (opening := self._opening(entry, today)) is not None:
            parts.append(opening)
        if today > entry.due(2):
            parts = [self._age(entry, today), *parts, self("fråga_hellre")]
        elif today > entry.review:
            parts.append(self._age(entry, today))
        return "\n\n".join([*parts, source])

    def gone(self, thing: str, today: dt.date) -> str | None:
        """That a thing is no more, since when, and what there is instead; None where it is."""
        known = self.knowledge.things.get(thing)
        ended = known.ended(today) if known is not None else None
        if known is None or ended is None:
            return None
        said = self("utgått", sak=known.name, datum=self.date(ended))
        instead = self.knowledge.things.get(known.gone.instead or "") if known.gone else None
        return f"{said} {self('i_stället', sak=instead.name)}" if instead is not None else said

    def _age(self, entry: Entry, today: dt.date) -> str:
        months = (today.year - entry.checked.year) * 12 + today.month - entry.checked.month
        return self("gammal", månader=str(months), datum=self.date(entry.checked))

    def _opening(self, entry: Entry, today: dt.date) -> str | None:
        """Whether it is open, with days left, where that is sure; else the day as the source has
        it. Sure is what was compared with its source in time, and isn't only about so."""
        if not entry.periods:
            return None
        found = times.opening(entry.periods, today)
        if found.state == "rolling":
            return self("öppet_jämt")
        is_closed = found.state == "closed"
        day = found.opens if is_closed else found.closes
        if day is None:
            return self("stängt_helt" if found.state == "over" else "öppet")
        if found.about or today > entry.review:
            key = "öppnar_omkring" if is_closed else "senast_omkring"
            return self(key, dag=self.weekday(day), källa=self._cited(entry))
        if is_closed:
            return self("öppnar_sedan", dag=f"{self.weekday(day)} {day.year}")
        left = _left((day - today).days)
        last = self(f"sista_{left}", dag=self.weekday(day), dagar=str((day - today).days))
        # A last day alone doesn't say that it has opened.
        has_opened = any(period.opens is not None for period in entry.periods)
        return f"{self('öppet')} {last}" if has_opened else last

    def _cited(self, entry: Entry) -> str:
        """A source in a few words: its title, and its year where it has one."""
        source = self.knowledge.sources[entry.source.document]
        dated = source.year["sv"] != "odaterad"
        return f"{source.title} ({self.localized(source.year)})" if dated else source.title

    def source(self, entry: Entry, asked_in: str | None) -> str:
        """Where an answer comes from, how old it is and where it holds."""
        source = self.knowledge.sources[entry.source.document]
        key = "källa_adress" if source.url else "källa"
        named = self(key, titel=source.title, ställe=entry.source.place, adress=source.url or "")
        dated = source.year["sv"] != "odaterad"
        age = self("från", år=self.localized(source.year)) if dated else self("odaterad")
        checked = self("jämförd", datum=self.date(entry.checked))
        return " ".join([named, age, checked, self._holds(entry.area, asked_in)])

    def _holds(self, area: str, asked_in: str | None) -> str:
        national, there = area == COUNTRY, self.area(asked_in or COUNTRY)
        if asked_in is None or asked_in in (area, COUNTRY):
            return self("gäller_landet") if national else self("gäller", område=self.area(area))
        if national:
            return self("gäller_landet_inte", område=there)
        return self("gäller_länet", län=self.area(area), område=there)

    # An honest no and an offer

    def missing(self, unknown: Unknown, today: dt.date) -> str:
        """What the sources do not say, and the last that was known of it; of a thing that is no
        more, that first."""
        if (gone := self.gone(unknown.thing, today)) is not None:
            return gone
        parts = [self("okänt", vad=self.localized(unknown.what))]
        if (last := unknown.last_known) is not None:
            year, text = self.localized(last.year), self.localized(last.text)
            parts.append(self("senast_känt", år=year, uppgift=text))
        return " ".join(parts)

    def lacks(self, entry: Entry, slot: Slot) -> str:
        return self("lucka", rubrik=entry.title, lucka=self._get("luckor")[slot])

    def contact(self, team: Team) -> str:
        """How to reach a team without the bot, and how old that is; "" where nothing is known."""
        known = team.contact
        if known is None:
            return ""
        ways = ", ".join(way for way in (known.email, known.phone, known.web) if way)
        if known.year == "odaterad":
            return self("kontakt_odaterad", kontakt=ways)
        return self("kontakt_år", kontakt=ways, år=known.year)

    def _unreached(self, owner: Team, *, away: bool) -> str:
        """That a team can't be reached, and how people reach it without the bot."""
        name, contact = self.localized(owner.name), self.contact(owner)
        if away:
            unreached = self("borta", team=name[:1].upper() + name[1:])
        else:
            unreached = self("når_inte", team=name)
        return f"{unreached} {self('ring_eller_mejla', kontakt=contact)}" if contact else unreached

    def offer(
        self,
        owner: Team,
        receiver: Team | None,
        question: str,
        before: str,
        due: dt.date | None,
        notes: Sequence[str],
    ) -> list[str]:
        """The offer to carry a question on: to whom, by when, exactly what is sent, and what to do
        in a hurry. Where ``owner`` can't be reached the receiver is another team, or nobody, and
        the offer says so."""
        contact, unreached = self.contact(owner), self._unreached(owner, away="away" in notes)
        if receiver is None:
            return [unreached if contact else f"{unreached} {self('ingen_tar_emot')}"]
        reached, name = receiver.id == owner.id, self.localized(receiver.name)
        to = self("erbjud", team=name) if reached else self("erbjud_annan", team=name)
        promise = f" {self('lovar', dag=self.weekday(due))}" if due else ""
        asks = f"{to}{promise}" if reached else f"{unreached}\n{to}{promise}"
        how = "skickas_som_det_är" if "named" in notes else "skickas_utan_namn"
        sends = self(how, fråga=markup.escape(question))
        hinted = (("sensitive", "känsligt"), ("named", "kontakt_följer_med"))
        hints = [self("med_följer", fråga=markup.escape(before))] if before else []
        hints += [self(key) for note, key in hinted if note in notes]
        hurry = [self("bråttom", kontakt=contact)] if contact and reached else []
        return [f"{asks}\n{sends}", *hints, *hurry]


def _left(days: int) -> str:
    """The key's end for so many days left."""
    return {0: "i_dag", 1: "i_morgon"}.get(days, "dagar")
