"""The columns of an uploaded table, a .csv or .tsv whose separator is found out."""

import csv
import re
from collections.abc import Iterator
from itertools import chain, islice

from playground import limits
from playground.wording import abbreviate, normalize
from playground.words.text_files import Unreadable, newlines

_SEPARATORS = ",;\t|"
_NONE = "\x1f"
_STATED = re.compile(r'\A"?sep=(.)"?[ \t]*\n', re.IGNORECASE)
_LOOKED_AT = 20
"""Rows from which it is told whether the first one is a heading."""
_USUAL_NAMES = {
    "word", "words", "token", "tokens", "text", "texts", "sentence", "sentences", "label", "labels", "name", "names",
    "term", "terms", "id", "index", "count", "frequency", "category", "class", "title", "wort", "wörter", "satz",
    "mot", "mots", "phrase", "palabra", "palabras", "parola", "parole", "palavra", "слово", "слова", "текст",
    "词", "词语", "單詞", "文本", "単語", "단어",
}  # fmt: skip
_ONE_COLUMN = (-1.0, 1)


def columns(text: str, heading: bool | None = None) -> dict[str, list[str]]:
    """A table's columns by their names. What separates the fields is found out.

    ``heading`` is whether the first row names the columns; None leaves that to ``has_heading``.
    """
    text = newlines(text)
    if "\0" in text:
        raise Unreadable("The table contains characters that are not text. Save it as .csv in UTF-8.")
    text, stated = _without_stated_separator(text)
    records: Iterator[list[str]] = _records(text, stated or _separator(text))
    if heading is None:
        first = list(islice(records, _LOOKED_AT))
        heading, records = _has_heading(first), chain(first, records)
    header = next(records, None)
    if header is None:
        raise Unreadable("The table has no rows. The first row should name the columns; the other rows hold the text.")
    if not heading:
        header, records = [""] * len(header), chain([header], records)
    table = _filled([[] for _ in header], records)
    if not any(table):
        names = abbreviate(normalize(", ".join(header)), 80)
        raise Unreadable(
            f"The table has only one row, {names}. The first row should name the columns, with the text below it."
        )
    return dict(zip(_names(header, len(table)), table, strict=True))


def first_column(text: str, length: int) -> list[str]:
    """The first column, without its top cell if the others are so many: then that one is a heading."""
    found = next(iter(columns(text, heading=False).values()))
    return found[1:] if len(found) == length + 1 else found


def has_heading(text: str) -> bool:
    """Whether the first row seems to name the columns."""
    text, stated = _without_stated_separator(newlines(text))
    return _has_heading(list(islice(_records(text, stated or _separator(text)), _LOOKED_AT)))


def _has_heading(rows: list[list[str]]) -> bool:
    """A row of words above numbers does, and one with a usual name; in one column of words nothing else tells.

    Several columns of words are taken to have names, as tables mostly do.
    """
    if not rows:
        return True
    first, below = rows[0], rows[1:]
    if any(name.strip().casefold() in _USUAL_NAMES for name in first):
        return True
    if any(map(_is_number, first)) or not below:
        return not below
    return len(first) > 1


def _is_number(cell: str) -> bool:
    try:
        float(cell.strip().replace(",", "."))
    except ValueError:
        return False
    return True


def _without_stated_separator(text: str) -> tuple[str, str | None]:
    """The text without a first line as Excel understands it, ``sep=;``, and the separator that it states."""
    found = _STATED.match(text)
    return (text[found.end() :], found[1]) if found else (text, None)


def _records(text: str, separator: str) -> Iterator[list[str]]:
    """The rows as the csv module reads them, without empty lines."""
    reader = csv.reader(_lines(text, separator), delimiter=separator)
    try:
        for record in reader:
            if len(record) > limits.TABLE_COLUMNS:
                raise Unreadable(
                    f"Line {reader.line_num} has {len(record):,} columns; the limit is {limits.TABLE_COLUMNS:,}."
                )
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
        if text.count(separator, start, end) > 20 * limits.TABLE_COLUMNS:
            raise Unreadable(f"Line {number} has too many columns; the limit is {limits.TABLE_COLUMNS:,}.")
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
        if (rows + 1) * len(table) > limits.TABLE_CELLS:
            raise Unreadable(f"The table has more than {limits.TABLE_CELLS:,} cells. Keep only the columns you need.")
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
