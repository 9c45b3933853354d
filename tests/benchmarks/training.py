"""Recorded training against a bare PyTorch loop of the same recipe, in one run.

    python -m tests.benchmarks.training

Prints for each recipe the median seconds of both and how many of the bare loop's steps a second recorded training
makes (1.0: as many). Rounds of the two take turns, so that both meet the same machine.
"""

import resource
import statistics
import time
from collections.abc import Callable
from itertools import islice

import torch
import torch.nn.functional as F
from torch import nn

from playground import Experiment, train
from playground.figures.stage import stage
from playground.model.objectives import OBJECTIVES
from playground.training.batches import batches
from playground.wording import in_bytes

ROUNDS = 15

RECIPES = {
    f"{layer}, {optimizer}": Experiment(layer=layer, optimizer=optimizer, learning_rate=0.1, steps=500)
    for layer in ("embedding", "linear", "both")
    for optimizer in ("sgd", "momentum", "adam")
}

OPTIMIZERS: dict[str, Callable[..., torch.optim.Optimizer]] = {
    "sgd": torch.optim.SGD,
    "momentum": lambda parameters, lr: torch.optim.SGD(parameters, lr=lr, momentum=0.9),
    "adam": torch.optim.Adam,
}


def bare(experiment: Experiment) -> None:
    """What one would write by hand, keeping nothing but the weights."""
    words, inputs, targets = (
        len(experiment.vocabulary),
        experiment.task.examples.inputs,
        experiment.task.examples.targets,
    )
    for name in ("embedding", "linear"):
        if experiment.layer not in (name, "both"):
            continue
        embedding = name == "embedding"
        layer = (
            nn.Embedding(words, experiment.dimension) if embedding else nn.Linear(words, experiment.dimension, False)
        )
        head = nn.Linear(experiment.dimension, words)
        optimizer = OPTIMIZERS[experiment.optimizer](
            [*layer.parameters(), *head.parameters()], lr=experiment.learning_rate
        )
        for chosen, _ in islice(batches(experiment), experiment.steps):
            ids = inputs[chosen][:, 0]
            vectors = layer(ids if embedding else F.one_hot(ids, words).float())
            loss = F.cross_entropy(head(vectors), targets[chosen])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


def unrecorded(experiment: Experiment) -> None:
    """The same losses as in the playground, in a loop that keeps nothing but the weights."""
    objective, examples = OBJECTIVES[experiment.objective], experiment.task.examples
    layer = nn.Embedding(len(experiment.vocabulary), experiment.dimension)
    head = objective.head.build(experiment.dimension, len(experiment.task.goals))
    optimizer = torch.optim.SGD([*layer.parameters(), *head.parameters()], lr=experiment.learning_rate)
    for drawn in islice(batches(experiment), experiment.steps):
        loss = objective.error(layer, head, examples.batch(*drawn))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def seconds(run: Callable[[Experiment], object], experiment: Experiment) -> float:
    began = time.perf_counter()
    run(experiment)
    return time.perf_counter() - began


def long_run() -> None:
    """Time and memory of 10,000 steps of both layers, and what the browser is sent of them."""
    before, experiment = peak(), Experiment(steps=10_000)
    took = seconds(train, experiment)
    history = train(experiment)
    sent = sum(array.nbytes for array in stage(history).arrays.values())
    print(
        f"\n10,000 steps, both layers: {took:.1f} s, {len(history.steps):,} steps kept in {in_bytes(history.nbytes)},"
    )
    print(f"{in_bytes(sent)} for the browser;")
    print(f"the process held {in_bytes(peak() - before)} more at the most")


def peak() -> int:
    """Bytes that the process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> None:
    torch.set_num_threads(1)
    print(f"{'recipe':24} {'bare loop':>12} {'recorded':>12} {'steps a second, recorded / bare':>34}")
    for name, experiment in RECIPES.items():
        compare(name, bare, experiment)
    for name in OBJECTIVES:
        compare(name, unrecorded, Experiment(layer="embedding", objective=name, learning_rate=0.1, steps=500))
    long_run()


def compare(name: str, by_hand: Callable[[Experiment], object], experiment: Experiment) -> None:
    seconds(train, experiment), seconds(by_hand, experiment)
    rounds = [(seconds(by_hand, experiment), seconds(train, experiment)) for _ in range(ROUNDS)]
    hand, recorded = (statistics.median(column) for column in zip(*rounds, strict=True))
    ratio = statistics.median(hand / record for hand, record in rounds)
    print(f"{name:24} {hand * 1000:9.1f} ms {recorded * 1000:9.1f} ms {ratio:34.2f}")


if __name__ == "__main__":
    main()
