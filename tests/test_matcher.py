"""Ranking and its calibration, on a handful of examples."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest

from benchmarks.trust import sample
from bot.knowledge import loading
from bot.matching import evidence, trust
from bot.matching.block import learn, terms
from bot.matching.calibration import Logistic
from bot.matching.corpus import AreaCorpus, Example
from bot.matching.holdout import trials
from bot.matching.influence import influence
from bot.matching.lexicon import General
from bot.matching.matcher import Matcher
from bot.matching.names import Label, Names
from bot.matching.reading import Reader
from bot.matching.serialization import arrays_of, text_of
from bot.matching.trust import STEPS, Trust
from bot.matching.vectors import Space, weighed
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
        "hur ofta hålls frö-mötena",
        "frö-möten för vem",
    ],
    "väder": ["blir det regn i morgon", "vad blir det för väder", "kommer solen fram i helgen"],
}
WORDS = loading.load(ROOT / "tests" / "small").words.model_copy(
    update={"spoken": {"mkt": "mycket"}, "meaning": {"lokal": ["sal", "salen"]}}
)

NOTHING = General.nothing()

READINGS = [
    Reader(WORDS).read_example(text) for group in TEXTS.values() for text in (group * 2)[:4]
]


def corpus_of(texts: dict[str, list[str]]) -> AreaCorpus:
    """Some texts by label."""
    examples = [Example(label, text) for label, group in texts.items() for text in group]
    labels = [
        Label(label, ("frö-möten",) if label == "frö" else (), unknown=label == "väder")
        for label in sorted(texts)
    ]
    return AreaCorpus(labels, examples)


def built(texts: dict[str, list[str]] = TEXTS) -> Matcher:
    """The matcher of some texts by label, as far trusted as what is shipped."""
    blocks, views = {"all": learn(corpus_of(texts), WORDS, NOTHING.background)}, {"all": ["all"]}
    return Matcher(WORDS, blocks, views, NOTHING, trust.shipped())


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


@pytest.mark.long
def test_same_input_gives_the_same_block() -> None:
    """Nothing is random, and no process learns otherwise than this one."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
        there = processes.submit(learn, corpus_of(TEXTS), WORDS, NOTHING.background).result()
    here = learn(corpus_of(TEXTS), WORDS, NOTHING.background)
    assert text_of(here) == text_of(there)
    for name, array in arrays_of(here).items():
        np.testing.assert_array_equal(array, arrays_of(there)[name])


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
            assert all(chance < small.trust.bound(0.2) for chance in chances)


def test_the_bound_is_looked_up_in_what_is_near() -> None:
    """The more may be answered falsely, the less sure an answer has to be."""
    kept = Trust(Trust.unfitted().model, np.linspace(0, 1, STEPS + 1))
    assert [kept.bound(share) for share in (0.0, 0.25, 1.0)] == pytest.approx([1.0, 0.75, 0.0])


@pytest.mark.long
def test_the_shipped_trust_was_fitted_for_these_features() -> None:
    """What the features of a small folder are on average, they were when the trust was fitted;
    where not, ``make trust`` fits it anew."""
    assert sample(ROOT / "tests" / "small") == pytest.approx(trust.sampled(), abs=0.02)


def test_says_which_words_spoke(matcher: Matcher) -> None:
    """The words that two entries don't share decide, and their sum is the lead in the scores."""
    reading = matcher.view("all").reader.read("hur långe gäller platsen")
    spoke = influence(matcher, reading, "tid", "hyra")
    assert spoke[0][0] in ("länge", "platsen", "gäller")
    assert dict(spoke).keys() == set(reading.words)
    block = matcher.blocks["all"]
    text = weighed(terms(reading, [1.0] * len(reading.words)), NOTHING.background)
    scores = block.linear.scores(*block.space.vector(text)) - block.linear.bias
    lead = scores[block.place["tid"]] - scores[block.place["hyra"]]
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
    """A label whose examples are all held out is no candidate; every example is asked once by
    itself at most, and with its label once."""
    held = list(trials(corpus_of(TEXTS), "all", built()))
    assert held
    for trial in held:
        assert not (trial.whole and trial.example.label in trial.candidates)
        assert trial.right.sum() == (not trial.whole and trial.example.label in trial.candidates)
    for whole in (False, True):
        asked = [trial.example for trial in held if trial.whole == whole]
        assert len(asked) == len(set(asked))


def test_an_example_has_the_same_vector_when_it_is_asked() -> None:
    """An example's row is the vector of the same words as a question."""
    texts = [terms(reading, [1.0] * len(reading.words)) for reading in READINGS]
    space, rows = Space.learn(texts, NOTHING.background)
    for number, text in enumerate(texts):
        columns, values = space.vector(weighed(text, NOTHING.background))
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
