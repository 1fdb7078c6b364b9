"""`onewayin ask`: one question, or each of a file, in a fresh conversation.

Nothing is stored and nothing is sent. The exam grades what this prints.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from bot import markup
from bot.cases.choices import AskerChoice, ThisEntry, ThisThing
from bot.cases.labels import shown, together
from bot.cases.routing import EVERYBODY
from bot.cli import areas, explain, lines, opening, options
from bot.cli.swedish import Command, Contradiction
from bot.dialogue.answering import answers
from bot.dialogue.triage import decide
from bot.dialogue.turns.conversation import Conversation
from bot.dialogue.turns.decision import Decision
from bot.dialogue.turns.turn import begin
from bot.errors import OneWayInError
from bot.knowledge.speech import PREFIX
from bot.knowledge.wording import Wording
from bot.matching.library import Current
from bot.matching.verdict import Policy
from bot.messages import Address, Incoming

_ADDRESS = Address("ask", "ask")
_OFFERED = 3


def ask(
    question: str,
    current: Current,
    policy: Policy,
    now: dt.datetime,
    *,
    area: str | None = None,
    language: str | None = None,
) -> Decision:
    """The decision on one question.

    An unknown area counts as not given, an unknown language as Swedish.
    """
    incoming = Incoming("ask", now, _ADDRESS, "ask", "said", text=question, language=language)
    known = area if area in current.knowledge.areas else None
    turn = begin(incoming, Conversation(area=known), current, policy, now, EVERYBODY)
    return decide(turn)[0]


def row(decision: Decision, current: Current, id_: object = None) -> dict[str, Any]:
    """One decision as the object that ``--json`` and ``--batch`` print."""
    say = Wording(current.knowledge, decision.language)
    route = decision.route
    return {
        "id": id_,
        "outcome": decision.outcome,
        "question": decision.question,
        "text": read(decision.markdown),
        "thing": decision.about_thing,
        "entry": decision.entry,
        "area": decision.area,
        "lang": decision.language,
        "score": round(decision.score, 4),
        "choices": [choice.label for choice in together(decision.choices, say)],
        "offered": offered(decision, current),
        "route": {"area": route.area, "team": route.team, "topic": route.topic} if route else None,
    }


def read(markdown: str) -> str:
    """What an asker reads in a terminal."""
    return markup.plain(markdown.replace(PREFIX, "/"))


def offered(decision: Decision, current: Current) -> list[dict[str, str]]:
    """The entries among the choices, with the text that pressing each brings."""
    turn, entries = decision.turn, current.knowledge.entries
    found = [(choice, id_) for choice in decision.choices if (id_ := _entry_of(choice, current))]
    return [
        {
            "label": shown(choice, turn.say).label,
            "entry": id_,
            "text": read(answers.said(turn, entries[id_])),
        }
        for choice, id_ in found[:_OFFERED]
    ]


def _entry_of(choice: AskerChoice, current: Current) -> str:
    """The entry that pressing a choice brings; "" where it brings none."""
    if isinstance(choice, ThisThing):
        return current.knowledge.things[choice.thing].answers[0]
    return choice.entry if isinstance(choice, ThisEntry) else ""


def batch(
    questions: Iterable[str], current: Current, policy: Policy, now: dt.datetime
) -> Iterator[str]:
    """One JSON line for each, in order. A line that can't be read says so; it never stops the run.

    An area that there is none of is named on standard error, once.
    """
    unknown = lines.UnknownAreas(current.knowledge.areas)

    def answered(line: str) -> dict[str, Any]:
        asked = _read(line)
        unknown.note(asked.get("area"))
        area, language = lines.text(asked.get("area")), lines.text(asked.get("lang"))
        decision = ask(asked["q"], current, policy, now, area=area, language=language)
        return row(decision, current, asked.get("id"))

    return lines.each(questions, answered)


def _read(line: str) -> dict[str, Any]:
    """A line's object with a question. Raises ``LineError``."""
    asked = lines.parsed(line)
    if not isinstance(asked.get("q"), str):
        raise lines.LineError('”q” ska vara en text: {"id": 1, "q": "Vad är LOK-stöd?"}.')
    return asked


@click.command(
    cls=Command,
    help="Ställ en fråga i ett nytt samtal. Inget sparas och inget skickas.\n\nBörjar frågan med"
    " ett streck: skriv -- före den.",
)
@click.argument("question", nargs=-1, metavar="[FRÅGA]...")
@click.option(
    "--area",
    metavar="OMRÅDE",
    shell_complete=areas.completions,
    help="området som frågan gäller, till exempel ekero",
)
@click.option("--lang", metavar="SPRÅK", help="sv eller en")
@click.option("--json", "as_json", is_flag=True, help="skriv svaret som JSON")
@click.option(
    "--batch",
    "file",
    type=options.FILE,
    metavar="FIL",
    help='läs en fråga per rad som JSON {"id","q","area"?,"lang"?}; - är standard in',
)
@click.option(
    "--explain",
    "why",
    is_flag=True,
    help="visa vilka ord som avgjorde, vad som låg nära och varför",
)
@options.knowledge()
def command(
    question: tuple[str, ...],
    area: str | None,
    lang: str | None,
    file: Path | None,
    folder: Path | None,
    *,
    as_json: bool,
    why: bool,
) -> None:
    """Answer the question, or with a file each line of it."""
    policy, now = Policy(), dt.datetime.now(dt.UTC)
    if file and (question or why):
        raise Contradiction("--batch går inte ihop med en fråga eller --explain.")
    if file:
        for line in batch(lines.read(file), opening.library(folder), policy, now):
            print(line)
        return
    if not question:
        raise OneWayInError(
            'Skriv en fråga: onewayin ask "Hur mycket kan man få i Snabb slant i Ekerö?"'
        )
    current = opening.library(folder)
    area = areas.found(area, current.knowledge) or area
    lines.UnknownAreas(current.knowledge.areas).note(area)
    decision = ask(" ".join(question), current, policy, now, area=area, language=lang)
    _show(row(decision, current), as_json=as_json)
    if why:
        print("\n" + explain.explain(decision, current, policy))


def _show(answer: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(answer, ensure_ascii=False))
        return
    print(answer["text"])
    for number, label in enumerate(answer["choices"], 1):
        print(f"  {number}. {label}")
