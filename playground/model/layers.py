"""The two first layers: a table to look words up in, and a matrix to multiply one-hot vectors with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from playground import limits
from playground.choices import Choice, InvalidField, Option, registry

FirstLayer = nn.Embedding | nn.Linear
Weights = TypeVar("Weights", Tensor, NDArray[np.float32])

BIAS = Option(
    "bias",
    "bias",
    "Linear only: one extra vector, added to every word's vector. nn.Linear has one unless you pass bias=False.",
    False,
    visible_effect="All of Linear's dots move at every step and drift away from Embedding's.",
    torch=("torch.nn.Linear(bias=)",),
)
PADDING_IDX = Option(
    "padding_idx",
    "padding_idx",
    "Embedding only: the word with this number never gets a gradient. The constructor sets its vector to "
    "zero; an initializer that runs later overwrites it. Negative numbers count from the "
    "last word. Empty: no padding word.",
    None,
    -limits.WORDS - 2,
    limits.WORDS + 1,
    kind=int,
    visible_effect="Embedding's dot for that word stays still unless weight decay pulls it; Linear's keeps moving.",
    torch=("torch.nn.Embedding(padding_idx=)",),
)
MAX_NORM = Option(
    "max_norm",
    "max_norm",
    "Embedding only: the maximum length of a vector. A longer one is shortened in the weight itself when "
    "it is looked up. Empty: no limit.",
    None,
    0.0001,
    1_000.0,
    kind=float,
    visible_effect="Embedding's dots stay within this distance of the origin and drift away from Linear's.",
    torch=("torch.nn.Embedding(max_norm=)",),
)
NORM_TYPE = Option(
    "norm_type",
    "norm_type",
    "How max_norm measures length: 2 is the Euclidean length, 1 the sum of absolute values.",
    2.0,
    0.1,
    10.0,
    visible_effect="With max_norm, Embedding's dots stay inside a circle (2) or a diamond (1).",
    torch=("torch.nn.Embedding(norm_type=)",),
)
SCALE_GRAD_BY_FREQ = Option(
    "scale_grad_by_freq",
    "scale_grad_by_freq",
    "Embedding only: divides a word's gradient by the number of times the word occurs in the batch.",
    False,
    visible_effect="Frequent words take shorter steps in Embedding than in Linear.",
    torch=("torch.nn.Embedding(scale_grad_by_freq=)",),
)
SPARSE = Option(
    "sparse",
    "sparse",
    "Embedding only: the gradient holds only the rows of the batch, which saves memory with a large "
    "vocabulary. Of the optimizers here, SGD, Adagrad and SparseAdam accept it.",
    False,
    visible_effect="The dots start out the same way, apart from the last digits; with SparseAdam, absent words "
    "stay still.",
    torch=("torch.nn.Embedding(sparse=)",),
)


@dataclass(frozen=True, kw_only=True)
class Layer(Choice):
    """A first layer: ``build(V, D, **options)`` makes it, ``read(layer, ids)`` gives words' vectors.

    ``ids`` is an int64 tensor of any shape (...); the vectors are float32 (..., D).
    ``words_axis`` is the axis of its weight that the words lie along: 0 where each is a row, 1 where it is a column.
    ``vectors(weights, bias, **options)`` are what the layer returns for every word, given many states of it: weights
    (S, V, D) and bias (S, D) or None. ``pretrained(a, freeze)`` is a weight of these rows, (V, D), frozen or not.
    ``title`` is what headings call it; every figure draws it in its ``color`` (as #rrggbb) and ``dash`` (Plotly's name
    for a line), and marks its words ``hollow``, with rings, or with dots.
    ``call`` is the constructor in PyTorch, to which ``arguments`` adds the options; ``read_code`` how it is called;
    ``rows_code`` the weight with a row for each word, ``stored_code`` how such rows are stored, ``vectors_code(weight,
    bias, **options)`` what the layer returns for every word, and ``pretrained_code`` the lines that take rows over.
    """

    build: Callable[..., FirstLayer]
    read: Callable[[Any, Tensor], Tensor]
    words_axis: int
    vectors: Callable[..., Tensor]
    pretrained: Callable[[Tensor, bool], nn.Parameter]
    call: str
    read_code: str
    rows_code: str
    stored_code: str
    vectors_code: Callable[..., str]
    pretrained_code: str
    title: str
    color: str
    dash: str
    hollow: bool

    @property
    def word_is(self) -> str:
        """What a word is in the weight: a "row" or a "column"."""
        return ("row", "column")[self.words_axis]

    def words_first(self, weight: Weights) -> Weights:
        """The weight, (V, D) or (D, V) at its end, turned between PyTorch's shape and (..., V, D), either way."""
        return weight.mT if self.words_axis else weight

    def arguments(self, options: Mapping[str, object]) -> str:
        """The options that are not PyTorch's default, as they are written in the call: ", padding_idx=0"."""
        usual = {option.name: option.default for option in self.options}
        usual.pop("bias", None)  # nn.Linear has a bias unless it is told
        return "".join(f", {name}={value}" for name, value in options.items() if usual.get(name, ...) != value)

    def code(self, words: int, dimension: int, options: Mapping[str, object]) -> str:
        """The line of PyTorch that builds the layer."""
        return f"{self.name} = {self.call}({words}, {dimension}{self.arguments(options)})"


def _scaled_or_sparse(scale_grad_by_freq: bool, sparse: bool, **_: object) -> None:
    if scale_grad_by_freq and sparse:
        raise InvalidField(
            "scale_grad_by_freq", "PyTorch can't scale sparse gradients. Switch off scale_grad_by_freq or sparse."
        )


def _look_up(layer: nn.Embedding, ids: Tensor) -> Tensor:
    return layer(ids)


def _rows(weights: Tensor, bias: None, /, max_norm: float | None, norm_type: float, **_: object) -> Tensor:
    if max_norm is None:
        return weights
    rows = weights.reshape(-1, weights.shape[2]).clone()  # a row that is looked up is shortened in place
    return F.embedding(torch.arange(len(rows)), rows, None, max_norm, norm_type).reshape(weights.shape)


def _rows_code(weight: str, biases: str, max_norm: float | None, norm_type: float, **_: object) -> str:
    if max_norm is None:
        return weight
    return f"F.embedding(torch.arange(len(vocab)), {weight}.clone(), max_norm={max_norm}, norm_type={norm_type})"


def _columns(weights: Tensor, bias: Tensor | None, /, **_: object) -> Tensor:
    return weights if bias is None else weights + bias[:, None]


def _multiply(layer: nn.Linear, ids: Tensor) -> Tensor:
    return layer(F.one_hot(ids, layer.in_features).float())


EMBEDDING = Layer(
    "embedding",
    "Embedding",
    "A table with one row per word. It takes a word's number and returns that row.",
    (PADDING_IDX, MAX_NORM, NORM_TYPE, SCALE_GRAD_BY_FREQ, SPARSE),
    _scaled_or_sparse,
    build=nn.Embedding,
    read=_look_up,
    words_axis=0,
    vectors=_rows,
    pretrained=lambda a, freeze: nn.Embedding.from_pretrained(a, freeze=freeze).weight,
    call="nn.Embedding",
    read_code="embedding({ids})",
    rows_code="embedding.weight.data",
    stored_code="{rows}",
    vectors_code=_rows_code,
    pretrained_code="embedding = nn.Embedding.from_pretrained({a}, freeze={freeze}{more})",
    title="Embedding",
    color="#0064B4",
    dash="solid",
    hollow=False,
)
LINEAR = Layer(
    "linear",
    "Linear on one-hot",
    "A matrix. It multiplies a vector that is 1 at the word's position and 0 elsewhere.",
    (BIAS,),
    build=nn.Linear,
    read=_multiply,
    words_axis=1,
    vectors=_columns,
    pretrained=lambda a, freeze: nn.Parameter(a.T.clone(), requires_grad=not freeze),
    call="nn.Linear",
    read_code="linear(F.one_hot({ids}, {words}).float())",
    rows_code="linear.weight.data.T",
    stored_code="{rows}.T.clone()",
    vectors_code=lambda weight, biases, bias, **_: f"{weight}.T + {biases}" if bias else f"{weight}.T",
    # Not `nn.Parameter(a.T.clone())`: it lies otherwise in memory, and sums come in another order.
    pretrained_code="""\
with torch.no_grad():
    linear.weight.copy_({a}.T)  # transposed
linear.weight.requires_grad_({trained})""",
    title="Linear",
    color="#C75000",
    dash="dot",
    hollow=True,
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
        f"Both layers, trained on the same batches. {EMBEDDING.label}: {EMBEDDING.explanation} "
        f"{LINEAR.label}: {LINEAR.explanation}",
        (*EMBEDDING.options, *LINEAR.options),
        _scaled_or_sparse,
        layers=(EMBEDDING, LINEAR),
    ),
    Selection(
        "embedding", EMBEDDING.label, EMBEDDING.explanation, EMBEDDING.options, _scaled_or_sparse, layers=(EMBEDDING,)
    ),
    Selection("linear", LINEAR.label, LINEAR.explanation, LINEAR.options, layers=(LINEAR,)),
)
