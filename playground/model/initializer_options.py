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
    return _number(name, "No number drawn is smaller.", "No dot starts below it, on any axis.", default, torch)


def _most(name: str, default: float, *torch: str) -> Option:
    return _number(name, "No number drawn is larger.", "No dot starts above it, on any axis.", default, torch)


def _std(help: str, default: float, function: str, least: float = 0.0) -> Option:
    wider = "The larger, the wider the cloud of dots begins."
    return _number("std", help, wider, default, _named("std", function), least=least)


BETWEEN = (_least("low", -1.0, "torch.Tensor.uniform_(from=)"), _most("high", 1.0, "torch.Tensor.uniform_(to=)"))
EVEN = (_least("a", 0.0, *_named("a", "uniform_")), _most("b", 1.0, *_named("b", "uniform_")))
MEAN = _number(
    "mean",
    "The middle of the bell curve.",
    "The cloud of dots begins around it, on each axis.",
    0.0,
    _named("mean", "normal_", "trunc_normal_"),
)
_WIDTH = "How wide the bell curve is: its standard deviation."
BELL = (MEAN, _std(_WIDTH, 1.0, "normal_"))
CUT_BELL = (
    MEAN,
    _std(_WIDTH, 1.0, "trunc_normal_", least=0.0001),
    _least("a", -2.0, *_named("a", "trunc_normal_")),
    _most("b", 2.0, *_named("b", "trunc_normal_")),
)
GAIN = _number(
    "gain",
    "All numbers are multiplied by it.",
    "Twice the gain: the dots begin twice as far from the middle.",
    1.0,
    _named("gain", "xavier_uniform_", "xavier_normal_", "orthogonal_"),
    least=0.0,
)
SPARSE = (
    _number(
        "sparsity",
        "Which share of each column is zero.",
        "On each axis that share of Embedding's dots begins at 0.",
        0.5,
        _named("sparsity", "sparse_"),
        least=0.0,
        most=1.0,
    ),
    _std("How wide the bell curve of the others is.", 0.01, "sparse_"),
)
VAL = _number(
    "val", "The number that all weights get.", "All dots begin there, on every axis.", 0.5, _named("val", "constant_")
)

_FANS = registry(
    Choice(
        "fan_in",
        "fan_in",
        "Divides by the root of the number of inputs, which PyTorch takes from the weight's last axis.",
    ),
    Choice(
        "fan_out",
        "fan_out",
        "Divides by the root of the number of outputs, which PyTorch takes from the weight's first axis.",
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
        "The slope of leaky_relu below zero; no other nonlinearity asks for it.",
        "The steeper, the nearer to the middle the dots begin.",
        0.0,
        _named("a", *_KAIMINGS),
    ),
    Option(
        "mode",
        "mode",
        "What the numbers are made smaller by.",
        "fan_in",
        entries=_FANS,
        visible_effect="The more inputs, or outputs, the nearer to the middle the dots begin.",
        torch=_named("mode", *_KAIMINGS),
    ),
    Option(
        "nonlinearity",
        "nonlinearity",
        "What the layer is followed by: it sets the gain.",
        "leaky_relu",
        entries=_CURVES,
        visible_effect="The larger the gain, the further from the middle the dots begin.",
        torch=_named("nonlinearity", *_KAIMINGS),
    ),
)
