"""Words looked up in a first layer: Embedding picks rows, Linear multiplies one-hot rows with its weight.

What a layer returns comes from calling it. The sums that Linear works out, and how much work that is, follow from what
it is: ``linear(x) = x @ weight.T + bias``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F

from playground.model.layers import EMBEDDING, LAYERS, LINEAR
from playground.run_lines import execute
from playground.training.history import Floats, History
from playground.training.restore import layer_at

MOST_TERMS = 12
"""How many products of a sum are written out."""
MOST_NUMBERS = 8
"""How many numbers of a vector are printed."""
MOST_SUMS = 4
"""How many numbers of a vector are written out as sums."""

_MOST_EYE = 1_000
"""Words up to which torch.eye(V) is made, which has V x V numbers."""
_WIDEST = 17
"""How many numbers of a one-hot row fit into one line of PyTorch's print."""
_FLOAT, _INDEX = 4, 8


@dataclass(frozen=True)
class Looked:
    """N words that were given to a layer as it was at a snapshot.

    ``weight``  float32 (V, D), a row for each word, before the look-up: with max_norm that may change it
    ``bias``    float32 (D,) or None
    ``vectors`` float32 (N, D), what the layer returned
    ``printed`` the lines of PyTorch that were run, and what each printed, empty if nothing
    """

    name: str
    ids: tuple[int, ...]
    weight: Floats
    bias: Floats | None
    vectors: Floats
    printed: tuple[tuple[str, str], ...]

    @property
    def shortened(self) -> tuple[int, ...]:
        """The words whose row was too long for max_norm, each once, in the order of the ids."""
        if self.name == LINEAR.name:
            return ()
        changed = (self.weight[list(self.ids)] != self.vectors).any(axis=1)
        return tuple(dict.fromkeys(word for word, other in zip(self.ids, changed, strict=True) if other))


def look_up(history: History, name: str, snapshot: int, ids: Sequence[int]) -> Looked:
    """Give the layer called ``name`` as it was at the snapshot these words: one number or more, each below V.

    Raises KeyError for a layer that was not trained.
    """
    layer, words = layer_at(history, LAYERS[name], snapshot), len(history.words)
    weight = LAYERS[name].words_first(layer.weight.detach()).clone().numpy()
    bias = history.tracks[name].bias
    names: dict[str, Any] = {"torch": torch, "F": F, name: layer}
    lines = [*_LINES[name](list(ids), words), _print_vectors(history.experiment.dimension)]
    printed = tuple((line, execute(line, names)) for line in lines)
    vectors = names["vectors"].detach().numpy()
    return Looked(name, tuple(ids), weight, None if bias is None else bias[snapshot], vectors, printed)


def _picked(ids: list[int], words: int) -> list[str]:
    return [f"vectors = embedding(torch.tensor({ids}))"]


def _multiplied(ids: list[int], words: int) -> list[str]:
    one_hot = f"torch.eye({words})[{ids}]"
    if words > _MOST_EYE:
        one_hot = f"F.one_hot(torch.tensor({ids}), {words}).float()"
    shown = ["print(one_hot)"]
    if words > _WIDEST:
        shown = ["print(one_hot.shape)", "print(one_hot.nonzero())  # the row and the column of each 1"]
    return [f"one_hot = {one_hot}", *shown, "vectors = linear(one_hot)"]


_LINES: Mapping[str, Callable[[list[int], int], list[str]]] = {EMBEDDING.name: _picked, LINEAR.name: _multiplied}
"""How each layer is given words, out of so many that there are, and its vectors for them taken."""


def _print_vectors(dimension: int) -> str:
    return "print(vectors)" if dimension <= MOST_NUMBERS else f"print(vectors[:, :{MOST_NUMBERS}])"


class Factor(NamedTuple):
    """One product: the word's number, the 0 or 1 that the one-hot row has there, and the weight that it meets."""

    word: int
    one_hot: int
    weight: float


@dataclass(frozen=True)
class Product:
    """One number that Linear returns: the sum of V products, and of ``bias`` unless it is None.

    ``terms`` are the products around the 1, in order; ``before`` and ``after`` are how many more there are, all 0.
    """

    terms: tuple[Factor, ...]
    before: int
    after: int
    bias: float | None
    result: float


def product(looked: Looked, order: int, place: int) -> Product:
    """How the number at a ``place``, from 0 to D - 1, of the vector of the ``order``-th word, from 0, comes about."""
    words, word = len(looked.weight), looked.ids[order]
    first = max(0, min(word - MOST_TERMS // 2, words - MOST_TERMS))
    last = min(first + MOST_TERMS, words)
    terms = tuple(Factor(other, int(other == word), float(looked.weight[other, place])) for other in range(first, last))
    bias = None if looked.bias is None else float(looked.bias[place])
    return Product(terms, first, words - last, bias, float(looked.vectors[order, place]))


class Work(NamedTuple):
    """What a look-up takes: how many multiplications and additions, and how many bytes are read, each number once."""

    multiplications: int
    additions: int
    read: int


def _picking(ids: Sequence[int], words: int, dimension: int, bias: bool) -> Work:
    return Work(0, 0, len(ids) * _INDEX + len(set(ids)) * dimension * _FLOAT)


def _multiplying(ids: Sequence[int], words: int, dimension: int, bias: bool) -> Work:
    results = len(ids) * dimension  # each of them a sum of one product for each word, and of the bias
    read = len(ids) * words + words * dimension + bias * dimension
    return Work(results * words, results * (words - 1 + bias), read * _FLOAT)


WORK: Mapping[str, Callable[[Sequence[int], int, int, bool], Work]] = {
    EMBEDDING.name: _picking,
    LINEAR.name: _multiplying,
}
"""What each layer's look-up of ``ids`` takes, given V words, D dimensions, and whether there is a bias."""
