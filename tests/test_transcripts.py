"""Whole dialogues on the real knowledge, from transcripts that a coordinator can read: askers,
teams' rooms, and time passing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.channel import TryLater, Undeliverable
from bot.cli.stage import Shown, Stage, chat
from bot.days.workdays import STOCKHOLM
from bot.knowledge.model import DEFAULT_TEAM, Gone
from bot.knowledge.things import PeriodRow
from bot.matching.library import Current, renewed
from bot.matching.verdict import Policy
from tests.budget import faults
from tests.conftest import NOW

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Every process of a run reads all the transcripts: as fast as can be."""
DIALOGUES = [
    dialogue
    for file in sorted(Path(__file__).parent.glob("transcripts/*.yaml"))
    for dialogue in yaml.load(file.read_text("utf-8"), Loader=_LOADER)
]
_FAULTS = {"borta": Undeliverable("mottagaren har stängt av mig."), "senare": TryLater(30)}


def room_of(team: str) -> str:
    return team.replace("/", "-")


def stage_of(dialogue: dict[str, Any], current: Current) -> Stage:
    if "lag" in dialogue:
        current = _with_teams(current, dialogue["lag"])
    if "tider" in dialogue:
        current = _with_days(current, dialogue["tider"])
    teams = [*current.knowledge.teams, DEFAULT_TEAM]
    seated = dialogue.get("rum", teams)
    start = dialogue.get("börjar")
    now = (
        dt.datetime.fromisoformat(start).replace(tzinfo=STOCKHOLM).astimezone(dt.UTC)
        if start
        else NOW
    )
    shared = dialogue.get("delar_rum", {})
    rooms = {team: f"net:{room_of(shared.get(team, team))}" for team in seated}
    return Stage(
        current,
        now,
        rooms,
        undo=dialogue.get("ångra_sekunder", 15),
        policy=Policy(handoff=dialogue.get("handoff", "ask")),
    )


def _with_teams(current: Current, changes: dict[str, dict[str, Any]]) -> Current:
    """The knowledge with teams that work at other times."""
    known = current.knowledge.teams
    teams = {id_: known[id_].model_copy(update=changed) for id_, changed in changes.items()}
    return replace(current, knowledge=replace(current.knowledge, teams={**known, **teams}))


def _with_days(current: Current, days: dict[str, list[dict[str, str]]]) -> Current:
    """Editors have written when these things open and close."""
    know, entries = current.knowledge, dict(current.knowledge.entries)
    for thing, periods in days.items():
        rows = tuple(PeriodRow.model_validate(one).period() for one in periods)
        for id_ in know.things[thing].answers:
            entries[id_] = entries[id_].model_copy(update={"periods": rows})
    return renewed(current, replace(know, entries=entries, version=f"{know.version}+{days}"))


def _withdrawn(current: Current, things: dict[str, dict[str, str]]) -> Current:
    """Editors have written that these things are no more, and what there is instead."""
    know = current.knowledge
    gone = {
        id_: know.things[id_].model_copy(update={"gone": Gone.model_validate(said)})
        for id_, said in things.items()
    }
    version = f"{know.version}+{things}"
    return renewed(current, replace(know, things={**know.things, **gone}, version=version))


def _without(current: Current, things: list[str]) -> Current:
    """Editors have taken these things away, and what was learned of them is still there."""
    know = current.knowledge
    entries = {id_: one for id_, one in know.entries.items() if one.thing not in things}
    unknowns = {id_: one for id_, one in know.unknowns.items() if one.thing not in things}
    left = {id_: thing for id_, thing in know.things.items() if id_ not in things}
    version = f"{know.version}-{things}"
    return renewed(
        current, replace(know, entries=entries, unknowns=unknowns, things=left, version=version)
    )


class Dialogue:
    """One dialogue on its way."""

    def __init__(self, dialogue: dict[str, Any], current: Current) -> None:
        self.stage = stage_of(dialogue, current)
        self.events: dict[str, str] = {}

    def do(self, step: dict[str, Any]) -> list[Shown]:
        """Carry out one step; everything that was said in it."""
        stage, before, who = self.stage, len(self.stage.shown), step.get("vem", "anna")
        if "klockan" in step:
            moment = dt.datetime.fromisoformat(step["klockan"]).replace(tzinfo=STOCKHOLM)
            stage.at(moment.astimezone(dt.UTC))
        elif "efter_sekunder" in step:
            stage.wait(seconds=step["efter_sekunder"])
        else:
            stage.now += dt.timedelta(
                minutes=step.get("efter_minuter", 1 if "säger" in step else 0)
            )
        if "tider" in step:
            stage.current = _with_days(stage.current, step["tider"])
        if "utgår" in step:
            stage.current = _withdrawn(stage.current, step["utgår"])
        if "försvinner" in step:
            stage.current = _without(stage.current, step["försvinner"])
        for room, fault in step.get("går_inte", {}).items():
            stage.broken[room_of(room) if "/" in room or room == DEFAULT_TEAM else f"dm-{room}"] = (
                _FAULTS[fault]
            )
        if "säger" in step:
            self._remember(
                step, stage.hear(who, step["säger"], reply_to=self._target(step, chat(who)))
            )
        elif "trycker" in step:
            self._press(step, who)
        elif "skriver" in step:
            room = room_of(step["rum"])
            self._remember(
                step,
                stage.hear(
                    step.get("vem", "karin"),
                    step["skriver"],
                    room=room,
                    reply_to=self._target(step, room),
                ),
            )
        elif "ändrar" in step or "tar_bort" in step:
            name = step.get("ändrar") or step["tar_bort"]
            room = room_of(step["rum"]) if "rum" in step else None
            kind = "edited" if "ändrar" in step else "withdrew"
            person = step.get("vem", "karin" if room else "anna")
            stage.hear(person, step.get("till", ""), room=room, kind=kind, edits=self.events[name])  # type: ignore[arg-type]
        return stage.shown[before:]

    def _remember(self, step: dict[str, Any], event: str) -> None:
        self.events[step.get("kallas", "det")] = event

    def _target(self, step: dict[str, Any], room: str) -> str | None:
        """The message that is replied to: the newest in the chat that has these words in it."""
        words = step.get("svarar_på")
        return (
            next(
                said.id
                for said in reversed(self.stage.shown)
                if said.room == room and words in said.text
            )
            if words
            else None
        )

    def _press(self, step: dict[str, Any], who: str) -> None:
        room = room_of(step["rum"]) if "rum" in step else chat(who)
        here = [said for said in reversed(self.stage.shown) if said.room == room]
        said, choice = next(
            (said, choice)
            for said in here
            for choice in said.choices
            if choice.label.startswith(step["trycker"])
        )
        person = step.get("vem", "karin") if "rum" in step else who
        self.stage.press(choice.id, person, room if "rum" in step else None, said)


def _check(step: dict[str, Any], shown: list[Shown], dialogue: Dialogue) -> None:
    who = (
        f"dm-{step.get('till_vem', step.get('vem', 'anna'))}"
        if "rum" not in step
        else f"dm-{step.get('till_vem', 'anna')}"
    )
    read = "\n".join(said.text for said in shown if said.room == who)
    for words in step.get("boten", []):
        assert words.lower() in read.lower(), (step, words, read, [said.text for said in shown])
    for words in step.get("inte", []):
        assert words.lower() not in read.lower(), (step, words, read)
    for team, expected in step.get("rummen", {}).items():
        there = "\n".join(said.text for said in shown if said.room == room_of(team))
        for words in expected:
            assert words.lower() in there.lower(), (
                step,
                team,
                words,
                there,
                [said.text for said in shown],
            )
        if expected == []:
            assert there == "", (step, team, there)
    for team, expected in step.get("rummen_inte", {}).items():
        there = "\n".join(said.text for said in shown if said.room == room_of(team))
        assert not [words for words in expected if words.lower() in there.lower()], (
            step,
            team,
            there,
        )
    for team in step.get("utan_ljud", []):
        assert {said.silent for said in shown if said.room == room_of(team)} == {True}, (step, team)
    if step.get("tyst"):
        assert read == "", (step, read)
    labels = {choice.label for said in shown if said.room == who for choice in said.choices}
    assert set(step.get("val", [])) <= labels, (step, labels)
    assert step.get("val") != [] or not labels, (step, labels)
    _check_budget(step, shown, dialogue)
    if "utfall" in step or "område" in step:
        row = dialogue.stage.db.execute(
            "SELECT outcome, area, reason FROM decisions ORDER BY id DESC LIMIT 1"
        ).fetchone()
        assert step.get("utfall", row[0]) == row[0], (step, row, read)
        assert step.get("område", row[1]) == row[1], (step, row)


def _check_budget(step: dict[str, Any], shown: list[Shown], dialogue: Dialogue) -> None:
    """What an asker gets back for a message or a press is no more than is read on a phone."""
    if "rum" in step or not {"säger", "trycker"} & step.keys():
        return
    row = dialogue.stage.db.execute(
        "SELECT outcome, reason FROM decisions ORDER BY id DESC LIMIT 1"
    ).fetchone()
    for said in shown:
        if row is not None and said.room == chat(step.get("vem", "anna")):
            over = list(faults(said.text, said.choices, *row))
            assert not over, (step, over, said.text, said.choices)


@pytest.mark.alike(of=5)
@pytest.mark.parametrize("dialogue", DIALOGUES, ids=[dialogue["namn"] for dialogue in DIALOGUES])
def test_dialogue(dialogue: dict[str, Any], current: Current) -> None:
    """Each step of the dialogue has the outcome, the words and the choices that its transcript
    promises, in every chat."""
    played = Dialogue(dialogue, current)
    for step in dialogue["samtal"]:
        _check(step, played.do(step), played)
    assert not any(said.room != "default" and "�" in said.text for said in played.stage.shown)


def test_there_are_enough_dialogues() -> None:
    """At least twenty dialogues of answers, and forty of questions that people take over."""
    assert sum(len(dialogue["samtal"]) > 1 for dialogue in DIALOGUES) >= 20
    assert (
        sum(
            any("rum" in step or "klockan" in step or "rummen" in step for step in d["samtal"])
            for d in DIALOGUES
        )
        >= 40
    )
