"""What the vectors are trained to do: one entry for each task.

Every task here is a list of examples, some input words and the word to be guessed from them. The model
is the first layer, the mean of the input words' vectors, and one linear layer (the *head*)
that scores every word; the loss is the cross-entropy of those scores.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import regex
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from playground.choices import Choice, InvalidField, Option, registry
from playground.corpora import FOOD
from playground.vocabulary import Vocabulary, is_visible, normalize, trim

WordExample = tuple[tuple[str, ...], str]
Read = Callable[[Tensor], Tensor]

PAIRS = Option(
    "pairs",
    "Pairs, input|target",
    "One pair a line, or separated by commas: eat|apple. Join several input words with ^, as in "
    "apple^orange|juice: the mean of their vectors is used. The words of the pairs are the vocabulary.",
    FOOD,
)
_FOR_EXAMPLE = "Write pairs such as eat|apple, drink|milk, apple^orange|juice."


@dataclass(frozen=True, kw_only=True)
class Objective(Choice):
    """``examples(tokens, **options)`` lists what is to be guessed from what, in words.

    It raises InvalidField when they hold no example. ``source`` is the field that the words come from; the tokens are
    those of the text, none if that is not the source.
    """

    examples: Callable[..., list[WordExample]]
    source: str = "text"


@dataclass(frozen=True)
class Examples:
    """Examples by number: ``inputs`` int64 (N, K), -1 where there is no K-th word; ``targets`` int64 (N,)."""

    inputs: Tensor
    targets: Tensor

    @classmethod
    def of(cls, examples: Sequence[WordExample], vocabulary: Vocabulary) -> "Examples":
        widest = max(len(inputs) for inputs, _ in examples)
        rows = [[vocabulary.index(word) for word in inputs] + [-1] * (widest - len(inputs)) for inputs, _ in examples]
        return cls(torch.tensor(rows), torch.tensor([vocabulary.index(target) for _, target in examples]))

    def __len__(self) -> int:
        return len(self.targets)

    def batch(self, chosen: Tensor) -> "Examples":
        return Examples(self.inputs[chosen], self.targets[chosen])


def loss(read: Read, head: nn.Module, batch: Examples) -> Tensor:
    """The mean cross-entropy of guessing the targets; ``read(ids)`` gives the first layer's vectors."""
    return F.cross_entropy(head(_mean_vector(read, batch.inputs)), batch.targets)


def _mean_vector(read: Read, inputs: Tensor) -> Tensor:
    if inputs.shape[1] == 1:
        return read(inputs[:, 0])
    present = (inputs >= 0).float()
    share = present / present.sum(1, keepdim=True)
    return (read(inputs.clamp(min=0)) * share[..., None]).sum(1)


def _next_word(tokens: Sequence[str]) -> list[WordExample]:
    if len(tokens) < 2:
        what = "is empty" if not tokens else "has one word, and no next word to guess"
        raise InvalidField("text", f"The text {what}. Type at least two different words, such as: I love you.")
    return [((word,), following) for word, following in itertools.pairwise(tokens)]


def _pairs(tokens: Sequence[str], pairs: str) -> list[WordExample]:
    examples = [
        (inputs, target)
        for pair in regex.split(r"[,，\n]", normalize(pairs))
        if is_visible(pair)
        for inputs, targets in [_pair(pair)]
        for target in targets
    ]
    if not examples:
        raise InvalidField("pairs", f"There are no pairs yet. {_FOR_EXAMPLE}")
    return examples


def _pair(pair: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    sides = [tuple(trim(word) for word in side.split("^")) for side in regex.split(r"[|｜]", pair)]
    if len(sides) != 2 or not all(is_visible(word) for side in sides for word in side):
        raise InvalidField("pairs", f"“{pair.strip()}” is not a pair of input|target. {_FOR_EXAMPLE}")
    return sides[0], sides[1]


OBJECTIVES = registry(
    Objective(
        "next_word",
        "The next word",
        "From each word of the text, guess the word that follows it. A second linear layer, the head, turns the vector "
        "into a score for each word. Words that are followed by the same words tend to come close together.",
        examples=_next_word,
    ),
    Objective(
        "pairs",
        "Pairs I type",
        "From the input, guess the target. A second linear layer, the head, turns the vector into a score for each "
        "word. Inputs that share their targets tend to come close together.",
        (PAIRS,),
        examples=_pairs,
        source="pairs",
    ),
)
