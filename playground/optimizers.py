"""How weights are updated: one entry for each optimizer of ``torch.optim``."""

from collections.abc import Callable
from dataclasses import dataclass

import torch

from playground.choices import Choice, InvalidField, Option, registry

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
    """``build(parameters, lr=..., **options)`` makes the ``torch.optim`` object; ``code`` shows the call.

    ``sparse`` does so for parameters with sparse gradients, with its own ``sparse_code``; where it is None,
    ``not_sparse`` says why.
    """

    build: Callable[..., torch.optim.Optimizer]
    code: str
    sparse: Callable[..., torch.optim.Optimizer] | None = None
    sparse_code: str = ""
    only_sparse: bool = False
    not_sparse: str = "PyTorch's {label} doesn't take sparse gradients."


OPTIMIZERS = registry(
    Optimizer(
        "sgd",
        "SGD",
        "Each step moves the weights against the gradient: weight -= learning_rate * gradient. "
        "A word that is not in the batch stays where it is (a bias moves all words).",
        build=torch.optim.SGD,
        code="torch.optim.SGD(parameters, lr={lr})",
        sparse=torch.optim.SGD,
        sparse_code="torch.optim.SGD(parameters, lr={lr})",
    ),
    Optimizer(
        "momentum",
        "SGD with momentum",
        "SGD that remembers: each step also repeats a part of the last one, so a word keeps moving "
        "after its batch is over.",
        (MOMENTUM,),
        build=torch.optim.SGD,
        code="torch.optim.SGD(parameters, lr={lr}, momentum={momentum})",
        not_sparse="{label} remembers every sparse gradient it has seen: its memory would grow at each step.",
    ),
    Optimizer(
        "adam",
        "Adam",
        "Gives every single weight a step size of its own, from the average of its past gradients. "
        "Words keep moving after their batch here too.",
        build=torch.optim.Adam,
        code="torch.optim.Adam(parameters, lr={lr})",
    ),
    Optimizer(
        "sparse_adam",
        "SparseAdam",
        "Adam that only touches the rows of the batch, so an absent word rests. It takes sparse gradients only: those "
        "of an Embedding with sparse on. Linear and the head get Adam.",
        build=torch.optim.Adam,
        code="torch.optim.Adam(parameters, lr={lr})",
        sparse=torch.optim.SparseAdam,
        sparse_code="torch.optim.SparseAdam(parameters, lr={lr})",
        only_sparse=True,
    ),
)
OPTIMIZER = Option("optimizer", "Optimizer", "How the weights are changed.", "sgd", entries=OPTIMIZERS)


def check_optimizer(name: str, learning_rate: float, sparse: bool) -> None:
    """Raises InvalidField when the optimizer does not take the gradients that there are, or the learning rate."""
    optimizer = OPTIMIZERS[name]
    if optimizer.only_sparse and not learning_rate:
        raise InvalidField("learning_rate", f"{optimizer.label} takes a learning rate above 0. A good value is 0.1.")
    if sparse and optimizer.sparse is None:
        taken = " or ".join(other.label for other in OPTIMIZERS.values() if other.sparse)
        raise InvalidField(
            "sparse",
            f"{optimizer.not_sparse.format(label=optimizer.label)} Choose {taken}, or switch sparse off.",
            {"sparse": False},
        )
    if optimizer.only_sparse and not sparse:
        raise InvalidField(
            "optimizer",
            f"{optimizer.label} takes sparse gradients only. Choose Embedding and switch sparse on (2 First layer), or "
            "take Adam.",
        )
