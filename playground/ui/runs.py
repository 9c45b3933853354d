"""Finished runs, shared by everybody who asks for the same recipe."""

import os
from dataclasses import dataclass
from hashlib import sha256
from threading import Condition, Semaphore
from typing import Any

from cachetools import LRUCache, cached
from cachetools.keys import hashkey

from playground import Experiment, History, train
from playground.figures.stage import stage
from playground.player.player import payload

MOST_BYTES, MOST_RUNS = 256_000_000, 500
_TRAINING = Semaphore(os.cpu_count() or 1)  # more runs at once would only slow each other down


@dataclass(frozen=True)
class Run:
    """A History and its picture, ready to be sent; read-only, as many sessions share it."""

    history: History
    picture: dict[str, Any]


def _size(run: Run) -> int:
    """Bytes that a run holds; one that is too large counts as all there may be, and is kept alone."""
    sent = sum(len(array["bdata"]) for array in run.picture["arrays"].values())
    held = run.history.nbytes + run.history.experiment.task.nbytes + sent
    return min(max(held, MOST_BYTES // MOST_RUNS), MOST_BYTES)


@cached(LRUCache(MOST_BYTES, getsizeof=_size), key=hashkey, condition=Condition())
def run(experiment: Experiment) -> Run:
    """Train, or hand out the run that is there. Sessions that ask for the same at once wait for one training."""
    with _TRAINING:
        history = train(experiment)
    return Run(history, payload(stage(history), key=sha256(repr(experiment).encode()).hexdigest()))
