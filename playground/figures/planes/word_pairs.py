"""Axes of meaning: each leads from one word to another, as from man to woman."""

from dataclasses import dataclass

import numpy as np

from playground.analysis.similarity import numbered
from playground.choices import InvalidField
from playground.experiment.views import PlaneChoice
from playground.figures.planes.plane import Doubles, Pair, Plane, Spread
from playground.training.history import History
from playground.wording import abbreviate, isolated
from playground.words.vocabulary import Vocabulary

PARALLEL = 0.999
"""From this cosine on, between them or against each other, two directions are one line."""
_BETWEEN = ("→", "->", ",", None)
"""What may stand between two words, from the plainest to a blank."""


def word_pairs(history: History, spread: Spread, choice: PlaneChoice) -> Plane:
    """A word's place on an axis is its shadow on the line through the axis's two words.

    The two words are at 0 and 1 at the last snapshot of the first layer. Both axes stay fixed over the run. Raises
    InvalidField for what is no pair, and for pairs that give no two directions.
    """
    pairs = _pairs(choice, history.experiment.vocabulary)
    last = next(iter(history.tracks.values())).vectors[-1].astype(np.float64)
    starts = last[[pair.start for pair in pairs]]
    ways = last[[pair.end for pair in pairs]] - starts
    names = [f"{_quoted(history.words[pair.start])} → {_quoted(history.words[pair.end])}" for pair in pairs]
    _check(ways, names)
    basis = (ways / (ways**2).sum(1, keepdims=True)).T
    mean = np.linalg.lstsq(basis.T, (starts * basis.T).sum(1))[0]  # both starts are at 0 of their axes
    across, up = [[isolated(history.short_words[end]) for end in (pair.start, pair.end)] for pair in pairs]
    said = "On each axis the first word is at 0 and the second at 1 at the last step. The axes stay where they are."
    return Plane(mean, basis, (" → ".join(across), " → ".join(up)), "the directions of two word pairs", said, pairs)


def first_pairs(vocabulary: Vocabulary) -> tuple[str, str]:
    """What is taken where nothing is typed: from the first word to the second, and to the third."""
    words = [*vocabulary.words[:3], "", "", ""]
    return f"{words[0]} → {words[1]}", f"{words[0]} → {words[2]}"


@dataclass(frozen=True)
class Analogy:
    """``base`` + ``plus`` - ``minus``, words by number: the step from minus to plus, made from base."""

    base: int
    plus: int
    minus: int


def analogy(pairs: tuple[Pair, ...]) -> Analogy:
    """What the second pair's word is when it goes the way of the first pair: king + woman - man.

    It is the word at the end, or that at the start, if the one at the end is of the first pair too.
    """
    first, second = pairs
    base = second.start if second.end in (first.start, first.end) else second.end
    return Analogy(base, first.end, first.start)


def _pairs(choice: PlaneChoice, vocabulary: Vocabulary) -> tuple[Pair, Pair]:
    if len(vocabulary) < 3:
        raise InvalidField("across", "Two pairs need at least three different words.")
    across, up = first_pairs(vocabulary)
    return _pair("across", choice.across or across, vocabulary), _pair("up", choice.up or up, vocabulary)


def _pair(field: str, typed: str, vocabulary: Vocabulary) -> Pair:
    splits = ([part.strip() for part in typed.split(mark)] for mark in _BETWEEN)
    two = next((parts for parts in splits if len(parts) == 2 and all(parts)), None)
    if two is None:
        raise InvalidField(
            field, f"Type two words with an arrow or a comma between them: {first_pairs(vocabulary)[0]}."
        )
    start, end = (_index(field, word, vocabulary) for word in two)
    if start == end:
        raise InvalidField(field, f"Both words are {_quoted(vocabulary.words[start])}. Choose two different ones.")
    return Pair(start, end)


def _index(field: str, word: str, vocabulary: Vocabulary) -> int:
    index = numbered(word, vocabulary)
    if index is None:
        raise InvalidField(field, f"{_quoted(word)} is not in the vocabulary.")
    return index


def _check(ways: Doubles, names: list[str]) -> None:
    """Raises InvalidField unless the two ways (2, D) are directions, and two of them."""
    lengths = np.linalg.norm(ways, axis=1)
    for field, name, length in zip(("across", "up"), names, lengths, strict=True):
        if not 0 < length < np.inf:
            raise InvalidField(field, f"{name} is no direction: at the last step both words have the same vector.")
    cosine = float(np.prod([ways[0] / lengths[0], ways[1] / lengths[1]], 0).sum())
    if abs(cosine) >= PARALLEL:
        way = "the same way as" if cosine > 0 else "the opposite way to"
        raise InvalidField(
            "up", f"{names[1]} points {way} {names[0]} at the last step, so there is only one direction."
        )


def _quoted(word: str) -> str:
    return f"“{isolated(abbreviate(word))}”"
