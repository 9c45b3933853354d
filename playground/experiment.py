"""The recipe of a run: plain values, checked once, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from typing import Any

from playground.choices import Choice, InvalidField, Option, choose
from playground.corpora import CORPORA
from playground.initializers import INITIALIZERS
from playground.layers import SELECTIONS, Selection
from playground.objectives import OBJECTIVES, Examples
from playground.optimizers import OPTIMIZERS
from playground.vocabulary import Vocabulary, tokenize

MOST_WORDS = 2_000
MOST_EXAMPLES = 50_000
MOST_CHARACTERS = 500_000
MOST_WORK = 5e10
"""Multiplications in one run: about half a minute on one core of a small server."""

REGISTRIES: Mapping[str, Mapping[str, Choice]] = {
    "layer": SELECTIONS,
    "initializer": INITIALIZERS,
    "objective": OBJECTIVES,
    "optimizer": OPTIMIZERS,
}

_COMMON = (
    Option(
        "text",
        "Words or sentences",
        "Each different word gets a number, in the order of first appearance. Capitals make no "
        "difference, and a punctuation mark is a word too.",
        CORPORA["animals"].recipe["text"],
    ),
    Option("dimension", "Dimension", "How many numbers a word's vector has.", 2, 1, 256),
    Option(
        "same_start",
        "Both start from the same matrix",
        "Linear's weight starts as a copy of Embedding's, transposed. Switched off, each layer draws its own.",
        True,
    ),
    Option("learning_rate", "Learning rate", "How far one step moves the weights.", 0.5, 0.0, 100.0),
    Option(
        "batch_size",
        "Batch size",
        "How many examples one step looks at. A number as large as the text takes all of them at every step.",
        8,
        1,
        4_096,
    ),
    Option("steps", "Steps", "How often the weights are changed.", 200, 1, 10_000),
    Option(
        "seed", "Seed", "Where the random numbers start: the same seed gives the same run, always.", 0, 0, 2**32 - 1
    ),
)
_OF_CHOICES = [option for entries in REGISTRIES.values() for entry in entries.values() for option in entry.options]
OPTIONS: Mapping[str, Option] = {option.name: option for option in (*_COMMON, *_OF_CHOICES)}


@dataclass(frozen=True)
class Task:
    """A text as numbers: its words, and what is to be guessed from what."""

    vocabulary: Vocabulary
    examples: Examples


def _default(name: str) -> Any:
    return OPTIONS[name].default


@dataclass(frozen=True)
class Experiment:
    """A frozen, hashable recipe: the same experiment gives the same numbers, always.

    Every value is checked; a bad one raises InvalidField, a ValueError that names the field and says
    what would be accepted. Ranges and explanations stand in ``OPTIONS``, names of choices in ``REGISTRIES``.

    The fields that are None here belong to one choice only (``momentum`` to an optimizer, ``low`` to
    an initializer). While that choice is made they hold its default or the value given; while
    another is made they are None.
    ``batch_size`` may exceed the number of examples: then every step takes all of them.
    """

    text: str = _default("text")
    layer: str = "both"
    dimension: int = _default("dimension")
    bias: bool | None = None
    initializer: str = "default"
    low: float | None = None
    high: float | None = None
    mean: float | None = None
    std: float | None = None
    same_start: bool = _default("same_start")
    objective: str = "next_word"
    pairs: str | None = None
    optimizer: str = "sgd"
    momentum: float | None = None
    learning_rate: float = _default("learning_rate")
    batch_size: int = _default("batch_size")
    steps: int = _default("steps")
    seed: int = _default("seed")

    def __post_init__(self) -> None:
        choices = [choose(field, getattr(self, field), entries) for field, entries in REGISTRIES.items()]
        used = {option.name: option for choice in choices for option in choice.options}
        for name, option in ({common.name: common for common in _COMMON} | used).items():
            value = getattr(self, name)
            object.__setattr__(self, name, option.checked(option.default if value is None else value))
        for name in OPTIONS.keys() - used.keys() - {common.name for common in _COMMON}:
            object.__setattr__(self, name, None)
        for choice in choices:
            choice.check(**self.options(choice))
        self._check_work()

    @property
    def selection(self) -> Selection:
        return SELECTIONS[self.layer]

    def options(self, choice: Choice) -> dict[str, Any]:
        """The choice's options with this recipe's values, as keyword arguments."""
        return {option.name: getattr(self, option.name) for option in choice.options}

    @cached_property
    def task(self) -> Task:
        """The words and examples. Raises InvalidField when the text has none, or too many."""
        return _task(self.text, self.objective, tuple(self.options(OBJECTIVES[self.objective]).items()))

    def _check_work(self) -> None:
        """Raises InvalidField for a run that nobody would wait for."""
        words, examples = len(self.vocabulary), min(self.batch_size, len(self.task.examples))
        # One-hot input and head are multiplied forwards and backwards, and the optimizer touches each weight.
        step = len(self.selection.layers) * words * self.dimension * (4 * examples + 8)
        if step * self.steps > MOST_WORK:
            raise InvalidField(
                "steps",
                f"steps = {self.steps:,} would take too long with {words:,} words, {self.dimension} dimensions and "
                f"{examples:,} examples a step. Take at most {max(1, int(MOST_WORK / step)):,} steps, or make one of "
                "the others smaller.",
            )

    @property
    def vocabulary(self) -> Vocabulary:
        return self.task.vocabulary


FIELDS = {field.name: field for field in fields(Experiment)}


@lru_cache(maxsize=32)
def _task(text: str, objective: str, options: tuple[tuple[str, Any], ...]) -> Task:
    source = OBJECTIVES[objective].source
    typed = {"text": text, **dict(options)}[source]
    if len(typed) > MOST_CHARACTERS:
        raise InvalidField(
            source, f"{source} has {len(typed):,} characters; up to {MOST_CHARACTERS:,} can be read: try a part of it."
        )
    tokens = tokenize(text) if source == "text" else []
    examples = OBJECTIVES[objective].examples(tokens, **dict(options))
    if len(examples) > MOST_EXAMPLES:
        raise InvalidField(source, f"{source} is too long: up to {MOST_EXAMPLES:,} words can be learned from at once.")
    vocabulary = Vocabulary.of([*tokens, *(word for inputs, target in examples for word in (*inputs, target))])
    if not 2 <= len(vocabulary) <= MOST_WORDS:
        count = "only one word, again and again" if len(vocabulary) == 1 else f"{len(vocabulary):,} different words"
        raise InvalidField(
            source, f"{source} has {count}. It takes at least two different words and at most {MOST_WORDS:,}."
        )
    return Task(vocabulary, Examples.of(examples, vocabulary))
