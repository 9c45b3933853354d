import numpy as np
import pytest
import torch
from torch import nn

from playground import Experiment, train
from playground.layers import LAYERS, SELECTIONS


@pytest.mark.parametrize("name", SELECTIONS)
def test_a_selection_trains_its_layers_and_no_other(name):
    history = train(Experiment(layer=name, steps=2))
    assert list(history.tracks) == [layer.name for layer in SELECTIONS[name].layers]
    assert (history.embedding is None) == (name == "linear")
    assert (history.linear is None) == (name == "embedding")


@pytest.mark.parametrize("kind", LAYERS.values(), ids=lambda kind: kind.name)
def test_the_line_of_pytorch_that_is_shown_builds_the_layer(kind):
    options = {option.name: option.default for option in kind.options}
    names = {"nn": nn}
    exec(kind.code.format(words=5, dimension=2, **options), names)
    built = kind.build(5, 2, **options)
    assert repr(names[kind.name]) == repr(built)
    assert kind.words_first(built.weight).shape == (5, 2)


@pytest.mark.parametrize("kind", LAYERS.values(), ids=lambda kind: kind.name)
@pytest.mark.parametrize("shape", [(), (4,), (2, 3)])
def test_a_layer_gives_each_word_its_vector(kind, shape):
    layer = kind.build(5, 2, **{option.name: option.default for option in kind.options})
    ids = torch.randint(0, 5, shape)
    assert torch.equal(kind.read(layer, ids), kind.words_first(layer.weight)[ids])


def test_embedding_gives_back_a_row():
    layer = nn.Embedding(5, 2)
    assert torch.equal(LAYERS["embedding"].read(layer, torch.tensor(3)), layer.weight[3])


def test_linear_multiplies_a_vector_that_is_1_at_the_words_place():
    layer = nn.Linear(5, 2)
    expected = layer(torch.tensor([0.0, 0.0, 0.0, 1.0, 0.0]))
    assert torch.equal(LAYERS["linear"].read(layer, torch.tensor(3)), expected)
    assert torch.allclose(expected, layer.weight[:, 3] + layer.bias)


def test_pytorchs_linear_has_a_bias_unless_told_otherwise():
    assert nn.Linear(5, 2).bias is not None
    assert nn.Linear(5, 2, bias=False).bias is None
    assert not hasattr(nn.Embedding(5, 2), "bias")


def test_linear_has_no_bias_here_unless_asked():
    assert train(Experiment(steps=1)).linear.bias is None
    assert train(Experiment(steps=1, bias=True)).linear.bias.shape == (2, 2)


def test_bias_is_one_more_vector_added_to_every_words_vector():
    linear = train(Experiment(bias=True, steps=20)).linear
    added = linear.vectors - linear.weight.transpose(0, 2, 1)
    np.testing.assert_allclose(added, np.broadcast_to(linear.bias[:, None], added.shape), atol=1e-6)


def test_bias_breaks_the_equality():
    history = train(Experiment(bias=True))
    assert history.difference[0] > 0.1, "it differs from the start"
    np.testing.assert_array_equal(history.embedding.weight[0], history.linear.weight[0].T)
    drift = np.abs(history.embedding.weight - history.linear.weight.transpose(0, 2, 1)).max(axis=(1, 2))
    assert drift[-1] > 0.1 > drift[1] > 0
    assert train(Experiment()).difference.max() < 1e-5


def test_bias_moves_all_words_at_every_step():
    linear = train(Experiment(bias=True, batch_size=1, steps=20)).linear
    assert (np.abs(np.diff(linear.vectors, axis=0)).max(axis=2) > 0).all()
