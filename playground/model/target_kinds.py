"""What examples lead to: words, labels, words against noise, or places. One class for each kind."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor


@dataclass(frozen=True)
class TargetKind:
    """T targets, which the examples name by number; ``names`` are theirs, empty when they are the vocabulary's words.

    ``negatives`` is how many words are drawn at random against each target.
    """

    names: tuple[str, ...] = ()
    negatives: int = 0

    def draw(self, count: int, generator: torch.Generator) -> Tensor | None:
        """Negatives for so many examples, int64 (count, N); None where none are drawn."""
        return None

    def places(self, targets: Tensor) -> Tensor | None:
        """Where the vectors should go, float32 (..., D), for targets (...); None where they may go anywhere."""
        return None

    def tensors(self, counts: Sequence[int]) -> dict[str, Tensor]:
        """What a script must have beside the targets, by name; ``counts`` is how often each word occurs."""
        return {}

    def texts(self) -> dict[str, tuple[str, ...]]:
        """Lists of texts that a script shows before the targets, by name."""
        return {}

    def tensors_code(self) -> list[str]:
        """Lines of PyTorch that make more of these tensors."""
        return []

    def draw_code(self, count: int) -> list[str]:
        """Lines of PyTorch that draw as ``draw`` does."""
        return []


@dataclass(frozen=True)
class Words(TargetKind):
    """The words of the vocabulary."""


WORDS = Words()


@dataclass(frozen=True)
class Labels(TargetKind):
    """Names of their own."""

    def texts(self) -> dict[str, tuple[str, ...]]:
        return {"labels": self.names}


@dataclass(frozen=True, kw_only=True)
class WordsAgainstNoise(TargetKind):
    """Words of the vocabulary, each against words drawn at random, w as likely as ``noise[w]``, float32 (V,)."""

    noise: Tensor = field(repr=False)

    def draw(self, count: int, generator: torch.Generator) -> Tensor:
        drawn = torch.multinomial(self.noise, count * self.negatives, replacement=True, generator=generator)
        return drawn.view(count, self.negatives)

    def tensors(self, counts: Sequence[int]) -> dict[str, Tensor]:
        return {"counts": torch.tensor(counts)}

    def tensors_code(self) -> list[str]:
        return ["noise = counts.float() ** 0.75  # how likely each word is to be drawn"]

    def draw_code(self, count: int) -> list[str]:
        drawn = f"torch.multinomial(noise, {count * self.negatives}, replacement=True, generator=generator)"
        return [f"negatives = {drawn}.view({count}, {self.negatives})"]


@dataclass(frozen=True, kw_only=True)
class Places(TargetKind):
    """Points where the vectors should go, float32 (T, D)."""

    points: Tensor = field(repr=False)

    def places(self, targets: Tensor) -> Tensor:
        return self.points[targets]

    def tensors(self, counts: Sequence[int]) -> dict[str, Tensor]:
        return {"places": self.points}
