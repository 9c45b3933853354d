"""Which words move at which step, and whether they were in that step's batch: a map, and a table of the sums."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.analysis.movement import Counts, Movement, movement
from playground.figures.bindings import label
from playground.figures.drawn_words import drawn
from playground.figures.theme import INK, NEUTRAL, templates
from playground.model.layers import LAYERS
from playground.training.history import History

MAPPED_WORDS, MAPPED_COLUMNS = 30, 300
"""How many rows and columns the map has at most; of a longer run a column holds several moves."""
DOTTED = 60
"""Up to this many steps have room for a dot in each cell."""

_WEAK_TO_STRONG = {"light": ("#B5D3ED", "#0064B4", "#00213D"), "dark": ("#1D4C73", "#4FA3E0", "#E3F3FF")}
_PLACES = (1e-300, 0.5, 1.0)
"""Where on the scale these colours are: beside 0, so that only what is exactly 0 has the colour of rest."""

_SCALE, _HEADING, _BOTTOM = 48, 28, 40


@dataclass(frozen=True)
class _Columns:
    """C columns of a run with M moves: ``first`` is the move that each begins with, ``edges`` the steps between them.

    ``counts`` is how many moves each holds. All are int64, (C,), (C + 1,) and (C,).
    """

    first: Counts
    edges: Counts
    counts: Counts

    @classmethod
    def of(cls, history: History) -> "_Columns":
        moves = len(history.steps) - 1
        first = np.arange(0, moves, ceil(moves / MAPPED_COLUMNS) or 1)
        ends = np.append(first, moves)
        return cls(first, history.steps[ends], np.diff(ends))

    def sums(self, numbers: NDArray[Any]) -> NDArray[Any]:
        """What numbers (M, V) add up to in each column, (V, C)."""
        if not len(self.first):
            return np.zeros((numbers.shape[1], 0))
        return np.add.reduceat(numbers, self.first, axis=0).T


def movement_map(history: History, snapshot: int, color_scheme: str) -> go.Figure:
    """For each layer the words by the steps of the run: colour says how far a word moved; a line is at ``snapshot``.

    A word that rests has the colour of the ground, and nothing else has: see ``_PLACES``. Layers and steps share one
    scale, that of the whole run. ``color_scheme`` is "light" or "dark".
    """
    words, columns, moving = drawn(history).indices[:MAPPED_WORDS], _Columns.of(history), _movements(history)
    present = columns.sums(_any(moving).present[:, words].astype(np.int64))
    texts = _texts(present, columns, history.stride == 1)
    distances = [columns.sums(layer.moved[:, words].astype(np.float64)) for layer in moving.values()]
    largest = max(float(distance.max(initial=0)) for distance in distances) or 1.0
    traces = [
        _heatmap(distance, columns, texts, largest, color_scheme) | _on_axes(number) | {"showscale": number == 1}
        for number, distance in enumerate(distances, 1)
    ]
    if _dotted(history):
        traces += [_dots(present, columns, color_scheme) | _on_axes(number) for number in range(1, len(moving) + 1)]
    labels = [label(history.short_words[word]) for word in words]
    return go.Figure(traces, _layout(history, int(history.steps[snapshot]), labels, color_scheme))


def movement_table(history: History, snapshot: int) -> dict[str, list[Any]]:
    """What the map adds up to at ``snapshot``: columns by their heading, with an entry for each word of the map.

    The words are as they were typed. A word that has rested last moved at step None. How often a word moved while it
    was absent is told only where all batches are known.
    """
    words, moving = drawn(history).indices[:MAPPED_WORDS], _movements(history)
    times = "in a batch (times)" if history.stride == 1 else "in a known batch (times)"
    table: dict[str, list[Any]] = {
        "word": [history.words[word] for word in words],
        times: _any(moving).in_batch(snapshot)[words].tolist(),
    }
    for name, layer in moving.items():
        last = layer.last_moved(snapshot)[words].tolist()
        table[f"{LAYERS[name].title}: travelled"] = layer.travelled(snapshot)[words].tolist()
        table[f"{LAYERS[name].title}: last moved at step"] = [None if step < 0 else step for step in last]
        if layer.certain:
            table[f"{LAYERS[name].title}: moved while absent (times)"] = layer.moved_absent(snapshot)[words].tolist()
    return table


def movement_caption(history: History, snapshot: int) -> str:
    """How to read the map, what it shows up to ``snapshot``, and what it leaves out, as plain text."""
    if len(history.steps) == 1:
        return "This run has no steps, so no word can move."
    sentences = [
        "One row per word, steps from left to right. The colour shows how far the word moved; no colour: "
        "it stayed still."
    ]
    if _dotted(history):
        sentences.append("A dot means the word was in that step's batch.")
    return " ".join([*sentences, _found(history, snapshot), *_limits(history)])


def _movements(history: History) -> dict[str, Movement]:
    return {name: movement(history, name) for name in history.tracks}


def _any(moving: Mapping[str, Movement]) -> Movement:
    """One of them: they share their batches."""
    return next(iter(moving.values()))


def _dotted(history: History) -> bool:
    return history.stride == 1 and len(history.steps) - 1 <= DOTTED


def _texts(present: Counts, columns: _Columns, certain: bool) -> list[list[str]]:
    """For each cell the steps that it stands for, and whether its word was in their batches; ``present`` is (V, C)."""
    spans = [f"steps {start:,} to {end:,}" for start, end in pairwise(columns.edges.tolist())]
    rows = [list(zip(spans, row, columns.counts.tolist(), strict=True)) for row in present.tolist()]
    return [[f"{span}: {_presence(times, batches, certain)}" for span, times, batches in row] for row in rows]


def _presence(times: int, batches: int, certain: bool) -> str:
    """In how many of a cell's batches its word was."""
    if batches > 1:
        known = "batches" if certain else "known batches"
        return f"in {times:,} of {batches:,} {known}" if times else f"absent from {batches:,} {known}"
    if not certain:
        return "in the first batch" if times else "absent from the first batch"
    return "in the batch" if times else "absent"


def _on_axes(number: int) -> dict[str, str]:
    return {"xaxis": f"x{number}", "yaxis": f"y{number}"}


def _heatmap(
    distance: NDArray[np.float64], columns: _Columns, texts: list[list[str]], largest: float, color_scheme: str
) -> dict[str, Any]:
    bar = {"orientation": "h", "yref": "container", "y": 1, "yanchor": "top", "ypad": 6, "thickness": 8, "len": 0.8}
    title = {"text": "distance moved", "side": "top", "font": {"size": 11}}
    return {
        "type": "heatmap",
        "z": distance,
        "x": columns.edges,
        "zmin": 0,
        "zmax": largest,
        "colorscale": [(0, NEUTRAL[color_scheme]), *zip(_PLACES, _WEAK_TO_STRONG[color_scheme], strict=True)],
        "colorbar": {**bar, "outlinewidth": 0, "nticks": 5, "exponentformat": "e", "title": title},
        "text": texts,
        "hovertemplate": "%{y}<br>%{text}<br>moved %{z:.3~g}<extra></extra>",
        "xgap": int(len(columns.counts) <= DOTTED),
        "ygap": 1,
    }


def _dots(present: Counts, columns: _Columns, color_scheme: str) -> dict[str, Any]:
    """A dot in each cell whose word was in the batch; its outline tells it from any colour of the scale."""
    word, column = np.nonzero(present)
    return {
        "type": "scatter",
        "x": ((columns.edges[:-1] + columns.edges[1:]) / 2)[column],
        "y": word,
        "mode": "markers",
        "marker": {"size": 5, "color": NEUTRAL[color_scheme], "line": {"color": INK[color_scheme], "width": 1}},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _layout(history: History, step: int, labels: list[str], color_scheme: str) -> dict[str, Any]:
    """A panel for each layer, one above the other, with the line at ``step`` in each."""
    panel = len(labels) * min(24, max(14, 260 // len(labels)))
    inside = len(history.tracks) * (_HEADING + panel)
    layout: dict[str, Any] = {
        "template": templates()[color_scheme],
        "font": {"size": 10},
        "height": _SCALE + inside + _BOTTOM,
        "margin": {"l": 8, "r": 16, "t": _SCALE, "b": _BOTTOM},
        "dragmode": False,
    }
    titles, lines = [], []
    for number, name in enumerate(history.tracks, 1):
        bottom = max(0.0, 1 - number * (_HEADING + panel) / inside)
        top = bottom + panel / inside
        titles.append(_title(LAYERS[name].title, top))
        lines.append(_line(step, (bottom, top), color_scheme))
        layout |= _axes(history, number, (bottom, top), labels)
    return layout | {"annotations": titles, "shapes": lines}


def _title(text: str, y: float) -> dict[str, Any]:
    place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": y, "yanchor": "bottom"}
    return {"text": text, "showarrow": False, "font": {"size": 13}, **place}


def _line(step: int, domain: tuple[float, float], color_scheme: str) -> dict[str, Any]:
    ends = {"xref": "x", "x0": step, "x1": step, "yref": "paper", "y0": domain[0], "y1": domain[1]}
    return {"type": "line", "line": {"color": INK[color_scheme], "width": 1.5}, **ends}


def _axes(history: History, number: int, domain: tuple[float, float], labels: list[str]) -> dict[str, Any]:
    """Steps from left to right, told below the last panel, and words from the top down."""
    end, last = int(history.steps[-1]) or 1, number == len(history.tracks)
    x = {"anchor": f"y{number}", "range": [-0.005 * end, 1.005 * end], "showticklabels": last, "nticks": 8}
    title = {"title": {"text": "step", "standoff": 4}} if last else {}
    y = {"anchor": f"x{number}", "range": [len(labels) - 0.5, -0.5], "domain": domain, "automargin": True}
    words = {"tickmode": "array", "tickvals": list(range(len(labels))), "ticktext": labels}
    still = {"fixedrange": True, "showgrid": False, "zeroline": False}
    return {f"xaxis{number}": x | title | still | {"tickformat": ",d"}, f"yaxis{number}": y | words | still}


def _found(history: History, snapshot: int) -> str:
    """What has happened up to ``snapshot`` to all words, drawn or not."""
    if history.steps[snapshot] == 0:
        return "The line is at step 0: nothing has moved yet."
    line = f"Up to the line, at step {history.steps[snapshot]:,}"
    moving = _movements(history)
    if history.stride > 1:
        still = {name: int((layer.last_moved(snapshot) < 0).sum()) for name, layer in moving.items()}
        return f"{line}, words that have not moved: {_each(still)}"
    absent = {name: int(layer.moved_absent(snapshot).sum()) for name, layer in moving.items()}
    if not any(absent.values()):
        return f"{line}, no word moved while absent from the batch."
    return f"{line}, moves of words absent from the batch: {_each(absent)}"


def _each(counts: Mapping[str, int]) -> str:
    """A number for each layer, "0 in Embedding and 31 in Linear.", or one for both."""
    if len(counts) == 1:
        return f"{next(iter(counts.values())):,}."
    if len(set(counts.values())) == 1:
        return f"{next(iter(counts.values())):,} in each layer."
    return " and ".join(f"{count:,} in {LAYERS[name].title}" for name, count in counts.items()) + "."


def _limits(history: History) -> list[str]:
    """What the map does not show: nothing is cut silently."""
    order, columns, limits = drawn(history), _Columns.of(history), []
    if history.stride > 1:
        limits.append(
            f"Snapshots are {history.stride:,} steps apart. A distance is the straight line from one "
            "snapshot to the next, and only the first batch of each interval is known, so it is unknown "
            "which words were absent."
        )
    elif not _dotted(history):
        limits.append(f"Runs of up to {DOTTED} steps show a dot for each word in a batch.")
    if (most := int(columns.counts.max())) > 1:
        limits.append(f"Each column adds up the distances of {most * history.stride:,} steps.")
    if len(history.words) > MAPPED_WORDS:
        limits.append(f"Shown and listed: {order.first(MAPPED_WORDS)}.")
    return limits
