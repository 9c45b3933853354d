"""Two ways to a vector: a number that picks a row of a table, and a one-hot row that is multiplied with a matrix.

Each word that is looked up has its colour, around its row or column and on the lines that lead there. All else is
pale: it is not read, or multiplied by 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground import limits
from playground.analysis.lookup import Looked
from playground.figures.bindings import label
from playground.figures.panels.sketch import ROW, Sketch
from playground.memo import cached_property
from playground.training.history import Floats, History
from playground.wording import short_names

DRAWN_WORDS, DRAWN_NUMBERS = 12, 4
"""How many words and how many numbers of each vector are drawn; of words all that are looked up are."""

_CELLS = (52, 44, 40, 36)
"""Pixels of a cell, where a vector has 1, 2, 3, or more numbers."""
_ID, _GAP, _COLUMN, _COLUMNS = 30, 30, 36, 432
_LETTERS, _CHARACTER = 9, (6.5, 11.5)
"""How many letters of a word are written, and the width of a letter in pixels: of most, and of a wide one."""
_NAME = len(f"{limits.WORDS} ") + _LETTERS
_ASIDE = 84
"""Pixels for the name of Linear's weight."""


@dataclass(frozen=True)
class _Place:
    """Where a row of the table, or a column of the matrix, is drawn: for a ``word``, or for those ``left_out``."""

    word: int | None
    left_out: int = 0


def _places(ids: Sequence[int], count: int) -> list[_Place]:
    """The words of ``_drawn`` in order, with gaps for all others."""
    words = _drawn(ids, count)
    places: list[_Place] = []
    for before, word in zip([-1, *words], [*words, count], strict=True):
        places += [_Place(None, word - before - 1)] if word - before > 1 else []
        places += [_Place(word)] if word < count else []
    return places


def _drawn(ids: Sequence[int], count: int) -> list[int]:
    """The words that are looked up, those nearest to them, and any that would be a gap by itself; ascending."""
    away = np.abs(np.arange(count)[:, None] - np.array(sorted(set(ids)))).min(axis=1)
    drawn = np.zeros(count + 2, bool)
    drawn[1 + np.argsort(away, kind="stable")[: max(DRAWN_WORDS, len(set(ids)))]] = True
    drawn[[0, -1]] = True  # what is beyond the ends is never a gap
    return np.flatnonzero((drawn | (np.roll(drawn, 1) & np.roll(drawn, -1)))[1:-1]).tolist()


@dataclass(frozen=True)
class _Sketch:
    """What is drawn of a look-up: some of the words, and of each vector the first few numbers."""

    looked: Looked
    history: History
    color_scheme: str

    @cached_property
    def sketch(self) -> Sketch:
        """On the scale of the page's matrices: that of all weights of the run."""
        weights = [track.weight for track in self.history.tracks.values()]
        largest = max(max(float(weight.max()), -float(weight.min())) for weight in weights)
        return Sketch(largest or 1.0, self.color_scheme)

    @cached_property
    def places(self) -> list[_Place]:
        return _places(self.looked.ids, len(self.looked.weight))

    @cached_property
    def lit(self) -> NDArray[np.bool_]:
        """For each place whether its word is looked up."""
        return np.array([place.word in self.looked.ids for place in self.places])

    @property
    def numbers(self) -> int:
        return min(self.looked.weight.shape[1], DRAWN_NUMBERS)

    @property
    def cell(self) -> int:
        return _CELLS[self.numbers - 1]

    @property
    def rows(self) -> Floats:
        """The weight at each place, a row for each; NaN in the gaps."""
        rows = np.full((len(self.places), self.numbers), np.nan, np.float32)
        for row, place in zip(rows, self.places, strict=True):
            row[:] = np.nan if place.word is None else self.looked.weight[place.word, : self.numbers]
        return rows

    @cached_property
    def names(self) -> list[str]:
        """At each place the word's number and the word, as it was typed, or how many are left out; no two alike."""
        words = [self.history.words[place.word] for place in self.places if place.word is not None]
        short = short_names(words, _LETTERS)
        return [
            f"… {place.left_out:,} more"
            if place.word is None
            else f"{place.word} {short[self.history.words[place.word]]}"
            for place in self.places
        ]

    @property
    def longest(self) -> float:
        """Pixels that the longest of the names takes."""
        return max(sum(_CHARACTER[east_asian_width(letter) in "WF"] for letter in name) for name in self.names)

    def at(self, word: int) -> int:
        """The place of a word that is drawn."""
        return [place.word for place in self.places].index(word)

    def vectors(self, x: float, y: float) -> None:
        """What the layer returned, a row for each word, with a heading above the picture."""
        looked = self.looked
        self.sketch.heading(f"vectors {looked.vectors.shape}", x + self.numbers * self.cell, "right")
        self.sketch.weights(looked.vectors[:, : self.numbers], (x, y), self.cell, np.array(True))


class _Table(_Sketch):
    """From left to right the numbers, the names of the rows, the rows, and those that were picked."""

    names_at = _ID + _GAP

    @property
    def left(self) -> float:
        return self.names_at + self.longest + 4

    @property
    def right(self) -> float:
        return self.left + self.numbers * self.cell

    @property
    def height(self) -> int:
        return max(len(self.places), len(self.looked.ids))

    @property
    def top(self) -> float:
        """Where the rows begin, and where the numbers do: both stand in the middle."""
        return (self.height - len(self.places)) / 2

    @property
    def first(self) -> float:
        return (self.height - len(self.looked.ids)) / 2

    def draw(self) -> go.Figure:
        self.sketch.heading("ids", 0)
        self.sketch.indices(np.array(self.looked.ids)[:, None], (0, self.first), _ID)
        self.table()
        self.vectors(self.right + _GAP, self.first)
        for order, word in enumerate(self.looked.ids):
            self.way(order, word)
        return self.sketch.figure(self.right + _GAP + self.numbers * self.cell, self.height)

    def table(self) -> None:
        self.sketch.heading(f"embedding.weight {self.looked.weight.shape}", self.names_at)
        self.sketch.weights(self.rows, (self.left, self.top), self.cell, self.lit[:, None])
        for row, name in enumerate(self.names):
            self.sketch.note(label(name, _NAME), (self.names_at, self.top + row), bool(self.lit[row]))

    def way(self, order: int, word: int) -> None:
        """From the number to its row, and from there to the vector."""
        given, row = self.first + order + 0.5, self.top + self.at(word)
        self.sketch.line([(_ID, given), (self.names_at - 4, row + 0.5)], word)
        self.sketch.line([(self.right, row + 0.5), (self.right + _GAP, given)], word)
        self.sketch.frame((self.left, row), self.right - self.left, 1, word)


class _Matrix(_Sketch):
    """The one-hot rows; below them, in the same columns, the weight; to the right of them the vectors, and the bias."""

    @property
    def width(self) -> float:
        return min(_COLUMN, _COLUMNS / len(self.places))

    @property
    def right(self) -> float:
        return len(self.places) * self.width

    @property
    def top(self) -> float:
        """Where the weight begins."""
        return len(self.looked.ids) + 1.5

    @property
    def bottom(self) -> float:
        return self.top + self.numbers

    def draw(self) -> go.Figure:
        self.one_hot()
        self.weight()
        self.vectors(self.right + _GAP, 0)
        self.bias()
        for order, word in enumerate(self.looked.ids):
            self.way(order, word)
        below, aside = (self.longest + 8) / ROW, max(_ASIDE, self.longest + 8)
        return self.sketch.figure(self.end, self.bottom + below, aside)

    @property
    def end(self) -> float:
        return self.right + _GAP + self.numbers * self.cell

    def one_hot(self) -> None:
        ids = self.looked.ids
        self.sketch.heading(f"one_hot ({len(ids)}, {len(self.looked.weight)})", 0)
        words = np.array([np.nan if place.word is None else place.word for place in self.places])
        rows = np.where(np.isnan(words), np.nan, words == np.array(ids)[:, None])
        self.sketch.zeros_and_ones(rows, (0, 0), self.width)
        for order, word in enumerate(ids):
            self.sketch.note(label(self.names[self.at(word)], _NAME), (0, order), xanchor="right", xshift=-6)
            self.sketch.note("=", (self.right + _GAP / 2, order), xanchor="center")

    def weight(self) -> None:
        words, numbers = self.looked.weight.shape
        middle = (self.top + self.bottom - 1) / 2
        name = f"linear.weight<br>({numbers}, {words})"
        self.sketch.note(name, (0, middle), xanchor="right", xshift=-6, align="right")
        self.sketch.weights(self.rows.T, (0, self.top), self.width, self.lit)
        for column, name in enumerate(self.names):
            below = ((column + 0.5) * self.width, self.bottom - 0.4)
            lit = bool(self.lit[column])
            self.sketch.note(label(name, _NAME), below, lit, textangle=-90, xanchor="center", yanchor="top")

    def bias(self) -> None:
        """Below the vectors, to each of which it is added."""
        if self.looked.bias is not None:
            x = self.right + _GAP
            name = f"+ linear.bias ({len(self.looked.bias)},)"
            self.sketch.note(name, (self.end, self.top - 1.15), xanchor="right")
            self.sketch.weights(self.looked.bias[None, : self.numbers], (x, self.top), self.cell, np.array(True))

    def way(self, order: int, word: int) -> None:
        """From the 1 down to the column that it meets; of a word that comes again, from its last."""
        x = self.at(word) * self.width
        self.sketch.frame((x, order), self.width, 1, word)
        if word not in self.looked.ids[order + 1 :]:
            self.sketch.line([(x + self.width / 2, order + 1), (x + self.width / 2, self.top)], word)
            self.sketch.frame((x, self.top), self.width, self.numbers, word)


def picked(looked: Looked, history: History, color_scheme: str) -> go.Figure:
    """Embedding: the numbers, the rows that they pick, and these rows as vectors. ``color_scheme``: "light", "dark"."""
    return _Table(looked, history, color_scheme).draw()


def multiplied(looked: Looked, history: History, color_scheme: str) -> go.Figure:
    """Linear: the one-hot rows, the columns that their 1s meet, and the vectors. ``color_scheme``: "light", "dark"."""
    return _Matrix(looked, history, color_scheme).draw()


LOOK_UPS = {"embedding": picked, "linear": multiplied}
"""The picture of each layer's look-up."""


def picked_caption(looked: Looked, history: History) -> str:
    """What to look for in ``picked``, as plain text: it holds words as they were typed."""
    exact = history.experiment.max_norm is None
    sentences = [f"Each index picks a row, and the row is copied{': nothing is multiplied' if exact else ''}."]
    return " ".join([*sentences, *_shortened(looked, history), *_left_out(looked)])


def multiplied_caption(looked: Looked, history: History) -> str:
    """What to look for in ``multiplied``, as plain text."""
    sentences = ["The 1 of a one-hot row meets its word's column; all other columns are multiplied by 0."]
    sentences += ["Then the bias is added, the same for every word's vector."] if looked.bias is not None else []
    return " ".join([*sentences, *_left_out(looked)])


CAPTIONS = {"embedding": picked_caption, "linear": multiplied_caption}


def _shortened(looked: Looked, history: History) -> list[str]:
    """Which rows max_norm has made shorter."""
    if not looked.shortened:
        return []
    experiment, words = history.experiment, looked.shortened
    lengths = (np.linalg.norm(looked.weight[word].astype(float), experiment.norm_type) for word in words)
    named = ", ".join(
        f"“{history.short_words[word]}” ({length:.4g})" for word, length in zip(words, lengths, strict=True)
    )
    measured = "" if experiment.norm_type == 2 else f", norm_type={experiment.norm_type:g}"
    return [
        f"With max_norm={experiment.max_norm:g}{measured}, a longer row is shortened in the table itself "
        f"when it is looked up: here {named}."
    ]


def _left_out(looked: Looked) -> list[str]:
    """What is not drawn: nothing is cut silently."""
    words, numbers = looked.weight.shape
    drawn = len(_drawn(looked.ids, words))
    limits = [f"{drawn} of {words:,} words"] if drawn < words else []
    limits += [f"the first {DRAWN_NUMBERS} of {numbers} numbers of each"] if numbers > DRAWN_NUMBERS else []
    return [f"Shown: {', '.join(limits)}."] if limits else []
