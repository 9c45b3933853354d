"""The lines between two columns of a network: one for each weight, its colour and width telling the number."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.figures.theme import NEGATIVE, POSITIVE
from playground.training.history import Floats

ZERO = {"light": "#C3C7CE", "dark": "#4B5261"}
"""The grey of a weight of 0; it is seen on the page, as every line is."""
_THIN, _LIT, _THICK = 0.7, 1.6, 5.0
"""Pixels of the thinnest line, of the thinnest one that is lit, and of the widest."""
_HOVERED = (0.3, 0.5, 0.7)
"""Where along a line the mouse finds it; Plotly tells numbers at points only."""


@dataclass(frozen=True)
class Wires:
    """Lines from x = ``left`` to x = ``right`` for weights (N, M); ``starts`` (N,) and ``ends`` (M,) are heights.

    ``lit`` bool (N, M) are drawn in full, the others faintly. ``largest`` is the number with the strongest colour and
    the widest line. ``texts`` (N, M) are told at the mouse.
    """

    name: str
    left: float
    right: float
    starts: Floats
    ends: Floats
    weights: Floats
    lit: NDArray[np.bool_]
    largest: float
    texts: Sequence[Sequence[str]]

    def shapes(self, color_scheme: str, faint: float) -> list[dict[str, Any]]:
        """The lines, those that are lit on top; the others have ``faint`` of the strength."""
        order = np.argsort(self.lit, axis=None, kind="stable")
        places = [divmod(int(place), self.weights.shape[1]) for place in order]
        return [self._shape(row, column, color_scheme, faint) for row, column in places]

    def trace(self) -> dict[str, Any]:
        """Points that can't be seen, on every line, where the mouse is told its weight (in ``customdata``)."""
        rows, columns = np.indices(self.weights.shape).reshape(2, -1)
        t = np.array(_HOVERED)[:, None]
        across, along = 1.5 * t * (1 - t) + t**3, t * t * (3 - 2 * t)  # of the curve that _curve draws
        x = self.left + (self.right - self.left) * (across + 0 * rows)
        y = self.starts[rows] + (self.ends[columns] - self.starts[rows]) * along
        return {
            "type": "scatter",
            "name": self.name,
            "x": x.ravel(),
            "y": y.ravel(),
            "mode": "markers",
            "marker": {"size": 12, "opacity": 0, "color": ZERO["light"]},
            "customdata": np.tile(self.weights.ravel(), len(_HOVERED)),
            "hovertext": [text for row in self.texts for text in row] * len(_HOVERED),
            "hoverinfo": "text",
            "showlegend": False,
        }

    def _shape(self, row: int, column: int, color_scheme: str, faint: float) -> dict[str, Any]:
        weight, lit = float(self.weights[row, column]), bool(self.lit[row, column])
        share, thin = min(1.0, abs(weight) / self.largest), _LIT if lit else _THIN
        return {
            "type": "path",
            "path": _curve(self.left, float(self.starts[row]), self.right, float(self.ends[column])),
            "line": {"color": color_of(weight / self.largest, color_scheme), "width": thin + (_THICK - thin) * share},
            "opacity": 1.0 if lit else faint,
            "layer": "below",
        }


def _curve(x0: float, y0: float, x1: float, y1: float) -> str:
    """A line that leaves one column and reaches the other at right angles."""
    middle = (x0 + x1) / 2
    return f"M {x0:.4g},{y0:.4g} C {middle:.4g},{y0:.4g} {middle:.4g},{y1:.4g} {x1:.4g},{y1:.4g}"


def color_of(share: float, color_scheme: str) -> str:
    """The colour of a number on the weights' scale, of which -1 and 1 are the ends."""
    end, share = (POSITIVE if share > 0 else NEGATIVE), min(1.0, abs(share))
    parts = [
        round(low + (high - low) * share)
        for low, high in zip(_channels(ZERO[color_scheme]), _channels(end), strict=True)
    ]
    return f"rgb({', '.join(map(str, parts))})"


def _channels(color: str) -> list[int]:
    return [int(color[place : place + 2], 16) for place in (1, 3, 5)]
