"""Positions of the vectors in a picture of one, two or three axes; more dimensions through one fixed projection."""

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from playground.figures.drawn import Drawn, drawn
from playground.history import Floats, History

FITTED = 200_000
"""The projection is fitted on about so many vectors: more would hardly turn it."""
_BLOCK = 10_000

Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Projection:
    """``positions`` float32 (K, S, V') of the ``drawn`` words for each track, K = 1, 2 or 3 axes.

    ``share`` is the share of the variance that they show.
    """

    positions: dict[str, Floats]
    drawn: Drawn
    share: float
    projected: bool

    @property
    def axes(self) -> int:
        return len(next(iter(self.positions.values())))

    def limits(self) -> tuple[Floats, Floats]:
        """The lowest and the highest corner of the whole run, with room for labels."""
        points = [positions.reshape(self.axes, -1) for positions in self.positions.values()]
        low, high = np.min([p.min(1) for p in points], 0), np.max([p.max(1) for p in points], 0)
        room = np.maximum(0.12 * (high - low).max(), 0.05)
        return low - room, high + room


def project(history: History) -> Projection:
    """The vectors of the drawn words on the axes of the picture.

    With more than three dimensions these are the first two principal components of all vectors of the run
    (every drawn word, both layers, every snapshot or evenly spaced ones up to FITTED vectors), so that what
    moves is the vector and not the basis.
    """
    order = drawn(history)
    vectors = {name: track.vectors[:, order.indices] for name, track in history.tracks.items()}
    if history.experiment.dimension <= 3:
        positions = {name: np.ascontiguousarray(np.moveaxis(v, 2, 0)) for name, v in vectors.items()}
        return Projection(positions, order, 1.0, False)
    mean, basis, share = _principal(_fitted(list(vectors.values())), 2)
    return Projection({name: _onto(v, mean, basis) for name, v in vectors.items()}, order, share, True)


def _fitted(vectors: list[Floats]) -> Floats:
    """The vectors (N, D) that the projection is fitted on, the first and the last snapshot always among them."""
    snapshots, words, dimension = vectors[0].shape
    most = max(2, FITTED // (words * len(vectors)))
    kept = np.unique(np.linspace(0, snapshots - 1, min(snapshots, most)).round().astype(int))
    return np.concatenate([v[kept].reshape(-1, dimension) for v in vectors])


def _principal(points: Floats, count: int) -> tuple[Doubles, Doubles, float]:
    """Mean (D,), the first principal axes (D, count), and the share of the variance along them."""
    mean = points.mean(0, dtype=np.float64)
    scatter = np.zeros((len(mean), len(mean)))
    for block in _blocks(points):
        scatter += (block - mean).T @ (block - mean)
    values, axes = np.linalg.eigh(scatter)
    basis = axes[:, ::-1][:, :count]
    # An axis may point either way: let its largest number be positive, so that a run is always drawn alike.
    basis = basis * np.sign(basis[np.abs(basis).argmax(0), range(count)])
    share = values[::-1][:count].sum() / max(values.sum(), np.finfo(float).tiny)
    return mean, basis, min(1.0, float(share))


def _onto(vectors: Floats, mean: Doubles, basis: Doubles) -> Floats:
    """From (S, V', D) to positions (K, S, V')."""
    points = [((block - mean) @ basis).astype(np.float32) for block in _blocks(vectors.reshape(-1, len(mean)))]
    return np.ascontiguousarray(np.concatenate(points).reshape(*vectors.shape[:2], -1).transpose(2, 0, 1))


def _blocks(points: Floats) -> list[Floats]:
    """Views of so many points that a copy in double precision stays small."""
    return np.array_split(points, ceil(len(points) / _BLOCK))
