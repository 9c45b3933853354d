"""Words that are placed by hand, and beside where training put them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.analysis.placing import Score
from playground.figures.bindings import label
from playground.figures.theme import INK, OUTLINE, templates, word_color, word_symbol

_HEIGHT = 460
_ROOM = 1.5
"""How far the plane reaches, as a multiple of the start's largest number."""


def reach(start: NDArray[np.floating]) -> float:
    """From 0 to the edge of the plane in which words are placed, by where they start: it tells nothing of the end."""
    return _ROOM * float(np.abs(start).max()) or 1.0


def plane(words: Sequence[str], places: Sequence[Sequence[float]], edge: float, color_scheme: str) -> go.Figure:
    """The words at their places, to be moved: the marks of trace 0."""
    points = np.asarray(places, np.float64)
    figure = _empty(color_scheme)
    figure.add_scatter(**_marks(words, points), textfont={"size": 13}, hoverinfo="skip")
    figure.update_xaxes(title="dimension 0", range=[-edge, edge], fixedrange=True, constrain="domain")
    figure.update_yaxes(title="dimension 1", range=[-edge, edge], fixedrange=True, scaleanchor="x")
    return figure.update_layout(dragmode=False)


def beside(words: Sequence[str], score: Score, color_scheme: str) -> go.Figure:
    """A line for each word, from where it was placed (open) to where training put it (solid)."""
    figure = _empty(color_scheme)
    ways = np.stack([score.places, score.truth, np.full_like(score.truth, np.nan)], axis=1).reshape(-1, 2)
    figure.add_scatter(
        x=ways[:, 0].tolist(),
        y=ways[:, 1].tolist(),
        mode="lines",
        line={"color": OUTLINE, "width": 1},
        hoverinfo="skip",
    )
    guess = _marks(words, score.places)
    marker = {**guess["marker"], "symbol": [f"{symbol}-open" for symbol in guess["marker"]["symbol"]]}
    hover = [f"{label(word)}: {far:.2f} away" for word, far in zip(words, score.distances, strict=True)]
    figure.add_scatter(**{**guess, "mode": "markers", "marker": marker}, hovertext=hover, hoverinfo="text")
    figure.add_scatter(**_marks(words, score.truth), hoverinfo="skip")
    figure.update_xaxes(title="dimension 0", fixedrange=True)
    figure.update_yaxes(title="dimension 1", fixedrange=True, scaleanchor="x")
    return figure


def _empty(color_scheme: str) -> go.Figure:
    layout = {"template": templates()[color_scheme], "showlegend": False, "height": _HEIGHT}
    figure = go.Figure(layout={**layout, "margin": {"l": 50, "r": 8, "t": 8, "b": 40}})
    return figure.update_layout(font_color=INK[color_scheme])


def _marks(words: Sequence[str], points: NDArray[np.float64]) -> dict[str, Any]:
    indices = range(len(words))
    return {
        "x": points[:, 0].tolist(),
        "y": points[:, 1].tolist(),
        "mode": "markers+text",
        "text": [label(word) for word in words],
        "textposition": "top center",
        "marker": {
            "size": 12,
            "color": [word_color(word) for word in indices],
            "symbol": [word_symbol(word) for word in indices],
        },
    }
