"""Matrices of numbers as people write them.

They come as Python or PyTorch writes a matrix, ``[[1, 2], [2, 2]]``, as a table with one row per line, or as a
file of word vectors, ``word v1 v2 ...``. All become float32 rows, with or without words.

    >>> parse("[[1, 2], [2, 2]]").rows.tolist()
    [[1.0, 2.0], [2.0, 2.0]]
    >>> parse("king 0.5 1\\nqueen 0.25 2").words
    ('king', 'queen')
"""

import csv
import math
import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from playground.choices import InvalidField
from playground.wording import abbreviate, normalize, plural
from playground.words.matrix import Matrix
from playground.words.matrix_forms import colon_lines, from_json, plain

MOST_COLUMNS = 1_024
MOST_ROWS = 1_000_000
MOST_CHARACTERS = 40_000_000

_TYPED = 20
"""Lines that somebody may have typed; more come from a file."""

EXAMPLE = "[[1, 2], [2, 2]]"


def parse(text: str) -> Matrix:
    """Read a matrix in any of the forms. Raises InvalidField that says which row is wrong and how."""
    if len(text) > MOST_CHARACTERS:
        raise _invalid(f"The numbers take up {len(text):,} characters; the limit is {MOST_CHARACTERS:,}.")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise _invalid(f"There are no numbers yet. Enter one row per word, such as {EXAMPLE}.")
    if (pairs := from_json(text)) is not None:
        return _matrix((number, normalize(word), list(map(str, row))) for number, (word, row) in enumerate(pairs, 1))
    text = plain(text)
    if not text.strip():
        raise _invalid(f"There are no numbers here. Enter one row per word, such as {EXAMPLE}.")
    opening = _OPENING.match(text)
    if opening and not _starts_with_a_word(text):
        return _matrix(_bracketed(text, opening.end()))
    return _from_lines(colon_lines(text) or text)


def _invalid(sentence: str) -> InvalidField:
    return InvalidField("matrix", sentence)


def _quoted(field: str) -> str:
    """The field, or the beginning of a long one, on one line."""
    return f'"{normalize(abbreviate(" ".join(field.strip()[:200].split()), 40))}"'


# Rows, whatever they were read from ------------------------------------------------------------------

_Row = tuple[int, str | None, list[str]]
"""The number that an error calls the row by, its word if it has one, and its numbers as they are written."""


def _matrix(rows: Iterable[_Row]) -> Matrix:
    """All rows read; of the rows with one word the first is kept."""
    values, words, columns = array("f"), array("L"), 0
    places: dict[str, int] = {}
    for count, (number, word, fields) in enumerate(rows):
        columns = columns or len(fields)
        _check_shape(number, len(fields), columns, count)
        _append(values, number, fields)
        if word is not None and places.setdefault(word, count) == count:
            words.append(count)
    table = np.frombuffer(values, dtype=np.float32).reshape(-1, columns)
    kept = table if len(places) in (0, len(table)) else table[np.array(words)]
    kept.flags.writeable = False
    return Matrix(kept, tuple(places) or None, len(table) - len(kept))


def _check_shape(number: int, width: int, columns: int, rows_before: int) -> None:
    if rows_before == MOST_ROWS:
        raise _invalid(f"There are more than {MOST_ROWS:,} rows. Use a smaller file.")
    if not columns:
        raise _invalid(f"Row {number} has no numbers. A matrix with two numbers per row looks like {EXAMPLE}.")
    if width != columns and rows_before:
        raise _ragged(number, width, f"the rows before it have {columns}")
    if width > MOST_COLUMNS:
        raise _invalid(f"Row {number} has more than {MOST_COLUMNS:,} numbers, the limit for a word's vector.")


def _ragged(number: int, width: int, others: str) -> InvalidField:
    count = f"more than {MOST_COLUMNS:,} numbers" if width > MOST_COLUMNS else plural(width, "number")
    return _invalid(f"Row {number} has {count}, but {others}. All rows must have the same number.")


def _append(values: array, number: int, fields: list[str]) -> None:
    try:
        values.extend(map(float, fields))
    except ValueError:
        raise _not_a_number(number, fields) from None
    if not math.isfinite(sum(values[-len(fields) :])):
        raise _not_finite(number, fields)


def _not_a_number(number: int, fields: list[str]) -> InvalidField:
    wrong = next(field for field in fields if not _is_number(field)).strip()
    if not wrong:
        return _invalid(f"Row {number} has an empty field between its numbers. Write 0 there, or remove it.")
    if wrong in ("...", "…"):
        return _left_out(number)
    if _DECIMAL_COMMA.fullmatch(wrong):
        return _invalid(f"Row {number}: {_quoted(wrong)} has a decimal comma. Use decimal points, such as 0.5.")
    return _invalid(f"Row {number}: {_quoted(wrong)} is not a number. Numbers look like 2, -0.5 or 1e-3.")


def _left_out(number: int) -> InvalidField:
    advice = "Print it with print(w.tolist()) instead."
    return _invalid(f'Row {number}: "..." stands for numbers omitted when the matrix was printed. {advice}')


def _not_finite(number: int, fields: list[str]) -> InvalidField:
    wrong = next(field for field in fields if not math.isfinite(array("f", [float(field)])[0]))
    if math.isfinite(float(wrong)) or "n" not in wrong.lower():
        return _invalid(f"Row {number}: {_quoted(wrong)} is too large: the largest float32 number is about 3.4e38.")
    return _invalid(f"Row {number}: {_quoted(wrong)} can't be trained. Use a finite number, such as 0.5.")


_DECIMAL_COMMA = re.compile(r"[-+]?\d*,\d+(?:[eE][-+]?\d+)?")
_DECIMAL_POINT = re.compile(r"[-+]?\d*\.\d+(?:[eE][-+]?\d+)?")
_STARTS_LIKE_A_NUMBER = re.compile(r"[-+.,]*\d")
_LIKE_A_NUMBER = re.compile(r"[-+.,]*\d+(?:[.,].*|[-+\deE]*)")


def _is_number(field: str) -> bool:
    try:
        float(field)
    except ValueError:
        return False
    return True


def _like_a_number(field: str) -> bool:
    """Meant as a number, though perhaps mistyped: "1,5" and "1..2" are, "cat" and "2nd" are not."""
    return _is_number(field) or bool(_LIKE_A_NUMBER.fullmatch(field.strip()))


# Brackets --------------------------------------------------------------------------------------------

# The beginning as it is pasted: "[", "w = torch.tensor([", "Parameter containing:\ntensor([". What comes
# then tells it from a file of word vectors that starts with the word "[UNK]".
_OPENING = re.compile(
    r"\s*+(?:Parameter containing:\s*)?(?:\w{1,40}\s*=\s*)?(?:[\w.]{1,40}\(\s*){0,3}"
    r"\[(?=\s*(?:[\[\]\d.+-]|nan\b|inf\b|$))",
    re.IGNORECASE,
)
_BRACKETED_ROW = re.compile(r"[\s,]*+\[([^\[\]]*+)\]")
_CLOSING = re.compile(r"[\s,]*+\](?:\s*,\s*\w+\s*=[^\[\]]{0,200}|[\s,;)]*)")


def _starts_with_a_word(text: str) -> bool:
    """Whether the brackets that the text begins with are a word of their own, followed by its vector."""
    line = next(_lines(text))[1]
    word, *fields = line.split(None, MOST_COLUMNS)
    return word in ("[", "[]") and bool(fields) and all(map(_is_number, fields))


def _bracketed(text: str, at: int) -> Iterator[_Row]:
    number = 0
    while row := _BRACKETED_ROW.match(text, at):
        number, at = number + 1, row.end()
        inside = row[1].strip()
        separator = "," if "," in inside else None
        yield number, None, inside.removesuffix(",").split(separator, MOST_COLUMNS) if inside else []
    if not number or not _CLOSING.fullmatch(text, at):
        raise _wrong_brackets(number + 1, text, at)


def _wrong_brackets(number: int, text: str, at: int) -> InvalidField:
    start = text[at : at + 1_000].lstrip(" \t\n,")
    if start.startswith("..."):
        return _left_out(number)
    if re.match(r"\[\s*\[", start):
        return _invalid(
            f"There are too many brackets. Put one pair around each row and one around them all: {EXAMPLE}."
        )
    if not start or start.startswith("["):
        return _invalid(
            f"A closing bracket is missing in or after row {number}. A complete matrix looks like {EXAMPLE}."
        )
    if not start.startswith("]"):
        return _invalid(f"Row {number} needs its own brackets, even if it is the only row: {EXAMPLE}.")
    if number == 1:
        return _invalid(f"There are no numbers in the brackets. A matrix looks like {EXAMPLE}.")
    return _invalid(f"There is text after the matrix: {_quoted(start[1:].lstrip())}. End at the last bracket.")


# Lines -----------------------------------------------------------------------------------------------

_VISIBLE = re.compile(r"\S")
_STATED = re.compile(r"\s*(\d{1,9})[ \t]+(\d{1,9})\s*")
_WORD_COLUMN = ("", "token", "tokens", "word", "words")
BLANKS = " "


@dataclass(frozen=True)
class _Layout:
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


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, with their numbers from 1. Only newlines end a line: words may have the rest."""
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
        return line.split(None, MOST_COLUMNS + 1)
    line = line.rstrip(f"{separator} \t")
    if '"' in line and line.count(separator) <= 2 * MOST_COLUMNS:
        try:
            return next(csv.reader([line.lstrip(" ")], delimiter=separator, skipinitialspace=True, strict=True))
        except csv.Error:  # a lone quotation mark is a word like any other
            pass
    return line.split(separator, 2 * MOST_COLUMNS)


def _separator(line: str) -> str | None:
    """What separates the fields: then all but the first are numbers. None for a line that can't be read so."""
    for separator in "\t;,":
        word, *fields = _split(line, separator)
        numbers = fields[:MOST_COLUMNS] or [word]
        if word.strip() and all(map(_is_number, numbers)):
            return separator
    fields = _split(line, BLANKS)[:MOST_COLUMNS]
    return BLANKS if len(fields) > 1 and _is_number(fields[-1]) else None


def _from_lines(text: str) -> Matrix:
    remarks: list[str] = []
    if (pointed := _with_points(text)) is not None:
        text = pointed
        remarks.append("Decimal commas were read as points.")
    layout, blank = _layout(text), array("L")
    rows = (
        row
        for number, line in islice(_lines(text), layout.skipped, None)
        if (row := _row_or_blank(number, line, layout, blank)) is not None
    )
    try:
        matrix = _matrix(rows)
    except InvalidField as problem:
        raise _perhaps_cut_off(text, layout, problem) from None
    numbered = layout.numbered and matrix.words == tuple(map(str, range(len(matrix.rows))))
    matrix = replace(matrix, words=None) if numbered else matrix
    if blank:
        lines = plural(len(blank), "line was", "lines were")
        remarks.append(f"{lines} left out, the first in row {blank[0]:,}: the word there is a blank.")
    if matrix.words is None and not numbered and _may_begin_with_words(matrix):
        remarks.append(
            "All columns were read as numbers. If the first one holds words, put a line above that names the columns: "
            "word, x, y."
        )
    return replace(matrix, remarks=tuple(remarks))


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
    commas = any(_DECIMAL_COMMA.fullmatch(field) for field in fields)
    if not commas or any(_DECIMAL_POINT.fullmatch(field) for field in fields):
        return None
    return "\n".join(
        separator.join(
            field.replace(",", ".") if _DECIMAL_COMMA.fullmatch(field.strip()) else field
            for field in line.split(separator)
        )
        for line in text.split("\n")
    )


def _row_or_blank(number: int, line: str, layout: _Layout, blank: array) -> _Row | None:
    """The row; None, and its number among the ``blank`` ones, if its word is nothing that can be seen."""
    if layout.has_words and layout.separator == BLANKS and line[:1].isspace():
        fields = line.split(None, MOST_COLUMNS + 1)
        if len(fields) == layout.columns and all(map(_is_number, fields)):
            blank.append(number)
            return None
    return _row(number, line, layout)


def _perhaps_cut_off(text: str, layout: _Layout, problem: InvalidField) -> InvalidField:
    """With the hint that the end may be missing, where the last line of a file is wrong and has no end."""
    last = text.rstrip("\n").count("\n") + 1
    is_file = layout.stated or last > _TYPED
    if not is_file or text.endswith("\n") or f"Row {last} " not in f"{problem} ":
        return problem
    return _invalid(f"{problem} The file ends in the middle of that line: its download may have been cut off.")


def _layout(text: str) -> _Layout:
    """Found from the first lines; whether they begin with words, from all of them."""
    (number, first), *rest = islice(_lines(text), 2)
    second = rest[0][1] if rest else ""
    stated = _stated(first, second) or _counted(text, first, second)
    names = [] if stated else _names(first, second)
    skipped = int(bool(stated or names))
    line = second if skipped else first
    separator = BLANKS if stated else _separator(line)
    if separator is None:
        raise _not_a_row(number + skipped, line)
    named = bool(names) and names[0] in _WORD_COLUMN
    has_words = len(_split(line, separator)) > 1 and (bool(stated) or named or _has_words(text, separator, skipped))
    columns = stated or _columns(line, separator, has_words)
    return _Layout(separator, columns, has_words, bool(stated), named and not names[0], skipped)


def _stated(first: str, second: str) -> int:
    """The columns that a word2vec file's first line states, "rows columns"; 0 when the line is no such line.

    In "1 2" above "3 4 5" a number was forgotten; only above a word, or more than 2 numbers, is it such a line.
    """
    found = _STATED.fullmatch(first)
    if not found or not 0 < (columns := int(found[2])) <= MOST_COLUMNS:
        return 0
    word, *fields = second.rsplit(None, columns) or [""]
    stated = len(fields) == columns and all(map(_is_number, fields))
    return columns if stated and (columns > 2 or not _like_a_number(word)) else 0


def _counted(text: str, first: str, second: str) -> int:
    """The columns of a heading "rows columns" that is true: so many rows follow, of so many numbers behind a word.

    Where the words are numbers too, as node2vec writes them, nothing else tells it from a row.
    """
    found = _STATED.fullmatch(first)
    if not found or not 0 < (columns := int(found[2])) < MOST_COLUMNS or len(second.split()) != columns + 1:
        return 0
    rows = int(found[1])
    follow = sum(1 for _ in islice(_lines(text), rows + 2)) - 1
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
    return not any(_is_number(name) or _STARTS_LIKE_A_NUMBER.match(name) for name in names)


def _has_words(text: str, separator: str, skipped: int) -> bool:
    cut = None if separator == BLANKS else separator
    starts = (line.split(cut, 1)[0].strip(' "') for _, line in islice(_lines(text), skipped, None))
    return not all(not start or _like_a_number(start) for start in starts)


def _columns(line: str, separator: str, has_words: bool) -> int:
    """How many numbers the line has. A word may have blanks in it, so they are counted from the end."""
    fields = _split(line, separator)
    if separator != BLANKS or len(fields) > MOST_COLUMNS + 1:
        return len(fields) - has_words
    return min(_numbers_at_the_end(fields), len(fields) - has_words)


def _numbers_at_the_end(fields: list[str]) -> int:
    return next((count for count, field in enumerate(reversed(fields)) if not _is_number(field)), len(fields))


def _row(number: int, line: str, layout: _Layout) -> _Row:
    if not layout.has_words:
        return number, None, _split(line, layout.separator)
    if layout.separator == BLANKS:
        word, *fields = _spaced(number, line, layout)
    else:
        word, *fields = _split(line, layout.separator)
    if not word.strip():
        raise _invalid(f"Row {number} has no word before its numbers. Add one, as in the other rows.")
    return number, normalize(word.strip()), fields


def _spaced(number: int, line: str, layout: _Layout) -> list[str]:
    """The word, which may have blanks in it, and the last fields of the line, which are its numbers."""
    fields = line.rsplit(None, layout.columns)
    _, *after = fields[0].rsplit(None, 1)
    too_many = not layout.stated and any(map(_STARTS_LIKE_A_NUMBER.match, after))
    if too_many or len(fields) <= layout.columns:
        raise _wrong_width(number, line, layout)
    return fields


def _wrong_width(number: int, line: str, layout: _Layout) -> InvalidField:
    _, *fields = line.rsplit(None, MOST_COLUMNS + 1)
    width = _numbers_at_the_end(fields)
    mistyped = [field for field in fields if _STARTS_LIKE_A_NUMBER.match(field) and not _is_number(field)]
    if mistyped or (fields and not width):
        return _not_a_number(number, mistyped or fields)
    others = "the first line says" if layout.stated else "the rows before it have"
    return _ragged(number, width, f"{others} {layout.columns}")


def _not_a_row(number: int, line: str) -> InvalidField:
    """What is wrong with the first row: judged by the separator that makes most numbers of it."""
    split = [_split(line, separator) for separator in f"\t;{BLANKS},"]
    commas = [field for fields in split for field in fields if _DECIMAL_COMMA.fullmatch(field)]
    fields = max(split, key=lambda fields: sum(map(_is_number, fields)))
    if commas:
        return _not_a_number(number, commas)
    if any(map(_is_number, fields)):
        starts_with_a_word = bool(fields[0].strip()) and not _like_a_number(fields[0])
        return _not_a_number(number, fields[starts_with_a_word:])
    return _invalid(
        f"Row {number} has no numbers: {_quoted(line)}. A matrix with two numbers per row looks like {EXAMPLE}."
    )
