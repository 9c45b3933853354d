"""What a worker of a cluster does for the runs of several servers: a recipe's run is one, whoever asks for it.

Each turn takes the recipe's run on for all, and when it has ended, what it came to is kept for those who come later.
"""

import sys
import time
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

import torch
from cachetools import LRUCache

from playground import caches, limits
from playground.experiment.experiment import Experiment
from playground.training import begun_runs, parcels
from playground.training.begun_runs import Turn
from playground.training.history import History
from playground.training.lanes import held_bytes
from playground.training.nursery import outcome

ROOM = limits.RUN_MEMORY + limits.RECORDED
"""How many bytes the runs that have begun may hold at once: as many as the largest run may."""
IDLE, _BREATH = 30.0, 0.05
"""Seconds without a turn after which a run makes room for others; and for which one waits that finds none."""

_PACKAGE = Path(__file__).parents[1]
_Wanted = tuple[Experiment, Callable[[History], Any]]
"""A recipe, and what is made of its run."""
_FINISHED: LRUCache[_Wanted, bytes] = caches.bounded(caches.FINISHED, len)
_USED: dict[_Wanted, float] = {}
"""The runs that have begun, and when each had its last turn; the oldest first."""
_ONE_AT_A_TIME = Lock()


@cache
def code_version() -> str:
    """The same where the same code comes to the same numbers."""
    digest = sha256(f"{torch.__version__} {sys.version_info[:2]}".encode())
    for file in sorted(_PACKAGE.rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def answer(version: str, parcel: bytes) -> bytes | None:
    """Do the work in the parcel, and pack what it gives, or raises; None for a server with another version."""
    if version != code_version():
        return None
    with _ONE_AT_A_TIME:
        return parcels.packed(outcome(*parcels.unpacked(parcel)))


def take_turn(_: str, experiment: Experiment, finish: Callable[[History], Any]) -> Turn[Any]:
    """Train on for all who wait for this recipe. A new run that finds no room beside the others stays at step 0."""
    wanted = experiment, finish
    if wanted in _FINISHED:
        return _finished(wanted)
    if not _find_room(wanted):
        time.sleep(_BREATH)
        return Turn(0)
    _USED.pop(wanted, None)
    turn = begun_runs.take_turn(wanted, experiment, finish)
    if turn.results:
        _FINISHED[wanted] = parcels.packed(turn)
    else:
        _USED[wanted] = time.monotonic()
    return turn


def so_far(_: str, experiment: Experiment, step: int, finish: Callable[[History], Any]) -> Any:
    """What has been computed, which may be more than the server that asks had heard of."""
    wanted = experiment, finish
    if wanted in _FINISHED:
        return _finished(wanted).results[0]
    return begun_runs.so_far(wanted, experiment, step, finish)


SHARED: dict[Callable[..., Any], Callable[..., Any]] = {begun_runs.take_turn: take_turn, begun_runs.so_far: so_far}
"""What is done here for several servers, by what is done for one."""


def _finished(wanted: _Wanted) -> Turn[Any]:
    turn: Turn[Any] = parcels.unpacked(_FINISHED[wanted])
    return turn


def _find_room(wanted: _Wanted) -> bool:
    """Whether the run has begun, fits beside the others, or is alone; those without turns make room, oldest first."""
    if wanted in _USED:
        return True
    held = sum(held_bytes(experiment) for experiment, _ in _USED)
    more, long_ago = held_bytes(wanted[0]), time.monotonic() - IDLE
    for other in [other for other, used in _USED.items() if used < long_ago]:
        if held + more <= ROOM:
            break
        begun_runs.forget(other)
        del _USED[other]
        held -= held_bytes(other[0])
    return not _USED or held + more <= ROOM
