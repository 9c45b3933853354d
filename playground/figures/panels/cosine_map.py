"""Which words' vectors point the same way: a map of the cosines at one step, and one pair's cosine over the run."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.analysis.similarity import cluster_order, cosine_over, cosines
from playground.figures.bindings import label
from playground.figures.drawn_words import drawn
from playground.figures.matrix_arrays import DRAWN_WORDS
from playground.figures.theme import OUTLINE, templates
from playground.model.layers import LAYERS, Layer
from playground.training.history import Floats, History
from playground.wording import plural

_SCALE, _HEADING = 30, 24
_CHARACTER, _EDGE = 6.5, 12
_PHONE = 360
"""Pixels that a narrow page has for the map and the words beside it; on a wider one the cells become wider."""

_NUMBER = 9
"""Font size of the numbers in the cells."""

_TALLEST, _LOWEST, _MAP = 36, 16, 340
"""Pixels: a cell's height at most and at least, and of all cells together where that allows it."""

_TICKS = [-1, -0.5, 0, 0.5, 1]
_CURVE_HEIGHT = 300


def cosine_map(history: History, name: str, snapshot: int, color_scheme: str) -> go.Figure:
    """The cosine of every word's vector with every other's, of the layer called ``name``, from -1 to 1.

    Up to DRAWN_WORDS words are drawn, in an order that shows groups: it is worked out at ``snapshot``, so it may
    change from step to step. ``color_scheme`` is "light" or "dark". Raises KeyError for a layer that was not trained.
    """
    words, alike = _ordered(history, name, snapshot)
    texts = [history.short_words[word] for word in words]
    heading = f"{LAYERS[name].title}: cosines at step {int(history.steps[snapshot]):,}"
    aside = int(_CHARACTER * max(map(len, texts)))
    layout = {
        "template": templates()[color_scheme],
        "font": {"size": 10},
        "height": _SCALE + _HEADING + len(words) * _cell(len(words)) + _EDGE + aside,
        "margin": {"l": 8, "r": 8, "t": _SCALE + _HEADING, "b": _EDGE + aside},
        "dragmode": False,
        "annotations": [_heading(heading)],
        **_word_axes([label(history.short_words[word]) for word in words]),
    }
    return go.Figure([_heatmap(alike, _digits(len(words), aside))], layout)


def cosine_curve(history: History, a: int, b: int, snapshot: int, color_scheme: str) -> go.Figure:
    """The cosine of words ``a`` and ``b`` (indices) at every step for each layer; a thin line stands at ``snapshot``.

    ``color_scheme`` is "light" or "dark". Raises IndexError if there is no such word.
    """
    step, last = int(history.steps[snapshot]), int(history.steps[-1])
    traces = [_curve(history, name, a, b) for name in history.tracks]
    playhead = {"type": "scatter", "x": [step, step], "y": [-1, 1], "mode": "lines", "hoverinfo": "skip"}
    traces.append({**playhead, "line": {"color": OUTLINE, "width": 1}, "showlegend": False})
    steps = {"title": {"text": "step", "standoff": 2}, "range": [-0.01 * (last or 1), 1.01 * (last or 1)]}
    cosine = {"title": {"text": "cosine", "standoff": 6}, "range": [-1.05, 1.05], "tickvals": _TICKS}
    legend = {"orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom", "bgcolor": "rgba(0,0,0,0)"}
    layout = {
        "template": templates()[color_scheme],
        "height": _CURVE_HEIGHT,
        "margin": {"l": 52, "r": 8, "t": 2 * _HEADING + 4, "b": 40},
        "dragmode": False,
        "hovermode": "x",
        "showlegend": True,
        "legend": {**legend, "itemclick": False, "itemdoubleclick": False},
        "annotations": [
            {**_heading(_pair(*(label(history.short_words[word]) for word in (a, b)))), "yshift": _HEADING}
        ],
        "xaxis": {**steps, "fixedrange": True},
        "yaxis": {**cosine, "fixedrange": True},
    }
    return go.Figure(traces, layout)


def similarity_caption(history: History, name: str, snapshot: int) -> str:
    """What to look for in ``cosine_map``, as plain text: it holds words as they were typed."""
    words, alike = _ordered(history, name, snapshot)
    sentences = [_extremes([history.short_words[word] for word in words], alike)]
    if len(words) > 2:
        sentences.append("Similar words are next to each other, so groups appear as blocks.")
    zeros = int((_vectors(history, name, snapshot)[words] == 0).all(axis=1).sum())
    if zeros:
        which = "1 word's vector is" if zeros == 1 else f"{zeros:,} words' vectors are"
        sentences.append(f"{which} 0. A zero vector has no direction, so its cosine is set to 0.")
    elif history.experiment.dimension == 1:
        sentences.append("One dimension has only two directions: the cosine is 1 for the same sign and -1 otherwise.")
    return " ".join([*sentences, _shown(history, len(words))])


def _vectors(history: History, name: str, snapshot: int) -> Floats:
    return history.tracks[name].vectors[snapshot]


def _ordered(history: History, name: str, snapshot: int) -> tuple[NDArray[np.int64], Floats]:
    """The drawn words' indices (V',) in cluster order, and their cosines (V', V')."""
    words = drawn(history).indices[:DRAWN_WORDS]
    vectors = _vectors(history, name, snapshot)
    words = words[cluster_order(vectors[words])]
    return words, cosines(vectors[words])


def _cell(count: int) -> int:
    """Height of a cell in pixels: a map of many words has lower ones."""
    return min(_TALLEST, max(_LOWEST, _MAP // count))


def _digits(count: int, aside: int) -> int:
    """Decimals of the numbers that fit into the cells of a narrow page, up to 2; 0 if none do."""
    width = (_PHONE - aside) / count
    return next((digits for digits in (2, 1) if _NUMBER * (1.2 + 0.56 * digits) + 2 <= width), 0)


def _heatmap(alike: Floats, digits: int) -> dict[str, Any]:
    bar = {"orientation": "h", "yref": "container", "y": 1, "yanchor": "top", "ypad": 0, "thickness": 8, "len": 0.8}
    return {
        "type": "heatmap",
        "z": alike,
        "zmin": -1,
        "zmax": 1,
        "colorbar": {**bar, "outlinewidth": 0, "tickvals": _TICKS},
        "texttemplate": f"%{{z:.{digits}f}}" if digits else None,
        "textfont": {"size": _NUMBER},
        "hovertemplate": "%{y} and %{x}: %{z:.3f}<extra></extra>",
        "xgap": 1,
        "ygap": 1,
    }


def _word_axes(labels: list[str]) -> dict[str, Any]:
    """The words on both axes, the first one in the upper left corner."""
    bare = {"fixedrange": True, "showgrid": False, "zeroline": False, "ticks": "", "automargin": True}
    words = {"tickmode": "array", "tickvals": list(range(len(labels))), "ticktext": labels}
    x_range, y_range = [-0.5, len(labels) - 0.5], [len(labels) - 0.5, -0.5]
    return {
        "xaxis": {**bare, **words, "range": x_range, "tickangle": -90},
        "yaxis": {**bare, **words, "range": y_range},
    }


def _heading(text: str) -> dict[str, Any]:
    """A line of text at the upper left of a figure."""
    place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 1, "yanchor": "bottom"}
    return {"text": text, "showarrow": False, "font": {"size": 13}, **place}


def _curve(history: History, name: str, a: int, b: int) -> dict[str, Any]:
    """A layer's cosine over the steps; a dot where the run has one snapshot only."""
    return {
        "type": "scatter",
        "x": history.steps,
        "y": cosine_over(history.tracks[name].vectors, a, b),
        "mode": "lines" if len(history.steps) > 1 else "markers",
        "line": _line(LAYERS[name]),
        "name": LAYERS[name].title,
        "hovertemplate": f"%{{y:.3f}}<extra>{LAYERS[name].title}</extra>",
    }


def _pair(one: str, other: str) -> str:
    return f"“{one}” and “{other}”"


def _extremes(words: list[str], alike: Floats) -> str:
    """The pair of highest and that of lowest cosine, and how many others share it."""
    one, other = np.triu_indices(len(words), 1)
    values = alike[one, other]
    closest, opposite = (_pair_of(words, values, end) for end in (values.max(), values.min()))
    if len(values) == 1:
        return f"The only pair is {closest}."
    if values.max() == values.min():
        return f"All pairs have the same cosine: {closest}."
    kind = "most opposite" if values.min() < 0 else "least similar"
    return f"The closest pair is {closest}; the {kind} pair is {opposite}."


def _pair_of(words: list[str], values: Floats, value: float) -> str:
    """The first of the pairs that have a cosine, that cosine, and how many more pairs have it."""
    pairs = np.flatnonzero(values == value)
    one, other = (words[indices[pairs[0]]] for indices in np.triu_indices(len(words), 1))
    others = f", shared by {plural(len(pairs) - 1, 'other pair')}" if len(pairs) > 1 else ""
    return f"{_pair(one, other)} (cosine {value:z.3f}{others})"


def _shown(history: History, count: int) -> str:
    """What is left out of the drawing: nothing is cut silently."""
    total = len(history.words)
    return f"Shown: {drawn(history).first(count)}." if count < total else f"Shown: all {plural(total, 'word')}."


def _line(kind: Layer) -> dict[str, Any]:
    """The curve of one layer is wide, so that it is seen below that of the other."""
    return {"color": kind.color, "width": 2 if kind.hollow else 4, "dash": kind.dash}
