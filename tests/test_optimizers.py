import numpy as np
import pytest
import torch
from torch import nn

from playground import Experiment, train
from playground.choices import InvalidField
from playground.optimizers import OPTIMIZERS

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
    """For each step, how far the words that are not in its batch move, at the most."""
    paths = np.abs(np.diff(track.vectors, axis=0)).max(axis=2)
    return np.array([path[absent(history, step)].max(initial=0) for step, path in enumerate(paths)])


def step_once(build, sparse, **options):
    """An embedding's row looked up, and the optimizer's step for it."""
    embedding = nn.Embedding(5, 2, sparse=sparse)
    optimizer = build(embedding.parameters(), lr=0.1, **options)
    embedding(torch.tensor([0])).sum().backward()
    optimizer.step()
    return optimizer


def defaults(optimizer):
    return {option.name: option.default for option in optimizer.options}


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("which", ["dense", "sparse"])
def test_the_call_that_is_shown_builds_the_optimizer(name, which):
    optimizer = OPTIMIZERS[name]
    build, code = (optimizer.build, optimizer.code) if which == "dense" else (optimizer.sparse, optimizer.sparse_code)
    if build is None:
        assert code == ""
        return
    options = defaults(optimizer)
    parameters = [nn.Parameter(torch.zeros(3))]
    shown = eval(code.format(lr=0.25, **options), {"torch": torch, "parameters": parameters})
    built = build(parameters, lr=0.25, **options)
    assert type(built) is type(shown)
    assert built.defaults == shown.defaults
    assert built.defaults["lr"] == 0.25


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_lowers_the_loss(name):
    for track in train(Experiment(**needs(name), learning_rate=0.05, batch_size=1_000)).tracks.values():
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


def test_momentum_repeats_a_part_of_the_last_move():
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


@pytest.mark.parametrize("name", SPARSE)
@pytest.mark.parametrize("layer", ["embedding", "both"])
def test_an_optimizer_for_sparse_gradients_takes_them(name, layer):
    assert step_once(OPTIMIZERS[name].sparse, sparse=True).defaults["lr"] == 0.1
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
    with pytest.raises(InvalidField, match="switch sparse on") as refused:
        Experiment(optimizer=name, **recipe)
    assert refused.value.field == "optimizer"


@pytest.mark.parametrize("name", [name for name in OTHERS if "doesn't take" in OPTIMIZERS[name].not_sparse])
def test_an_optimizer_that_is_said_not_to_take_sparse_gradients_takes_none(name):
    optimizer = OPTIMIZERS[name]
    with pytest.raises(RuntimeError, match="does not support sparse gradients"):
        step_once(optimizer.build, sparse=True, **defaults(optimizer))


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
    with pytest.raises(RuntimeError, match="does not support dense gradients"):
        step_once(torch.optim.SparseAdam, sparse=False)
