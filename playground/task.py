"""A text as numbers: its words, and what is to be guessed from what."""

from dataclasses import dataclass
from threading import Condition
from typing import Any

from cachetools import LRUCache, cached
from cachetools.keys import hashkey

from playground.choices import InvalidField
from playground.edits import Edit, apply
from playground.examples import Examples
from playground.objectives import OBJECTIVES
from playground.tokenizers import TOKENIZERS
from playground.vocabulary import Entry, Vocabulary

MOST_CHARACTERS = 10_000_000
_ALL_GONE = "With the changes made by hand, too few words of these are left to learn from. Undo some."


@dataclass(frozen=True)
class Task:
    """The words, what is to be guessed from what, and which of the edits could be made."""

    vocabulary: Vocabulary
    examples: Examples
    edited: tuple[bool, ...]

    @property
    def goals(self) -> tuple[str, ...]:
        """What is guessed: the words, or the names that the examples have for their targets."""
        return self.examples.goals or self.vocabulary.words

    @property
    def nbytes(self) -> int:
        return 8 * (self.examples.inputs.numel() + len(self.examples)) + 300 * len(self.vocabulary)


@cached(LRUCache(200_000_000, getsizeof=lambda task: task.nbytes + 1), key=hashkey, condition=Condition())
def task(
    tokenizer: str,
    objective: str,
    read: tuple[tuple[str, Any], ...],
    rules: tuple[tuple[str, Any], ...],
    edits: tuple[Edit, ...],
) -> Task:
    """The task that a recipe sets; ``read`` holds the text and the objective's options, ``rules`` the vocabulary's.

    Kept for those who ask again. Raises InvalidField when there are too few words, or too many characters.
    """
    learned, split, fields = OBJECTIVES[objective], TOKENIZERS[tokenizer].split, dict(read)
    source = learned.source.name
    if len(fields[source]) > MOST_CHARACTERS:
        raise InvalidField(
            source,
            f"{source} has {len(fields[source]):,} characters; up to {MOST_CHARACTERS:,} can be read: try a part.",
        )
    tokens = learned.tokens(split, **fields)
    made: list[bool] = []

    def edit(kept: list[Entry], seen: list[Entry]) -> list[Entry]:
        kept, flags = apply(edits, kept, seen)
        made.extend(flags)
        return kept

    vocabulary = Vocabulary.of(tokens, **dict(rules), edit=edit)
    del fields["text"]
    try:
        if len(vocabulary) < 2:
            raise InvalidField(*_too_few(source, vocabulary))
        ids = vocabulary.ids(tokens)
        return Task(vocabulary, learned.examples(ids, vocabulary.counts, split, **fields), tuple(made))
    except InvalidField as problem:
        if problem.field == "minimum_count" and any(made):
            raise InvalidField("edits", _ALL_GONE, {"edits": ()}) from problem
        raise


def _too_few(source: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """The field and the sentence for a vocabulary of fewer than two words."""
    if vocabulary.dropped[0]:
        return "minimum_count", (
            f"{vocabulary.dropped[0]:,} different words fell out, and fewer than two are left. Take a lower minimum "
            "count."
        )
    return source, f"{source} has only one word, again and again. It takes at least two different words."
