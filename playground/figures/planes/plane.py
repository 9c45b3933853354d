"""A plane in the space of the vectors, and how much of the vectors it shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.memo import cached_property
from playground.training.history import Floats

FITTED = 200_000
"""A spread is worked out from about this many vectors; more would hardly change it."""
_BLOCK = 10_000

Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Pair:
    """Two words, by their numbers in the vocabulary: ``start`` is at 0 of an axis, and ``end`` at 1."""

    start: int
    end: int


@dataclass(frozen=True)
class Plane:
    """A vector lies at (vector - ``mean``) @ ``basis``, (D,) and (D, K): K = 2, or as many as the vectors have.

    ``titles`` are those of the K axes. ``how`` says in a few words what was chosen, "" where the vectors are drawn as
    they are; ``said`` is what there is to say besides. ``pairs`` are the words that give the axes, if words do.
    """

    mean: Doubles
    basis: Doubles
    titles: tuple[str, ...]
    how: str = ""
    said: str = ""
    pairs: tuple[Pair, ...] = ()

    def of(self, vectors: Floats | Doubles) -> Floats:
        """Where vectors (S, V', D) lie, float32 (K, S, V')."""
        return _onto(vectors, self.mean, self.basis)

    def along(self, offsets: Floats) -> Floats:
        """How far offsets of vectors, (S, V', D), lead, float32 (K, S, V')."""
        return _onto(offsets, np.zeros_like(self.mean), self.basis)

    def lifted(self, offset: Sequence[float]) -> Doubles:
        """The shortest offset of a vector, (D,), that leads so far along each axis."""
        return self.basis @ np.linalg.solve(self.basis.T @ self.basis, np.array(offset, np.float64))


class Spread:
    """How vectors spread around their mean; worked out when it is asked for.

    ``layers`` hold vectors (S, V', D) each. Of many snapshots evenly spaced ones are used, the first and the last
    always among them.
    """

    def __init__(self, layers: Sequence[Floats]):
        self.layers = layers

    @cached_property
    def mean(self) -> Doubles:
        return self._points.mean(0, dtype=np.float64)

    @cached_property
    def scatter(self) -> Doubles:
        """The products of their offsets from the mean, summed, (D, D)."""
        scatter = np.zeros((len(self.mean), len(self.mean)))
        for block in _blocks(self._points):
            scatter += (block - self.mean).T @ (block - self.mean)
        return scatter

    def share(self, basis: Doubles) -> float:
        """The share of the variance that lies in the plane of these axes, (D, K)."""
        axes, _ = np.linalg.qr(basis)
        total = max(np.trace(self.scatter), np.finfo(float).tiny)
        return min(1.0, float(np.trace(axes.T @ self.scatter @ axes) / total))

    @cached_property
    def _points(self) -> Floats:
        snapshots, words, dimension = self.layers[0].shape
        most = max(2, FITTED // (words * len(self.layers)))
        kept = np.unique(np.linspace(0, snapshots - 1, min(snapshots, most)).round().astype(int))
        return np.concatenate([vectors[kept].reshape(-1, dimension) for vectors in self.layers])


def _onto(vectors: Floats | Doubles, mean: Doubles, basis: Doubles) -> Floats:
    """From (S, V', D) to positions (K, S, V')."""
    points = [((block - mean) @ basis).astype(np.float32) for block in _blocks(vectors.reshape(-1, len(mean)))]
    return np.ascontiguousarray(np.concatenate(points).reshape(*vectors.shape[:2], -1).transpose(2, 0, 1))


def _blocks(points: NDArray[Any]) -> list[NDArray[Any]]:
    """Views of so many points that a copy in double precision stays small."""
    return np.array_split(points, ceil(len(points) / _BLOCK))
