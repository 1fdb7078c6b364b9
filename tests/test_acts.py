"""What people do by what they say, learned from a few examples of each."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.knowledge.acts import ORDINARY, Who
from bot.matching.acts import act
from bot.matching.library import Current

SAID: list[tuple[Who, str, str]] = [
    ("asker", "status", "Vet ni om nån läst det jag skrev?"),
    ("asker", "status", "hur länge till måste vi vänta på besked"),
    ("asker", "ångrar", "jag drar tillbaka det jag frågade"),
    ("asker", "väntar", "nja, vi måste prata i styrelsen först"),
    ("asker", "om_brevet", "kostar det nåt att skicka frågan?"),
    ("asker", "ändrar", "ta bort meningen om hyran"),
    ("asker", "protesterar", "men ingen har svarat oss"),
    ("team", "dröjer", "Vi hinner inte förrän efter jul."),
    ("team", "lämnar", "Det här är kulturförvaltningens bord."),
    ("team", "borta", "Jag är ledig hela vecka åtta"),
]
AT_ANY_TIME = {
    "kan nån annan få läsa det jag skrivit till er?": "vem_ser",
    "blir det jag frågar om synligt för andra": "vem_ser",
    "kommer de att veta att det var jag som frågade": "anonym",
    "jag vill inte skylta med vem jag är": "anonym",
    "vilka uppgifter sparar ni om mig och hur länge": "ansvarig",
    "jag vill att ni tar bort allt om mig": "radera",
    "vi fick nej på ansökan och vill överklaga": "överklaga",
    "var kan man klaga på en tjänsteman": "klaga",
    "jag ska slå sönder fönstren hos er": "hot",
    "vår ordförande gick bort i våras": "sorg",
    "jag är alldeles slut, ingen hjälper till": "trötthet",
    "ni är ju värdelösa allihop": "ilska",
}
_TABLES = Path(__file__).parent / "tables"
TABLES: dict[Who, Path] = {
    "asker": _TABLES / "acts.yaml",
    "thing": _TABLES / "asked_of_a_thing.yaml",
    "all": _TABLES / "asked_in_general.yaml",
}
"""What is said, by what it does, in words that no example has."""
KNOWN: dict[Who, float] = {"asker": 0.8, "thing": 0.85, "all": 0.7}
"""How many of the acts are known at least."""
LEFT_ALONE = 0.95
"""How much of what is ordinary is taken for none."""
ORDINARILY: list[tuple[Who, str]] = [
    ("asker", "Vi är en kör på fyrtio personer."),
    ("asker", "Får vi hyra ut lokalen till andra?"),
    ("anyone", "Vem ansvarar för nycklarna till lokalen?"),
    ("anyone", "Vår ordförande har slutat, vem tecknar firman?"),
    ("team", "Ni söker på kommunens webb senast den 15 april."),
    ("team", "Hallen är ledig på torsdagar mellan 18 och 20."),
]


@pytest.mark.parametrize(("who", "kind", "said"), SAID)
def test_an_act_is_known_in_other_words(who: Who, kind: str, said: str, current: Current) -> None:
    """What is done is known in words that no example has."""
    examples = current.knowledge.acts.by_who[who][kind]["sv"]
    found = act(current.matcher, who, said)
    assert said not in examples
    assert found is not None
    assert found.kind == kind


def test_rights_and_feelings_are_mostly_known_in_other_words(current: Current) -> None:
    """Two in three are: where anything may be said, it must be surer than most."""
    found = {said: act(current.matcher, "anyone", said) for said in AT_ANY_TIME}
    right = [one for one, kind in AT_ANY_TIME.items() if (a := found[one]) and a.kind == kind]
    assert len(right) >= len(AT_ANY_TIME) * 2 / 3, set(AT_ANY_TIME) - set(right)


@pytest.mark.parametrize(("who", "said"), ORDINARILY)
def test_what_is_ordinary_is_no_act(who: Who, said: str, current: Current) -> None:
    """A question, something to add and an answer are what they are."""
    assert act(current.matcher, who, said) is None


def test_what_is_learned_of_talk_is_asked_nowhere_else(current: Current) -> None:
    """No question about an association's matters is ever answered by an example of talk."""
    assert not current.matcher.talk.keys() & set(current.matcher.views)
    assert ORDINARY not in current.matcher.home


def test_what_is_asked_of_a_thing_is_what_the_bot_can_find(current: Current) -> None:
    """Each kind has its own pattern and its question in full."""
    knowledge = current.knowledge
    assert {*knowledge.acts.thing} - {ORDINARY} == {*knowledge.talk.aspects}


def test_no_text_is_an_example_of_two_acts(current: Current) -> None:
    """What is said in one way does one thing."""
    for acts in current.knowledge.acts.by_who.values():
        texts = [
            text.lower() for listed in acts.values() for own in listed.values() for text in own
        ]
        assert len(texts) == len(set(texts))


@pytest.mark.parametrize("who", TABLES)
def test_most_is_known_in_other_words(who: Who, current: Current) -> None:
    """Of what no example says most is known, and what is ordinary is hardly ever taken for talk."""
    right: dict[bool, list[bool]] = {True: [], False: []}
    examples = current.knowledge.acts.by_who[who].values()
    learned = {said for listed in examples for own in listed.values() for said in own}
    for kind, sayings in yaml.safe_load(TABLES[who].read_text("utf-8")).items():
        assert not learned & {*sayings}
        for said in sayings:
            found = act(current.matcher, who, said)
            is_right = (found.kind if found is not None else ORDINARY) == kind
            right[kind == ORDINARY].append(is_right)
    assert sum(right[False]) >= KNOWN[who] * len(right[False])
    assert sum(right[True]) >= LEFT_ALONE * len(right[True])
