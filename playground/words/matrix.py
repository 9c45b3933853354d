"""Numbers that a learner brings, as float32: one row for each word, with or without the words."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from playground.memo import cached_property
from playground.wording import small

# Whoever reads a number rounds it to float64 and then to float32. For this one float32, of all there are, that
# gives its neighbour, unless it is written with one more digit.
_ROUNDED_TWICE = ("7.038531e-26", "7.0385307e-26")


@dataclass(frozen=True, eq=False)
class Found:
    """Rows for some of the words that were asked for; ``indices`` are the places of those words, ascending."""

    indices: np.ndarray
    rows: np.ndarray
    missing: tuple[str, ...]
    unused: int


@dataclass(frozen=True, eq=False)
class Matrix:
    """Rows of float32 that can't be written to. Without ``words``, row i is for word number i.

    ``repeated`` rows were left out, as their word came before: the first one counts. ``remarks`` are sentences about
    what was guessed or left out when they were read. ``may_begin_with_words``: the first column may hold words that are
    numbers.
    """

    rows: np.ndarray
    words: tuple[str, ...] | None
    repeated: int = 0
    remarks: tuple[str, ...] = ()
    may_begin_with_words: bool = False

    @property
    def nbytes(self) -> int:
        """Memory held, about: the rows, the text that they came from, and the words with their two dictionaries."""
        return 5 * self.rows.nbytes + 250 * len(self.words or ())

    def find(self, words: Sequence[str]) -> Found:
        """The row of each word: of its exact spelling if there is one, else whatever the capitals."""
        places = [self._place(index, word) for index, word in enumerate(words)]
        indices = np.array([index for index, place in enumerate(places) if place is not None], dtype=np.int64)
        taken = np.array([place for place in places if place is not None], dtype=np.int64)
        missing = tuple(word for word, place in zip(words, places, strict=True) if place is None)
        return Found(indices, self.rows[taken], missing, len(self.rows) - len(np.unique(taken)))

    def _place(self, index: int, word: str) -> int | None:
        if self.words is None:
            return index if index < len(self.rows) else None
        lower = small(word)
        exact = self._places.get(word, self._places.get(lower))
        return self._small_places.get(lower) if exact is None else exact

    @cached_property
    def _places(self) -> dict[str, int]:
        return {word: place for place, word in enumerate(self.words or ())}

    @cached_property
    def _small_places(self) -> dict[str, int]:
        """By the small spelling; of "Polish" and "polish" the one that comes first."""
        return {small(word): place for word, place in reversed(self._places.items())}


def write(rows: ArrayLike) -> str:
    """The matrix as Python writes it, each number as short as gives the same float32 again.

    >>> write([[1, 0.1]])
    '[[1.0, 0.1]]'
    """
    lines = (", ".join(map(str, row)) for row in np.asarray(rows, dtype=np.float32))
    text = "[" + ", ".join(f"[{line}]" for line in lines) + "]"
    return text.replace(*_ROUNDED_TWICE)
