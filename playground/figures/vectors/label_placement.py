"""Where labels stand, so that they don't cover each other."""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

MOST_LABELS = 60
"""More labels than this can't be read."""

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
_LEVELS = {(level, up): (0, (1 + 2 * level) * (1 if up else -1)) for level, up in product(range(8), (True, False))}
_CHARACTER, _LINE, _DOT = 7.5, 15.0, 12.0
_HIDDEN = 0.25
"""A label that covers dots by more than this part of it can't be read."""

Side = TypeVar("Side")
Doubles = NDArray[np.float64]
Boxes = NDArray[np.float64]
"""(N, 4): left, bottom, right, top."""


def place_labels(points: NDArray[np.floating], labels: Sequence[str], pixels: float) -> list[str | None]:
    """Plotly's ``textposition`` for each label, None for one that is not to be drawn.

    ``points`` (V, 2) are drawn ``pixels`` a unit. Greedy, in order: each label takes the side where it covers least of
    the dots and the earlier labels. When there are more than 60, up to 60 are drawn: those that cover no earlier
    label and no dot that has one, whose dot is not covered, and that can be read over the other dots.
    """
    return _placed(_finite(points) * pixels, labels, _SIDES)


def stagger_labels(points: NDArray[np.floating], labels: Sequence[str], pixels: float) -> list[tuple[int, bool] | None]:
    """For labels of ``points`` (V,) on a line: how many lines up, and whether above; None where none is drawn.

    Up to 60 labels take turns, as they come; of more those are drawn that find room.
    """
    if len(labels) <= MOST_LABELS:
        return [(word // 2 % 8, word % 2 == 0) for word in range(len(labels))]
    centers = np.stack([_finite(points) * pixels, np.zeros(len(points))], 1)
    return _placed(centers, labels, _LEVELS)


def _placed(centers: Doubles, labels: Sequence[str], sides: Mapping[Side, tuple[int, int]]) -> list[Side | None]:
    few = len(labels) <= MOST_LABELS
    dots = np.hstack([centers - _DOT / 2, centers + _DOT / 2])
    placed, free = dots[:0], dots[:0]  # the labels, and what no other may cover
    found: list[Side | None] = [None] * len(labels)
    for word, boxes in enumerate(_boxes(centers, labels, np.array(list(sides.values()), float))):
        if not few and (len(placed) == MOST_LABELS or _shared(dots[word, None], placed)[0]):
            continue
        readable = (_shared(boxes, free) == 0) | few
        if readable.any():
            covered = _shared(boxes, np.vstack([_near(dots, boxes), placed]))
            readable &= (covered < _HIDDEN * _area(boxes)) | few
        if readable.any():
            best = int(np.where(readable, covered, np.inf).argmin())
            found[word] = list(sides)[best]
            placed = np.vstack([placed, boxes[best]])
            free = np.vstack([free, dots[word], boxes[best]])
    return found


def _near(dots: Boxes, boxes: Boxes) -> Boxes:
    """The dots that any of the boxes might cover."""
    low, high = boxes[:, :2].min(0), boxes[:, 2:].max(0)
    return dots[((dots[:, 2:] > low) & (dots[:, :2] < high)).all(1)]


def _finite(points: NDArray[np.floating]) -> Doubles:
    return np.nan_to_num(points.astype(np.float64), posinf=0, neginf=0)


def _boxes(centers: Doubles, labels: Sequence[str], sides: Doubles) -> NDArray[np.float64]:
    """Each label on each side of its dot, (V, sides, 4): right beside it, or so many half lines above or below."""
    width = _CHARACTER * np.array([len(label) for label in labels], float)[:, None] / 2
    x = centers[:, :1] + sides[:, 0] * (width + _DOT / 2)
    y = centers[:, 1:] + sides[:, 1] * _LINE / 2 + np.sign(sides[:, 1]) * _DOT / 2
    return np.stack([x - width, y - _LINE / 2, x + width, y + _LINE / 2], 2)


def _area(boxes: Boxes) -> Doubles:
    return (boxes[:, 2:] - boxes[:, :2]).prod(1)


def _shared(boxes: Boxes, others: Boxes) -> Doubles:
    """For each box the area that it shares with the others."""
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    return np.clip(high - low, 0, None).prod(2).sum(1)
