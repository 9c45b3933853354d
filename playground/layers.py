"""The two first layers: a table to look words up in, and a matrix to multiply one-hot vectors with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch.nn.functional as F
from torch import Tensor, nn

from playground.choices import Choice, Option, registry

FirstLayer = nn.Embedding | nn.Linear

BIAS = Option(
    "bias",
    "Linear has a bias",
    "One more vector, added to every word's vector. Embedding has none, so with a bias the two layers "
    "differ from the start. PyTorch's nn.Linear has one unless you say bias=False.",
    False,
)


@dataclass(frozen=True, kw_only=True)
class Layer(Choice):
    """A first layer: ``build(V, D, **options)`` makes it, ``read(layer, ids)`` gives words' vectors.

    ``ids`` is an int64 tensor of any shape (...); the vectors are float32 (..., D).
    ``words_first(weight)`` turns the weight between PyTorch's shape and (..., V, D), either way.
    """

    build: Callable[..., FirstLayer]
    read: Callable[[Any, Tensor], Tensor]
    words_first: Callable[[Tensor], Tensor]
    code: str


def _embedding(words: int, dimension: int) -> nn.Embedding:
    return nn.Embedding(words, dimension)


def _look_up(layer: nn.Embedding, ids: Tensor) -> Tensor:
    return layer(ids)


def _linear(words: int, dimension: int, bias: bool) -> nn.Linear:
    return nn.Linear(words, dimension, bias=bias)


def _multiply(layer: nn.Linear, ids: Tensor) -> Tensor:
    return layer(F.one_hot(ids, layer.in_features).float())


EMBEDDING = Layer(
    "embedding",
    "Embedding",
    "A table with one row for each word. It takes a word's number and gives back that row.",
    build=_embedding,
    read=_look_up,
    words_first=lambda weight: weight,
    code="embedding = nn.Embedding({words}, {dimension})",
)
LINEAR = Layer(
    "linear",
    "Linear on one-hot",
    "A matrix. It takes a vector that is 0 everywhere but 1 at the word's place, and multiplies.",
    (BIAS,),
    build=_linear,
    read=_multiply,
    words_first=lambda weight: weight.mT,
    code="linear = nn.Linear({words}, {dimension}, bias={bias})",
)
LAYERS = registry(EMBEDDING, LINEAR)


@dataclass(frozen=True, kw_only=True)
class Selection(Choice):
    """Which layers a run trains, side by side from the same batches."""

    layers: tuple[Layer, ...]


SELECTIONS = registry(
    Selection(
        "both",
        "Both",
        f"The two side by side, on the same batches. {EMBEDDING.label}: {EMBEDDING.explanation} "
        f"{LINEAR.label}: {LINEAR.explanation}",
        LINEAR.options,
        layers=(EMBEDDING, LINEAR),
    ),
    Selection("embedding", EMBEDDING.label, EMBEDDING.explanation, EMBEDDING.options, layers=(EMBEDDING,)),
    Selection("linear", LINEAR.label, LINEAR.explanation, LINEAR.options, layers=(LINEAR,)),
)
