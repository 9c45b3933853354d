"""Runs from many starts: their losses as a fan, and where their words end, side by side."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.subplots import make_subplots

from playground.analysis.many_starts import End, aligned
from playground.figures.bindings import label
from playground.figures.theme import OUTLINE, templates, word_color

_COLUMNS, _NAMED_WORDS, _DRAWN_WORDS = 6, 24, 200
_SMOOTH = 10
"""Steps of a loss that are averaged, so that thirty lines can be told from noise."""


def loss_fan(names: Sequence[str], ends: Sequence[End], color_scheme: str) -> go.Figure:
    """The first layer's loss of each run, averaged over ten steps; the first run, the learner's own, is thick."""
    figure = go.Figure(layout={"template": templates()[color_scheme], "showlegend": False})
    for number, (name, end) in reversed([*enumerate(zip(names, ends, strict=True))]):
        own = number == 0
        line = {"width": 3 if own else 1, "color": "#0064B4" if own else OUTLINE}
        steps, losses = _smoothed(end)
        hover = f"{label(name)}, step %{{x}}: %{{y:.3f}}<extra></extra>"
        figure.add_scatter(x=steps, y=losses, line=line, opacity=1 if own else 0.6, name=name, hovertemplate=hover)
    figure.update_xaxes(title="step", fixedrange=True)
    figure.update_yaxes(title="loss", rangemode="tozero", fixedrange=True)
    return figure.update_layout(height=260, margin={"l": 50, "r": 8, "t": 8, "b": 40})


def _smoothed(end: End) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The steps and the mean of the last ten losses up to each."""
    sums = np.cumsum(np.insert(end.loss, 0, 0.0))
    first = np.maximum(0, np.arange(len(end.loss)) - _SMOOTH + 1)
    last = np.arange(len(end.loss)) + 1
    return end.steps, (sums[last] - sums[first]) / (last - first)


def small_multiples(names: Sequence[str], ends: Sequence[End], words: Sequence[str], color_scheme: str) -> go.Figure:
    """Where the words end in each run, turned and mirrored to lie like those of the first; two components of many.

    ``words`` are those of the runs, short.
    """
    own = ends[0].vectors[:_DRAWN_WORDS]
    plane = _plane(own)
    columns = min(_COLUMNS, len(ends))
    rows = -(-len(ends) // columns)
    titles = [label(name) for name in names]
    figure = make_subplots(rows, columns, subplot_titles=titles, horizontal_spacing=0.01, vertical_spacing=0.12 / rows)
    for number, end in enumerate(ends):
        places = aligned(end.vectors[:_DRAWN_WORDS], own) @ plane
        figure.add_trace(_words(words, places), number // columns + 1, number % columns + 1)
    blank = {"showticklabels": False, "fixedrange": True, "showgrid": False, "matches": None}
    figure.update_xaxes(**blank).update_yaxes(**blank, scaleratio=1)
    for number in range(1, len(ends) + 1):
        figure.layout[f"yaxis{number if number > 1 else ''}"].scaleanchor = f"x{number if number > 1 else ''}"
    figure.update_annotations(font_size=11)
    margin = {"l": 4, "r": 4, "t": 24, "b": 4}
    return figure.update_layout(
        template=templates()[color_scheme], height=30 + 180 * rows, margin=margin, showlegend=False
    )


def _plane(vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """(D, 2): the plane in which the vectors lie most widely; what they are in, for two dimensions or one."""
    dimension = vectors.shape[1]
    if dimension <= 2:
        return np.eye(dimension, 2)
    _, _, axes = np.linalg.svd(vectors - vectors.mean(0), full_matrices=False)
    return axes[:2].T.astype(np.float64)


def _words(words: Sequence[str], places: NDArray[np.float64]) -> dict[str, Any]:
    named = len(places) <= _NAMED_WORDS
    return {
        "type": "scatter",
        "mode": "markers+text" if named else "markers",
        "x": places[:, 0],
        "y": places[:, 1],
        "text": [label(word) for word in words[: len(places)]],
        "textposition": "top center",
        "textfont": {"size": 9},
        "marker": {"size": 6, "color": [word_color(word) for word in range(len(places))]},
        "hovertemplate": "%{text}<extra></extra>",
    }
