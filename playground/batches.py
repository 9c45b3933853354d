"""Which examples each step looks at."""

from collections.abc import Iterator

import torch
from torch import Tensor

from playground.experiment import Experiment


def batch_size(experiment: Experiment) -> int:
    """How many examples a step takes: all of them when the recipe asks for more than there are."""
    return min(experiment.batch_size, len(experiment.task.examples))


def batches(experiment: Experiment) -> Iterator[Tensor]:
    """Without end, the numbers int64 (B,) of each step's examples.

    The examples are shuffled anew whenever all have been used; a batch of all keeps them in order.
    """
    count, size = len(experiment.task.examples), batch_size(experiment)
    generator = torch.Generator().manual_seed(experiment.seed)
    pool = torch.arange(0)
    while True:
        while len(pool) < size:
            again = torch.arange(count) if size == count else torch.randperm(count, generator=generator)
            pool = torch.cat([pool, again])
        yield pool[:size]
        pool = pool[size:]
