"""Where the two layers part and why: each cause that is told parts them, and without any they are exactly equal."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from playground import Experiment, train
from playground.analysis.agreement import CAUSES, begins, differences, reasons
from playground.model.layers import SELECTIONS
from playground.model.objectives import OBJECTIVES
from playground.model.optimizers import OPTIMIZERS

SHORT = {"steps": 12}
TEXT = "the cat sleeps . the dog sleeps . the cat eats . the owl waits ."
NAMES = ["vectors", "gradient", "loss"]
OFTEN = " ".join(f"w{number % 7 * number % 5}" for number in range(2_000))

PARTING = {
    "a bias": ({"bias": True}, ["bias"]),
    "a bias of frozen weights": ({"bias": True, "initializer": "from_pretrained"}, ["bias"]),
    "a bias at a learning rate of 0": ({"bias": True, "learning_rate": 0.0}, ["bias"]),
    "own defaults": ({"same_start": False}, ["separate starts"]),
    "own draws": ({"same_start": False, "initializer": "uniform_"}, ["separate starts"]),
    "separate starts, then one new parameter": (
        {"same_start": False, "interventions": ((4, "parameter"),)},
        ["separate starts"],
    ),
    "SparseAdam": ({"sparse": True, "optimizer": "sparse_adam"}, ["SparseAdam"]),
    "SparseAdam, then Adagrad": (
        {"sparse": True, "optimizer": "sparse_adam", "interventions": ((4, "optimizer", "adagrad"),)},
        ["SparseAdam"],
    ),
    "Muon": ({"optimizer": "muon"}, ["Muon"]),
    "Muon, then Adam": ({"optimizer": "muon", "interventions": ((4, "optimizer", "adam"),)}, ["Muon"]),
    "Muon and a bias": ({"optimizer": "muon", "bias": True}, ["bias", "Muon"]),
    "a bias of weights that Muon does not move": (
        {"optimizer": "muon", "bias": True, "initializer": "from_pretrained"},
        ["bias"],
    ),
    "padding_idx": ({"padding_idx": 0}, ["padding_idx"]),
    "padding_idx at a learning rate of 0": ({"padding_idx": 0, "learning_rate": 0.0}, ["padding_idx"]),
    "max_norm": ({"max_norm": 0.5}, ["max_norm"]),
    "max_norm of frozen weights": ({"max_norm": 0.5, "initializer": "from_pretrained"}, ["max_norm"]),
    "scale_grad_by_freq": ({"scale_grad_by_freq": True}, ["scale_grad_by_freq"]),
    "sparse rows added one by one": ({"sparse": True}, ["rounding"]),
    "sparse rows under Adagrad": ({"sparse": True, "optimizer": "adagrad"}, ["rounding"]),
    "two": ({"bias": True, "scale_grad_by_freq": True}, ["bias", "scale_grad_by_freq"]),
    "all that go together": (
        {"bias": True, "same_start": False, "padding_idx": 0, "max_norm": 0.5, "scale_grad_by_freq": True},
        ["bias", "separate starts", "padding_idx", "max_norm", "scale_grad_by_freq"],
    ),
}
"""Recipes whose layers part, and the causes that are to be told."""

HARMLESS = {
    "own ones": {"same_start": False, "initializer": "ones_"},
    "own eyes": {"same_start": False, "initializer": "eye_"},
    "separate starts, replaced before the first step": {"same_start": False, "interventions": ((0, "parameter"),)},
    "padding_idx of a word that is in no batch": {"pad": True, "padding_idx": 0},
    "padding_idx of frozen weights": {"padding_idx": 0, "initializer": "from_pretrained"},
    "a max_norm that is never reached": {"max_norm": 1_000.0},
    "one word a batch, scaled": {"scale_grad_by_freq": True, "batch_size": 1},
    "scaled, but frozen": {"scale_grad_by_freq": True, "initializer": "from_pretrained"},
    "weight decay": {"weight_decay": 0.01},
    "a falling rate": {"schedule": "cosine"},
    "another optimizer": {"interventions": ((4, "optimizer", "adam"), (8, "learning_rate", "0.01"))},
    "frozen for a while": {"interventions": ((4, "freeze"), (8, "unfreeze"))},
    "a word put somewhere": {"interventions": ((4, "vector", "cat", "5, 5"),)},
    "a new parameter": {"interventions": ((4, "parameter"),)},
}
"""Recipes that look as if something could part the layers, and nothing does."""


once = cache(train)


def trained(**recipe):
    return once(Experiment(**{**SHORT, **recipe}))


def named(history):
    return [cause.name for cause in reasons(history)]


def assert_equal_to_the_last_bit(history):
    embedding, linear = history.embedding, history.linear
    np.testing.assert_array_equal(embedding.vectors, linear.vectors)
    np.testing.assert_array_equal(embedding.gradient, linear.gradient.transpose(0, 2, 1))
    np.testing.assert_array_equal(embedding.loss, linear.loss)
    assert begins(history) == dict.fromkeys(NAMES)


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize(
    "optimizer", [name for name, entry in OPTIMIZERS.items() if not entry.only_sparse and not entry.oriented]
)
def test_without_any_cause_they_are_exactly_equal(objective, optimizer):
    history = trained(objective=objective, optimizer=optimizer)
    assert reasons(history) == ()
    assert_equal_to_the_last_bit(history)
    assert np.ptp(history.embedding.weight, axis=0).max() > 1e-3, "they have learned"


@pytest.mark.parametrize("name", HARMLESS)
def test_what_could_part_them_and_does_not_is_no_reason(name):
    history = trained(**HARMLESS[name])
    assert reasons(history) == ()
    assert_equal_to_the_last_bit(history)


@pytest.mark.parametrize("name", HARMLESS)
def test_nor_is_it_a_reason_where_something_else_parts_them(name):
    assert named(trained(**HARMLESS[name], bias=True)) == ["bias"]


@pytest.mark.parametrize("name", PARTING)
def test_the_causes_that_hold_are_told_and_no_others(name):
    recipe, causes = PARTING[name]
    history = trained(**recipe)
    assert any(step is not None for step in begins(history).values())
    assert named(history) == causes


@pytest.mark.parametrize("name", PARTING)
def test_without_the_causes_that_are_told_they_are_equal_and_without_all_but_one_they_are_not(name):
    recipe, _ = PARTING[name]
    told = reasons(trained(**recipe))
    assert_equal_to_the_last_bit(trained(**{**recipe, **off(told)}))
    for cause in told:
        left = trained(**{**recipe, **off(other for other in told if other is not cause)})
        assert named(left) == [cause.name]


def test_rounding_is_told_only_where_nothing_else_holds():
    assert named(trained(sparse=True, bias=True)) == ["bias"]
    assert named(trained(sparse=True)) == ["rounding"]


def test_sparse_adam_that_never_steps_is_no_reason():
    taken_away = {"sparse": True, "optimizer": "sparse_adam", "interventions": ((0, "optimizer", "sgd"),)}
    assert named(trained(**taken_away)) == ["rounding"]


def off(causes):
    return {field: value for cause in causes for field, value in cause.off.items()}


def test_every_cause_is_seen_to_part_them():
    assert {name for _, causes in PARTING.values() for name in causes} == set(CAUSES)


@pytest.mark.parametrize("recipe", [{}, {"batch_size": 3}, {"initializer": "zeros_"}, {"objective": "points"}], ids=str)
@pytest.mark.parametrize("cause", CAUSES.values(), ids=lambda cause: cause.name)
def test_every_cause_can_be_brought_in_and_taken_out_again(cause, recipe):
    before = trained(**recipe)
    on = {**recipe, **cause.on(before)}
    assert not cause.chosen(before.experiment)
    assert cause.chosen(Experiment(**on))
    assert not cause.chosen(Experiment(**{**on, **cause.off}))
    assert_equal_to_the_last_bit(trained(**{**on, **cause.off}))


@pytest.mark.parametrize("cause", CAUSES.values(), ids=lambda cause: cause.name)
def test_on_the_first_picture_every_cause_that_is_brought_in_parts_them(cause):
    assert named(trained(**cause.on(trained()))) == [cause.name]


@pytest.mark.parametrize("cause", CAUSES.values(), ids=lambda cause: cause.name)
def test_a_cause_is_explained_in_one_sentence(cause):
    assert cause.explanation.endswith(".")
    assert ". " not in cause.explanation
    assert len(cause.name) < 20


@pytest.mark.parametrize("name", PARTING)
def test_the_curves_are_the_largest_differences(name):
    history = trained(**PARTING[name][0])
    found = differences(history)
    assert list(found) == NAMES
    for snapshot in range(len(history.steps)):
        embedding, linear = history.embedding, history.linear
        far = [
            torch.dist(torch.tensor(embedding.vectors[snapshot]), torch.tensor(linear.vectors[snapshot]), torch.inf),
            torch.dist(
                torch.tensor(embedding.gradient[snapshot]), torch.tensor(linear.gradient[snapshot]).T, torch.inf
            ),
            abs(embedding.loss[snapshot] - linear.loss[snapshot]),
        ]
        last = snapshot == len(history.steps) - 1
        for curve, expected in zip(found.values(), far, strict=True):
            assert curve.shape == history.steps.shape
            assert curve.dtype == np.float64
            if curve is found["gradient"] and last:
                assert np.isnan(curve[snapshot]), "no step follows, so there is no gradient"
            else:
                assert curve[snapshot] == pytest.approx(float(expected), rel=1e-6)
    np.testing.assert_array_equal(found["vectors"], history.difference)


@pytest.mark.parametrize("name", PARTING)
def test_before_a_curve_begins_it_is_0(name):
    history = trained(**PARTING[name][0])
    for what, step in begins(history).items():
        curve = differences(history)[what]
        assert not (curve[: None if step is None else step] > 0).any()
        assert step is None or curve[step] > 0


def test_where_each_cause_shows_first():
    assert begins(trained(bias=True)) == {"vectors": 0, "gradient": 0, "loss": 0}
    assert begins(trained(padding_idx=0)) == {"vectors": 1, "gradient": 0, "loss": 1}
    assert begins(trained(scale_grad_by_freq=True)) == {"vectors": 1, "gradient": 0, "loss": 1}
    assert begins(trained(sparse=True, optimizer="sparse_adam"))["gradient"] == 1


@pytest.mark.parametrize("layer", [name for name, selection in SELECTIONS.items() if len(selection.layers) == 1])
def test_one_layer_alone_has_nothing_to_differ_from(layer):
    history = trained(layer=layer)
    assert differences(history) == begins(history) == {}
    assert reasons(history) == ()


@pytest.mark.parametrize("recipe", [{}, {"padding_idx": 0}], ids=str)
def test_where_snapshots_are_missing_they_are_compared_at_those_that_are_kept(recipe):
    text = " ".join(f"w{number % 1_000}" for number in range(1_100))
    history = trained(steps=20, text=text, dimension=128, **recipe)
    assert history.stride > 1
    assert named(history) == list(recipe)
    assert set(begins(history).values()) <= {None, *history.steps.tolist()}


@pytest.mark.parametrize("recipe", [{"max_norm": 1_000.0}, {"scale_grad_by_freq": True, "batch_size": 1}], ids=str)
def test_where_snapshots_are_missing_what_may_have_happened_between_is_told(recipe):
    history = trained(**recipe, bias=True)
    assert named(history) == ["bias"]
    assert named(replace(history, stride=2)) == ["bias", next(iter(recipe))]


def test_large_batches_round_otherwise_or_not_at_all():
    """Whether they do depends on the matrix library; if they do, it is rounding, and it is told."""
    history = trained(text=OFTEN, batch_size=2_000, dimension=16, steps=10)
    parted = any(step is not None for step in begins(history).values())
    assert named(history) == (["rounding"] if parted else [])
    assert max(np.nanmax(curve) for curve in differences(history).values()) < 1e-4


def test_layers_that_part_for_no_known_reason_are_not_said_to_round():
    history = trained()
    vectors = history.linear.vectors.copy()
    vectors[7:] += 0.5
    assert reasons(replace(history, linear=replace(history.linear, vectors=vectors))) == ()
    vectors[7:] = history.linear.vectors[7:] + np.float32(1e-6)
    assert named(replace(history, linear=replace(history.linear, vectors=vectors))) == ["rounding"]


def test_a_run_without_steps_can_be_compared():
    history = train(Experiment(initializer="normal_", std=0.0, mean=100.0, learning_rate=100.0, optimizer="momentum"))
    assert differences(history)["vectors"].max() == 0
    first = cut_to_one(trained(bias=True))
    assert begins(first) == {"vectors": 0, "gradient": None, "loss": 0}
    assert named(first) == ["bias"]


def cut_to_one(history):
    tracks = {
        name: replace(track, vectors=track.vectors[:1], gradient=0 * track.gradient[:1], loss=track.loss[:1])
        for name, track in history.tracks.items()
    }
    return replace(history, steps=history.steps[:1], inputs=history.inputs[:1], **tracks)


def test_numbers_beyond_float32_have_a_difference_too():
    history = trained(steps=3)
    far = {"embedding": 3e38, "linear": -3e38}
    tracks = {
        name: replace(track, vectors=np.full_like(track.vectors, far[name])) for name, track in history.tracks.items()
    }
    assert (differences(replace(history, **tracks))["vectors"] == np.finfo(np.float32).max).all()


def muons_step(words, dimension, **options):
    """How far one step of Muon takes Embedding's weight, and how far Linear's, from the same matrix and gradient."""
    torch.manual_seed(0)
    embedding, linear = nn.Embedding(words, dimension), nn.Linear(words, dimension, bias=False)
    linear.weight.data.copy_(embedding.weight.T)
    start, head = embedding.weight.detach().clone(), nn.Linear(dimension, words)
    ids = torch.arange(words)
    moves = []
    for layer, given in ((embedding, ids), (linear, F.one_hot(ids, words).float())):
        optimizer = torch.optim.Muon(layer.parameters(), lr=0.1, weight_decay=0.0, **options)
        F.cross_entropy(head(layer(given)), ids.roll(1)).backward()
        optimizer.step()
        moves.append((layer.weight if layer is embedding else layer.weight.T) - start)
    return moves


@pytest.mark.parametrize(("words", "dimension"), [(12, 2), (12, 3), (50, 2), (9, 8)])
def test_muons_step_is_longer_for_embedding_by_the_root_of_words_by_dimensions(words, dimension):
    of_embedding, of_linear = muons_step(words, dimension)
    torch.testing.assert_close(of_embedding, (words / dimension) ** 0.5 * of_linear, rtol=1e-2, atol=1e-4)
