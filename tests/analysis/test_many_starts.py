"""The same recipe from many starts: only the start differs, and what is compared is not its turn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import orthogonal_procrustes
from scipy.stats import ortho_group

from playground import Experiment, train
from playground.analysis.many_starts import aligned, company, end, initializers, nearest, one_layer, seeds
from playground.figures.panels.many_starts import loss_fan, small_multiples
from playground.model.initializers import INITIALIZERS


@given(st.integers(2, 5), st.integers(0, 2**32 - 1))
def test_what_was_only_shifted_turned_and_mirrored_comes_back(dimension, seed):
    generator = np.random.default_rng(seed)
    vectors = generator.normal(size=(9, dimension))
    moved = vectors @ ortho_group.rvs(dimension, random_state=generator) + generator.normal(size=dimension)
    np.testing.assert_allclose(aligned(moved.astype(np.float32), vectors.astype(np.float32)), vectors, atol=1e-4)


def test_the_turn_is_the_best_one():
    generator = np.random.default_rng(0)
    one, other = generator.normal(size=(2, 12, 3)).astype(np.float32)
    own, onto = one - one.mean(0, dtype=float), other - other.mean(0, dtype=float)
    turn, _ = orthogonal_procrustes(own, onto)
    np.testing.assert_allclose(aligned(one, other) - other.mean(0, dtype=float), own @ turn, atol=1e-6)


def test_seeds_differ_in_the_seed_alone_and_begin_with_the_recipes_own():
    starts = seeds(Experiment(seed=5, steps=3), 4)
    assert [start.experiment for start in starts] == [Experiment(seed=seed, steps=3) for seed in (5, 6, 7, 8)]


@pytest.mark.parametrize("own", ["default", "from_pretrained", "uniform_"])
def test_every_initializer_that_fits_is_there_once_and_the_recipes_own_first(own):
    experiment = Experiment(initializer=own)
    starts = initializers(experiment)
    names = [start.experiment.initializer for start in starts]
    assert names[0] == own and starts[0].experiment == experiment
    assert len(set(names)) == len(names) >= len(INITIALIZERS) - 2
    assert {start.experiment.dimension for start in starts} == {experiment.dimension}
    assert all(start.experiment.objective == experiment.objective for start in starts)


@pytest.mark.parametrize(
    "recipe",
    [
        {},
        {"bias": True, "same_start": False, "optimizer": "adam"},
        {"layer": "linear", "bias": True},
        {"sparse": True, "interventions": ((5, "parameter"),)},
        {"objective": "cbow", "initializer": "uniform_", "hold": "cat"},
    ],
)
def test_the_first_layer_alone_comes_to_the_same_numbers_to_the_last_bit(recipe):
    experiment = Experiment(steps=30, **recipe)
    alone = one_layer(experiment)
    assert len(alone.selection.layers) == 1
    both, one = end(train(experiment)), end(train(alone))
    np.testing.assert_array_equal(both.vectors, one.vectors)
    np.testing.assert_array_equal(both.loss, one.loss)
    np.testing.assert_array_equal(both.steps, one.steps)


def test_the_company_of_a_word_is_its_most_frequent_neighbour():
    histories = [train(start.experiment) for start in seeds(Experiment(layer="embedding", steps=100), 5)]
    ends = [end(history) for history in histories]
    for pair in company(ends):
        found = [int(nearest(each.vectors)[pair.word]) for each in ends]
        assert found.count(pair.neighbour) == max(map(found.count, found)) == round(5 * pair.share)
        for each, neighbour in zip(ends, found, strict=True):
            vectors = each.vectors.astype(float)
            distances = np.linalg.norm(vectors - vectors[pair.word], axis=1)
            assert distances[neighbour] == pytest.approx(np.delete(distances, pair.word).min())


@pytest.mark.parametrize("dimension", [1, 2, 5])
def test_the_pictures_have_all_runs(dimension):
    starts = seeds(Experiment(dimension=dimension, steps=20), 7)
    histories, names = [train(start.experiment) for start in starts], [start.name for start in starts]
    ends = [end(history) for history in histories]
    fan = loss_fan(names, ends, "light")
    assert {trace.name for trace in fan.data} == set(names)
    own = histories[0].embedding.loss
    np.testing.assert_allclose(fan.data[-1].y[-1], own[-10:].mean())
    pictures = small_multiples(names, ends, histories[0].short_words, "light").data
    assert len(pictures) == 7
    if dimension == 2:
        np.testing.assert_allclose(pictures[0].x, histories[0].embedding.vectors[-1][:, 0], atol=1e-6)
