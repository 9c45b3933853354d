"""What the page says PyTorch prints is what PyTorch prints for the code that stands above it."""

import pytest
import torch
from torch import nn

from playground import Experiment, train
from playground.layers import LAYERS
from playground.snippets import layer_printed, vocab_printed

TEXTS = ["I you I you", "the cat's “tail” \\ and `back` 'quotes' \"too\" . 猫 🐈"]


def plain_modules(history, snapshot):
    words, dimension = len(history.words), history.experiment.dimension
    embedding, linear = nn.Embedding(words, dimension), nn.Linear(words, dimension, bias=history.experiment.bias)
    embedding.weight = nn.Parameter(torch.tensor(history.embedding.weight[snapshot]))
    linear.weight = nn.Parameter(torch.tensor(history.linear.weight[snapshot]))
    if linear.bias is not None:
        linear.bias = nn.Parameter(torch.tensor(history.linear.bias[snapshot]))
    return {"embedding": embedding, "linear": linear, "torch": torch}


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("snapshot", [0, 7, -1])
def test_each_line_prints_what_stands_below_it(text, bias, name, snapshot):
    history = train(Experiment(text=text, bias=bias, steps=20))
    modules = plain_modules(history, snapshot)
    lines = layer_printed(history, LAYERS[name], snapshot)
    assert lines[0][0] == f"{name}.weight"
    for code, output in lines:
        assert str(eval(code, modules)) == output


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


def test_the_article_finds_its_own_lines():
    history = train(Experiment(text="I you I you", steps=1))
    codes = [code for code, _ in vocab_printed(history)]
    codes += [code for name in LAYERS for code, _ in layer_printed(history, LAYERS[name], 0)]
    assert vocab_printed(history)[0] == ("vocab", "{'I': 0, 'you': 1}")
    assert "torch.eye(2)" in codes
    assert "embedding(torch.tensor([0, 1]))" in codes
