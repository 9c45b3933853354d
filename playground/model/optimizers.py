"""How weights are updated: one entry for each optimizer of ``torch.optim``."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from playground.choices import Choice, InvalidField, Option, registry
from playground.model.optimizer_options import (
    ADADELTA_EPS,
    ADAMW_DECAY,
    ALPHA,
    BETAS,
    CENTERED,
    INITIAL_SUM,
    LR_DECAY,
    MOMENTUM,
    MOMENTUM_DECAY,
    MUON_DECAY,
    MUON_MOMENTUM,
    MUON_NESTEROV,
    NESTEROV,
    RHO,
    RMSPROP_MOMENTUM,
    WEIGHT_DECAY,
    amsgrad,
    eps,
)


@dataclass(frozen=True, kw_only=True)
class Optimizer(Choice):
    """``dense`` is the class in ``torch.optim``; the options have its names, but for ``betas``, which are two here.

    ``sparse`` is the class for parameters with sparse gradients; where it is None, ``not_sparse`` says why. ``rest`` is
    the class for parameters that are no matrices, with its own defaults, where ``dense`` takes matrices only.
    ``oriented`` is whether a step depends on which way a matrix lies. ``remembers(name, **options)`` is a sentence on
    what keeps a word moving that is no longer in the batch, "" if nothing of past steps does. ``usual_rate`` is a
    learning rate with which a small run learns.
    """

    dense: type[torch.optim.Optimizer]
    sparse: type[torch.optim.Optimizer] | None = None
    rest: type[torch.optim.Optimizer] | None = None
    oriented: bool = False
    only_sparse: bool = False
    remembers: Callable[..., str] = lambda name, **_: ""
    usual_rate: float | None = None
    not_sparse: str = "PyTorch's {label} doesn't accept sparse gradients."

    @property
    def defaults(self) -> dict[str, Any]:
        """The options' default values."""
        return {option.name: option.default for option in self.options}

    def memory(self, options: Mapping[str, Any]) -> str:
        """What keeps an absent word moving, with these options and gradients that aren't sparse; "" if nothing does."""
        return self.remembers(self.dense.__name__ if self.sparse else self.label, **options)

    @property
    def can_be_taken(self) -> bool:
        """Whether it can take over in the middle of any run: one optimizer, for gradients of any layer."""
        return not self.only_sparse and self.rest is None

    def build_all(
        self, parameters: Iterable[Tensor], sparse: bool, lr: float, options: Mapping[str, Any]
    ) -> list[torch.optim.Optimizer]:
        """What moves these parameters: one optimizer, or one for the matrices and one for the rest, if there is any."""
        every = list(parameters)
        if self.rest is None:
            return [self.build(every, sparse, lr, options)]
        rest = [parameter for parameter in every if parameter.dim() != 2]
        matrices = [parameter for parameter in every if parameter.dim() == 2]
        return [self.build(matrices, sparse, lr, options), *([self.rest(rest, lr=lr)] if rest else [])]  # type: ignore[call-arg]

    def codes(
        self, parameters: str, sparse: bool, lr: float, options: Mapping[str, Any], rest: bool
    ) -> tuple[list[str], list[str]]:
        """The calls of ``build_all`` in PyTorch, and the lines that stand before them.

        ``rest`` is whether some parameters are no matrices.
        """
        if self.rest is None or not rest:
            return [self.code(parameters, sparse, lr, options)], []
        before = [
            f"parameters = {parameters}",
            "matrices = [parameter for parameter in parameters if parameter.dim() == 2]",
            "others = [parameter for parameter in parameters if parameter.dim() != 2]",
        ]
        calls = [
            self.code("matrices", sparse, lr, options),
            f"torch.optim.{self.rest.__name__}(others, lr={lr})",
        ]
        return calls, before

    def build(
        self, parameters: Iterable[Tensor], sparse: bool, lr: float, options: Mapping[str, Any]
    ) -> torch.optim.Optimizer:
        return self._class(sparse)(parameters, lr=lr, **_arguments(options))  # type: ignore[call-arg]

    def code(self, parameters: str, sparse: bool, lr: float, options: Mapping[str, Any]) -> str:
        """The call in PyTorch, with the options that are not its defaults."""
        usual = inspect.signature(self._class(sparse)).parameters
        changed = {name: value for name, value in _arguments(options).items() if usual[name].default != value}
        written = "".join(f", {name}={value}" for name, value in changed.items())
        return f"torch.optim.{self._class(sparse).__name__}({parameters}, lr={lr}{written})"

    def _class(self, sparse: bool) -> type[torch.optim.Optimizer]:
        return self.sparse if sparse and self.sparse else self.dense


def _arguments(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options as PyTorch takes them."""
    arguments = dict(options)
    if "beta1" in arguments:
        arguments["betas"] = (arguments.pop("beta1"), arguments.pop("beta2"))
    return arguments


def _nesterov_with_momentum(momentum: float, nesterov: bool, **_: object) -> None:
    if nesterov and not momentum:
        raise InvalidField("nesterov", "nesterov needs a momentum above 0.", {"momentum": MOMENTUM.default})


def _velocity(name: str, momentum: float, **_: object) -> str:
    if not momentum:
        return ""
    return (
        f"{name} has a memory: each step keeps {momentum:g} of the velocity (momentum), so a word keeps moving "
        "after its batch. A word that has not been in a batch yet has no velocity."
    )


def _averaged_matrix(name: str, momentum: float, **_: object) -> str:
    if not momentum:
        return ""
    return (
        f"{name} has a memory: it averages past gradients (momentum = {momentum:g}) before it evens out the whole "
        "matrix's step, so a word keeps moving after its batch. For a word that has not been in a batch yet, this "
        "average is 0."
    )


def _past_gradients(name: str, beta1: float, **_: object) -> str:
    if not beta1:
        return ""
    return (
        f"{name} has a memory: it steps along an average of all past gradients (beta1 = {beta1:g}), so a "
        "word keeps moving after its batch. For a word that has not been in a batch yet, this average is 0."
    )


OPTIMIZERS = registry(
    Optimizer(
        "sgd",
        "SGD",
        "Each step moves the weights against the gradient: weight -= learning_rate * gradient. It has no "
        "memory: a word absent from the batch stays where it is (but a bias or weight decay moves all words).",
        (WEIGHT_DECAY,),
        usual_rate=0.5,
        dense=torch.optim.SGD,
        sparse=torch.optim.SGD,
    ),
    Optimizer(
        "momentum",
        "SGD with momentum",
        "SGD with a velocity: each step keeps a part of it and adds the gradient, so a word keeps "
        "moving after its batch.",
        (MOMENTUM, NESTEROV, WEIGHT_DECAY),
        _nesterov_with_momentum,
        usual_rate=0.1,
        dense=torch.optim.SGD,
        not_sparse="{label}'s memory of sparse gradients can outgrow the matrix itself.",
        remembers=_velocity,
    ),
    Optimizer(
        "adam",
        "Adam",
        "Remembers two averages for every weight, of its gradients and of their squares, and so gives each "
        "weight its own step size. Here, too, words keep moving after their batch.",
        (*BETAS, eps(1e-8, "Adam"), WEIGHT_DECAY, amsgrad("Adam")),
        usual_rate=0.05,
        dense=torch.optim.Adam,
        remembers=_past_gradients,
    ),
    Optimizer(
        "adamw",
        "AdamW",
        "Adam with weight decay applied directly to the weights, not through the averages. Most language "
        "models are trained with it.",
        (*BETAS, eps(1e-8, "AdamW"), ADAMW_DECAY, amsgrad("AdamW")),
        usual_rate=0.05,
        dense=torch.optim.AdamW,
        remembers=_past_gradients,
    ),
    Optimizer(
        "adagrad",
        "Adagrad",
        "Remembers the sum of each weight's squared gradients and divides by its square root: the more a "
        "weight has been pulled, the shorter its steps. Rare words keep longer steps.",
        (LR_DECAY, WEIGHT_DECAY, INITIAL_SUM, eps(1e-10, "Adagrad")),
        usual_rate=0.5,
        dense=torch.optim.Adagrad,
        sparse=torch.optim.Adagrad,
    ),
    Optimizer(
        "rmsprop",
        "RMSprop",
        "Remembers an average of each weight's squared gradients and divides by its square root, so all "
        "weights move at about the same speed.",
        (ALPHA, eps(1e-8, "RMSprop"), WEIGHT_DECAY, RMSPROP_MOMENTUM, CENTERED),
        usual_rate=0.05,
        dense=torch.optim.RMSprop,
        remembers=_velocity,
    ),
    Optimizer(
        "adadelta",
        "Adadelta",
        "Remembers how far each weight has moved and how steep its gradients were, and sets the step size "
        "from the two. Designed for a learning rate of 1.",
        (RHO, ADADELTA_EPS, WEIGHT_DECAY),
        usual_rate=10.0,
        dense=torch.optim.Adadelta,
    ),
    Optimizer(
        "nadam",
        "NAdam",
        "Adam with Nesterov momentum.",
        (*BETAS, eps(1e-8, "NAdam"), WEIGHT_DECAY, MOMENTUM_DECAY),
        usual_rate=0.05,
        dense=torch.optim.NAdam,
        remembers=_past_gradients,
    ),
    Optimizer(
        "sparse_adam",
        "SparseAdam",
        "Adam that only updates the rows of the batch, so an absent word stays still. It accepts only sparse "
        "gradients, from an Embedding with sparse on. Linear and the head use Adam.",
        (*BETAS, eps(1e-8, "SparseAdam", "Adam")),
        usual_rate=0.05,
        dense=torch.optim.Adam,
        sparse=torch.optim.SparseAdam,
        only_sparse=True,
        remembers=_past_gradients,
    ),
    Optimizer(
        "muon",
        "Muon",
        "Makes a matrix's step about equally long in every direction. The length depends on the matrix's "
        "orientation, so Embedding and Linear diverge. It accepts only matrices: a bias uses AdamW. PyTorch's "
        "documentation advises AdamW for embeddings, too: Muon is made for the matrices of hidden layers.",
        (MUON_MOMENTUM, MUON_NESTEROV, MUON_DECAY),
        usual_rate=0.02,
        dense=torch.optim.Muon,
        rest=torch.optim.AdamW,
        oriented=True,
        remembers=_averaged_matrix,
    ),
)
OPTIMIZER = Option(
    "optimizer",
    "Optimizer",
    "How gradients update the weights.",
    "sgd",
    entries=OPTIMIZERS,
    visible_effect="The dots take different paths, and absent words stay still or keep moving.",
    torch=("torch.optim",),
)


def check_optimizer(name: str, learning_rate: float, sparse: bool | None, weight_decay: float | None) -> None:
    """Raises InvalidField when the optimizer does not take the gradients that there are, or the learning rate.

    ``sparse`` is None when there is no Embedding, whose gradients could be so.
    """
    optimizer = OPTIMIZERS[name]
    if optimizer.only_sparse and not learning_rate:
        raise InvalidField("learning_rate", f"{optimizer.label} needs a learning rate above 0. A good value is 0.1.")
    if sparse and optimizer.sparse is None:
        taken = " or ".join(other.label for other in OPTIMIZERS.values() if other.sparse)
        raise InvalidField(
            "sparse",
            f"{optimizer.not_sparse.format(label=optimizer.label)} Choose {taken}, or switch off sparse.",
            {"sparse": False},
        )
    if sparse and weight_decay:
        raise InvalidField(
            "weight_decay", "PyTorch can't apply weight decay to sparse gradients.", {"weight_decay": 0.0}
        )
    if optimizer.only_sparse and not sparse:
        raise InvalidField(
            "optimizer",
            f"{optimizer.label} accepts only sparse gradients. With an Embedding, switch on sparse (2 First "
            "layer); otherwise choose Adam.",
            {"optimizer": "adam"} if sparse is None else {"sparse": True},
        )
