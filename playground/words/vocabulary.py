"""Words and their numbers.

A sequence of words is counted, and each different word gets a number. That table is what the lesson calls
``vocab``: ``{"I": 0, "you": 1}``. Which words get in, and in which order, is for the learner to say.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground import limits
from playground.choices import Choice, Option, registry
from playground.memo import cached_property
from playground.wording import short_names, small

PAD_WORD, UNK_WORD = "<pad>", "<unk>"


@dataclass
class Entry:
    """A word on its way into the vocabulary: what its tokens have in common, how it is written, how often it came."""

    key: str
    word: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Case(Choice):
    """``key(token)`` is equal for tokens that are one word; ``keeps`` capitals where a word is never written small."""

    key: Callable[[str], str]
    keeps: bool = False


CASES = registry(
    Case(
        "merge",
        "Lowercase where possible",
        "“The” and “the” are the same word, “the”. A word that never appears in lowercase keeps its capitals: “I”.",
        key=small,
        keeps=True,
    ),
    Case(
        "lower",
        "Lowercase everything",
        "All words become lowercase: “I” becomes “i”, and so does the Turkish “İ”.",
        key=small,
    ),
    Case("keep", "Case-sensitive", "“The” and “the” are different words, each with its own vector.", key=str),
)


@dataclass(frozen=True, kw_only=True)
class Order(Choice):
    sort: Callable[[list[Entry]], list[Entry]]


ORDERS = registry(
    Order("first", "first occurrence", "Number 0 is the first word of the text.", sort=list),
    Order(
        "alphabetical",
        "alphabetical",
        "Words are numbered in dictionary order.",
        sort=lambda entries: sorted(entries, key=lambda entry: (entry.word.casefold(), entry.word)),
    ),
    Order(
        "frequency",
        "by frequency",
        "Number 0 is the most frequent word, 1 the next.",
        sort=lambda entries: sorted(entries, key=lambda entry: -entry.count),
    ),
)

RULES = (
    Option(
        "case",
        "Capitals",
        "Whether “The” and “the” are the same word.",
        "merge",
        entries=CASES,
        visible_effect="Words that count as the same share a dot; different words each get a dot.",
    ),
    Option(
        "minimum_count",
        "Minimum count",
        "A word that occurs less often gets no number: it is dropped.",
        1,
        1,
        1_000_000,
        visible_effect="Rare words lose their dots, and both matrices shrink.",
    ),
    Option(
        "maximum_words",
        "Maximum words",
        "Only this many words, the most frequent, get a number.",
        limits.WORDS,
        2,
        limits.WORDS,
        visible_effect="The other words lose their dots, and both matrices shrink.",
    ),
    Option(
        "order",
        "Numbered",
        "How words are numbered. A number says nothing about a word's meaning.",
        "first",
        entries=ORDERS,
        visible_effect="The words change places in both matrices, and each starts from the weights at its new place.",
    ),
    Option(
        "pad",
        "<pad> gets a number",
        "A placeholder that fills up short sentences where a batch needs equal lengths. Here nothing is "
        "filled up, so it is in no batch.",
        False,
        visible_effect="One more dot, row and column, with the number 0.",
    ),
    Option(
        "unk",
        "<unk> gets a number",
        "One number for all dropped words. Without it, they are removed from the text.",
        False,
        visible_effect="One more dot, which stands for all dropped words.",
    ),
)


@dataclass(frozen=True)
class Vocabulary:
    """The different words, each once; a word's index is its place.

    ``counts``  how often each came; of <unk>, how many words it stands for
    ``keys``    from what a token's ``key`` is to the word's index
    ``unknown`` the index of all other tokens, None when they are left out
    ``dropped`` how many different words fell out, and how many tokens these were
    """

    words: tuple[str, ...]
    counts: tuple[int, ...]
    keys: Mapping[str, int]
    key: Callable[[str], str] = small
    unknown: int | None = None
    dropped: tuple[int, int] = (0, 0)

    @classmethod
    def of(
        cls,
        tokens: Iterable[str],
        case: str = "merge",
        minimum_count: int = 1,
        maximum_words: int = limits.WORDS,
        order: str = "first",
        pad: bool = False,
        unk: bool = False,
        edit: Callable[[list[Entry], list[Entry]], list[Entry]] | None = None,
    ) -> "Vocabulary":
        """Number the tokens by these rules, see ``RULES``. ``edit(kept, all)`` may change what is kept at the end."""
        seen = _count(tokens, CASES[case])
        kept = [entry for entry in seen if entry.count >= minimum_count]
        if len(kept) > maximum_words:
            often = {entry.key for entry in ORDERS["frequency"].sort(kept)[:maximum_words]}
            kept = [entry for entry in kept if entry.key in often]
        kept = ORDERS[order].sort(kept)
        for word in [UNK_WORD] * unk + [PAD_WORD] * pad:
            said = sum(entry.count for entry in seen if entry.key == word)
            kept = [Entry(word, word, said)] + [entry for entry in kept if entry.key != word]
        if edit:
            kept = edit(kept, seen)
        return cls._numbered(kept, seen, CASES[case].key, unk)

    @classmethod
    def _numbered(cls, kept: list[Entry], seen: list[Entry], key: Callable[[str], str], unk: bool) -> "Vocabulary":
        keys = {entry.key: index for index, entry in enumerate(kept)}
        out = [entry.count for entry in seen if entry.key not in keys]
        unknown = keys.get(UNK_WORD) if unk else None
        counts = [entry.count for entry in kept]
        if unknown is not None:
            counts[unknown] += sum(out)
        return cls(tuple(entry.word for entry in kept), tuple(counts), keys, key, unknown, (len(out), sum(out)))

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def short(self) -> tuple[str, ...]:
        """The words as labels have room for them: no two alike."""
        return tuple(short_names(self.words).values())

    @cached_property
    def _index(self) -> dict[str, int]:
        return {word: index for index, word in enumerate(self.words)}

    def index(self, word: str) -> int:
        """The number of a word, as it is written here or as it stood in the text. Raises KeyError if it has none."""
        return self._index[word] if word in self._index else self.keys[self.key(word)]

    def ids(self, tokens: Sequence[str]) -> NDArray[np.int64]:
        """The tokens' numbers, int64 (T,); -1 for what fell out."""
        other = -1 if self.unknown is None else self.unknown
        numbers = {token: self.keys.get(self.key(token), other) for token in set(tokens)}
        return np.fromiter(map(numbers.__getitem__, tokens), np.int64, len(tokens))


def _count(tokens: Iterable[str], case: Case) -> list[Entry]:
    """An entry for each different word, in the order of first appearance."""
    entries: dict[str, Entry] = {}
    for token, count in Counter(tokens).items():
        key = case.key(token)
        entry = entries.setdefault(key, Entry(key, token if case.keeps else key, 0))
        entry.count += count
        if token == key:
            entry.word = token
    return list(entries.values())
