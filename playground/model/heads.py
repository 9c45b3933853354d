"""What stands behind the first layer: what it says of a vector, what it should say, and how wrong that is."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from playground.model.training_examples import Batch

Module = Callable[[Tensor], Tensor]
"""A module of PyTorch, or what is called like one."""


@dataclass(frozen=True)
class Head:
    """``build(D, T)`` makes the model behind vectors of D numbers, for T targets; ``code`` is that in PyTorch.

    ``asks`` says what it is given, a vector, and what it should make of that, the name of a target: two ``{}``.
    ``loss(vectors, head, batch)`` says how wrong it is on a batch, given the mean vector of each example, (B, D);
    ``loss_code`` are its lines in PyTorch, for the batch's {targets}.
    ``answers(vectors, head, batch)`` are its answers, float32 (B, A), and ``wanted(answers, batch)`` what they should
    be. ``unit`` says what an answer is, and ``names(goals, D, negatives)`` what each is about.
    ``scores(vectors, head)`` are numbers for all targets, float32 (B, T), and ``squashed`` makes answers of them;
    without a model both are the vectors.
    """

    build: Callable[[int, int], nn.Module]
    code: str
    asks: str
    loss: Callable[[Tensor, Module, Batch], Tensor]
    answers: Callable[[Tensor, Module, Batch], Tensor]
    wanted: Callable[[Tensor, Batch], Tensor]
    unit: str
    names: Callable[[tuple[str, ...], int, int], tuple[str, ...]]
    scores: Callable[[Tensor, nn.Module], Tensor]
    squashed: Callable[[Tensor], Tensor]
    loss_code: str

    def shapes(self, dimension: int, targets: int) -> list[torch.Size]:
        """Those of the parameters that the model learns; no numbers are made."""
        with torch.device("meta"):
            return [value.shape for value in self.build(dimension, targets).parameters()]


def _cross_entropy(vectors: Tensor, head: Module, batch: Batch) -> Tensor:
    """How wrong the scores are, on average: 0 when all of the probability is on the target."""
    return F.cross_entropy(head(vectors), batch.targets)


def _probabilities(vectors: Tensor, head: Module, batch: Batch) -> Tensor:
    return F.softmax(head(vectors), 1)


def _called(vectors: Tensor, head: nn.Module) -> Tensor:
    scores: Tensor = head(vectors)
    return scores


def _target_alone(answers: Tensor, batch: Batch) -> Tensor:
    return F.one_hot(batch.targets, answers.shape[1]).float()


def _products(vectors: Tensor, head: Module, batch: Batch) -> tuple[Tensor, Tensor]:
    """Of each vector with the target's second vector, (B,), and with those of the negatives, (B, N)."""
    assert batch.negatives is not None
    target = (head(batch.targets) * vectors).sum(1)
    return target, (head(batch.negatives) @ vectors[:, :, None])[:, :, 0]


def _negative_sampling(vectors: Tensor, head: Module, batch: Batch) -> Tensor:
    """-log σ(u·v) of the target and -log σ(-u·v) of each negative, v the vector and u their second vectors.

    Mikolov et al. 2013, https://arxiv.org/abs/1310.4546, equation 4.
    """
    target, negatives = _products(vectors, head, batch)
    return -(F.logsigmoid(target) + F.logsigmoid(-negatives).sum(1)).mean()


def _likely(vectors: Tensor, head: Module, batch: Batch) -> Tensor:
    target, negatives = _products(vectors, head, batch)
    return torch.sigmoid(torch.cat([target[:, None], negatives], 1))


def _all_products(vectors: Tensor, head: nn.Module) -> Tensor:
    """Of each vector with the second vectors of all targets."""
    assert isinstance(head, nn.Embedding)
    return vectors @ head.weight.T


def _first_alone(answers: Tensor, batch: Batch) -> Tensor:
    wanted = torch.zeros_like(answers)
    wanted[:, 0] = 1
    return wanted


def _distance(vectors: Tensor, head: Module, batch: Batch) -> Tensor:
    """The mean squared distance from where the vectors should go, along each dimension."""
    assert batch.places is not None
    return F.mse_loss(vectors, batch.places)


def _places(answers: Tensor, batch: Batch) -> Tensor:
    assert batch.places is not None
    return batch.places


SCORES = Head(
    nn.Linear,
    "nn.Linear({dimension}, {targets})",
    "The head, nn.Linear({dimension}, {targets}), is given {{}}. It should lead to “{{}}”.",
    _cross_entropy,
    _probabilities,
    _target_alone,
    "probability",
    lambda goals, dimension, negatives: goals,
    _called,
    lambda scores: F.softmax(scores, 1),
    "loss = F.cross_entropy(head(vectors), {targets})",
)
"""One linear layer that turns a vector into a score for each target."""
SECOND_VECTORS = Head(
    lambda dimension, targets: nn.Embedding(targets, dimension),
    "nn.Embedding({targets}, {dimension})",
    "The head, nn.Embedding({targets}, {dimension}), has a second vector u for each word. With v = {{}}, σ(u·v) should "
    "be 1 for “{{}}” and 0 for those drawn against it.",
    _negative_sampling,
    _likely,
    _first_alone,
    "σ(u·v)",
    lambda goals, dimension, negatives: ("neighbour", *(f"drawn {number + 1}" for number in range(negatives))),
    _all_products,
    torch.sigmoid,
    """\
right = (head({targets}) * vectors).sum(1)
wrong = (head(negatives) @ vectors[:, :, None])[:, :, 0]
loss = -(F.logsigmoid(right) + F.logsigmoid(-wrong).sum(1)).mean()""",
)
"""A second vector for each word, which a first layer's vector is compared with."""
NO_HEAD = Head(
    lambda dimension, targets: nn.Identity(),
    "nn.Identity()",
    "There is no head: {{}} itself should be {{}}.",
    _distance,
    lambda vectors, head, batch: vectors,
    _places,
    "number",
    lambda goals, dimension, negatives: tuple(f"dimension {axis}" for axis in range(dimension)),
    _called,
    lambda scores: scores,
    "loss = F.mse_loss(vectors, places[{targets}])",
)
"""Nothing: the vector itself is the answer."""
