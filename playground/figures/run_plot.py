"""A run as one figure with a slider, for a notebook."""

from typing import Any

import numpy as np
import plotly.graph_objects as go

from playground.figures.bindings import label
from playground.figures.projection import Projection, project
from playground.figures.theme import word_color
from playground.model.layers import LAYERS
from playground.training.history import History

MOST_FRAMES = 200
"""Snapshots that the slider stops at; of a longer run evenly chosen ones, and the last."""


def run_plot(history: History) -> go.Figure:
    """The words' vectors, in the axes of the page, at the last snapshot; the slider goes to the others."""
    projection, count = project(history), len(history.steps)
    taken = np.unique(np.linspace(0, count - 1, min(count, MOST_FRAMES)).round().astype(int)).tolist()
    frames = [go.Frame(data=_marks(projection, k), name=str(history.steps[k])) for k in taken]
    figure = go.Figure(_marks(projection, count - 1), _layout(projection, [frame.name for frame in frames]), frames)
    figure.update_layout(title=f"{len(history.words):,} words, step by step")
    return figure


def _marks(projection: Projection, snapshot: int) -> list[dict[str, Any]]:
    """A trace for each layer."""
    words = projection.drawn.words
    colors = [word_color(index) for index in range(len(words))]
    return [
        {
            "type": "scatter3d" if projection.axes == 3 else "scatter",
            "mode": "markers+text",
            "name": LAYERS[name].title,
            "text": [label(name) for name in projection.drawn.short],
            "textposition": "top center",
            "marker": {
                "color": colors,
                "size": 12 if LAYERS[name].hollow else 8,
                "symbol": "circle-open" if LAYERS[name].hollow else "circle",
            },
            **_places(projection, name, snapshot),
        }
        for name in projection.positions
    ]


def _places(projection: Projection, name: str, snapshot: int) -> dict[str, Any]:
    places = dict(zip("xyz", projection.positions[name][:, snapshot], strict=False))
    return places if projection.axes > 1 else places | {"y": [0] * len(places["x"])}


def _layout(projection: Projection, steps: list[str]) -> dict[str, Any]:
    low, high = projection.limits()
    ranges = [{"range": [float(a), float(b)]} for a, b in zip(low, high, strict=True)]
    axes = {f"{letter}axis": axis for letter, axis in zip("xyz", ranges, strict=False)}
    instant = {"mode": "immediate", "frame": {"duration": 0, "redraw": projection.axes == 3}}
    stops = [{"label": step, "method": "animate", "args": [[step], instant]} for step in steps]
    slider = {"currentvalue": {"prefix": "step "}, "active": len(steps) - 1, "steps": stops}
    return {"sliders": [slider], **({"scene": axes} if projection.axes == 3 else axes)}
