"""The columns of an uploaded table, a .csv or .tsv whose separator is found out."""

import csv
import re
from collections.abc import Iterator
from itertools import chain, dropwhile, islice
from typing import TYPE_CHECKING, Any, Literal

from playground import limits
from playground.wording import abbreviate, normalize
from playground.words.text_files import Unreadable, newlines

if TYPE_CHECKING:
    import _csv

_SEPARATORS = ",;\t|"
_NONE = "\x1f"
STATED_SEPARATOR = re.compile(r'\A"?sep=(.)"?[ \t]*\n', re.IGNORECASE)
_LOOKED_AT = 20
"""Rows from which it is told whether the first one is a heading."""
_USUAL_NAMES = {
    "word", "words", "token", "tokens", "text", "texts", "sentence", "sentences", "label", "labels", "name", "names",
    "term", "terms", "id", "index", "count", "frequency", "category", "class", "title", "item", "items", "keyword",
    "keywords", "lemma", "vocab", "vocabulary", "entry", "entries", "value", "phrases", "string", "tag", "tags",
    "wort", "wörter", "begriff", "begriffe", "vokabel", "vokabeln", "satz", "sätze", "vocabulaire",
    "mot", "mots", "phrase", "palabra", "palabras", "parola", "parole", "palavra", "слово", "слова", "текст",
    "词", "词语", "單詞", "文本", "単語", "단어",
}  # fmt: skip
_QUOTES: Literal[0] = csv.QUOTE_MINIMAL
_NO_QUOTES: Literal[3] = csv.QUOTE_NONE
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
    table = _without_empty_end(header, _filled([[] for _ in header], records))
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

    Several columns of words are taken to have names, as tables mostly do, but for a word that comes again below.
    """
    if not rows:
        return True
    first, below = rows[0], rows[1:]
    if any(name.strip().casefold() in _USUAL_NAMES for name in first):
        return True
    again = any(name == row[index] for row in below for index, name in enumerate(first[: len(row)]) if name.strip())
    return len(first) > 1 and bool(below) and not again and not any(map(_is_number, first))


def _is_number(cell: str) -> bool:
    try:
        float(cell.strip().replace(",", "."))
    except ValueError:
        return False
    return True


def _without_stated_separator(text: str) -> tuple[str, str | None]:
    """The text without a first line as Excel understands it, ``sep=;``, and the separator that it states."""
    found = STATED_SEPARATOR.match(text)
    return (text[found.end() :], found[1]) if found else (text, None)


def remarks(text: str) -> tuple[str, ...]:
    """A sentence about a quotation mark that belongs to no other, if there is one."""
    text, stated = _without_stated_separator(newlines(text))
    separator = stated or _separator(text)
    if not (line := _broken_line(_unescaped(text, separator), separator)):
        return ()
    return (f"A quotation mark in line {line + bool(stated):,} has no end, so each line was read as a row.",)


def _records(text: str, separator: str) -> Iterator[list[str]]:
    """The rows as the csv module reads them, without empty lines, and without empty cells above the first."""
    text = _unescaped(text, separator)
    if _broken_line(text, separator):
        rows = _row_by_row(text, separator)
    else:
        rows = _checked(csv.reader(_lines(text, separator), **_dialect(text, separator)))
    return dropwhile(lambda row: not any(map(str.strip, row)), rows)


def _checked(reader: "_csv.Reader", line: int = 0) -> Iterator[list[str]]:
    try:
        for record in reader:
            if len(record) > limits.TABLE_COLUMNS:
                raise Unreadable(
                    f"Line {line or reader.line_num} has {len(record):,} columns; the limit is "
                    f"{limits.TABLE_COLUMNS:,}."
                )
            if record:
                yield record
    except csv.Error:
        raise Unreadable(
            f"The table can't be read at line {line or reader.line_num}: a field there is longer than "
            f"{csv.field_size_limit():,} characters. A quotation mark may not be closed."
        ) from None


def _dialect(text: str, separator: str) -> dict[str, Any]:
    """Blanks may stand before a quotation mark, which is \' where only that makes the first rows equally long."""
    usual = {"delimiter": separator, "skipinitialspace": True, "quotechar": '"'}
    single = usual | {"quotechar": "'"}
    if '"' in text or not re.search(rf"(?m)(?:^|{re.escape(separator)})'", text):
        return usual
    return single if _are_even(text, single) and not _are_even(text, usual) else usual


def _are_even(text: str, dialect: dict[str, Any]) -> bool:
    lines = text[:100_000].splitlines(keepends=True)
    try:
        rows = list(islice(filter(None, csv.reader(lines, **dialect)), _LOOKED_AT))
    except csv.Error:
        return False
    return len(set(map(len, rows))) == 1


def _unescaped(text: str, separator: str) -> str:
    """With two quotation marks for \\" in a cell, if its cells only end so."""
    if '\\"' not in text or not _broken_line(text, separator):
        return text
    doubled = text.replace('\\"', '""')
    return text if _broken_line(doubled, separator) else doubled


def _broken_line(text: str, separator: str) -> int:
    """The first line with a quotation mark that begins a cell and doesn't end it; 0 if there is none."""
    if '"' not in text:
        return 0
    reader = csv.reader(_lines(text, separator), delimiter=separator, skipinitialspace=True, strict=True)
    line = 0
    try:
        for _ in reader:
            line = reader.line_num
    except csv.Error:
        return line + 1
    return 0


def _row_by_row(text: str, separator: str) -> Iterator[list[str]]:
    """Each line is a row; where its quotation marks don't belong together, they are letters."""
    for number, line in enumerate(_lines(text, separator), start=1):
        is_broken = bool(_broken_line(line, separator))
        reader = csv.reader(
            [line], delimiter=separator, skipinitialspace=True, quoting=_NO_QUOTES if is_broken else _QUOTES
        )
        yield from _checked(reader, number)


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


def _without_empty_end(header: list[str], table: list[list[str]]) -> list[list[str]]:
    """Without the columns that only separators at the ends of the rows make."""
    while len(table) > 1 and not any(header[len(table) - 1 :]) and not any(map(str.strip, table[-1])):
        table.pop()
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
