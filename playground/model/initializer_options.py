"""The options of the initializers: what numbers are drawn, or filled in, called as PyTorch calls them."""

from playground.choices import Choice, Option, registry


def _named(parameter: str, *functions: str) -> tuple[str, ...]:
    """The parameter of these functions of ``torch.nn.init``."""
    return tuple(f"torch.nn.init.{function}({parameter}=)" for function in functions)


def _number(
    name: str,
    help: str,
    visible_effect: str,
    default: float,
    torch: tuple[str, ...],
    least: float = -100.0,
    most: float = 100.0,
) -> Option:
    return Option(name, name, help, default, least, most, visible_effect=visible_effect, torch=torch)


def _least(name: str, default: float, *torch: str) -> Option:
    return _number(
        name, "The smallest number that can be drawn.", "No dot starts below this on any axis.", default, torch
    )


def _most(name: str, default: float, *torch: str) -> Option:
    return _number(
        name, "The largest number that can be drawn.", "No dot starts above this on any axis.", default, torch
    )


def _std(help: str, default: float, function: str, least: float = 0.0) -> Option:
    wider = "Larger values spread the starting dots wider."
    return _number("std", help, wider, default, _named("std", function), least=least)


BETWEEN = (_least("low", -1.0, "torch.Tensor.uniform_(from=)"), _most("high", 1.0, "torch.Tensor.uniform_(to=)"))
EVEN = (_least("a", 0.0, *_named("a", "uniform_")), _most("b", 1.0, *_named("b", "uniform_")))
MEAN = _number(
    "mean",
    "The mean of the normal distribution.",
    "The starting dots are centred on this value on each axis.",
    0.0,
    _named("mean", "normal_", "trunc_normal_"),
)
_WIDTH = "The standard deviation of the normal distribution."
BELL = (MEAN, _std(_WIDTH, 1.0, "normal_"))
CUT_BELL = (
    MEAN,
    _std(_WIDTH, 1.0, "trunc_normal_", least=0.0001),
    _least("a", -2.0, *_named("a", "trunc_normal_")),
    _most("b", 2.0, *_named("b", "trunc_normal_")),
)
GAIN = _number(
    "gain",
    "Multiplies every weight.",
    "Twice the gain puts the starting dots twice as far from the origin.",
    1.0,
    _named("gain", "xavier_uniform_", "xavier_normal_", "orthogonal_"),
    least=0.0,
)
SPARSE = (
    _number(
        "sparsity",
        "Fraction of each column set to zero.",
        "On each axis, this fraction of Embedding's dots starts at 0.",
        0.5,
        _named("sparsity", "sparse_"),
        least=0.0,
        most=1.0,
    ),
    _std("The standard deviation of the remaining weights.", 0.01, "sparse_"),
)
VAL = _number(
    "val",
    "The value given to every weight.",
    "All dots start at this value on every axis.",
    0.5,
    _named("val", "constant_"),
)

_FANS = registry(
    Choice(
        "fan_in",
        "fan_in",
        "Divides by the square root of the number of inputs, which PyTorch reads from the weight's last axis.",
    ),
    Choice(
        "fan_out",
        "fan_out",
        "Divides by the square root of the number of outputs, which PyTorch reads from the weight's first axis.",
    ),
)
_CURVES = registry(
    Choice("leaky_relu", "leaky_relu", "Gain √(2 / (1 + a²))."),
    Choice("relu", "relu", "Gain √2."),
    Choice("linear", "linear", "Gain 1."),
    Choice("sigmoid", "sigmoid", "Gain 1."),
    Choice("tanh", "tanh", "Gain 5/3."),
    Choice("selu", "selu", "Gain 3/4."),
)
_KAIMINGS = ("kaiming_uniform_", "kaiming_normal_")
KAIMING = (
    _number(
        "a",
        "The slope of leaky_relu below zero; no other nonlinearity uses it.",
        "Steeper slopes start the dots closer to the origin.",
        0.0,
        _named("a", *_KAIMINGS),
    ),
    Option(
        "mode",
        "mode",
        "Whether the number of inputs or of outputs sets the scale.",
        "fan_in",
        entries=_FANS,
        visible_effect="The more inputs (or outputs), the closer to the origin the dots start.",
        torch=_named("mode", *_KAIMINGS),
    ),
    Option(
        "nonlinearity",
        "nonlinearity",
        "The nonlinearity after the layer, which sets the gain.",
        "leaky_relu",
        entries=_CURVES,
        visible_effect="Larger gains start the dots further from the origin.",
        torch=_named("nonlinearity", *_KAIMINGS),
    ),
)
