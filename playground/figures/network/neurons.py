"""What the drawings of a model as neurons are made of: which of it is drawn, and where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from playground.analysis.forward_pass import Forward
from playground.memo import cached_property
from playground.training.history import Floats, History

MOST_WORDS, MOST_DIMENSIONS = 16, 8
"""How many words (and goals) and dimensions can be read as neurons."""

INPUT, VECTOR, OUTPUT = 0.0, 1.4, 2.35
TABLE, BARS = (0.36, 0.95), (2.5, 3.1)
"""Where the columns stand from left to right, and from where to where the table and the bars reach."""
NEURON, NODE, LIT_NODE = 36, 18, 26
"""How large neurons are: of the vector, of words and goals, of the word that goes in."""
_FEWEST_ROWS = 7.0
"""The least height of a drawing, in rows."""


@dataclass(frozen=True)
class Picture:
    """The way of a word through one layer and the head, and what of it is drawn: ``words``, ``goals``, dimensions."""

    history: History
    name: str
    passed: Forward
    words: list[int]
    goals: list[int]
    color_scheme: str

    @property
    def lit(self) -> Any:
        """bool (V',): which of the words is the one that goes in."""
        return np.array([word == self.passed.word for word in self.words])

    @property
    def dimensions(self) -> int:
        return min(MOST_DIMENSIONS, len(self.passed.vector))

    @property
    def below(self) -> float:
        """Rows that are kept free below the words for Linear's bias, and beside Linear so that rows are level."""
        return 1.4 if self.history.experiment.bias else 0.0

    @cached_property
    def rows(self) -> float:
        return max(_FEWEST_ROWS, len(self.words) + self.below, len(self.goals), 1.6 * self.dimensions)

    @cached_property
    def word_y(self) -> Floats:
        return self._column(len(self.words), 1.4, self.below)

    @cached_property
    def neuron_y(self) -> Floats:
        return self._column(self.dimensions, 3.0)

    @cached_property
    def goal_y(self) -> Floats:
        return self._column(len(self.goals), 1.8)

    @cached_property
    def largest(self) -> float:
        """The largest weight of the first layers in all of the run, so that a colour means the same at every step."""
        return max(float(np.abs(track.weight).max()) for track in self.history.tracks.values()) or 1.0

    @cached_property
    def largest_of_head(self) -> float:
        return max(float(np.abs(track.head["weight"]).max()) for track in self.history.tracks.values()) or 1.0

    def _column(self, count: int, widest: float, below: float = 0.0) -> Floats:
        """Heights of so many marks around the middle, evenly and no further apart than ``widest`` rows."""
        room = self.rows - 1 - below
        apart = min(widest, room / max(1, count - 1))
        return (room / 2 + apart * (np.arange(count) - (count - 1) / 2)).astype(np.float32)


@dataclass
class NetworkPart:
    """Some of a drawing: its traces, shapes and annotations."""

    traces: list[dict[str, Any]] = field(default_factory=list)
    shapes: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)


def nodes(name: str, x: Sequence[float], y: Floats) -> dict[str, Any]:
    look = {"mode": "markers+text", "hoverinfo": "text", "showlegend": False, "cliponaxis": False}
    return {"type": "scatter", "name": name, "x": x, "y": y, **look}


def weighed(where: str, weight: float, given: float) -> str:
    """A weight, and what it makes of the number that it is given."""
    return f"{where} = {weight:.4f}<br>× {given:.4g} = {weight * given:z.4f}"


def layer_shape(picture: Picture) -> str:
    """The name and shape of the layer's weight, as PyTorch stores it."""
    return f"{picture.name}.weight {picture.history.tracks[picture.name].weight.shape[1:]}"


def head_shape(picture: Picture) -> str:
    """The name and shape of the head's weight."""
    return f"head.weight {picture.history.tracks[picture.name].head['weight'].shape[1:]}"


def heading(text: str, x: float) -> dict[str, Any]:
    place = {"xref": "x", "x": x, "yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 6}
    return {"text": text, "showarrow": False, "font": {"size": 13}, **place}


def footing(text: str, x: float, line: int = 0) -> dict[str, Any]:
    place = {"xref": "x", "x": x, "yref": "paper", "y": 0, "yanchor": "top", "yshift": -4 - 15 * line}
    return {"text": text, "showarrow": False, "font": {"size": 11}, **place}
