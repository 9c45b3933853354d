"""Words and their numbers.

A text becomes a sequence of words; each different word gets a number, in the order of first
appearance. That table is what the lesson calls ``vocab``: ``{"I": 0, "you": 1}``.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import regex

# Chinese characters and kana are written without spaces, so each is a word. Elsewhere a word is a
# run of letters, marks and digits; apostrophes and hyphens inside it belong to it. Whatever else
# is visible (a full stop, an emoji with its modifiers) is one word for each grapheme.
_TOKEN = regex.compile(
    r"""
    [\p{Han}\p{Hiragana}]\p{M}*
  | \p{N}+ (?: [.,]\p{N}+ )+
  | [[\p{L}\p{M}\p{N}_]--[\p{Han}\p{Hiragana}]]+ (?: ['-] [[\p{L}\p{M}\p{N}_]--[\p{Han}\p{Hiragana}]]+ )*
  | \X
    """,
    regex.VERBOSE | regex.VERSION1,
)
_INVISIBLE = regex.compile(r"[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]*")


def normalize(text: str) -> str:
    """One spelling for what looks the same: composed accents, straight apostrophes, no lone surrogates."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFC", text).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")


def is_visible(token: str) -> bool:
    return not _INVISIBLE.fullmatch(token)


def tokenize(text: str) -> list[str]:
    """The words of a text in order, repeats and capitals kept; each punctuation mark is a word.

    >>> tokenize("I don't, you do.")
    ['I', "don't", ',', 'you', 'do', '.']
    """
    return [token for token in _TOKEN.findall(normalize(text)) if is_visible(token)]


def trim(word: str) -> str:
    """The word without space and other unseen characters at its ends."""
    return regex.sub(r"^[\p{C}\p{Z}]+|[\p{C}\p{Z}]+$", "", word)


def abbreviate(word: str, length: int = 14) -> str:
    return word if len(word) <= length else word[: length - 1] + "…"


@dataclass(frozen=True)
class Vocabulary:
    """The different words, each once; a word's index is its place."""

    words: tuple[str, ...]

    @classmethod
    def of(cls, tokens: Iterable[str]) -> "Vocabulary":
        """Number the tokens in the order of first appearance.

        Capitals don't make a different word: "The" and "the" are one, written "the". A word that
        is never written small keeps its capitals, so "I" stays "I".
        """
        spelling: dict[str, str] = {}
        for token in tokens:
            small = token.lower()
            spelling[small] = small if token == small else spelling.get(small, token)
        return cls(tuple(spelling.values()))

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def _index(self) -> dict[str, int]:
        return {word.lower(): index for index, word in enumerate(self.words)}

    def index(self, word: str) -> int:
        """The word's number. Raises KeyError for a word that is not in the vocabulary."""
        return self._index[word.lower()]
