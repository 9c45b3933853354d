"""Every run against plain PyTorch, written out here: nothing of ours but the recipe and what was recorded."""

import itertools
import random
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from playground import Experiment, train
from playground.initializers import INITIALIZERS
from playground.layers import LAYERS
from playground.objectives import OBJECTIVES
from playground.optimizers import OPTIMIZERS

TASKS = {name: {"objective": name} for name in OBJECTIVES}
TASKS["joined inputs"] = {
    "objective": "pairs",
    "pairs": "eat|apple,eat|rice,drink|milk,apple^orange|juice,milk^rice|eat",
}


DENSE = [name for name, optimizer in OPTIMIZERS.items() if not optimizer.only_sparse]


def recipe(optimizer, task, **more):
    settings = {"learning_rate": 0.1, "batch_size": 5, "steps": 60, "seed": 11, **TASKS[task], **more}
    return Experiment(optimizer=optimizer, sparse=OPTIMIZERS[optimizer].only_sparse, **settings)


def plain_layers(experiment, words):
    """The head and both first layers, as PyTorch makes them after ``torch.manual_seed``."""
    torch.manual_seed(experiment.seed)
    head = nn.Linear(experiment.dimension, words)
    layers = {}
    if experiment.layer in ("embedding", "both"):
        layers["embedding"] = nn.Embedding(words, experiment.dimension, sparse=bool(experiment.sparse))
    if experiment.layer in ("linear", "both"):
        layers["linear"] = nn.Linear(words, experiment.dimension, bias=bool(experiment.bias))
    if experiment.layer == "both":
        layers["linear"].weight.data.copy_(layers["embedding"].weight.T)
    return head, layers


def plain_optimizers(experiment, layer, head):
    """The optimizers that are shown to the learner: one for all, or one for sparse gradients and one for the head."""
    optimizer = OPTIMIZERS[experiment.optimizer]
    options = {"lr": experiment.learning_rate, "momentum": experiment.momentum}
    if getattr(layer, "sparse", False):
        return [
            eval(optimizer.sparse_code.format(**options), {"torch": torch, "parameters": layer.parameters()}),
            eval(optimizer.code.format(**options), {"torch": torch, "parameters": head.parameters()}),
        ]
    parameters = [*layer.parameters(), *head.parameters()]
    return [eval(optimizer.code.format(**options), {"torch": torch, "parameters": parameters})]


def plain_run(history, name):
    """Weights, gradients, losses and every word's vectors, one entry a step, of a loop on the recorded batches."""
    words = len(history.words)
    head, layers = plain_layers(history.experiment, words)
    layer = layers[name]
    optimizers = plain_optimizers(history.experiment, layer, head)

    def vectors(ids):
        ids = torch.tensor(ids)
        return layer(ids) if name == "embedding" else layer(F.one_hot(ids, words).float())

    run = {"weight": [], "vectors": [], "loss": [], "gradient": []}
    for inputs, targets in zip(history.inputs.tolist(), history.targets.tolist(), strict=True):
        means = torch.stack([vectors([word for word in example if word >= 0]).mean(0) for example in inputs])
        loss = F.cross_entropy(head(means), torch.tensor(targets))
        for optimizer in optimizers:
            optimizer.zero_grad()
        loss.backward()
        run["weight"].append(layer.weight.detach().clone())
        run["vectors"].append(vectors(list(range(words))).detach())
        run["loss"].append(loss.detach())
        run["gradient"].append(layer.weight.grad.to_dense().clone())
        for optimizer in optimizers:
            optimizer.step()
    run["gradient"][-1].zero_()
    return {what: torch.stack(values).numpy() for what, values in run.items()}


def assert_is_the_plain_run(history, name):
    for what, values in plain_run(history, name).items():
        np.testing.assert_allclose(getattr(history.tracks[name], what), values, atol=1e-5, err_msg=what)


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("optimizer", DENSE)
def test_embedding_and_bias_free_linear_are_the_same(optimizer, task):
    history = train(recipe(optimizer, task))
    embedding, linear = history.embedding, history.linear
    np.testing.assert_array_equal(embedding.weight[0], linear.weight[0].T)
    np.testing.assert_allclose(embedding.vectors, linear.vectors, atol=1e-5)
    np.testing.assert_allclose(embedding.gradient, linear.gradient.transpose(0, 2, 1), atol=1e-5)
    np.testing.assert_allclose(embedding.loss, linear.loss, atol=1e-5)
    assert np.abs(np.diff(embedding.weight, axis=0)).max() > 1e-3


def test_on_the_default_recipe_they_are_the_same_bit_for_bit():
    history = train(Experiment())
    np.testing.assert_array_equal(history.embedding.vectors, history.linear.vectors)
    np.testing.assert_array_equal(history.embedding.gradient, history.linear.gradient.transpose(0, 2, 1))
    np.testing.assert_array_equal(history.embedding.loss, history.linear.loss)


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_run_is_a_plain_pytorch_loop(optimizer, task, name):
    assert_is_the_plain_run(train(recipe(optimizer, task)), name)


@pytest.mark.parametrize(
    "more", [{"layer": "embedding"}, {"layer": "linear"}, {"layer": "linear", "bias": True}], ids=str
)
def test_a_layer_alone_is_a_plain_pytorch_loop(more):
    history = train(recipe("sgd", "joined inputs", **more))
    assert_is_the_plain_run(history, more["layer"])


@pytest.mark.parametrize("name", LAYERS)
def test_linears_bias_does_not_change_what_embedding_does(name):
    assert_is_the_plain_run(train(recipe("adam", "next_word", bias=True)), name)


def test_the_whole_of_a_run_can_be_written_in_twenty_lines_of_pytorch():
    text = "I love you . you love me ."
    history = train(Experiment(text=text, batch_size=100, steps=100, seed=3, learning_rate=0.5, dimension=4))

    ids = torch.tensor([history.words.index(word) for word in text.split()])
    torch.manual_seed(3)
    head = nn.Linear(4, 5)
    embedding = nn.Embedding(5, 4)
    optimizer = torch.optim.SGD([*embedding.parameters(), *head.parameters()], lr=0.5)
    losses = []
    for _ in range(100):
        loss = F.cross_entropy(head(embedding(ids[:-1])), ids[1:])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())

    np.testing.assert_allclose(history.embedding.loss[:-1], losses, atol=1e-5)
    np.testing.assert_allclose(history.embedding.weight[-1], embedding.weight.detach(), atol=1e-5)
    np.testing.assert_allclose(history.linear.weight[-1], embedding.weight.detach().T, atol=1e-5)


def test_each_layers_own_start_is_kept_when_they_need_not_be_the_same():
    history = train(Experiment(same_start=False, steps=1))
    torch.manual_seed(0)
    nn.Linear(2, len(history.words))
    np.testing.assert_array_equal(history.embedding.weight[0], nn.Embedding(len(history.words), 2).weight.detach())
    np.testing.assert_array_equal(
        history.linear.weight[0], nn.Linear(len(history.words), 2, bias=False).weight.detach()
    )
    assert history.difference[0] > 0.1


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_same_experiment_gives_the_same_numbers(optimizer):
    for first, second in zip(*(arrays(train(recipe(optimizer, "next_word"))) for _ in range(2)), strict=True):
        np.testing.assert_array_equal(first, second)


def test_another_seed_gives_other_numbers():
    first, second = (train(Experiment(seed=seed, steps=1)) for seed in (0, 1))
    assert not np.array_equal(first.embedding.weight, second.embedding.weight)
    assert not np.array_equal(first.inputs, second.inputs)


@pytest.mark.parametrize("initializer", INITIALIZERS)
def test_training_leaves_the_random_state_of_the_process_alone(initializer):
    torch.manual_seed(5)
    before = torch.get_rng_state(), random.getstate(), np.random.get_state()[1].tolist()
    train(Experiment(initializer=initializer, optimizer="adam", steps=5))
    assert torch.equal(torch.get_rng_state(), before[0])
    assert (random.getstate(), np.random.get_state()[1].tolist()) == before[1:]


@pytest.mark.parametrize("initializer", INITIALIZERS)
def test_the_random_state_of_the_process_does_not_change_a_run(initializer):
    torch.manual_seed(1)
    first = train(Experiment(initializer=initializer, steps=5))
    torch.manual_seed(2)
    second = train(Experiment(initializer=initializer, steps=5))
    np.testing.assert_array_equal(first.embedding.weight, second.embedding.weight)


def test_runs_side_by_side_give_the_same_numbers_as_alone():
    choices = itertools.product(INITIALIZERS, OPTIMIZERS)
    experiments = [
        recipe(optimizer, "next_word", seed=seed, initializer=initializer, steps=10, same_start=False)
        for seed, (initializer, optimizer) in enumerate(choices)
    ]
    alone = [arrays(train(experiment)) for experiment in experiments]
    with ThreadPoolExecutor(4) as pool:
        together = [arrays(history) for history in pool.map(train, experiments)]
    for expected, found in zip(alone, together, strict=True):
        assert all(map(np.array_equal, expected, found))


def arrays(history):
    tracks = [(track.weight, track.gradient, track.loss, track.vectors) for track in history.tracks.values()]
    return [history.steps, history.inputs, history.targets, *(array for track in tracks for array in track)]
