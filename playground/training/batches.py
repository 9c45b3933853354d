"""Which examples each step looks at."""

from collections.abc import Iterator

import torch
from torch import Tensor

from playground.experiment.experiment import Experiment


def batch_size(experiment: Experiment) -> int:
    """How many examples a step takes: all of them when the recipe asks for more than there are."""
    return min(experiment.batch_size, len(experiment.task.examples))


def noise_seed(experiment: Experiment) -> int:
    """The negatives have a generator of their own, so that they are the same however the examples are drawn."""
    return experiment.seed + 2


def batches(experiment: Experiment) -> Iterator[tuple[Tensor, Tensor | None]]:
    """Without end, the numbers int64 (B,) of each step's examples, and the negatives drawn for them, if any.

    The examples are shuffled anew whenever all have been used; a batch of all keeps them in order.
    """
    count, size = len(experiment.task.examples), batch_size(experiment)
    shuffled = experiment.shuffle and size < count
    generator = torch.Generator().manual_seed(experiment.seed)
    noise = torch.Generator().manual_seed(noise_seed(experiment))
    pool = torch.arange(0)
    while True:
        while len(pool) < size:
            again = torch.randperm(count, generator=generator) if shuffled else torch.arange(count)
            pool = torch.cat([pool, again])
        yield pool[:size], experiment.target_kind.draw(size, noise)
        pool = pool[size:]
