"""The two weight matrices, drawn the way PyTorch stores them, and above each what the layer is given."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.figures.panel import Binding, Panel, label
from playground.figures.theme import OUTLINE
from playground.history import Floats, History

DRAWN_WORDS, DRAWN_DIMENSIONS, DRAWN_BATCH = 30, 16, 12
"""How many words, dimensions and inputs fit into a picture that can be read."""

_HEIGHT, _EMBEDDING_WIDTH, _LINEAR_WIDTH = 290, 110, 360
_ROW, _GIVEN, _GAP = 44, 12, 24
_CHARACTER, _LINE = 5.5, 10.5
_SPELLED_OUT = 48
"""One-hot rows of so few numbers are written out; more would slow the player down."""
_ONE_HOT = [[0, "rgba(128,128,128,0.12)"], [1, "#5B6472"]]
_PLAIN = [[0, "rgba(128,128,128,0.12)"], [1, "rgba(128,128,128,0.12)"]]
_FRAME_X, _FRAME_Y = np.array([0, 1, 1, 0, 0], np.float32), np.array([0, 0, 1, 1, 0], np.float32)


def embedding_matrix(history: History) -> Panel:
    """``embedding.weight``, a row for each word; above it the indices of the batch."""
    arrays = matrix_arrays(history)
    weight, given = arrays["embedding.weight"][-1], arrays["batch"][-1]
    rows, columns = weight.shape
    traces = [
        _weights(history, weight, _EMBEDDING_WIDTH / columns, _cell_height(rows, len(given))),
        _heatmap(given[:, None], _PLAIN, text="%{z:.0f}", hover="index %{z:.0f}", xaxis="x2", yaxis="y2"),
        _frame(arrays, "row", "y"),
    ]
    bindings = (
        Binding(0, "z", "embedding.weight"),
        Binding(1, "z", "batch.column"),
        *(Binding(2, axis, f"row.{axis}", ("word",)) for axis in "xy"),
    )
    layout = _layout("embedding", history, rows, len(given))
    layout["yaxis"] |= {"tickmode": "array", "tickvals": list(range(rows)), "ticktext": _labels(history)}
    layout["xaxis"] |= {"range": [-0.5, columns - 0.5], **_numbered(columns)}
    layout["xaxis2"] = {"range": [-0.5, 0.5], "anchor": "y2", "visible": False, "fixedrange": True}
    layout["margin"] |= {"l": 12 + 7 * max(map(len, _labels(history)))}
    caption = "Takes numbers: each picks its row." + _shown(history)
    return Panel("embedding", go.Figure(traces, layout), caption, bindings, {0: "y"})


def linear_matrix(history: History) -> Panel:
    """``linear.weight``, a column for each word; above it the batch as one-hot rows."""
    arrays = matrix_arrays(history)
    weight, given = arrays["linear.weight"][-1], arrays["batch"][-1]
    rows, columns = weight.shape
    one_hot = (given[:, None] == np.arange(columns)).astype(np.float32)
    spelled_out = "%{z:.0f}" if one_hot.size <= _SPELLED_OUT else None
    traces = [
        _weights(history, weight, _LINEAR_WIDTH / columns, _cell_height(rows, len(given))),
        _heatmap(one_hot, _ONE_HOT, text=spelled_out, hover="%{z:.0f}", yaxis="y2"),
        _frame(arrays, "column", "y"),
        _frame(arrays, "one_hot", "y2"),
    ]
    bindings = (
        Binding(0, "z", "linear.weight"),
        Binding(1, "z", "batch", one_hot=columns),
        *(Binding(2, axis, f"column.{axis}", ("word",)) for axis in "xy"),
        *(Binding(3, axis, f"one_hot.{axis}", ("word",)) for axis in "xy"),
    )
    layout = _layout("linear", history, rows, len(given))
    layout["yaxis"] |= _numbered(rows)
    layout["xaxis"] |= {"range": [-0.5, columns - 0.5], "tickangle": -60}
    layout["xaxis"] |= {"tickmode": "array", "tickvals": list(range(columns)), "ticktext": _labels(history)}
    layout["margin"] |= {"l": 16}
    bias = " The bias is added to it." if history.experiment.bias else ""
    caption = f"Takes one-hot rows: the 1 picks its column, all else is multiplied by 0.{bias}{_shown(history)}"
    return Panel("linear", go.Figure(traces, layout), caption, bindings, {0: "x", 1: "x"})


def matrix_arrays(history: History) -> dict[str, Floats]:
    """The arrays that the panels are bound to: the part of the weights and batches that is drawn.

    "embedding.weight" (S, V', D'), "linear.weight" (S, D', V'), "batch" (S, B') with NaN where there is no word,
    and for each word the frames around its row and its column, (V', 5) each.
    """
    words = min(len(history.words), DRAWN_WORDS)
    dimensions = min(history.experiment.dimension, DRAWN_DIMENSIONS)
    batch = _batch(history)
    arrays: dict[str, Floats] = {"batch": batch, "batch.column": batch[:, :, None]}
    if history.embedding is not None:
        arrays["embedding.weight"] = np.ascontiguousarray(history.embedding.weight[:, :words, :dimensions])
        arrays |= _frames("row", dimensions, words, by_row=True)
    if history.linear is not None:
        arrays["linear.weight"] = np.ascontiguousarray(history.linear.weight[:, :dimensions, :words])
        arrays |= _frames("column", words, dimensions, by_row=False)
        arrays |= _frames("one_hot", words, batch.shape[1], by_row=False)
    return arrays


def _batch(history: History) -> Floats:
    """The input words of each snapshot's batch, one after the other, float32 (S, B'), NaN where there is none."""
    inputs = history.inputs.reshape(len(history.steps), -1)[:, :DRAWN_BATCH].astype(np.float32)
    return np.where(inputs < 0, np.float32(np.nan), inputs)


def _frames(name: str, columns: int, rows: int, by_row: bool) -> dict[str, Floats]:
    """A rectangle around each row (or column) of a matrix of that size: x and y of its corners."""
    count = rows if by_row else columns
    first = np.arange(count, dtype=np.float32)[:, None]
    across, along = _FRAME_X * (columns if by_row else 1), _FRAME_Y * (1 if by_row else rows)
    zero = np.zeros_like(first)
    x, y = (zero, first) if by_row else (first, zero)
    return {f"{name}.x": x + across - 0.5, f"{name}.y": y + along - 0.5}


def _weights(history: History, weight: Floats, width: float, height: float) -> dict[str, Any]:
    """A weight in cells of so many pixels, on one scale for both layers and the whole run, symmetric about 0."""
    largest = max(float(np.abs(track.weight).max()) for track in history.tracks.values()) or 1.0
    characters = width / _CHARACTER if height >= _LINE else 0
    digits = min(2, int(characters - len(f"-{largest:.0f}.")))
    text = f"%{{z:.{digits}f}}" if digits > 0 else None
    return _heatmap(weight, None, text=text, hover="row %{y}, column %{x}: %{z:.4f}", zmin=-largest, zmax=largest)


def _heatmap(z: NDArray[Any], scale: Any, text: str | None, hover: str, **trace: Any) -> dict[str, Any]:
    return {
        "type": "heatmap",
        "z": z,
        "colorscale": scale,
        "showscale": False,
        "texttemplate": text,
        "textfont": {"size": 10},
        "hovertemplate": f"{hover}<extra></extra>",
        "xgap": 1,
        "ygap": 1,
        "zmin": 0,
        "zmax": 1,
        **trace,
    }


def _frame(arrays: dict[str, Floats], name: str, yaxis: str) -> dict[str, Any]:
    """The frame around the word that is lit up; it starts around word 0 and is hidden while no word is."""
    line = {"color": OUTLINE, "width": 2}
    corners = {axis: arrays[f"{name}.{axis}"][0] for axis in "xy"}
    return {"type": "scatter", "mode": "lines", "line": line, "hoverinfo": "skip", "yaxis": yaxis, **corners}


def _labels(history: History) -> list[str]:
    return [label(word) for word in history.words[:DRAWN_WORDS]]


def _split(rows: int, batch: int) -> tuple[float, float, float]:
    """Shares of the panel's height: the batch's part, where the matrix begins, and one row of it."""
    top = min(0.5, _GIVEN * batch / _HEIGHT)
    split = 1 - top - _GAP / _HEIGHT
    return top, split, min(_ROW / _HEIGHT, split / rows)


def _cell_height(rows: int, batch: int) -> float:
    return _split(rows, batch)[2] * _HEIGHT


def _numbered(count: int) -> dict[str, Any]:
    """Every row or column gets its number, where there is room for it."""
    return {"tickmode": "array", "tickvals": list(range(0, count, 1 if count <= 6 else 5))}


def _layout(name: str, history: History, rows: int, batch: int) -> dict[str, Any]:
    """The matrix in the lower part, the batch in the upper, aligned between the two layers."""
    top, split, cell = _split(rows, batch)
    side = "right" if name == "embedding" else "center"
    axis = {"fixedrange": True, "showgrid": False, "zeroline": False, "ticks": "", "tickfont": {"size": 11}}
    return {
        "annotations": [
            _heading(f"{name}.weight {history.tracks[name].weight.shape[1:]}", split, side),
            _heading(_given(name, history), 1, side),
        ],
        "margin": {"r": 6, "t": 24, "b": 44},
        "showlegend": False,
        "dragmode": False,
        "xaxis": {**axis, "anchor": "y"},
        "yaxis": {**axis, "range": [rows - 0.5, -0.5], "domain": [max(0.0, split - cell * rows), split]},
        "yaxis2": {**axis, "range": [batch - 0.5, -0.5], "domain": [1 - top, 1], "visible": False},
    }


def _given(name: str, history: History) -> str:
    """What the layer takes, as PyTorch would give its shape: "indices (8,)" or "one-hot (8, 12)"."""
    examples, together = history.inputs.shape[1:]
    shape = (examples,) if together == 1 else (examples, together)
    return f"indices {shape}" if name == "embedding" else f"one-hot {(*shape, len(history.words))}"


def _heading(text: str, bottom: float, side: str) -> dict[str, Any]:
    """A line of text right above a part of the panel."""
    place = {"xref": "paper", "x": {"center": 0.5, "right": 1}[side], "xanchor": side}
    place |= {"yref": "paper", "y": bottom, "yanchor": "bottom", "yshift": 1}
    return {"text": text, "showarrow": False, "font": {"size": 13}, **place}


def _shown(history: History) -> str:
    """What is left out of the drawing: nothing is cut silently."""
    limits = {
        "words": (DRAWN_WORDS, len(history.words)),
        "dimensions": (DRAWN_DIMENSIONS, history.experiment.dimension),
        "words of the batch": (DRAWN_BATCH, history.inputs[0].size),
    }
    cut = [f"{limit} of {count:,} {what}" for what, (limit, count) in limits.items() if count > limit]
    return f" Drawn: the first {', '.join(cut)}." if cut else ""
