"""What is in a file that a learner uploads: a text, a table's columns, or a matrix.

A file may hold anything. Whatever can't be read is Unreadable, with a sentence that says why; nothing in a file is
ever run, and no size that a file states is believed before its bytes have been counted.
"""

import codecs
import csv
import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

import numpy as np

from playground.wording import abbreviate, normalize

MOST_BYTES = 10_000_000
MOST_COLUMNS = 1_000
MOST_CELLS = 5_000_000
MOST_NUMBERS = 256
LONGEST_HEADER = 10_000


class Unreadable(ValueError):
    """A file that can't be used; ``str(error)`` is a sentence for the learner."""


def _check_size(data: bytes) -> None:
    if not data:
        raise Unreadable("The file is empty.")
    if len(data) > MOST_BYTES:
        raise Unreadable(f"The file has {len(data):,} bytes; the limit is {MOST_BYTES:,}.")


# Texts -----------------------------------------------------------------------------------------------

_OTHER_KINDS = {
    b"PK\x03\x04": "a ZIP file, as .docx, .xlsx and .npz files are",
    b"PK\x05\x06": "a ZIP file",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"%PDF-": "a PDF file",
    b"\x1f\x8b": "a gzip file",
    b"7z\xbc\xaf": "a 7-Zip file",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel file",
    b"\x93NUMPY": "a NumPy file",
}
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_CONTROLS = [chr(code) for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n\v\f\r\x1a\x85"]
_NO_CHARACTER = ("Cc", "Cn", "Co")


def decode(data: bytes) -> str:
    """The text of a .txt or .csv in UTF-8, UTF-16 or Windows-1252; every line ends with a newline character."""
    _check_size(data)
    for start, kind in _OTHER_KINDS.items():
        if data.startswith(start):
            raise Unreadable(f"This is {kind}, not a text file. Save it as plain text (.txt) or as .csv in UTF-8.")
    text = _newlines(_decoded(data))
    if not _is_text(text):
        raise Unreadable("This file doesn't contain text. Save it as plain text (.txt) or as .csv in UTF-8.")
    if not text.strip():
        raise Unreadable("The file contains only blanks.")
    return text


def _newlines(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes) -> str:
    marked = [encoding for mark, encoding in _BYTE_ORDER_MARKS.items() if data.startswith(mark)]
    unmarked = [] if marked else _unmarked_utf16(data)
    for encoding in (*marked, *unmarked, "utf-8", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding not in unmarked or _is_likely(text):
            return text
    return data.decode("latin-1")


def _unmarked_utf16(data: bytes) -> list[str]:
    """UTF-16 without a mark has zero bytes at every other place wherever its letters are Latin, and few elsewhere."""
    first, second = data[0::2].count(0), data[1::2].count(0)
    if len(data) % 2 or min(first, second) * 4 > max(first, second) or not max(first, second):
        return []
    return ["utf-16-be" if first > second else "utf-16-le"]


def _is_likely(text: str) -> bool:
    """Whether hardly any of the beginning is what no alphabet has: other bytes read as UTF-16 give much of that."""
    start = text[:10_000]
    strange = sum(unicodedata.category(character) in _NO_CHARACTER and not character.isspace() for character in start)
    return strange * 20 <= len(start) and _is_text(text)


def _is_text(text: str) -> bool:
    controls = sum(map(text.count, _CONTROLS))
    return "\0" not in text and controls * 50 <= len(text)


# Tables ----------------------------------------------------------------------------------------------

_SEPARATORS = ",;\t|"
_NONE = "\x1f"
_ONE_COLUMN = (-1.0, 1)


def columns(text: str) -> dict[str, list[str]]:
    """A table's columns by the names in its first row. What separates the fields is found out."""
    text = _newlines(text)
    if "\0" in text:
        raise Unreadable("The table contains characters that are not text. Save it as .csv in UTF-8.")
    records = _records(text, _separator(text))
    header = next(records, None)
    if header is None:
        raise Unreadable("The table has no rows. The first row should name the columns; the other rows hold the text.")
    table = _filled([[] for _ in header], records)
    if not any(table):
        names = abbreviate(normalize(", ".join(header)), 80)
        raise Unreadable(
            f"The table has only one row, {names}. The first row should name the columns, with the text below it."
        )
    return dict(zip(_names(header, len(table)), table, strict=True))


def _records(text: str, separator: str) -> Iterator[list[str]]:
    """The rows as the csv module reads them, without empty lines."""
    reader = csv.reader(_lines(text, separator), delimiter=separator)
    try:
        for record in reader:
            if len(record) > MOST_COLUMNS:
                raise Unreadable(f"Line {reader.line_num} has {len(record):,} columns; the limit is {MOST_COLUMNS:,}.")
            if record:
                yield record
    except csv.Error:
        raise Unreadable(
            f"The table can't be read at line {reader.line_num}: a field there is longer than "
            f"{csv.field_size_limit():,} characters. A quotation mark may not be closed."
        ) from None


def _lines(text: str, separator: str) -> Iterator[str]:
    """Each line with its newline. One with far too many separators is refused before it is split."""
    start, number = 0, 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        number += 1
        if text.count(separator, start, end) > 20 * MOST_COLUMNS:
            raise Unreadable(f"Line {number} has too many columns; the limit is {MOST_COLUMNS:,}.")
        yield text[start:end]
        start = end


def _separator(text: str) -> str:
    """The one that gives most of the first rows as many fields as the header has; then the most fields.

    Where the header has none of them, there is one column, whatever commas are in it.
    """
    evenness = {separator: _evenness(text, separator) for separator in _SEPARATORS}
    best = max(evenness, key=lambda separator: evenness[separator])
    return best if evenness[best] > _ONE_COLUMN else _NONE


def _evenness(text: str, separator: str) -> tuple[float, int]:
    try:
        widths = [len(record) for record in islice(_records(text, separator), 20)]
    except Unreadable:
        return 0, 0
    if not widths or widths[0] == 1:
        return _ONE_COLUMN
    return widths.count(widths[0]) / len(widths), widths[0]


def _filled(table: list[list[str]], records: Iterator[list[str]]) -> list[list[str]]:
    """The columns, of one length each. A row that is longer than those before adds columns, empty above it."""
    for rows, record in enumerate(records):
        table += [[""] * rows for _ in range(len(record) - len(table))]
        if (rows + 1) * len(table) > MOST_CELLS:
            raise Unreadable(f"The table has more than {MOST_CELLS:,} cells. Keep only the columns you need.")
        for index, column in enumerate(table):
            column.append(record[index] if index < len(record) else "")
    return table


def _names(header: list[str], count: int) -> list[str]:
    """A name for each column, all different."""
    names: dict[str, None] = {}
    for index in range(count):
        name = header[index].strip() if index < len(header) else ""
        name = name or f"column {index + 1}"
        copies = (f"{name} {number}" for number in range(2, count + 2))
        names[name if name not in names else next(copy for copy in copies if copy not in names)] = None
    return list(names)


# Matrices --------------------------------------------------------------------------------------------

_MAGIC = b"\x93NUMPY"
_ENTRY = r"""['"]%s['"]\s*:\s*%s"""
_DTYPE = re.compile(_ENTRY % ("descr", r"""['"]([<>|=]?[A-Za-z?][^'"]{0,20})['"]"""))
_FORTRAN_ORDER = re.compile(_ENTRY % ("fortran_order", r"(True|False)\b"))
_SHAPE = re.compile(_ENTRY % ("shape", r"\(([\d\s,L]*)\)"))
_NUMERIC = re.compile(r"[<>|=]?(?:[fiub]\d{1,2}|\?)")


def array(data: bytes) -> np.ndarray:
    """The matrix of a .npy file as float32. Its header is read here, not by NumPy, which would believe its sizes."""
    _check_size(data)
    header, start = _header(data)
    dtype = _dtype(header)
    shape = _shape(header)
    needed, given = dtype.itemsize * shape[0] * shape[1], len(data) - start
    if needed != given:
        raise Unreadable(
            f"The file says that it holds {shape[0]:,} x {shape[1]:,} numbers, {needed:,} bytes, "
            f"but {given:,} bytes follow. Save it again with np.save."
        )
    order = _entry(_FORTRAN_ORDER, header)
    flat = np.frombuffer(data, dtype, offset=start)
    return _finite(flat.reshape(shape, order="F" if order == "True" else "C"))


def _header(data: bytes) -> tuple[str, int]:
    """The header and where the numbers start. Version 1 gives its length in two bytes, the later ones in four."""
    if not data.startswith(_MAGIC):
        raise Unreadable("This is not a .npy file. Save a matrix with np.save, or as text.")
    version = data[6:8]
    width = 2 if version == b"\1\0" else 4
    if version not in (b"\1\0", b"\2\0", b"\3\0"):
        raise Unreadable("The .npy file has an unknown format version. Save it again with np.save.")
    length = int.from_bytes(data[8 : 8 + width], "little")
    start = 8 + width + length
    if length > LONGEST_HEADER or start > len(data):
        raise Unreadable("The header of the .npy file is damaged or cut off. Save it again with np.save.")
    return data[8 + width : start].decode("latin-1"), start


def _entry(pattern: re.Pattern[str], header: str) -> str:
    found = pattern.search(header)
    if not found:
        raise Unreadable("The header of the .npy file is unusual. Save one matrix of numbers with np.save.")
    return found[1]


def _dtype(header: str) -> np.dtype:
    name = _entry(_DTYPE, header)
    advice = "Save it with np.save(name, w.astype(np.float32))."
    if "O" in name:
        raise Unreadable(f"The file contains Python objects, which are never loaded here. {advice}")
    if not _NUMERIC.fullmatch(name):
        raise Unreadable(f"The file contains values of type {abbreviate(name, 20)}, not real numbers. {advice}")
    try:
        return np.dtype(name)
    except (TypeError, ValueError):
        raise Unreadable(f"NumPy has no number type {name}. {advice}") from None


def _shape(header: str) -> tuple[int, int]:
    sizes = _entry(_SHAPE, header).replace("L", " ").replace(",", " ").split()
    if len(sizes) != 2:
        raise Unreadable(f"A matrix has rows and columns; this array's shape is ({abbreviate(', '.join(sizes), 40)}).")
    if max(map(len, sizes)) > 15:
        raise Unreadable("The file claims to hold more numbers than any computer can. Save it again with np.save.")
    rows, width = map(int, sizes)
    if rows < 1 or not 1 <= width <= MOST_NUMBERS:
        raise Unreadable(
            f"The matrix has {rows:,} rows of {width:,} numbers. It needs at least 1 row of 1 to "
            f"{MOST_NUMBERS} numbers."
        )
    return rows, width


def _finite(matrix: np.ndarray) -> np.ndarray:
    with np.errstate(all="ignore"):
        rows = matrix.astype(np.float32, order="C")
    finite = np.isfinite(rows)
    if finite.all():
        return rows
    row, column = divmod(int(finite.argmin()), rows.shape[1])
    value = matrix[row, column]
    trouble = "too large for float32" if np.isfinite(value) else "not a finite number"
    raise Unreadable(f"Row {row + 1}, column {column + 1} is {value}, {trouble}.")
