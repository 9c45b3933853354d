"""A matrix in lines: rows of numbers, or a word and its numbers on each line, as in a file of word vectors."""

import csv
import re
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from playground import limits
from playground.choices import InvalidField
from playground.wording import normalize, plural
from playground.words.matrix import Matrix
from playground.words.matrix_rows import (
    DECIMAL_COMMA,
    DECIMAL_POINT,
    EXAMPLE,
    STARTS_LIKE_A_NUMBER,
    Row,
    Rows,
    invalid,
    is_number,
    like_a_number,
    not_a_number,
    quoted,
    ragged,
)
from playground.words.number_blocks import numbers_of

_TYPED = 20
"""Lines that somebody may have typed; more come from a file."""
_FEW = 20
"""Lines that are read one by one, and no slower for it."""
_BLOCK = 500_000
"""Characters of the lines that are read at once."""
_VISIBLE = re.compile(r"\S")
_STATED = re.compile(r"\s*(\d{1,9})[ \t]+(\d{1,9})\s*")
_WORD_COLUMN = ("", "token", "tokens", "word", "words")
BLANKS = " "


@dataclass(frozen=True)
class Layout:
    """How the lines are to be read.

    ``stated``: the first line says how many columns there are. ``numbered``: it has no name for the first
    column, which is how pandas writes the numbers of the rows.
    """

    separator: str
    columns: int
    has_words: bool
    stated: bool
    numbered: bool
    skipped: int


Lines = Iterator[tuple[int, str]]
"""The lines that are not blank, with their numbers from 1."""


@dataclass(frozen=True)
class Source:
    """``lines`` gives them from the start as often as it is called; ``last`` is the last one's number.

    ``ends``: a newline ends the last one.
    """

    lines: Callable[[], Lines]
    last: int
    ends: bool

    @classmethod
    def of(cls, text: str) -> "Source":
        return cls(lambda: _lines(text), text.rstrip("\n").count("\n") + 1, text.endswith("\n"))


def first_line(text: str) -> str:
    """The first that is not blank."""
    return next(_lines(text))[1]


def _lines(text: str) -> Lines:
    """Only newlines end a line: words may have the rest."""
    number, at = 1, 0
    while found := _VISIBLE.search(text, at):
        start = max(at, text.rfind("\n", at, found.start()) + 1)
        number += text.count("\n", at, start)
        at = text.find("\n", found.start())
        at = at if at >= 0 else len(text)
        yield number, text[start:at]


def _split(line: str, separator: str) -> list[str]:
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


def _separator(line: str) -> str | None:
    """What separates the fields: then all but the first are numbers. None for a line that can't be read so."""
    for separator in "\t;,":
        word, *fields = _split(line, separator)
        numbers = fields[: limits.DIMENSIONS] or [word]
        if word.strip() and all(map(is_number, numbers)):
            return separator
    fields = _split(line, BLANKS)[: limits.DIMENSIONS]
    return BLANKS if len(fields) > 1 and is_number(fields[-1]) else None


def from_lines(text: str) -> Matrix:
    """The matrix in lines of numbers, with or without a word before them. Raises InvalidField."""
    remarks: list[str] = []
    if (pointed := _with_points(text)) is not None:
        text = pointed
        remarks.append("Decimal commas were read as points.")
    source = Source.of(text)
    layout, blank = layout_of(source), array("L")
    try:
        matrix = _gathered(source, layout, blank)
    except InvalidField as problem:
        raise perhaps_cut_off(source, layout, problem) from None
    numbered = layout.numbered and matrix.words == tuple(map(str, range(len(matrix.rows))))
    matrix = replace(matrix, words=None) if numbered else matrix
    if blank:
        remarks.append(blank_remark(len(blank), blank[0]))
    if matrix.words is None and not numbered and _may_begin_with_words(matrix):
        remarks.append(
            "All columns were read as numbers. If the first one holds words, put a line above that names the columns: "
            "word, x, y."
        )
    return replace(matrix, remarks=tuple(remarks))


def blank_remark(count: int, first: int) -> str:
    lines = plural(count, "line was", "lines were")
    return f"{lines} left out, the first in row {first:,}: the word there is a blank."


def _gathered(source: Source, layout: Layout, blank: array) -> Matrix:
    """All rows; those whose word is a blank are left out, and their numbers noted."""
    rows = Rows()
    for block in _blocks(islice(source.lines(), layout.skipped, None)):
        if not _added_at_once(rows, block, layout):
            for number, line in block:
                if (row := row_or_blank(number, line, layout)) is not None:
                    rows.add(row)
                else:
                    blank.append(number)
    return rows.matrix()


def _blocks(lines: Lines) -> Iterator[list[tuple[int, str]]]:
    """The lines in groups of about so many characters."""
    block: list[tuple[int, str]] = []
    size = 0
    for line in lines:
        block.append(line)
        size += len(line[1])
        if size > _BLOCK:
            yield block
            block, size = [], 0
    if block:
        yield block


def _added_at_once(rows: Rows, block: Sequence[tuple[int, str]], layout: Layout) -> bool:
    """False, and nothing is added, unless all lines are as plain as most are: then they are read together."""
    if len(block) < _FEW or rows.count + len(block) > limits.NUMBERS_ROWS:
        return False
    words, numbers = [], []
    for _, line in block:
        if (cut := plainly_cut(line, layout)) is None:
            return False
        words.append(cut[0])
        numbers.append(cut[1])
    if (found := numbers_of(numbers, layout.separator, layout.columns)) is None:
        return False
    rows.add_many(words, found)
    return True


def plainly_cut(line: str, layout: Layout) -> tuple[str, str] | None:
    """The word of a row and its numbers, so many as they should be; None for whatever takes more care."""
    separator, width = layout.separator, layout.columns
    if not layout.has_words or width > limits.DIMENSIONS or (separator != BLANKS and '"' in line):
        return None
    word, _, numbers = line.partition(separator)
    numbers = numbers.rstrip(f"{separator} \t")
    if word.split() != [word] or numbers.count(separator) != width - 1:
        return None
    return normalize(word), numbers


def _may_begin_with_words(matrix: Matrix) -> bool:
    """Whether the first column counts, and the others hold other numbers."""
    rows = matrix.rows
    first = rows[:, 0]
    counts = len(rows) > 1 and rows.shape[1] > 1 and bool((np.diff(first) == 1).all()) and first[0] in (0, 1)
    return counts and bool((rows[:, 1:] % 1).any())


def _with_points(text: str) -> str | None:
    """The text with decimal points where it has decimal commas and something else separates; None if it has none."""
    lines = [line for _, line in islice(_lines(text), 3)]
    separator = next((separator for separator in ";\t" if lines and separator in lines[-1]), None)
    if separator is None:
        return None
    fields = [field.strip() for line in lines[1:] or lines for field in line.split(separator)]
    commas = any(DECIMAL_COMMA.fullmatch(field) for field in fields)
    if not commas or any(DECIMAL_POINT.fullmatch(field) for field in fields):
        return None
    return "\n".join(
        separator.join(
            field.replace(",", ".") if DECIMAL_COMMA.fullmatch(field.strip()) else field
            for field in line.split(separator)
        )
        for line in text.split("\n")
    )


def row_or_blank(number: int, line: str, layout: Layout) -> Row | None:
    """The row; None if its word is nothing that can be seen."""
    if layout.has_words and layout.separator == BLANKS and line[:1].isspace():
        fields = line.split(None, limits.DIMENSIONS + 1)
        if len(fields) == layout.columns and all(map(is_number, fields)):
            return None
    return _row(number, line, layout)


def perhaps_cut_off(source: Source, layout: Layout, problem: InvalidField) -> InvalidField:
    """With the hint that the end may be missing, where the last line of a file is wrong and has no end."""
    is_file = layout.stated or source.last > _TYPED
    if not is_file or source.ends or f"Row {source.last} " not in f"{problem} ":
        return problem
    return invalid(f"{problem} The file ends in the middle of that line: its download may have been cut off.")


def layout_of(source: Source) -> Layout:
    """Found from the first lines; whether they begin with words, from all of them."""
    (number, first), *rest = islice(source.lines(), 2)
    second = rest[0][1] if rest else ""
    stated = _stated(first, second) or _counted(source, first, second)
    names = [] if stated else _names(first, second)
    skipped = int(bool(stated or names))
    line = second if skipped else first
    separator = BLANKS if stated else _separator(line)
    if separator is None:
        raise _not_a_row(number + skipped, line)
    named = bool(names) and names[0] in _WORD_COLUMN
    has_words = len(_split(line, separator)) > 1 and (bool(stated) or named or _has_words(source, separator, skipped))
    columns = stated or _columns(line, separator, has_words)
    return Layout(separator, columns, has_words, bool(stated), named and not names[0], skipped)


def _stated(first: str, second: str) -> int:
    """The columns that a word2vec file's first line states, "rows columns"; 0 when the line is no such line.

    In "1 2" above "3 4 5" a number was forgotten; only above a word, or more than 2 numbers, is it such a line.
    """
    found = _STATED.fullmatch(first)
    if not found or not 0 < (columns := int(found[2])) <= limits.DIMENSIONS:
        return 0
    word, *fields = second.rsplit(None, columns) or [""]
    stated = len(fields) == columns and all(map(is_number, fields))
    return columns if stated and (columns > 2 or not like_a_number(word)) else 0


def _counted(source: Source, first: str, second: str) -> int:
    """The columns of a heading "rows columns" that is true: so many rows follow, of so many numbers behind a word.

    Where the words are numbers too, as node2vec writes them, nothing else tells it from a row.
    """
    found = _STATED.fullmatch(first)
    if not found or not 0 < (columns := int(found[2])) < limits.DIMENSIONS or len(second.split()) != columns + 1:
        return 0
    rows = int(found[1])
    follow = sum(1 for _ in islice(source.lines(), rows + 2)) - 1
    return columns if follow == rows > 1 else 0


def _names(first: str, second: str) -> list[str]:
    """The names of the columns, where the first line has them: as many as the second line has fields."""
    separator = _separator(second)
    if separator is None:
        return []
    names = [name.strip().lower() for name in _split(first, separator)]
    a_row_itself = len(names) == 1 and _separator(first)
    as_many = len(names) == len(_split(second, separator))
    return names if as_many and not a_row_itself and _are_names(names) else []


def _are_names(names: list[str]) -> bool:
    """Whether these are no numbers; but after a name for the words the columns may be called 0, 1, 2."""
    counted = names[1:] in ([str(start + index) for index in range(len(names) - 1)] for start in (0, 1))
    if names[0] in _WORD_COLUMN and counted:
        return True
    return not any(is_number(name) or STARTS_LIKE_A_NUMBER.match(name) for name in names)


def _has_words(source: Source, separator: str, skipped: int) -> bool:
    cut = None if separator == BLANKS else separator
    starts = (line.split(cut, 1)[0].strip(' "') for _, line in islice(source.lines(), skipped, None))
    return not all(not start or like_a_number(start) for start in starts)


def _columns(line: str, separator: str, has_words: bool) -> int:
    """How many numbers the line has. A word may have blanks in it, so they are counted from the end."""
    fields = _split(line, separator)
    if separator != BLANKS or len(fields) > limits.DIMENSIONS + 1:
        return len(fields) - has_words
    return min(_numbers_at_the_end(fields), len(fields) - has_words)


def _numbers_at_the_end(fields: list[str]) -> int:
    return next((count for count, field in enumerate(reversed(fields)) if not is_number(field)), len(fields))


def _row(number: int, line: str, layout: Layout) -> Row:
    if not layout.has_words:
        return number, None, _split(line, layout.separator)
    if layout.separator == BLANKS:
        word, *fields = _spaced(number, line, layout)
    else:
        word, *fields = _split(line, layout.separator)
    if not word.strip():
        raise invalid(f"Row {number} has no word before its numbers. Add one, as in the other rows.")
    return number, normalize(word.strip()), fields


def _spaced(number: int, line: str, layout: Layout) -> list[str]:
    """The word, which may have blanks in it, and the last fields of the line, which are its numbers."""
    fields = line.rsplit(None, layout.columns)
    _, *after = fields[0].rsplit(None, 1)
    too_many = not layout.stated and any(map(STARTS_LIKE_A_NUMBER.match, after))
    if too_many or len(fields) <= layout.columns:
        raise _wrong_width(number, line, layout)
    return fields


def _wrong_width(number: int, line: str, layout: Layout) -> InvalidField:
    _, *fields = line.rsplit(None, limits.DIMENSIONS + 1)
    width = _numbers_at_the_end(fields)
    mistyped = [field for field in fields if STARTS_LIKE_A_NUMBER.match(field) and not is_number(field)]
    if mistyped or (fields and not width):
        return not_a_number(number, mistyped or fields)
    others = "the first line says" if layout.stated else "the rows before it have"
    return ragged(number, width, f"{others} {layout.columns}")


def _not_a_row(number: int, line: str) -> InvalidField:
    """What is wrong with the first row: judged by the separator that makes most numbers of it."""
    split = [_split(line, separator) for separator in f"\t;{BLANKS},"]
    commas = [field for fields in split for field in fields if DECIMAL_COMMA.fullmatch(field)]
    fields = max(split, key=lambda fields: sum(map(is_number, fields)))
    if commas:
        return not_a_number(number, commas)
    if any(map(is_number, fields)):
        starts_with_a_word = bool(fields[0].strip()) and not like_a_number(fields[0])
        return not_a_number(number, fields[starts_with_a_word:])
    return invalid(
        f"Row {number} has no numbers: {quoted(line)}. A matrix with two numbers per row looks like {EXAMPLE}."
    )
