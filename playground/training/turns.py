"""Trainings that go on in one process a turn at a time, so that none of them holds up the others for long."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from cachetools import LRUCache

from playground.experiment.experiment import Experiment
from playground.training.history import History
from playground.training.loop import Training
from playground.training.recording import BUDGET

TURN = 0.1
"""Seconds after which a turn ends; a step that takes longer is made to its end."""
MOST_ASIDE = 128_000_000
"""How many bytes of trainings are kept that nobody waits for but that can be continued."""

Result = TypeVar("Result")


@dataclass
class _GoingOn:
    training: Training
    steps: Iterator[int] = field(init=False)

    def __post_init__(self) -> None:
        self.steps = iter(self.training)


@dataclass(frozen=True)
class Turn(Generic[Result]):
    """The ``step`` that a turn came to, and the ``result`` if the run has ended."""

    step: int
    ended: bool = False
    result: Result | None = None


_GOING_ON: dict[str, _GoingOn] = {}
_ASIDE: LRUCache[str, _GoingOn] = LRUCache(MOST_ASIDE, getsizeof=lambda going_on: size(going_on.training.experiment))


def size(experiment: Experiment) -> int:
    """How many bytes a training holds at most."""
    return experiment.cost.memory + BUDGET


def take(name: str, experiment: Experiment, finish: Callable[[History], Result]) -> Turn[Result]:
    """One turn of the training of that name, which begins if there is none; its History is handed to ``finish``."""
    going_on = _GOING_ON.get(name)
    if going_on is None:
        going_on = _ASIDE.pop(name) if name in _ASIDE else _GoingOn(Training(experiment))
        _GOING_ON[name] = going_on
    ends, step = time.monotonic() + TURN, 0
    try:
        for step in going_on.steps:
            if time.monotonic() >= ends:
                return Turn(step)
        turn = Turn(experiment.steps, True, finish(going_on.training.history()))
    except BaseException:
        forget(name)
        raise
    forget(name)
    return turn


def so_far(name: str, finish: Callable[[History], Result]) -> Result | None:
    """What there is of the training of that name; None if there is nothing."""
    going_on = _GOING_ON.get(name) or _ASIDE.get(name)
    return finish(going_on.training.history()) if going_on else None


def set_aside(name: str) -> None:
    """Keep a training for somebody who may want to continue it, unless it is too large or others come after it."""
    if going_on := _GOING_ON.pop(name, None):
        with suppress(ValueError):  # it is too large to be kept
            _ASIDE[name] = going_on


def forget(name: str) -> None:
    _GOING_ON.pop(name, None)
    if name in _ASIDE:
        del _ASIDE[name]
