"""Where the words' vectors are drawn: up to three dimensions as they are, more by one fixed projection."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.history import Floats, History

DRAWN_WORDS = 200
"""More dots than this can't be told apart; the first words are drawn, and the page says so."""


@dataclass(frozen=True)
class Projection:
    """``positions`` float32 (K, S, V') for each track, K = 1, 2 or 3 axes; ``share`` of the variance they show."""

    positions: dict[str, Floats]
    share: float
    projected: bool

    @property
    def axes(self) -> int:
        return len(next(iter(self.positions.values())))

    @property
    def words(self) -> int:
        """How many words are drawn."""
        return next(iter(self.positions.values())).shape[2]


def project(history: History) -> Projection:
    """The vectors of the first DRAWN_WORDS words on the axes of the picture.

    With more than three dimensions these are the first two principal components of all vectors of the run
    (every word, every snapshot, both layers), so that what moves is the vector and not the basis.
    """
    vectors = {name: track.vectors[:, :DRAWN_WORDS] for name, track in history.tracks.items()}
    if history.experiment.dimension <= 3:
        return Projection({name: np.ascontiguousarray(np.moveaxis(v, 2, 0)) for name, v in vectors.items()}, 1.0, False)
    mean, basis, share = _principal(np.concatenate([v.reshape(-1, v.shape[2]) for v in vectors.values()]), 2)
    positions = {name: np.moveaxis((v - mean) @ basis, 2, 0).astype(np.float32) for name, v in vectors.items()}
    return Projection({name: np.ascontiguousarray(p) for name, p in positions.items()}, share, True)


def _principal(points: Floats, count: int) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Mean (D,), the first principal axes (D, count), and the share of the variance along them."""
    mean = points.mean(0, dtype=np.float64)
    values, axes = np.linalg.eigh(np.cov(points - mean, rowvar=False))
    basis = axes[:, ::-1][:, :count]
    # An axis may point either way: let its largest number be positive, so that a run is always drawn alike.
    basis = basis * np.sign(basis[np.abs(basis).argmax(0), range(count)])
    share = values[::-1][:count].sum() / max(values.sum(), np.finfo(float).tiny)
    return mean, basis, min(1.0, float(share))
