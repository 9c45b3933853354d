"""Training data from tables, as the lines in which it can be typed too."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from playground.words.matrix_rows import is_number
from playground.words.text_files import Unreadable

Table = Mapping[str, Sequence[str]]
_LABELS = ("label", "labels", "class", "category", "target", "y", "sentiment")
_INPUTS, _TARGETS = ("input", "source", "from", "word", "center"), ("target", "output", "to", "context")
_COUNTS = ("id", "index", "unnamed: 0")


def pairs(table: Table) -> str:
    """``input|target`` of the columns that are called so, or else of the first two that don't count the rows."""
    columns = _uncounted(table, "an input and its target")
    first = next((columns[name] for name in columns if name.strip().casefold() in _INPUTS), None)
    second = next((columns[name] for name in columns if name.strip().casefold() in _TARGETS), None)
    if first is None or second is None:
        first, second, *_ = columns.values()
    return _lines(f"{_flat(one, '|,^')}|{_flat(other, '|,^')}" for one, other in zip(first, second, strict=True))


def sentences(table: Table) -> str:
    """``label: sentence``; the label is in the column that is called so, or in the one with the fewest different cells.

    Of the others the sentence is in the one with the longest cells.
    """
    columns = _uncounted(table, "a label and a sentence")
    named = [name for name in columns if name.strip().casefold() in _LABELS]
    label = named[0] if named else min(columns, key=lambda name: (len(set(columns[name])), _letters(columns[name])))
    sentence = max((name for name in columns if name != label), key=lambda name: _letters(columns[name]))
    rows = zip(columns[label], columns[sentence], strict=True)
    return _lines(f"{_flat(one, ':：')}: {_flat(other, '')}" for one, other in rows)


def points(table: Table) -> str:
    """``word: x, y, ...``: a word, in the first column of which not all are numbers, and the numbers of the others."""
    columns = _uncounted(table, "a word and its numbers")
    word = next((name for name in columns if not all(map(_is_number, columns[name]))), next(iter(columns)))
    numbers = (columns[name] for name in columns if name != word)
    rows = zip(columns[word], *numbers, strict=True)
    return _lines(f"{_flat(word, ':：')}: {', '.join(_point(number) for number in row)}" for word, *row in rows)


def _uncounted(table: Table, what: str) -> Table:
    """The columns, of three or more without one at the start that counts the rows."""
    if len(table) < 2:
        raise Unreadable(f"The table has one column. It needs at least two: {what}.")
    (name, cells), *others = table.items()
    counted = any(list(cells) == [str(number + start) for number in range(len(cells))] for start in (0, 1))
    return dict(others) if len(others) > 1 and (counted or name.strip().casefold() in _COUNTS) else table


def _letters(cells: Sequence[str]) -> int:
    return sum(map(len, cells))


def _is_number(cell: str) -> bool:
    return not cell.strip() or is_number(_point(cell))


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(line for line in lines if line.strip(" |:,"))


def _flat(cell: str, reserved: str) -> str:
    """A cell on one line, without the characters that mean something between cells."""
    return " ".join(cell.translate({ord(character): " " for character in reserved}).split())


def _point(number: str) -> str:
    return number.strip().replace(",", ".")


EXAMPLES: Mapping[str, Callable[[Table], str]] = {"pairs": pairs, "sentences": sentences, "points": points}
"""By the field that the lines go into."""
