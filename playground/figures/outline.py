"""The line that no vector of Embedding crosses."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.figures.projection import Projection
from playground.figures.theme import OUTLINE
from playground.history import History

_NEAR = 2.0


@dataclass(frozen=True)
class Outline:
    """``points`` float64 (2, N): all vectors of length max_norm. ``near`` if there is room to show it whole."""

    points: NDArray[np.float64]
    near: bool

    @property
    def trace(self) -> dict[str, Any]:
        x, y = self.points
        line = {"color": OUTLINE, "width": 1, "dash": "dash"}
        return {
            "type": "scatter",
            "x": x,
            "y": y,
            "mode": "lines",
            "line": line,
            "hoverinfo": "skip",
            "showlegend": False,
        }

    @property
    def sentence(self) -> str:
        far = "" if self.near else " It is far outside of the picture."
        return f"No vector that Embedding returns is longer than the dashed line (max_norm).{far}"


def outline(history: History, projection: Projection) -> Outline | None:
    """None where vectors may have any length, and where the line can't be drawn: in other than two dimensions."""
    most = history.experiment.max_norm
    if most is None or history.embedding is None or history.experiment.dimension != 2:
        return None
    turns = np.linspace(0, 2 * np.pi, 241)
    around = np.stack([np.cos(turns), np.sin(turns)])
    points = most * around / np.linalg.norm(around, ord=history.experiment.norm_type, axis=0)
    return Outline(points, bool(np.abs(points).max() <= _NEAR * np.abs(projection.limits()).max()))
