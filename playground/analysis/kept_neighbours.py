"""Which words have other neighbours in other runs, however these lie and however many dimensions they have."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NEIGHBOURS, MOST_WORDS = 3, 1_000
"""To each word; and how many words are looked at, the first ones."""


def nearest_words(vectors: NDArray[np.floating]) -> NDArray[np.int32]:
    """int32 (V', N): to each of the first words, the nearest others among them, the nearest first."""
    own = vectors[:MOST_WORDS].astype(np.float64)
    squares = (own**2).sum(1)
    distances = squares[:, None] + squares - 2 * own @ own.T
    np.fill_diagonal(distances, np.inf)
    found: NDArray[np.int32] = distances.argsort(1, kind="stable")[:, : min(NEIGHBOURS, len(own) - 1)].astype(np.int32)
    return found


@dataclass(frozen=True)
class Kept:
    """A word, its neighbours in this run and in each other run, and how many of them it has there on average."""

    word: str
    here: tuple[str, ...]
    others: tuple[tuple[str, ...], ...]

    @property
    def mean(self) -> float:
        return sum(len({*self.here} & {*there}) for there in self.others) / len(self.others)


Run = tuple[Sequence[str], NDArray[np.int32]]
"""The words of a run, and its ``nearest_words``."""


def most_changed(run: Run, others: Sequence[Run]) -> list[Kept]:
    """The words that are in all runs, those first whose neighbours have changed most."""
    here, *there = [_named(*one) for one in (run, *others)]
    shared = [word for word in here if all(word in names for names in there)]
    kept = [Kept(word, here[word], tuple(names[word] for names in there)) for word in shared]
    return sorted(kept, key=lambda one: one.mean)


def _named(words: Sequence[str], near: NDArray[np.int32]) -> dict[str, tuple[str, ...]]:
    return {words[word]: tuple(words[other] for other in others) for word, others in enumerate(near.tolist())}
