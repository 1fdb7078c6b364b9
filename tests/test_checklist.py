"""The checklist: what it has and never says, and what is kept of it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import html
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from bot.channel import TryLater, Undeliverable
from bot.cli.stage import CHANNEL, Stage, chat
from bot.guides import checkpage, ticking
from bot.guides.checklist import Reading
from bot.guides.ticking import MOST, Checklist
from bot.knowledge import checklists
from bot.knowledge.model import Knowledge, Thing
from bot.knowledge.wording import Wording
from bot.matching.library import Current, renewed
from bot.messages import Address
from bot.storage import askers
from bot.storage import checklists as kept
from bot.text import capitalised
from tests.conftest import NOW

NEVER = {
    "sv": r"komplett|fullständig|(klar|färdig|redo)\w* att|redo\b|godkän|uppfyll|beviljas|ni får\b|"
    r"har rätt till|garanter|räcker|allt är med",
    "en": r"complete|ready to|approved|meet the|entitled|guarantee|you get\b|enough|all set",
}
ASKED = "checklista för snabb slant i Ekerö"


@pytest.fixture
def stage(current: Current) -> Iterator[Stage]:
    played = Stage(current, NOW, {})
    yield played
    played.close()


def with_lists(know: Knowledge) -> list[Thing]:
    return [thing for thing in know.things.values() if checklists.items(know, thing)]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_it_never_says_that_anything_is_enough(current: Current, language: str) -> None:
    """Of each thing, with nothing done, one item done, and all of them: some words never come, each
    state is a word, and the last line says that more may be needed."""
    know = current.knowledge
    say = Wording(know, language)
    for thing in with_lists(know):
        found = checklists.items(know, thing)
        own = [say.localized(one.said) for one in found]
        own = sorted([*own, *map(capitalised, own)], key=len, reverse=True)
        for some in ([], found[:1], found):
            begun = ticking.begun(thing, found, NOW)
            marked = begun.with_state([one.key for one in some], done=True, now=NOW)
            reading = Reading(say, thing, marked, NOW.date())
            told = [reading.shown(part, [reading.left(), reading.kept()]) for part in reading.parts]
            told += [reading.forward(), reading.ticked(found[:1], done=True)]
            for text in told:
                ours = re.sub("|".join(map(re.escape, own)), "…", text)
                assert not re.search(NEVER[language], ours, re.IGNORECASE), text
            assert all(say("lista_mer") in text.splitlines()[-1] for text in told[:-1])
            assert all(len(text) <= 1_800 for text in told), thing.id
            states = say("lista_klar"), say("lista_kvar")
            rows = re.findall(r"^(?:\d+\.|-) (\w+):", "\n".join(told), re.MULTILINE)
            assert len(rows) == 2 * len(found)
            assert set(rows) <= set(states)


def test_each_kind_of_what_must_be_there_is_in_it(current: Current) -> None:
    """What must be enclosed, the formal and the democratic conditions, its own and those that hold
    for several; each once, and nothing that nobody can tick off."""
    know = current.knowledge
    found = checklists.items(know, know.things["helsingborg-ekonomiskt-stod"])
    said = [one.said["sv"] for one in found]
    assert {"antagna stadgar", "en behörig firmatecknare skriver under"} <= set(said)
    assert {"öppen antagning av medlemmar", "föreningen följer svensk lag"} <= set(said)
    assert "varje nämnd har också egna regler" not in said
    assert "föreningen ska följa stadens nio demokrativillkor" not in said
    assert len({one.key for one in found}) == len(found)
    assert [part.name for part in checklists.parts(found)] == list(checklists.KINDS)


def test_a_press_that_comes_twice_changes_nothing_more(stage: Stage) -> None:
    """A button says what the item becomes: two taps at once are one."""
    stage.ask(ASKED)
    shown = stage.shown[-1]
    for _ in range(2):
        (changed,) = stage.press(shown.choices[0].id, on=shown)
        assert changed.id == shown.id
        assert "1. Klar: Minst tre" in changed.text


def test_an_old_list_is_ticked_however_much_was_said_since(stage: Stage) -> None:
    """A button of a list is never too old: it names what it is about."""
    stage.ask(ASKED)
    shown = stage.shown[-1]
    stage.ask("Vad är Stenkrossen i Lund?")
    stage.wait(days=10)
    (changed,) = stage.press(shown.choices[0].id, on=shown)
    assert changed.id == shown.id
    assert changed.text.startswith("Klar: minst tre privatpersoner går ihop. 3 kvar.")


def with_conditions(current: Current, thing: str, **changed: str) -> Current:
    """An editor has written conditions of a thing anew: what they said, and what they say."""
    know = current.knowledge
    old = know.things[thing]
    assert old.whom is not None
    conditions = [
        one.model_copy(update={"said": {"sv": changed[one.said["sv"].split()[0]]}})
        if one.said["sv"].split()[0] in changed
        else one
        for one in old.whom.conditions
    ]
    whom = old.whom.model_copy(update={"conditions": conditions})
    things = {**know.things, thing: old.model_copy(update={"whom": whom})}
    return renewed(current, dataclasses.replace(know, things=things))


def test_changed_knowledge_is_told_and_the_rest_stays(stage: Stage) -> None:
    """What is no more and what is new is said, once; what was ticked and still stands is ticked."""
    stage.ask(ASKED)
    stage.ask("1 och 4")
    stage.current = with_conditions(
        stage.current, "ekero-snabb-slant", minst="minst fem privatpersoner går ihop"
    )
    told = stage.ask("/lista")[-1].text
    assert "Står inte längre i mina källor: minst tre privatpersoner går ihop." in told
    assert "Nytt sedan sist: minst fem privatpersoner går ihop." in told
    assert "1. Kvar: Minst fem" in told
    assert "4. Klar: Ni ska ta kontakt" in told
    assert "Nytt sedan sist" not in stage.ask("/lista")[-1].text


def test_a_list_ends_after_ninety_days(stage: Stage) -> None:
    """Counted from when it was touched last; then no row of it is left."""
    stage.ask(ASKED)
    stage.wait(days=80)
    stage.ask("Idélabbet är klart")
    stage.ask("/lista")
    stage.wait(days=89)
    assert "av 4 kvar" in stage.ask("/lista")[-1].text
    stage.wait(days=91)
    assert stage.db.execute("SELECT count(*) FROM checklists").fetchone() == (0,)


def test_who_is_forgotten_has_no_list(stage: Stage) -> None:
    """The row goes with the asker's."""
    stage.ask(ASKED)
    assert stage.db.execute("SELECT count(*) FROM checklists").fetchone() == (1,)
    stage.ask("/glom")
    assert stage.db.execute("SELECT count(*) FROM checklists").fetchone() == (0,)


def test_only_so_many_lists_are_kept(stage: Stage) -> None:
    """Of more, the one that was touched longest ago goes; what is kept of one is small."""
    know = stage.current.knowledge
    key, _ = askers.start(stage.db, Address(CHANNEL, chat("anna")), "anna", NOW)
    things = with_lists(know)[: MOST + 2]
    for at, thing in enumerate(things):
        now = NOW + dt.timedelta(minutes=at)
        kept.keep(stage.db, key, ticking.begun(thing, checklists.items(know, thing), now))
    found = kept.of_asker(stage.db, key, NOW)
    assert list(found) == [thing.id for thing in reversed(things[2:])]
    (most,) = stage.db.execute("SELECT max(length(marks)) FROM checklists").fetchone()
    assert most < 4_000


def test_marks_of_another_version_are_begun_anew(stage: Stage) -> None:
    """What can't be read stops nothing."""
    stage.ask(ASKED)
    stage.db.execute("UPDATE checklists SET marks = '[1]'")
    assert "4 av 4 kvar" in stage.ask("/lista")[-1].text


def test_what_was_kept_is_read_again(stage: Stage) -> None:
    """A list comes back as it was stored."""
    know = stage.current.knowledge
    key, _ = askers.start(stage.db, Address(CHANNEL, chat("bo")), "bo", NOW)
    thing = know.things["sverige-arvsfonden"]
    found = checklists.items(know, thing)
    one: Checklist = ticking.begun(thing, found, NOW)
    one = one.with_state([found[0].key], done=True, now=NOW)
    kept.keep(stage.db, key, one)
    assert kept.of_asker(stage.db, key, NOW) == {thing.id: one}


# The file


class Read(HTMLParser):
    """What a page is made of: its tags, its headings, the items of its lists."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags, self.language, self._open = list[str](), "", list[str]()
        self.said: dict[str, list[str]] = {"h1": [], "h2": [], "li": [], "title": []}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.language = self.language or str(dict(attrs).get("lang", ""))
        if tag != "meta":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] in self.said:
            self.said[self._open[-1]].append(data)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_page_reads_aloud_as_it_looks(current: Current, language: str) -> None:
    """A language, a title, one first heading, a heading for each part, each item in a list with its
    state in a word; nothing is fetched, run or drawn instead of said."""
    know = current.knowledge
    say = Wording(know, language)
    for thing in with_lists(know):
        found = checklists.items(know, thing)
        begun = ticking.begun(thing, found, NOW).with_state([found[0].key], done=True, now=NOW)
        reading = Reading(say, thing, begun, NOW.date())
        file = checkpage.page(reading, "lista")
        text = file.content.decode()
        read = Read(text)
        assert (file.name, file.mimetype, read.language) == ("lista.html", "text/html", language)
        assert read.said["h1"] == read.said["title"]
        assert thing.name in read.said["h1"][0]
        assert read.said["h2"] == [reading.heading(part) for part in reading.parts]
        assert len(read.said["li"]) == len(found)
        assert read.said["li"][0].startswith(f"{say('lista_klar')}: ")
        assert all(one.startswith(f"{say('lista_kvar')}: ") for one in read.said["li"][1:])
        assert not {"script", "img", "link", "iframe"} & set(read.tags)
        assert "@media print" in text
        assert "http" not in text
        assert say("lista_mer") in html.unescape(text)


def test_a_file_waits_with_its_message_and_goes_with_it(stage: Stage) -> None:
    """It lies in the table until the network has taken it, also where that is a process later; then
    it is gone from it."""
    stage.ask(ASKED)
    stage.broken[chat("anna")] = TryLater(30)
    stage.ask("skriv ut listan")
    assert stage.db.execute("SELECT name FROM attached").fetchall() == [
        ("checklista-ekero-snabb-slant.html",)
    ]
    stage.restart()
    stage.broken.clear()
    stage.wait(minutes=2)
    file = stage.shown[-1].file
    assert file is not None
    assert "Ni ska ta kontakt med Idélabbet" in file.content.decode()
    assert stage.shown[-1].choices == ()
    assert stage.db.execute("SELECT count(*) FROM attached").fetchone() == (0,)


def test_no_file_stays_that_never_goes(stage: Stage) -> None:
    """Of somebody who is forgotten, or has left."""
    stage.ask(ASKED)
    stage.broken[chat("anna")] = TryLater(30)
    stage.ask("skriv ut listan")
    stage.ask("/glom")
    assert stage.db.execute("SELECT count(*) FROM attached").fetchone() == (0,)
    stage.broken.clear()
    stage.ask(ASKED, "bo")
    stage.broken[chat("bo")] = Undeliverable("borta")
    stage.ask("skriv ut listan", "bo")
    assert stage.db.execute("SELECT count(*) FROM attached").fetchone() == (0,)
