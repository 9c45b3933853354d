"""Finished runs, shared by everybody who asks for the same recipe."""

import os
from collections.abc import Callable
from hashlib import sha256
from threading import Condition
from typing import Any

from cachetools import LRUCache, cached

from playground import Experiment, History, train
from playground.figures.run_picture import PLAIN, PinnedRun, View
from playground.training.jobs import Jobs
from playground.training.workers import lanes
from playground.ui.runs.drawing import Run, drawn, prepare, seen

SETTING = "FIRST_LAYER_CACHE_MB"
"""The environment variable that says how many megabytes of finished runs and pictures are kept."""


def most_bytes() -> int:
    said = os.environ.get(SETTING, "")
    return max(8, int(said)) * 1_000_000 if said.isascii() and said.isdigit() else 160_000_000


MOST_BYTES, MOST_RUNS = most_bytes() * 4 // 5, 500
MOST_VIEWED = most_bytes() - MOST_BYTES


def _size(run: Run) -> int:
    """Bytes that a run holds; one that is too large counts as all there may be, and is kept alone."""
    held = run.history.nbytes + run.history.experiment.task.nbytes + _sent(run.picture)
    return min(max(held, MOST_BYTES // MOST_RUNS), MOST_BYTES)


def _sent(picture: dict[str, Any]) -> int:
    """Bytes of the arrays of a picture, at the most what may be kept."""
    return min(sum(len(array["bdata"]) for array in picture["arrays"].values()), MOST_VIEWED)


FINISHED: LRUCache[Experiment, Run] = LRUCache(MOST_BYTES, getsizeof=_size)
JOBS = Jobs(drawn, FINISHED, lanes(prepare))


def picture(
    run: Run, view: View, pins: tuple[Experiment, ...] = (), history: Callable[[Experiment], History] = train
) -> dict[str, Any]:
    """What the browser is sent of a run that is looked at in this way, with pinned runs in it.

    Those are asked for by ``history`` if the picture is no longer there.
    """
    if view == PLAIN and not pins:
        return run.picture
    key = _key(run, view, pins)
    with _LOOKING:
        kept = _VIEWED.get(key)
    return kept or _viewed(run, key, view, [PinnedRun(number, history(pin)) for number, pin in enumerate(pins)])


def _key(run: Run, view: View, pins: tuple[Experiment, ...]) -> str:
    beside = [sha256(repr(pins).encode()).hexdigest()] if pins else []
    return " ".join([run.picture["key"], str(view), *beside])


_VIEWED: LRUCache[str, dict[str, Any]] = LRUCache(MOST_VIEWED, getsizeof=_sent)
_LOOKING = Condition()


@cached(_VIEWED, key=lambda run, key, view, pins: key, condition=_LOOKING)
def _viewed(run: Run, key: str, view: View, pins: list[PinnedRun]) -> dict[str, Any]:
    return JOBS.call(seen, run.history, key, view, pins)
