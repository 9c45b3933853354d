"""What the vectors are trained to do: one entry for each task.

Every task here is a list of examples, some input words and the word to be guessed from them. The model
is the first layer, the mean of the input words' vectors, and one linear layer (the *head*)
that scores every word; the loss is the cross-entropy of those scores.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

import numpy as np
import regex
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from playground.choices import Choice, InvalidField, Option, registry
from playground.corpora import CORPORA, FOOD
from playground.vocabulary import is_visible, normalize, trim

Read = Callable[[Tensor], Tensor]
Pair = tuple[tuple[str, ...], tuple[str, ...]]

PAIRS = Option(
    "pairs",
    "Pairs, input|target",
    "One pair a line, or separated by commas: eat|apple. Join several input words with ^, as in "
    "apple^orange|juice: the mean of their vectors is used. The words of the pairs are the vocabulary.",
    FOOD,
)
_NOTHING_LEFT = "Too many words fell out of the vocabulary: nothing is left to learn from. Take a lower minimum count."
_MOST_NUMBERS = 5_000_000
_FOR_EXAMPLE = "Write pairs such as eat|apple, drink|milk, apple^orange|juice."


TEXT = Option(
    "text",
    "Words or sentences",
    "Each different word gets a number. A punctuation mark is a word too.",
    CORPORA["animals"].recipe["text"],
)


@dataclass(frozen=True)
class Examples:
    """Examples by number: ``inputs`` int64 (N, K), -1 where there is no K-th word; ``targets`` int64 (N,)."""

    inputs: Tensor
    targets: Tensor

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
    present = inputs >= 0
    vectors = read(inputs[present])  # only words that are there: max_norm would shorten any other that is read
    sums = vectors.new_zeros(len(inputs), vectors.shape[1]).index_add(0, present.nonzero()[:, 0], vectors)
    return sums / present.sum(1, keepdim=True)


@dataclass(frozen=True, kw_only=True)
class Objective(Choice):
    """``tokens(split, text, **options)`` are the words of the field ``source``, one after the other.

    ``examples(ids, **options)`` says what is to be guessed from what, given the tokens' numbers, int64 (T,), -1 for
    a word that fell out of the vocabulary. Both raise InvalidField when there is nothing to learn.
    """

    tokens: Callable[..., list[str]]
    examples: Callable[..., Examples]
    source: Option


def _text_tokens(split: Callable[[str], list[str]], text: str) -> list[str]:
    tokens = split(text)
    if len(tokens) < 2:
        what = "is empty" if not tokens else "has one word, and no next word to guess"
        raise InvalidField("text", f"The text {what}. Type at least two different words, such as: I love you.")
    return tokens


def _next_word(ids: NDArray[np.int64]) -> Examples:
    known = torch.from_numpy(ids[ids >= 0])
    if len(known) < 2:
        raise InvalidField("minimum_count", _NOTHING_LEFT)
    return Examples(known[:-1, None], known[1:])


def _pair_tokens(split: Callable[[str], list[str]], text: str, pairs: str) -> list[str]:
    return [word for inputs, targets in _read_pairs(pairs) for word in (*inputs, *targets)]


def _pair_examples(ids: NDArray[np.int64], pairs: str) -> Examples:
    read, numbers = _read_pairs(pairs), iter(ids.tolist())
    size = sum(len(targets) for _, targets in read) * max(len(inputs) for inputs, _ in read)
    if size > _MOST_NUMBERS:
        raise InvalidField(
            "pairs",
            f"The pairs make {size:,} numbers, as many as the longest input for each target; up to "
            f"{_MOST_NUMBERS:,} can be held. Join fewer words with ^, or take fewer pairs.",
        )
    examples = []
    for inputs, targets in read:
        known = [number for number in islice(numbers, len(inputs)) if number >= 0]
        examples += [(known, target) for target in islice(numbers, len(targets)) if known and target >= 0]
    if not examples:
        raise InvalidField("minimum_count", _NOTHING_LEFT)
    widest = max(len(known) for known, _ in examples)
    rows = [known + [-1] * (widest - len(known)) for known, _ in examples]
    return Examples(torch.tensor(rows), torch.tensor([target for _, target in examples]))


def _read_pairs(pairs: str) -> list[Pair]:
    read = [_pair(pair) for pair in regex.split(r"[,，\n]", normalize(pairs)) if is_visible(pair)]
    if not read:
        raise InvalidField("pairs", f"There are no pairs yet. {_FOR_EXAMPLE}")
    return read


def _pair(pair: str) -> Pair:
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
        tokens=_text_tokens,
        examples=_next_word,
        source=TEXT,
    ),
    Objective(
        "pairs",
        "Pairs I type",
        "From the input, guess the target. A second linear layer, the head, turns the vector into a score for each "
        "word. Inputs that share their targets tend to come close together.",
        (PAIRS,),
        tokens=_pair_tokens,
        examples=_pair_examples,
        source=PAIRS,
    ),
)
OBJECTIVE = Option(
    "objective", "What is learned", "What the vectors are trained to do.", "next_word", entries=OBJECTIVES
)
