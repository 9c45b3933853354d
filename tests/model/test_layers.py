"""The two layers, and what their own options do; each run against plain PyTorch, written out here."""

import inspect

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from playground import Experiment, train
from playground.choices import InvalidField
from playground.model.layers import BIAS, EMBEDDING, LAYERS, LINEAR, MAX_NORM, NORM_TYPE, SELECTIONS

REPEATS = {"text": "a b a c a b a d a b a c", "batch_size": 8, "learning_rate": 0.3, "steps": 40}
JOINED = {"objective": "pairs", "pairs": "a|b, a^b|c, d|a, e^f^g|d, c|e, b^d|f, f|g", "learning_rate": 0.3, "steps": 40}


def defaults(kind):
    return {option.name: option.default for option in kind.options}


def plain_run(history, optimizer="SGD", **options):
    """The weight before each step, the gradient, and the loss, of nn.Embedding with these options.

    With ``sparse`` the embedding and the head have an optimizer each, the head's being Adam for SparseAdam.
    """
    experiment = history.experiment
    torch.manual_seed(experiment.seed)
    embedding = nn.Embedding(len(history.words), experiment.dimension, **options)
    torch.manual_seed(experiment.seed + 1)
    head = nn.Linear(experiment.dimension, len(history.words))
    optimizers = [
        getattr(torch.optim, optimizer)(embedding.parameters(), lr=experiment.learning_rate),
        getattr(torch.optim, optimizer.replace("Sparse", ""))(head.parameters(), lr=experiment.learning_rate),
    ]
    weights, gradients, losses = [], [], []
    for inputs, targets in zip(history.inputs, history.targets, strict=True):
        weights.append(embedding.weight.detach().clone())
        ids = torch.tensor(inputs[:, 0], dtype=torch.long)
        loss = F.cross_entropy(head(embedding(ids)), torch.tensor(targets, dtype=torch.long))
        for each in optimizers:
            each.zero_grad()
        loss.backward()
        losses.append(loss.item())
        gradients.append(embedding.weight.grad.to_dense().clone())
        for each in optimizers:
            each.step()
    gradients[-1].zero_()
    return torch.stack(weights).numpy(), torch.stack(gradients).numpy(), np.array(losses)


def assert_is(track, plain):
    weights, gradients, losses = plain
    np.testing.assert_array_equal(track.weight, weights)
    np.testing.assert_array_equal(track.gradient, gradients)
    np.testing.assert_array_equal(track.loss, losses)


# The two layers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SELECTIONS)
def test_a_selection_trains_its_layers_and_no_other(name):
    history = train(Experiment(layer=name, steps=2))
    assert list(history.tracks) == [layer.name for layer in SELECTIONS[name].layers]
    assert (history.embedding is None) == (name == "linear")
    assert (history.linear is None) == (name == "embedding")


@pytest.mark.parametrize("name", SELECTIONS)
def test_a_selection_has_the_options_of_its_layers(name):
    selection = SELECTIONS[name]
    assert list(selection.options) == [option for layer in selection.layers for option in layer.options]


@pytest.mark.parametrize("kind", LAYERS.values(), ids=lambda kind: kind.name)
def test_the_options_are_called_as_in_pytorch_and_have_its_defaults(kind):
    parameters = inspect.signature(eval(kind.call, {"nn": nn})).parameters
    for option in kind.options:
        assert option.default == parameters[option.name].default or option is BIAS


def test_all_options_of_pytorchs_embedding_are_there():
    every = [name for name in inspect.signature(nn.Embedding).parameters if not name.startswith("_")]
    assert every == ["num_embeddings", "embedding_dim", *defaults(EMBEDDING), "device", "dtype"]


OTHER_OPTIONS = [
    (EMBEDDING, {}),
    (EMBEDDING, {"padding_idx": 0}),
    (EMBEDDING, {"padding_idx": 4, "max_norm": 0.5, "norm_type": 1.0, "scale_grad_by_freq": True}),
    (EMBEDDING, {"max_norm": 1e-4, "sparse": True}),
    (LINEAR, {}),
    (LINEAR, {"bias": True}),
]


@pytest.mark.parametrize(("kind", "options"), OTHER_OPTIONS)
def test_the_line_of_pytorch_that_is_shown_builds_the_layer(kind, options):
    options = defaults(kind) | options
    names = {"nn": nn}
    exec(kind.code(5, 2, options), names)
    shown, built = names[kind.name], kind.build(5, 2, **options)
    assert repr(shown) == repr(built)
    for name in options.keys() - {"bias"}:
        assert getattr(shown, name) == getattr(built, name) == options[name]
    assert kind.words_first(built.weight).shape == (5, 2)


@pytest.mark.parametrize("kind", LAYERS.values(), ids=lambda kind: kind.name)
@pytest.mark.parametrize("shape", [(), (4,), (2, 3)])
def test_a_layer_gives_each_word_its_vector(kind, shape):
    layer = kind.build(5, 2, **defaults(kind))
    ids = torch.randint(0, 5, shape)
    assert torch.equal(kind.read(layer, ids), kind.words_first(layer.weight)[ids])


@pytest.mark.parametrize(("kind", "options"), OTHER_OPTIONS)
def test_the_vectors_of_many_states_are_what_the_layer_returns_in_each(kind, options):
    options = defaults(kind) | options
    layers = [kind.build(5, 2, **options) for _ in range(3)]
    states = torch.stack([kind.words_first(layer.weight.data) for layer in layers]).clone()
    biases = torch.stack([layer.bias.data for layer in layers]) if options.get("bias") else None
    before = states.clone()
    vectors = kind.vectors(states, biases, **options)
    assert torch.equal(states, before)
    for found, layer in zip(vectors, layers, strict=True):
        torch.testing.assert_close(found, kind.read(layer, torch.arange(5)).detach(), atol=1e-6, rtol=0)


def test_embedding_gives_back_a_row():
    layer = nn.Embedding(5, 2)
    assert torch.equal(EMBEDDING.read(layer, torch.tensor(3)), layer.weight[3])


def test_linear_multiplies_a_vector_that_is_1_at_the_words_place():
    layer = nn.Linear(5, 2)
    expected = layer(torch.tensor([0.0, 0.0, 0.0, 1.0, 0.0]))
    assert torch.equal(LINEAR.read(layer, torch.tensor(3)), expected)
    assert torch.allclose(expected, layer.weight[:, 3] + layer.bias)


def test_the_weight_of_a_layer_is_a_parameter_which_training_changes():
    for layer in (nn.Embedding(5, 2), nn.Linear(5, 2)):
        assert isinstance(layer.weight, nn.Parameter)
    for track in train(Experiment(steps=1)).tracks.values():
        assert (track.weight[0] != track.weight[1]).any()


# Linear's bias ---------------------------------------------------------------------------------------


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
    assert history.difference[0] > 0.01, "it differs from the start"
    np.testing.assert_array_equal(history.embedding.weight[0], history.linear.weight[0].T)
    drift = np.abs(history.embedding.weight - history.linear.weight.transpose(0, 2, 1)).max(axis=(1, 2))
    assert drift[-1] > 0.1 > drift[1] > 0
    assert train(Experiment()).difference.max() < 1e-5


def test_a_bias_that_starts_at_zero_breaks_the_equality_too():
    torch.manual_seed(0)
    table, matrix, one_hot = nn.Embedding(5, 2), nn.Linear(5, 2), torch.eye(5)
    matrix.weight.data.copy_(table.weight.T)
    matrix.bias.data.zero_()
    head = nn.Linear(2, 5)
    drift = [(table.weight - matrix(one_hot)).abs().max()]
    for layer, inputs in ((table, torch.tensor([0, 1])), (matrix, one_hot[[0, 1]])):
        F.cross_entropy(head(layer(inputs)), torch.tensor([1, 2])).backward()
        torch.optim.SGD(layer.parameters(), lr=0.5).step()
    drift.append((table.weight - matrix(one_hot)).abs().max())
    assert drift[0] == 0 < drift[1]


def test_bias_moves_all_words_at_every_step():
    linear = train(Experiment(bias=True, batch_size=1, steps=20)).linear
    assert (np.abs(np.diff(linear.vectors, axis=0)).max(axis=2) > 0).all()


# padding_idx -----------------------------------------------------------------------------------------


def test_a_run_with_padding_idx_is_a_plain_pytorch_loop():
    history = train(Experiment(layer="embedding", padding_idx=0, **REPEATS))
    assert_is(history.embedding, plain_run(history, padding_idx=0))


def test_the_padding_row_is_zero_and_rests_while_the_others_move():
    history = train(Experiment(layer="embedding", padding_idx=0, **REPEATS))
    assert (history.inputs == 0).any(axis=(1, 2)).all(), "word 0 is in each batch"
    assert (history.embedding.weight[:, 0] == 0).all()
    assert (history.embedding.gradient[:, 0] == 0).all()
    assert (history.embedding.weight[-1, 1:] != history.embedding.weight[0, 1:]).all()


def test_an_initializer_that_runs_later_overwrites_the_padding_row_which_still_rests():
    history = train(Experiment(layer="embedding", padding_idx=0, initializer="ones_", **REPEATS))
    assert (history.embedding.weight[:, 0] == 1).all()
    assert (history.embedding.gradient[:, 0] == 0).all()
    assert (history.embedding.weight[-1, 1:] != 1).all()


def test_only_embedding_pads():
    history = train(Experiment(padding_idx=0, **REPEATS))
    assert (history.embedding.weight[:, 0] == 0).all()
    assert (history.linear.weight[0, :, 0] == 0).all(), "it starts from the same matrix"
    assert (history.linear.weight[-1, :, 0] != 0).all()


def test_a_padding_idx_must_be_the_number_of_a_word():
    assert Experiment(text="a b c", padding_idx=2).padding_idx == 2
    with pytest.raises(InvalidField, match="padding_idx is 3") as refused:
        Experiment(text="a b c", padding_idx=3)
    assert refused.value.field == "padding_idx"


# max_norm and norm_type ------------------------------------------------------------------------------

SHORT = {"layer": "embedding", "initializer": "default", "dimension": 3, "seed": 1}
NORMS = [(0.5, 2.0), (0.5, 1.0), (1.0, 3.0), (0.001, 2.0), (0.7, 0.5)]


@pytest.mark.parametrize(("max_norm", "norm_type"), NORMS)
def test_a_run_with_max_norm_is_a_plain_pytorch_loop(max_norm, norm_type):
    history = train(Experiment(max_norm=max_norm, norm_type=norm_type, **SHORT, **REPEATS))
    assert_is(history.embedding, plain_run(history, max_norm=max_norm, norm_type=norm_type))


@pytest.mark.parametrize(("max_norm", "norm_type"), NORMS)
def test_the_vectors_are_what_the_layer_returns_and_none_is_longer_than_max_norm(max_norm, norm_type):
    history = train(Experiment(max_norm=max_norm, norm_type=norm_type, **SHORT, **REPEATS))
    ids = torch.arange(len(history.words))
    for weight, vectors in zip(history.embedding.weight, history.embedding.vectors, strict=True):
        layer = nn.Embedding(*weight.shape, max_norm=max_norm, norm_type=norm_type, _weight=torch.tensor(weight))
        np.testing.assert_array_equal(vectors, layer(ids).detach())
    assert np.linalg.norm(history.embedding.vectors, norm_type, axis=2).max() <= max_norm + 1e-6


def test_the_first_snapshot_of_the_weight_is_the_start_before_anything_was_looked_up():
    history, free = (train(Experiment(max_norm=bound, **SHORT, **REPEATS)) for bound in (0.5, None))
    np.testing.assert_array_equal(history.embedding.weight[0], free.embedding.weight[0])
    assert (np.linalg.norm(history.embedding.weight[0], axis=1) > 0.5).all()


def test_looking_up_shortens_the_rows_that_are_looked_up_in_the_weight_itself():
    embedding = nn.Embedding(3, 2, max_norm=1.0, _weight=torch.tensor([[3.0, 4.0], [0.3, 0.4], [6.0, 8.0]]))
    embedding(torch.tensor([0, 1]))
    torch.testing.assert_close(embedding.weight.data, torch.tensor([[0.6, 0.8], [0.3, 0.4], [6.0, 8.0]]))


@pytest.mark.parametrize(
    ("norm_type", "length"), [(2.0, 5.0), (1.0, 7.0)], ids=["the usual length", "the sizes added up"]
)
def test_what_norm_type_2_and_1_measure(norm_type, length):
    """So the bound is a circle for the one, and for the other a square that stands on a corner."""
    for numbers in ([3.0, 4.0], [-3.0, 4.0]):
        embedding = nn.Embedding(1, 2, max_norm=length / 2, norm_type=norm_type, _weight=torch.tensor([numbers]))
        torch.testing.assert_close(embedding(torch.tensor([0])).data, torch.tensor([numbers]) / 2)


@pytest.mark.parametrize("task", [{**REPEATS, "batch_size": 1}, {**JOINED, "batch_size": 2}], ids=["text", "joined"])
def test_a_word_that_is_not_looked_up_keeps_its_length(task):
    history = train(Experiment(max_norm=0.5, **SHORT, **task))
    weight = history.embedding.weight
    for step, inputs in enumerate(history.inputs[:-1]):
        absent = sorted(set(range(len(history.words))) - set(inputs.ravel().tolist()))
        assert absent
        np.testing.assert_array_equal(weight[step + 1][absent], weight[step][absent])
    present = sorted(set(history.inputs[0].ravel().tolist()) - {-1})
    assert (np.linalg.norm(weight[0], axis=1)[present] > 0.5).all()
    assert (weight[1][present] != weight[0][present]).all()


def test_max_norm_breaks_the_equality_as_linear_has_none():
    history = train(Experiment(max_norm=0.5, **REPEATS))
    np.testing.assert_array_equal(history.embedding.weight[0], history.linear.weight[0].T)
    assert history.difference[0] > 0.1


def test_a_max_norm_that_is_never_reached_changes_nothing():
    bounded, free = (train(Experiment(max_norm=bound, **SHORT, **REPEATS)) for bound in (1_000, None))
    np.testing.assert_array_equal(bounded.embedding.weight, free.embedding.weight)
    np.testing.assert_array_equal(bounded.embedding.vectors, free.embedding.vectors)


@pytest.mark.parametrize("norm_type", [NORM_TYPE.minimum, NORM_TYPE.maximum])
@pytest.mark.parametrize("max_norm", [MAX_NORM.minimum, MAX_NORM.maximum])
def test_at_the_ends_of_their_ranges_vectors_keep_their_direction_and_to_the_bound(max_norm, norm_type):
    numbers = {"initializer": "from_pretrained", "matrix": "[[30, 40, 20], [0.03, 0.04, 0.02]]", "text": "a b a b"}
    track = train(Experiment(max_norm=max_norm, norm_type=norm_type, **numbers, steps=1)).embedding
    weight, vectors = track.weight[0].astype(float), track.vectors[0].astype(float)
    factors = vectors / weight
    np.testing.assert_allclose(factors, factors[:, :1].repeat(3, 1), rtol=1e-4)
    assert ((factors > 0) & (factors <= 1)).all()
    assert np.linalg.norm(vectors, norm_type, axis=1).max() <= max_norm * (1 + 1e-5)


# scale_grad_by_freq ----------------------------------------------------------------------------------


def test_a_run_with_scale_grad_by_freq_is_a_plain_pytorch_loop():
    history = train(Experiment(layer="embedding", scale_grad_by_freq=True, **REPEATS))
    assert_is(history.embedding, plain_run(history, scale_grad_by_freq=True))


@pytest.mark.parametrize("task", [REPEATS, JOINED], ids=["text", "joined"])
def test_a_words_gradient_is_divided_by_how_often_it_is_in_the_batch(task):
    scaled, plain = (train(Experiment(layer="embedding", scale_grad_by_freq=on, **task)) for on in (True, False))
    present = scaled.inputs[0][scaled.inputs[0] >= 0]
    often = np.bincount(present, minlength=len(scaled.words))
    assert often.max() > 1
    expected = plain.embedding.gradient[0] / np.maximum(often, 1)[:, None]
    np.testing.assert_allclose(scaled.embedding.gradient[0], expected, atol=1e-6)


def test_with_scale_grad_by_freq_frequent_words_take_shorter_steps_than_linears():
    history = train(Experiment(scale_grad_by_freq=True, **REPEATS))
    often = np.bincount(history.inputs[0].ravel(), minlength=len(history.words))
    embedding, linear = (
        np.linalg.norm(np.diff(track.vectors[:2], axis=0)[0], axis=1) for track in history.tracks.values()
    )
    assert often.max() > 2
    np.testing.assert_allclose(embedding[often > 0], (linear / np.maximum(often, 1))[often > 0], rtol=1e-4)


def test_scale_grad_by_freq_breaks_the_equality_as_linear_has_none():
    history = train(Experiment(scale_grad_by_freq=True, **REPEATS))
    assert history.difference[0] == 0
    assert history.difference[-1] > 0.01


# sparse ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "torchs"), [("sgd", "SGD"), ("sparse_adam", "SparseAdam")])
def test_a_run_with_sparse_gradients_is_a_plain_pytorch_loop(name, torchs):
    history = train(Experiment(layer="embedding", sparse=True, optimizer=name, **REPEATS))
    assert_is(history.embedding, plain_run(history, torchs, sparse=True))


def test_under_sgd_sparse_gradients_give_what_dense_ones_do():
    sparse, dense = (train(Experiment(layer="embedding", sparse=on, **REPEATS)) for on in (True, False))
    np.testing.assert_allclose(sparse.embedding.weight, dense.embedding.weight, atol=1e-5)
    np.testing.assert_allclose(sparse.embedding.gradient, dense.embedding.gradient, atol=1e-5)


def test_gradients_are_sparse_only_with_sparse():
    for sparse in (False, True):
        embedding = nn.Embedding(5, 2, sparse=sparse)
        embedding(torch.tensor([0, 1])).sum().backward()
        assert embedding.weight.grad.is_sparse == sparse


def test_a_sparse_gradient_holds_the_rows_of_the_batch_alone_which_saves_memory():
    numbers = {}
    for sparse in (False, True):
        embedding = nn.Embedding(10_000, 2, sparse=sparse)
        embedding(torch.tensor([7, 3])).sum().backward()
        gradient = embedding.weight.grad
        numbers[sparse] = gradient.coalesce().values().numel() if sparse else gradient.numel()
    assert gradient.coalesce().indices().tolist() == [[3, 7]]
    assert numbers == {False: 20_000, True: 4}


@pytest.mark.parametrize("layer", ["embedding", "both"])
def test_sparse_gradients_can_not_be_scaled(layer):
    with pytest.raises(InvalidField, match="Switch off scale_grad_by_freq or sparse") as refused:
        Experiment(layer=layer, sparse=True, scale_grad_by_freq=True)
    assert refused.value.field == "scale_grad_by_freq"


def test_pytorch_itself_can_not_scale_sparse_gradients():
    embedding = nn.Embedding(5, 2, sparse=True, scale_grad_by_freq=True)
    with pytest.raises(RuntimeError, match="scale_grad_by_freq not supported with sparse"):
        embedding(torch.tensor([0])).sum().backward()


@pytest.mark.parametrize("name", [option.name for option in EMBEDDING.options])
def test_embeddings_options_are_none_of_linears(name):
    assert getattr(Experiment(layer="linear", **{name: 1.5}), name) is None


def test_embeddings_options_at_their_defaults_leave_the_two_equal():
    history = train(Experiment(**REPEATS))
    assert history.difference.max() < 1e-5
