"""Positions of the vectors in a picture of one, two or three axes; more dimensions through one fixed projection."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from playground.figures.drawn_words import Drawn, drawn
from playground.training.history import Floats, History

FITTED = 200_000
"""The projection is fitted on about this many vectors; more would hardly turn it."""
_BLOCK = 10_000

Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Projection:
    """``positions`` float32 (K, S, V') of the ``drawn`` words for each layer, K = 1, 2 or 3 axes.

    ``outputs`` are those of their output vectors, if these are drawn too. A vector lies at (vector - ``mean``) @
    ``basis``, (D,) and (D, K). ``share`` is the share of the variance that they show.
    """

    positions: dict[str, Floats]
    drawn: Drawn
    mean: Doubles
    basis: Doubles
    share: float
    projected: bool
    outputs: Floats | None = None

    @property
    def axes(self) -> int:
        return len(next(iter(self.positions.values())))

    def of(self, vectors: Floats) -> Floats:
        """Where vectors (S, V', D) of any run lie in the picture, float32 (K, S, V')."""
        return _onto(vectors, self.mean, self.basis)

    def along(self, offsets: Floats) -> Floats:
        """How far offsets of vectors, (S, V', D), lead in the picture, float32 (K, S, V')."""
        return _onto(offsets, np.zeros_like(self.mean), self.basis)

    def moved(self, vector: Floats, offset: Sequence[float]) -> Doubles:
        """The vector, (D,), when it has gone so far along each axis of the picture."""
        return vector + self.basis @ np.array(offset[: self.axes], np.float64)

    def limits(self) -> tuple[Doubles, Doubles]:
        """The lowest and the highest corner of the whole run, with room for labels."""
        drawn = [*self.positions.values(), *([] if self.outputs is None else [self.outputs])]
        points = [positions.reshape(self.axes, -1).astype(np.float64) for positions in drawn]  # float32 may overflow
        low, high = np.min([p.min(1) for p in points], 0), np.max([p.max(1) for p in points], 0)
        room = np.maximum(0.12 * (high - low).max(), 0.05)
        return low - room, high + room


def project(history: History, outputs: bool = False) -> Projection:
    """The vectors of the drawn words on the axes of the picture, and if wanted and there, their output vectors.

    With more than three dimensions these are the first two principal components of all vectors of the run
    (every drawn word, both layers, every snapshot or evenly spaced ones up to FITTED vectors), so that what
    moves is the vector and not the basis.
    """
    order, dimension = drawn(history), history.experiment.dimension
    vectors = {name: track.vectors[:, order.indices] for name, track in history.tracks.items()}
    if outputs and history.outputs is not None:
        vectors["outputs"] = history.outputs[:, order.indices]
    if dimension <= 3:
        mean, basis, share = np.zeros(dimension), np.eye(dimension), 1.0
        positions = {name: np.ascontiguousarray(np.moveaxis(v, 2, 0)) for name, v in vectors.items()}
    else:
        mean, basis, share = _principal(_fitted(list(vectors.values())), 2)
        positions = {name: _onto(v, mean, basis) for name, v in vectors.items()}
    beside = positions.pop("outputs", None)
    return Projection(positions, order, mean, basis, share, projected=dimension > 3, outputs=beside)


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


def trails_differ(history: History, projection: Projection) -> bool:
    """Whether the two layers' trails can be told apart; otherwise one is drawn for both."""
    low, high = projection.limits()
    return history.difference is not None and bool(history.difference.max() > 1e-3 * np.max(high - low))
