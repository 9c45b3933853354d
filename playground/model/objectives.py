"""What the vectors are trained to do: one entry for each task.

Every task here is a list of examples: some input words, and what is to be made of the mean of their vectors. What
stands behind the first layer is the *head*, mostly one linear layer that scores every word; the loss says how wrong it
is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from playground.choices import Choice, InvalidField, Option, registry
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
    "One pair a line, or separated by commas: eat|apple. Join several input words with ^, as in "
    "apple^orange|juice: the mean of their vectors is used.",
    FOOD,
    visible_effect="The words of the pairs are the dots; inputs that share their targets tend to come together.",
)
MOST_TYPED = 1_000_000
"""Characters of pairs, labelled sentences and places."""
_MOST_NUMBERS = 20_000_000


SENTENCES = Option(
    "sentences",
    "Sentences with labels",
    "One a line, as in happy: I love this cat. The label is guessed from the mean of the words' vectors.",
    LABELLED,
    visible_effect="The words of the sentences are the dots; those that speak for one label gather on its side.",
)
POINTS = Option(
    "points",
    "Words and their places",
    "One a line, as in cat: 1, 2. How many numbers a place has is the dimension.",
    PLACES,
    visible_effect="A cross stands at each place, and the word's dot goes there.",
    torch=("torch.nn.functional.mse_loss(target=)",),
)
WINDOW = Option(
    "window",
    "Window",
    "How many words to the left and to the right count as near.",
    1,
    1,
    10,
    visible_effect="The wider, the more words pull at each dot.",
)
NEGATIVES = Option(
    "negatives",
    "Negatives",
    "How many words, drawn at random, each pair is compared with.",
    5,
    1,
    50,
    visible_effect="At each step a dot is pushed away from the second vectors of more words.",
)
TEXT = Option(
    "text",
    "Words or sentences",
    "Each different word gets a number. A punctuation mark is a word too.",
    CORPORA["animals"].recipe["text"],
    visible_effect="Each different word is a dot, a row of Embedding's matrix and a column of Linear's.",
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
            "Too many words fell out of the vocabulary: nothing is left to learn from. Take a lower minimum count, "
            "or more words.",
        )


@dataclass(frozen=True, kw_only=True)
class Objective(Choice):
    """``tokens(split, text, **options)`` are the words of the field ``source``, one after the other.

    ``cut`` says whether the tokenizer's ``split`` has a part in it. ``examples(ids, counts, split, **options)`` says
    what is to be guessed from what, given the tokens' numbers, int64 (T,), -1 for a word that fell out of the
    vocabulary, and how often each word comes. Both raise InvalidField when there is nothing to learn. ``head`` stands
    behind the first layer. ``width(**options)`` is the dimension, None for any.
    """

    tokens: Callable[..., list[str]]
    examples: Callable[..., Examples]
    source: Option
    cut: bool = True
    head: Head = SCORES
    width: Callable[..., int | None] = lambda **_: None

    def error(self, read: Read, head: nn.Module, batch: Batch) -> Tensor:
        """The loss on a batch, a tensor of no dimension."""
        return self.head.loss(mean_vector(read, batch.inputs), head, batch)


def _text_tokens(split: Split, text: str, **_: object) -> list[str]:
    tokens = split(text)
    if len(tokens) < 2:
        what = "is empty" if not tokens else "has one word, and no next word to guess"
        raise InvalidField("text", f"The text {what}. Type at least two different words, such as: I love you.")
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
    if len(known) * 2 * window > _MOST_NUMBERS // 4:  # with the arrays in between it takes so much more
        raise InvalidField(
            "window", f"{len(known):,} words with a window of {window} make too many examples. Take a smaller window."
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
        raise InvalidField("sentences", f"It takes sentences of two different labels at least. {LABELS_FOR_EXAMPLE}")
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
    if len(rows) * widest > _MOST_NUMBERS:
        raise InvalidField(
            field,
            f"{field} make {len(rows) * widest:,} numbers, each example as long as the longest; up to "
            f"{_MOST_NUMBERS:,} can be held. Shorten the longest, or take fewer.",
        )
    return torch.tensor([[*row, *[-1] * (widest - len(row))] for row in rows])


def _pair_tokens(split: Split, text: str, pairs: str) -> list[str]:
    return [word for inputs, targets in read_pairs(pairs) for word in (*inputs, *targets)]


def _pair_examples(ids: Ids, counts: Counts, split: Split, pairs: str) -> Examples:
    read, numbers = read_pairs(pairs), iter(ids.tolist())
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
        raise NothingLeft()
    return Examples(_table([known for known, _ in examples], "pairs"), torch.tensor([target for _, target in examples]))


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
        cut=False,
    ),
    Objective(
        "skip_gram",
        "Skip-gram",
        "From each word, guess each word near it. The head scores every word of the vocabulary. Words with the same "
        "neighbours tend to come close together.",
        (WINDOW,),
        tokens=_text_tokens,
        examples=_skip_gram,
        source=TEXT,
    ),
    Objective(
        "skip_gram_negative",
        "Skip-gram with negative sampling",
        "Tell each word's true neighbours from words drawn at random, each as likely as its count to the power 0.75. "
        "The head is a second vector for each word. This is word2vec.",
        (WINDOW, NEGATIVES),
        tokens=_text_tokens,
        examples=_skip_gram_negative,
        source=TEXT,
        head=SECOND_VECTORS,
    ),
    Objective(
        "cbow",
        "CBOW",
        "From the mean of the words around, guess the word in the middle. The head scores every word.",
        (WINDOW,),
        tokens=_text_tokens,
        examples=_cbow,
        source=TEXT,
    ),
    Objective(
        "labels",
        "Labels of sentences",
        "From the mean of a sentence's words, guess its label. The head, one linear layer, scores each label: words "
        "that speak for one label gather on its side.",
        (SENTENCES,),
        tokens=_sentence_tokens,
        examples=_sentence_examples,
        source=SENTENCES,
    ),
    Objective(
        "points",
        "Go to a place",
        "Each word has a place where it should go, and the loss is how far it is: the plainest picture of a gradient. "
        "There is no head.",
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
    visible_effect="Other words pull at each dot, so other groups form, and the loss is another one.",
    torch=(
        "torch.nn.functional.cross_entropy",
        "torch.nn.functional.logsigmoid",
        "torch.nn.functional.mse_loss",
    ),
)
