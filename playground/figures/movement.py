"""Which words move at which step, and whether they were in that step's batch: a map, and a table of the sums."""

from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.figures.drawn import Drawn, drawn
from playground.figures.panel import label
from playground.figures.theme import INK, NEUTRAL, templates
from playground.history import History
from playground.layers import LAYERS
from playground.movement import Counts, Movement, movement

MAPPED_WORDS, COLUMNS = 30, 300
"""How many rows and columns the map has at most; where there are more steps, a column holds several."""
DOTTED = 60
"""Up to so many steps there is room for a dot in each cell."""

_WEAK_TO_STRONG = {"light": ("#BBD7EF", "#0064B4", "#00213D"), "dark": ("#1D4C73", "#4FA3E0", "#E3F3FF")}
_ABOVE_0 = 1e-300
"""Where on the scale from 0 to 1 the colours of movement begin: only what is exactly 0 has the colour of rest."""

_SCALE, _TITLE, _GAP, _BOTTOM = 52, 20, 10, 40


@dataclass(frozen=True)
class _Columns:
    """C columns of steps. ``first`` is the move that each begins with, ``edges`` int64 (C + 1,) the steps between."""

    first: Counts
    edges: Counts
    moves: int

    @classmethod
    def of(cls, steps: Counts) -> "_Columns":
        moves = len(steps) - 1
        first = np.arange(0, moves, max(1, ceil(moves / COLUMNS)))
        return cls(first, steps[[*first, moves]], moves)

    @property
    def counts(self) -> Counts:
        """int64 (C,): how many moves each column holds."""
        return np.diff([*self.first, self.moves])

    @property
    def most(self) -> int:
        """How many moves a column holds; the last one may hold fewer."""
        return int(self.counts.max(initial=1))

    def sums(self, numbers: NDArray[Any]) -> NDArray[Any]:
        """From a number for each move and word, (S - 1, V), their sums in each column, (V, C)."""
        if not self.moves:
            return np.zeros((numbers.shape[1], 0))
        return np.add.reduceat(numbers, self.first, axis=0).T


def movement_map(history: History, snapshot: int, base: str) -> go.Figure:
    """For each layer the words by the steps of the run: colour says how far the vector moved, a line where we are.

    ``base`` is "light" or "dark". Words that rest have the colour of the ground; all layers and steps share one scale.
    """
    order, columns = drawn(history), _Columns.of(history.steps)
    moving = _movements(history)
    words = order.indices[:MAPPED_WORDS]
    present = columns.sums(next(iter(moving.values())).present[:, words].astype(np.int64))
    distances = [columns.sums(layer.moved[:, words].astype(np.float64)) for layer in moving.values()]
    largest = max(float(distance.max(initial=0)) for distance in distances) or 1.0
    texts = _texts(present, columns, history.every)
    traces: list[dict[str, Any]] = []
    for number, distance in enumerate(distances, 1):
        traces.append(_heatmap(number, distance, columns, largest, texts, base))
        traces += _dots(number, present, columns, base) if _dotted(history, columns) else []
    return go.Figure(traces, _layout(history, list(moving), order, int(history.steps[snapshot]), base))


def movement_table(history: History, snapshot: int) -> dict[str, list[Any]]:
    """What the map adds up to at ``snapshot``: columns by their heading, an entry for each word of the map.

    The words are as they were typed. A word that has rested was last moved at None. How often a word moved while it
    was absent is told only where every batch is known.
    """
    order = drawn(history)
    words = order.indices[:MAPPED_WORDS]
    moving = _movements(history)
    any_layer = next(iter(moving.values()))
    heading = "in a batch" if any_layer.certain else "in a kept batch"
    table: dict[str, list[Any]] = {
        "word": list(order.words[:MAPPED_WORDS]),
        heading: any_layer.in_batch(snapshot)[words].tolist(),
    }
    for name, layer in moving.items():
        last = layer.last_moved(snapshot)[words].tolist()
        table[f"{_short(name)}: travelled"] = layer.travelled(snapshot)[words].tolist()
        table[f"{_short(name)}: last moved at step"] = [None if step < 0 else step for step in last]
        if layer.certain:
            table[f"{_short(name)}: moved while absent"] = layer.moved_absent(snapshot)[words].tolist()
    return table


def movement_caption(history: History, snapshot: int) -> str:
    """How to read the map, what it shows up to ``snapshot``, and what it leaves out, as plain text."""
    columns = _Columns.of(history.steps)
    if not columns.moves:
        return "This run has no step, so nothing has moved."
    told = ["A row for each word, time from left to right: the stronger the blue, the farther the word moved; no blue, "
            "and it rested."]  # fmt: skip
    if _dotted(history, columns):
        told.append("A dot: the word was in that step's batch.")
    return " ".join([*told, *_found(history, snapshot), *_limits(history, columns)])


def _movements(history: History) -> dict[str, Movement]:
    return {name: movement(history, name) for name in history.tracks}


def _short(name: str) -> str:
    return name.capitalize()


def _dotted(history: History, columns: _Columns) -> bool:
    return history.every == 1 and columns.moves <= DOTTED


def _texts(present: Counts, columns: _Columns, every: int) -> list[list[str]]:
    """For each cell the steps that it stands for, and whether its word was in their batches."""
    spans = [f"step {start:,} to {end:,}" for start, end in zip(columns.edges, columns.edges[1:], strict=False)]
    kept = " that is known" if every > 1 else ""
    return [
        [f"{span}: {_told(*cell, kept)}" for span, cell in zip(spans, zip(row, columns.counts, strict=True), strict=True)]
        for row in present.tolist()
    ]
