"""The same recipe from many starts: where each leads, and what is the same everywhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.choices import InvalidField
from playground.experiment.experiment import Experiment
from playground.model.initializers import INITIALIZERS
from playground.training.history import Floats, History


@dataclass(frozen=True)
class Start:
    """A recipe that differs from the learner's in its start alone, and how it is called."""

    name: str
    experiment: Experiment


def seeds(experiment: Experiment, count: int) -> list[Start]:
    """The recipe from so many seeds, its own the first."""
    others = (experiment.seed + number for number in range(count))
    return [Start(f"seed {seed}", replace(experiment, seed=seed)) for seed in others]


def initializers(experiment: Experiment) -> list[Start]:
    """The recipe from every initializer that can be used as it is, its own the first."""
    own = INITIALIZERS[experiment.initializer]
    names = [own.name, *(name for name in INITIALIZERS if name != own.name)]
    return [Start(INITIALIZERS[name].label, found) for name in names for found in _started(experiment, name)]


def _started(experiment: Experiment, name: str) -> Iterator[Experiment]:
    """The recipe with that initializer and its usual options; nothing if that is no recipe."""
    if name == experiment.initializer:
        yield experiment
        return
    options = {option.name: option.default for option in INITIALIZERS[name].options}
    before: dict[str, Any] = {option.name: None for option in INITIALIZERS[experiment.initializer].options}
    try:
        found = replace(experiment, **{**before, "initializer": name, **options})
    except InvalidField:
        return
    if found.dimension == experiment.dimension:
        yield found


def one_layer(experiment: Experiment) -> Experiment:
    """The recipe with its first layer alone, which comes to the same numbers without the other."""
    first, *others = experiment.selection.layers
    return replace(experiment, layer=first.name) if others else experiment


@dataclass(frozen=True)
class End:
    """What is compared of a run of S snapshots: a few bytes of it, so that thirty can be held.

    Of the first layer: ``steps`` int64 (S,), ``loss`` float64 (S,), ``vectors`` float32 (V, D) at the end.
    """

    steps: NDArray[np.int64]
    loss: NDArray[np.float64]
    vectors: Floats

    @property
    def nbytes(self) -> int:
        return self.steps.nbytes + self.loss.nbytes + self.vectors.nbytes


def end(history: History) -> End:
    track = next(iter(history.tracks.values()))
    return End(history.steps, track.loss, track.vectors[-1])


def aligned(vectors: NDArray[Any], onto: NDArray[Any], scaled: bool = False) -> NDArray[np.float64]:
    """The vectors (V, D), shifted, turned and mirrored so that they come as near to the others as that can be.

    The orthogonal Procrustes problem, solved by a singular value decomposition (Schönemann 1966); distances between
    the vectors stay as they are, unless all are ``scaled`` by one factor.
    """
    own, others = vectors.astype(np.float64), onto.astype(np.float64)
    middle, to = own.mean(0), others.mean(0)
    left, stretch, right = np.linalg.svd((own - middle).T @ (others - to))
    extent = ((own - middle) ** 2).sum()
    factor = stretch.sum() / extent if scaled and extent else 1.0
    return factor * (own - middle) @ left @ right + to


def nearest(vectors: Floats) -> NDArray[np.int64]:
    """int64 (V,): to each word the one that is nearest to it."""
    own = vectors.astype(np.float64)
    squares = (own**2).sum(1)
    distances = squares[:, None] + squares - 2 * own @ own.T
    np.fill_diagonal(distances, np.inf)
    return distances.argmin(1)


_MOST_WORDS = 1_000
"""Whose neighbours are looked at: the first ones, as each is compared with all others."""


@dataclass(frozen=True)
class Company:
    """A word, the neighbour that it has most often, and in which share of the runs."""

    word: int
    neighbour: int
    share: float


def company(ends: Sequence[End]) -> list[Company]:
    """Each word's most frequent nearest neighbour at the end of these runs; the most faithful pairs first."""
    found = np.array([nearest(end.vectors[:_MOST_WORDS]) for end in ends])
    pairs = []
    for word, neighbours in enumerate(found.T):
        values, counts = np.unique(neighbours, return_counts=True)
        pairs.append(Company(word, int(values[counts.argmax()]), float(counts.max() / len(ends))))
    return sorted(pairs, key=lambda pair: (-pair.share, pair.word))
