"""How similar words' vectors are: the cosine of the angle between two, their distance, and sums of vectors.

A cosine is 1 where two vectors point the same way, 0 where they are at right angles, -1 where they are opposite;
how long they are makes no difference. ``vectors`` are those of one layer at one snapshot, float32 (V, D), and a word
is given by its index. Cosines are those of ``torch.nn.functional.cosine_similarity``, worked out in float64, where the
largest float32 numbers have a length too; a vector of zeros has no direction, and cosine 0 with every other.
"""

import re
from collections.abc import Collection, Sequence
from math import ceil
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from playground.words.vocabulary import Vocabulary

Floats = NDArray[np.float32]

_BLOCK = 10_000
"""How many vectors at a time are copied to float64."""


class Neighbour(NamedTuple):
    """A word that is near: its index ``word``, the cosine from -1 to 1, and the distance in the unit of the vectors."""

    word: int
    cosine: float
    distance: float


class Terms(NamedTuple):
    """A sum of words as it was typed: the words to add and to subtract, by index, and what is no word."""

    plus: list[int]
    minus: list[int]
    unknown: list[str]


def numbered(word: str, vocabulary: Vocabulary) -> int | None:
    """The number of a word as it is typed, None if it has none."""
    try:
        return vocabulary.index(word)
    except KeyError:
        return None


def terms(written: str, vocabulary: Vocabulary) -> Terms:
    """The words of "cat - dog + bird"; a sign is one where spaces stand around it, so "x-ray" may be a word."""
    found = Terms([], [], [])
    parts = re.split(r"(?:^|\s)([+−-])(?=\s|$)", f"+ {written}")[1:]
    for sign, side in zip(parts[::2], map(str.strip, parts[1::2]), strict=True):
        for word in side.split() if numbered(side, vocabulary) is None else [side]:
            index = numbered(word, vocabulary)
            if index is None:
                found.unknown.append(word)
            else:
                (found.plus if sign == "+" else found.minus).append(index)
    return found


def neighbours(vectors: Floats, word: int, count: int) -> list[Neighbour]:
    """The ``count`` words of highest cosine with ``word``, which is left out; fewer if there are no more.

    Of equal cosines the one at the smaller distance comes first. Needs memory for V numbers, not V x V.
    Raises IndexError if there is no such word.
    """
    return _nearest(vectors, _doubles(vectors[word]), [word], count)


def arithmetic(vectors: Floats, plus: Sequence[int], minus: Sequence[int], count: int) -> list[Neighbour]:
    """The words of highest cosine with the sum of ``plus`` minus the sum of ``minus``, in the order of ``neighbours``.

    king - man + woman is ``plus=[king, woman], minus=[man]``. The words of the sum are left out, because it is often
    nearest to one of them. The vectors are added as they are, not made equally long before.
    Raises IndexError if there is no such word.
    """
    plus, minus = list(plus), list(minus)
    return _nearest(vectors, _doubles(vectors[plus]).sum(0) - _doubles(vectors[minus]).sum(0), [*plus, *minus], count)


def nearest_to_sum(vectors: Floats, plus: Sequence[int], minus: Sequence[int]) -> int:
    """The word of highest cosine with such a sum, the words of the sum among them."""
    target = _doubles(vectors[list(plus)]).sum(0) - _doubles(vectors[list(minus)]).sum(0)
    return _nearest(vectors, target, [], 1)[0].word


def cosines(vectors: Floats) -> Floats:
    """The cosine of every word with every word, float32 (V, V). For few words: it grows with the square of V."""
    doubles = _doubles(vectors)
    return torch.stack([F.cosine_similarity(doubles, vector, dim=-1) for vector in doubles]).float().numpy()


def cosine_over(track_vectors: Floats, a: int, b: int) -> Floats:
    """The cosine of two words at every snapshot, float32 (S,), from vectors (S, V, D)."""
    one, other = (_doubles(track_vectors[:, word]) for word in (a, b))
    return F.cosine_similarity(one, other, dim=-1).float().numpy()


def cluster_order(vectors: Floats) -> NDArray[np.int64]:
    """The words' indices, int64 (V,), in an order that puts words of high cosine side by side. For few words.

    All pairs are gone through from the highest cosine to the lowest, and a pair is tied together if both words are
    at the ends of two chains, until one chain is left. Why this rule: it needs no number of clusters and works in any
    dimension, and words that are all more alike to each other than to any other word are sure to stand in one run.
    """
    alike, count = cosines(vectors), len(vectors)
    one, other = np.triu_indices(count, 1)
    chains = {word: [word] for word in range(count)}
    for pair in np.argsort(-alike[one, other], kind="stable"):
        left, right = chains[int(one[pair])], chains[int(other[pair])]
        if left is right or one[pair] not in _ends(left) or other[pair] not in _ends(right):
            continue
        left = left if left[-1] == one[pair] else left[::-1]
        right = right if right[0] == other[pair] else right[::-1]
        chains |= dict.fromkeys([*left, *right], left + right)
    order = chains[0]
    return np.array(order if order[0] < order[-1] else order[::-1])


def _ends(chain: list[int]) -> tuple[int, int]:
    return chain[0], chain[-1]


def _doubles(vectors: Floats) -> Tensor:
    """A copy in float64."""
    return torch.tensor(vectors, dtype=torch.float64)


def _nearest(vectors: Floats, target: Tensor, left_out: Collection[int], count: int) -> list[Neighbour]:
    """The words nearest to a vector (D,), without those that are left out."""
    cosine, distance = _compared(vectors, target)
    kept = np.ones(len(vectors), bool)
    kept[list(left_out)] = False
    order = [int(index) for index in np.lexsort((distance, -cosine)) if kept[index]]
    return [Neighbour(index, float(cosine[index]), float(distance[index])) for index in order[: max(0, count)]]


def _compared(vectors: Floats, target: Tensor) -> tuple[Floats, NDArray[np.float64]]:
    """Each word's cosine with a vector (D,), float32 (V,), and its distance from it, float64 (V,)."""
    blocks = [_doubles(block) for block in np.array_split(vectors, ceil(len(vectors) / _BLOCK))]
    cosine = torch.cat([F.cosine_similarity(block, target, dim=-1) for block in blocks])
    distance = torch.cat([torch.linalg.vector_norm(block - target, dim=-1) for block in blocks])
    return cosine.float().numpy(), distance.numpy()
