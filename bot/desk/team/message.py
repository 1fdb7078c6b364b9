"""One thing that happened in a team's room, with all that the desk knows when it comes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from bot import privacy, text
from bot.cases import doubts
from bot.cases.case import Case
from bot.cases.doubts import Doubt
from bot.cases.naming import team_within
from bot.cases.routing import receivers
from bot.cases.tongue import is_english
from bot.desk import mail
from bot.desk.mail import Here
from bot.desk.office import Moment
from bot.knowledge.held import Held
from bot.knowledge.tables import Team
from bot.matching.acts import act
from bot.messages import Choice, Incoming
from bot.storage import casebook, outbox
from bot.storage.post import Post, Row, source_of

_FEW = 2
_SHORT = 150
"""Characters of words that hand a case on."""
"""Teams that are named where they sit in one room."""


@dataclass(frozen=True)
class TeamMessage:
    """The office and the time, what came, and the teams that sit in the room."""

    at: Moment
    incoming: Incoming
    teams: tuple[str, ...]
    is_editors: bool = False
    """Whether it is the room of those who keep the knowledge."""

    @cached_property
    def text(self) -> str:
        """As it is stored and sent: masked, but for what only looks like a number to be kept from
        everybody: that is asked about. The end of one that begins in an earlier answer to the same
        question goes too."""
        said = privacy.masked(self.incoming.text, sure=True)
        number = self.target.post.about if self.target is not None else ""
        if not number or not privacy.has_digits(said):
            return said
        earlier = [one.text for one in casebook.history(self.at.db, number) if one.side == "team"]
        earlier = [one for one in earlier if privacy.has_digits(one)]
        for before in earlier:
            said = privacy.after(before, said)
        return privacy.after_pieces(earlier, said)

    @cached_property
    def places(self) -> frozenset[str]:
        """The names of places, which are no teams' names."""
        names = (area.name for area in self.at.knowledge.areas.values())
        return frozenset(text.fold(text.bare(name)) for name in names)

    def teams_known(self, case: Case) -> list[Team]:
        """The teams that a case of this room may go to."""
        known = receivers(self.at.knowledge, case.area)
        return [self.at.cards.team(id_) for id_ in known]

    @cached_property
    def target(self) -> Row | None:
        """What was said in the room that it replies to, was pressed on or reacts to."""
        where, reply_to = self.incoming.address, self.incoming.reply_to
        return outbox.find(self.at.db, where.channel, where.room, reply_to) if reply_to else None

    @cached_property
    def quoted(self) -> str | None:
        """The case whose card is quoted, where nothing is known of the message that is replied to:
        its number and its mark must be right together. "" where it is of none that is here; None
        where no card is quoted."""
        number, mark = self.at.cards.quoted(self.incoming.quoted)
        if self.target is not None or not number:
            return None
        case = casebook.find(self.at.db, number)
        return number if case is not None and case.mark == mark else ""

    @property
    def source(self) -> str:
        """The message, as what carries it on names it: of an edit, the one that was edited."""
        return source_of(self.incoming.address, self.incoming.origin)

    @property
    def here(self) -> Here:
        return Here.of(self.incoming)

    @property
    def is_anonymous(self) -> bool:
        """Whether it is written as the room itself: by any of those who may."""
        return self.incoming.person == self.incoming.address.room

    def doubt(self, written: str, number: str) -> Doubt | None:
        """Why words to the card of a case are perhaps no answer: by their patterns, also where a
        team is named in them, else by what they are like; None where they are one."""
        held, case = self.held, casebook.find(self.at.db, number)
        asked = case.question if case is not None else ""
        if (why := doubts.doubt(written, held, asked)) is not None:
            return why
        if case is not None and self._hands_on(written, case):
            return doubts.HANDED_ON
        # What words are like is learned of Swedish ones.
        if (case is not None and case.practice) or is_english(written, self.at.knowledge):
            return None
        done = act(self.at.matcher, "team", written)
        return doubts.of_act(done.kind, written, held) if done is not None else None

    def hands_on(self, written: str, number: str) -> bool:
        """Whether words that are held say that the case is another team's."""
        why = self.doubt(written, number)
        is_elsewhere = self.held.elsewhere.search(written.lower()) is not None
        return why is not None and (why == doubts.HANDED_ON or is_elsewhere)

    def _hands_on(self, written: str, case: Case) -> bool:
        """Whether words give a case to a team by a name of its own: "låt Stenkrossen ta den"."""
        if len(written) > _SHORT:
            return False
        named, held = team_within(written, self.teams_known(case), self.places), self.held
        if named is None:
            return False
        plain = f"{named.before} {held.office} {named.after}"
        return doubts.doubt(plain, held) == doubts.HANDED_ON

    @property
    def held(self) -> Held:
        """How a reply shows that it is perhaps no answer."""
        return self.at.knowledge.held

    def own_cases(self) -> list[Case]:
        """What this room has to answer, the most urgent first."""
        return [
            case
            for case in casebook.open_cases(self.at.db)
            if case.team in self.teams and not case.practice
        ]

    def team_names(self) -> str:
        """The teams that sit here, as they are introduced."""
        if len(self.teams) > _FEW:
            return self.at.cards.here("alla_lag", antal=str(len(self.teams)))
        names = (self.at.cards.name(team) for team in self.teams)
        return f" {self.at.cards.here('och')} ".join(names)

    def say(
        self, key: str, case: Case | None = None, choices: tuple[Choice, ...] = (), **values: str
    ) -> None:
        """Answer it with a sentence, about a case."""
        about = case.number if case else ""
        self.reply(Post(self.at.cards.here(key, case, **values), choices=choices, about=about))

    def reply(self, post: Post) -> None:
        mail.reply(self.at, self.here, post)
