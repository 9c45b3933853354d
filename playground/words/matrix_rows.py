"""Rows of numbers, checked and gathered into a matrix, whatever they were read from."""

import math
import re
from array import array
from collections.abc import Iterable, Sequence

import numpy as np

from playground import limits
from playground.choices import InvalidField
from playground.wording import abbreviate, normalize, plural
from playground.words.matrix import Matrix

EXAMPLE = "[[1, 2], [2, 2]]"
COMMAS_READ = "Decimal commas were read as points."

Row = tuple[int, str | None, list[str]]
"""The number that an error calls the row by, its word if it has one, and its numbers as they are written."""


def invalid(sentence: str) -> InvalidField:
    return InvalidField("matrix", sentence)


def no_rows() -> InvalidField:
    return invalid(f"There are no numbers here. Enter one row per word, such as {EXAMPLE}.")


def quoted(field: str) -> str:
    """The field, or the beginning of a long one, on one line."""
    return f'"{normalize(abbreviate(" ".join(field.strip()[:200].split()), 40))}"'


class Rows:
    """A matrix in the making; of the rows with one word the first is kept."""

    def __init__(self) -> None:
        self.count, self.repeated, self._columns = 0, 0, 0
        self._values = array("f")
        self._words: dict[str, None] = {}

    def add(self, row: Row) -> None:
        """Raises InvalidField for a row that is no good, also where its word came before."""
        number, word, fields = row
        self._columns = self._columns or len(fields)
        check_shape(number, len(fields), self._columns, self.count)
        self.count += 1
        is_kept = word is None or self._is_new(word)
        _append(self._values if is_kept else array("f"), number, fields)

    def add_many(self, words: Sequence[str], rows: np.ndarray) -> None:
        """As many finite float32 rows as words, as wide as all others."""
        new = [index for index, word in enumerate(words) if self._is_new(word)]
        self._columns = rows.shape[1]
        self.count += len(words)
        self._values.frombytes((rows if len(new) == len(rows) else rows[new]).tobytes())

    def matrix(self) -> Matrix:
        """Raises InvalidField for no rows."""
        if not self.count:
            raise no_rows()
        table = np.frombuffer(self._values, dtype=np.float32).reshape(-1, self._columns)
        table.flags.writeable = False
        return Matrix(table, tuple(self._words) or None, self.repeated)

    def _is_new(self, word: str) -> bool:
        is_new = word not in self._words
        self._words[word] = None
        self.repeated += not is_new
        return is_new


def gathered(rows: Iterable[Row]) -> Matrix:
    """All of them as a matrix."""
    found = Rows()
    for row in rows:
        found.add(row)
    return found.matrix()


def check_shape(number: int, width: int, columns: int, rows_before: int) -> None:
    if rows_before == limits.NUMBERS_ROWS:
        raise invalid(f"There are more than {limits.NUMBERS_ROWS:,} rows. Use a smaller file.")
    if not columns:
        raise invalid(f"Row {number} has no numbers. A matrix with two numbers per row looks like {EXAMPLE}.")
    if width != columns and rows_before:
        raise ragged(number, width, f"the rows before it have {columns}")
    if width > limits.DIMENSIONS:
        raise invalid(f"Row {number} has more than {limits.DIMENSIONS:,} numbers, the limit for a word's vector.")


def ragged(number: int, width: int, others: str) -> InvalidField:
    count = f"more than {limits.DIMENSIONS:,} numbers" if width > limits.DIMENSIONS else plural(width, "number")
    return invalid(f"Row {number} has {count}, but {others}. All rows must have the same number.")


def check_numbers(number: int, fields: list[str]) -> None:
    _append(array("f"), number, fields)


def _append(values: array, number: int, fields: list[str]) -> None:
    try:
        values.extend(map(as_number, fields))
    except ValueError:
        raise not_a_number(number, fields) from None
    if not math.isfinite(sum(values[-len(fields) :])):
        raise _not_finite(number, fields)


def not_a_number(number: int, fields: list[str]) -> InvalidField:
    wrong = next(field for field in fields if not is_number(field)).strip()
    if not wrong:
        return invalid(f"Row {number} has an empty field between its numbers. Write 0 there, or remove it.")
    if wrong in ("...", "…"):
        return left_out(number)
    if DECIMAL_COMMA.fullmatch(wrong):
        return invalid(f"Row {number}: {quoted(wrong)} has a decimal comma. Use decimal points, such as 0.5.")
    return invalid(f"Row {number}: {quoted(wrong)} is not a number. Numbers look like 2, -0.5 or 1e-3.")


def left_out(number: int) -> InvalidField:
    advice = "Print it with print(w.tolist()) instead."
    return invalid(f'Row {number}: "..." stands for numbers omitted when the matrix was printed. {advice}')


def _not_finite(number: int, fields: list[str]) -> InvalidField:
    wrong = next(field for field in fields if not math.isfinite(array("f", [as_number(field)])[0]))
    if math.isfinite(as_number(wrong)) or "n" not in wrong.lower():
        return invalid(f"Row {number}: {quoted(wrong)} is too large: the largest float32 number is about 3.4e38.")
    return invalid(f"Row {number}: {quoted(wrong)} can't be trained. Use a finite number, such as 0.5.")


_MINUS = str.maketrans("\u2212\u2013", "--")
DECIMAL_COMMA = re.compile(r"[-+\u2212\u2013]?\d*,\d+(?:[eE][-+\u2212]?\d+)?")
DECIMAL_POINT = re.compile(r"[-+\u2212\u2013]?\d*\.\d+(?:[eE][-+\u2212]?\d+)?")
STARTS_LIKE_A_NUMBER = re.compile(r"[-+\u2212\u2013.,]*\d")
_LIKE_A_NUMBER = re.compile(r"[-+\u2212\u2013.,]*\d+(?:[.,].*|[-+\u2212\u2013\deE]*)")


def as_number(field: str) -> float:
    """As Python reads it, but with Unicode's minus too, and without 1_000. Raises ValueError."""
    if "_" in field:
        raise ValueError
    return float(field.translate(_MINUS) if not field.isascii() else field)


def is_number(field: str) -> bool:
    try:
        as_number(field)
    except ValueError:
        return False
    return True


def like_a_number(field: str) -> bool:
    """Meant as a number, though perhaps mistyped: "1,5" and "1..2" are, "cat" and "2nd" are not."""
    return is_number(field) or bool(_LIKE_A_NUMBER.fullmatch(field.strip()))
