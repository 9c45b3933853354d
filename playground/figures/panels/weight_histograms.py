"""How the numbers of the weights are spread: at the start, and after some steps."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
import torch
from numpy.typing import NDArray

from playground.figures.theme import templates
from playground.model.layers import LAYERS, Layer
from playground.training.history import History

FEWEST_BARS, MOST_BARS = 21, 40

_CLEAR = "rgba(0,0,0,0)"
_DOMAINS = ((0.0, 0.48), (0.52, 1.0))
_HEIGHT, _TITLE, _LEGEND_LINE = 320, 24, 20


def spread(history: History, snapshot: int, color_scheme: str) -> go.Figure:
    """Histograms of each layer's weight at the start and at ``snapshot``, over the same bins.

    Embedding's bars are filled and Linear's striped with an outline, so where they coincide both are seen.
    ``color_scheme`` is "light" or "dark".
    """
    states = {"at the start": 0, f"at step {int(history.steps[snapshot]):,}": snapshot}
    edges = _edges(history, snapshot)
    traces = [
        _bars(history, name, state, edges, number)
        for number, state in enumerate(states.values(), 1)
        for name in history.tracks
    ]
    top = 1.08 * max(float(trace["y"].max()) for trace in traces)
    return go.Figure(traces, _layout(history, list(states), edges, top) | {"template": templates()[color_scheme]})


def spread_caption(history: History) -> str:
    """What to look for in ``spread``."""
    stds = {name: _std(track.weight[0]) for name, track in history.tracks.items()}
    at_start = " and ".join(f"{std} for {LAYERS[name].title}" for name, std in stds.items())
    return (
        f"The standard deviation (std) shows how widely the weights are spread: at the start, {at_start}. "
        "See whether training spreads them wider, and whether a few move away from the rest."
    )


def _std(weight: NDArray[np.float32]) -> str:
    """PyTorch's ``weight.std()``, which a single number does not have."""
    return f"{float(torch.tensor(weight).std()):.3g}" if weight.size > 1 else "nan"


def _edges(history: History, snapshot: int) -> NDArray[np.float64]:
    """The bins' edges, from the smallest weight to the largest; a large weight has more bins."""
    weights = [track.weight[state] for track in history.tracks.values() for state in (0, snapshot)]
    low, high = (float(end) for end in (min(map(np.min, weights)), max(map(np.max, weights))))
    if low == high:
        aside = max(0.5, abs(low) / 2)
        low, high = low - aside, high + aside
    bars = np.clip(int(2 * np.sqrt(weights[0].size)), FEWEST_BARS, MOST_BARS)
    return np.linspace(low, high, int(bars) + 1)


def _bars(history: History, name: str, snapshot: int, edges: NDArray[np.float64], number: int) -> dict[str, Any]:
    """A layer's share of weights in each bin that has any, and its std for the legend of the panel with that number."""
    weight = history.tracks[name].weight[snapshot]
    counts, _ = np.histogram(weight.astype(np.float64), edges)
    filled = counts > 0
    low, high = edges[:-1][filled], edges[1:][filled]
    return {
        "type": "bar",
        "x": (low + high) / 2,
        "y": counts[filled] / weight.size,
        "width": high - low,
        "customdata": np.stack([low, high], axis=1),
        "hovertemplate": "%{y:.1%} from %{customdata[0]:.3g} to %{customdata[1]:.3g}"
        f"<extra>{LAYERS[name].title}</extra>",
        "name": f"{LAYERS[name].title}: std {_std(weight)}",
        "marker": _filling(LAYERS[name]),
        "showlegend": True,
        "legend": f"legend{number}",
        "xaxis": f"x{number}",
        "yaxis": f"y{number}",
    }


def _layout(history: History, titles: list[str], edges: NDArray[np.float64], top: float) -> dict[str, Any]:
    """Two panels with the same axes, a title and a legend above each."""
    legends = _LEGEND_LINE * len(history.tracks)
    layout: dict[str, Any] = {
        "height": _HEIGHT,
        "margin": {"l": 48, "r": 8, "t": _TITLE + legends + 6, "b": 40},
        "barmode": "overlay",
        "dragmode": False,
        "annotations": [
            {"text": title, "x": left, "xanchor": "left", "y": 1, "yanchor": "bottom", "yshift": legends + 4}
            | {"xref": "paper", "yref": "paper", "showarrow": False, "font": {"size": 13}}
            for title, (left, _) in zip(titles, _DOMAINS, strict=True)
        ],
    }
    for number, domain in enumerate(_DOMAINS, 1):
        layout |= _axes(number, domain, edges, top)
        place = {"x": domain[0], "xanchor": "left", "y": 1, "yanchor": "bottom", "bgcolor": _CLEAR}
        layout[f"legend{number}"] = {
            **place,
            "font": {"size": 10},
            "indentation": -10,
            "itemclick": False,
            "itemdoubleclick": False,
        }
    layout["yaxis1"] |= {"automargin": True, "title": {"text": "share of the weights", "standoff": 6}}
    return layout


def _axes(number: int, domain: tuple[float, float], edges: NDArray[np.float64], top: float) -> dict[str, Any]:
    x = {"domain": domain, "range": [edges[0], edges[-1]], "title": {"text": "weight", "standoff": 2}}
    ticks = {"nticks": 6, "tickangle": 0, "exponentformat": "e"}
    y = {"range": [0, top], "tickformat": ".0%", "showticklabels": number == 1}
    return {
        f"xaxis{number}": {**x, **ticks, "anchor": f"y{number}", "fixedrange": True},
        f"yaxis{number}": {**y, "anchor": f"x{number}", "fixedrange": True},
    }


def _filling(kind: Layer) -> dict[str, Any]:
    """Those of one layer are filled, those of the other hatched, so that both are seen where they overlap."""
    line = {"color": kind.color, "width": 1.5}
    if not kind.hollow:
        return {"color": f"{kind.color}99", "line": line}
    hatched = {"shape": "/", "fgcolor": kind.color, "bgcolor": _CLEAR, "size": 6, "solidity": 0.2}
    return {"color": _CLEAR, "line": line, "pattern": hatched}
