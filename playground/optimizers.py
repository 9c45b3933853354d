"""How weights are updated: one entry for each optimizer of ``torch.optim``."""

from collections.abc import Callable
from dataclasses import dataclass

import torch

from playground.choices import Choice, Option, registry

MOMENTUM = Option(
    "momentum",
    "momentum",
    "How much of the last move is made again. 0 is plain SGD; at 0.9 a word keeps rolling for many steps.",
    0.9,
    0.0,
    0.999,
)


@dataclass(frozen=True, kw_only=True)
class Optimizer(Choice):
    """``build(parameters, lr=..., **options)`` makes the ``torch.optim`` object; ``code`` shows the call."""

    build: Callable[..., torch.optim.Optimizer]
    code: str


OPTIMIZERS = registry(
    Optimizer(
        "sgd",
        "SGD",
        "Each step moves the weights against the gradient: weight -= learning_rate * gradient. "
        "A word that is not in the batch stays where it is (a bias moves all words).",
        build=torch.optim.SGD,
        code="torch.optim.SGD(parameters, lr={lr})",
    ),
    Optimizer(
        "momentum",
        "SGD with momentum",
        "SGD that remembers: each step also repeats a part of the last one, so a word keeps moving "
        "after its batch is over.",
        (MOMENTUM,),
        build=torch.optim.SGD,
        code="torch.optim.SGD(parameters, lr={lr}, momentum={momentum})",
    ),
    Optimizer(
        "adam",
        "Adam",
        "Gives every single weight a step size of its own, from the average of its past gradients. "
        "Words keep moving after their batch here too.",
        build=torch.optim.Adam,
        code="torch.optim.Adam(parameters, lr={lr})",
    ),
)
