"""How the learning rate changes, and how long a step may be."""

import math

import numpy as np
import pytest
import torch

from playground import Experiment, train
from playground.choices import InvalidField
from playground.model.schedules import SCHEDULES

STEPS = 40
RATES = {
    "constant": ({}, lambda step: 1.0),
    "step": ({"step_size": 7, "gamma": 0.3}, lambda step: 0.3 ** (step // 7)),
    "cosine": ({}, lambda step: (1 + math.cos(math.pi * step / STEPS)) / 2),
    "warm_up": ({"warm_up_steps": 9}, lambda step: min(1.0, (step + 1) / 10)),
}


def test_every_schedule_is_tested():
    assert RATES.keys() == SCHEDULES.keys()


@pytest.mark.parametrize("rate", [0.0, 0.2, 3.0])
@pytest.mark.parametrize("name", SCHEDULES)
def test_the_learning_rate_follows_its_schedule(name, rate):
    options, factor = RATES[name]
    history = train(Experiment(objective="points", schedule=name, learning_rate=rate, steps=STEPS, **options))
    expected = [rate * factor(step) for step in range(STEPS + 1)]
    np.testing.assert_allclose(history.learning_rate, expected, atol=1e-12)


def test_under_a_schedule_sgd_moves_by_the_learning_rate_of_the_step():
    history = train(Experiment(schedule="cosine", steps=30))
    track = history.linear
    moves = -history.learning_rate[:-1, None, None] * track.gradient[:-1]
    np.testing.assert_allclose(np.diff(track.weight, axis=0), moves, atol=1e-6)


def test_when_snapshots_are_left_out_the_learning_rate_is_that_of_the_step(monkeypatch):
    every = train(Experiment(schedule="cosine", steps=100))
    monkeypatch.setattr("playground.limits.RECORDED", 20_000)
    some = train(Experiment(schedule="cosine", steps=100))
    assert some.stride > 1
    np.testing.assert_array_equal(some.learning_rate, every.learning_rate[some.steps])


# Clipping


def lengths(track):
    moves = np.diff(track.weight, axis=0).reshape(len(track.weight) - 1, -1)
    return np.linalg.norm(moves, axis=1)


@pytest.mark.parametrize("most", [0.001, 0.05, 0.3])
def test_a_clipped_step_is_no_longer_than_learning_rate_times_max_grad_norm(most):
    for track in train(Experiment(learning_rate=2.0, max_grad_norm=most, steps=40)).tracks.values():
        assert (lengths(track) <= 2.0 * most * 1.001).all()
        assert np.linalg.norm(track.gradient[:-1].reshape(40, -1), axis=1).max() > most


def test_without_a_head_a_clipped_step_is_exactly_so_long():
    points = "a: 10, 10\nb: -10, 10"
    recipe = {"objective": "points", "points": points, "learning_rate": 0.5, "steps": 10}
    track = train(Experiment(**recipe, max_grad_norm=0.5)).embedding
    np.testing.assert_allclose(lengths(track), 0.25, rtol=1e-4)


def test_a_limit_that_is_never_reached_changes_nothing():
    clipped, free = train(Experiment(max_grad_norm=1_000, steps=20)), train(Experiment(steps=20))
    np.testing.assert_array_equal(clipped.embedding.weight, free.embedding.weight)


def test_sparse_gradients_with_clipping_are_refused_as_pytorch_refuses_them():
    embedding = torch.nn.Embedding(5, 2, sparse=True)
    embedding(torch.tensor([0])).sum().backward()
    with pytest.raises((RuntimeError, NotImplementedError)):
        torch.nn.utils.clip_grad_norm_(embedding.parameters(), 0.1)
    with pytest.raises(InvalidField) as refused:
        Experiment(sparse=True, max_grad_norm=0.1)
    assert refused.value.field == "max_grad_norm"
    assert Experiment(sparse=True, max_grad_norm=0.1, layer="linear").max_grad_norm == 0.1
    assert Experiment(**{"sparse": True, **refused.value.offer}).max_grad_norm is None
