"""Ranking and its calibration, on a handful of examples."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from bot.knowledge import loading
from bot.matching import evidence, training
from bot.matching.calibration import Logistic
from bot.matching.corpus import Corpus, Example
from bot.matching.influence import influence
from bot.matching.matcher import LIKELIER, Matcher, terms
from bot.matching.names import Label, Names
from bot.matching.reading import Reader
from bot.matching.trainingset import TrainingSet
from bot.matching.vectors import Space
from tests.conftest import ROOT

TEXTS = {
    "hyra": [
        "vad kostar det att hyra salen",
        "hyra lokal pris",
        "hur mycket är hyran",
        "vad tar ni betalt för salen en kväll",
    ],
    "tid": [
        "hur länge får man vara kvar",
        "hur många månader gäller platsen",
        "när måste vi flytta ut",
        "plats hur länge",
    ],
    "frö": [
        "vad är frö-möten",
        "vem bjuder in till frö",
        "hur ofta är det frö-möte",
        "frö-möten för vem",
    ],
    "väder": ["blir det regn i morgon", "vad blir det för väder", "kommer solen fram i helgen"],
}
WORDS = loading.load(ROOT / "tests" / "small").words.model_copy(
    update={"spoken": {"mkt": "mycket"}, "meaning": {"lokal": ["sal", "salen"]}}
)

READINGS = [
    Reader(WORDS, {}, {}).read_example(text) for group in TEXTS.values() for text in (group * 2)[:4]
]


def built(
    texts: dict[str, list[str]] = TEXTS, blocks: dict[str, list[str]] | None = None
) -> Matcher:
    """The matcher of some texts by label, all in one block where no others are given."""
    reader = Reader.learn(WORDS, [text for group in texts.values() for text in group])
    examples = [Example(label, text) for label, group in texts.items() for text in group]
    labels = [
        Label(label, ("frö-möten",) if label == "frö" else (), unknown=label == "väder")
        for label in texts
    ]
    blocks = blocks or {"all": list(texts)}
    corpus = Corpus(examples, labels, blocks, {name: [name] for name in blocks})
    return training.build(corpus, reader)


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return built()


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("vad kostar salen", "hyra"),
        ("hur lange far man va kvar", "tid"),
        ("vem får komma på frömöten", "frö"),
        ("blir det regn i helgen", "väder"),
        ("hur mkt är hyrann", "hyra"),
    ],
)
def test_finds_what_is_asked(matcher: Matcher, question: str, label: str) -> None:
    """Other words, missing dots, typing errors and words written together find the right label."""
    assert matcher.rank(question, "all").candidates[0].label == label


def test_an_example_s_own_words_are_surest(matcher: Matcher) -> None:
    """Asking exactly as an example does is never less sure than asking nearly so."""
    exact = matcher.rank("hur länge får man vara kvar", "all").candidates[0]
    near = matcher.rank("länge vara", "all").candidates[0]
    assert exact.label == "tid"
    assert exact.chance > near.chance


def test_nothing_alike_is_not_sure(matcher: Matcher) -> None:
    """A question with no known word has no sure candidate."""
    assert (
        matcher.rank("qwerty zxcvb", "all").candidates[0].chance
        < matcher.rank("hyra lokal pris", "all").candidates[0].chance
    )


def test_same_input_gives_the_same_matcher() -> None:
    """Nothing is random, whatever the number of blocks, and whatever other thread builds."""

    def several() -> Matcher:
        texts = {
            f"{label}{n}": [f"{text} {n}" for text in group]
            for n in range(6)
            for label, group in TEXTS.items()
        }
        return built(texts, {str(n): [f"{label}{n}" for label in TEXTS] for n in range(6)})

    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(lambda _: several(), range(2))
    for name, linear in first.linear.items():
        np.testing.assert_array_equal(linear.steps, second.linear[name].steps)
    np.testing.assert_array_equal(first.trust.weights, second.trust.weights)


@pytest.mark.parametrize(
    "texts",
    [
        {},
        {"a": []},
        {"a": ["hyra salen"]},
        {"a": ["hyra salen", "vad kostar salen"]},
        {"a": ["hyra salen"], "b": ["söka bidrag"]},
        {"a": ["hyra salen"] * 3, "b": ["hyra salen"] * 3},
        {"a": ["hyra salen", "boka"], "b": [], "c": ["söka bidrag"]},
        {"a": ["???"], "b": ["!"]},
        {f"e{n}": [f"fråga {n}"] for n in range(9)},
    ],
)
def test_little_knowledge_is_no_error(texts: dict[str, list[str]]) -> None:
    """Without entries, examples or words, or with the same ones twice, what is like nothing is no
    answer, and every chance is a number."""
    small = built(texts)
    for question in ("", "???", "日本語", "hyra salen", "söka " * 800):
        chances = [candidate.chance for candidate in small.rank(question, "all").candidates]
        assert all(0 <= chance <= 1 for chance in chances)
        if "a" not in question:
            assert all(chance < small.bound(0.3) for chance in chances)


def test_no_bound_is_nothing_at_all(matcher: Matcher) -> None:
    """Where hardly anything missing would be answered, not just anything is an answer."""
    assert replace(matcher, near=np.array([0, 0, 0, 0, 0.2])).bound(0.3) == LIKELIER
    assert replace(matcher, near=np.array([0.1, 0.2, 0.3])).bound(0.5) == 0.2


def test_says_which_words_spoke(matcher: Matcher) -> None:
    """The words that two entries don't share decide, and their sum is the lead in the scores."""
    reading = matcher.reader.read("hur långe gäller platsen")
    spoke = influence(matcher, reading, "tid", "hyra")
    assert spoke[0][0] in ("länge", "platsen", "gäller")
    assert dict(spoke).keys() == set(reading.words)
    columns, values = matcher.space.vector(terms(reading, [1.0] * len(reading.words)))
    linear = matcher.linear["all"]
    scores = linear.scores(columns, values) - linear.bias
    lead = scores[matcher.order.index("tid")] - scores[matcher.order.index("hyra")]
    assert sum(much for _, much in spoke) == pytest.approx(lead, abs=1e-3)


def test_weights_kept_in_steps_score_as_they_are() -> None:
    """Weights kept in a byte each score as those that were learned, to a hundredth."""
    rng = np.random.default_rng(2)
    weights, bias = rng.normal(0, 0.3, (200, 7)), rng.normal(size=7)
    weights[:, 3] = 0.0
    values = rng.random(30)
    values /= np.linalg.norm(values)
    at = np.arange(0, 60, 2)
    linear = evidence.Linear.of(np.arange(200, dtype=np.int32), weights, bias)
    np.testing.assert_allclose(linear.scores(at, values), values @ weights[at] + bias, atol=0.01)


def test_what_is_left_out_is_not_learned_from() -> None:
    """Nothing is known of the words of a label whose examples are all held out."""
    space, rows = Space.learn(terms(reading, [1.0] * len(reading.words)) for reading in READINGS)
    owner = np.arange(len(READINGS)) // 4
    lessons = TrainingSet(space, rows, owner, 4, {"all": (0, 4)})
    kept = owner != 3
    counts, linear = lessons.learn(kept)
    assert counts.empty.tolist() == [False, False, False, True]
    assert linear["all"].bias[3] == evidence.UNHEARD
    gone = lessons.gone(kept)
    only_there = [space.terms[0][word] for word in ("regn", "sol") if word in space.terms[0]]
    assert only_there
    assert gone[only_there].all()
    assert not gone[space.terms[0]["hyr"]]


def test_an_example_has_the_same_vector_when_it_is_asked() -> None:
    """An example's row is the vector of the same words as a question."""
    texts = [terms(reading, [1.0] * len(reading.words)) for reading in READINGS]
    space, rows = Space.learn(texts)
    for number, text in enumerate(texts):
        columns, values = space.vector(text)
        np.testing.assert_array_equal(rows[number].indices, columns)
        np.testing.assert_allclose(rows[number].data, values, rtol=1e-5)


def test_calibration_never_learns_that_likeness_speaks_against() -> None:
    """A rising feature gets no negative weight, even where the data says so."""
    rng = np.random.default_rng(1)
    features = rng.normal(size=(400, 2))
    right = (rng.random(400) < 1 / (1 + np.exp(3 * features[:, 0]))).astype(float)
    fitted = Logistic.fit(features, right, [True, False])
    assert fitted.weights[0] == 0.0


def test_names_are_found_in_any_form() -> None:
    """Inflected, apart, together, misspelt; and not inside other words."""
    names = Names([Label("a", ("Snabb slant",)), Label("b", ("Csam",))], WORDS.around_names)
    assert names.find("om snabba slanten".split()) == frozenset()
    assert names.find("om snabb slants regler".split()) == {"snabbslant"}
    assert names.find("snabslant".split()) == {"snabbslant"}
    assert names.find("c sam".split()) == {"csam"}
    assert names.find("samverkan".split()) == frozenset()
