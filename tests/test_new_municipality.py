"""A municipality that has just begun, with two things that only have unknowns: what the country
answers is answered there as before, and what is asked of its own things gets the honest no."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from bot.cli import ask
from bot.dialogue.turns.decision import Decision
from bot.knowledge import loading
from bot.matching.block import learn
from bot.matching.corpus import Corpus
from bot.matching.library import Current, assemble
from bot.matching.verdict import Policy
from tests.conftest import NOW, ROOT
from tests.test_national import SAME_EVERYWHERE

PLACE = "umea"
TEAM = """
- id: umea/foreningar
  namn: {sv: föreningsenheten i Umeå, en: the unit for associations in Umeå}
  kort: {sv: föreningsenheten, en: the unit}
  ämnen: [grants, iop, contacts, collaboration, premises, volunteers, forums, other]
  ersättare: default
"""
IOP = """
sak: IOP i Umeå
id: umea-iop
område: umea
ämne: iop
team: umea/foreningar
lokal_form_av: sverige-iop
okänt:
  - id: umea-iop
    vad:
      sv: om Umeå kommun använder IOP
      en: whether the municipality of Umeå uses IOP
    saknas: [kontakt, ansökan]
frågor:
  umea-iop:
    sv:
      - iop umeå
      - har Umeå kommun iop
      - kan jag få hjälp med en iop
      - vem på kommunen svarar om iop
      - hur får vår förening ett partnerskap med kommunen
      - finns det några iop i Umeå
"""
ROOMS = """
sak: Lokaler i Umeå
id: umea-lokaler
område: umea
ämne: premises
team: umea/foreningar
okänt:
  - id: umea-lokaler
    vad:
      sv: hur föreningar hyr lokaler i Umeå och vad det kostar
      en: how associations rent premises in Umeå, and what it costs
    saknas: [belopp, ansökan]
frågor:
  umea-lokaler:
    sv:
      - lokaler i Umeå
      - kan vi låna en lokal av kommunen
      - hur bokar man en idrottshall
      - hyra lokal för kalas
      - finns det nåt ställe vi kan träffas på
      - kan man få en lokal gratis till ett möte
"""
NATIONAL = (
    *SAME_EVERYWHERE,
    "vad är iop",
    "vad betyder ideburet offentligt partnerskap",
    "får man ett iop utan upphandling",
    "vem hittade på iop",
    "är iop lagligt",
    "kan man söka pengar av arvsfonden",
    "måste vi ha registerutdrag",
    "kan vi anställa någon med lönestöd",
    "får vi ha lotteri",
)
OWN = {
    "har umeå iop": "umea-iop",
    "kan vi få ett iop med umeå kommun": "umea-iop",
    "kan kommunen ha ett partnerskap med oss": "umea-iop",
    "vi vill låna en lokal": "umea-lokaler",
    "var kan vi hyra lokal": "umea-lokaler",
}


@pytest.fixture(scope="module")
def begun(current: Current, tmp_path_factory: pytest.TempPathFactory) -> Current:
    """What is shipped, with the new municipality beside it."""
    folder = tmp_path_factory.mktemp("begun") / "knowledge"
    shutil.copytree(ROOT / "knowledge", folder)
    with (folder / "teams.yaml").open("a", encoding="utf-8") as teams:
        teams.write(TEAM)
    (folder / "entries" / PLACE).mkdir()
    for thing in (IOP, ROOMS):
        name = thing.partition("id: ")[2].partition("\n")[0]
        (folder / "entries" / PLACE / f"{name}.yaml").write_text(thing, "utf-8")
    knowledge, matcher = loading.load(folder), current.matcher
    corpus = Corpus.of(knowledge)
    new = learn(corpus.areas[PLACE], knowledge.words, matcher.general.background)
    blocks = {**matcher.blocks, PLACE: new}
    return assemble(knowledge, replace(matcher, blocks=blocks, areas=corpus.views), folder)


def decided(question: str, current: Current) -> Decision:
    return ask.ask(question, current, Policy(), NOW, area=PLACE)


@pytest.mark.long(seconds=8)
def test_the_country_is_answered_as_before(begun: Current, current: Current) -> None:
    """What has nothing to do with what is unknown there is answered as if it weren't there."""
    pairs = [(q, decided(q, current).entry, decided(q, begun).entry) for q in NATIONAL]
    assert all(before for _, before, _ in pairs)
    assert [(q, before) for q, before, after in pairs if after != before] == []


@pytest.mark.long(seconds=8)
def test_its_own_gets_the_honest_no(begun: Current) -> None:
    """A question about what is unknown there, in other words, is met with that and with people."""
    offered = {question: decided(question, begun) for question in OWN}
    assert {one.outcome for one in offered.values()} == {"handoff"}
    said = {question: one.markdown for question, one in offered.items()}
    for question, label in OWN.items():
        assert begun.knowledge.unknowns[label].what["sv"] in said[question], said[question]
