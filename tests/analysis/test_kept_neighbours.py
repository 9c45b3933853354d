"""Neighbours are those that a sorting of all distances finds, and are compared by name."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from playground.analysis import kept_neighbours
from playground.analysis.kept_neighbours import most_changed, nearest_words


@pytest.mark.parametrize("dimension", [1, 2, 7])
def test_the_nearest_words_are_those_of_scipy(dimension):
    vectors = np.random.default_rng(dimension).normal(size=(20, dimension)).astype(np.float32)
    np.testing.assert_array_equal(nearest_words(vectors), cdist(vectors, vectors).argsort(1)[:, 1:4])


def test_of_few_words_there_are_fewer_and_of_many_the_first(monkeypatch):
    assert nearest_words(np.array([[0.0], [1.0]])).tolist() == [[1], [0]]
    monkeypatch.setattr(kept_neighbours, "MOST_WORDS", 3)
    assert nearest_words(np.arange(5.0)[:, None]).tolist() == [[1, 2], [0, 2], [1, 0]]


def test_the_words_that_changed_most_come_first_and_only_those_in_all_runs():
    here = ["a", "b", "c", "d"], np.array([[1, 2], [0, 2], [0, 1], [0, 1]])
    same = ["a", "b", "c"], np.array([[2, 1], [0, 2], [0, 1]])
    other = ["c", "a", "x", "b"], np.array([[2, 3], [0, 3], [0, 1], [2, 2]])
    found = most_changed(here, [same, other])
    assert [(kept.word, kept.mean) for kept in found] == [("b", 1.0), ("c", 1.5), ("a", 2.0)]
    assert found[0].here == ("a", "c") and found[0].others == (("a", "c"), ("x", "x"))
