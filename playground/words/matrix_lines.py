"""A matrix in lines: rows of numbers, or a word and its numbers on each line, as in a file of word vectors."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

import numpy as np

from playground import limits
from playground.choices import InvalidField
from playground.wording import abbreviate, is_visible, listed, normalize, plural
from playground.words.matrix import Matrix
from playground.words.matrix_layout import (
    BLANKS,
    TYPED,
    Layout,
    Lines,
    Source,
    first_line,
    layout_of,
    numbers_at_the_end,
    separator_of,
    split_fields,
    text_lines,
)
from playground.words.matrix_rows import (
    COMMAS_READ,
    DECIMAL_COMMA,
    DECIMAL_POINT,
    STARTS_LIKE_A_NUMBER,
    Row,
    Rows,
    invalid,
    is_number,
    left_out,
    not_a_number,
    quoted,
    ragged,
)
from playground.words.matrix_tables import word_first
from playground.words.number_blocks import numbers_of

_FEW = 20
"""Lines that are read one by one, and no slower for it."""
_BLOCK = 500_000
"""Characters of the lines that are read at once."""


def from_lines(text: str) -> Matrix:
    """The matrix in lines of numbers, with or without a word before them. Raises InvalidField."""
    text, remarks = word_first(text)
    if (pointed := _with_points(text)) is not None:
        text = pointed
        remarks.append(COMMAS_READ)
    source = Source.of(text)
    layout, blank = layout_of(source), array("L")
    try:
        matrix = _gathered(source, layout, blank)
    except InvalidField as problem:
        raise perhaps_cut_off(source, layout, problem) from None
    numbered = _are_row_numbers(matrix.words or (), layout)
    matrix = replace(matrix, words=None if numbered else _unquoted(matrix.words))
    if blank:
        remarks.append(blank_remark(len(blank), blank[0]))
    remarks += layout_remarks(source, layout, len(matrix.rows) + matrix.repeated + len(blank))
    remarks += _numbered_words(matrix, layout)
    may_begin = matrix.words is None and not numbered and _may_begin_with_words(matrix)
    if may_begin:
        remarks.append(
            "All columns were read as numbers. If the first one holds words, put a line above that names the columns: "
            "word, x, y."
        )
    return replace(matrix, remarks=tuple(remarks), may_begin_with_words=may_begin)


def _are_row_numbers(words: Sequence[str], layout: Layout) -> bool:
    """Whether they only count, as pandas and R write it."""
    pandas = layout.numbered and all(word == str(number) for number, word in enumerate(words))
    return bool(words) and (pandas or all(word == f"[{number},]" for number, word in enumerate(words, start=1)))


def _unquoted(words: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """Without the quotation marks that stand around each of them."""
    marks = {(word[0], word[-1]) if len(word) > 2 else () for word in words or ()}
    return tuple(word[1:-1] for word in words or ()) if marks in ({('"', '"')}, {("'", "'")}) else words


def with_word_column(text: str) -> str:
    """The lines below one that names their columns, the first one "word"."""
    first = first_line(text)
    separator = separator_of(first) or BLANKS
    names = ["word", *map(str, range(len(split_fields(first, separator)) - 1))]
    return f"{separator.join(names)}\n{text}"


def _numbered_words(matrix: Matrix, layout: Layout) -> list[str]:
    """Where only blanks separate, a word's last part may be one of its numbers."""
    if layout.separator != BLANKS or layout.stated:
        return []
    parts = ((word, *word.rsplit(" ", 1)) for word in matrix.words or () if " " in word)
    found = [abbreviate(word, 30) for word, *_, last in parts if STARTS_LIKE_A_NUMBER.match(last)]
    return [f"Read as words, with the number at their end: {listed(found, most=4)}."] if found else []


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
    if word.split() != [word] or not (word.isprintable() or is_visible(word)) or numbers.count(separator) != width - 1:
        return None
    return normalize(word), numbers


def _may_begin_with_words(matrix: Matrix) -> bool:
    """Whether the first column counts, or has another whole number in each row, and the others don't."""
    rows = matrix.rows
    first, others = rows[:, 0], rows[:, 1:]
    if rows.shape[1] < 2 or len(rows) < 2 or (first % 1).any() or not (others % 1).any(axis=1).all():
        return False
    counts = bool((np.diff(first) == 1).all()) and first[0] in (0, 1)
    return counts or (len(np.unique(first)) == len(first) and bool((first > 1).any()))


def _with_points(text: str) -> str | None:
    """The text with decimal points where it has decimal commas and something else separates; None if it has none."""
    lines = [line for _, line in islice(text_lines(text), 3)]
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
    row = _row(number, line, layout)
    return row if row[1] is None or is_visible(row[1]) else None


def layout_remarks(source: Source, layout: Layout, count: int) -> list[str]:
    """What is odd about its first line, where that says how many rows there are, and about its end."""
    said = []
    if layout.stated not in (0, count):
        said.append(f"The first line says {plural(layout.stated, 'row')}, but {count:,} follow{'s' * (count == 1)}.")
    if layout.counted:
        said.append("The first line was taken for the names of the columns.")
    *others, last = source.end.replace(",", " ").replace(";", " ").split()[1:] or [""]
    decimals = [len(number.partition(".")[2]) for number in others if is_number(number)]
    if (
        _is_file(source, layout)
        and not source.ends
        and len(decimals) > 1
        and len(last.partition(".")[2]) < min(decimals)
    ):
        said.append(f"The last line has no end: its last number, {quoted(last)}, may be cut off.")
    return said


def _is_file(source: Source, layout: Layout) -> bool:
    return layout.stated > 0 or source.last > TYPED


def perhaps_cut_off(source: Source, layout: Layout, problem: InvalidField) -> InvalidField:
    """With the hint that the end may be missing, where the last line of a file is wrong and has no end."""
    if not _is_file(source, layout) or source.ends or f"Row {source.last} " not in f"{problem} ":
        return problem
    return invalid(f"{problem} The file ends in the middle of that line: its download may have been cut off.")


def _row(number: int, line: str, layout: Layout) -> Row:
    if not layout.has_words:
        return number, None, split_fields(line, layout.separator)
    if layout.separator == BLANKS:
        word, *fields = _spaced(number, line, layout)
    else:
        word, *fields = split_fields(line, layout.separator)
    if not word.strip():
        raise invalid(f"Row {number} has no word before its numbers. Add one, as in the other rows.")
    return number, normalize(word.strip()), fields


def _spaced(number: int, line: str, layout: Layout) -> list[str]:
    """The word, which may have blanks in it, and the last fields of the line, which are its numbers."""
    fields = line.rsplit(None, layout.columns)
    _, *after = fields[0].rsplit(None, 1)
    if after and after[0] in ("...", "…") and not layout.stated:
        raise left_out(number)
    too_many = not layout.stated and any(map(STARTS_LIKE_A_NUMBER.match, after))
    if len(fields) <= layout.columns or (too_many and not _ends_in_a_number(fields)):
        raise _wrong_width(number, line, layout)
    return fields


def _ends_in_a_number(fields: list[str]) -> bool:
    """Whether what stands before decimals is a whole number, as in "route 66 0.1 0.2"."""
    word, *numbers = fields
    return word.rsplit(None, 1)[-1].isalnum() and all(map(DECIMAL_POINT.fullmatch, numbers))


def _wrong_width(number: int, line: str, layout: Layout) -> InvalidField:
    _, *fields = line.rsplit(None, limits.DIMENSIONS + 1)
    width = numbers_at_the_end(fields)
    mistyped = [field for field in fields if STARTS_LIKE_A_NUMBER.match(field) and not is_number(field)]
    if mistyped or (fields and not width):
        return not_a_number(number, mistyped or fields)
    others = "the rows before it have" if number > layout.skipped + 1 else "most others have"
    others = "the first line says" if layout.stated else others
    return ragged(number, width, f"{others} {layout.columns}")
