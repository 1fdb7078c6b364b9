"""The days of a watched thing as an iCalendar file (RFC 5545), for whatever calendar people have.
Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from icalendar import Alarm, Calendar
from icalendar import Event as CalendarEvent

from bot.dates import agenda
from bot.dates.watch import Known, Watch
from bot.knowledge.citation import Citation
from bot.knowledge.wording import Wording
from bot.messages import Attached

_NAME, _TYPE = "datum.ics", "text/calendar"
_WORK = {"closes": -dt.timedelta(days=6, hours=15), "opens": dt.timedelta(hours=9)}
"""When the calendar itself tells: at nine in the morning, a week before it closes, or on the day
that it opens."""
_PRODUCT = "-//En vag in//onewayin//SV"


@dataclass(frozen=True)
class Days:
    """Writes watched days in one language; ``now`` is when they are written."""

    say: Wording
    now: dt.datetime

    def file(self, watches: Iterable[Watch]) -> Attached | None:
        """Days that lie ahead, each an event of a whole day; None where there are none. One that
        was there before, and has moved since, is the same event with a higher number."""
        watches = [one for one in watches if one.days]
        if not watches:
            return None
        calendar = Calendar()
        calendar.add("prodid", _PRODUCT)
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        for watch in watches:
            for known in watch.days:
                calendar.add_component(self._event(watch, known))
        return Attached(_NAME, _TYPE, bytes(calendar.to_ical()))

    def _event(self, watch: Watch, known: Known) -> CalendarEvent:
        event, title = CalendarEvent(), self._title(watch, known)
        event.add("uid", f"{watch.mark}-{known.kind}-{known.period}-{known.first}@onewayin")
        event.add("dtstamp", self.now.astimezone(dt.UTC))
        event.add("dtstart", known.day)
        event.add("dtend", known.day + dt.timedelta(days=1))
        event.add("summary", title)
        event.add("description", self._source(watch))
        event.add("sequence", known.moves)
        event.add("transp", "TRANSPARENT")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", title)
        alarm.add("trigger", _WORK[known.kind])
        event.add_component(alarm)
        return event

    def _title(self, watch: Watch, known: Known) -> str:
        key = "kalender_stänger" if known.kind == "closes" else "kalender_öppnar"
        return self.say(key, sak=watch.name)

    def _source(self, watch: Watch) -> str:
        """Where the day comes from: it is to be looked up there."""
        know = self.say.knowledge
        thing = know.things.get(watch.thing)
        entry = agenda.dated(know, thing) if thing is not None else None
        source = Citation(self.say, entry).brief() if entry is not None else ""
        return self.say("kalender_kolla", källa=source)
