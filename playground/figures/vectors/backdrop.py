"""What stands still behind the moving words: the line that no vector crosses, and the places where words should go."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.figures.projection import Projection
from playground.figures.theme import OUTLINE, word_color
from playground.training.history import History

_NEAR = 2.0


@dataclass(frozen=True)
class Ground:
    """``points`` float64 (2, N), drawn in this ``style``; ``near`` if there is room to show them all."""

    points: NDArray[np.float64]
    style: dict[str, Any]
    sentence: str
    near: bool

    @property
    def trace(self) -> dict[str, Any]:
        x, y = self.points
        return {"type": "scatter", "x": x, "y": y, "hoverinfo": "skip", "showlegend": False, **self.style}


def grounds(history: History, projection: Projection) -> list[Ground]:
    """In two dimensions that are drawn as they are; elsewhere there is nothing to stand on."""
    if history.experiment.dimension != 2:
        return []
    return [*outline(history, projection), *places(history, projection)]


def outline(history: History, projection: Projection) -> list[Ground]:
    """All vectors of length max_norm; none where vectors may have any length."""
    most = history.experiment.max_norm
    if most is None or history.embedding is None:
        return []
    turns = np.linspace(0, 2 * np.pi, 241)
    around = np.stack([np.cos(turns), np.sin(turns)])
    points = most * around / np.linalg.norm(around, ord=history.experiment.norm_type, axis=0)
    near = _near(points, projection)
    far = "" if near else " It is far outside the picture."
    style = {"mode": "lines", "line": {"color": OUTLINE, "width": 1, "dash": "dash"}}
    sentence = f"Embedding returns no vector longer than the dashed line (max_norm).{far}"
    return [Ground(points, style, sentence, near)]


def places(history: History, projection: Projection) -> list[Ground]:
    """Where each drawn word should go, in its colour; none where the objective has no places."""
    examples = history.experiment.task.examples
    points = examples.kind.places(examples.targets)
    if points is None:
        return []
    drawn = {word: number for number, word in enumerate(projection.drawn.indices.tolist())}
    kept = [(row, drawn[word]) for row, word in enumerate(examples.inputs[:, 0].tolist()) if word in drawn]
    crosses = points[[row for row, _ in kept]].double().numpy().T
    colors = [word_color(number) for _, number in kept]
    style = {"mode": "markers", "marker": {"symbol": "x-thin", "size": 14, "line": {"color": colors, "width": 2}}}
    near = _near(crosses, projection)
    far = "" if near else " Some are far outside the picture."
    return [Ground(crosses, style, f"A thin cross marks where a word should move.{far}", near)]


def _near(points: NDArray[np.float64], projection: Projection) -> bool:
    return bool(np.abs(points).max() <= _NEAR * np.abs(projection.limits()).max())
