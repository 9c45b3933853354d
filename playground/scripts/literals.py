"""Words and numbers as they are written in a script, many on a line. A line is made when it is asked for."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from torch import Tensor

from playground.words.matrix import write

LINE = 97
"""Characters up to which a statement stands on one line."""
_WIDTH = 93
"""Characters of many items on a line of their own."""
MOST_LISTED = 20_000
"""Numbers that are written as a list. A longer one takes Python seconds to read, a text of numbers does not."""

Items = Callable[[int, int], Sequence[str]]
"""``items(start, stop)`` are some of the things that stand side by side, as they are written."""


@dataclass(frozen=True)
class Lines:
    """Lines that belong together, so many of them."""

    count: int
    lines: Callable[[], Iterable[str]]

    @classmethod
    def of(cls, lines: Sequence[str]) -> "Lines":
        return cls(len(lines), lambda: lines)

    def first(self, most: int) -> list[str]:
        return list(islice(self.lines(), most))


def vocabulary(words: Sequence[str]) -> Lines:
    """``vocab``, from a word to its number."""
    entries = [f"{word!r}: {index}" for index, word in enumerate(words)]
    return _wrapped("vocab = {", lambda start, stop: entries[start:stop], len(words), "}")


def texts(name: str, values: Sequence[str]) -> Lines:
    """A list of texts."""
    return _wrapped(f"{name} = [", lambda a, b: [repr(value) for value in values[a:b]], len(values), "]")


def tensor(name: str, values: Tensor) -> Lines:
    """A tensor of whole numbers with one axis, or of float32 with one or two."""
    if values.numel() <= MOST_LISTED:
        return _wrapped(f"{name} = torch.tensor([", partial(_listed, values), len(values), "])")
    number = "float" if values.is_floating_point() else "int"
    view = f".view(-1, {values.shape[1]})" if values.dim() == 2 else ""
    opening, closing = f'{name} = torch.tensor([{number}(number) for number in """', f'""".split()]){view}'
    return _wrapped(opening, partial(_bare, values), len(values), closing, " ")


def tensors(name: str, values: Sequence[Sequence[int]]) -> Lines:
    """A list of tensors of whole numbers, which may have different lengths."""
    if sum(map(len, values)) <= MOST_LISTED:
        opening = f"{name} = [torch.tensor(each) for each in ["
        return _wrapped(opening, lambda a, b: [str([*each]) for each in values[a:b]], len(values), "]]")
    opening = f'{name} = [torch.tensor([int(number) for number in each.split()]) for each in """'
    closing = '""".split(";")[:-1]]'
    return _wrapped(
        opening, lambda a, b: [" ".join(map(str, each)) for each in values[a:b]], len(values), closing, "; "
    )


def _listed(values: Tensor, start: int, stop: int) -> list[str]:
    rows = values[start:stop]
    return [write([row])[1:-1] for row in rows.numpy()] if rows.is_floating_point() else list(map(str, rows.tolist()))


def _bare(values: Tensor, start: int, stop: int) -> list[str]:
    return [item.strip("[]").replace(",", "") for item in _listed(values, start, stop)]


def _wrapped(opening: str, items: Items, count: int, closing: str, between: str = ", ") -> Lines:
    """All items on one line if they fit there, else on lines between the opening and the closing."""
    beginning = items(0, 100)
    one = f"{opening}{between.join(beginning)}{closing}"
    if len(one) <= LINE and count <= len(beginning):
        return Lines.of([one])
    each = max(1, _WIDTH // (max(map(len, beginning)) + len(between)))

    def lines() -> Iterator[str]:
        yield opening
        for start in range(0, count, each):
            yield f"    {between.join(items(start, start + each))}{between.rstrip()}"
        yield closing

    return Lines(2 + -(-count // each), lines)
