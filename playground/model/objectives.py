"""What the vectors are trained to do: one entry for each task.

Every task here is a list of examples: some input words, and what is to be made of the mean of their vectors. What
stands behind the first layer is the *head*, mostly one linear layer that scores every word; the loss says how wrong it
is.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from playground import limits
from playground.choices import Choice, InvalidField, Option, Value, registry
from playground.model.heads import NO_HEAD, SCORES, SECOND_VECTORS, Head
from playground.model.target_kinds import Labels, Places, WordsAgainstNoise
from playground.model.training_examples import Batch, Examples
from playground.words.example_texts import CORPORA, FOOD, LABELLED, PLACES
from playground.words.typed_lists import LABELS_FOR_EXAMPLE, Split, read_pairs, read_points, read_sentences

Read = Callable[[Tensor], Tensor]
Ids = NDArray[np.int64]
Counts = Sequence[int]

PAIRS = Option(
    "pairs",
    "Pairs, input|target",
    "One pair per line, or separated by commas: eat|apple. Join several input words with ^, such as "
    "apple^orange|juice, to use the mean of their vectors.",
    FOOD,
    visible_effect="The words of the pairs are the dots; inputs that share targets tend to come together.",
)


SENTENCES = Option(
    "sentences",
    "Labelled sentences",
    "One per line, such as happy: I love this cat. The label is predicted from the mean of the words' vectors.",
    LABELLED,
    visible_effect="The words of the sentences are the dots; words typical of a label gather on its side.",
)
POINTS = Option(
    "points",
    "Words and places",
    "One per line, such as cat: 1, 2. The number of coordinates sets the dimension.",
    PLACES,
    visible_effect="A cross marks each place, and the word's dot moves towards it.",
    torch=("torch.nn.functional.mse_loss(target=)",),
)
WINDOW = Option(
    "window",
    "Window",
    "How many words to the left and right count as neighbours.",
    1,
    1,
    10,
    visible_effect="The wider the window, the more words pull on each dot.",
)
NEGATIVES = Option(
    "negatives",
    "Negatives",
    "How many random words each pair is compared with.",
    5,
    1,
    50,
    visible_effect="With more negatives, each step pushes a dot away from the second vectors of more words.",
)
TEXT = Option(
    "text",
    "Your text",
    "Each distinct word gets a number. Punctuation marks count as words.",
    CORPORA["animals"].recipe["text"],
    visible_effect="Each distinct word is a dot, a row of Embedding's matrix and a column of Linear's.",
)


def mean_vector(read: Read, inputs: Tensor) -> Tensor:
    """The mean of each example's input words' vectors, (B, D); ``read(ids)`` gives the first layer's vectors."""
    if inputs.shape[1] == 1:
        return read(inputs[:, 0])
    present = inputs >= 0
    vectors = read(inputs[present])  # only words that are there: max_norm would shorten any other that is read
    sums = vectors.new_zeros(len(inputs), vectors.shape[1]).index_add(0, present.nonzero()[:, 0], vectors)
    return sums / present.sum(1, keepdim=True)


class NothingLeft(InvalidField):
    """The vocabulary has too few of the words for any example."""

    def __init__(self) -> None:
        super().__init__(
            "minimum_count",
            "Too many words were dropped from the vocabulary, so there is nothing left to learn from. Lower "
            "the minimum count, or add more text.",
        )


@dataclass(frozen=True, kw_only=True)
class Objective(Choice):
    """``tokens(split, text, **options)`` are the words of the field ``source``, one after the other.

    ``cut`` says whether the tokenizer's ``split`` has a part in it. ``examples(ids, counts, split, **options)`` says
    what is to be guessed from what, given the tokens' numbers, int64 (T,), -1 for a word that fell out of the
    vocabulary, and how often each word comes. Both raise InvalidField when there is nothing to learn. ``head`` stands
    behind the first layer. ``width(**options)`` is the dimension, None for any. ``works`` are fields of a recipe with
    which even a short text's words gather by topic, where the defaults don't do it.
    """

    tokens: Callable[..., list[str]]
    examples: Callable[..., Examples]
    source: Option
    cut: bool = True
    head: Head = SCORES
    width: Callable[..., int | None] = lambda **_: None
    works: Mapping[str, Value] = field(default_factory=dict)

    def error(self, read: Read, head: nn.Module, batch: Batch) -> Tensor:
        """The loss on a batch, a tensor of no dimension."""
        return self.head.loss(mean_vector(read, batch.inputs), head, batch)


def _text_tokens(split: Split, text: str, **_: object) -> list[str]:
    tokens = split(text)
    if len(tokens) < 2:
        what = "is empty" if not tokens else "has only one word, so there is no next word to predict"
        raise InvalidField("text", f"The text {what}. Enter at least two different words, such as: I love you.")
    return tokens


def _known(ids: Ids) -> Ids:
    known = ids[ids >= 0]
    if len(known) < 2:
        raise NothingLeft()
    return known


def _next_word(ids: Ids, counts: Counts, split: Split) -> Examples:
    known = torch.from_numpy(_known(ids))
    return Examples(known[:-1, None], known[1:])


def _context(ids: Ids, window: int) -> tuple[Ids, Ids]:
    """The known words, int64 (T,), and the words around each, int64 (T, 2 * window), -1 beyond the ends of the text."""
    known = _known(ids)
    if len(known) * 2 * window > limits.EXAMPLE_NUMBERS:
        raise InvalidField(
            "window", f"{len(known):,} words with a window of {window} make too many examples. Choose a smaller window."
        )
    around = np.arange(len(known))[:, None] + np.array([*range(-window, 0), *range(1, window + 1)])
    inside = (around >= 0) & (around < len(known))
    return known, np.where(inside, known[around.clip(0, len(known) - 1)], -1)


def _skip_gram(ids: Ids, counts: Counts, split: Split, window: int) -> Examples:
    known, around = _context(ids, window)
    place, column = (around >= 0).nonzero()
    return Examples(torch.from_numpy(known[place][:, None]), torch.from_numpy(around[place, column]))


def _skip_gram_negative(ids: Ids, counts: Counts, split: Split, window: int, negatives: int) -> Examples:
    noise = torch.tensor(counts, dtype=torch.float32) ** 0.75
    kind = WordsAgainstNoise(noise=noise, negatives=negatives)
    return replace(_skip_gram(ids, counts, split, window), kind=kind)


def _cbow(ids: Ids, counts: Counts, split: Split, window: int) -> Examples:
    known, around = _context(ids, window)
    return Examples(torch.from_numpy(around), torch.from_numpy(known))


def _sentence_tokens(split: Split, text: str, sentences: str) -> list[str]:
    return [token for _, tokens in read_sentences(split, sentences) for token in tokens]


def _sentence_examples(ids: Ids, counts: Counts, split: Split, sentences: str) -> Examples:
    numbers = iter(ids.tolist())
    examples = [
        (label, [number for number in islice(numbers, len(tokens)) if number >= 0])
        for label, tokens in read_sentences(split, sentences)
    ]
    examples = [(label, known) for label, known in examples if known]
    goals = tuple(dict.fromkeys(label for label, _ in examples))
    if len(goals) < 2:
        raise InvalidField("sentences", f"Enter sentences with at least two different labels. {LABELS_FOR_EXAMPLE}")
    return Examples(_table([known for _, known in examples], "sentences"), _numbers_of(goals, examples), Labels(goals))


def _numbers_of(goals: tuple[str, ...], examples: Sequence[tuple[str, object]]) -> Tensor:
    index = {goal: number for number, goal in enumerate(goals)}
    return torch.tensor([index[label] for label, _ in examples])


def _point_tokens(split: Split, text: str, points: str) -> list[str]:
    return [word for word, _ in read_points(points)]


def _point_examples(ids: Ids, counts: Counts, split: Split, points: str) -> Examples:
    known = [
        (number, place) for number, (_, place) in zip(ids.tolist(), read_points(points), strict=True) if number >= 0
    ]
    if not known:
        raise NothingLeft()
    names = tuple(f"({', '.join(f'{number:g}' for number in place)})" for _, place in known)
    return Examples(
        torch.tensor([[number] for number, _ in known]),
        torch.arange(len(known)),
        Places(names, points=torch.tensor([place for _, place in known])),
    )


def _table(rows: Sequence[Sequence[int]], field: str) -> Tensor:
    """Rows of different lengths as one tensor, filled up with -1. Raises InvalidField when that would be too large."""
    widest = max(map(len, rows))
    if len(rows) * widest > limits.EXAMPLE_NUMBERS:
        raise InvalidField(
            field,
            f"{field} need {len(rows) * widest:,} numbers, because every example is padded to the longest; "
            f"the limit is {limits.EXAMPLE_NUMBERS:,}. Shorten the longest, or use fewer.",
        )
    return torch.tensor([[*row, *[-1] * (widest - len(row))] for row in rows])


def _pair_tokens(split: Split, text: str, pairs: str) -> list[str]:
    return [word for inputs, targets in read_pairs(pairs) for word in (*inputs, *targets)]


def _pair_examples(ids: Ids, counts: Counts, split: Split, pairs: str) -> Examples:
    read, numbers = read_pairs(pairs), iter(ids.tolist())
    size = sum(len(targets) for _, targets in read) * max(len(inputs) for inputs, _ in read)
    if size > limits.EXAMPLE_NUMBERS:
        raise InvalidField(
            "pairs",
            f"The pairs need {size:,} numbers, because every input is padded to the longest; the limit is "
            f"{limits.EXAMPLE_NUMBERS:,}. Join fewer words with ^, or use fewer pairs.",
        )
    examples = []
    for inputs, targets in read:
        known = [number for number in islice(numbers, len(inputs)) if number >= 0]
        examples += [(known, target) for target in islice(numbers, len(targets)) if known and target >= 0]
    if not examples:
        raise NothingLeft()
    return Examples(_table([known for known, _ in examples], "pairs"), torch.tensor([target for _, target in examples]))


_BY_TOPIC: Mapping[str, Value] = {
    "window": 5,
    "optimizer": "adam",
    "learning_rate": 0.05,
    "batch_size": 64,
    "steps": 500,
}

OBJECTIVES = registry(
    Objective(
        "next_word",
        "The next word",
        "Predicts the next word from each word of the text. A second linear layer, the head, turns the "
        "vector into a score for each word. Words followed by the same words tend to move close together.",
        tokens=_text_tokens,
        examples=_next_word,
        source=TEXT,
    ),
    Objective(
        "pairs",
        "My own pairs",
        "Predicts the target from the input. A second linear layer, the head, turns the vector into a score "
        "for each word. Inputs that share targets tend to move close together.",
        (PAIRS,),
        tokens=_pair_tokens,
        examples=_pair_examples,
        source=PAIRS,
        cut=False,
    ),
    Objective(
        "skip_gram",
        "Skip-gram",
        "Predicts each neighbour of each word. The head scores every word of the vocabulary. Words with the "
        "same neighbours tend to move close together.",
        (WINDOW,),
        tokens=_text_tokens,
        examples=_skip_gram,
        source=TEXT,
        works=_BY_TOPIC,
    ),
    Objective(
        "skip_gram_negative",
        "Skip-gram with negative sampling",
        "Tells a word's true neighbours from words drawn at random, with probability proportional to their "
        "count to the power of 0.75. The head is a second vector for each word. This is the core of word2vec.",
        (WINDOW, NEGATIVES),
        tokens=_text_tokens,
        examples=_skip_gram_negative,
        source=TEXT,
        head=SECOND_VECTORS,
        works=_BY_TOPIC,
    ),
    Objective(
        "cbow",
        "CBOW",
        "Predicts the middle word from the mean of the words around it. The head scores every word. In a short text, "
        "weight decay helps it to find topics.",
        (WINDOW,),
        tokens=_text_tokens,
        examples=_cbow,
        source=TEXT,
        works={**_BY_TOPIC, "window": 8, "optimizer": "adamw", "weight_decay": 0.3},
    ),
    Objective(
        "labels",
        "Label of a sentence",
        "Predicts a sentence's label from the mean of its words. The head, one linear layer, scores each "
        "label: words typical of a label gather on its side.",
        (SENTENCES,),
        tokens=_sentence_tokens,
        examples=_sentence_examples,
        source=SENTENCES,
    ),
    Objective(
        "points",
        "Move to a place",
        "Each word has a place to move to, and the loss is the mean squared error: the plainest picture of "
        "a gradient. There is no head.",
        (POINTS,),
        tokens=_point_tokens,
        examples=_point_examples,
        source=POINTS,
        cut=False,
        head=NO_HEAD,
        width=lambda points: len(read_points(points)[0][1]),
    ),
)
OBJECTIVE = Option(
    "objective",
    "What is learned",
    "What the vectors are trained to do.",
    "next_word",
    entries=OBJECTIVES,
    visible_effect="Different words pull on each dot, so different groups form, and the loss is a different one.",
    torch=(
        "torch.nn.functional.cross_entropy",
        "torch.nn.functional.logsigmoid",
        "torch.nn.functional.mse_loss",
    ),
)
