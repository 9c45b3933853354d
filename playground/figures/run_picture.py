"""A run as it is looked at: what several parts of its picture need, each worked out once and handed on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.analysis.agreement import Cause, reasons
from playground.analysis.comparison import comparable_layer
from playground.analysis.step_anatomy import Anatomy
from playground.experiment.views import OVERVIEW, PlaneChoice
from playground.figures.matrix_arrays import Cells, cells, gradient_arrays, gradient_factor, matrix_arrays
from playground.figures.projection import Projection, project, trails_differ
from playground.memo import cached_property
from playground.training.history import History, Track

STYLES = (("A", "#009E73", "dash"), ("B", "#C2598F", "dot"), ("C", "#B07D00", "dashdot"), ("D", "#7F7F7F", "longdash"))
"""Letter, colour and line of each pinned run."""


@dataclass(frozen=True)
class View:
    """How a run is looked at: ``slow`` with each step in four moments, ``outputs`` with the words' output vectors.

    ``regions`` with the head's answers behind them, and many dimensions in the chosen ``plane``. ``movable`` is whether
    words can be dragged.
    """

    slow: bool = False
    outputs: bool = False
    regions: bool = False
    plane: PlaneChoice = OVERVIEW
    movable: bool = True


PLAIN = View()


@dataclass(frozen=True)
class PinnedRun:
    """A run in the picture of another one; ``number`` is its place among the pinned runs, from 0 to 3."""

    number: int
    history: History

    @property
    def letter(self) -> str:
        return STYLES[self.number][0]

    @property
    def line(self) -> dict[str, Any]:
        _, color, dash = STYLES[self.number]
        return {"color": color, "dash": dash, "width": 1.5}

    def track(self, history: History) -> Track:
        """The layer that is compared with the first layer of a run."""
        return self.history.tracks[comparable_layer(self.history, next(iter(history.tracks)))]


@dataclass(frozen=True)
class RunPicture:
    """A run, how it is looked at, and the pinned runs in its picture."""

    history: History
    view: View = PLAIN
    pins: Sequence[PinnedRun] = ()

    @cached_property
    def projection(self) -> Projection:
        return project(self.history, self.view.outputs, self.view.plane)

    @cached_property
    def sent(self) -> Cells:
        """The cells of the matrices that the browser gets; in slow motion weight and gradient share the room of one."""
        return cells(self.history, matrices=2 if self.view.slow else 1)

    @cached_property
    def matrix_arrays(self) -> dict[str, np.ndarray]:
        return matrix_arrays(self.history, self.sent)

    @cached_property
    def gradient_arrays(self) -> dict[str, np.ndarray]:
        return gradient_arrays(self.history, self.sent, self.gradient_factor)

    @cached_property
    def trails_differ(self) -> bool:
        return trails_differ(self.history, self.projection)

    @cached_property
    def gradient_factor(self) -> float:
        return gradient_factor(self.history)

    @cached_property
    def anatomy(self) -> Anatomy:
        return Anatomy(self.history)

    @cached_property
    def reasons(self) -> Sequence[Cause]:
        """Why the two layers differ."""
        return reasons(self.history)
