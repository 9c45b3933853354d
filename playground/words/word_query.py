"""Words as a learner types them to look them up, read as their numbers.

They stand between spaces or commas, in any order and as often as is liked. A number stands for the word that has it;
in brackets, as PyTorch prints a list, numbers are never taken for words.

    >>> from playground.words.tokenizers import tokenize
    >>> read_words("you I 1, you", Vocabulary.of(["I", "you"]), tokenize).ids
    (1, 0, 1, 1)
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from playground import limits
from playground.wording import abbreviate, listed, normalize
from playground.words.vocabulary import UNK_WORD, Vocabulary

_COMMAS = ",，、،"
_END = re.compile(rf"[\s{_COMMAS}]|\Z")
_NUMBER = re.compile(r"[-+]?[0-9]{1,9}")
_LIST = re.compile(r"\s*(?:torch\.tensor\()?\[([-+0-9,\s]*)\]\)?\s*")
_QUOTES = {'"': '"', "'": "'", "“": "”", "„": "“", "«": "»", "「": "」"}
_NAMED = 5
"""How many unknown words are named."""

Split = Callable[[str], list[str]]


@dataclass(frozen=True)
class Chosen:
    """``ids`` are the words' numbers in the order of the words, ``remarks`` sentences on what could not be read so.

    ``unread`` are the words and numbers that the vocabulary does not have.
    """

    ids: tuple[int, ...]
    remarks: tuple[str, ...]
    unread: tuple[str, ...] = ()


def read_words(written: str, vocabulary: Vocabulary, split: Split) -> Chosen:
    """The words that are written, which may have spaces and commas in them. ``split`` cuts a text as it was learned.

    Where one word begins like another, the longer one counts; a comma is a word only between two spaces.
    """
    most = limits.LOOKED_UP_LETTERS
    text, reader = normalize(written[:most]), _Reader(vocabulary, split)
    listed = _LIST.fullmatch(text)
    if listed and reader.known(text.strip()) is None:
        for number in re.findall(r"[-+0-9]+", listed[1]):
            reader.number(number)
    else:
        reader.words(text)
    cut = [f"Only the first {most:,} characters are read."] if len(written) > most else []
    return Chosen(tuple(reader.ids), (*reader.remarks(), *cut), (*reader.unknown, *reader.absent))


def with_word(written: str, index: int, vocabulary: Vocabulary, split: Split) -> str:
    """What to write for these words and one more: the word itself, or a list of numbers where that would be misread."""
    ids, word = (*read_words(written, vocabulary, split).ids, index), vocabulary.words[index]
    for text in (f"{written} {word}".strip(), f"{written}, {word}", f'{written} "{word}"', f"{list(ids)}"):
        if read_words(text, vocabulary, split).ids == ids:
            return text
    return f"torch.tensor({list(ids)})"


class _Reader:
    """Reads a text from left to right, and keeps what it found."""

    def __init__(self, vocabulary: Vocabulary, split: Split):
        self.vocabulary, self.split = vocabulary, split
        self.longest = 2 + max(max(map(len, names)) for names in (vocabulary.words, vocabulary.keys))
        self.ids: list[int] = []
        self.unknown: list[str] = []
        self.absent: list[str] = []
        self.misleading: list[str] = []

    def known(self, text: str) -> int | None:
        """The number of the word that the text is, with or without quotes around it."""
        for word in dict.fromkeys((text, _unquoted(text))):
            try:
                return self.vocabulary.index(word)
            except KeyError:
                pass
        return None

    def words(self, text: str) -> None:
        ends, place = [end.start() for end in _END.finditer(text)], 0
        while place < len(text):
            place = self._read(text, place, ends)

    def _read(self, text: str, place: int, ends: Sequence[int]) -> int:
        """Read what stands at a place; returns where to go on."""
        if text[place].isspace() or (text[place] in _COMMAS and place and not text[place - 1].isspace()):
            return place + 1
        first, last = bisect_right(ends, place), bisect_right(ends, place + self.longest)
        for end in reversed(ends[first:last]):
            index = self.known(text[place:end])
            if index is not None:
                self._found(text[place:end], index)
                return end
        if text[place] in _COMMAS:
            return place + 1
        self._piece(text[place : ends[first]])
        return ends[first]

    def _found(self, text: str, index: int) -> None:
        self.ids.append(index)
        if _NUMBER.fullmatch(text) and int(text) != index and 0 <= int(text) < len(self.vocabulary):
            self.misleading.append(text)

    def _piece(self, piece: str) -> None:
        """What is no word as it stands: a number, or words without a space between them, cut as they were learned."""
        if _NUMBER.fullmatch(piece):
            self.number(piece)
            return
        for token in self.split(_unquoted(piece)):
            index = self.known(token)
            if index is None:
                self.unknown.append(token)
                index = self.vocabulary.unknown
            if index is not None:
                self.ids.append(index)

    def number(self, text: str) -> None:
        if _NUMBER.fullmatch(text) and 0 <= int(text) < len(self.vocabulary):
            self.ids.append(int(text))
        else:
            self.absent.append(text)

    def remarks(self) -> list[str]:
        """A sentence for each thing that could not be read as it was written."""
        sentences = []
        if self.unknown:
            sentences.append(f"Not in the vocabulary: {_named(self.unknown)}.{self._instead()}")
        if self.absent:
            last = len(self.vocabulary) - 1
            sentences.append(f"There is no number {_named(self.absent)}: numbers run from 0 to {last:,}.")
        if self.misleading:
            number = self.misleading[0]
            sentences.append(
                f"“{number}” is read as a word of the vocabulary. To look up the word with that number, "
                f"write [{number}]."
            )
        return sentences

    def _instead(self) -> str:
        unknown = self.vocabulary.unknown
        return "" if unknown is None else f" It is read as {UNK_WORD}, number {unknown:,}, as in training."


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 2 and _QUOTES.get(text[0]) == text[-1] else text


def _named(words: Sequence[str]) -> str:
    """The first few different words by name, and how many more there are."""
    return listed([f"“{abbreviate(word, 30)}”" for word in dict.fromkeys(words)], most=_NAMED)
