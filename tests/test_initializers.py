import math

import numpy as np
import pytest
import torch
from torch import nn

from playground import Experiment, train
from playground.choices import InvalidField
from playground.initializers import INITIALIZERS
from playground.layers import LAYERS

MANY = " ".join(f"w{number}" for number in range(1_000))
OTHER_OPTIONS = {"uniform_": {"low": -0.25, "high": 0.75}, "normal_": {"mean": 3.0, "std": 0.5}}
WITH_OPTIONS = [(name, {}) for name in INITIALIZERS] + list(OTHER_OPTIONS.items())


def start(initializer, layer="embedding", text=MANY, **recipe):
    """The first weight of a run."""
    experiment = Experiment(text=text, layer=layer, initializer=initializer, steps=1, batch_size=1, **recipe)
    return train(experiment).tracks[layer].weight[0]


@pytest.mark.parametrize("build", [lambda: nn.Embedding(7, 3), lambda: nn.Linear(7, 3)], ids=["Embedding", "Linear"])
@pytest.mark.parametrize(("name", "given"), WITH_OPTIONS)
def test_the_weights_are_those_of_the_line_of_pytorch_that_is_shown(name, given, build):
    initializer = INITIALIZERS[name]
    options = {option.name: option.default for option in initializer.options} | given
    torch.manual_seed(3)
    shown = build()
    exec(initializer.line("shown", tuple(shown.weight.shape), options), {"nn": nn, "torch": torch, "shown": shown})
    torch.manual_seed(3)
    filled = build()
    initializer.fill(filled, **options)
    assert torch.equal(filled.weight, shown.weight)
    assert filled.weight.requires_grad
    assert isinstance(filled.weight, nn.Parameter)


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("name", INITIALIZERS)
def test_another_seed_gives_other_weights(name, layer):
    assert not np.array_equal(start(name, layer, "I love you", seed=0), start(name, layer, "I love you", seed=1))


def test_embedding_draws_from_a_bell_curve_of_width_1_by_default():
    weight = start("default")
    assert weight.mean() == pytest.approx(0, abs=0.1)
    assert weight.std() == pytest.approx(1, abs=0.1)
    assert (np.abs(weight) < 1).mean() == pytest.approx(0.683, abs=0.05)


@pytest.mark.parametrize("words", [10, 1_000])
def test_linear_draws_evenly_between_plus_and_minus_one_by_the_root_of_v_by_default(words):
    weight = start("default", "linear", " ".join(MANY.split()[:words]), dimension=16)
    bound = 1 / math.sqrt(words)
    assert np.abs(weight).max() <= bound
    assert np.abs(weight).max() > 0.9 * bound
    assert weight.std() == pytest.approx(bound / math.sqrt(3), rel=0.1)


@pytest.mark.parametrize("layer", LAYERS)
def test_rand_draws_evenly_between_0_and_1(layer):
    weight = start("rand", layer)
    assert weight.min() >= 0
    assert weight.max() < 1
    assert weight.mean() == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("layer", LAYERS)
def test_uniform_draws_evenly_between_low_and_high(layer):
    weight = start("uniform_", layer, low=-0.25, high=0.75)
    assert -0.25 <= weight.min() < -0.24
    assert 0.74 < weight.max() <= 0.75
    assert weight.mean() == pytest.approx(0.25, abs=0.05)


@pytest.mark.parametrize("layer", LAYERS)
def test_normal_draws_from_a_bell_curve_around_mean(layer):
    weight = start("normal_", layer, mean=3.0, std=0.5)
    assert weight.mean() == pytest.approx(3, abs=0.05)
    assert weight.std() == pytest.approx(0.5, abs=0.05)


def test_a_bell_curve_of_no_width_is_its_mean():
    assert (start("normal_", mean=3.0, std=0.0) == 3).all()


def test_low_may_equal_high_and_not_exceed_it():
    assert (start("uniform_", low=0.5, high=0.5) == 0.5).all()
    with pytest.raises(InvalidField, match="high must not be below low: -2 is less than -1"):
        Experiment(initializer="uniform_", low=-1, high=-2)
