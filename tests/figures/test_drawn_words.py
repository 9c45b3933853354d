import numpy as np
import pytest

from playground import Experiment, train
from playground.figures.drawn_words import BUDGET, DOTS, LISTED, drawn
from tests.figures.conftest import text


def test_up_to_200_words_are_all_drawn_by_their_index(run):
    for count in (2, 61, 200):
        found = drawn(run(f"{count} words"))
        assert found.indices.tolist() == list(range(count))
        assert found.words == run(f"{count} words").words


def test_of_more_the_most_frequent_come_first_and_equals_by_their_index(run):
    history = run("201 words")
    found = drawn(history)
    counts = np.array(history.experiment.vocabulary.counts)
    places = sorted(range(201), key=lambda word: (-counts[word], word))
    assert found.indices.tolist() == places
    assert found.words[0] == "w200", "it comes three times"


def test_of_very_many_a_thousand_are_drawn(counted):
    found = drawn(counted)
    assert len(found.indices) == len(found.words) == min(len(counted.words), DOTS)
    assert found.total == len(counted.words)
    assert [counted.words[index] for index in found.indices] == list(found.words)


def test_a_long_run_draws_fewer_so_that_they_can_be_sent():
    history = train(Experiment(text=text(900), layer="embedding", dimension=2, steps=900))
    found = drawn(history)
    assert LISTED < len(found.indices) < 900
    assert 4 * 2 * len(history.steps) * len(found.indices) <= BUDGET


@pytest.mark.parametrize(
    ("count", "first", "told"),
    [
        (61, 30, "the first 30 of 61 words"),
        (201, 200, "the 200 most frequent of 201 words"),
        (1_500, 1_000, "the 1,000 most frequent of 1,500 words"),
    ],
)
def test_what_is_drawn_is_told(run, count, first, told):
    assert drawn(run(f"{count} words")).first(first) == told
