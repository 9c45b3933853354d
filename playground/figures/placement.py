"""On which side of its dot a label stands, so that labels don't cover each other."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_SIDES = {
    "top center": (0, 1),
    "bottom center": (0, -1),
    "middle right": (1, 0),
    "middle left": (-1, 0),
    "top right": (1, 1),
    "bottom left": (-1, -1),
    "top left": (-1, 1),
    "bottom right": (1, -1),
}
_MOST = 60
_CHARACTER, _LINE, _DOT = 7.5, 15.0, 12.0


def place_labels(points: NDArray[np.floating], labels: Sequence[str], pixels: float) -> list[str]:
    """Plotly's ``textposition`` for each label. ``points`` (V, 2) are drawn ``pixels`` a unit.

    Greedy, in order: each label takes the first side where it covers no dot and no earlier label.
    More than 60 labels can't be kept apart, and all stand on top.
    """
    if len(points) > _MOST:
        return ["top center"] * len(points)
    centers = np.nan_to_num(points, posinf=0, neginf=0) * pixels
    taken = [(*center, _DOT / 2, _DOT / 2) for center in centers]
    sides = []
    for center, text in zip(centers, labels, strict=True):
        width = _CHARACTER * len(text) / 2
        boxes = {side: _box(center, direction, width) for side, direction in _SIDES.items()}
        side = min(boxes, key=lambda side: sum(_overlap(boxes[side], other) for other in taken))
        taken.append(boxes[side])
        sides.append(side)
    return sides


Box = tuple[float, float, float, float]


def _box(center: NDArray[np.floating], direction: tuple[int, int], width: float) -> Box:
    """Middle and half extents of a label beside a dot."""
    x = center[0] + direction[0] * (width + _DOT / 2)
    y = center[1] + direction[1] * (_LINE / 2 + (_DOT / 2 if direction[1] else 0))
    return x, y, width, _LINE / 2


def _overlap(a: Box, b: Box) -> float:
    """The area two boxes share."""
    across = min(a[0] + a[2], b[0] + b[2]) - max(a[0] - a[2], b[0] - b[2])
    along = min(a[1] + a[3], b[1] + b[3]) - max(a[1] - a[3], b[1] - b[3])
    return max(0.0, across) * max(0.0, along)
