"""The command line: onewayin chat, ask, check."""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from adapters import CHANNELS
from bot import app, ask, check, explain, settings
from bot.errors import KnowledgeError, OneWayInError
from bot.library import Current, open_library
from bot.verdict import Policy

BAD_INPUT = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status says whether it went well."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if stream is not None:  # closed by the caller: `onewayin … <&-`
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
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
        prog="onewayin", description="En väg in: en automatisk tjänst som svarar föreningar ur källor som människor har valt ut."
    )
    commands = parser.add_subparsers(required=True, metavar="KOMMANDO")

    chat = commands.add_parser("chat", help="prata med boten i terminalen", description="Prata med boten i terminalen.")
    chat.add_argument("--area", metavar="OMRÅDE", help="område att börja i, till exempel ekero")
    chat.set_defaults(run=_chat)

    one = commands.add_parser(
        "ask", help="ställ en fråga, eller en fil med frågor", description="Ställ en fråga i ett nytt samtal."
    )
    one.add_argument("question", nargs="*", metavar="FRÅGA")
    one.add_argument("--area", metavar="OMRÅDE", help="området som frågan gäller, till exempel ekero")
    one.add_argument("--lang", metavar="SPRÅK", help="sv eller en")
    one.add_argument("--json", action="store_true", help="skriv svaret som JSON")
    one.add_argument("--batch", metavar="FIL", help='läs en fråga per rad som JSON {"id","q","area"?,"lang"?}; - är standard in')
    one.add_argument("--explain", action="store_true", help="visa vilka ord som avgjorde, vad som låg nära och varför")
    one.set_defaults(run=_ask)

    checks = commands.add_parser(
        "check", help="granska kunskapen", description="Granska kunskapen: fil, rad, fel och hur det lagas."
    )
    checks.add_argument("path", nargs="?", type=Path, metavar="MAPP")
    checks.add_argument("--today", type=dt.date.fromisoformat, metavar="DATUM", help="räkna som om det vore detta datum")
    checks.add_argument("--json", action="store_true", help="skriv en JSON-rad för varje fynd")
    checks.add_argument("--every", action="store_true", help="räkna upp varje fråga som en annan post hade svarat på")
    checks.set_defaults(run=_check)

    for command in (chat, one):
        command.add_argument(
            "--knowledge", type=Path, metavar="MAPP", help="mappen med kunskap (annars ./knowledge, eller den som följer med)"
        )
    return parser


def _open(options: argparse.Namespace) -> Current:
    return open_library(settings.knowledge_folder(options.knowledge), progress=lambda text: print(text, file=sys.stderr))


def _chat(options: argparse.Namespace) -> int:
    current = _open(options)
    if options.area and options.area not in current.knowledge.areas:
        raise OneWayInError(f"Området ”{options.area}” finns inte. Skriv till exempel ekero eller lund.")
    try:
        return asyncio.run(app.chat(CHANNELS["console"], current, Policy(), area=options.area))
    except KeyboardInterrupt:
        return 0


def _ask(options: argparse.Namespace) -> int:
    now = dt.datetime.now(dt.UTC)
    if options.batch:
        return _batch(options.batch, _open(options), now)
    if not options.question:
        raise OneWayInError('Skriv en fråga: onewayin ask "Hur mycket kan man få i Snabb slant i Ekerö?"')
    current = _open(options)
    question = " ".join(options.question)
    decision = ask.ask(question, current, Policy(), now, area=options.area, language=options.lang)
    shown = ask.row(decision, current)
    if options.json:
        print(json.dumps(shown, ensure_ascii=False))
    else:
        print(shown["text"])
        for number, label in enumerate(shown["choices"], 1):
            print(f"  {number}. {label}")
    if options.explain:
        print("\n" + explain.explain(decision, current))
    return 0


def _batch(name: str, current: Current, now: dt.datetime) -> int:
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        lines = raw.decode("utf-8-sig").split("\n")
    except OSError as error:
        raise OneWayInError(f"{name} går inte att läsa ({error.strerror}). Kontrollera namnet.") from None
    except UnicodeDecodeError:
        raise OneWayInError(f"{name} är inte sparad som UTF-8. Spara om den med teckenkodningen UTF-8.") from None
    for line in ask.batch(lines, current, Policy(), now):
        print(line, flush=False)
    return 0


def _check(options: argparse.Namespace) -> int:
    folder = settings.knowledge_folder(options.path)
    problems = check.check(folder, options.today or dt.datetime.now(dt.UTC).date(), every=options.every)
    for problem in problems:
        if options.json:
            found = {"file": str(problem.file), "line": problem.line, "level": "warning" if problem.warning else "error"}
            print(json.dumps(found | {"kind": problem.kind, "text": problem.text}, ensure_ascii=False))
        else:
            print(problem)
    errors = sum(not problem.warning for problem in problems)
    print(f"{errors} fel, {len(problems) - errors} varningar.", file=sys.stderr)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
