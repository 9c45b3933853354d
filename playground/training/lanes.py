"""The two lanes of a server: short runs are never behind long ones.

Where there are worker processes, long runs have processes of their own, which get the processor when nobody else wants
it. A thread of the page's process takes the turns of short runs first.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import torch

from playground.experiment.experiment import Experiment
from playground.training.nursery import Nursery, Order
from playground.training.recording import recorded_bytes
from playground.training.turns import Call, Lane, Turns, due
from playground.training.workers import WorkerProcess

SHORT_SECONDS, SHORT_BYTES = 1.0, 32_000_000
"""What a short run is expected to take at the most."""
_LONG = Order(niceness=10, patience=600.0)


@dataclass(frozen=True)
class Lanes:
    """Where short and long runs get their turns, which may be the same."""

    short: Lane
    long: Lane

    def of(self, long: bool) -> Lane:
        return self.long if long else self.short

    def call(self, long: bool, work: Callable[..., Any], *args: Any) -> Call:
        """Have some other work done that takes one turn."""
        return self.of(long).call(due(time.monotonic(), long=long), work, *args)


def is_long(experiment: Experiment) -> bool:
    """Whether the run is expected to take long, or much memory while it waits between two turns."""
    return experiment.cost.seconds > SHORT_SECONDS or held_bytes(experiment) > SHORT_BYTES


def held_bytes(experiment: Experiment) -> int:
    """About how many bytes an unfinished run holds at the most."""
    return experiment.cost.memory + recorded_bytes(experiment)


def lanes(processes: int, first_work: Callable[[], object]) -> Lanes:
    """With so many worker processes for short runs, and half as many for long ones, forked when they are needed.

    With none, both lanes are one thread. ``first_work`` is what a worker is warm after. Each uses one core: the layers
    are too small to be shared out.
    """
    if processes == 0:
        thread = Turns([ThreadPoolExecutor(1, "runs", torch.set_num_threads, (1,))])
        return Lanes(thread, thread)
    nursery = Nursery(first_work)
    nursery.start()
    short = [WorkerProcess(nursery) for _ in range(processes)]
    for worker in short:
        worker.submit(int)  # it is forked now, not when somebody waits
    return Lanes(Turns(short), Turns([WorkerProcess(nursery, _LONG) for _ in range(max(1, processes // 2))]))
