"""Matrices of numbers as people write them.

They come as Python or PyTorch writes a matrix, ``[[1, 2], [2, 2]]``, as a table with one row per line, or as a
file of word vectors, ``word v1 v2 ...``. All become float32 rows, with or without words.

    >>> parse("[[1, 2], [2, 2]]").rows.tolist()
    [[1.0, 2.0], [2.0, 2.0]]
    >>> parse("king 0.5 1\\nqueen 0.25 2").words
    ('king', 'queen')
"""

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace

from playground import limits
from playground.choices import InvalidField
from playground.wording import is_visible, normalize
from playground.words.matrix import Matrix
from playground.words.matrix_forms import plain, signed_lines
from playground.words.matrix_json import Pair, from_json
from playground.words.matrix_layout import first_line
from playground.words.matrix_lines import blank_remark, from_lines
from playground.words.matrix_rows import EXAMPLE, Row, gathered, invalid, is_number, left_out, no_rows, quoted


def parse(text: str) -> Matrix:
    """Read a matrix in any of the forms. Raises InvalidField that says which row is wrong and how."""
    if (size := sys.getsizeof(text)) > limits.NUMBERS_BYTES:
        raise invalid(f"The numbers take up {size:,} bytes as a text; the limit is {limits.NUMBERS_BYTES:,}.")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise invalid(f"There are no numbers yet. Enter one row per word, such as {EXAMPLE}.")
    if _starts_with_a_word(text):
        return from_lines(text)
    if _FULL_WIDTH.search(first_line(text)):
        text = text.replace("，", ",")
    text = plain(text)
    if not text.strip():
        raise no_rows()
    if (pairs := from_json(text)) is not None:
        return _of_pairs(pairs)
    if (signed := signed_lines(text)) is not None:
        return from_lines(signed)
    if opening := _OPENING.match(text):
        return gathered(_bracketed(text, opening.end()))
    return from_lines(text)


def _of_pairs(pairs: Sequence[Pair]) -> Matrix:
    """Without those whose word is nothing that can be seen."""
    blank = [number for number, (word, _) in enumerate(pairs, start=1) if word is not None and not is_visible(word)]
    without = set(blank)
    numbered = ((number, *pair) for number, pair in enumerate(pairs, start=1) if number not in without)
    matrix = gathered((number, word if word is None else normalize(word), fields) for number, word, fields in numbered)
    return replace(matrix, remarks=(blank_remark(len(blank), blank[0]),)) if blank else matrix


# The beginning as it is pasted: "[", "w = torch.tensor([", "Parameter containing:\ntensor([". What comes
# then tells it from a file of word vectors that starts with the word "[UNK]".
_OPENING = re.compile(
    r"\s*+(?:Parameter containing:\s*)?(?:\w{1,40}\s*=\s*)?(?:[\w.]{1,40}\(\s*){0,3}"
    r"\[(?=\s*(?:[\[\]\d.+\u2212\u2013-]|nan\b|inf\b|$))",
    re.IGNORECASE,
)
_FULL_WIDTH = re.compile(r"\d\s*，\s*[-+.\d]")
_WORDS_LIKE_OPENINGS = ("[", "[]", "{", "{}", ">>>")
_BRACKETED_ROW = re.compile(r"[\s,]*+\[([^\[\]]*+)\]")
_CLOSING = re.compile(r"[\s,]*+\](?:\s*,\s*\w+\s*=[^\[\]]{0,200}|[\s,;)]*)")


def _starts_with_a_word(text: str) -> bool:
    """Whether the brackets that the text begins with, or a prompt, are a word of their own, followed by its vector."""
    word, *fields = first_line(text).split(None, limits.DIMENSIONS)
    return word in _WORDS_LIKE_OPENINGS and bool(fields) and all(map(is_number, fields))


def _bracketed(text: str, at: int) -> Iterator[Row]:
    number = 0
    while row := _BRACKETED_ROW.match(text, at):
        number, at = number + 1, row.end()
        inside = row[1].strip()
        separator = "," if "," in inside else None
        yield number, None, inside.removesuffix(",").split(separator, limits.DIMENSIONS) if inside else []
    if not number or not _CLOSING.fullmatch(text, at):
        raise _wrong_brackets(number + 1, text, at)


def _wrong_brackets(number: int, text: str, at: int) -> InvalidField:
    start = text[at : at + 1_000].lstrip(" \t\n,")
    if start.startswith("..."):
        return left_out(number)
    if re.match(r"\[\s*\[", start):
        return invalid(f"There are too many brackets. Put one pair around each row and one around them all: {EXAMPLE}.")
    if not start or start.startswith("["):
        return invalid(
            f"A closing bracket is missing in or after row {number}. A complete matrix looks like {EXAMPLE}."
        )
    if not start.startswith("]"):
        return invalid(f"Row {number} needs its own brackets, even if it is the only row: {EXAMPLE}.")
    if number == 1:
        return invalid(f"There are no numbers in the brackets. A matrix looks like {EXAMPLE}.")
    return invalid(f"There is text after the matrix: {quoted(start[1:].lstrip())}. End at the last bracket.")
