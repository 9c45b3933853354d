"""Which words are drawn, when there are more than can be read."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.training.history import History

LISTED, DOTS = 200, 1_000
"""How many words can be read individually (buttons, trails, rows of a matrix); how many dots still show a shape."""
BUDGET = 6_000_000
"""Bytes of one layer that are sent to the browser as positions, and again as cells of its matrix."""


@dataclass(frozen=True)
class Drawn:
    """The words of the picture in their order: whatever draws fewer draws the first of them.

    ``indices`` are their numbers in ``history.words``, ``short`` their labels, ``total`` how many words that has.
    """

    indices: NDArray[np.int64]
    words: tuple[str, ...]
    short: tuple[str, ...]
    total: int

    def first(self, count: int) -> str:
        """So many of the words, told: "the first 30 of 40 words", "the 200 most frequent of 1,500 words"."""
        which = f"first {count:,}" if self.total <= LISTED else f"{count:,} most frequent"
        return f"the {which} of {self.total:,} words"


def drawn(history: History) -> Drawn:
    """Up to 200 words by their index; of more the most frequent first, up to 1,000 as far as BUDGET allows."""
    total = len(history.words)
    if total <= LISTED:
        return Drawn(np.arange(total), history.words, history.short_words, total)
    numbers = len(history.steps) * min(3, history.experiment.dimension)
    most = max(LISTED, min(DOTS, BUDGET // (4 * numbers)))
    often = np.array(history.experiment.vocabulary.counts)
    indices = np.argsort(-often, kind="stable")[:most]
    words, short = (tuple(names[index] for index in indices) for names in (history.words, history.short_words))
    return Drawn(indices, words, short, total)
