import inspect

import numpy as np
import pytest
import torch
from torch import nn

from playground import Experiment, train
from playground.choices import InvalidField
from playground.model.optimizers import OPTIMIZERS

SPARSE = [name for name, optimizer in OPTIMIZERS.items() if optimizer.sparse]
OTHERS = [name for name in OPTIMIZERS if name not in SPARSE]
ONLY_SPARSE = [name for name, optimizer in OPTIMIZERS.items() if optimizer.only_sparse]
DENSE = [name for name in OPTIMIZERS if name not in ONLY_SPARSE]


def needs(name):
    """What a recipe with this optimizer needs."""
    return {"optimizer": name, "sparse": OPTIMIZERS[name].only_sparse}


def absent(history, step):
    """The words that are not looked at in the batch of a step."""
    return sorted(set(range(len(history.words))) - set(history.inputs[step].ravel().tolist()))


def moved(history, track):
    """For each step, how far the words that are not in its batch move,."""
    paths = np.abs(np.diff(track.vectors, axis=0)).max(axis=2)
    return np.array([path[absent(history, step)].max(initial=0) for step, path in enumerate(paths)])


def built(name, sparse=False, lr=0.1, **options):
    """PyTorch's optimizer of two fresh words, with its own options' defaults but for those given."""
    embedding = nn.Embedding(5, 2, sparse=sparse)
    optimizer = OPTIMIZERS[name]
    return optimizer.build(embedding.parameters(), sparse, lr, {**defaults(optimizer), **options}), embedding


def step_once(optimizer, embedding):
    """An embedding's row looked up, and the optimizer's step for it."""
    embedding(torch.tensor([0])).sum().backward()
    optimizer.step()


def defaults(optimizer):
    return {option.name: option.default for option in optimizer.options}


def signature_of(kind):
    return {name: parameter.default for name, parameter in inspect.signature(kind).parameters.items()}


def as_pytorch_has_it(option, value):
    """The option of PyTorch and its value: beta1 and beta2 are one there."""
    return {"beta1": ("betas", (value, 0.999)), "beta2": ("betas", (0.9, value))}.get(option.name, (option.name, value))


def other_value(option):
    """A value that is not the default."""
    return (not option.default) if option.kind is bool else 0.25


OPTIONS = [(name, option) for name in OPTIMIZERS for option in OPTIMIZERS[name].options]
each_option = pytest.mark.parametrize(("name", "option"), OPTIONS, ids=[f"{name} {own.name}" for name, own in OPTIONS])


@each_option
def test_an_options_default_is_pytorchs(name, option):
    if (name, option.name) == ("momentum", "momentum"):
        assert option.default == 0.9  # without it there would be no momentum to see
        return
    where, value = as_pytorch_has_it(option, option.default)
    for kind in filter(None, (OPTIMIZERS[name].dense, OPTIMIZERS[name].sparse)):
        assert signature_of(kind)[where] == value


@each_option
def test_another_value_of_an_option_reaches_pytorch(name, option):
    source_matrix = other_value(option)
    assert option.checked(source_matrix) == source_matrix != option.default
    where, value = as_pytorch_has_it(option, source_matrix)
    for sparse in (False, True) if name in ("adagrad", "sparse_adam") else (False,):
        assert built(name, sparse, **{option.name: source_matrix})[0].defaults[where] == value


@each_option
def test_another_value_of_an_option_changes_the_run(name, option):
    recipe = {**needs(name), "learning_rate": 0.5, "steps": 30, "batch_size": 2}
    usual, other = train(Experiment(**recipe)), train(Experiment(**{**recipe, option.name: other_value(option)}))
    assert np.abs(usual.embedding.weight[-1] - other.embedding.weight[-1]).max() > 1e-6


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("sparse", [False, True])
@pytest.mark.parametrize("usual", [True, False])
def test_the_call_that_is_shown_builds_the_optimizer(name, sparse, usual):
    optimizer = OPTIMIZERS[name]
    options = {own.name: own.default if usual else other_value(own) for own in optimizer.options}
    code = optimizer.code("parameters", sparse, 0.25, options)
    parameters = [nn.Parameter(torch.zeros(3, 3))]
    shown = eval(code, {"torch": torch, "parameters": parameters})
    made = optimizer.build(parameters, sparse, 0.25, options)
    assert type(made) is type(shown)
    assert made.defaults == shown.defaults
    assert made.defaults["lr"] == 0.25


@pytest.mark.parametrize("name", [name for name in OPTIMIZERS if name != "momentum"])
def test_no_option_is_shown_that_is_pytorchs_default(name):
    optimizer = OPTIMIZERS[name]
    shown = optimizer.code("parameters", False, 0.25, defaults(optimizer))
    assert shown == f"torch.optim.{optimizer.dense.__name__}(parameters, lr=0.25)"


def test_options_that_are_not_pytorchs_defaults_are_shown():
    options = {**defaults(OPTIMIZERS["adam"]), "beta2": 0.5, "amsgrad": True}
    shown = OPTIMIZERS["adam"].code("parameters", False, 0.25, options)
    assert shown == "torch.optim.Adam(parameters, lr=0.25, amsgrad=True, betas=(0.9, 0.5))"
    momentum = OPTIMIZERS["momentum"]
    shown = momentum.code("parameters", False, 0.25, defaults(momentum))
    assert shown == "torch.optim.SGD(parameters, lr=0.25, momentum=0.9)"


def test_nesterov_needs_a_momentum():
    with pytest.raises(ValueError, match="Nesterov momentum requires a momentum"):
        torch.optim.SGD([nn.Parameter(torch.zeros(3))], lr=0.1, nesterov=True)
    with pytest.raises(InvalidField) as refused:
        Experiment(optimizer="momentum", momentum=0, nesterov=True)
    assert refused.value.field == "nesterov"
    assert Experiment(**{"optimizer": "momentum", "nesterov": True, **refused.value.offer}).momentum == 0.9


@pytest.mark.parametrize("name", [name for name, option in OPTIONS if option.name == "weight_decay"])
def test_weight_decay_pulls_a_word_that_is_never_seen_towards_0(name):
    recipe = {"optimizer": name, "text": "a b a", "pad": True, "learning_rate": 0.1, "steps": 30}
    for decay in (0.0, 0.5):
        paths = np.abs(train(Experiment(**recipe, weight_decay=decay)).embedding.vectors[:, 0])
        assert (paths[-1] < paths[0]).all() == bool(decay)
        assert (paths[-1] == paths[0]).all() != bool(decay)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_lowers_the_loss(name):
    rate = 5.0 if name == "adadelta" else 0.05  # Adadelta begins with steps of a thousandth
    for track in train(Experiment(**needs(name), learning_rate=rate, batch_size=1_000)).tracks.values():
        assert track.loss[-1] < 0.8 * track.loss[0]


@pytest.mark.parametrize("name", DENSE)
def test_nothing_moves_at_a_learning_rate_of_0(name):
    for track in train(Experiment(**needs(name), learning_rate=0, steps=20)).tracks.values():
        assert (track.weight == track.weight[0]).all()


def test_sparse_adam_takes_no_learning_rate_of_0():
    with pytest.raises(ValueError, match="Invalid learning rate"):
        torch.optim.SparseAdam([nn.Parameter(torch.zeros(3))], lr=0.0)
    with pytest.raises(InvalidField) as refused:
        Experiment(**needs("sparse_adam"), learning_rate=0)
    assert refused.value.field == "learning_rate"


@pytest.mark.parametrize("layer", ["embedding", "linear"])
def test_sgd_moves_the_weight_against_the_gradient(layer):
    track = train(Experiment(learning_rate=0.3, steps=50)).tracks[layer]
    np.testing.assert_allclose(track.weight[1:], track.weight[:-1] - 0.3 * track.gradient[:-1], atol=1e-6)


def test_under_sgd_a_word_that_is_not_in_the_batch_stays_where_it_is():
    history = train(Experiment(optimizer="sgd", batch_size=2, steps=50))
    assert all(absent(history, step) for step in range(50))
    assert (moved(history, history.embedding) == 0).all()
    assert (moved(history, history.linear) == 0).all()


@pytest.mark.parametrize("name", ["momentum", "adam"])
def test_with_a_memory_a_word_keeps_moving_after_its_batch(name):
    history = train(Experiment(optimizer=name, batch_size=2, learning_rate=0.1, steps=50))
    assert moved(history, history.embedding)[0] == 0
    assert (moved(history, history.embedding)[1:] > 1e-4).all()
    assert (moved(history, history.linear)[1:] > 1e-4).all()


def test_momentum_0_is_plain_sgd():
    plain, momentum = train(Experiment()), train(Experiment(optimizer="momentum", momentum=0))
    np.testing.assert_array_equal(plain.embedding.weight, momentum.embedding.weight)


def test_momentum_keeps_a_part_of_the_velocity():
    track = train(Experiment(optimizer="momentum", momentum=0.9, learning_rate=0.1, steps=30)).embedding
    moves = np.diff(track.weight, axis=0)
    np.testing.assert_allclose(moves[1:], 0.9 * moves[:-1] - 0.1 * track.gradient[1:-1], atol=1e-6)
    assert np.abs(moves).max() > 0.01


def test_adam_gives_every_weight_a_step_size_of_its_own():
    track = train(Experiment(optimizer="adam", learning_rate=0.01, batch_size=1_000, steps=1)).embedding
    moves = np.abs(np.diff(track.weight, axis=0))[0]
    seen = np.abs(track.gradient[0]) > 1e-4
    assert np.ptp(np.abs(track.gradient[0])[seen]) > 0.001
    np.testing.assert_allclose(moves[seen], 0.01, rtol=1e-3)


# Sparse gradients ------------------------------------------------------------------------------------

SPARSE_ADAM = {"optimizer": "sparse_adam", "sparse": True, "batch_size": 2, "learning_rate": 0.1, "steps": 50}


def test_sparse_adam_lets_absent_words_rest_and_adam_does_not():
    history = train(Experiment(**SPARSE_ADAM))
    assert all(absent(history, step) for step in range(50))
    assert (moved(history, history.embedding) == 0).all()
    assert (moved(history, history.linear)[1:] > 1e-4).all(), "Linear gets Adam"


def test_sparse_adam_for_embedding_and_adam_for_linear_differ():
    history = train(Experiment(**SPARSE_ADAM))
    assert history.difference[0] == 0
    assert history.difference[-1] > 0.01


def test_under_sparse_adam_linear_is_a_run_with_adam():
    sparse, adam = train(Experiment(**SPARSE_ADAM)), train(Experiment(**{**SPARSE_ADAM, **needs("adam")}))
    np.testing.assert_array_equal(sparse.linear.weight, adam.linear.weight)
    np.testing.assert_array_equal(sparse.linear.loss, adam.linear.loss)


def test_when_every_word_is_in_every_batch_sparse_adam_is_adam():
    everything = {"text": "a b c a", "batch_size": 100, "learning_rate": 0.1, "steps": 50}
    history = train(Experiment(optimizer="sparse_adam", sparse=True, **everything))
    np.testing.assert_allclose(history.embedding.weight, history.linear.weight.transpose(0, 2, 1), atol=1e-4)


def test_sgd_adagrad_and_sparse_adam_take_sparse_gradients():
    assert [OPTIMIZERS[name].label for name in SPARSE] == ["SGD", "Adagrad", "SparseAdam"]


@pytest.mark.parametrize("name", SPARSE)
@pytest.mark.parametrize("layer", ["embedding", "both"])
def test_an_optimizer_for_sparse_gradients_takes_them(name, layer):
    optimizer, embedding = built(name, sparse=True)
    step_once(optimizer, embedding)
    assert optimizer.defaults["lr"] == 0.1
    assert train(Experiment(layer=layer, optimizer=name, sparse=True, steps=1)).embedding.gradient.any()


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("layer", ["embedding", "both"])
def test_sparse_gradients_are_refused_by_the_other_optimizers(name, layer):
    taken = " or ".join(OPTIMIZERS[other].label for other in SPARSE)
    with pytest.raises(InvalidField, match=taken) as refused:
        Experiment(layer=layer, sparse=True, optimizer=name)
    assert refused.value.field == "sparse"


@pytest.mark.parametrize("name", ONLY_SPARSE)
@pytest.mark.parametrize("recipe", [{}, {"sparse": False}, {"layer": "embedding"}, {"layer": "linear"}], ids=str)
def test_an_optimizer_for_sparse_gradients_alone_is_refused_without_them(name, recipe):
    with pytest.raises(InvalidField, match="switch on sparse") as refused:
        Experiment(optimizer=name, **recipe)
    assert refused.value.field == "optimizer"


@pytest.mark.parametrize("name", [name for name in OTHERS if "doesn't take" in OPTIMIZERS[name].not_sparse])
def test_an_optimizer_that_is_said_not_to_take_sparse_gradients_takes_none(name):
    with pytest.raises(RuntimeError, match="sparse gradients"):
        step_once(*built(name, sparse=True))


def test_what_sgd_with_momentum_remembers_of_sparse_gradients_outgrows_the_matrix():
    embedding = torch.nn.Embedding(5, 2, sparse=True)
    optimizer = torch.optim.SGD(embedding.parameters(), lr=0.1, momentum=0.9)
    generator = torch.Generator().manual_seed(0)
    for _ in range(200):
        optimizer.zero_grad()
        embedding(torch.randint(5, (8,), generator=generator)).sum().backward()
        optimizer.step()
    assert optimizer.state[embedding.weight]["momentum_buffer"]._nnz() > 10 * len(embedding.weight)


def test_pytorchs_sparse_adam_takes_no_dense_gradients():
    embedding = nn.Embedding(5, 2)
    with pytest.raises(RuntimeError, match="does not support dense gradients"):
        step_once(torch.optim.SparseAdam(embedding.parameters(), lr=0.1), embedding)


@pytest.mark.parametrize("name", [name for name in SPARSE if name not in ONLY_SPARSE])
def test_with_sparse_gradients_a_run_is_the_same(name):
    recipe = {"optimizer": name, "learning_rate": 0.3, "batch_size": 3, "steps": 50}
    sparse, dense = (train(Experiment(**recipe, sparse=sparse)) for sparse in (True, False))
    np.testing.assert_allclose(sparse.embedding.weight, dense.embedding.weight, atol=1e-5)
    np.testing.assert_allclose(sparse.embedding.loss, dense.embedding.loss, atol=1e-5)


@pytest.mark.parametrize("name", ["sgd", "adagrad"])
def test_sparse_gradients_with_weight_decay_are_refused(name):
    with pytest.raises(RuntimeError, match="sparse"):
        step_once(*built(name, sparse=True, weight_decay=0.25))
    with pytest.raises(InvalidField) as refused:
        Experiment(optimizer=name, sparse=True, weight_decay=0.25)
    assert refused.value.field == "weight_decay"
    assert Experiment(**{"optimizer": name, "sparse": True, **refused.value.offer}).weight_decay == 0


# Which way a matrix lies ------------------------------------------------------------------------------


def test_muon_takes_matrices_only():
    with pytest.raises(ValueError, match="only supports 2D"):
        torch.optim.Muon(nn.Linear(2, 5).parameters())


def test_what_is_no_matrix_gets_an_optimizer_of_its_own():
    linear = nn.Linear(5, 2)
    matrices, rest = OPTIMIZERS["muon"].build_all(linear.parameters(), False, 0.1, defaults(OPTIMIZERS["muon"]))
    assert type(matrices) is torch.optim.Muon and matrices.param_groups[0]["params"] == [linear.weight]
    assert type(rest) is torch.optim.AdamW and rest.param_groups[0]["params"] == [linear.bias]
    assert rest.defaults["lr"] == 0.1


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_where_all_are_matrices_there_is_one_optimizer(name):
    optimizer = OPTIMIZERS[name]
    assert len(optimizer.build_all([nn.Parameter(torch.zeros(3, 3))], False, 0.1, defaults(optimizer))) == 1


@pytest.mark.parametrize("name", DENSE)
def test_only_an_oriented_step_depends_on_which_way_a_matrix_lies(name):
    history = train(Experiment(optimizer=name, learning_rate=0.05, steps=20))
    assert bool(history.difference.max()) == OPTIMIZERS[name].oriented


def test_muon_makes_every_direction_of_a_step_about_equally_long():
    history = train(
        Experiment(optimizer="muon", weight_decay=0, momentum=0, learning_rate=0.05, steps=1, batch_size=99)
    )
    lengths = np.linalg.svd(np.diff(history.linear.weight, axis=0)[0], compute_uv=False)
    gradient = np.linalg.svd(history.linear.gradient[0], compute_uv=False)
    assert lengths.max() / lengths.min() < 2 < gradient.max() / gradient.min()


def test_pytorch_advises_against_muon_for_embeddings():
    told = " ".join(torch.optim.Muon.__doc__.split())
    assert "such as bias, and embedding, should be optimized by a standard method such as AdamW" in told


def velocities(history):
    """Of plain PyTorch, the step of each row while its gradient is 0: the velocity before and after."""
    weight, options = torch.nn.Parameter(torch.zeros(3, 2)), history.experiment.options(OPTIMIZERS["momentum"])
    optimizer = torch.optim.SGD([weight], lr=history.experiment.learning_rate, **options)
    for gradient in torch.from_numpy(history.embedding.gradient[:-1, :3].copy()):
        before = optimizer.state[weight].get("momentum_buffer", torch.zeros_like(weight)).clone()
        weight.grad = gradient
        optimizer.step()
        yield gradient, before, optimizer.state[weight]["momentum_buffer"]


@pytest.mark.parametrize("nesterov", [False, True])
def test_an_absent_words_velocity_keeps_its_share_even_where_its_step_does_not(nesterov):
    history = train(Experiment(optimizer="momentum", momentum=0.8, nesterov=nesterov, schedule="step", step_size=3))
    for gradient, before, after in velocities(history):
        absent = (gradient == 0).all(1)
        torch.testing.assert_close(after[absent], 0.8 * before[absent])
