"""Finished runs and their pictures, shared by everybody who asks for the same."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock
from typing import Any

from cachetools import LRUCache

from playground import Experiment, History, caches, train
from playground.analysis.many_starts import end
from playground.figures.run_picture import PLAIN, PinnedRun, View
from playground.training.jobs import Jobs, Product
from playground.training.lanes import is_long
from playground.ui.runs.drawing import Run, drawn, sent_bytes, viewed
from playground.ui.runs.lanes_of_server import LANES

FINISHED: LRUCache[Experiment, Run] = caches.bounded(caches.FINISHED, lambda run: run.nbytes)
JOBS = Jobs(drawn, FINISHED, LANES, caches.share(caches.ASIDE))
ENDS = Product(end, caches.bounded(caches.ENDS, lambda found: found.nbytes))
"""Without pictures, of runs that are only compared."""


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
    return kept or _drawn_once(run, key, view, [PinnedRun(number, history(pin)) for number, pin in enumerate(pins)])


def _key(run: Run, view: View, pins: tuple[Experiment, ...]) -> str:
    return " ".join([run.picture["key"], str(view), *(pin.digest for pin in pins)])


_VIEWED: LRUCache[str, dict[str, Any]] = caches.bounded(caches.VIEWED, sent_bytes)
_DRAWING: dict[str, Future[dict[str, Any]]] = {}
_LOOKING = Lock()  # held to look at or change either


def _drawn_once(run: Run, key: str, view: View, pins: list[PinnedRun]) -> dict[str, Any]:
    """Drawn for all who ask for it meanwhile."""
    with _LOOKING:
        asked = _DRAWING.get(key)
        if asked is None:
            long = any(is_long(history.experiment) for history in (run.history, *(pin.history for pin in pins)))
            asked = _DRAWING[key] = LANES.call(long, viewed, run.history, key, view, pins)
    try:
        found = asked.result()
        with _LOOKING:
            _VIEWED[key] = found
    finally:
        with _LOOKING:
            _DRAWING.pop(key, None)
    return found
