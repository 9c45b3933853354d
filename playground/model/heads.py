"""What stands behind the first layer: what it says of a vector, what it should say, and how wrong that is."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import ClassVar

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from playground.model.target_kinds import TargetKind
from playground.model.training_examples import Batch

Module = Callable[[Tensor], Tensor]
"""A module of PyTorch, or what is called like one."""


class Head(ABC):
    """The model behind vectors of D numbers, for T targets.

    ``code`` builds it in PyTorch, from {dimension} and {targets}, and ``loss_code`` are the lines of its loss, for the
    batch's {targets}. ``asks`` says what it is given, a vector, and what it should make of that, the name of a target:
    two ``{{}}``. ``unit`` says what an answer is. ``learns`` is false where there is no model at all, and it
    ``chooses`` where it makes probabilities of scores for all targets.
    """

    code: ClassVar[str]
    loss_code: ClassVar[str]
    asks: ClassVar[str]
    unit: ClassVar[str]
    learns: ClassVar[bool] = True
    chooses: ClassVar[bool] = False

    @abstractmethod
    def build(self, dimension: int, targets: int) -> nn.Module:
        """The module, with the weights that PyTorch gives it."""

    @abstractmethod
    def loss(self, vectors: Tensor, head: Module, batch: Batch) -> Tensor:
        """How wrong it is on a batch, given the mean vector of each example, (B, D)."""

    @abstractmethod
    def answers(self, vectors: Tensor, head: Module, batch: Batch) -> Tensor:
        """What it says of each example, float32 (B, A)."""

    @abstractmethod
    def wanted(self, answers: Tensor, batch: Batch) -> Tensor:
        """What the answers should be."""

    @abstractmethod
    def names(self, goals: tuple[str, ...], dimension: int, kind: TargetKind) -> tuple[str, ...]:
        """What each of the A answers is about."""

    @abstractmethod
    def scores(self, vectors: Tensor, head: nn.Module) -> Tensor:
        """Numbers for all targets, float32 (B, T); without a model these are the vectors."""

    @abstractmethod
    def to_answers(self, scores: Tensor) -> Tensor:
        """The scores as answers."""

    @abstractmethod
    def numbers_made(self, targets: int, dimension: int, kind: TargetKind) -> int:
        """How many numbers a step makes of one vector."""

    def shapes(self, dimension: int, targets: int) -> list[torch.Size]:
        """Those of the parameters that the model learns; no numbers are made."""
        return [value.shape for value in self.hollow(dimension, targets).parameters()]

    def hollow(self, dimension: int, targets: int) -> nn.Module:
        """The module without numbers. Nothing else may be worked out meanwhile: its tensors would have none either."""
        with torch.device("meta"):
            return self.build(dimension, targets)


class Scores(Head):
    """One linear layer that turns a vector into a score for each target."""

    code = "nn.Linear({dimension}, {targets})"
    loss_code = "loss = F.cross_entropy(head(vectors), {targets})"
    asks = "The head, nn.Linear({dimension}, {targets}), receives {{}}. The correct answer is “{{}}”."
    unit = "probability"
    chooses = True

    def build(self, dimension: int, targets: int) -> nn.Linear:
        return nn.Linear(dimension, targets)

    def loss(self, vectors: Tensor, head: Module, batch: Batch) -> Tensor:
        """How wrong the scores are, on average: 0 when all of the probability is on the target."""
        return F.cross_entropy(head(vectors), batch.targets)

    def answers(self, vectors: Tensor, head: Module, batch: Batch) -> Tensor:
        return F.softmax(head(vectors), 1)

    def wanted(self, answers: Tensor, batch: Batch) -> Tensor:
        return F.one_hot(batch.targets, answers.shape[1]).float()

    def names(self, goals: tuple[str, ...], dimension: int, kind: TargetKind) -> tuple[str, ...]:
        return goals

    def scores(self, vectors: Tensor, head: nn.Module) -> Tensor:
        scores: Tensor = head(vectors)
        return scores

    def to_answers(self, scores: Tensor) -> Tensor:
        return F.softmax(scores, 1)

    def numbers_made(self, targets: int, dimension: int, kind: TargetKind) -> int:
        return targets


class SecondVectors(Head):
    """A second vector for each word, which a first layer's vector is compared with."""

    code = "nn.Embedding({targets}, {dimension})"
    loss_code = """\
right = (head({targets}) * vectors).sum(1)
wrong = (head(negatives) @ vectors[:, :, None])[:, :, 0]
loss = -(F.logsigmoid(right) + F.logsigmoid(-wrong).sum(1)).mean()"""
    asks = (
        "The head, nn.Embedding({targets}, {dimension}), holds a second vector u for each word. With v = "
        "{{}}, σ(u·v) should be 1 for “{{}}” and 0 for the words drawn as negatives."
    )
    unit = "σ(u·v)"

    def build(self, dimension: int, targets: int) -> nn.Embedding:
        return nn.Embedding(targets, dimension)

    def loss(self, vectors: Tensor, head: Module, batch: Batch) -> Tensor:
        """-log σ(u·v) of the target and -log σ(-u·v) of each negative, v the vector and u their second vectors.

        Mikolov et al. 2013, https://arxiv.org/abs/1310.4546, equation 4.
        """
        target, negatives = self._products(vectors, head, batch)
        return -(F.logsigmoid(target) + F.logsigmoid(-negatives).sum(1)).mean()

    def answers(self, vectors: Tensor, head: Module, batch: Batch) -> Tensor:
        target, negatives = self._products(vectors, head, batch)
        return torch.sigmoid(torch.cat([target[:, None], negatives], 1))

    def wanted(self, answers: Tensor, batch: Batch) -> Tensor:
        wanted = torch.zeros_like(answers)
        wanted[:, 0] = 1
        return wanted

    def names(self, goals: tuple[str, ...], dimension: int, kind: TargetKind) -> tuple[str, ...]:
        return ("neighbour", *(f"drawn {number + 1}" for number in range(kind.negatives)))

    def scores(self, vectors: Tensor, head: nn.Module) -> Tensor:
        """The product of each vector with the second vectors of all targets."""
        assert isinstance(head, nn.Embedding)
        return vectors @ head.weight.T

    def to_answers(self, scores: Tensor) -> Tensor:
        return torch.sigmoid(scores)

    def numbers_made(self, targets: int, dimension: int, kind: TargetKind) -> int:
        return (kind.negatives + 1) * dimension

    def _products(self, vectors: Tensor, head: Module, batch: Batch) -> tuple[Tensor, Tensor]:
        """Of each vector with the target's second vector, (B,), and with those of the negatives, (B, N)."""
        assert batch.negatives is not None
        target = (head(batch.targets) * vectors).sum(1)
        return target, (head(batch.negatives) @ vectors[:, :, None])[:, :, 0]


class NoHead(Head):
    """Nothing: the vector itself is the answer."""

    code = "nn.Identity()"
    loss_code = "loss = F.mse_loss(vectors, places[{targets}])"
    asks = "There is no head: {{}} itself should become {{}}."
    unit = "number"
    learns = False

    def build(self, dimension: int, targets: int) -> nn.Identity:
        return nn.Identity()

    def loss(self, vectors: Tensor, head: Module, batch: Batch) -> Tensor:
        """The mean squared distance from where the vectors should go, along each dimension."""
        return F.mse_loss(vectors, self.wanted(vectors, batch))

    def answers(self, vectors: Tensor, head: Module, batch: Batch) -> Tensor:
        return vectors

    def wanted(self, answers: Tensor, batch: Batch) -> Tensor:
        assert batch.places is not None
        return batch.places

    def names(self, goals: tuple[str, ...], dimension: int, kind: TargetKind) -> tuple[str, ...]:
        return tuple(f"dimension {axis}" for axis in range(dimension))

    def scores(self, vectors: Tensor, head: nn.Module) -> Tensor:
        return vectors

    def to_answers(self, scores: Tensor) -> Tensor:
        return scores

    def numbers_made(self, targets: int, dimension: int, kind: TargetKind) -> int:
        return dimension


SCORES, SECOND_VECTORS, NO_HEAD = Scores(), SecondVectors(), NoHead()
