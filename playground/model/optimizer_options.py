"""The options of the optimizers, called as PyTorch calls them, but for ``betas``, which are two here."""

from playground.choices import Option

_ROLLS = "The closer to 1, the longer a dot keeps moving after its batch."
_EARLIER = "The closer to 1, the longer earlier gradients keep moving a dot."
_SHORTER = "Larger values shorten the dots' steps."
_LONG_FIRST = "The closer to 1, the longer the dots' first steps."
_DECAYS = "Pulls every weight towards 0 at each step, even for words that were never seen."
_DRIFT = "All dots drift towards the origin, even those of absent words."


def _named(parameter: str, *kinds: str) -> tuple[str, ...]:
    """The parameter of these classes of ``torch.optim``."""
    return tuple(f"torch.optim.{kind}({parameter}=)" for kind in kinds)


def _number(
    name: str, help: str, visible_effect: str, default: float, most: float, torch: tuple[str, ...], least: float = 0.0
) -> Option:
    return Option(name, name, help, default, least, most, visible_effect=visible_effect, torch=torch)


MOMENTUM = _number(
    "momentum",
    "How much of the velocity is kept at each step. 0 is plain SGD.",
    _ROLLS,
    0.9,
    0.999,
    _named("momentum", "SGD"),
)
RMSPROP_MOMENTUM = _number(
    "momentum", "How much of the velocity is kept at each step.", _ROLLS, 0.0, 0.999, _named("momentum", "RMSprop")
)
NESTEROV = Option(
    "nesterov",
    "nesterov",
    "Applies the momentum one step ahead: each step is the gradient plus momentum times the new velocity.",
    False,
    visible_effect="A dot's first step is longer, and it turns sooner.",
    torch=_named("nesterov", "SGD"),
)
MUON_MOMENTUM = _number(
    "momentum",
    "How much of the average gradient is kept at each step.",
    _ROLLS,
    0.95,
    0.999,
    _named("momentum", "Muon"),
)
MUON_NESTEROV = Option(
    "nesterov",
    "nesterov",
    "Applies the momentum one step ahead.",
    True,
    visible_effect="The dots turn sooner.",
    torch=_named("nesterov", "Muon"),
)
WEIGHT_DECAY = _number(
    "weight_decay",
    _DECAYS,
    _DRIFT,
    0.0,
    1.0,
    _named("weight_decay", "SGD", "Adam", "Adagrad", "RMSprop", "Adadelta", "NAdam"),
)
ADAMW_DECAY = _number("weight_decay", _DECAYS, _DRIFT, 0.01, 1.0, _named("weight_decay", "AdamW"))
MUON_DECAY = _number("weight_decay", _DECAYS, _DRIFT, 0.1, 1.0, _named("weight_decay", "Muon"))
_BETAS = _named("betas", "Adam", "AdamW", "NAdam", "SparseAdam")
BETAS = (
    _number("beta1", "How slowly the average gradient forgets.", _EARLIER, 0.9, 0.9999, _BETAS),
    _number(
        "beta2",
        "How slowly the average squared gradient forgets.",
        "The closer to 1, the longer one large gradient keeps a dot's steps short.",
        0.999,
        0.99999,
        _BETAS,
    ),
)
LR_DECAY = _number(
    "lr_decay",
    "How quickly the learning rate decays for all weights.",
    "The larger the value, the sooner the dots slow down.",
    0.0,
    10.0,
    _named("lr_decay", "Adagrad"),
)
INITIAL_SUM = _number(
    "initial_accumulator_value",
    "The starting value of the sum of squares.",
    "Larger values shorten the dots' first steps.",
    0.0,
    100.0,
    _named("initial_accumulator_value", "Adagrad"),
)
ALPHA = _number(
    "alpha", "How slowly the average squared gradient forgets.", _LONG_FIRST, 0.99, 0.9999, _named("alpha", "RMSprop")
)
CENTERED = Option(
    "centered",
    "centered",
    "Subtracts the squared mean gradient from the mean squared gradient.",
    False,
    visible_effect="A dot that is always pulled the same way moves faster.",
    torch=_named("centered", "RMSprop"),
)
RHO = _number("rho", "How slowly the averages forget.", _LONG_FIRST, 0.9, 0.9999, _named("rho", "Adadelta"))
MOMENTUM_DECAY = _number(
    "momentum_decay",
    "How quickly momentum ramps up.",
    "The larger the value, the sooner momentum carries the dots along.",
    0.004,
    1.0,
    _named("momentum_decay", "NAdam"),
)


def eps(default: float, *kinds: str, visible_effect: str = _SHORTER) -> Option:
    return _number(
        "eps", "Prevents division by zero.", visible_effect, default, 1.0, _named("eps", *kinds), least=1e-12
    )


ADADELTA_EPS = eps(1e-6, "Adadelta", visible_effect="Larger values lengthen the dots' first steps.")


def amsgrad(kind: str) -> Option:
    return Option(
        "amsgrad",
        "amsgrad",
        "Divides by the largest average squared gradient so far, not the latest.",
        False,
        visible_effect="After a large gradient, a dot's steps stay short.",
        torch=_named("amsgrad", kind),
    )
