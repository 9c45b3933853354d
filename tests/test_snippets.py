import numpy as np
import pytest
import torch
from torch import nn

from playground import Experiment, train
from playground.initializers import INITIALIZERS
from playground.layers import SELECTIONS
from playground.snippets import initial_lines, layer_lines

OPTIONS = [
    {},
    {"same_start": False},
    {"bias": True},
    {"low": -1e-05, "high": 0.75},
    {"mean": 3.0, "std": 0.5},
]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize("initializer", INITIALIZERS)
@pytest.mark.parametrize("layer", SELECTIONS)
def test_the_lines_that_are_shown_make_the_weights_that_the_run_starts_with(layer, initializer, options):
    experiment = Experiment(layer=layer, initializer=initializer, dimension=3, seed=8, steps=1, **options)
    history = train(experiment)
    made = {"nn": nn, "torch": torch}
    torch.manual_seed(8)
    made["head"] = nn.Linear(3, len(history.words))
    exec("\n".join([*layer_lines(experiment), *initial_lines(experiment)]), made)
    for name, track in history.tracks.items():
        np.testing.assert_array_equal(track.weight[0], made[name].weight.detach())
        if track.bias is not None:
            np.testing.assert_array_equal(track.bias[0], made[name].bias.detach())


def test_what_is_shown_reads_as_one_would_write_it():
    experiment = Experiment(text="I love you . you love me .", initializer="uniform_")
    assert layer_lines(experiment) == ["embedding = nn.Embedding(5, 2)", "linear = nn.Linear(5, 2, bias=False)"]
    assert initial_lines(experiment) == [
        "embedding.weight.data.uniform_(-1.0, 1.0)",
        "linear.weight.data.copy_(embedding.weight.T)",
    ]


def test_nothing_is_shown_for_what_the_constructor_does_alone():
    assert initial_lines(Experiment(layer="linear")) == []
