"""The two weight matrices, drawn the way PyTorch stores them, and above each what the layer is given."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.figures.bindings import Binding, StagePart, bound, label
from playground.figures.matrix_arrays import DRAWN_BATCH, DRAWN_DIMENSIONS, DRAWN_WORDS, Cells
from playground.figures.run_picture import RunPicture
from playground.figures.theme import OUTLINE
from playground.model.layers import EMBEDDING, LINEAR
from playground.training.history import Floats, History, Track

_ROW, _GIVEN, _LEAST, _GAP = 44, 12, 16, 24
_NO_WORD = "\u200b"
"""The label of a row without a word: for an empty one Plotly makes no element."""
_SIGNS = " Green is above 0, brown below."
_BIAS_APART = 0.5
"""Columns between the weight and the bias."""
_SPELLED_OUT = 48
"""One-hot rows of so few numbers are written out; more would slow the player down."""
_ONE_HOT = [[0, "rgba(128,128,128,0.12)"], [1, "#5B6472"]]
_PLAIN = [[0, "rgba(128,128,128,0.12)"], [1, "rgba(128,128,128,0.12)"]]


@dataclass(frozen=True)
class Kind:
    """Which numbers of a layer are drawn: its array ``array``, at the most ``largest(track)`` from 0.

    PyTorch calls them ``name``, the panel is called ``panel``, and ``captions`` say by layer what to look for. The
    numbers are drawn ``factor(picture)`` times as large. ``given`` is whether the batch stands above them, and
    ``height`` the pixels that there are for all of it on a small screen.
    """

    array: str
    name: str
    panel: str
    captions: Mapping[str, str]
    largest: Callable[[Track], np.float32]
    factor: Callable[[RunPicture], float] = lambda picture: 1.0
    arrays: Callable[[RunPicture], Mapping[str, np.ndarray]] = lambda picture: picture.matrix_arrays
    given: bool = True
    height: int = 290


WEIGHT = Kind(
    "weight",
    "weight",
    "{}",
    {
        "embedding": "Takes indices: each picks a row.",
        "linear": "Takes one-hot rows: the 1 picks a column; everything else is multiplied by 0.",
    },
    lambda track: max(np.abs(track.weight).max(), np.abs(track.bias).max() if track.bias is not None else 0),
)
LOOKED_UP = replace(WEIGHT, height=316)
"""While words are looked up nothing else stands below."""
STILL = replace(WEIGHT, panel="{}_still", given=False, height=190)
"""Without the batch: there is less room where something else is looked at too."""
GRADIENT = Kind(
    "grad",
    "weight.grad",
    "{}_grad",
    {
        "embedding": "The gradient: the direction in which the loss grows. An empty row is exactly 0.",
        "linear": "The gradient, one column per word. An empty column is exactly 0.",
    },
    lambda track: np.abs(track.gradient).max(),
    lambda picture: picture.gradient_factor,
    lambda picture: {**picture.matrix_arrays, **picture.gradient_arrays},
    given=False,
    height=190,
)


def embedding_matrix(picture: RunPicture, kind: Kind = WEIGHT) -> StagePart:
    """``embedding.weight``, a row for each word; above it the indices of the batch."""
    history, sent, arrays = picture.history, picture.sent, kind.arrays(picture)
    rows, columns = min(sent.words, DRAWN_WORDS), min(sent.dimensions, DRAWN_DIMENSIONS)
    given = arrays["batch"][-1]
    array = f"embedding.{kind.array}"
    numbers = arrays[array][-1, :rows, :columns]
    hover = "%{y}: row %{customdata}, column %{x}"
    parts = _Parts(kind, rows, len(given))
    traces = [_weights(picture, kind, numbers, hover)]
    traces[0]["customdata"] = arrays["row.index"][:rows, :columns]
    bindings = [
        Binding(0, "z", array, windows=("words", "dimensions")),
        Binding(0, "customdata", "row.index", (), windows=("words", "dimensions")),
    ]
    if kind.given:
        traces.append(_heatmap(given, _PLAIN, text="%{z:.0f}", hover="index %{z:.0f}", xaxis="x2", yaxis="y2"))
        bindings.append(Binding(1, "z", "batch"))
    bindings += _framed(traces, arrays, "row", "y")
    if kind.given:
        _name_rows(traces, bindings, arrays, sent, {"xaxis": "x2", "yaxis": "y2"})
    layout = _layout("embedding", kind, history, parts, f"indices {_inputs(history)}", "right")
    layout["yaxis"] |= {"tickmode": "array", "tickvals": list(range(sent.words)), "ticktext": _labels(sent)}
    layout["xaxis"] |= {"range": [-0.5, columns - 0.5], **_numbered(sent.dimensions, columns)}
    layout["xaxis2"] = {"range": [-0.5, 0.5], "anchor": "y2", "visible": False, "fixedrange": True}
    layout["margin"] |= {"l": _names_width(sent)}
    caption = kind.captions["embedding"] + _SIGNS + _times(kind, picture) + _shown(history, sent, kind)
    windows = _moved(sent, {"yaxis": "words", "xaxis": "dimensions"})
    name = kind.panel.format("embedding")
    return StagePart(
        name,
        go.Figure(traces, layout),
        caption,
        tuple(bindings),
        {0: "y"},
        windows=windows,
        arrays=bound(bindings, arrays),
    )


def linear_matrix(picture: RunPicture, kind: Kind = WEIGHT) -> StagePart:
    """``linear.weight``, a column for each word; above it the batch as one-hot rows."""
    history, sent, arrays = picture.history, picture.sent, kind.arrays(picture)
    rows, columns = min(sent.dimensions, DRAWN_DIMENSIONS), min(sent.words, DRAWN_WORDS)
    given = arrays["batch.place"][-1]
    array = f"linear.{kind.array}"
    numbers = arrays[array][-1, :rows, :columns]
    one_hot = (given == np.arange(columns)).astype(np.float32)
    spelled_out = "%{z:.0f}" if one_hot.size <= _SPELLED_OUT else None
    hover = "%{x}: row %{y}, column %{customdata}"
    parts = _Parts(kind, rows, len(given))
    traces = [_weights(picture, kind, numbers, hover)]
    traces[0]["customdata"] = arrays["column.index"][:rows, :columns]
    bindings = [
        Binding(0, "z", array, windows=("dimensions", "words")),
        Binding(0, "customdata", "column.index", (), windows=("dimensions", "words")),
    ]
    if kind.given:
        traces.append(_heatmap(one_hot, _ONE_HOT, text=spelled_out, hover="%{x}: %{z:.0f}", yaxis="y2"))
        bindings.append(Binding(1, "z", "batch.place", one_hot=sent.words, windows=("", "words")))
    bindings += _framed(traces, arrays, "column", "y")
    bindings += _framed(traces, arrays, "one_hot", "y2") if kind.given else []
    layout = _layout("linear", kind, history, parts, f"one-hot {(*_inputs(history), len(history.words))}", "center")
    layout["yaxis"] |= _numbered(sent.dimensions, rows)
    layout["xaxis"] |= {"range": [-0.5, columns - 0.5], "tickangle": -60}
    layout["xaxis"] |= {"tickmode": "array", "tickvals": list(range(sent.words)), "ticktext": _labels(sent)}
    named = kind.given and history.embedding is None  # beside the indices, rows have the indices' names
    if named:
        _name_rows(traces, bindings, arrays, sent, {"yaxis": "y2"})
    layout["margin"] |= {"l": _names_width(sent) if named else 16}
    if kind.array == "weight" and history.linear is not None and history.linear.bias is not None:
        _add_bias(picture, kind, traces, bindings, layout)
    bias = " Then the bias is added." if history.experiment.bias and kind.given else ""
    signs = _SIGNS if history.embedding is None else ""
    caption = kind.captions["linear"] + bias + signs + _times(kind, picture) + _shown(history, sent, kind)
    there = kind.given and sent.words < sent.drawn.total
    caption += " A row without a 1 belongs to a word that is not shown." if there else ""
    windows = _moved(sent, {"xaxis": "words", "yaxis": "dimensions"})
    name = kind.panel.format("linear")
    return StagePart(
        name,
        go.Figure(traces, layout),
        caption,
        tuple(bindings),
        {0: "x", 1: "x"} if kind.given else {0: "x"},
        windows=windows,
        arrays=bound(bindings, arrays),
    )


def _moved(sent: Cells, axes: Mapping[str, str]) -> dict[str, str]:
    """Of the axes those that hold more than is seen at once."""
    names = [window.name for window in sent.windows]
    return {axis: name for axis, name in axes.items() if name in names}


def _weights(picture: RunPicture, kind: Kind, numbers: Floats, hover: str) -> dict[str, Any]:
    """A matrix on one scale for both layers and the whole run, symmetric about 0; the browser fits its numbers."""
    largest = max(float(kind.largest(track)) for track in picture.history.tracks.values())
    largest = largest * kind.factor(picture) or 1.0
    return _heatmap(numbers, None, text="%{z:.2f}", hover=hover + ": %{z:.4f}", zmin=-largest, zmax=largest)


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


def _framed(traces: list[dict[str, Any]], arrays: Mapping[str, np.ndarray], name: str, yaxis: str) -> Iterable[Binding]:
    """Adds the frame around the word that is lit up; it starts around word 0 and is hidden while no word is."""
    line = {"color": OUTLINE, "width": 2}
    corners = {axis: arrays[f"{name}.{axis}"][0] for axis in "xy"}
    frame = {"type": "scatter", "mode": "lines", "line": line, "hoverinfo": "skip", "yaxis": yaxis, **corners}
    traces.append(frame)
    return [Binding(len(traces) - 1, axis, f"{name}.{axis}", ("word",)) for axis in "xy"]


def _name_rows(
    traces: list[dict[str, Any]],
    bindings: list[Binding],
    arrays: Mapping[str, np.ndarray],
    sent: Cells,
    axes: Mapping[str, str],
) -> None:
    """Adds the words of the batch, to the left of its rows."""
    places = arrays["batch.place"][-1, :, 0]
    names = [*_labels(sent), "…"]
    named = {
        "type": "scatter",
        "mode": "markers+text",
        "x": [-0.5] * len(places),
        "y": list(range(len(places))),
        "text": [_NO_WORD if np.isnan(place) else names[int(place)] for place in places],
        "textposition": "middle left",
        "textfont": {"size": 11},
        "marker": {"size": 1, "opacity": 0},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
    traces.append({**named, **axes})
    bindings.append(Binding(len(traces) - 1, "text", "batch.place", spelled=True))


def _add_bias(
    picture: RunPicture, kind: Kind, traces: list[dict[str, Any]], bindings: list[Binding], layout: dict[str, Any]
) -> None:
    """Adds the bias as one more column, to the right of the weight: it is added to the column of every word."""
    numbers = picture.matrix_arrays["linear.bias.column"][-1, : min(picture.sent.dimensions, DRAWN_DIMENSIONS)]
    traces.append(_weights(picture, kind, numbers, "bias %{y}") | {"xaxis": "x3"})
    bindings.append(Binding(len(traces) - 1, "z", "linear.bias.column", windows=("dimensions", "")))
    columns = layout["xaxis"]["range"][1] + 0.5
    share = columns / (columns + 1 + _BIAS_APART)
    layout["xaxis"]["domain"] = [0, share]
    layout["xaxis3"] = layout["xaxis"] | {
        "range": [-0.5, 0.5],
        "domain": [1 - share / columns, 1],
        "tickvals": [0],
        "ticktext": ["+ bias"],
    }


def _names_width(sent: Cells) -> int:
    """Pixels that the words take beside the rows."""
    return 12 + 7 * max(map(len, _labels(sent)))


def _labels(sent: Cells) -> list[str]:
    return [label(word) for word in sent.drawn.short[: sent.words]]


class _Parts:
    """Shares of a panel's height: the batch's part, ``top``; where the matrix begins, ``split``; one row of it."""

    def __init__(self, kind: Kind, rows: int, batch: int):
        self.rows, self.batch, gap = rows, batch, _GAP / kind.height
        self.top = min(0.5, max(_LEAST, _GIVEN * batch) / kind.height) if kind.given else 0.0
        self.split = 1 - self.top - gap if kind.given else 1.0
        self.cell = min(_ROW / kind.height, self.split / rows)


def _numbered(count: int, seen: int) -> dict[str, Any]:
    """Every row or column gets its number, where there is room for it."""
    return {"tickmode": "array", "tickvals": list(range(0, count, 1 if seen <= 6 else 5))}


def _layout(name: str, kind: Kind, history: History, parts: _Parts, given: str, side: str) -> dict[str, Any]:
    """The batch, headed by what is ``given``, above the matrix, both aligned between the two layers."""
    rows, split = parts.rows, parts.split
    axis = {"fixedrange": True, "showgrid": False, "zeroline": False, "ticks": "", "tickfont": {"size": 11}}
    headings = [_heading(f"{name}.{kind.name} {history.tracks[name].weight.shape[1:]}", split, side)]
    return {
        "annotations": [*headings, *([_heading(given, 1, side)] if kind.given else [])],
        "margin": {"r": 6, "t": 24, "b": 44},
        "showlegend": False,
        "dragmode": False,
        "xaxis": {**axis, "anchor": "y"},
        "yaxis": {**axis, "range": [rows - 0.5, -0.5], "domain": [max(0.0, split - parts.cell * rows), split]},
        "yaxis2": {**axis, "range": [parts.batch - 0.5, -0.5], "domain": [1 - parts.top, 1], "visible": False},
    }


def _inputs(history: History) -> tuple[int, ...]:
    """The shape of a batch's indices, as PyTorch gives it: (B,), or (B, K) for K input words."""
    examples, inputs_per_example = history.inputs.shape[1:]
    return (examples,) if inputs_per_example == 1 else (examples, inputs_per_example)


def _heading(text: str, bottom: float, side: str) -> dict[str, Any]:
    """A line of text right above a part of the panel."""
    place = {"xref": "paper", "x": {"center": 0.5, "right": 1}[side], "xanchor": side}
    place |= {"yref": "paper", "y": bottom, "yanchor": "bottom", "yshift": 1}
    return {"text": text, "showarrow": False, "font": {"size": 13 if len(text) < 25 else 11}, **place}


def _times(kind: Kind, picture: RunPicture) -> str:
    factor = kind.factor(picture)
    return f" Numbers × {factor:,.0f}." if factor != 1 else ""


def _shown(history: History, sent: Cells, kind: Kind) -> str:
    """What is left out of the drawing: nothing is cut silently."""
    words, dimension, batch = sent.drawn.total, history.experiment.dimension, history.inputs[0].size
    cut = [sent.drawn.first(sent.words)] if sent.words < words else []
    cut += [f"the first {sent.dimensions} of {dimension:,} dimensions"] if sent.dimensions < dimension else []
    cut += [f"the first {DRAWN_BATCH} of {batch:,} words of the batch"] if kind.given and batch > DRAWN_BATCH else []
    return f" Shown: {', '.join(cut)}." if cut else ""


MATRICES: Mapping[str, Callable[..., StagePart]] = {EMBEDDING.name: embedding_matrix, LINEAR.name: linear_matrix}
"""The matrix of each layer."""
