"""How weights start: one entry for each way the lesson names.

An initializer's ``fill`` changes a layer in place, with the PyTorch call that its ``code`` shows.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import nn

from playground.choices import Choice, InvalidField, Option, registry
from playground.layers import FirstLayer

LOW = Option("low", "low", "The smallest number that can be drawn.", -1.0, -100.0, 100.0)
HIGH = Option("high", "high", "No number drawn reaches this one.", 1.0, -100.0, 100.0)
MEAN = Option("mean", "mean", "The middle of the bell curve.", 0.0, -100.0, 100.0)
STD = Option("std", "std", "How wide the bell curve is: its standard deviation.", 1.0, 0.0, 100.0)


@dataclass(frozen=True, kw_only=True)
class Initializer(Choice):
    """``fill(layer, **options)`` sets ``layer.weight``; ``code`` is the same as a line of PyTorch.

    In ``code``, ``{layer}`` is the layer's name, ``{shape}`` its weight's shape ("12, 2"), and each
    option stands for its value. An empty code means that the constructor alone has done it.
    """

    fill: Callable[..., object]
    code: str = ""

    def line(self, layer: str, shape: tuple[int, ...], options: Mapping[str, object]) -> str:
        return self.code.format(layer=layer, shape=", ".join(map(str, shape)), **options)


def _keep(layer: FirstLayer) -> None:
    """PyTorch's constructor has filled the weight already."""


def _rand(layer: FirstLayer) -> None:
    layer.weight = nn.Parameter(torch.rand(*layer.weight.shape))


def _uniform(layer: FirstLayer, low: float, high: float) -> None:
    layer.weight.data.uniform_(low, high)


def _low_below_high(low: float, high: float) -> None:
    if low > high:
        raise InvalidField("high", f"high must not be below low: {high:g} is less than {low:g}.")


def _normal(layer: FirstLayer, mean: float, std: float) -> None:
    nn.init.normal_(layer.weight, mean, std)


INITIALIZERS = registry(
    Initializer(
        "default",
        "PyTorch's default",
        "What the layer does when you say nothing. Embedding draws from a bell curve of width 1; "
        "Linear draws evenly between -1/√V and 1/√V, so its numbers shrink as the vocabulary (V words) grows.",
        fill=_keep,
    ),
    Initializer(
        "rand",
        "nn.Parameter(torch.rand(…))",
        "A new parameter of numbers drawn evenly between 0 and 1: all positive, so every word starts in one corner.",
        fill=_rand,
        code="{layer}.weight = nn.Parameter(torch.rand({shape}))",
    ),
    Initializer(
        "uniform_",
        ".data.uniform_(low, high)",
        "Overwrites the numbers in place, drawn evenly between low and high.",
        (LOW, HIGH),
        _low_below_high,
        fill=_uniform,
        code="{layer}.weight.data.uniform_({low}, {high})",
    ),
    Initializer(
        "normal_",
        "nn.init.normal_(mean, std)",
        "Overwrites the numbers in place, drawn from a bell curve around mean, std wide.",
        (MEAN, STD),
        fill=_normal,
        code="nn.init.normal_({layer}.weight, {mean}, {std})",
    ),
)
