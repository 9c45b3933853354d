"""How a text is cut into words: one entry for each way."""

from collections.abc import Callable
from dataclasses import dataclass

import regex

from playground.choices import Choice, Option, registry
from playground.wording import is_visible, normalize, trim

# Chinese characters and kana are written without spaces, so each is a word. Elsewhere a word is a
# run of letters, marks and digits; apostrophes and hyphens inside it belong to it. Whatever else
# is visible (a full stop, an emoji with its modifiers) is one word for each grapheme.
_WORD = regex.compile(
    r"""
    [\p{Han}\p{Hiragana}]\p{M}*
  | \p{N}+ (?: [.,]\p{N}+ )+
  | [[\p{L}\p{M}\p{N}_]--[\p{Han}\p{Hiragana}]]+ (?: ['-] [[\p{L}\p{M}\p{N}_]--[\p{Han}\p{Hiragana}]]+ )*
  | \X
    """,
    regex.VERBOSE | regex.VERSION1,
)
_GRAPHEME = regex.compile(r"\X")


@dataclass(frozen=True, kw_only=True)
class Tokenizer(Choice):
    """``split(text)`` lists the words in order, repeats and capitals kept, each with something to see."""

    split: Callable[[str], list[str]]


def tokenize(text: str) -> list[str]:
    """The words of a text; each punctuation mark is a word.

    >>> tokenize("I don't, you do.")
    ['I', "don't", ',', 'you', 'do', '.']
    """
    return _visible(_WORD.findall(normalize(text)))


def _visible(tokens: list[str]) -> list[str]:
    seen = {token: token for token in set(tokens) if is_visible(token)}
    return [seen[token] for token in tokens if token in seen]  # equal words are one object, which saves memory


TOKENIZERS = registry(
    Tokenizer(
        "words",
        "Words",
        "A word ends at a space or punctuation mark, and the mark is a word too. Each Chinese or Japanese "
        "character is a word.",
        split=tokenize,
    ),
    Tokenizer(
        "characters",
        "Characters",
        "Each character is a word; spaces are dropped. The vocabulary stays small, whatever the text.",
        split=lambda text: _visible(_GRAPHEME.findall(normalize(text))),
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
