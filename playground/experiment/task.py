"""A text as numbers: its words, and what is to be guessed from what."""

from dataclasses import dataclass
from threading import Condition
from typing import Any

from cachetools import cached
from cachetools.keys import hashkey

from playground import caches, limits
from playground.caches import text_bytes
from playground.choices import InvalidField, Option
from playground.model.objectives import OBJECTIVES, TEXT, NothingLeft
from playground.model.training_examples import Examples
from playground.words.tokenizers import TOKENIZER, TOKENIZERS
from playground.words.vocabulary import Entry, Vocabulary
from playground.words.vocabulary_edits import Edit, apply

Fields = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Task:
    """The words, what is to be guessed from what, and which of the edits could be made."""

    vocabulary: Vocabulary
    examples: Examples
    edited: tuple[bool, ...]

    @property
    def goals(self) -> tuple[str, ...]:
        """What is guessed: the words, or the names that the examples have for their targets."""
        return self.examples.kind.names or self.vocabulary.words

    @property
    def nbytes(self) -> int:
        """Memory held, about."""
        names = self.examples.kind.names
        letters = text_bytes(self.vocabulary.words) + text_bytes(names)
        return 8 * (self.examples.inputs.numel() + len(self.examples)) + 300 * len(self.vocabulary) + letters


@cached(caches.bounded(caches.TASKS, lambda task: task.nbytes), key=hashkey, condition=Condition())
def task(tokenizer: str, objective: str, read: Fields, rules: Fields, edits: tuple[Edit, ...]) -> Task:
    """The task that a recipe sets; ``read`` holds the text and the objective's options, ``rules`` the vocabulary's.

    Kept for those who ask again. Raises InvalidField when there are too few words, or too many characters.
    """
    learned, fields = OBJECTIVES[objective], dict(read)
    words = tokens(tokenizer, objective, read)
    vocabulary, made = _edited(words, rules, edits)
    del fields["text"]
    try:
        if len(vocabulary) < 2:
            raise _too_few(learned.source, vocabulary)
        ids = vocabulary.ids(words)
        return Task(vocabulary, learned.examples(ids, vocabulary.counts, TOKENIZERS[tokenizer].split, **fields), made)
    except NothingLeft as problem:
        if not any(made):
            raise
        task(tokenizer, objective, read, rules, ())  # raises as well if the edits are not to blame
        sentence = "The changes made by hand leave too few words to learn from. Undo some of them."
        raise InvalidField("edits", sentence, {"edits": ()}) from problem


@cached(caches.bounded(caches.TOKENS, lambda words: 16 * len(words)), key=hashkey, condition=Condition())
def tokens(tokenizer: str, objective: str, read: Fields) -> list[str]:
    """The words of the objective's source, not to be changed. Kept, as other rules are tried on the same words."""
    learned, fields = OBJECTIVES[objective], dict(read)
    source, most = learned.source.name, limits.CHARACTERS if learned.source is TEXT else limits.TYPED
    if len(fields[source]) > most:
        raise InvalidField(
            source, f"{source} has {len(fields[source]):,} characters; the limit is {most:,}. Try a part of it."
        )
    try:
        words = learned.tokens(TOKENIZERS[tokenizer].split, **fields)
    except InvalidField as problem:
        if tokenizer == TOKENIZER.default or not learned.cut:
            raise
        cut = TOKENIZERS[tokenizer].label
        sentence = f"{problem} “Split into” is “{cut}”, which decides what a word is."
        raise InvalidField(problem.field, sentence, {TOKENIZER.name: TOKENIZER.default}) from problem
    if len(words) > limits.TOKENS:
        raise InvalidField(
            source, f"{source} has more than {limits.TOKENS:,} words, repeats included. Try a part of it."
        )
    return words


def _edited(words: list[str], rules: Fields, edits: tuple[Edit, ...]) -> tuple[Vocabulary, tuple[bool, ...]]:
    """The vocabulary, and for each edit whether it could be made."""
    made: list[bool] = []

    def edit(kept: list[Entry], seen: list[Entry]) -> list[Entry]:
        kept, flags = apply(edits, kept, seen)
        made.extend(flags)
        return kept

    return Vocabulary.of(words, **dict(rules), edit=edit), tuple(made)


def _too_few(source: Option, vocabulary: Vocabulary) -> InvalidField:
    """What is wrong with a vocabulary of fewer than two words."""
    if vocabulary.dropped[0]:
        return NothingLeft()
    sentence = f"The {source.name} contains only one distinct word. At least two are needed."
    return InvalidField(source.name, sentence)
