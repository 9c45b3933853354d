"""The matrix in an uploaded .npy file.

Nothing in it is run, and no size that it states is believed before its bytes have been counted.
"""

import io
from tokenize import TokenError

import numpy as np
from numpy.lib import format as npy

from playground import limits
from playground.wording import abbreviate, plural
from playground.words.text_files import Unreadable, check_size

LONGEST_HEADER = 1_000
_READERS = {
    (1, 0): npy.read_array_header_1_0,
    (2, 0): npy.read_array_header_2_0,
    (3, 0): npy.read_array_header_2_0,  # differs in letters that are not ASCII, which only names of fields have
}
_MANY = 10**15
_ADVICE = "Save it with np.save(name, w.astype(np.float32))."


def array(data: bytes) -> np.ndarray:
    """The matrix as float32 (rows, numbers). Raises Unreadable for anything else than one matrix of real numbers."""
    check_size(data)
    shape, in_columns, dtype, start = header(data)
    check_numbers(dtype)
    rows, width = checked_shape(shape)
    needed, given = dtype.itemsize * rows * width, len(data) - start
    if needed != given:
        raise Unreadable(
            f"The file says that it holds {rows:,} x {width:,} numbers, {needed:,} bytes, "
            f"but {given:,} bytes follow. Save it again with np.save."
        )
    flat = np.frombuffer(data, dtype, offset=start)
    return finite(flat.reshape((rows, width), order="F" if in_columns else "C"))


def header(data: bytes) -> tuple[tuple[int, ...], bool, np.dtype, int]:
    """The shape, whether columns come first, the type, and where the numbers start."""
    if not data.startswith(npy.magic(1, 0)[:-2]):
        raise Unreadable("This is not a .npy file. Save a matrix with np.save, or as text.")
    file = io.BytesIO(data)
    try:
        read = _READERS.get(npy.read_magic(file))
        if read is None:
            raise Unreadable("The .npy file has an unknown format version. Save it again with np.save.")
        return *read(file, LONGEST_HEADER), file.tell()
    except Unreadable:
        raise
    except (ValueError, TypeError, SyntaxError, TokenError, MemoryError, RecursionError):
        raise Unreadable(
            "The header of the .npy file is damaged, cut off or unusual. Save one matrix of numbers with np.save."
        ) from None


def check_numbers(dtype: np.dtype) -> None:
    if dtype.hasobject:
        raise Unreadable(f"The file contains Python objects, which are never loaded here. {_ADVICE}")
    if dtype.names:
        raise Unreadable("The file contains a structured array. Save one matrix of numbers with np.save.")
    if dtype.kind not in "fiub":
        raise Unreadable(f"The file contains values of type {abbreviate(dtype.str, 20)}, not real numbers. {_ADVICE}")


def checked_shape(shape: tuple[int, ...]) -> tuple[int, int]:
    """Rows and numbers in each. Raises Unreadable for what is no matrix, or one that is too large to be used."""
    if len(shape) != 2:
        sizes = abbreviate(", ".join(map(str, shape)), 40)
        raise Unreadable(f"A matrix has rows and columns; this array's shape is ({sizes}).")
    rows, width = shape
    if max(shape) > _MANY:
        raise Unreadable("The file claims to hold more numbers than any computer can. Save it again with np.save.")
    if rows < 1 or not 1 <= width <= limits.DIMENSIONS:
        raise Unreadable(
            f"The matrix has {plural(rows, 'row')} of {plural(width, 'number')}. It needs at least 1 row of "
            f"1 to {limits.DIMENSIONS:,} numbers."
        )
    if rows > limits.NUMBERS_ROWS or rows * width > limits.NUMBERS:
        raise Unreadable(
            f"The matrix has {rows:,} rows of {plural(width, 'number')}. At most {limits.NUMBERS_ROWS:,} rows and "
            f"{limits.NUMBERS:,} numbers can be used: save its first rows, w[:n]."
        )
    return rows, width


def finite(matrix: np.ndarray) -> np.ndarray:
    """The matrix as float32. Raises Unreadable, with the place, for a number that float32 doesn't have."""
    with np.errstate(all="ignore"):
        rows = matrix.astype(np.float32, order="C")
    finite = np.isfinite(rows)
    if finite.all():
        return rows
    row, column = divmod(int(finite.argmin()), rows.shape[1])
    value = matrix[row, column]
    trouble = "too large for float32" if np.isfinite(value) else "not a finite number"
    raise Unreadable(f"Row {row + 1}, column {column + 1} is {value}, {trouble}.")
