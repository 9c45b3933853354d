"""A start is what PyTorch gives right after ``torch.manual_seed``, and a switch changes nothing but itself."""

from itertools import islice

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from playground import Experiment, train
from playground.model.initializers import DRAWN, LayerToFill
from playground.model.layers import LAYERS
from playground.training.batches import batches
from playground.training.initial_models import models

SEEDS = (0, 7, 2**32 - 1)


def in_a_notebook(name: str, words: int, bias: bool, initializer: str, seed: int) -> nn.Module:
    """The layer as a PyTorch user writes it: seed, constructor, initializer, with PyTorch's own functions."""
    torch.manual_seed(seed)
    layer = nn.Embedding(words, 2) if name == "embedding" else nn.Linear(words, 2, bias=bias)
    if initializer == "rand":
        layer.weight = nn.Parameter(torch.rand(*layer.weight.shape))
    elif initializer == "uniform_":
        layer.weight.data.uniform_(-1, 1)
    elif initializer != "default":
        options = {option.name: option.default for option in DRAWN[initializer].options}
        getattr(nn.init, initializer.removeprefix("init."))(layer.weight, **options)
    return layer


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("initializer", DRAWN)
@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_alone_starts_as_in_a_notebook(name, initializer, bias, seed):
    experiment = Experiment(layer=name, initializer=initializer, bias=bias, seed=seed, steps=1)
    layer, expected = models(experiment)[0][name], in_a_notebook(name, 12, bias, initializer, seed)
    assert torch.equal(layer.weight, expected.weight)
    if getattr(expected, "bias", None) is not None:
        assert torch.equal(layer.bias, expected.bias)


def test_the_recorded_start_is_that_of_the_notebook():
    torch.manual_seed(3)
    start = nn.Embedding(12, 2).weight.detach().numpy()
    assert (train(Experiment(seed=3, steps=1)).embedding.weight[0] == start).all()


def starts(**recipe) -> dict[str, torch.Tensor]:
    layers, head = models(Experiment(**recipe))
    found = {name: layer.weight.detach().clone() for name, layer in layers.items()}
    return found | {f"head.{name}": value for name, value in head.state_dict().items()}


RECIPES = st.fixed_dictionaries({"initializer": st.sampled_from(list(DRAWN)), "seed": st.integers(0, 2**32 - 1)})


@given(recipe=RECIPES)
@settings(max_examples=60, deadline=None)
def test_a_switch_changes_no_other_start(recipe):
    embedding, linear = (starts(layer=name, **recipe) for name in LAYERS)
    same, apart = (starts(layer="both", same_start=same, **recipe) for same in (True, False))
    with_bias = starts(layer="both", bias=True, **recipe)
    assert torch.equal(same["embedding"], embedding["embedding"])
    assert torch.equal(same["linear"], embedding["embedding"].T)
    assert torch.equal(apart["embedding"], embedding["embedding"])
    assert torch.equal(apart["linear"], linear["linear"])
    assert torch.equal(with_bias["embedding"], embedding["embedding"])
    for name in (name for name in embedding if name.startswith("head.")):
        assert all(torch.equal(embedding[name], other[name]) for other in (linear, same, apart, with_bias))


def test_the_head_shares_no_numbers_with_a_layer():
    found = starts(layer="both", same_start=False, initializer="init.uniform_")
    head = set(found["head.weight"].flatten().tolist())
    assert not head & {*found["embedding"].flatten().tolist(), *found["linear"].flatten().tolist()}


def test_a_layer_to_fill_names_its_weight_and_shape():
    place = LayerToFill(LAYERS["linear"], ("a", "b", "c"), 2, "")
    assert (place.weight, place.shape) == ("linear.weight", "2, 3")


def test_shuffling_changes_no_negatives():
    def drawn(shuffle):
        recipe = Experiment(objective="skip_gram_negative", shuffle=shuffle, steps=9)
        return [negatives for _, negatives in islice(batches(recipe), 9)]

    assert all(torch.equal(*both) for both in zip(drawn(True), drawn(False), strict=True))
