"""How near a guess of where training puts the words comes to where it put them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground import limits
from playground.analysis.many_starts import aligned
from playground.experiment.experiment import Experiment

Doubles = NDArray[np.float64]
GUESSES = 1_000
"""Random guesses that a learner's is compared with."""


def no_placing(experiment: Experiment) -> str:
    """Why its words can't be placed by hand; empty where they can."""
    if experiment.dimension != 2:
        return "Words are placed in a plane: set Dimension to 2."
    if len(experiment.vocabulary) > limits.PLACED:
        return f"There are {len(experiment.vocabulary):,} words, and at most {limits.PLACED} can be placed by hand."
    return ""


@dataclass(frozen=True)
class Score:
    """A guess beside the truth, both float64 (V, 2).

    ``places`` is the guess, shifted, turned, mirrored and scaled to come as near to the ``truth`` as it can. ``mean``
    is the distance between the two, the mean of all words; ``of_start`` that of the vectors before training. Of the
    random guesses, fitted in the same way, half come to ``random`` or less, and so many are ``beaten``: further away.
    """

    places: Doubles
    truth: Doubles
    mean: float
    of_start: float
    random: float
    beaten: int

    @property
    def distances(self) -> Doubles:
        """float64 (V,)."""
        return _far(self.places, self.truth)

    def told(self, words: Sequence[str]) -> str:
        """In a few sentences."""
        worst = words[int(self.distances.argmax())]
        return (
            f"On average your words are {self.mean:.2f} from where training put them, which is nearer than "
            f"{self.beaten:,} of {GUESSES:,} random guesses; half of these come to {self.random:.2f} or less. "
            f"Left where they start, the words would be {self.of_start:.2f} away. The furthest off is “{worst}”."
        )


def score(guess: NDArray[np.floating], truth: NDArray[np.floating], start: NDArray[np.floating]) -> Score:
    """Of a guess (V, 2), where the words began at ``start`` (V, 2)."""
    places, goal = aligned(guess, truth, scaled=True), truth.astype(np.float64)
    drawn = np.random.default_rng(0).normal(size=(GUESSES, *goal.shape))
    others = np.array([_far(aligned(one, goal, scaled=True), goal).mean() for one in drawn])
    mean = float(_far(places, goal).mean())
    of_start = float(_far(aligned(start, goal, scaled=True), goal).mean())
    return Score(places, goal, mean, of_start, float(np.median(others)), int((others > mean).sum()))


def _far(places: Doubles, others: Doubles) -> Doubles:
    return np.linalg.norm(places - others, axis=1)
