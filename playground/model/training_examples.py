"""What is to be predicted from what, by number."""

from dataclasses import dataclass
from typing import NamedTuple

from torch import Tensor

from playground.model.target_kinds import WORDS, TargetKind


class Batch(NamedTuple):
    """B examples: ``inputs`` int64 (B, K), -1 where there is no K-th word; ``targets`` int64 (B,).

    ``negatives`` int64 (B, N) are words that the example does not have; ``places`` float32 (B, D) are where its vector
    should go. Each is None where the kind of target has none.
    """

    inputs: Tensor
    targets: Tensor
    negatives: Tensor | None = None
    places: Tensor | None = None


@dataclass(frozen=True)
class Examples:
    """N examples: ``inputs`` int64 (N, K) and ``targets`` int64 (N,), as in a Batch; ``kind`` says what these are."""

    inputs: Tensor
    targets: Tensor
    kind: TargetKind = WORDS

    def __len__(self) -> int:
        return len(self.targets)

    def batch(self, chosen: Tensor, negatives: Tensor | None = None) -> Batch:
        """The chosen examples, int64 of any shape (...), with the negatives that were drawn for them."""
        targets = self.targets[chosen]
        return Batch(self.inputs[chosen], targets, negatives, self.kind.places(targets))
