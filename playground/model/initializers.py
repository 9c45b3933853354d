"""How weights start: one entry for each way that PyTorch has.

An initializer's ``fill`` changes a layer in place, with the PyTorch calls that its ``lines`` show.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from playground.choices import Choice, InvalidField, Option, registry
from playground.model.initializer_options import BELL, BETWEEN, CUT_BELL, EVEN, GAIN, KAIMING, SPARSE, VAL
from playground.model.layers import FirstLayer, Layer
from playground.model.pretrained import NUMBERS, source_matrix


@dataclass(frozen=True)
class LayerToFill:
    """The layer to fill, as its line of code names it: ``words`` are its vocabulary, ``arguments`` its own options."""

    kind: Layer
    words: Sequence[str]
    dimension: int
    arguments: str

    @property
    def weight(self) -> str:
        return f"{self.kind.name}.weight"

    @property
    def shape(self) -> str:
        """The weight's shape as it is written: "12, 2"."""
        return ", ".join(map(str, self.kind.words_first(torch.empty(len(self.words), self.dimension)).shape))


@dataclass(frozen=True, kw_only=True)
class Initializer(Choice):
    """``fill(layer, place, **options)`` sets ``layer.weight``; ``lines(place, **options)`` are the same in PyTorch.

    No lines mean that the constructor alone has done it. ``why_layers_differ`` says why they do when each layer draws
    its own. ``width(**options)`` is the dimension that the numbers have, None when they take any.
    """

    fill: Callable[..., object]
    lines: Callable[..., list[str]]
    why_layers_differ: str = "Both draw from the same distribution, one after the other, so their numbers differ."
    width: Callable[..., int | None] = lambda **_: None


def _init(torch_name: str, explanation: str, *options: Option, **more: Any) -> Initializer:
    """The function of that name in ``torch.nn.init``, with its own names for its options."""
    function: Callable[..., Tensor] = getattr(nn.init, torch_name)

    def fill(layer: FirstLayer, place: LayerToFill, **options: object) -> None:
        function(layer.weight, **options)

    def lines(place: LayerToFill, **options: object) -> list[str]:
        arguments = [place.weight, *(f"{option}={value!r}" for option, value in options.items())]
        return [f"nn.init.{torch_name}({', '.join(arguments)})"]

    entry: dict[str, Any] = {"name": torch_name, "label": f"nn.init.{torch_name}", "fill": fill, "lines": lines} | more
    return Initializer(explanation=explanation, options=options, **entry)


def _keep(layer: FirstLayer, place: LayerToFill) -> None:
    """PyTorch's constructor has filled the weight already."""


def _rand(layer: FirstLayer, place: LayerToFill) -> None:
    layer.weight = nn.Parameter(torch.rand(*layer.weight.shape))


def _uniform(layer: FirstLayer, place: LayerToFill, low: float, high: float) -> None:
    layer.weight.data.uniform_(low, high)


def _low_below_high(low: float, high: float) -> None:
    if low > high:
        raise InvalidField("high", f"high must be at least low, but {high:g} is less than {low:g}.")


def _a_below_b(a: float, b: float, **_: object) -> None:
    if a >= b:
        raise InvalidField("b", f"b must be greater than a, but {b:g} is not greater than {a:g}.")


def _mean_within(mean: float, a: float, b: float, **_: object) -> None:
    _a_below_b(a, b)
    if not a <= mean <= b:
        raise InvalidField("mean", f"mean must lie between a and b, but {mean:g} is not between {a:g} and {b:g}.")


_FAN_IN = (
    "With fan_in, fan is the weight's last axis: D for Embedding (V, D), but V for Linear (D, V). With fan_out it is "
    "the first axis: V for Embedding, D for Linear. The layer with the larger fan gets the smaller numbers."
)
_SAME_NUMBERS = "Nothing is random, so both get the same numbers."

DRAWN = registry(
    Initializer(
        "default",
        "PyTorch's default",
        "What the layer does by default. Embedding draws from the normal distribution N(0, 1); Linear draws "
        "uniformly between -1/√V and 1/√V, so its numbers shrink as the vocabulary (V words) grows.",
        fill=_keep,
        lines=lambda place: [],
        why_layers_differ="Embedding draws from N(0, 1), whatever the number of words. Linear draws uniformly "
        "between -1/√V and 1/√V, a standard deviation of 1/√(3V). Each output sums over V inputs and should not grow "
        "with V.",
    ),
    Initializer(
        "rand",
        "nn.Parameter(torch.rand(…))",
        "A new parameter drawn uniformly between 0 and 1. All numbers are positive, so every word starts in "
        "one corner.",
        fill=_rand,
        lines=lambda place: [f"{place.weight} = nn.Parameter(torch.rand({place.shape}))"],
    ),
    Initializer(
        "uniform_",
        ".data.uniform_(low, high)",
        "Overwrites the weights in place with numbers drawn uniformly between low and high.",
        BETWEEN,
        _low_below_high,
        fill=_uniform,
        lines=lambda place, low, high: [f"{place.weight}.data.uniform_({low}, {high})"],
    ),
    _init(
        "uniform_",
        "Overwrites the weights with numbers drawn uniformly between a and b.",
        *EVEN,
        name="init.uniform_",
        check=_a_below_b,
    ),
    _init("normal_", "Draws from a normal distribution with this mean and standard deviation.", *BELL),
    _init(
        "trunc_normal_",
        "Draws from a normal distribution truncated at a and b.",
        *CUT_BELL,
        check=_mean_within,
    ),
    _init(
        "xavier_uniform_",
        "Draws uniformly within ±gain·√(6 / (V + D)): the more words and dimensions, the smaller the numbers.",
        GAIN,
    ),
    _init("xavier_normal_", "Draws from a normal distribution with standard deviation gain·√(2 / (V + D)).", GAIN),
    _init(
        "kaiming_uniform_",
        "Draws uniformly within ±gain·√(3 / fan). With a = √5, this is nn.Linear's own default.",
        *KAIMING,
        why_layers_differ=_FAN_IN,
    ),
    _init(
        "kaiming_normal_",
        "Draws from a normal distribution with standard deviation gain / √fan.",
        *KAIMING,
        why_layers_differ=_FAN_IN,
    ),
    _init(
        "orthogonal_",
        "Makes the D dimensions, each read across all words, of length gain and at right angles to each other (the "
        "words' vectors, if there are fewer words than dimensions).",
        GAIN,
    ),
    _init(
        "sparse_",
        "Draws from a normal distribution, then sets a fraction of each column, rounded up, to zero.",
        *SPARSE,
        why_layers_differ="A column is one dimension in Embedding's weight (V, D), but one word in Linear's (D, V).",
    ),
    _init(
        "constant_",
        "Every number is the same, so all words start in one place. Watch what separates them.",
        VAL,
        why_layers_differ=_SAME_NUMBERS,
    ),
    _init("ones_", "Every number is 1: all words start in one place.", why_layers_differ=_SAME_NUMBERS),
    _init("zeros_", "Every number is 0: all words start at the origin.", why_layers_differ=_SAME_NUMBERS),
    _init(
        "eye_",
        "1 on the diagonal and 0 elsewhere. With as many dimensions as words, each word starts as its one-hot vector.",
        why_layers_differ=_SAME_NUMBERS,
    ),
)

MISSING = Option(
    "missing",
    "Words without numbers",
    "How words without numbers of their own start.",
    "default",
    entries=DRAWN,
    visible_effect="The dots of those words start elsewhere.",
    torch=("torch.nn.init",),
)
FREEZE = Option(
    "freeze",
    "freeze",
    "Frozen weights are not trained. from_pretrained freezes them unless you pass freeze=False.",
    True,
    visible_effect="The dots stay still. Only a bias, which still learns, or max_norm at a look-up can move them; a "
    "head still learns.",
    torch=("torch.nn.Embedding.from_pretrained(freeze=)",),
)


def _pretrained(
    layer: FirstLayer,
    place: LayerToFill,
    numbers: str,
    freeze: bool,
    missing: str,
    matrix: str | None = None,
    **of_missing: Any,
) -> None:
    found = source_matrix(numbers, matrix).find(place.words)
    DRAWN[missing].fill(layer, place, **of_missing)
    a = place.kind.words_first(layer.weight.data).clone()
    a[found.indices] = torch.from_numpy(found.rows.copy())
    layer.weight = place.kind.pretrained(a, freeze)


def _pretrained_lines(
    place: LayerToFill, numbers: str, freeze: bool, missing: str, matrix: str | None = None, **of_missing: Any
) -> list[str]:
    found = source_matrix(numbers, matrix).find(place.words)
    lines, a = NUMBERS[numbers].lines(found), "a"
    if found.missing:
        a = "weight"
        put = [*lines, "weight[rows] = a"] if len(found.indices) else []
        lines = [*DRAWN[missing].lines(place, **of_missing), f"weight = {place.kind.rows_code}.clone()", *put]
    taken = place.kind.pretrained_code.format(a=a, freeze=freeze, trained=not freeze, more=place.arguments)
    return [*lines, *taken.splitlines()]


FROM_PRETRAINED = Initializer(
    "from_pretrained",
    "nn.Embedding.from_pretrained(a)",
    "Your own numbers, one row per word. Linear gets the same matrix transposed.",
    (
        Option(
            "numbers",
            "The numbers a",
            "The source of the numbers.",
            "typed",
            entries=NUMBERS,
            visible_effect="The dots start at these coordinates.",
            torch=("torch.nn.Embedding.from_pretrained(embeddings=)",),
        ),
        MISSING,
        FREEZE,
    ),
    fill=_pretrained,
    lines=_pretrained_lines,
    why_layers_differ="Both get your numbers. Each layer draws its own numbers for words that have none.",
    width=lambda numbers, matrix=None, **_: source_matrix(numbers, matrix).rows.shape[1],
)
INITIALIZERS: Mapping[str, Initializer] = {**DRAWN, FROM_PRETRAINED.name: FROM_PRETRAINED}
INITIALIZER = Option(
    "initializer",
    "Start with",
    "How the weights start.",
    "default",
    entries=INITIALIZERS,
    visible_effect="The dots start elsewhere: look at step 0.",
    torch=("torch.nn.init",),
)
