"""Runs side by side: what differs between their recipes, and how losses and vectors compare at each step."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.analysis.movement import movement
from playground.experiment.experiment import FIELDS, Experiment
from playground.training.history import History, nearest_snapshots
from playground.wording import abbreviate, from_letter, listed, plural

Doubles = NDArray[np.float64]
_LONGEST = 60
"""How many characters of a value are shown."""
_BEFORE = 12
"""How many characters of a long value are shown before the first that differs."""
_BLOCK = 100_000
"""How many vectors at a time are copied to float64."""


class Difference(NamedTuple):
    """A field of the recipe by its label, and its value in each recipe, as people read it."""

    label: str
    values: tuple[str, ...]


def differences(experiments: Sequence[Experiment]) -> list[Difference]:
    """The fields whose values are not the same in all recipes, in the order of the recipe.

    A field that only some recipes have, because of what they choose, counts if one of these has it other than by
    default; the value is "—" in the others. Of long values the part is told that differs, up to 60 characters.
    """
    return [_difference(name, experiments) for name in FIELDS if _differs(name, experiments)]


def named(experiment: Experiment, other: Experiment) -> str:
    """A short name for a recipe, which says how it differs from another: "learning rate 0.5"; "" if in nothing."""
    rows = differences([experiment, other])
    return listed([f"{row.label[:1].lower()}{row.label[1:]} {abbreviate(row.values[0], 24)}" for row in rows], most=2)


def _differs(name: str, experiments: Sequence[Experiment]) -> bool:
    having = [experiment for experiment in experiments if name in experiment.in_use]
    if len(having) == len(experiments):
        return len({getattr(experiment, name) for experiment in having}) > 1
    return any(getattr(experiment, name) != experiment.in_use[name].default for experiment in having)


def _difference(name: str, experiments: Sequence[Experiment]) -> Difference:
    label = next(experiment.in_use[name].label for experiment in experiments if name in experiment.in_use)
    return Difference(label, tuple(_shortened([_as_text(name, experiment) for experiment in experiments])))


def _as_text(name: str, experiment: Experiment) -> str:
    option = experiment.in_use.get(name)
    return "—" if option is None else option.as_text(getattr(experiment, name))


def _shortened(texts: list[str]) -> list[str]:
    """Short enough to stand side by side, and still different."""
    if max(map(len, texts)) <= _LONGEST:
        return texts
    alike = sum(1 for _ in takewhile(lambda letters: len(set(letters)) == 1, zip(*texts, strict=False)))
    start = max(0, alike - _BEFORE)
    return [abbreviate("…" * (start > 0) + from_letter(text, start), _LONGEST) for text in texts]


def comparable_layer(history: History, layer: str) -> str:
    """The layer of a run that is compared with a layer of another run: the same, if the run has it."""
    return layer if layer in history.tracks else next(iter(history.tracks))


def why_not_comparable(history: History, other: History) -> str:
    """Why the other run's vectors can't be compared with this run's, word by word; "" if they can."""
    ours, theirs = history.experiment.dimension, other.experiment.dimension
    if ours != theirs:
        return f"{plural(theirs, 'dimension')}, not {ours:,}"
    return "" if set(history.words) & set(other.words) else "no words in common"


@dataclass(frozen=True)
class Course:
    """How a run went in one ``layer``: S snapshots.

    ``steps``      int64 (S,), the step number of each snapshot
    ``loss``       float64 (S,)
    ``travelled``  float64 (S,): how long the way of a word was by then, the mean of all words
    ``stride``      snapshots are this many steps apart
    """

    layer: str
    stride: int
    steps: NDArray[np.int64]
    loss: Doubles
    travelled: Doubles

    @property
    def nbytes(self) -> int:
        return self.steps.nbytes + self.loss.nbytes + self.travelled.nbytes

    def at(self, step: int) -> int | None:
        """The snapshot nearest to the step; None if the run ended before it."""
        return None if step > self.steps[-1] else int(nearest_snapshots(self.steps, np.array([step]))[0])


def course(history: History, layer: str) -> Course:
    """Raises KeyError for a layer that was not trained."""
    moved = movement(history, layer).moved.mean(axis=1, dtype=np.float64)
    travelled = np.concatenate([[0.0], np.cumsum(moved)])
    return Course(layer, history.stride, history.steps, history.tracks[layer].loss, travelled)


@dataclass(frozen=True)
class Distance:
    """How far another run's words are from where they are in this run, at each of this run's S snapshots.

    ``mean`` and ``largest`` of the words in both, float64 (S,), NaN where the other run has ended.
    """

    mean: Doubles
    largest: Doubles

    @property
    def nbytes(self) -> int:
        return self.mean.nbytes + self.largest.nbytes


def distance(history: History, other: History, layer: str) -> Distance:
    """At each step of the run, in that layer, from the ``comparable_layer`` of the other run.

    Needs runs that fit, see ``why_not_comparable``. Raises KeyError for a layer that was not trained.
    """
    ours, theirs = shared(history.words, other.words)
    snapshots = nearest_snapshots(other.steps, history.steps[history.steps <= other.steps[-1]])
    one, another = history.tracks[layer].vectors, other.tracks[comparable_layer(other, layer)].vectors
    blocks = np.array_split(np.arange(len(snapshots)), len(snapshots) * len(ours) // _BLOCK + 1)
    far = [_between(one[block][:, ours], another[snapshots[block]][:, theirs]) for block in blocks]
    mean, largest = np.full((2, len(history.steps)), np.nan)
    mean[: len(snapshots)] = np.concatenate([each.mean(axis=1) for each in far])
    largest[: len(snapshots)] = np.concatenate([each.max(axis=1) for each in far])
    return Distance(mean, largest)


def shared(words: Sequence[str], others: Sequence[str]) -> tuple[list[int], list[int]]:
    """The words in both, by their numbers in the one and in the other."""
    numbers = {word: number for number, word in enumerate(others)}
    found = [(number, numbers[word]) for number, word in enumerate(words) if word in numbers]
    return [number for number, _ in found], [number for _, number in found]


def _between(vectors: NDArray[np.float32], others: NDArray[np.float32]) -> Doubles:
    """The distances of vectors (S, V, D) and others, (S, V)."""
    return np.linalg.norm(vectors.astype(np.float64) - others, axis=2)
