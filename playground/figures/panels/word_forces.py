"""The loss as a landscape under one word of two dimensions, and what pulls the word."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
import torch
from numpy.typing import NDArray

from playground.analysis.word_forces import Pull, WordLoss
from playground.figures.bindings import label
from playground.figures.theme import INK, templates, word_color
from playground.training.history import Floats, History

_PLACES = 41
_HEIGHT = 420
_DEEP_TO_HIGH = [[0, "#8FA3B8"], [1, "#F7F9FB"]]


def landscape(history: History, name: str, snapshot: int, word: int, color_scheme: str) -> go.Figure:
    """The batch's loss at each place, the word's way to where it is, and an arrow for each example that pulls it."""
    loss, track = WordLoss(history, name, snapshot, word), history.tracks[name]
    xs, ys = _grid(track.vectors[:, word], loss.place.numpy())
    places = torch.tensor(np.stack(np.meshgrid(xs, ys), axis=2).reshape(-1, 2), dtype=torch.float32)
    heights = loss.on(places).reshape(len(ys), len(xs))
    way, pulls = track.vectors[: snapshot + 1, word], loss.pulls()
    hover = "loss here: %{z:.3f}<extra></extra>"
    figure = go.Figure(layout={"template": templates()[color_scheme], "showlegend": False, "height": _HEIGHT})
    figure.add_contour(x=xs, y=ys, z=heights, colorscale=_DEEP_TO_HIGH, hovertemplate=hover, ncontours=18)
    figure.add_scatter(
        x=way[:, 0], y=way[:, 1], mode="lines", line={"color": word_color(word), "width": 3}, hoverinfo="skip"
    )
    figure.add_scatter(
        x=[way[-1, 0]],
        y=[way[-1, 1]],
        mode="markers+text",
        text=[label(history.short_words[word])],
        textposition="top center",
        textfont={"color": "#000000", "size": 14},
        marker={"size": 12, "color": word_color(word), "line": {"color": INK["dark"], "width": 2}},
        hoverinfo="skip",
    )
    _arrows(figure, history, way[-1], pulls, 0.25 * float(xs[-1] - xs[0]))
    figure.update_xaxes(title="dimension 0", range=[xs[0], xs[-1]], constrain="domain", fixedrange=True)
    figure.update_yaxes(
        title="dimension 1", range=[ys[0], ys[-1]], scaleanchor="x", constrain="domain", fixedrange=True
    )
    return figure.update_layout(margin={"l": 50, "r": 8, "t": 8, "b": 40})


def _grid(track: Floats, place: Floats) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Places around all that the word goes through."""
    low, high = track.min(0).astype(float), track.max(0).astype(float)
    margin = np.maximum(1.0, 0.3 * (high - low).max())
    (left, bottom), (right, top) = low - margin, high + margin
    return np.linspace(left, right, _PLACES), np.linspace(bottom, top, _PLACES)


def _arrows(figure: go.Figure, history: History, place: Floats, pulls: Sequence[Pull], longest: float) -> None:
    """Against each example's gradient, thin; against their sum, thick; on one scale."""
    total = sum((pull.gradient for pull in pulls), np.zeros(2, np.float32))
    sizes = [float(np.linalg.norm(gradient)) for gradient in (total, *(pull.gradient for pull in pulls))]
    if not max(sizes):
        return
    scale = longest / max(sizes)
    for pull in pulls:
        _arrow(figure, place, -scale * pull.gradient, "#5B6472", 1.5, f"→ {label(history.short_goals[pull.target])}")
    _arrow(figure, place, -scale * total, "#D55E00", 4, "")


def _arrow(figure: go.Figure, place: Floats, along: Floats, color: str, width: float, text: str) -> None:
    (x, y), (to_x, to_y) = place, place + along
    figure.add_annotation(
        x=to_x, y=to_y, ax=x, ay=y, axref="x", ayref="y", text="", arrowcolor=color, arrowwidth=width, arrowhead=2
    )
    if text:
        figure.add_annotation(
            x=to_x, y=to_y, text=text, showarrow=False, font={"color": "#000000", "size": 11}, yshift=8
        )
