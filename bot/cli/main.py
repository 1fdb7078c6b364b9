"""The command line: onewayin chat, run, ask, check, cases, route."""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import io
import json
import logging
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TextIO

import structlog

from adapters import CHANNELS, COMMANDS, SETUPS, Setup
from adapters.console import ROOM, ConsoleSettings
from bot import app, settings, workdays
from bot.cases.cards import EVENTS, SIDES, STATES, Cards, brief
from bot.cases.routing import chain, hours_of, team_of
from bot.cli import ask, check, explain
from bot.errors import KnowledgeError, OneWayInError
from bot.knowledge import loading
from bot.knowledge.model import DEFAULT_TEAM, TOPICS, Knowledge
from bot.matching.gazetteer import Gazetteer
from bot.matching.library import Current, open_library
from bot.matching.verdict import Policy
from bot.settings import Settings
from bot.storage import casebook, database
from bot.storage.seating import EDITORS, Rooms

BAD_INPUT = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status says whether it went well."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(
            stream, io.TextIOWrapper
        ):  # not where the caller has closed it: `onewayin … <&-`
            stream.reconfigure(encoding="utf-8", errors="replace")
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except KnowledgeError as error:
        print(f"Kunskapen går inte att använda:\n{error}", file=sys.stderr)
    except OneWayInError as error:
        print(error, file=sys.stderr)
    except BrokenPipeError:
        # The reader of a pipe went away (`| head`): nothing more to say, and Python mustn't complain at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    return BAD_INPUT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="onewayin",
        description="En väg in: en automatisk tjänst som svarar föreningar ur källor som människor har valt ut.",
    )
    commands = parser.add_subparsers(required=True, metavar="KOMMANDO")

    chat = commands.add_parser(
        "chat", help="prata med boten i terminalen", description="Prata med boten i terminalen."
    )
    chat.add_argument("--area", metavar="OMRÅDE", help="område att börja i, till exempel ekero")
    chat.set_defaults(run=_chat)

    run = commands.add_parser(
        "run",
        help="kör boten på sina kanaler",
        description="Kör boten på de kanaler som inställningarna har en tabell för.",
    )
    run.set_defaults(run=_run)

    one = commands.add_parser(
        "ask",
        help="ställ en fråga, eller en fil med frågor",
        description="Ställ en fråga i ett nytt samtal.",
    )
    one.add_argument("question", nargs="*", metavar="FRÅGA")
    one.add_argument(
        "--area", metavar="OMRÅDE", help="området som frågan gäller, till exempel ekero"
    )
    one.add_argument("--lang", metavar="SPRÅK", help="sv eller en")
    one.add_argument("--json", action="store_true", help="skriv svaret som JSON")
    one.add_argument(
        "--batch",
        metavar="FIL",
        help='läs en fråga per rad som JSON {"id","q","area"?,"lang"?}; - är standard in',
    )
    one.add_argument(
        "--explain",
        action="store_true",
        help="visa vilka ord som avgjorde, vad som låg nära och varför",
    )
    one.set_defaults(run=_ask)

    plays = commands.add_parser(
        "play",
        help="spela upp samtal ur en fil",
        description="Spela upp samtal med hela boten, båda sidor och tiden emellan.",
    )
    plays.add_argument(
        "file",
        metavar="FIL",
        help='ett samtal per rad som JSON {"id","start"?,"area"?,"lang"?,"turns"}; - är standard in',
    )
    plays.set_defaults(run=_play)

    checks = commands.add_parser(
        "check",
        help="granska kunskapen",
        description="Granska kunskapen: fil, rad, fel och hur det lagas.",
    )
    checks.add_argument("path", nargs="?", type=Path, metavar="MAPP")
    checks.add_argument(
        "--today",
        type=dt.date.fromisoformat,
        metavar="DATUM",
        help="räkna som om det vore detta datum",
    )
    checks.add_argument("--json", action="store_true", help="skriv en JSON-rad för varje fynd")
    checks.add_argument(
        "--every",
        action="store_true",
        help="räkna upp varje fråga som en annan post hade svarat på",
    )
    checks.set_defaults(run=_check)

    listing = commands.add_parser(
        "cases",
        help="visa frågor som väntar på en människa",
        description="Räkna upp eller visa frågor.",
    )
    listing.add_argument(
        "number", nargs="?", metavar="NUMMER", help="visa en fråga med hela dess historia"
    )
    listing.add_argument("--all", action="store_true", help="också de som är klara")
    listing.add_argument(
        "--database",
        type=Path,
        metavar="FIL",
        help="databasen (annars inställningarnas, eller onewayin.db)",
    )
    listing.set_defaults(run=_cases)

    route = commands.add_parser(
        "route",
        help="visa vem som får en fråga",
        description="Visa kedjan av lag för ett område och ett ämne.",
    )
    route.add_argument("--area", required=True, metavar="OMRÅDE", help="till exempel helsingborg")
    route.add_argument(
        "--topic", required=True, choices=TOPICS, metavar="ÄMNE", help=", ".join(TOPICS)
    )
    route.add_argument(
        "--lang", default="sv", metavar="SPRÅK", help="språket som frågan är skriven på"
    )
    route.set_defaults(run=_route)

    setup = commands.add_parser(
        "setup",
        help="berätta hur en kanal kopplas in",
        description="Berätta hur en kanal kopplas in. Skriver inget.",
    )
    setup.add_argument(
        "channel", choices=sorted(SETUPS), metavar="KANAL", help=", ".join(sorted(SETUPS))
    )
    setup.set_defaults(run=_setup)

    own = []
    for channel, acts in COMMANDS.items():
        told = commands.add_parser(
            channel,
            help=f"skötsel av kanalen {channel}",
            description=f"Skötsel av kanalen {channel}.",
        )
        told.add_argument(
            "act", choices=sorted(acts), metavar="ÅTGÄRD", help=", ".join(sorted(acts))
        )
        told.set_defaults(run=_tend, channel=channel)
        own.append(told)

    for command in (run, listing, route, setup, *own):
        required = command is run or command in own
        command.add_argument(
            "--settings",
            type=Path,
            required=required,
            metavar="FIL",
            help="inställningarna, en TOML-fil",
        )
    for command in (chat, one, plays, route):
        command.add_argument(
            "--knowledge",
            type=Path,
            metavar="MAPP",
            help="mappen med kunskap (annars ./knowledge, eller den som följer med)",
        )
    return parser


def _open(options: argparse.Namespace) -> Current:
    return open_library(
        settings.knowledge_folder(options.knowledge),
        progress=lambda text: print(text, file=sys.stderr),
    )


def _chat(options: argparse.Namespace) -> int:
    current = _open(options)
    know = current.knowledge
    first = f"/omrade {know.areas[_area_of(options.area, know)].name}" if options.area else ""
    room = f"console:{ROOM}"
    played = Settings(
        database=database.MEMORY,
        undo_seconds=0,
        rooms=dict.fromkeys([*know.teams, DEFAULT_TEAM], room),
        channels={"console": ConsoleSettings(first=first)},
    )
    _log_to_stderr(logging.ERROR)
    try:
        return asyncio.run(app.run(played, CHANNELS, current, in_step=True))
    except KeyboardInterrupt:
        return 0


def _run(options: argparse.Namespace) -> int:
    chosen = settings.read(options.settings, CHANNELS)
    if not chosen.channels:
        known = ", ".join(f"[{name}]" for name in CHANNELS if name != "console")
        raise OneWayInError(
            f"{options.settings}: ingen kanal att köra på. Lägg till en tabell: {known or '[console]'}."
        )
    _log_to_stderr(logging.INFO)
    if DEFAULT_TEAM not in chosen.rooms:
        print(
            "Inget rum för default: frågor till lag utan rum når ingen. Lägg till default under [rooms].",
            file=sys.stderr,
        )
    current = open_library(
        settings.knowledge_folder(chosen.knowledge),
        progress=lambda text: print(text, file=sys.stderr),
    )
    return asyncio.run(app.run(chosen, CHANNELS, current))


class _Patient:
    """Where the log goes; a log that can't be written (the disk is full) must not stop what it tells of."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        with suppress(OSError):
            self._stream.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._stream.flush()


def _log_to_stderr(level: int) -> None:
    """One line of JSON for each thing that happens; never a word that somebody wrote."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper("iso"),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(_Patient(sys.stderr)),  # type: ignore[arg-type]
    )


def _setup(options: argparse.Namespace) -> int:
    return _told(SETUPS[options.channel], options)


def _tend(options: argparse.Namespace) -> int:
    return _told(COMMANDS[options.channel][options.act], options)


def _told(lines: Setup, options: argparse.Namespace) -> int:
    """Print what a channel tells, line by line."""
    chosen = settings.read(options.settings, CHANNELS) if options.settings else Settings()
    _log_to_stderr(logging.ERROR)

    async def told() -> None:
        async for line in lines(chosen.channels.get(options.channel)):
            print(line)

    asyncio.run(told())
    return 0


def _cases(options: argparse.Namespace) -> int:
    chosen = settings.read(options.settings, CHANNELS) if options.settings else Settings()
    with database.reading(options.database or chosen.database) as db:
        if options.number:
            case = casebook.find(db, options.number)
            if case is None:
                raise OneWayInError(
                    f"Fråga {options.number} finns inte. Utan nummer räknar onewayin cases upp dem."
                )
            state, due = STATES[case.state], workdays.local(case.due)
            print(
                f"{case.number}  {state}  {case.area}/{case.topic}  {case.team}  svar senast {due:%Y-%m-%d}\n{case.question}\n"
            )
            for event in casebook.history(db, case.number):
                at = f"{workdays.local(event.at):%Y-%m-%d %H.%M}" if event.at else ""
                print(f"{at}  {SIDES[event.side]:7}  {EVENTS[event.kind]}  {event.text}".rstrip())
            return 0
        shown = [case for case in casebook.every(db) if options.all or case.is_open]
    for case in sorted(shown, key=lambda case: (case.due, case.number)):
        due = workdays.local(case.due)
        print(
            f"{case.number}  {STATES[case.state]:9}  {due:%Y-%m-%d}  {case.team}  {brief(case.question)}"
        )
    print(
        f"{len(shown)} frågor."
        if shown
        else "Inga frågor som väntar."
        if not options.all
        else "Inga frågor.",
        file=sys.stderr,
    )
    return 0


def _area_of(said: str, knowledge: Knowledge) -> str:
    """An area by its id or its name. Raises ``OneWayInError`` where there is none."""
    if said in knowledge.areas:
        return said
    mentions = Gazetteer(knowledge.areas).find(said)
    if len(mentions) != 1:
        raise OneWayInError(
            f"Området ”{said}” finns inte. Skriv till exempel helsingborg eller Lund."
        )
    return mentions[0].area


def _route(options: argparse.Namespace) -> int:
    chosen = settings.read(options.settings, CHANNELS) if options.settings else None
    knowledge = loading.load(
        settings.knowledge_folder(options.knowledge or (chosen.knowledge if chosen else None))
    )
    area = _area_of(options.area, knowledge)
    rooms = Rooms.read(chosen.rooms).seated() - {EDITORS} if chosen else None
    cards = Cards(knowledge, dt.datetime.now(dt.UTC))
    ids = [team.id for team in chain(knowledge, area, options.topic, "", options.lang)]
    for number, id_ in enumerate([*ids, DEFAULT_TEAM], 1):
        team = team_of(knowledge, id_)
        due = hours_of(team).promise(cards.now, team.promise)
        where = "" if rooms is None else "  har rum" if id_ in rooms else "  inget rum"
        print(
            f"{number}. {id_}  {cards.name(id_)}  {team.hours}  svar senast {cards.day(due)}{where}"
        )
    return 0


def _ask(options: argparse.Namespace) -> int:
    now = dt.datetime.now(dt.UTC)
    if options.batch:
        return _batch(options.batch, _open(options), now)
    if not options.question:
        raise OneWayInError(
            'Skriv en fråga: onewayin ask "Hur mycket kan man få i Snabb slant i Ekerö?"'
        )
    current = _open(options)
    question = " ".join(options.question)
    policy = Policy()
    decision = ask.ask(question, current, policy, now, area=options.area, language=options.lang)
    shown = ask.row(decision, current)
    if options.json:
        print(json.dumps(shown, ensure_ascii=False))
    else:
        print(shown["text"])
        for number, label in enumerate(shown["choices"], 1):
            print(f"  {number}. {label}")
    if options.explain:
        print("\n" + explain.explain(decision, current, policy))
    return 0


def _batch(name: str, current: Current, now: dt.datetime) -> int:
    for line in ask.batch(_lines(name), current, Policy(), now):
        print(line, flush=False)
    return 0


def _lines(name: str) -> list[str]:
    """The lines of a file, or with "-" of standard input. Raises ``OneWayInError``."""
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return raw.decode("utf-8-sig").split("\n")
    except OSError as error:
        raise OneWayInError(
            f"{name} går inte att läsa ({error.strerror}). Kontrollera namnet."
        ) from None
    except UnicodeDecodeError:
        raise OneWayInError(
            f"{name} är inte sparad som UTF-8. Spara om den med teckenkodningen UTF-8."
        ) from None


def _play(options: argparse.Namespace) -> int:
    from bot.cli import play  # noqa: PLC0415 - nothing that the bot runs with

    _log_to_stderr(logging.ERROR)
    for line in play.played(_lines(options.file), _open(options), dt.datetime.now(dt.UTC)):
        print(line)
    return 0


def _check(options: argparse.Namespace) -> int:
    folder = settings.knowledge_folder(options.path)
    problems = check.check(
        folder, options.today or dt.datetime.now(dt.UTC).date(), every=options.every
    )
    for problem in problems:
        if options.json:
            found = {
                "file": str(problem.file),
                "line": problem.line,
                "level": "warning" if problem.warning else "error",
            }
            print(
                json.dumps(found | {"kind": problem.kind, "text": problem.text}, ensure_ascii=False)
            )
        else:
            print(problem)
    errors = sum(not problem.warning for problem in problems)
    print(f"{errors} fel, {len(problems) - errors} varningar.", file=sys.stderr)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
