"""What the page says PyTorch prints is what PyTorch prints for the code that stands above it."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from playground import Experiment, train
from playground.layers import LAYERS
from playground.snippets import layer_at, layer_printed, vocab_printed

TEXTS = ["I you I you", "the cat's “tail” \\ and `back` 'quotes' \"too\" . 猫 🐈"]


RECIPES = {
    "plain": {},
    "bias": {"bias": True},
    "padding": {"padding_idx": 1, "scale_grad_by_freq": True},
    "max_norm": {"max_norm": 0.1, "norm_type": 1.0},
    "sparse": {"sparse": True},
    "frozen": {"initializer": "from_pretrained", "max_norm": 1.0},
    "own numbers": {"initializer": "from_pretrained", "freeze": False},
}


def plain_modules(history, snapshot):
    """The modules as one would write them, with the weights that were recorded."""
    experiment = history.experiment
    names = ["padding_idx", "max_norm", "norm_type", "scale_grad_by_freq", "sparse"]
    options = {name: getattr(experiment, name) for name in names}
    words, dimension = len(history.words), experiment.dimension
    embedding, linear = nn.Embedding(words, dimension, **options), nn.Linear(words, dimension, bias=experiment.bias)
    for name, module in (("embedding", embedding), ("linear", linear)):
        weight = torch.tensor(history.tracks[name].weight[snapshot])
        module.weight = nn.Parameter(weight, requires_grad=not experiment.freeze)
    if linear.bias is not None:
        linear.bias = nn.Parameter(torch.tensor(history.linear.bias[snapshot]))
    return {"embedding": embedding, "linear": linear, "torch": torch, "F": F}


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("recipe", RECIPES)
@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("snapshot", [0, 7, -1])
def test_each_line_prints_what_stands_below_it(text, recipe, name, snapshot):
    history = train(Experiment(text=text, steps=20, **RECIPES[recipe]))
    modules = plain_modules(history, snapshot)
    lines = layer_printed(history, LAYERS[name], snapshot)
    assert lines[0][0] == f"{name}.weight"
    for code, output in lines:
        assert str(eval(code, modules)) == output


def test_the_weight_is_printed_as_it_is_before_the_layer_shortens_it():
    history = train(Experiment(text="I you I", max_norm=0.1, initializer="ones_", steps=1))
    weight, vectors = layer_printed(history, LAYERS["embedding"], 0)
    assert "[1., 1.]" in weight[1]
    assert "[0.0707, 0.0707]" in vectors[1]


@pytest.mark.parametrize("name", LAYERS)
def test_printing_leaves_what_was_recorded_alone(name):
    history = train(Experiment(max_norm=0.1, bias=True, steps=5))
    before = history.tracks[name].weight.copy()
    layer = layer_at(history, LAYERS[name], 0)
    layer.weight.data.zero_()
    layer_printed(history, LAYERS[name], 0)
    assert (history.tracks[name].weight == before).all()


@pytest.mark.parametrize("text", TEXTS)
def test_vocab_is_the_dictionary_of_words_and_numbers(text):
    history = train(Experiment(text=text, steps=1))
    (code, output), (eye, matrix) = vocab_printed(history)
    assert code == "vocab"
    assert eval(output) == {word: index for index, word in enumerate(history.words)}
    assert matrix == str(eval(eye, {"torch": torch}))


def test_a_long_vocab_says_how_many_words_are_left_out():
    history = train(Experiment(text=" ".join(f"word{number}" for number in range(60)), steps=1))
    (_, output), _ = vocab_printed(history, most=50)
    assert output.endswith("'word49': 49, … 10 more}")


@pytest.fixture(scope="module")
def large():
    words = " ".join(f"w{number}" for number in range(50_000))
    return train(Experiment(text=words, steps=1, batch_size=1))


@pytest.fixture
def no_large_eye(monkeypatch):
    eye = torch.eye

    def small(words, *args, **kwargs):
        assert words <= 1_000, f"torch.eye({words})"
        return eye(words, *args, **kwargs)

    monkeypatch.setattr(torch, "eye", small)


def test_for_many_words_the_one_hot_vectors_are_told_and_not_made(large, no_large_eye):
    vocab, (code, output) = vocab_printed(large)
    assert vocab[1].endswith("'w49': 49, … 49,950 more}")
    assert code == "torch.eye(50000)"
    assert output.startswith("#")
    assert "50,000 rows of 50,000 numbers" in output
    assert "10 GB" in output


@pytest.mark.parametrize("name", LAYERS)
def test_for_many_words_each_line_still_prints_what_stands_below_it(large, no_large_eye, name):
    modules = plain_modules(large, -1)
    for code, output in layer_printed(large, LAYERS[name], -1):
        assert str(eval(code, modules)) == output


def test_the_article_finds_its_own_lines():
    history = train(Experiment(text="I you I you", steps=1))
    codes = [code for code, _ in vocab_printed(history)]
    codes += [code for name in LAYERS for code, _ in layer_printed(history, LAYERS[name], 0)]
    assert vocab_printed(history)[0] == ("vocab", "{'I': 0, 'you': 1}")
    assert "torch.eye(2)" in codes
    assert "embedding(torch.tensor([0, 1]))" in codes
