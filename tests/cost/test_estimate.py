from dataclasses import replace

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from playground import Experiment
from playground.cost.estimate import Cost
from playground.model.layers import SELECTIONS
from playground.wording import in_bytes, in_seconds, in_time

SMALL = Cost(
    words=5,
    goals=5,
    scores=5,
    dimension=3,
    batch=4,
    inputs_per_example=2,
    layers=2,
    steps=10,
    dense=True,
    vectors=False,
)
COSTS = st.builds(
    Cost,
    words=st.integers(2, 60),
    goals=st.integers(1, 60),
    scores=st.integers(1, 60),
    dimension=st.integers(1, 9),
    batch=st.integers(1, 30),
    inputs_per_example=st.integers(1, 4),
    layers=st.integers(1, 2),
    steps=st.integers(1, 1_000),
    dense=st.booleans(),
    vectors=st.booleans(),
)


@given(COSTS)
@settings(max_examples=50, deadline=None)
def test_the_figures_are_those_of_the_tensors(cost):
    ids = torch.arange(cost.batch * cost.inputs_per_example).reshape(cost.batch, cost.inputs_per_example) % cost.words
    one_hot = F.one_hot(ids, cost.words)
    assert cost.one_hot == torch.eye(cost.words).nbytes
    assert cost.indices == torch.arange(cost.words).nbytes
    assert cost.batch_one_hot == one_hot.nbytes + one_hot.float().nbytes
    assert cost.parameters == nn.Embedding(cost.words, cost.dimension).weight.numel()
    assert cost.parameters == nn.Linear(cost.words, cost.dimension, bias=False).weight.numel()


def test_50_000_one_hot_vectors_take_ten_billion_bytes_and_the_numbers_of_the_words_400_thousand():
    cost = replace(SMALL, words=50_000)
    assert in_bytes(cost.one_hot) == "10 GB"
    assert in_bytes(cost.indices) == "400 kB"


@given(COSTS)
@settings(max_examples=50, deadline=None)
def test_the_memory_is_enough_for_what_a_run_is_known_to_hold(cost):
    weights = cost.layers * nn.Embedding(cost.words, cost.dimension).weight.nbytes
    heads = cost.layers * nn.Linear(cost.dimension, cost.goals, bias=False).weight.nbytes
    adam = 4 * (weights + heads)  # weight, gradient and two averages, of the layer and of its head
    two_snapshots = 4 * weights
    scores = torch.zeros(cost.batch, cost.scores).nbytes
    assert cost.memory >= adam + two_snapshots + scores + (cost.batch_one_hot if cost.dense else 0)


@pytest.mark.parametrize("more", [{"dimension": 6}, {"words": 10}, {"batch": 8}, {"layers": 3}], ids=str)
def test_more_of_anything_costs_more(more):
    larger = replace(SMALL, **more)
    assert larger.memory > SMALL.memory
    assert larger.seconds > SMALL.seconds


def test_more_goals_take_more_memory_for_the_head():
    assert replace(SMALL, goals=10).memory > SMALL.memory


@pytest.mark.parametrize(
    ("recipe", "vectors"), [({}, False), ({"bias": True}, True), ({"max_norm": 1.0}, True)], ids=str
)
def test_vectors_that_are_not_the_weight_are_recorded_beside_it(recipe, vectors):
    assert Experiment(**recipe).cost.vectors == vectors
    assert replace(SMALL, vectors=True).memory - SMALL.memory == 2 * SMALL.layers * 4 * SMALL.parameters


def test_twice_the_steps_take_twice_the_time_and_no_more_memory():
    twice = replace(SMALL, steps=20)
    assert twice.seconds == pytest.approx(2 * SMALL.seconds)
    assert twice.memory == SMALL.memory


def test_what_one_hot_vectors_cost_grows_with_the_words_and_embedding_does_without_them():
    few, many = (replace(SMALL, words=words, layers=1, batch=100) for words in (100, 10_000))
    for cost in (few, many):
        lookup = replace(cost, dense=False)
        assert cost.memory - lookup.memory == cost.batch_one_hot
        assert cost.seconds > lookup.seconds
    assert many.batch_one_hot == 100 * few.batch_one_hot


@pytest.mark.parametrize("layer", SELECTIONS)
def test_a_recipe_says_what_it_costs(layer):
    experiment = Experiment(
        objective="pairs", pairs="a^b^c|d, a|b, b|c", batch_size=2, layer=layer, dimension=7, steps=9
    )
    assert experiment.cost == Cost(
        words=4,
        goals=4,
        scores=4,
        dimension=7,
        batch=2,
        inputs_per_example=3,
        layers=2 if layer == "both" else 1,
        steps=9,
        dense=layer != "embedding",
        vectors=False,
    )
    assert replace(experiment, batch_size=4_096).cost.batch == 3


@pytest.mark.parametrize(
    ("recipe", "goals", "scores", "inputs_per_example"),
    [
        ({"objective": "skip_gram", "window": 2}, 4, 4, 1),
        ({"objective": "cbow", "window": 3}, 4, 4, 6),
        ({"objective": "labels", "sentences": "x: a b c\ny: d\nz: a b"}, 3, 3, 3),
        ({"objective": "skip_gram_negative", "negatives": 9, "dimension": 7}, 4, 70, 1),
    ],
    ids=lambda value: value["objective"] if isinstance(value, dict) else "",
)
def test_the_goals_are_those_of_the_objective_and_the_scores_what_is_compared(
    recipe, goals, scores, inputs_per_example
):
    cost = Experiment(text="a b c d a", **recipe).cost
    assert (cost.words, cost.goals, cost.scores, cost.inputs_per_example) == (4, goals, scores, inputs_per_example)


def test_negative_sampling_makes_a_large_vocabulary_cheap():
    recipe = {"text": " ".join(f"w{number}" for number in range(20_000)), "layer": "embedding", "window": 1}
    full, sampled = (Experiment(objective=name, **recipe).cost for name in ("skip_gram", "skip_gram_negative"))
    assert sampled.seconds < full.seconds / 2
    assert sampled.memory < full.memory


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 bytes"),
        (24, "24 bytes"),
        (999, "999 bytes"),
        (1_000, "1 kB"),
        (1_234, "1.23 kB"),
        (9_600_000, "9.6 MB"),
        (600_000_000, "600 MB"),
        (10_000_000_000, "10 GB"),
        (5e12, "5 TB"),
        (999_600, "1 MB"),
    ],
)
def test_bytes_in_words(count, words):
    assert in_bytes(count) == words


@given(st.integers(0, 999 * 10**12))
def test_bytes_in_words_are_right_to_three_digits_and_never_in_powers_of_ten(count):
    number, unit = in_bytes(count).split()
    assert "e" not in number
    assert float(number) * {"bytes": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12}[unit] == pytest.approx(
        count, rel=6e-3
    )


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "under a second"),
        (0.99, "under a second"),
        (1, "about 1 second"),
        (1.4, "about 1 second"),
        (1.6, "about 2 seconds"),
        (12.3, "about 12 seconds"),
        (150, "about 150 seconds"),
    ],
)
def test_seconds_in_words(seconds, words):
    assert in_seconds(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (5e-8, "50 ns"),
        (1e-6, "1 µs"),
        (0.0001274, "127 µs"),
        (0.0009999, "1 ms"),
        (0.00125, "1.25 ms"),
        (0.9994, "999 ms"),
        (0.99951, "1 s"),
        (61.18, "61.2 s"),
        (1234.0, "1,230 s"),
    ],
)
def test_measured_times_in_words(seconds, words):
    assert in_time(seconds) == words
