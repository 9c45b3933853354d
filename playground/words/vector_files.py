"""A file of word vectors too large to be kept: the rows of some words in it, found as it is read block by block."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from playground import limits
from playground.choices import InvalidField
from playground.wording import plural, small
from playground.words.matrix_layout import END, Lines, Source, layout_of
from playground.words.matrix_lines import (
    blank_remark,
    layout_remarks,
    perhaps_cut_off,
    plainly_cut,
    row_or_blank,
)
from playground.words.matrix_rows import check_numbers, check_shape
from playground.words.number_blocks import numbers_of
from playground.words.text_files import Unreadable, check_kind, newlines

_BLOCK = 1_000_000
"""Bytes that are read at once, and the rest of the last line of them."""
_TOGETHER = 500
"""Rows whose numbers are read at once."""
ADVICE = "head -n 20000 vectors.txt > small.txt"
"""The command that cuts a file."""


_Row = tuple[int, str, str]
"""A line's number, its word, and its numbers with tabs between."""


@dataclass(frozen=True)
class Excerpt:
    """Rows as a text that ``matrix_text.parse`` reads, and sentences about what was left out."""

    text: str
    remarks: tuple[str, ...]


def is_large(data: bytes) -> bool:
    """Whether it is too large to be kept whole."""
    return len(data) > limits.UPLOAD


def excerpt(data: bytes, words: Iterable[str]) -> Excerpt:
    """The rows for these words, whatever their capitals. Raises Unreadable or InvalidField.

    All other rows are checked too, but not their numbers.
    """
    check_kind(data)
    wanted = {small(word) for word in words}
    reader = _Reader(data)
    try:
        kept = (row for row in reader.rows() if row[1] in wanted or small(row[1]) in wanted)
        lines = [f"{_cell(word)}\t{numbers}" for _, word, numbers in _checked(kept, reader.layout.columns)]
    except InvalidField as problem:
        raise perhaps_cut_off(reader.source, reader.layout, problem) from None
    if not lines:
        raise Unreadable(f"None of your {plural(len(wanted), 'word')} is among its {plural(reader.read, 'row')}.")
    said = (_kept(len(lines), reader.read), *reader.remarks())
    lines.insert(0, "\t".join(["word", *map(str, range(reader.layout.columns))]))
    return Excerpt("\n".join(lines), said)


def _checked(rows: Iterator[_Row], columns: int) -> Iterator[_Row]:
    """The same rows. Raises InvalidField for one with something else than numbers."""
    while some := list(islice(rows, _TOGETHER)):
        if numbers_of([numbers for *_, numbers in some], "\t", columns) is None:
            for number, _, numbers in some:
                check_numbers(number, numbers.split("\t"))
        yield from some


def _kept(count: int, rows: int) -> str:
    return (
        f"Of its {plural(rows, 'row')}, {count:,} {'is' if count == 1 else 'are'} kept: those of your words. "
        "Upload it again after changing the words."
    )


def _cell(word: str) -> str:
    return '"{}"'.format(word.replace('"', '""')) if "\t" in word or '"' in word else word


class _Reader:
    """One pass over a file's rows, and what there is to say about it afterwards."""

    def __init__(self, data: bytes) -> None:
        self.read, self.blank = 0, [0, 0]
        self.undecoded = _undecoded(data)
        self.source = Source(lambda: _lines(data), _last_line(data), data.endswith(b"\n"), _end(data))
        try:
            self.layout = layout_of(self.source)
        except InvalidField as problem:
            raise Unreadable(f"{problem} {_needed()}") from None
        if not self.layout.has_words:
            raise Unreadable(f"Its rows begin with no word. {_needed()}")

    def rows(self) -> Iterator[_Row]:
        """Raises InvalidField for one that is too short or too long."""
        for number, line in islice(self.source.lines(), self.layout.skipped, None):
            yield from self._row(number, line)

    def _row(self, number: int, line: str) -> Iterator[_Row]:
        if cut := plainly_cut(line, self.layout):
            self.read += 1
            yield number, cut[0], cut[1].replace(self.layout.separator, "\t")
        elif row := row_or_blank(number, line, self.layout):
            _, word, fields = row
            check_shape(number, len(fields), self.layout.columns, self.read)
            self.read += 1
            yield number, word or "", "\t".join(fields)
        else:
            self.blank = [self.blank[0] + 1, self.blank[1] or number]

    def remarks(self) -> tuple[str, ...]:
        count, first = self.undecoded
        said = (blank_remark(*self.blank),) if self.blank[0] else ()
        said = (*layout_remarks(self.source, self.layout, self.read + self.blank[0]), *said)
        lines = plural(count, "line is", "lines are")
        broken = f"{lines} not all UTF-8, the first is line {first:,}: its broken letters are �."
        return (*said, broken) if count else said


def _needed() -> str:
    return (
        f"A file of more than {limits.UPLOAD:,} bytes needs a word and its numbers on each line, in UTF-8. "
        f"Or cut it, for example with “{ADVICE}”."
    )


def _blocks(data: bytes) -> Iterator[bytes]:
    """Whole lines, some at once."""
    at = 0
    while at < len(data):
        end = data.find(b"\n", at + _BLOCK) + 1 or len(data)
        yield data[at:end]
        at = end


def _last_line(data: bytes) -> int:
    """The number of the last line with something in it."""
    end = len(data)
    while end and data[end - 1] == ord("\n"):
        end -= 1
    return data.count(b"\n", 0, end) + 1


def _end(data: bytes) -> str:
    return data[-END:].rpartition(b"\n")[2].decode("utf-8", "replace")


def _lines(data: bytes) -> Lines:
    number = 0
    for block in _blocks(data):
        for line in newlines(block.decode("utf-8", "replace")).removesuffix("\n").split("\n"):
            number += 1
            if line and not line.isspace():
                yield number, line


def _undecoded(data: bytes) -> tuple[int, int]:
    """How many lines are not UTF-8, and which is the first. Raises Unreadable for what is no text."""
    if b"\0" in data:
        raise Unreadable(f"This file doesn't contain text in UTF-8. {_needed()}")
    count, first, number = 0, 0, 1
    for block in _blocks(data):
        if not _is_utf8(block):
            broken = [at for at, line in enumerate(block.split(b"\n"), number) if not _is_utf8(line)]
            count, first = count + len(broken), first or broken[0]
        number += block.count(b"\n")
    return count, first


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
