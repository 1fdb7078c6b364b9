"""What an asker's message leads to. Pure: time, knowledge and the conversation are arguments, and a new one comes back.

In order: what must never wait for a match (danger), what the bot is waiting for (a choice, a yes), small talk, the area, a
question that leans on the last one, and only then the ranking.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from bot import privacy, text
from bot.cases.casework import Add, Helped, Withdraw
from bot.cases.routing import EVERYBODY, Route, Staff, choose_receiver
from bot.dialogue import danger, languages, offers, places
from bot.dialogue.choices import typed_choice
from bot.dialogue.conversation import (
    LEANS,
    Answering,
    ChoosingArea,
    ChoosingCase,
    ChoosingEntry,
    Conversation,
    Offer,
    Rewriting,
    StartingAnew,
    WritingMore,
)
from bot.dialogue.turn import Decision, Turn
from bot.knowledge.model import COUNTRY, DEFAULT_TEAM, Entry, Unknown
from bot.knowledge.wording import PREFIX, Wording
from bot.matching import gazetteer
from bot.matching.corpus import SMALLTALK
from bot.matching.library import Current
from bot.matching.verdict import Policy, Verdict
from bot.messages import Incoming

_LEANING_WORDS = frozenset(
    "och men okej ok jaha då å när vem vilka vilken vilket var vart hur länge ofta mycket många kostar får kan måste ska vill man vi jag ni du"
    " det den de dem dom detta dit där söker söka ansöker ansöka gäller är finns i på för att till av med så sen sedan som om också bestämmer"
    " nästa förra gratis dyrt tid nummer telefonnummer adress blankett kontakt beslutar betalar någon något alla flera gånger året år datum dag sista senast först också igen själv väl ju nu va vad heter varför gör"
    " and but so when who how long much many often does it that they can may must we i you is are the a to of for there then what why where apply".split()
)
_VAGUE = 5
"""Words of a question that has no subject of its own and nothing to lean on: it is asked again, never guessed at."""
_GOES_ON = re.compile(r"(och|men|and|but)\b", re.IGNORECASE)
_ONLY_A_PLACE = frozenset(
    "och men då and but hur är det i vad gäller what about how is it in for för".split()
)


def decide(
    incoming: Incoming,
    conversation: Conversation,
    current: Current,
    policy: Policy,
    now: dt.datetime,
    staff: Staff = EVERYBODY,
) -> tuple[Decision, Conversation]:
    """What one message leads to, and the conversation after it. ``staff``: which teams can get a question."""
    return _Triage(incoming, conversation, current, policy, now, staff).decide()


def rewrite(
    offer: Offer,
    incoming: Incoming,
    conversation: Conversation,
    current: Current,
    policy: Policy,
    now: dt.datetime,
    staff: Staff,
) -> tuple[Decision, Conversation]:
    """What the asker edited was part of an offer that isn't sent: the offer is shown anew, with the text as it is now."""
    waiting = replace(conversation, state=Rewriting(offer.id), choices=())
    return _Triage(incoming, waiting, current, policy, now, staff).decide()


def fallback(conversation: Conversation, staff: Staff) -> Route:
    """Where a question goes that couldn't be decided at all."""
    return Route(conversation.area or COUNTRY, DEFAULT_TEAM, "other", choose_receiver([], staff))


class _Triage(Turn):
    def decide(self) -> tuple[Decision, Conversation]:
        if danger.is_danger(self.plain, self.know.rejects.danger):
            return self.done(
                Decision("handoff", "danger", self.question, self.say("fara"), route=self.nowhere())
            )
        waiting = self._choice() or self._waiting()
        if waiting is not None:
            return waiting
        if not text.has_words(self.plain):
            return self.smalltalk("oklart")
        if (chat := self.chat()) is not None:
            judges = self.before.case_answered and chat in (
                "tack",
                "fel",
            )  # what a person has answered
            return (
                self.on_case(self.before.case, Helped(chat == "tack"))
                if judges
                else self.smalltalk(chat)
            )
        if self._yes_or_no() and not self.before.case:
            return self.smalltalk("oklart")  # to nothing that was asked
        if self.before.case and text.bare(self.plain) in map(
            text.bare, self.say.words("ta_tillbaka_ord")
        ):
            return self.on_case(self.before.case, Withdraw())
        return self._question(self.question)

    # What the bot was waiting for

    def _choice(self) -> tuple[Decision, Conversation] | None:
        """A press, a typed number or a typed label: the choice that it means, carried out."""
        picked = self.incoming.choice or typed_choice(self)
        state = self.before.state
        kind, _, name = (picked or "").partition(":")
        if picked is None:
            return None
        if kind in _ON_OFFERS and name.isdecimal() and int(name) in self.offers:
            return offers.confirmed(self, self.offers[int(name)], kind)
        if kind == "yes" and self.before.case:
            # A second tap on an offer that was accepted just now.
            said = self.say("redan_skickad", p=PREFIX)
            return self.done(
                Decision("smalltalk", "sent-already", self.question, said, area=self.area)
            )
        if kind in _ON_CASES and name:
            return self._picked_case(kind, name)
        if (
            picked == "not-this"
            and self.before.last_question
            and not isinstance(state, ChoosingEntry)
        ):
            state = ChoosingEntry(self.before.last_question)
        elif picked not in {choice.id for choice in self.before.choices}:
            return self._expired()
        if kind == "area" and isinstance(state, ChoosingArea):
            self.area = name
            return self._resumed(state.question)
        if kind == "entry" and name in self.know.entries:
            return self._answer(
                self.know.entries[name], Verdict("answer", name, 1.0), self.before.last_question
            )
        if picked == "other-area":
            self.asked_in = self.before.asked_in
            return self.clarify(self.say("skriv_kommun"), (), state, "other-area")
        if isinstance(state, ChoosingEntry):
            self.asked_in = self.before.asked_in or self.asked_in
            return self._next_or_person(state, picked)
        return self._expired()

    def _expired(self) -> tuple[Decision, Conversation]:
        """A button of long ago: said, and what the bot waits for stays."""
        decided, after = self.done(
            Decision(
                "smalltalk", "expired", self.question, self.say("knapp_gammal"), area=self.area
            )
        )
        return decided, replace(after, state=self.before.state, choices=self.before.choices)

    def _picked_case(self, kind: str, number: str) -> tuple[Decision, Conversation]:
        state = self.before.state
        if kind == "new":
            self.is_new, self.asked = True, ""
            if isinstance(state, ChoosingCase):
                return self._resumed(state.question)
            said = Decision(
                "clarify", "new-question", self.question, self.say("skriv_ny"), area=self.area
            )
            return self.done(said, StartingAnew())
        if kind == "add":
            added = state.question if isinstance(state, ChoosingCase) else ""
            return self.on_case(number, Add(added)) if added else self._write_more(number)
        return self.on_case(number, Withdraw() if kind == "withdraw" else Helped(kind == "helped"))

    def _write_more(self, number: str) -> tuple[Decision, Conversation]:
        return self.done(
            Decision("clarify", "more", self.question, self.say("skriv_om"), area=self.area),
            WritingMore(number),
        )

    def _waiting(self) -> tuple[Decision, Conversation] | None:
        """A place typed where the bot asked for one, or the new text of a question to send."""
        state = self.before.state
        if isinstance(state, Rewriting) and state.offer in self.offers:
            offer = self.offers[state.offer]
            if not text.has_words(self.plain) or text.bare(self.plain) in map(
                text.bare, self.say.words("nej_ord")
            ):
                return offers.confirmed(self, offer, "no")
            return offers.rewritten(self, offer)
        if isinstance(state, WritingMore) and self.chat() == "tack":
            return self.on_case(state.number, Helped(yes=True))
        if isinstance(state, WritingMore) and text.bare(self.plain) in map(
            text.bare, self.say.words("ta_tillbaka_ord")
        ):
            return self.on_case(state.number, Withdraw())
        if isinstance(state, Answering | WritingMore) and text.has_words(self.plain):
            return self.on_case(state.number, Add(self.question))
        if isinstance(state, ChoosingCase) and self._yes_or_no():
            ids = (f"add:{state.number}", f"new:{state.number}")
            return self.clarify(self.say("eller_ny_öppen", nummer=state.number), ids, state, "case")
        if isinstance(state, ChoosingArea) and self._yes_or_no():
            return places.ask_which(
                self,
                state.question,
                tuple(c.id[5:] for c in self.before.choices if c.id.startswith("area:")),
            )
        if isinstance(state, ChoosingArea):
            mentions = self.current.gazetteer.find(self.plain)
            if len({mention.area for mention in mentions}) == 1 and places.is_all_it_says(
                self, self.plain, mentions
            ):
                self.area = mentions[0].area
                return self._resumed(state.question)
        return None

    def _yes_or_no(self) -> bool:
        return text.bare(self.plain) in map(
            text.bare, [*self.say.words("ja_ord"), *self.say.words("nej_ord")]
        )

    def _next_or_person(self, state: ChoosingEntry, picked: str) -> tuple[Decision, Conversation]:
        """The next entries after a wrong answer; a person when there are none or they aren't it either."""
        if picked == "not-this" and state.others:
            ids = (*(f"entry:{entry}" for entry in state.others), "none")
            decision = Decision(
                "clarify",
                "called-wrong",
                state.question,
                self.say("menar_du"),
                area=self.area,
                choices=ids,
            )
            return self.done(decision, ChoosingEntry(state.question))
        return offers.handoff(
            self,
            state.question,
            [self.say("hittar_inte")],
            "called-wrong",
            topic=offers.topic(self, self.before.last_entry),
        )

    # Small talk

    def _without_greeting(self, message: str) -> str:
        rest = self.know.greeting.sub("", message)
        return rest if text.has_words(rest) else message

    # A question

    def _resumed(self, question: str) -> tuple[Decision, Conversation]:
        """Decide a question that was asked before the bot asked something back."""
        self.asked_in = self.before.asked_in or self.asked_in
        return self._question(question)

    def _question(self, question: str) -> tuple[Decision, Conversation]:
        """Decide a question, given as it would be sent: masked."""
        asked = self._without_greeting(privacy.without_marks(question).strip())
        hint = self.before.language or self.before.last_language or self.incoming.language
        self.heard = languages.guess(asked, self.current.matcher.reader, hint)
        mentions = self.current.gazetteer.find(asked)
        # "Jag är ny i Sverige" says nothing of where the question belongs; a clear win for the country needs no name.
        named = list(dict.fromkeys(mention.area for mention in mentions if mention.area != COUNTRY))
        area = places.asked_about(self, asked, mentions, named)
        if named and area is not None:
            self.area = area
            if places.is_all_it_says(self, asked, mentions):
                return places.settled(self)
        if self.heard not in languages.SUPPORTED:
            return self._foreign()
        if (
            not named
            and offers.tells_more(self, asked)
            and (belongs := offers.belongs(self, question)) is not None
        ):
            return belongs
        own = self.know.chain(self.area) if self.area else named
        if named and area is None:
            return places.ask_which(self, question, tuple(named))
        bare = gazetteer.without(asked, mentions, own)
        leaned = self._leans_on(bare)
        if leaned is None and len(text.tokens(bare)) <= _VAGUE and self._has_no_subject(bare):
            return offers.belongs(self, question) or self.smalltalk("oklart")
        verdict = self._judged(bare)
        if leaned is not None:
            together = self._judged(
                gazetteer.without(f"{leaned} {bare}", *self._places(f"{leaned} {bare}", own))
            )
            if self._has_no_subject(bare) or self._goes_on(bare, together):
                question, verdict = f"{leaned}{LEANS}{question}", together
                self.base = (
                    self.before.last_question if leaned == self.before.last_question else None
                )
        if verdict.area:
            self.area = verdict.area
        return self._carry_out(verdict, question)

    def _judged(self, bare: str) -> Verdict:
        parts = _parts(bare)
        if self.area:
            return self.judge.in_area(parts, self.area, self.language)
        verdict = self.judge.anywhere(parts, self.language)
        is_country = verdict.area is None and verdict.kind in ("answer", "entries", "slot")
        return replace(verdict, kind="areas") if is_country and places.is_home(bare) else verdict

    def _places(self, said: str, own: list[str]) -> tuple[list[gazetteer.Mention], list[str]]:
        """The places in a text and those that say nothing in it: the asker's own, and those of the question leaned on."""
        before = self.current.gazetteer.find(self.before.last_question)
        return self.current.gazetteer.find(said), [*own, *(mention.area for mention in before)]

    def _leans_on(self, bare: str) -> str | None:
        """What a message may lean on: the last question ("och i Lund?") or the name of what was last answered about ("och när
        då?"), for a while. None where it can't: it names something itself, or nothing in it points back."""
        recent = self.before.last_at is not None and self.now - self.before.last_at <= dt.timedelta(
            minutes=self.policy.followup_minutes
        )
        if not recent or not self.before.last_question:
            return None
        words = text.tokens(bare)
        if all(word in _ONLY_A_PLACE for word in words):
            return self.before.last_question
        entry = self.know.entries.get(self.before.last_entry or "")
        points_back = _GOES_ON.match(bare) is not None or self._has_no_subject(bare)
        if entry is None or not points_back or len(words) > 10:
            return None
        matcher = self.current.matcher
        names_something = matcher.names.find(matcher.reader.read(bare, self.language).words)
        return None if names_something else self.current.name_of(entry)

    def _goes_on(self, bare: str, together: Verdict) -> bool:
        """ "Och …" and "men …" go on about what was last answered, where that has an answer to it."""
        labels, last = self.current.matcher.labels, self.before.last_entry
        if (
            last is None
            or together.label in (None, last)
            or together.kind == "low"
            or not _GOES_ON.match(bare)
        ):
            return False
        return bool(set(labels[last].names) & set(labels[str(together.label)].names))

    def _has_no_subject(self, bare: str) -> bool:
        """Whether a message is all question words and pronouns."""
        return all(word in _LEANING_WORDS for word in text.tokens(bare))

    def _foreign(self) -> tuple[Decision, Conversation]:
        """A language that the bot lacks: said in it, then the municipality or a person."""
        own = Wording(self.know, self.heard)
        name = self.know.wording["sv"]["språk"].get(self.heard, self.heard)
        swedish = self.say("annat_språk", språk=str(name))
        first = own("annat_språk") if self.heard in self.know.wording else ""
        if self.area is None:
            which = [own("vilken_kommun")] if self.heard in self.know.wording else []
            return places.ask_which(self, self.question, (), [first, *which, swedish])
        return offers.handoff(self, self.question, [first, swedish], "language")

    # What a verdict leads to

    def _is_for_people(self, verdict: Verdict, question: str) -> bool:
        """ "Tack! Gäller det per år?" and "12" are nothing for the bot, but for whoever has the asker's case."""
        chatty = (
            verdict.kind == "smalltalk"
            and len(text.tokens(question)) <= _VAGUE
            and not text.asking([question])
        )
        return bool(self.before.case) and not chatty and verdict.kind in ("smalltalk", "outside")

    def _carry_out(self, verdict: Verdict, question: str) -> tuple[Decision, Conversation]:
        if (
            self._is_for_people(verdict, question)
            and (belongs := offers.belongs(self, question)) is not None
        ):
            return belongs
        if verdict.kind == "smalltalk":
            return self.smalltalk(str(verdict.label).removeprefix(SMALLTALK))
        if verdict.kind == "answer":
            return self._answer(self.know.entries[str(verdict.label)], verdict, question)
        if verdict.kind == "outside":
            decision = Decision(
                "handoff",
                "outside",
                self.question,
                self.say("utanför"),
                score=verdict.chance,
                route=self.nowhere(),
            )
            return self.done(replace(decision, rankings=verdict.rankings))
        if verdict.kind == "areas":
            return places.ask_which(self, question, verdict.areas, rankings=verdict.rankings)
        if verdict.kind == "entries":
            ids = (*(f"entry:{entry}" for entry in verdict.others), "none")
            decision = Decision(
                "clarify",
                "near",
                self.question,
                self.say("menar_du"),
                area=self.area,
                score=verdict.chance,
                choices=ids,
            )
            return self.done(
                replace(decision, rankings=verdict.rankings), ChoosingEntry(question), question
            )
        return self._silent(verdict, question)

    def _silent(self, verdict: Verdict, question: str) -> tuple[Decision, Conversation]:
        """The sources do not say: an honest no, and the offer of a person."""
        if verdict.kind == "unknown":
            unknown = self.know.unknowns[str(verdict.label)]
            opening = (
                self.say.localized(unknown.opening)
                if unknown.opening
                else self.say.missing(unknown)
            )
            topic, owner = unknown.topic, self._owner(unknown, verdict)
        elif verdict.kind == "slot" and verdict.slot is not None:
            entry = self.know.entries[str(verdict.label)]
            opening, topic, owner = self.say.lacks(entry, verdict.slot), entry.topic, entry.team
        else:
            return self._unclear(verdict, question)
        label = verdict.label if verdict.kind == "unknown" else None
        decided, after = offers.handoff(
            self,
            question,
            [opening],
            verdict.kind,
            topic=topic,
            owner=owner,
            score=verdict.chance,
            unknown=label,
            rankings=verdict.rankings,
        )
        return decided, replace(after, last_question=self.base or question, last_at=self.now)

    def _owner(self, unknown: Unknown, verdict: Verdict) -> str:
        """The team whose unknown it is; "" where it is the county's or the country's and the question names nothing of theirs:
        whoever is at home where the asker is comes first."""
        afar = self.area is not None and unknown.area not in ("", self.area)
        return "" if afar and not self.judge.names_it(verdict) else unknown.team

    def _unclear(self, verdict: Verdict, question: str) -> tuple[Decision, Conversation]:
        if self.area is None:
            return places.ask_which(self, question, (), rankings=verdict.rankings)
        likely = verdict.chance >= self.judge.sure * self.policy.near
        unknown = self.know.unknowns.get(verdict.label or "") if likely else None
        near = unknown or (self.know.entries.get(verdict.others[0]) if verdict.others else None)
        owner = self._owner(unknown, verdict) if unknown else ""
        opening = [self.say("hittar_inte")]
        if not self.know.has_own(self.area):
            opening.insert(0, self.say("ingen_kunskap", område=self.say.area(self.area)))
        return offers.handoff(
            self,
            question,
            opening,
            "low",
            topic=near.topic if near else "other",
            owner=owner,
            score=verdict.chance,
            rankings=verdict.rankings,
        )

    def _answer(
        self, entry: Entry, verdict: Verdict, question: str
    ) -> tuple[Decision, Conversation]:
        others = tuple(other for other in verdict.others if other != entry.id)[
            : self.policy.most_choices
        ]
        decision = Decision(
            "answer",
            "answer",
            self.question,
            self.say.answer(entry, self.area),
            area=self.area or entry.area,
            entry=entry.id,
            score=verdict.chance,
            choices=("not-this",),
            rankings=verdict.rankings,
        )
        done, after = self.done(decision, ChoosingEntry(question, others), question)
        return done, replace(after, last_entry=entry.id)


_ON_OFFERS = frozenset({"yes", "no", "edit", "solved"})
_ON_CASES = frozenset({"add", "new", "withdraw", "helped", "unhelped"})


def _parts(question: str) -> list[str]:
    """What to rank of a question: the whole, and of a story each sentence that asks, alone and with the one before."""
    sentences = text.sentences(question)
    if len(sentences) < 2:
        return [question]
    parts = [question]
    for at, sentence in enumerate(sentences):
        if text.asking([sentence]):
            parts.append(sentence)
            if at:
                parts.append(f"{sentences[at - 1]} {sentence}")
    return list(dict.fromkeys(parts))[:12]
