"""How a text is cut into words: one entry for each way."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

import regex

from playground import limits
from playground.choices import Choice, Option, registry
from playground.wording import is_visible, normalize, trim

# Chinese characters and kana are each a word. Thai, Lao, Khmer and Burmese are written without spaces too; their words
# are in ICU's dictionaries. Elsewhere a word is a run of letters, marks and digits. What belongs to it inside follows
# Unicode's word boundaries (UAX #29, WB4 to WB7c): apostrophes, joiners, non-joiners, the middle dot, Hebrew's
# gershayim; and hyphens, as people count words. Whatever else is visible (a full stop, an emoji with its modifiers, a
# keycap) is one word for each grapheme.
_UNSPACED = r"[[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]&&[\p{L}\p{M}]]"
_LETTER = rf"[[\p{{L}}\p{{M}}\p{{N}}_]--[\p{{Han}}\p{{Hiragana}}]--{_UNSPACED}]"
_WORD = regex.compile(
    rf"""
    [\p{{Han}}\p{{Hiragana}}]\p{{M}}*
  | (?P<unspaced> {_UNSPACED} (?: {_UNSPACED} | \p{{M}} )* )
  | [0-9\#*]\uFE0F?\u20E3
  | \p{{N}}+ (?: [.,]\p{{N}}+ )+
  | {_LETTER}+
    (?: (?: ['\-\u2010\u2011\u200C\u200D\u00B7\u05F3\u05F4] | (?<=\p{{Hebrew}})"(?=\p{{Hebrew}}) ) {_LETTER}+ )*
  | \X
    """,
    regex.VERBOSE | regex.VERSION1,
)
_UNSPACED_LETTER = regex.compile(_UNSPACED, regex.VERSION1)
_GRAPHEME = regex.compile(r"\X")


@dataclass(frozen=True, kw_only=True)
class Tokenizer(Choice):
    """``split(text)`` lists the words in order, repeats and capitals kept, each with something to see.

    Of more than limits.TOKENS it lists one more than that: whoever asks refuses them.
    """

    split: Callable[[str], list[str]]


def tokenize(text: str) -> list[str]:
    """The words of a text; each punctuation mark is a word.

    >>> tokenize("I don't, you do.")
    ['I', "don't", ',', 'you', 'do', '.']
    """
    return _visible(_words(normalize(text)))


def _words(text: str) -> Iterator[str]:
    pieces = _WORD.finditer(text)
    if not _UNSPACED_LETTER.search(text):
        return (piece.group() for piece in pieces)
    return chain.from_iterable(_by_dictionary(piece.group()) if piece["unspaced"] else (piece[0],) for piece in pieces)


def _by_dictionary(run: str) -> Iterator[str]:
    """The words of a run of letters of a script that is written without spaces."""
    from icu4py.breakers import WordBreaker  # a process loads ICU's dictionaries with the first such text

    return (run[start:end] for start, end in WordBreaker(run, "und").segments())


def _pieces(pattern: regex.Pattern[str], text: str) -> Iterable[str]:
    return (piece.group() for piece in pattern.finditer(normalize(text)))


def _visible(tokens: Iterable[str]) -> list[str]:
    seen: dict[str, str | None] = {}

    def one(token: str) -> str | None:
        if token not in seen:
            seen[token] = token if is_visible(token) else None
        return seen[token]  # equal words are one object, which saves memory

    return list(islice(filter(None, map(one, tokens)), limits.TOKENS + 1))


TOKENIZERS = registry(
    Tokenizer(
        "words",
        "Words",
        "A word ends at a space or punctuation mark, and the mark is a word too. Thai, Lao, Khmer and Burmese words "
        "are found by a dictionary; each Chinese or Japanese character is a word.",
        split=tokenize,
    ),
    Tokenizer(
        "characters",
        "Characters",
        "Each character is a word; spaces are dropped. The vocabulary stays small, whatever the text.",
        split=lambda text: _visible(_pieces(_GRAPHEME, text)),
    ),
    Tokenizer(
        "whitespace",
        "Between spaces",
        "A word is anything between two spaces: “love.” and “love” are different words.",
        split=lambda text: _visible(normalize(text).split()),
    ),
    Tokenizer(
        "lines",
        "One per line",
        "Each line is one word, including its spaces: for lists of words or names.",
        split=lambda text: _visible([trim(line) for line in normalize(text).splitlines()]),
    ),
)

TOKENIZER = Option(
    "tokenizer",
    "Split into",
    "What counts as one word.",
    "words",
    entries=TOKENIZERS,
    visible_effect="Each distinct piece of the text is a dot, a row and a column.",
)
