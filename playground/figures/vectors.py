"""The words as points: a dot for Embedding, a ring for Linear, and the way they came."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import plotly.graph_objects as go

from playground.figures.panel import Binding, Index, Panel, label
from playground.figures.placement import place_labels
from playground.figures.projection import Projection
from playground.figures.theme import OUTLINE, WORD_COLORS, word_color, word_symbol
from playground.history import Floats, History

TRAIL_POINTS = 4_000
"""How many points all trails of a layer may have together, for the picture to move smoothly."""

_AXES = "xyz"
_PIXELS = 400
_IN_3D = {"star": "x"}


def vectors(history: History, projection: Projection) -> Panel:
    """The vectors at the last snapshot, in 1, 2 or 3 dimensions, bound to the arrays of ``position_arrays``."""
    arrays, names = position_arrays(projection), list(projection.positions)
    words = history.words[: projection.words]
    tail = max(20, min(len(history.steps), TRAIL_POINTS // len(words)))
    drawing = _Drawing("xyz" if projection.axes == 3 else "xy")
    for name in names if _apart(history, projection) else names[:1]:
        for items, style in _trails(name, len(words)):
            drawing.add(name, ("tail", items), tail, hoverinfo="skip", **style)
    for name in names:
        drawing.picks[len(drawing.traces)] = "pointNumber"
        drawing.add(name, ("step",), marker=_marker(name, projection, len(words)), mode="markers")
        drawing.traces[-1] |= {axis: arrays[f"{name}.{axis}"][-1] for axis in drawing.axes}
    drawing.traces[-len(names)] |= _labels(words, projection)
    for name in names:
        drawing.add(name, ("step", "word"), mode="markers", marker=_spotlight(), hoverinfo="skip")
        drawing.traces[-1] |= {axis: arrays[f"{name}.{axis}"][-1, :1] for axis in drawing.axes}
    figure = go.Figure(drawing.traces, _layout(projection))
    return Panel("vectors", figure, _caption(history, projection, tail), tuple(drawing.bindings), drawing.picks)


def position_arrays(projection: Projection) -> dict[str, Floats]:
    """The arrays that the panel is bound to: "embedding.x" (S, V') and so on, for each track and axis."""
    arrays = {
        f"{name}.{axis}": array
        for name, positions in projection.positions.items()
        for axis, array in zip(_AXES, positions, strict=False)
    }
    if projection.axes == 1:
        arrays |= {f"{name}.y": np.zeros_like(positions[0]) for name, positions in projection.positions.items()}
    return arrays


class _Drawing:
    """Traces and their bindings, as they are added."""

    def __init__(self, axes: str):
        self.axes = axes
        self.traces: list[dict[str, Any]] = []
        self.bindings: list[Binding] = []
        self.picks: dict[int, str] = {}

    def add(self, name: str, index: tuple[Index, ...], tail: int = 0, **trace: Any) -> None:
        number = len(self.traces)
        self.bindings += [Binding(number, axis, f"{name}.{axis}", index, tail) for axis in self.axes]
        kind = "scatter3d" if "z" in self.axes else "scatter"
        self.traces.append({"type": kind, "hoverinfo": "none", "showlegend": False, **trace})


def _apart(history: History, projection: Projection) -> bool:
    """Whether the two layers' trails can be told apart; otherwise one is drawn for both."""
    low, high = _limits(projection)
    return history.difference is not None and bool(history.difference.max() > 1e-3 * np.max(high - low))


def _trails(name: str, words: int) -> Iterable[tuple[list[int], dict[str, Any]]]:
    """One trace for each colour: a few long lines are redrawn faster than many short ones."""
    dash = "solid" if name == "embedding" else "dot"
    for first in range(min(len(WORD_COLORS), words)):
        items = list(range(first, words, len(WORD_COLORS)))
        yield (
            items,
            {"mode": "lines", "opacity": 0.55, "line": {"color": word_color(first), "width": 1.5, "dash": dash}},
        )


def _marker(name: str, projection: Projection, words: int) -> dict[str, Any]:
    colors = [word_color(word) for word in range(words)]
    symbols = [word_symbol(word) for word in range(words)]
    if projection.axes == 3:
        solid = [_IN_3D.get(symbol, symbol) for symbol in symbols]
        return (
            {"color": colors, "size": 5, "symbol": solid}
            if name == "embedding"
            else {
                "color": colors,
                "size": 9,
                "symbol": "circle-open",
            }
        )
    if name == "embedding":
        return {"color": colors, "symbol": symbols, "size": 10, "line": {"color": OUTLINE, "width": 1}}
    return {"color": "rgba(0,0,0,0)", "symbol": symbols, "size": 17, "line": {"color": colors, "width": 2}}


def _spotlight() -> dict[str, Any]:
    return {"size": 26, "color": "rgba(128,128,128,0.25)", "line": {"color": OUTLINE, "width": 3}}


def _labels(words: tuple[str, ...], projection: Projection) -> dict[str, Any]:
    texts = [label(word) for word in words]
    style = {"mode": "markers+text", "textfont": {"size": 13}}
    if projection.axes == 3:
        return {**style, "text": texts, "textposition": "top center"}
    if projection.axes == 1:
        return {**style, **_staggered(texts)}
    first = next(iter(projection.positions.values()))
    low, high = _limits(projection)
    places = place_labels(first[:, -1].T, words, _PIXELS / float(np.max(high - low)))
    return {**style, "text": texts, "textposition": places}


def _staggered(texts: list[str]) -> dict[str, Any]:
    """On one line of dots the labels stand at different heights, in turns above and below."""
    levels = [word // 2 % 8 for word in range(len(texts))]
    above = [word % 2 == 0 for word in range(len(texts))]
    return {
        "text": [
            text + "<br>" * level if up else "<br>" * level + text
            for text, level, up in zip(texts, levels, above, strict=True)
        ],
        "textposition": ["top center" if up else "bottom center" for up in above],
    }


def _limits(projection: Projection) -> tuple[Floats, Floats]:
    """The lowest and the highest corner of the whole run, with room for labels."""
    points = np.concatenate([positions.reshape(projection.axes, -1) for positions in projection.positions.values()], 1)
    low, high = points.min(1), points.max(1)
    room = np.maximum(0.12 * (high - low).max(), 0.05)
    return low - room, high + room


def _layout(projection: Projection) -> dict[str, Any]:
    low, high = _limits(projection)
    kind = f"{projection.axes} axes, {'projected' if projection.projected else 'as they are'}"
    names = [f"{'component' if projection.projected else 'dimension'} {axis}" for axis in range(projection.axes)]
    axes = [
        {"range": [float(a), float(b)], "title": {"text": name}} for a, b, name in zip(low, high, names, strict=True)
    ]
    layout: dict[str, Any] = {"margin": {"l": 38, "r": 8, "t": 8, "b": 34}, "uirevision": kind, "dragmode": "pan"}
    if projection.axes == 3:
        scene = {f"{letter}axis": axis for letter, axis in zip(_AXES, axes, strict=True)}
        return layout | {"margin": {"l": 0, "r": 0, "t": 0, "b": 0}, "scene": {"aspectmode": "cube", **scene}}
    if projection.axes == 1:
        return layout | {"xaxis": axes[0], "yaxis": {"visible": False, "range": [-1, 1], "fixedrange": True}}
    standoff = {"title": {"text": names[1], "standoff": 2}}
    return layout | {"xaxis": axes[0], "yaxis": axes[1] | standoff | {"scaleanchor": "x"}}


def _caption(history: History, projection: Projection, tail: int) -> str:
    marks = {"embedding": "A dot is a word's vector in Embedding.", "linear": "A ring is a word's vector in Linear."}
    sentences = [marks[name] for name in projection.positions]
    if len(projection.positions) == 2:
        sentences.append("A dot inside its ring: the layers agree.")
    if projection.projected:
        sentences.append(
            f"{history.experiment.dimension} dimensions are drawn in {projection.axes}, which show "
            f"{projection.share:.0%} of the variance (one PCA of the whole run)."
        )
    if projection.words < len(history.words):
        sentences.append(f"The first {projection.words} of {len(history.words):,} words are drawn.")
    if tail < len(history.steps):
        sentences.append(f"Trails show the last {tail} of {len(history.steps):,} positions.")
    return " ".join(sentences)
