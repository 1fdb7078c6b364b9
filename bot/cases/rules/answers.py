"""A team's words to the asker: sent, held, changed, taken back. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.cases import labels, tongue
from bot.cases.acts import Answer, AskBack, Change, Coordinator, Hold, Repeat, SendEntry, TakeBack
from bot.cases.case import Case, Event, Purpose, last_answer, was_answered
from bot.cases.choices import BadAnswer, GoodAnswer, NewQuestion
from bot.cases.ids import Chosen, read
from bot.cases.labels import labelled
from bot.cases.quoting import brief, shown
from bot.cases.routing import promised
from bot.cases.ruling import ASKER, HERE, Circumstances, Refusal, Ruling, Tell, speaker
from bot.cases.teamchoices import KeepHeld, NewDay, NewDayWithout, PassHeld, SendHeld
from bot.markup import escape
from bot.messages import Choice


def answer(act: Answer, case: Case, by: Coordinator, known: Circumstances) -> Ruling:
    team, again = speaker(case, by), case.state == "answered"
    words = known.cards.answer(case, team, act.text, again=again)
    return _relayed(case, by, known, words, Event("answered", "team", act.text), act.source)


def send_entry(
    act: SendEntry, case: Case, by: Coordinator, known: Circumstances
) -> Ruling | Refusal:
    cards = known.cards
    if act.entry not in case.near:
        return Refusal(cards.here("ingen_post", case))
    if act.entry not in cards.knowledge.entries:
        return Refusal(cards.here("post_borta", case))
    again = case.state == "answered"
    words = cards.entry(case, speaker(case, by), act.entry, again=again)
    return _relayed(case, by, known, words, Event("sent-entry", "team", act.entry), act.source)


def repeat(act: Repeat, case: Case, by: Coordinator, known: Circumstances) -> Ruling | Refusal:
    """The other case's answer, as it was last changed. An entry is one of this case's from then
    on."""
    event = last_answer(act.history)
    if event is None:
        return Refusal(known.cards.here("inget_att_skicka"))
    if event.kind != "sent-entry":
        return answer(Answer(event.text, act.source), case, by, known)
    near = case.near if event.text in case.near else (*case.near, event.text)
    return send_entry(SendEntry(event.text, act.source), replace(case, near=near), by, known)


def _relayed(
    case: Case, by: Coordinator, known: Circumstances, words: str, event: Event, source: str
) -> Ruling:
    """An answer waits as long as it can be taken back. A second one is sent too, and says that
    there was one."""
    cards, team = known.cards, speaker(case, by)
    sentences = [_on_its_way(case, event, known)]
    if event.kind == "answered" and (foreign := _is_foreign(case, event.text, known)):
        sentences.append(foreign)
    if case.state == "answered" and case.claimed_by not in ("", by.person):
        sentences.insert(0, cards.here("också_svarat", case))
    after = replace(
        case, state="answered", claimed_by=case.claimed_by or by.person, asked_back=None
    )
    tells = [
        Tell(ASKER, words, "relay", _thanks(case, known), known.undo, source, by.person),
        Tell(HERE, " ".join(sentences)),
    ]
    if team != case.team:
        tells.append(Tell(case.team, cards.here("svarad_av", case, team=cards.name(team))))
    return Ruling(after, tuple(tells), (event,))


def _on_its_way(case: Case, event: Event, known: Circumstances) -> str:
    """An entry is named: nobody in the room wrote it."""
    cards, what = known.cards, case.number
    if event.kind == "sent-entry":
        what = cards.here("svar_med_post", case, rubrik=escape(cards.title(event.text)))
    if not known.undo:
        return cards.here("svar_går", case, nummer=what)
    return cards.here("svar_väntar", case, nummer=what, sekunder=known.seconds)


def _is_foreign(case: Case, written: str, known: Circumstances) -> str:
    """That the asker writes another language, where this is in Swedish; "" elsewhere."""
    cards = known.cards
    if not tongue.is_foreign(case, written, cards.knowledge):
        return ""
    language = cards.sv.language_name(tongue.told_in(case, cards.knowledge))
    own = cards.sv.language_name(case.language)
    return cards.here("svar_på_svenska", språk=own, sägs=language)


def _thanks(case: Case, known: Circumstances) -> tuple[Choice, ...]:
    say = known.cards.say(case)
    return tuple(
        labels.shown(kind, say) for kind in (GoodAnswer(case.number), BadAnswer(case.number))
    )


def _another(case: Case, known: Circumstances) -> tuple[Choice, ...]:
    return (labelled(NewQuestion(case.number), known.cards.tell("nej_ny_fråga", case)),)


def ask_back(act: AskBack, case: Case, by: Coordinator, known: Circumstances) -> Ruling:
    cards = known.cards
    words = cards.question_back(case, speaker(case, by), act.text)
    after = replace(
        case,
        state="claimed" if case.is_open else case.state,
        claimed_by=case.claimed_by or by.person,
        asked_back=known.now,
    )
    key = "fråga_går" if known.undo else "fråga_går_nu"
    another, foreign = _another(case, known), _is_foreign(case, act.text, known)
    said = f"{cards.here(key, case, sekunder=known.seconds)} {foreign}".strip()
    tells = (
        Tell(ASKER, words, "question", another, known.undo, act.source, by.person),
        Tell(HERE, said),
    )
    return Ruling(after, tells, (Event("asked-back", "team", act.text),))


def hold(act: Hold, case: Case, by: Coordinator, known: Circumstances) -> Ruling:
    """It stays in the room, and the case as it is, until somebody there says where it goes."""
    here = known.cards.here
    is_late = act.why is not None and act.why.kind == "delay"
    key = "hålls_nummer" if act.in_doubt else "hålls"
    key = _HELD[act.why.kind] if act.why is not None else key
    command = act.why.command if act.why is not None else ""
    if is_late and not isinstance(_chosen(act), NewDay | NewDayWithout):
        key = "hålls_dröjer_när"
    if command == "hjalp":
        key = "hålls_hjälp"
    asked = here(
        key,
        case,
        text=shown(act.text),
        kommando=command,
        team=known.cards.name(case.team),
        annan=act.other.number if act.other else "",
        fråga=shown(brief(act.other.question)) if act.other else "",
    )
    if act.reads:
        asked = f"{asked} {here('hålls_läses', text=shown(act.reads))}"
    tell = Tell(HERE, asked, "held", _offered(act, case, known), source=act.source)
    return Ruling(case, (tell,))


def _offered(act: Hold, case: Case, known: Circumstances) -> tuple[Choice, ...]:
    """What may be done with it, the likeliest first: what was meant; talk to a colleague stays
    here, and a reason isn't sent by itself. A bare number may be the answer itself."""
    here, kind = known.cards.here, act.why.kind if act.why is not None else ""
    label = here("hålls_skicka_svar" if kind == "delay" else "hålls_skicka")
    send = labelled(SendHeld(case.number, act.id), label)
    keep = labelled(KeepHeld(case.number, act.id), here("hålls_behåll"))
    meant = () if act.or_this is None else (act.or_this,)
    if kind == "reason":
        return (*meant, *act.more, keep)
    if kind == "colleague" and not isinstance(_chosen(act), PassHeld | NewDay | NewDayWithout):
        return (keep, *act.more, *meant, send)
    if kind:
        return (*meant, *act.more, send, keep) if meant else (send, *act.more, keep)
    return (send, *act.more, keep, *meant)


def _chosen(act: Hold) -> Chosen | None:
    return read(act.or_this.id) if act.or_this is not None else None


_HELD = {
    "command": "hålls_kommando",
    "delay": "hålls_dröjer",
    "colleague": "hålls_kollega",
    "question": "hålls_motfråga",
    "moved": "hålls_flyttad",
    "other": "hålls_annat_kort",
    "reason": "hålls_skäl",
}
"""How it is asked what was meant, by what makes it doubtful."""


def take_back(act: TakeBack, case: Case, by: Coordinator, known: Circumstances) -> Ruling:
    """The case as it was before: what was answered then still is, what waited waits again. One
    that has ended has ended, and what waited all the same doesn't go."""
    if not act.relay.in_time:
        return _retracted(case, by, known)
    here, asked = known.cards.here, act.relay.is_question
    event = Event("question-taken-back" if asked else "taken-back", "team")
    key, after = "ångrat_fråga" if asked else "ångrat", case
    if case.state in ("withdrawn", "closed"):
        key = "återtagen" if case.state == "withdrawn" else "avslutad"
    elif asked:
        after = replace(case, asked_back=None)
    else:
        after = replace(case, state="answered" if was_answered(known.history) else "claimed")
    return Ruling(after, (Tell(HERE, here(key, case)),), (event,), stopped=act.relay.post)


def _retracted(case: Case, by: Coordinator, known: Circumstances) -> Ruling:
    """What has gone was meant for somebody else: the asker is told so, and waits for an answer
    again."""
    cards, team = known.cards, speaker(case, by)
    due = promised(cards.team(team), known.now)
    claimed = case.claimed_by or by.person
    after = replace(
        case, state="claimed", claimed_by=claimed, due=due, started=known.now, step=0, team=team
    )
    tells = (
        Tell(ASKER, cards.tell("fel_svar", after), "notice"),
        Tell(HERE, cards.here("ångrat_sagt", after, dag=cards.short_day(due))),
    )
    return Ruling(after, tells, (Event("taken-back", "team"),), over="answer")


def change(act: Change, case: Case, by: Coordinator, known: Circumstances) -> Ruling:
    """What hasn't gone says this instead; behind what has gone comes a correction."""
    cards, relay, team = known.cards, act.relay, speaker(case, by)
    event = Event("question-changed" if relay.is_question else "answer-changed", "team", act.text)
    if relay.is_question:
        words = cards.question_back(case, team, act.text)
    else:
        again, corrected = not (relay.in_time and relay.is_only), not relay.in_time
        words = cards.answer(case, team, act.text, again=again, corrected=corrected)
    if relay.in_time:
        key, tell = "ändrat_svar", Tell(ASKER, words, instead_of=relay.post)
    else:
        another = (_another if relay.is_question else _thanks)(case, known)
        purpose: Purpose = "question" if relay.is_question else "relay"
        key = "rättelse_väntar" if known.undo else "rättelse_går"
        tell = Tell(ASKER, words, purpose, another, known.undo, act.source, by.person)
    return Ruling(case, (tell, Tell(HERE, cards.here(key, case, sekunder=known.seconds))), (event,))
