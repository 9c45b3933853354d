"""What a worker does for a run: a turn of its training at a time. Between two turns it keeps the run.

A run that it doesn't know, as another worker had begun it and ended, is begun again: it comes to the same numbers.
"""

import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from playground.experiment.experiment import Experiment
from playground.training.history import History
from playground.training.loop import Training

TURN = 0.2
"""Seconds that a turn takes, if no step takes longer."""

Result = TypeVar("Result")


@dataclass(frozen=True)
class Turn(Generic[Result]):
    """Which step a run is at after a turn, and, if that was the last, what it came to as the only result."""

    step: int
    results: Sequence[Result] = ()


class _Begun:
    """A training, and what is left of it."""

    def __init__(self, experiment: Experiment):
        self.training = Training(experiment)
        self.steps: Iterator[int] = iter(self.training)


_BEGUN: dict[Hashable, _Begun] = {}
"""By the names that those who asked for the runs gave them."""


def take_turn(name: Hashable, experiment: Experiment, finish: Callable[[History], Result]) -> Turn[Result]:
    """Train on. ``finish`` makes of the whole History what is sent back."""
    end = time.monotonic() + TURN
    run = _BEGUN.pop(name, None) or _Begun(experiment)  # one that fails is not kept
    for step in run.steps:
        if time.monotonic() >= end and step < experiment.steps:
            _BEGUN[name] = run
            return Turn(step)
    return Turn(experiment.steps, [finish(run.training.history())])


def so_far(name: Hashable, experiment: Experiment, step: int, finish: Callable[[History], Any]) -> Any:
    """What ``finish`` makes of the run as it is; if it is not here, of the run up to that step."""
    run = _BEGUN.get(name) or _up_to(step, experiment)
    return finish(run.training.history())


def _up_to(step: int, experiment: Experiment) -> _Begun:
    run = _Begun(experiment)
    for reached in run.steps:
        if reached >= step:
            break
    return run


def forget(name: Hashable) -> None:
    """Let go of a run that nobody will continue."""
    _BEGUN.pop(name, None)
