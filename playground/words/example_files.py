"""Training data from tables, as the lines in which it can be typed too."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from playground.words.text_files import Unreadable

Table = Mapping[str, Sequence[str]]
_LABELS = ("label", "labels", "class", "category", "target", "y", "sentiment")


def pairs(table: Table) -> str:
    """``input|target`` of the first two columns."""
    first, second = _two(table, "an input and its target")
    return _lines(f"{_flat(one, '|,^')}|{_flat(other, '|,^')}" for one, other in zip(first, second, strict=True))


def sentences(table: Table) -> str:
    """``label: sentence``; the label is in the column that is called so, or in the first one."""
    _two(table, "a label and a sentence")
    named = [name for name in table if name.strip().casefold() in _LABELS]
    label = named[0] if named else next(iter(table))
    sentence = next(name for name in table if name != label)
    rows = zip(table[label], table[sentence], strict=True)
    return _lines(f"{_flat(one, ':：')}: {_flat(other, '')}" for one, other in rows)


def points(table: Table) -> str:
    """``word: x, y, ...``: a word and its numbers."""
    _two(table, "a word and its numbers")
    words, *numbers = table.values()
    rows = zip(words, *numbers, strict=True)
    return _lines(f"{_flat(word, ':：')}: {', '.join(_point(number) for number in row)}" for word, *row in rows)


def _two(table: Table, what: str) -> list[Sequence[str]]:
    if len(table) < 2:
        raise Unreadable(f"The table has one column. It needs at least two: {what}.")
    return list(table.values())[:2]


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(line for line in lines if line.strip(" |:,"))


def _flat(cell: str, reserved: str) -> str:
    """A cell on one line, without the characters that mean something between cells."""
    return " ".join(cell.translate({ord(character): " " for character in reserved}).split())


def _point(number: str) -> str:
    return number.strip().replace(",", ".")


EXAMPLES: Mapping[str, Callable[[Table], str]] = {"pairs": pairs, "sentences": sentences, "points": points}
"""By the field that the lines go into."""
