"""Finished runs, shared by everybody who asks for the same recipe."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from threading import Condition
from typing import Any

from cachetools import LRUCache, cached

from playground import Experiment, History, train
from playground.figures.run_picture import PLAIN, PinnedRun, View
from playground.figures.stage import stage
from playground.player.player import payload
from playground.training.jobs import Jobs

MOST_BYTES, MOST_RUNS, MOST_VIEWED = 256_000_000, 500, 64_000_000


@dataclass(frozen=True)
class Run:
    """A History and its picture, ready to be sent; read-only, as many sessions share it."""

    history: History
    picture: dict[str, Any]


def drawn(history: History) -> Run:
    """A run, whole or as far as it came; each has a key of its own."""
    seen = (history.experiment, int(history.steps[-1]), history.stopped)
    return Run(history, payload(stage(history), key=sha256(repr(seen).encode()).hexdigest()))


def _size(run: Run) -> int:
    """Bytes that a run holds; one that is too large counts as all there may be, and is kept alone."""
    held = run.history.nbytes + run.history.experiment.task.nbytes + _sent(run.picture)
    return min(max(held, MOST_BYTES // MOST_RUNS), MOST_BYTES)


def _sent(picture: dict[str, Any]) -> int:
    """Bytes of the arrays of a picture, at the most what may be kept."""
    return min(sum(len(array["bdata"]) for array in picture["arrays"].values()), MOST_VIEWED)


FINISHED: LRUCache[Experiment, Run] = LRUCache(MOST_BYTES, getsizeof=_size)
JOBS = Jobs(drawn, FINISHED)


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
    return payload(stage(run.history, view, pins), key)
