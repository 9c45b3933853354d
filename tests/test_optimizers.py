import numpy as np
import pytest
import torch

from playground import Experiment, train
from playground.optimizers import OPTIMIZERS


def absent(history, step):
    """The words that are not looked at in the batch of a step."""
    return sorted(set(range(len(history.words))) - set(history.inputs[step].ravel().tolist()))


def moved(history, track):
    """For each step, how far the words that are not in its batch move, at the most."""
    paths = np.abs(np.diff(track.vectors, axis=0)).max(axis=2)
    return np.array([path[absent(history, step)].max(initial=0) for step, path in enumerate(paths)])


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_call_that_is_shown_builds_the_optimizer(name):
    optimizer = OPTIMIZERS[name]
    options = {option.name: option.default for option in optimizer.options}
    parameters = [torch.nn.Parameter(torch.zeros(3))]
    shown = eval(optimizer.code.format(lr=0.25, **options), {"torch": torch, "parameters": parameters})
    built = optimizer.build(parameters, lr=0.25, **options)
    assert type(built) is type(shown)
    assert built.defaults == shown.defaults
    assert built.defaults["lr"] == 0.25


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_lowers_the_loss(name):
    track = train(Experiment(optimizer=name, learning_rate=0.05, batch_size=1_000)).embedding
    assert track.loss[-1] < 0.8 * track.loss[0]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_nothing_moves_at_a_learning_rate_of_0(name):
    track = train(Experiment(optimizer=name, learning_rate=0, steps=20)).embedding
    assert (track.weight == track.weight[0]).all()


@pytest.mark.parametrize("layer", ["embedding", "linear"])
def test_sgd_moves_the_weight_against_the_gradient(layer):
    track = train(Experiment(learning_rate=0.3, steps=50)).tracks[layer]
    np.testing.assert_allclose(track.weight[1:], track.weight[:-1] - 0.3 * track.gradient[:-1], atol=1e-6)


def test_under_sgd_a_word_that_is_not_in_the_batch_stays_where_it_is():
    history = train(Experiment(optimizer="sgd", batch_size=2, steps=50))
    assert all(absent(history, step) for step in range(50))
    assert (moved(history, history.embedding) == 0).all()
    assert (moved(history, history.linear) == 0).all()


@pytest.mark.parametrize("name", ["momentum", "adam"])
def test_with_a_memory_a_word_keeps_moving_after_its_batch(name):
    history = train(Experiment(optimizer=name, batch_size=2, learning_rate=0.1, steps=50))
    assert moved(history, history.embedding)[0] == 0
    assert (moved(history, history.embedding)[1:] > 1e-4).all()
    assert (moved(history, history.linear)[1:] > 1e-4).all()


def test_momentum_0_is_plain_sgd():
    plain, momentum = train(Experiment()), train(Experiment(optimizer="momentum", momentum=0))
    np.testing.assert_array_equal(plain.embedding.weight, momentum.embedding.weight)


def test_momentum_repeats_a_part_of_the_last_move():
    track = train(Experiment(optimizer="momentum", momentum=0.9, learning_rate=0.1, steps=30)).embedding
    moves = np.diff(track.weight, axis=0)
    np.testing.assert_allclose(moves[1:], 0.9 * moves[:-1] - 0.1 * track.gradient[1:-1], atol=1e-6)
    assert np.abs(moves).max() > 0.01


def test_adam_gives_every_weight_a_step_size_of_its_own():
    track = train(Experiment(optimizer="adam", learning_rate=0.01, batch_size=1_000, steps=1)).embedding
    moves = np.abs(np.diff(track.weight, axis=0))[0]
    seen = np.abs(track.gradient[0]) > 1e-4
    assert np.ptp(np.abs(track.gradient[0])[seen]) > 0.001
    np.testing.assert_allclose(moves[seen], 0.01, rtol=1e-3)
