"""What a decision sounds like: an answer, an honest no, an offer. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.knowledge import times, yesno
from bot.knowledge.citation import Citation
from bot.knowledge.fields import Slot
from bot.knowledge.model import COUNTRY, Entry, LastKnown, Unknown
from bot.knowledge.speech import Speech
from bot.knowledge.tables import UNDATED, Team


@dataclass(frozen=True, slots=True)
class Sending:
    """What an offer to carry a question on shows, as Markdown: the question, what it is about, what
    goes along, by when it is answered, and what else is to be said."""

    question: str
    about: str
    before: str
    due: dt.date | None
    notes: Sequence[str]


class Wording(Speech):
    """Sentences in one language; what it lacks is said in Swedish."""

    # An answer

    def answer(
        self,
        entry: Entry,
        asked_in: str | None,
        today: dt.date,
        *,
        asked: str = "",
        hint: bool = True,
    ) -> str:
        """The answer, whether it is open, and one line of where it comes from.

        Of a thing that is no more: that it isn't, and what there is instead. An answer that nobody
        has compared with its source in time says so; one that is twice as old begins with that. It
        begins with yes or no only where that is one to what was ``asked``.
        """
        if (gone := self.gone(entry.thing, today)) is not None:
            return "\n\n".join([gone, *self._gone_source(entry, today)])
        source = Citation(self, entry).line(hint=hint)
        parts = [self.answered(entry, asked)]
        if self.language not in entry.answer and self("bara_svenska"):
            parts.insert(0, self("bara_svenska"))
        if (opening := self.opening(entry, today)) is not None:
            parts.append(opening)
        if today > entry.due(2):
            parts = [self._age(entry, today), *parts, self("fråga_hellre")]
        elif today > entry.review:
            parts.append(self._age(entry, today))
        if (afar := self._afar(entry, asked_in)) is not None:
            parts.append(afar)
        return "\n\n".join([*parts, source])

    def answered(self, entry: Entry, asked: str = "") -> str:
        """An answer's own words, to what was asked."""
        return yesno.fitted(entry.answer_in(self.language), asked, self.knowledge.talk.yes_no)

    def gone(self, thing: str, today: dt.date) -> str | None:
        """That a thing is no more, since when, and what there is instead; None where it is."""
        known = self.knowledge.things.get(thing)
        ended = known.ended(today) if known is not None else None
        if known is None or ended is None:
            return None
        said = self("utgått", sak=self.called(known.name), datum=self.date(ended))
        instead = self.knowledge.instead_of(known)
        return (
            f"{said} {self('i_stället', sak=self.called(instead.name))}"
            if instead is not None
            else said
        )

    def _gone_source(self, entry: Entry, today: dt.date) -> Iterator[str]:
        """Where it stands that a thing is no more: the answer's own source told how it was, and is
        that of its last day alone."""
        gone = self.knowledge.things[entry.thing].gone
        if gone is None or gone.day > today:
            yield Citation(self, entry).line(hint=False)
        elif gone.source is not None:
            told = {"sources": [gone.source], "confirmed": None}
            yield Citation(self, entry.model_copy(update=told), is_seen=False).line(hint=False)

    def _age(self, entry: Entry, today: dt.date) -> str:
        months = (today.year - entry.checked.year) * 12 + today.month - entry.checked.month
        return self("gammal", månader=str(months), datum=self.date(entry.checked))

    def opening(self, entry: Entry, today: dt.date) -> str | None:
        """Whether it is open, with days left, where that is sure; else the day as the source has
        it. Sure is what was compared in time with a source of some year, and isn't only about
        so."""
        if not entry.periods:
            return None
        found = times.opening(entry.periods, today)
        if found.state == "rolling":
            return self("öppet_jämt")
        is_closed = found.state == "closed"
        day = found.opens if is_closed else found.closes
        if day is None:
            return self("stängt_helt" if found.state == "over" else "öppet")
        if found.about or not self.knowledge.is_vouched_for(entry, today):
            key = "öppnar_omkring" if is_closed else "senast_omkring"
            return self(key, dag=self.weekday(day), källa=Citation(self, entry).brief())
        if is_closed:
            return self("öppnar_sedan", dag=f"{self.weekday(day)} {day.year}")
        left = _left((day - today).days)
        last = self(f"sista_{left}", dag=self.weekday(day), dagar=str((day - today).days))
        # A last day alone doesn't say that it has opened.
        has_opened = any(period.opens is not None for period in entry.periods)
        return f"{self('öppet')} {last}" if has_opened else last

    def _afar(self, entry: Entry, asked_in: str | None) -> str | None:
        """That an answer isn't the place's own, where it was asked for in one."""
        if asked_in is None or asked_in in (entry.area, COUNTRY):
            return None
        there = self.area(asked_in)
        if entry.area == COUNTRY:
            own = self.knowledge.own_form(entry.thing, asked_in)
            if own is not None:
                return self("gäller_landet_också", område=there, sak=self.called(own.name))
            return self("gäller_landet_inte", område=there)
        return self("gäller_länet", län=self.area(entry.area), område=there)

    # An honest no and an offer

    def missing(self, unknown: Unknown, today: dt.date, *, is_first: bool = True) -> str:
        """What the sources do not say, and the last that was known of it; of a thing that is no
        more, that first."""
        if (gone := self.gone(unknown.thing, today)) is not None:
            return gone
        key = "okänt" if is_first else "okänt_heller"
        parts = [self(key, vad=self.localized(unknown.what))]
        if unknown.last_known is not None:
            parts.append(self.last_known(unknown.last_known))
        return " ".join(parts)

    def last_known(self, last: LastKnown) -> str:
        """What was last known, and when that was."""
        year, text = self.localized(last.year), self.localized(last.text)
        year = self("odaterad_kort") if year == UNDATED else year
        return self("senast_känt", år=year, uppgift=text)

    def lacks(self, entry: Entry, slot: Slot) -> str:
        return self("lucka", rubrik=entry.title, lucka=self._get("luckor")[slot])

    def contact(self, team: Team) -> str:
        """How to reach a team without the bot, and how old that is; "" where nothing is known."""
        known = team.contact
        if known is None:
            return ""
        ways = ", ".join(way for way in (known.email, known.phone, known.web) if way)
        if known.year == UNDATED:
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

    def hurry(self, owner: Team) -> str:
        """That the last day may come before the answer, and how to reach people sooner."""
        contact = self.contact(owner)
        ways = f" {self('obs_ring', kontakt=contact)}" if contact else ""
        return f"{self('obs_sista_dag')}{ways}"

    def offer(self, owner: Team, receiver: Team | None, sends: Sending) -> list[str]:
        """The offer to carry a question on: to whom, by when, exactly what is sent, and what to do
        in a hurry, unless that was ``shown`` a moment ago. Where ``owner`` can't be reached the
        receiver is another team, or nobody, and the offer says so."""
        notes, is_shown = sends.notes, "shown" in sends.notes
        contact, unreached = self.contact(owner), self._unreached(owner, away="away" in notes)
        if receiver is None:
            return [unreached if contact else f"{unreached} {self('ingen_tar_emot')}"]
        reached, name = receiver.id == owner.id, self.localized(receiver.name)
        to = self("erbjud", team=name) if reached else self("erbjud_annan", team=name)
        promise = (
            f" {self('lovar', dag=self.weekday(sends.due))}" if sends.due and not is_shown else ""
        )
        asks = f"{to}{promise}" if reached else f"{unreached}\n{to}{promise}"
        how = "skickas_som_det_är" if "named" in notes else "skickas_utan_namn"
        about = f" {self('gäller_det', vad=sends.about)}" if sends.about else ""
        told = self(how, fråga=sends.question, gäller=about)
        hinted = (("sensitive", "känsligt"), ("named", "kontakt_följer_med"))
        hints = [self("med_följer", fråga=sends.before)] if sends.before and not is_shown else []
        hints += [self(key) for note, key in hinted if note in notes]
        hurries = contact and reached and not {"contact told", "hurry", "shown"} & set(notes)
        hurry = [self("bråttom", kontakt=contact)] if hurries else []
        return [f"{asks}\n{told}", *hints, *hurry]


def _left(days: int) -> str:
    """The key's end for so many days left."""
    return {0: "i_dag", 1: "i_morgon"}.get(days, "dagar")
