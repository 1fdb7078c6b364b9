"""Guides that editors write: what is wrong with one is said with its line and the mend, each way
through those that ship leads somewhere that reads well, and each can be read aloud."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from bot import markup
from bot.cases.choices import BeginGuide
from bot.cases.ids import written
from bot.cli.main import main
from bot.cli.schema import GUIDE_FILE, guide_text
from bot.cli.stage import Shown, Stage
from bot.guides import course
from bot.guides.ending import Told
from bot.guides.progress import Progress
from bot.knowledge import loading
from bot.knowledge.checks.guides import MOST_ASKED, places_of
from bot.knowledge.guide_ways import Way, Ways
from bot.knowledge.guides import Guide
from bot.knowledge.model import Knowledge
from bot.knowledge.wording import Wording
from bot.matching.library import Current
from tests.conftest import NOW, ROOT
from tests.test_check import rewrite
from tests.test_guides import NEVER, NEVER_ASKED
from tests.test_schema import as_vs_code_reads

TODAY = NOW.date()
FILE = "guides/var-vi-ses.yaml"
TEXT = """guide: Var kan vi ses?
id: var-vi-ses
ämne: premises
börjar:
  sv: [var kan vi ses]
frågor:
  - id: ses-hur
    fråga: Hur många är ni?
    val:
      - {id: fa, knapp: Några få, sägs: ni är några få}
      - {id: manga, knapp: Många, sägs: ni är många}
  - id: ses-ute
    fråga: Kan ni vara ute?
    om: {ses-hur: [manga]}
    val:
      - {id: ja, knapp: 'Ja, gärna', sägs: ni kan vara ute}
      - {id: nej, knapp: 'Nej, inne', sägs: ni vill vara inne}
slut:
  - id: platsen
    om: {ses-hur: [fa]}
    där: [lund]
    sv: Ta platsen.
    svar: [lund-platsen]
  - id: ute
    om: {ses-ute: [ja]}
    sv: Var ute.
  - id: prata
    sv: Prata med dem som kan lokaler.
    lag: premises
"""


@pytest.fixture
def folder(small: Path) -> Path:
    """A small folder with a guide that nothing is wrong with."""
    shutil.copy(ROOT / "knowledge" / "guidance.yaml", small)
    (small / "guides").mkdir()
    (small / FILE).write_text(TEXT, "utf-8")
    return small


def problems(folder: Path) -> list[str]:
    """What is said of the guides in a folder."""
    found = loading.judge(folder, TODAY).problems
    return [str(one).replace(f"{folder}/", "") for one in found if "guides" in one.file.parts]


def test_a_guide_is_read(folder: Path) -> None:
    """Nothing is wrong with it, and it is there."""
    assert problems(folder) == []
    assert loading.load(folder, TODAY).guides["var-vi-ses"].name == {"sv": "Var kan vi ses?"}


OTHERWISE = "  - id: prata\n    sv: Prata med dem som kan lokaler.\n    lag: premises\n"
ANOTHER = "    om: {ses-ute: [ja]}\n    sv: Var ute."
ONE_MORE = """  - id: {}
    fråga: Igen?
    val:
      - {{id: a, knapp: Ja, sägs: ja}}
      - {{id: b, knapp: Nej, sägs: nej}}
slut:
"""
WRONG = {
    "an unknown question": ("om: {ses-hur: [manga]}", "om: {ses-hurr: [manga]}", 14, "ses-hur”?"),
    "an unknown choice": ("om: {ses-hur: [manga]}", "om: {ses-hur: [många]}", 14, "manga"),
    "a choice that is none": ("om: {ses-hur: [fa]}", "om: {ses-hur: [faa]}", 20, "Menar du ”fa”?"),
    "an unknown area": ("där: [lund]", "där: [lunds]", 21, "Menar du ”lund”?"),
    "an unknown answer": ("svar: [lund-platsen]", "svar: [lund-platse]", 23, "”lund-platsen”?"),
    "an unknown guide": ("    lag: premises", "    guider: [fit]", 29, "Menar du ”fits”?"),
    "an unknown thing's list": (
        "    lag: premises",
        "    checklista: [lund-platse]",
        29,
        "Menar du ”lund-platsen”?",
    ),
    "a list that there is none of": (
        "    lag: premises",
        "    checklista: [lund-platsen]",
        29,
        "”lund-platsen” har ingen checklista",
    ),
    "an unknown team's topic": ("    lag: premises", "    lag: lokaler", 29, "premises (lokaler)"),
    "a misspelt key": ("    lag: premises", "    laag: premises", 29, "Menar du ”lag”?"),
    "choices that are no list": ("[manga]}\n    val", "manga}\n    val", 14, "ses-hur: [manga]"),
    "one choice": (
        "      - {id: nej, knapp: 'Nej, inne', sägs: ni vill vara inne}\n",
        "",
        15,
        "minst 2",
    ),
    "a dead end": (OTHERWISE, "", 18, "Den som svarar ”Några få” får inget. Lägg till ett slut"),
    "a ring": (
        "    fråga: Hur många är ni?",
        "    fråga: Hur många är ni?\n    om: {ses-ute: [ja]}",
        9,
        "i ring: ses-hur → ses-ute → ses-hur",
    ),
    "one that waits for itself": ("om: {ses-hur: [manga]}", "om: {ses-ute: [ja]}", 14, "i ring"),
    "an end that nobody reaches": (
        "  - id: platsen\n",
        "  - id: alla\n    sv: Alla.\n  - id: platsen\n",
        21,
        "Slutet ”alla” står före och tar alla. Flytta upp",
    ),
    "conditions that can't be": (
        "om: {ses-ute: [ja]}\n    sv",
        "om: {ses-ute: [ja], ses-hur: [fa]}\n    sv",
        25,
        "”ses-ute” frågas bara den som har svarat manga på ”ses-hur”",
    ),
    "a question that nobody is asked": (
        "    om: {ses-hur: [manga]}",
        "    om: {ses-hur: []}",
        14,
        "Frågan ”ses-ute” ställs aldrig",
    ),
    "the same question twice": (
        "slut:\n",
        ONE_MORE.format("ses-hur"),
        18,
        "finns redan",
    ),
    "another guide's question": ("slut:\n", ONE_MORE.format("vilka"), 18, "redan i guidance.yaml"),
    "two ends of one name": ("  - id: ute\n", "  - id: platsen\n", 24, "Två slut heter ”platsen”"),
    "a long label": ("knapp: Många", f"knapp: {'Många ' * 6}", 11, "Högst 30 tecken"),
    "a long name": ("guide: Var kan", f"guide: {'Var ' * 7}kan", 1, "Högst 30 tecken"),
    "one that leads to itself": (
        "    lag: premises",
        "    guider: [var-vi-ses]",
        29,
        "samma guide",
    ),
    "another file's name": ("id: var-vi-ses", "id: var-vi-sess", 2, "ska stå i guides/var-vi-sess"),
    "no ways of asking": ("  sv: [var kan vi ses]", "  sv: []", 4, "börjar"),
}


@pytest.mark.parametrize(("old", "new", "line", "words"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_with_a_guide(
    old: str, new: str, line: int, words: str, folder: Path
) -> None:
    """It is said on its line, with the mend."""
    rewrite(folder, old, new, FILE)
    found = problems(folder)
    assert any(one.startswith(f"{FILE}:{line}: ") and words in one for one in found), found


def test_the_recipe_is_right(folder: Path) -> None:
    """What the editors' page shows can be copied as it stands."""
    page = (ROOT / "knowledge" / "README.md").read_text("utf-8")
    recipe = page.partition("### 11. ")[2].partition("```yaml\n")[2].partition("```")[0]
    (folder / FILE).write_text(recipe, "utf-8")
    assert problems(folder) == []


def test_two_guides_begin_in_other_words(folder: Path) -> None:
    """What people say begins one guide alone, and a question has its id alone."""
    other = TEXT.replace("var-vi-ses", "var-vi-ses-igen")
    (folder / "guides" / "var-vi-ses-igen.yaml").write_text(other, "utf-8")
    found = problems(folder)
    assert any("börjar också guiden ”var-vi-ses-igen”" in one for one in found)
    assert any("”ses-hur” finns redan i guides/var-vi-ses-igen.yaml" in one for one in found)


def test_a_guide_in_the_wrong_place_is_told_of(folder: Path) -> None:
    """Nothing that an editor saves there is passed over."""
    shutil.move(folder / FILE, folder / "guides" / "var-vi-ses.txt")
    (found,) = problems(folder)
    assert "ändelsen ”.txt”" in found


# Those that ship


def ways(know: Knowledge) -> Iterator[tuple[Guide, Way, Progress]]:
    for guide in know.guides.values():
        around = {
            **places_of(know, guide),
            "bollnas": know.chain("bollnas"),
            "umea": know.chain("umea"),
        }
        for way in Ways(guide, around):
            given = tuple((question, alike[0]) for question, alike in way.answers)
            yield guide, way, Progress(NOW, given, guide=guide.id)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_each_way_ends_in_what_reads_well(current: Current, language: str) -> None:
    """On a phone, with a source or people, and without the words that never come."""
    know = current.knowledge
    say = Wording(know, language)
    for guide, way, progress in ways(know):
        assert way.ending is not None
        assert len(way.answers) <= MOST_ASKED
        told = Told(say, way.ending, way.area, TODAY)
        text = f"{course.understood(say, progress)}\n\n{told.text()}"
        assert not re.search(NEVER[language], text, re.IGNORECASE), text
        assert len(markup.plain(text)) <= 1_000, (guide.id, way.ending.id, len(text))
        assert told.entries or told.things or way.ending.guides or way.ending.team, way.ending.id
        labels = [entry.button for entry in told.entries]
        assert len({label[:15] for label in labels}) == len(labels), labels


def test_the_guides_are_in_plain_words_and_two_languages(current: Current) -> None:
    """Also in easy Swedish; and some things are never asked."""
    for guide in current.knowledge.guides.values():
        assert {"sv", "en"} <= guide.name.keys() & guide.asked.keys()
        for inquiry in guide.inquiries:
            labels = [label for option in inquiry.options for label in option.label.values()]
            assert not re.search(
                NEVER_ASKED, " ".join([*inquiry.ask.values(), *labels]), re.IGNORECASE
            )
            assert {"sv", "en"} <= inquiry.ask.keys()
            assert inquiry.easy is not None
        assert all({"sv", "en", "lätt"} <= one.texts.keys() or one.team for one in guide.endings)


@pytest.mark.long
def test_the_schema_is_up_to_date_and_fits() -> None:
    """An editor's program accepts the guides that ship, and marks what the bot refuses."""
    shipped = (ROOT / "knowledge" / GUIDE_FILE).read_text("utf-8")
    assert shipped == guide_text(ROOT / "knowledge")
    validator = Draft7Validator(json.loads(shipped))
    for file in (ROOT / "knowledge" / "guides").glob("*.yaml"):
        tree = as_vs_code_reads(file)
        assert [error.message for error in validator.iter_errors(tree)] == []
        for key, value in (("slutt", []), ("ämne", "lokaler"), ("slut", []), ("frågor", None)):
            changed = {**tree, key: value}
            assert list(validator.iter_errors(changed)), key


# Read aloud


def test_a_guide_is_read_aloud(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every way through it, or the one that some answers lead; and what is no guide or no answer is
    said."""
    known = ["--knowledge", str(folder)]
    assert main(["guide", *known]) == 0
    assert capsys.readouterr().out == "var-vi-ses  Var kan vi ses?\n"
    assert main(["guide", "var-vi-ses", *known]) == 0
    told = capsys.readouterr().out
    assert "— Väg 1 av 8 —\nBoten: Hur många är ni?  [Några få · Många · Vet inte]" in told
    assert "   Ni: Många\nBoten: Kan ni vara ute?" in told
    assert "Boten: Var ute." in told
    assert main(["guide", "var-vi-ses", "några", "--area", "lund", *known]) == 0
    assert "Boten: Ta platsen." in capsys.readouterr().out
    assert main(["guide", "var-vi-ses", "många", *known]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("Boten: Kan ni vara ute?")
    assert main(["guide", "var-vi-se", *known]) == 2
    assert "Menar du ”var-vi-ses”?" in capsys.readouterr().err
    assert main(["guide", "var-vi-ses", "blå", *known]) == 2
    assert "”blå” är inget av svaren" in capsys.readouterr().err


# Talked through


def one_way_to_each(know: Knowledge) -> Iterator[tuple[Guide, Way, Progress]]:
    """The shortest way to each ending of each guide."""
    best: dict[tuple[str, str], tuple[Guide, Way, Progress]] = {}
    for guide, way, progress in ways(know):
        key = guide.id, way.ending.id if way.ending is not None else ""
        if key not in best or len(way.answers) < len(best[key][1].answers):
            best[key] = guide, way, progress
    return iter(best.values())


def label(guide: Guide, question: str, value: str) -> str:
    inquiry = guide.inquiry(question)
    option = inquiry.option(value) if inquiry is not None else None
    return option.label["sv"] if option is not None else "Vet inte"


def begun(stage: Stage, guide: Guide, place: str, asked: str) -> Shown:
    """Ask for a guide until it asks: the place is said where that is asked for, and where what was
    said has a sure answer the guide is a choice under it."""
    said = stage.ask(guide.asked["sv"][0])[-1]
    for _ in range(3):
        begins = [one for one in said.choices if one.id == written(BeginGuide(guide.id))]
        if asked in said.text:
            break
        said = stage.ask(begins[0].label if begins else place)[-1]
    return said


def pressed(stage: Stage, shown: Shown, label: str) -> Shown:
    """What comes of the choice with this label."""
    choice = next(one for one in shown.choices if one.label == label)
    return stage.press(choice.id, on=shown)[-1]


@pytest.mark.long
def test_each_ending_is_reached_whatever_happens_on_the_way(current: Current) -> None:
    """A step back, another answer that is changed again, a free question in the middle, three days
    away: each kind of ending of each guide is reached all the same, a person always last."""
    know = current.knowledge
    for guide, way, progress in one_way_to_each(know):
        assert way.ending is not None
        stage, place = Stage(current, NOW, {}), know.areas[way.area].name
        asked = know.guides[guide.id].inquiry(progress.answers[0][0])
        assert asked is not None
        first = begun(stage, guide, place, asked.ask["sv"])
        assert asked.ask["sv"] in first.text, (guide.id, first.text)
        question, value = progress.answers[0]
        pressed(stage, first, label(guide, question, value))
        back = stage.ask("tillbaka")[-1]
        assert asked.ask["sv"] in back.text
        said = pressed(stage, back, label(guide, question, value))
        if len(progress.answers) > 1:
            assert "Och frågan i guiden var" in stage.ask("Vad är Arvsfonden?")[-1].text
            stage.wait(days=3)
            said = stage.ask("fortsätt guiden")[-1]
        for question, value in progress.answers[1:]:
            inquiry = guide.inquiry(question)
            assert inquiry is not None
            assert inquiry.ask["sv"] in said.text, (guide.id, way.ending.id, said.text)
            said = pressed(stage, said, label(guide, question, value))
        words = markup.plain(way.ending.texts["sv"]).strip().splitlines()[0]
        assert words in said.text, (guide.id, way.ending.id, said.text)
        stage.close()


# Changed while somebody is in it


def changed(current: Current, guide: Guide | None) -> Current:
    """The knowledge with another guide about IOP, or without one."""
    know = current.knowledge
    guides = {id_: one for id_, one in know.guides.items() if id_ != "iop-ratt"}
    guides |= {"iop-ratt": guide} if guide is not None else {}
    return dataclasses.replace(current, knowledge=dataclasses.replace(know, guides=guides))


def test_a_guide_that_was_changed_goes_on_where_it_can(current: Current) -> None:
    """A question is taken away: that is said, and the guide goes on at the first that still holds;
    one that is no more is told to be gone."""
    stage = Stage(current, NOW, {})
    stage.ask("Kan IOP vara något för oss i Borås?")
    stage.ask("En ideell förening")
    stage.ask("Det vi alltid gör")
    guide = current.knowledge.guides["iop-ratt"]
    first, second, *rest = guide.inquiries
    anew = second.model_copy(update={"id": "iop-vad-nytt", "when": {}})
    ends = [one for one in guide.endings if "iop-vad" not in one.when]
    others = [one for one in rest if "iop-vad" not in one.when]
    update = {"inquiries": [first, anew, *others], "endings": ends}
    stage.current = changed(current, guide.model_copy(update=update))
    said = stage.ask("fortsätt")[-1]
    assert "Frågorna har ändrats sedan sist" in said.text
    assert said.text.endswith("Vad vill ni göra?")
    stage.current = changed(current, None)
    assert "finns inte längre" in stage.ask("fortsätt")[-1].text
    stage.close()
