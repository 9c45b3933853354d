"""How the lines of a matrix are to be read: what separates their fields, whether words stand before the numbers."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from playground import limits
from playground.choices import InvalidField
from playground.words.matrix_rows import (
    DECIMAL_COMMA,
    DECIMAL_POINT,
    EXAMPLE,
    STARTS_LIKE_A_NUMBER,
    invalid,
    is_number,
    like_a_number,
    not_a_number,
    quoted,
    ragged,
)

TYPED = 20
"""Lines that somebody may have typed; more come from a file."""
_VISIBLE = re.compile(r"\S")
END = 200
"""Letters of the last line that are looked at."""
_ALIKE = 100
"""Lines from which the width of a row is told."""
_STATED = re.compile(r" *+(?!0)(\d{1,9})[ \t]++(\d{1,9})\s*+")
_ENDS_IN_A_FIELD = re.compile(r"[\s;|]\s*[-+\u2212\u2013]?\d*\.\d+\s*$|[;|\t]\s*[\d.]+\s*$")
"""A number with decimals behind a blank, or any behind a separator: then it is no word."""
_WORD_COLUMN = ("", "token", "tokens", "word", "words")
BLANKS = " "


@dataclass(frozen=True)
class Layout:
    """How the lines are to be read.

    ``stated``: how many rows the first line says there are, if it says that and the columns, else 0. ``numbered``: it
    has no name for the first column, which is how pandas writes the numbers of the rows. ``counted``: it is 0, 1, 2,
    which are taken for the names of the columns.
    """

    separator: str
    columns: int
    has_words: bool
    stated: int
    numbered: bool
    counted: bool
    skipped: int


Lines = Iterator[tuple[int, str]]
"""The lines that are not blank, with their numbers from 1."""


@dataclass(frozen=True)
class Source:
    """``lines`` gives them from the start as often as it is called; ``last`` is the last one's number.

    ``ends``: a newline ends the last one, of which ``end`` are the last letters.
    """

    lines: Callable[[], Lines]
    last: int
    ends: bool
    end: str

    @classmethod
    def of(cls, text: str) -> "Source":
        last = text.rstrip("\n").count("\n") + 1
        return cls(lambda: text_lines(text), last, text.endswith("\n"), text[-END:].rpartition("\n")[2])


def first_line(text: str) -> str:
    """The first that is not blank."""
    return next(text_lines(text))[1]


def text_lines(text: str) -> Lines:
    """Only newlines end a line: words may have the rest."""
    number, at = 1, 0
    while found := _VISIBLE.search(text, at):
        start = max(at, text.rfind("\n", at, found.start()) + 1)
        number += text.count("\n", at, start)
        at = text.find("\n", found.start())
        at = at if at >= 0 else len(text)
        yield number, text[start:at]


def split_fields(line: str, separator: str) -> list[str]:
    """The fields of a line; of one that is far too wide only the first."""
    if separator == BLANKS:
        return line.split(None, limits.DIMENSIONS + 1)
    line = line.rstrip(f"{separator} \t")
    if '"' in line and line.count(separator) <= 2 * limits.DIMENSIONS:
        try:
            return next(csv.reader([line.lstrip(" ")], delimiter=separator, skipinitialspace=True, strict=True))
        except csv.Error:  # a lone quotation mark is a word like any other
            pass
    return line.split(separator, 2 * limits.DIMENSIONS)


def separator_of(line: str) -> str | None:
    """What separates the fields: then all but the first are numbers. None for a line that can't be read so."""
    for separator in "\t;,":
        word, *fields = split_fields(line, separator)
        numbers = fields[: limits.DIMENSIONS] or [word]
        if word.strip() and all(map(is_number, numbers)) and not _ENDS_IN_A_FIELD.search(word[-END:]):
            return separator
    fields = split_fields(line, BLANKS)[: limits.DIMENSIONS]
    return BLANKS if len(fields) > 1 and is_number(fields[-1]) else None


def layout_of(source: Source) -> Layout:
    """Found from the first lines; whether they begin with words, from all of them."""
    (number, first), *rest = islice(source.lines(), 2)
    second = rest[0][1] if rest else ""
    stated, columns = _stated(source, first, second)
    names = [] if stated else _names(first, second)
    counted = not stated and not names and _counts_columns(source, first)
    skipped = int(bool(stated or names or counted))
    line = second if skipped else first
    separator = BLANKS if stated else separator_of(line)
    if separator is None:
        is_heading = not skipped and not _has_number(first) and _has_number(second)
        raise _not_a_row(number + (skipped or is_heading), second if is_heading else line)
    named = bool(names) and names[0] in _WORD_COLUMN
    has_words = len(split_fields(line, separator)) > 1 and (
        bool(stated) or named or _has_words(source, separator, skipped)
    )
    columns = columns or _columns(source, line, separator, has_words, skipped)
    return Layout(separator, columns, has_words, stated, named and not names[0], counted, skipped)


def _stated(source: Source, first: str, second: str) -> tuple[int, int]:
    """The rows and columns that a word2vec file's first line states; (0, 0) when the line is no such line.

    In "1 2" above "3 4 5" a number was forgotten. It is such a line above words, or above more than 2 numbers; and
    where the words are numbers too, as node2vec writes them, if it is true, or they differ from the other numbers.
    """
    found = _STATED.fullmatch(first)
    if not found or not 0 < (columns := int(found[2])) <= limits.DIMENSIONS or not second:
        return 0, 0
    rows = int(found[1])
    lines = (line for _, line in islice(source.lines(), 1, TYPED))
    second = next((line for line in lines if len(line.split(None, columns)) > columns), second)  # others have no word
    word, *fields = second.rsplit(None, columns)
    if len(fields) == columns and all(map(is_number, fields)):
        if _all_have_more(source, columns):
            raise ragged(2, columns + 1, f"the first line says {columns}")
        if columns > 2 or not like_a_number(word) or _is_true(source, rows, second):
            return rows, columns
    elif len(second.split()) - 1 == (given := numbers_at_the_end(second.split())) > 0 and not like_a_number(word):
        raise ragged(2, given, f"the first line says {columns}")
    return 0, 0


def _has_number(line: str) -> bool:
    return any(map(is_number, re.split(r"[\s,;]+", line)))


def _all_have_more(source: Source, columns: int) -> bool:
    """Whether each of the first rows has one more number with decimals than stated: then nothing was stated."""
    rows = [line.rsplit(None, columns + 1) for _, line in islice(source.lines(), 1, TYPED)]
    return all(len(row) == columns + 2 and DECIMAL_POINT.fullmatch(row[1]) for row in rows)


def _is_true(source: Source, rows: int, second: str) -> bool:
    """Whether so many rows follow; or the numbers of one are decimals, but for the word."""
    follow = sum(1 for _ in islice(source.lines(), rows + 2)) - 1
    word, *fields = second.split()
    return follow == rows > 1 or ("." not in word and all(map(DECIMAL_POINT.fullmatch, fields)))


def _counts_columns(source: Source, first: str) -> bool:
    """Whether it is 0, 1, 2 as pandas names columns, above rows of nothing but decimals."""
    separator = separator_of(first)
    names = split_fields(first, separator or BLANKS)
    if separator in (None, BLANKS) or len(names) < 2 or not _are_counted(names):
        return False
    rows = [split_fields(line, separator or "") for _, line in islice(source.lines(), 1, TYPED)]
    return bool(rows) and all(DECIMAL_POINT.fullmatch(field.strip()) for row in rows for field in row)


def _names(first: str, second: str) -> list[str]:
    """The names of the columns, where the first line has them: as many as the second line has fields.

    Between blanks the words' column may be without one, as pandas prints a table, and a word may have blanks.
    """
    separator = separator_of(second)
    if separator is None:
        return []
    names = [name.strip().lower() for name in split_fields(first, separator)]
    a_row_itself = len(names) == 1 and separator_of(first)
    fields = split_fields(second, separator)
    width = numbers_at_the_end(fields)
    is_indexed = first[:2].isspace() and _are_counted(names) and len(fields) == len(names) + 1
    if separator == BLANKS and (len(fields) > width == len(names) or is_indexed):
        names = ["", *names]
    has_blanks = separator == BLANKS and names[0] in _WORD_COLUMN and len(names) == width + 1
    as_many = len(names) == len(fields) or has_blanks
    return names if as_many and not a_row_itself and _are_names(names) else []


def _are_names(names: list[str]) -> bool:
    """Whether these are no numbers; but after a name for the words the columns may be called 0, 1, 2."""
    if names[0] in _WORD_COLUMN and _are_counted(names[1:]):
        return True
    return not any(is_number(name) or STARTS_LIKE_A_NUMBER.match(name) for name in names)


def _are_counted(names: list[str]) -> bool:
    return names in ([str(start + index) for index in range(len(names))] for start in (0, 1))


def _has_words(source: Source, separator: str, skipped: int) -> bool:
    cut = None if separator == BLANKS else separator
    starts = (line.split(cut, 1)[0].strip(' "') for _, line in islice(source.lines(), skipped, None))
    return not all(not start or like_a_number(start) for start in starts)


def _columns(source: Source, line: str, separator: str, has_words: bool, skipped: int) -> int:
    """How many numbers a row has. A word may have blanks in it, so they are counted from the end.

    A word may also end in a number: what most lines have counts; of equals that of the first, without whole numbers
    before decimals.
    """
    fields = split_fields(line, separator)
    if separator != BLANKS or not has_words or len(fields) > limits.DIMENSIONS + 1:
        return len(fields) - has_words
    rows = [split_fields(line, BLANKS)[1:] for _, line in islice(source.lines(), skipped, skipped + _ALIKE)]
    often = Counter(map(numbers_at_the_end, rows)).most_common(2)
    if len(often) > 1 and often[0][1] == often[1][1]:
        often = Counter(map(_decimals_at_the_end, rows)).most_common(1)
    return often[0][0]


def _decimals_at_the_end(fields: list[str]) -> int:
    count = next((count for count, field in enumerate(reversed(fields)) if not DECIMAL_POINT.fullmatch(field)), 0)
    return count or numbers_at_the_end(fields)


def numbers_at_the_end(fields: list[str]) -> int:
    return next((count for count, field in enumerate(reversed(fields)) if not is_number(field)), len(fields))


def _not_a_row(number: int, line: str) -> InvalidField:
    """What is wrong with the first row: judged by the separator that makes most numbers of it."""
    split = [split_fields(line, separator) for separator in f"\t;{BLANKS},"]
    commas = [field for fields in split for field in fields if DECIMAL_COMMA.fullmatch(field)]
    fields = max(split, key=lambda fields: sum(map(is_number, fields)))
    if commas:
        return not_a_number(number, commas)
    if any(map(is_number, fields)):
        starts_with_a_word = bool(fields[0].strip()) and not like_a_number(fields[0])
        if not all(map(is_number, fields[starts_with_a_word:])):
            return not_a_number(number, fields[starts_with_a_word:])
        return invalid(f"Row {number}: it isn't clear what separates the numbers of {quoted(line)}. Use only blanks.")
    return invalid(
        f"Row {number} has no numbers: {quoted(line)}. A matrix with two numbers per row looks like {EXAMPLE}."
    )
