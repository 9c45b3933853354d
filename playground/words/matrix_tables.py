"""Tables of words and numbers, as spreadsheets and pandas write them, put into lines with the word first."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from playground import limits
from playground.choices import InvalidField
from playground.wording import abbreviate, listed, plural
from playground.words.matrix_rows import (
    COMMAS_READ,
    DECIMAL_COMMA,
    STARTS_LIKE_A_NUMBER,
    invalid,
    is_number,
    quoted,
    ragged,
)
from playground.words.tables import STATED_SEPARATOR

_LOOKED_AT = 20
_PREFACE = re.compile(r"#[^\n]*(?:\n|\Z)")
_RULE = re.compile(r"[\s|:+=-]*")
_VECTOR = re.compile(r"\s*[\[(]([^\[\]()]*)[\])]\s*")
_OF_WORDS = ("word", "words", "token", "tokens")
_OF_COUNTS = ("", "unnamed: 0", "index", "id", "#")
_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2},\d{3}")


@dataclass(frozen=True)
class _Plan:
    """The column of the words, None without one; those of the numbers, of which ``is_vector`` says that it is one.

    ``left_out`` are the others; ``has_heading``: the first row names them. ``commas``: some numbers
    have a decimal comma.
    """

    word: int | None
    numbers: tuple[int, ...]
    is_vector: bool
    left_out: tuple[int, ...]
    has_heading: bool
    names: tuple[str, ...]
    commas: bool = False

    def remarks(self) -> list[str]:
        """What is not plain about it, in sentences."""
        said = [COMMAS_READ] if self.commas else []
        if self.left_out:
            said.append(f"Left out: {listed([self._name(index) for index in self.left_out])}.")
        if self.word:
            said.append(f"The words were read from {self._name(self.word)}.")
        return said

    def _name(self, index: int) -> str:
        name = self.names[index].strip() if self.has_heading else ""
        return f"“{abbreviate(name)}”" if name else f"column {index + 1}"


def word_first(text: str) -> tuple[str, list[str]]:
    """The text in lines that begin with the word, each where it was, and sentences about what was done to it.

    Without ``sep=;``, comments above the rows, the frame of a table in Markdown; with the numbers of a vector in one
    cell each, and the words in the first column, without a column that counts the rows.
    """
    whole, (text, remarks) = text, _without_preface(text)
    if not text.strip():
        return whole, []
    text = _unframed(text)
    separator = next((one for one in "\t;," if one in text[:10_000].strip().split("\n", 1)[0]), "")
    if not separator or not (plan := _plan(_first(text, separator), separator)):
        return text, remarks
    return "\n".join(_lines(_records(text, separator), plan)), [*remarks, *plan.remarks()]


def _without_preface(text: str) -> tuple[str, list[str]]:
    """Comments are lines that begin with # and end in no number: # may be a word too."""
    if stated := STATED_SEPARATOR.match(text):
        return "\n" + text[stated.end() :], []
    at = count = 0
    while (found := _PREFACE.match(text, at)) and not is_number(found[0].replace(",", " ").split()[-1]):
        at, count = found.end(), count + 1
    lines = "1 line that begins with # was" if count == 1 else f"{count} lines that begin with # were"
    return "\n" * count + text[at:], [f"{lines} left out."] if count else []


def _unframed(text: str) -> str:
    """A table between | signs with tabs for them, and without the line below its heading."""
    start = [_cells(line) for line in text[:10_000].split("\n") if "|" in line and not _RULE.fullmatch(line)]
    if len(start) < 2 or len(start[0]) != len(start[1]) or not any(map(_is_number, start[1][1:])):
        return text
    lines = (() if _RULE.fullmatch(line) else _cells(line) for line in text.split("\n"))
    return "\n".join(map("\t".join, lines))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


_Records = Iterator[tuple[int, list[str]]]
"""The rows, each with the number of its last line."""


def _records(text: str, separator: str) -> _Records:
    """Raises InvalidField for a row that is far too wide, or a field too long to be one."""
    reader = csv.reader(_not_too_wide(text, separator), delimiter=separator, skipinitialspace=True)
    try:
        yield from ((reader.line_num, row) for row in reader if row)
    except csv.Error:
        raise invalid(f"Row {reader.line_num} can't be read. A quotation mark may not be closed.") from None


def _not_too_wide(text: str, separator: str) -> Iterator[str]:
    for number, found in enumerate(re.finditer(r"[^\n]*\n|[^\n]+", text), start=1):
        if text.count(separator, *found.span()) > 2 * limits.DIMENSIONS:
            raise ragged(number, limits.DIMENSIONS + 1, "that is too many")
        yield found[0]


def _first(text: str, separator: str) -> list[list[str]]:
    """The first rows; none if they are no table."""
    try:
        return [row for _, row in islice(_records(text, separator), _LOOKED_AT)]
    except InvalidField:
        return []


def _plan(rows: Sequence[Sequence[str]], separator: str) -> _Plan | None:
    """None for what is no table, or one that is in order: the word, if there is one, and then only numbers."""
    width = len(rows[0]) if rows else 0
    if width < 2 or any(len(row) != width for row in rows):
        return None
    has_heading = not any(_is_number(cell) or _VECTOR.fullmatch(cell) for cell in rows[0])
    data = rows[1:] if has_heading else rows
    if not data:
        return None
    names = tuple(rows[0]) if has_heading else ("",) * width
    columns = list(zip(*data, strict=True))
    vectors = [index for index, cells in enumerate(columns) if all(map(_is_vector, cells))]
    named = [index for index, name in enumerate(names) if name.strip().lower() in _OF_WORDS]
    texts = [index for index, cells in enumerate(columns) if index not in vectors and _is_text(names[index], cells)]
    if len(vectors) > 1 or len(named or texts) > 1 or (texts and named and texts != named):
        return None
    word = next(iter(named or texts), None)
    if word and word not in named and all(map(STARTS_LIKE_A_NUMBER.match, columns[word])):
        return None
    others = [index for index in range(width) if index not in (word, *vectors) and any(map(str.strip, columns[index]))]
    if vectors:
        return _Plan(word, tuple(vectors), True, tuple(others), has_heading, names)
    counts = [index for index in others[:1] if word and _counts(names[index], columns[index], has_heading)]
    numbers = tuple(index for index in others if index not in counts)
    commas = separator == "," and any(DECIMAL_COMMA.fullmatch(cell) for index in numbers for cell in columns[index])
    if not numbers or (not word and not commas):
        return None
    return _Plan(word, numbers, False, tuple(counts), has_heading, names, commas)


def _is_text(name: str, cells: Sequence[str]) -> bool:
    """Whether there are words in a column; without a name and cells it is only the end of its rows."""
    return not all(map(_is_number, cells)) and (bool(name.strip()) or any(map(str.strip, cells)))


def _counts(name: str, cells: Sequence[str], has_heading: bool) -> bool:
    start = cells[0] if cells[0] in ("0", "1") else ""
    counted = bool(start) and list(cells) == [str(int(start) + index) for index in range(len(cells))]
    return counted or (has_heading and name.strip().lower() in _OF_COUNTS)


def _is_number(cell: str) -> bool:
    return is_number(cell) or bool(DECIMAL_COMMA.fullmatch(cell.strip()))


def _is_vector(cell: str) -> bool:
    found = _VECTOR.fullmatch(cell)
    inside = found[1].strip() if found else ""
    return bool(inside) and all(map(is_number, _inside(inside)))


def _inside(vector: str) -> list[str]:
    return vector.split(",") if "," in vector else vector.split()


def _lines(records: _Records, plan: _Plan) -> list[str]:
    """One for each row; the heading gives its place to one that says where the words are."""
    rows = list(records)
    lines = [""] * rows[-1][0]
    for number, row in rows[plan.has_heading :]:
        lines[number - 1] = "\t".join(_fields(number, row, plan))
    if plan.has_heading and plan.word is not None:
        width = len(_fields(*rows[1], plan)) - 1
        lines[rows[0][0] - 1] = "\t".join(["word", *map(str, range(width))])
    return lines


def _fields(number: int, row: Sequence[str], plan: _Plan) -> list[str]:
    """The word and its numbers. Raises InvalidField for a row without them, and for 1,000, which may be 1 or 1000."""
    if len(row) <= max(plan.word or 0, *plan.numbers):
        raise invalid(f"Row {number} has {plural(len(row), 'column')}, but the rows before it have more.")
    cells = [row[index].strip() for index in plan.numbers]
    if plan.is_vector:
        if not (found := _VECTOR.fullmatch(cells[0])):
            raise invalid(f"Row {number}: {quoted(cells[0])} is no list of numbers such as [0.5, 1].")
        cells = [cell.strip() for cell in _inside(found[1])]
    elif plan.commas:
        if ambiguous := next(filter(_THOUSANDS.fullmatch, cells), ""):
            raise invalid(
                f"Row {number}: {quoted(ambiguous)} may be a decimal number or thousands. Write it without a comma."
            )
        cells = [cell.replace(",", ".") if DECIMAL_COMMA.fullmatch(cell) else cell for cell in cells]
    return cells if plan.word is None else [_quoted_if_needed(row[plan.word].strip()), *cells]


def _quoted_if_needed(word: str) -> str:
    word = " ".join(word.splitlines())
    return '"{}"'.format(word.replace('"', '""')) if "\t" in word or '"' in word else word
