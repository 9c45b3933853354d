"""What is to be guessed from what, by number."""

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor


class Batch(NamedTuple):
    """B examples: ``inputs`` int64 (B, K), -1 where there is no K-th word; ``targets`` int64 (B,).

    ``negatives`` int64 (B, N) are words that the example does not have; ``places`` float32 (B, D) are where its vector
    should go. Each is None where the objective has none.
    """

    inputs: Tensor
    targets: Tensor
    negatives: Tensor | None = None
    places: Tensor | None = None


@dataclass(frozen=True)
class Examples:
    """N examples: ``inputs`` int64 (N, K) and ``targets`` int64 (N,), as in a Batch.

    ``goals`` are the names of the targets, empty when these are the words of the vocabulary. ``noise`` float32 (V,)
    says how likely a word is to be drawn as one of so many ``negatives``; ``places`` are float32 (T, D).
    """

    inputs: Tensor
    targets: Tensor
    goals: tuple[str, ...] = ()
    noise: Tensor | None = None
    negatives: int = 0
    places: Tensor | None = None

    def __len__(self) -> int:
        return len(self.targets)

    def batch(self, chosen: Tensor, negatives: Tensor | None = None) -> Batch:
        """The chosen examples, int64 of any shape (...), with the negatives that were drawn for them."""
        targets = self.targets[chosen]
        return Batch(self.inputs[chosen], targets, negatives, None if self.places is None else self.places[targets])

    def draw(self, count: int, generator: torch.Generator) -> Tensor | None:
        """Negatives for so many examples, int64 (count, N)."""
        if self.noise is None:
            return None
        drawn = torch.multinomial(self.noise, count * self.negatives, replacement=True, generator=generator)
        return drawn.view(count, self.negatives)
