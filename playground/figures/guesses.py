"""What each step's batch is to guess, in words."""

import numpy as np
from numpy.typing import NDArray

from playground.training.history import History
from playground.wording import abbreviate

TOLD = 5
"""How many guesses of a batch are told; the sentence says how many more there are."""


def guesses(history: History) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """The different guesses, such as "cat → sleeps", and which of them each snapshot's batch begins with, (S, TOLD)."""
    examples = np.concatenate([history.inputs[:, :TOLD], history.targets[:, :TOLD, None]], axis=2)
    different, which = np.unique(examples.reshape(-1, examples.shape[2]), axis=0, return_inverse=True)
    return tuple(_spelled(history, *row) for row in different.tolist()), which.reshape(examples.shape[:2])


def _spelled(history: History, *example: int) -> str:
    *inputs, target = example
    words = [abbreviate(history.words[word]) for word in inputs if word >= 0]
    words = words if len(words) <= 4 else [*words[:3], "…"]
    return f"{' + '.join(words)} → {abbreviate(history.goals[target])}"
