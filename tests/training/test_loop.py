"""Every run against plain PyTorch, written out here: nothing of ours but the recipe and what was recorded."""

import itertools
import random
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.optim.lr_scheduler import CosineAnnealingLR, LambdaLR, LinearLR, StepLR

from playground import Experiment, train
from playground.model.initializers import INITIALIZERS
from playground.model.layers import LAYERS, SELECTIONS
from playground.model.objectives import OBJECTIVES
from playground.model.optimizers import OPTIMIZERS
from playground.model.schedules import SCHEDULES
from playground.training.loop import Training

TEXT = "the cat sat . a dog sat near the cat . a dog ran ."
TASKS = {name: {"objective": name, "text": TEXT} for name in OBJECTIVES}
TASKS["joined inputs"] = {
    "objective": "pairs",
    "pairs": "eat|apple,eat|rice,drink|milk,apple^orange|juice,milk^rice|eat",
}
SUMMED = {"skip_gram_negative", "cbow", "labels", "joined inputs"}
"""Tasks whose means and losses are summed in another order here, so that the last bits may differ."""

DENSE = [name for name, optimizer in OPTIMIZERS.items() if not optimizer.only_sparse]


def recipe(optimizer, task, **more):
    settings = {"learning_rate": 0.1, "batch_size": 5, "steps": 12, "seed": 11, **TASKS[task], **more}
    return Experiment(optimizer=optimizer, **{"sparse": OPTIMIZERS[optimizer].only_sparse, **settings})


def plain_models(experiment, words):
    """The head and both first layers, as PyTorch makes each after ``torch.manual_seed``."""
    layers = {}
    if experiment.layer in ("embedding", "both"):
        torch.manual_seed(experiment.seed)
        layers["embedding"] = nn.Embedding(words, experiment.dimension, sparse=bool(experiment.sparse))
    if experiment.layer in ("linear", "both"):
        torch.manual_seed(experiment.seed)
        layers["linear"] = nn.Linear(words, experiment.dimension, bias=bool(experiment.bias))
    if experiment.layer == "both":
        layers["linear"].weight.data.copy_(layers["embedding"].weight.T)
    torch.manual_seed(experiment.seed + 1)
    return plain_head(experiment, words), layers


def plain_head(experiment, words):
    if experiment.objective == "points":
        return nn.Identity()
    if experiment.objective == "skip_gram_negative":
        return nn.Embedding(words, experiment.dimension)
    if experiment.objective == "labels":
        return nn.Linear(experiment.dimension, len({line.split(":")[0] for line in experiment.sentences.split("\n")}))
    return nn.Linear(experiment.dimension, words)


def plain_optimizers(experiment, layer, head):
    """The optimizers that are shown to the learner: one for all, or one for sparse gradients and one for the head."""
    optimizer = OPTIMIZERS[experiment.optimizer]
    rate, options = experiment.learning_rate, experiment.options(optimizer)
    parts = [[*layer.parameters(), *head.parameters()]]
    sparse = getattr(layer, "sparse", False)
    if sparse:
        parts = [[*layer.parameters()], [*head.parameters()]]
    optimizers = []
    for part in filter(None, parts):
        rest, names = any(weight.dim() != 2 for weight in part), {"torch": torch, "part": part}
        calls, before = optimizer.codes("part", sparse and part is parts[0], rate, options, rest)
        exec("\n".join(before), names)
        optimizers += [eval(call, names) for call in calls]
    return optimizers


def plain_schedulers(experiment, optimizers):
    build = {
        "constant": lambda optimizer: LambdaLR(optimizer, lambda step: 1.0),
        "step": lambda optimizer: StepLR(optimizer, experiment.step_size, experiment.gamma),
        "cosine": lambda optimizer: CosineAnnealingLR(optimizer, experiment.steps),
        "warm_up": lambda optimizer: LinearLR(
            optimizer, 1 / (experiment.warm_up_steps + 1), total_iters=experiment.warm_up_steps
        ),
    }[experiment.schedule]
    return [build(optimizer) for optimizer in optimizers]


def plain_batches(experiment):
    """Which examples each step looks at, and its negatives, drawn as PyTorch draws them."""
    examples, generator = experiment.task.examples, torch.Generator().manual_seed(experiment.seed)
    noise = torch.Generator().manual_seed(experiment.seed + 2)
    size = min(experiment.batch_size, len(examples))
    pool = []
    counts = torch.tensor(experiment.vocabulary.counts, dtype=torch.float)
    for _ in range(experiment.steps + 1):
        if len(pool) < size:
            in_order = not experiment.shuffle or size == len(examples)
            everyone = torch.arange(len(examples))
            pool += (everyone if in_order else torch.randperm(len(examples), generator=generator)).tolist()
        chosen, pool = pool[:size], pool[size:]
        negatives = None
        if experiment.negatives:
            drawn = torch.multinomial(counts**0.75, size * experiment.negatives, True, generator=noise)
            negatives = drawn.reshape(size, experiment.negatives)
        yield examples.inputs[chosen].tolist(), examples.targets[chosen].tolist(), negatives


def plain_loss(experiment, vectors, head, targets, negatives):
    if experiment.objective == "points":
        places = [[float(number) for number in line.split(":")[1].split(",")] for line in experiment.points.split("\n")]
        return F.mse_loss(vectors, torch.tensor(places)[targets])
    if experiment.objective == "skip_gram_negative":
        losses = []
        for vector, target, others in zip(vectors, targets, negatives, strict=True):
            scores = head.weight[[target, *others.tolist()]] @ vector
            truth = torch.tensor([1.0] + [0.0] * len(others))
            losses.append(F.binary_cross_entropy_with_logits(scores, truth, reduction="sum"))
        return torch.stack(losses).mean()
    return F.cross_entropy(head(vectors), torch.tensor(targets))


def plain_run(history, name):
    """Weights, gradients, losses and every word's vectors, one entry a step."""
    experiment, words = history.experiment, len(history.words)
    head, layers = plain_models(experiment, words)
    layer = layers[name]
    optimizers = plain_optimizers(experiment, layer, head)
    schedulers = plain_schedulers(experiment, optimizers)

    def vectors(ids):
        ids = torch.tensor(ids)
        return layer(ids) if name == "embedding" else layer(F.one_hot(ids, words).float())

    run = {what: [] for what in ("weight", "vectors", "loss", "gradient", "learning_rate", "inputs", "targets")}
    run |= {f"head.{name}": [] for name, _ in head.named_parameters()}
    for inputs, targets, negatives in plain_batches(experiment):
        if len(inputs[0]) == 1:
            means = vectors([word for [word] in inputs])
        else:
            means = torch.stack([vectors([word for word in example if word >= 0]).mean(0) for example in inputs])
        loss = plain_loss(experiment, means, head, targets, negatives)
        for optimizer in optimizers:
            optimizer.zero_grad()
        loss.backward()
        run["inputs"].append(torch.tensor(inputs))
        run["targets"].append(torch.tensor(targets))
        run["learning_rate"].append(torch.tensor(optimizers[-1].param_groups[0]["lr"], dtype=torch.float64))
        run["weight"].append(layer.weight.detach().clone())
        for part, value in head.named_parameters():
            run[f"head.{part}"].append(value.detach().clone())
        run["vectors"].append(vectors(list(range(words))).detach())
        run["loss"].append(loss.detach())
        run["gradient"].append(layer.weight.grad.to_dense().clone())
        if experiment.max_grad_norm is not None:
            nn.utils.clip_grad_norm_([*layer.parameters(), *head.parameters()], experiment.max_grad_norm)
        for optimizer in optimizers:
            optimizer.step()
        for scheduler in schedulers:
            scheduler.step()
    run["gradient"][-1].zero_()
    return {what: torch.stack(values).numpy() for what, values in run.items()}


def assert_is_the_plain_run(history, name, exactly=True):
    run = plain_run(history, name)
    for what in ("inputs", "targets", "learning_rate"):
        np.testing.assert_array_equal(getattr(history, what), run[what], err_msg=what)
    track = history.tracks[name]
    tracked = {what: getattr(track, what) for what in ("weight", "gradient", "loss", "vectors")}
    tracked |= {f"head.{part}": values for part, values in track.head.items()}
    assert tracked.keys() | {"inputs", "targets", "learning_rate"} == run.keys()
    for what, found in tracked.items():
        if exactly:
            np.testing.assert_array_equal(found, run[what], err_msg=what)
        else:
            np.testing.assert_allclose(found, run[what], atol=1e-6, rtol=1e-5, err_msg=what)


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("optimizer", [name for name in DENSE if not OPTIMIZERS[name].oriented])
def test_embedding_and_bias_free_linear_are_the_same(optimizer, task):
    history = train(recipe(optimizer, task))
    embedding, linear = history.embedding, history.linear
    np.testing.assert_array_equal(embedding.weight[0], linear.weight[0].T)
    np.testing.assert_allclose(embedding.vectors, linear.vectors, atol=1e-5)
    np.testing.assert_allclose(embedding.gradient, linear.gradient.transpose(0, 2, 1), atol=1e-5)
    np.testing.assert_allclose(embedding.loss, linear.loss, atol=1e-5)
    assert np.abs(np.diff(embedding.weight, axis=0)).max() > 1e-4


def test_the_gradient_is_how_much_the_loss_grows_when_a_weight_grows_a_little():
    recipe = {"objective": "points", "points": "a: 1, 2\nb: -1, 0.5", "steps": 1, "initializer": "from_pretrained"}
    start, little = torch.tensor([[0.5, -0.25], [1.0, 2.0]]), 1e-2

    def run(weight):
        return train(Experiment(**recipe, freeze=False, matrix=str(weight.tolist())))

    for place in itertools.product(range(2), range(2)):
        more, less = start.clone(), start.clone()
        more[place] += little
        less[place] -= little
        grows = (run(more).embedding.loss[0] - run(less).embedding.loss[0]) / (2 * little)
        assert run(start).embedding.gradient[0][place] == pytest.approx(grows, rel=1e-3)


def test_twice_the_learning_rate_is_twice_the_step():
    once, twice = (train(Experiment(learning_rate=rate, steps=1)).embedding.weight for rate in (0.1, 0.2))
    np.testing.assert_allclose(twice[1] - twice[0], 2 * (once[1] - once[0]), atol=1e-6)


def test_with_too_large_a_learning_rate_the_loss_leaps_up():
    usual, large = (train(Experiment(learning_rate=rate)).embedding.loss for rate in (0.5, 50.0))
    assert usual.max() < 2 * usual[0]
    assert large.max() > 5 * large[0]


def test_the_larger_the_batch_the_more_words_move_at_each_step_and_the_smoother_the_loss():
    moved, jumps = [], []
    for size in (1, 8, 100):
        track = train(Experiment(batch_size=size)).embedding
        moved.append((np.diff(track.vectors, axis=0) != 0).any(axis=2).sum(axis=1).mean())
        jumps.append(np.abs(np.diff(track.loss)).mean())
    assert moved == sorted(moved) and jumps == sorted(jumps, reverse=True)
    assert moved[0] == 1 and moved[2] > 10 and jumps[2] < 0.1 * jumps[0]


def test_on_the_default_recipe_they_are_the_same_bit_for_bit():
    history = train(Experiment())
    np.testing.assert_array_equal(history.embedding.vectors, history.linear.vectors)
    np.testing.assert_array_equal(history.embedding.gradient, history.linear.gradient.transpose(0, 2, 1))
    np.testing.assert_array_equal(history.embedding.loss, history.linear.loss)


LAYERS_IN_TURN = itertools.cycle(SELECTIONS)
RUNS = [
    (
        optimizer,
        next(layer for layer in LAYERS_IN_TURN if layer != "linear" or not OPTIMIZERS[optimizer].only_sparse),
        task,
    )
    for optimizer in OPTIMIZERS
    for task in TASKS
]
"""Every optimizer on every task, with each layer in turn."""


@pytest.mark.parametrize(("optimizer", "layer", "task"), RUNS)
def test_a_run_is_a_plain_pytorch_loop(optimizer, layer, task):
    history = train(recipe(optimizer, task, layer=layer))
    assert list(history.tracks) == (["embedding", "linear"] if layer == "both" else [layer])
    for name in history.tracks:
        assert_is_the_plain_run(history, name, exactly=task not in SUMMED)


SCHEDULED = {"constant": {}, "step": {"step_size": 3, "gamma": 0.3}, "cosine": {}, "warm_up": {"warm_up_steps": 5}}


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_run_with_a_schedule_is_a_plain_run_with_pytorchs(optimizer, schedule):
    history = train(recipe(optimizer, "next_word", schedule=schedule, **SCHEDULED[schedule]))
    for name in history.tracks:
        assert_is_the_plain_run(history, name)


@pytest.mark.parametrize("more", [{}, SCHEDULED["step"] | {"schedule": "step"}], ids=str)
@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("optimizer", [name for name, optimizer in OPTIMIZERS.items() if optimizer.sparse])
def test_a_run_with_sparse_gradients_is_a_plain_run_with_an_optimizer_for_the_head(optimizer, task, more):
    history = train(recipe(optimizer, task, sparse=True, layer="embedding", **more))
    assert_is_the_plain_run(history, "embedding", exactly=task not in SUMMED)


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_a_clipped_run_is_a_plain_run_with_clip_grad_norm(optimizer, task):
    history = train(recipe(optimizer, task, max_grad_norm=0.1))
    for name in history.tracks:
        assert_is_the_plain_run(history, name, exactly=task not in SUMMED)


@pytest.mark.parametrize("task", TASKS)
def test_an_unshuffled_run_is_a_plain_run_in_the_order_of_the_text(task):
    assert_is_the_plain_run(train(recipe("sgd", task, shuffle=False)), "linear", exactly=task not in SUMMED)


OPTIONS = {
    "sgd": {"weight_decay": 0.1},
    "momentum": {"momentum": 0.5, "nesterov": True, "weight_decay": 0.1},
    "adam": {"beta1": 0.5, "beta2": 0.7, "eps": 0.01, "weight_decay": 0.1, "amsgrad": True},
    "adamw": {"beta1": 0.5, "beta2": 0.7, "eps": 0.01, "weight_decay": 0.1, "amsgrad": True},
    "adagrad": {"lr_decay": 0.1, "weight_decay": 0.1, "initial_accumulator_value": 0.1, "eps": 0.01},
    "rmsprop": {"alpha": 0.5, "eps": 0.01, "weight_decay": 0.1, "momentum": 0.5, "centered": True},
    "adadelta": {"rho": 0.5, "eps": 0.01, "weight_decay": 0.1},
    "nadam": {"beta1": 0.5, "beta2": 0.7, "eps": 0.01, "weight_decay": 0.1, "momentum_decay": 0.1},
    "sparse_adam": {"beta1": 0.5, "beta2": 0.7, "eps": 0.01},
    "muon": {"momentum": 0.5, "nesterov": False, "weight_decay": 0.2},
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_run_with_every_option_changed_is_a_plain_run_with_those_options(name):
    assert OPTIONS[name].keys() == {option.name for option in OPTIMIZERS[name].options}
    history = train(recipe(name, "next_word", **OPTIONS[name]))
    for layer in history.tracks:
        assert_is_the_plain_run(history, layer)


@pytest.mark.parametrize(
    "more", [{"layer": "embedding"}, {"layer": "linear"}, {"layer": "linear", "bias": True}], ids=str
)
def test_a_layer_alone_is_a_plain_pytorch_loop(more):
    history = train(recipe("sgd", "joined inputs", **more))
    assert_is_the_plain_run(history, more["layer"], exactly=False)


@pytest.mark.parametrize("name", LAYERS)
def test_linears_bias_does_not_change_what_embedding_does(name):
    assert_is_the_plain_run(train(recipe("adam", "next_word", bias=True)), name)


def test_the_whole_of_a_run_can_be_written_in_twenty_lines_of_pytorch():
    text = "I love you . you love me ."
    history = train(Experiment(text=text, batch_size=100, steps=100, seed=3, learning_rate=0.5, dimension=4))

    ids = torch.tensor([history.words.index(word) for word in text.split()])
    torch.manual_seed(3)
    embedding = nn.Embedding(5, 4)
    torch.manual_seed(4)
    head = nn.Linear(4, 5)
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
    np.testing.assert_array_equal(history.embedding.weight[0], nn.Embedding(len(history.words), 2).weight.detach())
    torch.manual_seed(0)
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
    choices = zip(INITIALIZERS, itertools.cycle(OPTIMIZERS))
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


@pytest.mark.parametrize("more", [{}, {"layer": "linear", "objective": "skip_gram_negative"}], ids=str)
def test_a_run_that_is_stopped_keeps_what_there_is_and_may_go_on(more):
    experiment = Experiment(**more, steps=50)
    training = Training(experiment)
    for step in training:
        if step == 19:
            break
    stopped, whole = training.history(), train(experiment)
    assert stopped.stopped and not stopped.diverged and not whole.stopped
    assert stopped.steps.tolist() == list(range(20))
    assert stopped.remarks["steps"] == "Stopped at step 19 of 50."
    for name, track in stopped.tracks.items():
        np.testing.assert_array_equal(track.weight, whole.tracks[name].weight[:20])
        np.testing.assert_array_equal(track.gradient[:-1], whole.tracks[name].gradient[:19])
        np.testing.assert_array_equal(track.head["weight"], whole.tracks[name].head["weight"][:20])
        assert not track.gradient[-1].any()
    with pytest.raises(ValueError, match="read-only"):
        stopped.tracks[name].weight[0] = 1
