"""What is told of a look-up is what PyTorch does: the vectors, what it prints, the sums, and how much work they are."""

import io
from contextlib import redirect_stdout
from functools import cache

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from playground import Experiment, limits, train
from playground.analysis.lookup import MOST_NUMBERS, MOST_TERMS, WORK, look_up, product
from playground.model.layers import LAYERS

RECIPES = {
    "plain": {},
    "bias": {"bias": True},
    "padding": {"padding_idx": 1, "scale_grad_by_freq": True},
    "max_norm": {"max_norm": 0.1, "norm_type": 1.0},
    "sparse": {"sparse": True},
    "frozen": {"initializer": "from_pretrained", "max_norm": 1.0},
    "own numbers": {"initializer": "from_pretrained", "freeze": False},
    "separate starts": {"same_start": False},
    "one dimension": {"dimension": 1, "bias": True},
    "fifty dimensions": {"dimension": 50, "bias": True},
    "thirty words": {"text": " ".join(f"w{number}" for number in range(30))},
}
IDS = [[0, 1], [2], [2, 0, 2, 2, 1]]


@cache
def history(recipe):
    return train(Experiment(**{"text": "I you me I you me", "steps": 20, **RECIPES[recipe]}))


@cache
def large():
    words = " ".join(f"w{number}" for number in range(limits.WORDS))
    return train(Experiment(text=words, steps=1, batch_size=1))


def modules(run, snapshot):
    """The layers as one would write them, with the weights that were recorded."""
    experiment, (words, dimension) = run.experiment, (len(run.words), run.experiment.dimension)
    names = ["padding_idx", "max_norm", "norm_type", "scale_grad_by_freq", "sparse"]
    embedding = nn.Embedding(words, dimension, **{name: getattr(experiment, name) for name in names})
    linear = nn.Linear(words, dimension, bias=experiment.bias)
    for name, module in (("embedding", embedding), ("linear", linear)):
        weight = torch.tensor(run.tracks[name].weight[snapshot])
        module.weight = nn.Parameter(weight, requires_grad=not experiment.freeze)
    if linear.bias is not None:
        linear.bias = nn.Parameter(torch.tensor(run.linear.bias[snapshot]))
    return {"embedding": embedding, "linear": linear, "torch": torch, "F": F}


def assert_prints(lines, names):
    """Python's own print writes for each line what is said that it prints."""
    for code, output in lines:
        with redirect_stdout(io.StringIO()) as written:
            exec(code, names)
        assert written.getvalue() == (f"{output}\n" if output else "")


@pytest.mark.parametrize("recipe", RECIPES)
@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("snapshot", [0, 7, -1])
def test_each_line_prints_what_stands_below_it(recipe, name, snapshot):
    for ids in IDS:
        lines = look_up(history(recipe), name, snapshot, ids).printed
        assert lines[-1][0].startswith("print(vectors")
        assert_prints(lines, modules(history(recipe), snapshot))


@pytest.mark.parametrize("recipe", RECIPES)
@pytest.mark.parametrize("name", LAYERS)
def test_the_vectors_are_those_of_the_words_in_their_order(recipe, name):
    run = history(recipe)
    for ids in IDS:
        looked = look_up(run, name, 7, ids)
        np.testing.assert_array_equal(looked.vectors, run.tracks[name].vectors[7, ids])
        np.testing.assert_array_equal(looked.weight, LAYERS[name].words_first(torch.tensor(run.tracks[name].weight[7])))
        assert looked.ids == tuple(ids)


def test_a_long_vector_is_printed_in_part_and_the_line_says_so():
    line, output = look_up(history("fifty dimensions"), "embedding", 0, [0]).printed[-1]
    assert line == f"print(vectors[:, :{MOST_NUMBERS}])"
    assert output.count(".") == MOST_NUMBERS


def test_the_one_hot_rows_are_rows_of_torch_eye():
    lines = dict(look_up(history("plain"), "linear", 0, [2, 0]).printed)
    assert "one_hot = torch.eye(3)[[2, 0]]" in lines
    assert lines["print(one_hot)"] == str(torch.tensor([[0.0, 0, 1], [1, 0, 0]]))


def test_of_wide_one_hot_rows_the_places_of_the_ones_are_printed():
    outputs = [output for _, output in look_up(history("thirty words"), "linear", 0, [20, 3]).printed]
    assert "torch.Size([2, 30])" in outputs
    assert str(torch.tensor([[0, 20], [1, 3]])) in outputs


def test_of_very_many_words_torch_eye_is_not_made(monkeypatch):
    monkeypatch.setattr(torch, "eye", None)
    for name in LAYERS:
        looked = look_up(large(), name, -1, [49_999, 0])
        np.testing.assert_array_equal(looked.vectors, large().tracks[name].vectors[-1, [49_999, 0]])
        assert_prints(looked.printed, modules(large(), -1))


def test_looking_up_changes_neither_the_run_nor_the_state_of_random_numbers():
    run = history("max_norm")
    before, state = run.embedding.weight.copy(), torch.random.get_rng_state()
    for name in LAYERS:
        look_up(run, name, 0, [0, 1]).vectors[:] = 7
    np.testing.assert_array_equal(run.embedding.weight, before)
    assert torch.equal(torch.random.get_rng_state(), state)


def test_nothing_is_written_to_the_standard_output(capsys):
    look_up(history("plain"), "linear", 0, [0])
    assert capsys.readouterr() == ("", "")


def test_the_words_whose_rows_max_norm_shortens_are_told_each_once():
    rows = {"initializer": "from_pretrained", "matrix": "[[3, 4], [0.3, 0.4], [6, 8]]", "max_norm": 1.0}
    run = train(Experiment(text="I you me I you me", steps=1, **rows))
    looked = look_up(run, "embedding", 0, [2, 1, 0, 2])
    assert looked.shortened == (2, 0)
    np.testing.assert_allclose(looked.vectors, [[0.6, 0.8], [0.3, 0.4], [0.6, 0.8], [0.6, 0.8]], atol=1e-6)
    assert look_up(run, "linear", 0, [2, 1]).shortened == ()


def test_a_layer_that_is_frozen_in_the_middle_is_so_from_there_on():
    changes = ((5, "freeze"), (9, "unfreeze"))
    run = train(Experiment(text="I you I you", steps=12, interventions=changes))
    for name in LAYERS:
        for snapshot, step in enumerate(run.steps.tolist()):
            (_, output) = look_up(run, name, snapshot, [0, 1]).printed[-1]
            assert ("grad_fn" not in output) == (5 <= step < 9), step
        moved = np.ptp(run.tracks[name].weight[5:10], axis=0)
        assert not moved.any(), "it was frozen there"


@pytest.mark.parametrize("recipe", RECIPES)
def test_the_sum_of_all_products_is_the_number_that_linear_returns(recipe):
    run, ids = history(recipe), [2, 0, 2]
    looked = look_up(run, "linear", 7, ids)
    matrix, bias = run.linear.weight[7], run.linear.bias
    for order, word in enumerate(ids):
        for place in range(min(5, run.experiment.dimension)):
            made = product(looked, order, place)
            total = np.float32(0)
            for other in range(len(run.words)):
                total += np.float32(other == word) * matrix[place, other]
            total = total if bias is None else total + bias[7, place]
            assert np.float32(made.result) == total
            assert [term.weight for term in made.terms] == [matrix[place, term.word] for term in made.terms]
            assert made.bias == (None if bias is None else bias[7, place])


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_the_terms_that_are_written_out_hold_the_1_and_all_others_are_zeros(data):
    recipe = data.draw(st.sampled_from(["plain", "thirty words"]))
    words = len(history(recipe).words)
    word = data.draw(st.integers(0, words - 1))
    made = product(look_up(history(recipe), "linear", 0, [word]), 0, 1)
    assert [term.word for term in made.terms] == list(range(made.before, words - made.after))
    assert len(made.terms) == min(words, MOST_TERMS)
    assert [term.word for term in made.terms if term.one_hot] == [word]
    assert made.result == next(term.weight for term in made.terms if term.one_hot)


def test_of_50_000_products_those_around_the_1_are_written_out():
    made = product(look_up(large(), "linear", 0, [25_000]), 0, 0)
    assert made.before + made.after == limits.WORDS - MOST_TERMS
    assert made.before == 25_000 - MOST_TERMS // 2


class Counter:
    """Multiplies as a loop would, and counts."""

    def __init__(self):
        self.multiplications, self.additions, self.seen = 0, 0, {}

    def read(self, name, array, *place):
        self.seen[name, place] = array.itemsize
        return array[place]

    @property
    def work(self):
        return self.multiplications, self.additions, sum(self.seen.values())


def picked_by_hand(ids, weight, bias):
    counter, given_ids = Counter(), np.array(ids, np.int64)
    for order in range(len(ids)):
        word = counter.read("ids", given_ids, order)
        for place in range(weight.shape[1]):
            counter.read("weight", weight, word, place)
    return counter.work


def multiplied_by_hand(ids, weight, bias):
    counter, one_hot = Counter(), np.eye(len(weight), dtype=np.float32)[ids]
    for order in range(len(ids)):
        for place in range(weight.shape[1]):
            total = None
            for word in range(len(weight)):
                term = counter.read("one_hot", one_hot, order, word) * counter.read("weight", weight, word, place)
                counter.multiplications += 1
                counter.additions += total is not None
                total = term if total is None else total + term
            if bias:
                counter.read("bias", np.zeros(weight.shape[1], np.float32), place)
                counter.additions += 1
    return counter.work


BY_HAND = {"embedding": picked_by_hand, "linear": multiplied_by_hand}


@given(st.data(), st.integers(2, 9), st.integers(1, 5), st.booleans())
@settings(max_examples=60, deadline=None)
def test_the_work_is_what_a_loop_counts(data, words, dimension, bias):
    ids = data.draw(st.lists(st.integers(0, words - 1), min_size=1, max_size=6))
    weight = np.zeros((words, dimension), np.float32)
    for name in LAYERS:
        assert WORK[name](ids, words, dimension, bias) == BY_HAND[name](ids, weight, bias)


def test_embeddings_work_does_not_grow_with_the_words_and_linears_does():
    assert WORK["embedding"]([0, 1], 12, 2, False) == WORK["embedding"]([0, 1], limits.WORDS, 2, False)
    assert WORK["linear"]([0, 1], limits.WORDS, 2, False).multiplications == 200_000
