"""One turn of an asker's: all that is known when a message comes, and what it is decided from.
Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bot import privacy, text
from bot.cases.routing import Staff
from bot.days import workdays
from bot.dialogue.turns import tongues
from bot.dialogue.turns.conversation import KEPT, LEANS, Conversation, Focus, Listed, Offer
from bot.dialogue.turns.states import StartingAnew
from bot.dialogue.words import languages, phrases, signs
from bot.guides.ticking import Checklist
from bot.knowledge.model import COUNTRY, Knowledge, Thing
from bot.knowledge.wording import Wording
from bot.knowledge.words import Patterns, Talk
from bot.matching import gazetteer
from bot.matching.assessor import Assessor
from bot.matching.gazetteer import Mention
from bot.matching.library import Current
from bot.matching.verdict import Policy, Verdict
from bot.messages import Incoming

_GOODBYE = {"tack", "hejdå", "hej"}
"""Kinds of small talk that a goodbye is made of."""


@dataclass(frozen=True)
class Turn:
    """Nothing of a turn changes. A rule that understands more of it makes a new one, which its
    decision carries; what is derived is computed when a rule first asks for it."""

    incoming: Incoming
    before: Conversation
    current: Current
    policy: Policy
    now: dt.datetime
    staff: Staff
    assessor: Assessor
    """What the knowledge is asked through."""
    message: str
    """What was written, as it would be stored: masked."""
    masked: frozenset[str]
    """The kinds of number that were taken out of it."""
    language: str
    """The language that it is answered in."""
    area: str | None
    """The place that the asker is taken to be in, or to ask about."""
    question: str
    """What is asked, as it would be sent: this message, or the one before it that the bot asked
    something back about; and with what it leans on."""
    asked_in: str
    """The message that the question was asked in."""
    offers: Mapping[int, Offer]
    """Those that nobody has answered yet."""
    waiting_case: str
    """The case in which a coordinator has asked back, and waits."""
    is_new: bool
    """Whether the asker has said that this is a new question, and not about their case."""
    base: str | None = None
    """The question that a chain of "och i Lund?" goes back to."""
    heard: str = "sv"
    """The language that the asker writes in; also one that the bot lacks."""
    extends: Offer | None = None
    """The offer that this message is added to, with it: the question is all of that."""
    lists: Mapping[str, Checklist] = field(default_factory=dict)
    """The asker's checklists by what each is for, the one that was touched last first."""
    verdict: Verdict = field(default_factory=lambda: Verdict("low"))
    """What the knowledge says to the question, once it has been asked."""

    @property
    def know(self) -> Knowledge:
        return self.current.knowledge

    @property
    def today(self) -> dt.date:
        """The day that it is in Sweden."""
        return workdays.local(self.now).date()

    @property
    def talk(self) -> Talk:
        return self.know.talk

    @property
    def signs(self) -> Patterns:
        return self.know.talk.patterns

    @cached_property
    def say(self) -> Wording:
        return Wording(self.know, self.language)

    # The message

    @property
    def is_typed(self) -> bool:
        """Whether it is written now: no choice, and no change of an earlier message."""
        return self.incoming.choice is None and not self.incoming.edits

    @cached_property
    def plain(self) -> str:
        """The message without what stands for the numbers taken out."""
        return text.compared(privacy.without_marks(self.message)).strip()

    @cached_property
    def bare(self) -> str:
        return text.bare(self.plain)

    @property
    def event(self) -> str:
        return self.incoming.origin

    def is_one_of(self, *keys: str) -> bool:
        """Whether the message is one of the words that stand in the wording under these keys."""
        return self.say.has_word(self.bare, *keys)

    @property
    def is_yes_or_no(self) -> bool:
        return self.is_one_of("ja_ord", "nej_ord")

    @property
    def takes_back(self) -> bool:
        return self.is_one_of("ta_tillbaka_ord")

    @cached_property
    def own_kind(self) -> str | None:
        """What the message says of the asker's own question, or of the service; None where it says
        something else."""
        if self.incoming.choice is not None or self.is_new:
            return None
        return signs.own_question(self.talk.own, text.tokens(self.plain))

    @cached_property
    def small_talk(self) -> str | None:
        """The kind of small talk that the message is, by its own words; a greeting before a
        question is none."""
        unclear = "oklart" if len(self.bare) < 2 else None
        bare = self.bare.removesuffix(" there")
        meant = self._unfilled(text.bare(self._begun(self.plain)))
        known = self.know.smalltalk
        whole = known.get(bare) or (known.get(meant) if meant else None)
        return whole or self._goodbye() or self._praise() or unclear

    def _goodbye(self) -> str | None:
        """Thanks and a goodbye in one: "okej tack, hej då"."""
        words = self.bare.split()
        if len(words) > self.policy.smalltalk_words:
            return None
        between = self.talk.filling | self.talk.around_goodbye
        kinds = phrases.made_of(words, self.know.smalltalk, between)
        is_so = bool(kinds) and kinds <= _GOODBYE and kinds != {"hej"}
        return next((one for one in ("hejdå", "tack") if one in kinds), None) if is_so else None

    def _praise(self) -> str | None:
        """Praise, in whatever words, is thanks: "du är bättre än kommunens hemsida"."""
        _, *more = text.sentences(self.plain) or [""]
        is_all = "?" not in self.plain and not text.asking(more)
        return "tack" if is_all and self.signs.praises.match(self.plain) else None

    def _unfilled(self, line: str) -> str:
        """A line without the words last in it that say nothing: "vad kan du då"."""
        words = line.split()
        while len(words) > 1 and words[-1] in self.talk.filling:
            words.pop()
        return " ".join(words)

    # The question

    @cached_property
    def plain_question(self) -> str:
        """The question without marks, and without a greeting before it."""
        whole = text.compared(privacy.without_marks(self.question)).strip()
        rest = self.signs.opens.sub("", self.know.greeting.sub("", whole))
        return rest if text.has_words(rest) else whole

    @cached_property
    def question_language(self) -> str:
        return guessed(self.plain_question, self.before, self.incoming, self.current)

    @cached_property
    def names_a_thing(self) -> bool:
        """Whether the message names something that the knowledge has, anywhere."""
        everywhere = self.current.matcher.everywhere
        return bool(everywhere.read(self.plain, self.language).names)

    @cached_property
    def mentions(self) -> list[Mention]:
        return self.assessor.mentions(self.plain_question)

    @cached_property
    def named(self) -> list[str]:
        """The areas named in the question. "Jag är ny i Sverige" says nothing of where it belongs;
        a clear win for the country needs no name."""
        areas = (mention.area for mention in self.mentions if mention.area != COUNTRY)
        return list(dict.fromkeys(areas))

    @cached_property
    def own_areas(self) -> list[str]:
        """The areas whose names say nothing in the question: the asker's own, and those around."""
        return self.know.chain(self.area) if self.area else self.named

    @cached_property
    def core(self) -> str:
        """The question without the names of places that say nothing in it, and without what was
        taken back in it: "startbidrag, eller nej förresten, det är bara en spelning"."""
        whole = gazetteer.without(self.plain_question, self.mentions, self.own_areas)
        return self.signs.changes_mind.sub("", whole)

    @property
    def asked_now(self) -> str:
        """The question without what it leans on."""
        return self.core.rpartition(LEANS)[2]

    @cached_property
    def asks(self) -> bool:
        return text.asking([self._begun(part) for part in self.question.split(LEANS)]) != []

    def _begun(self, said: str) -> str:
        """A text without what stands before a question: "tack, men", "och"."""
        rest = self.signs.opens.sub("", said.strip())
        goes_on = self.signs.goes_on.match(rest)
        return rest[goes_on.end() :].strip() if goes_on else rest

    @property
    def follows(self) -> bool:
        """Whether it comes so soon after an answer that it may lean on it."""
        return self._is_recent(self.before.last_at)

    @property
    def listed(self) -> Listed | None:
        """The overview that was shown a while ago, and that what is said may go on about."""
        listed = self.before.listed
        return listed if listed is not None and self._is_recent(listed.at) else None

    @cached_property
    def focus(self) -> Focus | None:
        """What the conversation is about, for a while, and as long as the asker is where it is."""
        focus = self.before.focus
        if focus is None or not self._is_recent(focus.at):
            return None
        known = self.know.things.get(focus.thing)
        is_here = known is None or not self.area or known.area in self.know.chain(self.area)
        return focus if is_here else None

    @property
    def thing(self) -> Thing | None:
        """The thing that the conversation is about; None where it is about none, or where it is
        gone from the knowledge."""
        return self.know.things.get(self.focus.thing) if self.focus is not None else None

    @property
    def known_thing(self) -> Thing | None:
        """The thing that it was about a moment ago, wherever that is."""
        focus = self.before.focus
        is_recent = focus is not None and self._is_recent(focus.at)
        return self.know.things.get(focus.thing) if focus is not None and is_recent else None

    def _is_recent(self, at: dt.datetime | None) -> bool:
        window = dt.timedelta(minutes=self.policy.followup_minutes)
        return at is not None and self.now - at <= window


def begin(
    incoming: Incoming,
    conversation: Conversation,
    current: Current,
    policy: Policy,
    now: dt.datetime,
    staff: Staff,
    lists: Mapping[str, Checklist] | None = None,
) -> Turn:
    """The turn that a message begins. ``staff``: which teams can get a question."""
    masked = privacy.mask(text.clean(incoming.text))
    plain, chosen = text.compared(privacy.without_marks(masked.text)), conversation.language
    heard = guessed(plain.strip(), conversation, incoming, current)
    spoken = heard if heard in languages.SUPPORTED else "sv"
    held = tongues.held(plain, heard, conversation, current)
    return Turn(
        incoming=incoming,
        before=conversation,
        current=current,
        policy=policy,
        now=now,
        staff=staff,
        assessor=Assessor(current, policy),
        message=masked.text,
        masked=masked.found,
        language=chosen if chosen in languages.SUPPORTED else spoken,
        heard=held,
        area=conversation.area if conversation.area in current.knowledge.areas else None,
        question=masked.text,
        asked_in=incoming.origin,
        offers={offer.id: offer for offer in conversation.offers if now - offer.made <= KEPT},
        waiting_case=conversation.asked,
        is_new=isinstance(conversation.state, StartingAnew),
        lists=lists or {},
    )


def guessed(plain: str, before: Conversation, incoming: Incoming, current: Current) -> str:
    """The language of a text; what the asker chose or last wrote decides where it doesn't."""
    hint = before.language or before.last_language or incoming.language
    know = current.knowledge
    reader = current.reader(before.area)
    return languages.guess(plain, reader, hint, know.talk.tongues, know.proper, before.foreign)
