"""The words as points: a dot for Embedding, a ring for Linear, and the way they came."""

from collections.abc import Iterable
from dataclasses import replace
from html import escape
from typing import Any

import numpy as np
import plotly.graph_objects as go

from playground.figures.bindings import Binding, Index, StagePart, label
from playground.figures.drawn_words import LISTED
from playground.figures.projection import Doubles, Projection
from playground.figures.run_picture import RunPicture
from playground.figures.theme import OUTLINE, WORD_COLORS, WORD_SYMBOLS, word_color, word_symbol
from playground.figures.vectors.backdrop import Ground, grounds
from playground.figures.vectors.labels import labels, output_labels
from playground.figures.vectors.parallelogram import corners, with_parallelogram
from playground.figures.vectors.pinned_runs import with_trails
from playground.figures.vectors.regions import regions
from playground.model.layers import LAYERS
from playground.training.history import Floats, History

TRAIL_POINTS = 4_000
"""How many points all trails of a layer may have together, for the picture to move smoothly."""

_AXES = "xyz"
_IN_3D = {"star": "x", "hexagon": "circle", "triangle-down": "square"}
_SIZES = {(False, False): (10, 17), (False, True): (6, 11), (True, False): (5, 9), (True, True): (3, 6)}
"""Of dots and rings, in 3-D or not, with more words than are listed or not."""


def vectors(picture: RunPicture) -> StagePart:
    """The vectors at the last snapshot, in 1, 2 or 3 dimensions, with those of the pinned runs."""
    history, projection = picture.history, picture.projection
    names = list(projection.positions)
    words = projection.drawn.words
    trails = min(len(words), LISTED)
    tail = max(20, min(len(history.steps), TRAIL_POINTS // trails))
    behind, named = grounds(history, projection), labels(projection)
    drawing = _Drawing(_AXES[: projection.axes])
    drawing.traces += [ground.trace for ground in behind]
    for name in names if picture.trails_differ else names[:1]:
        for items, style in _trails(name, trails):
            drawing.add_trail(name, items, tail, style)
    for name in names:
        drawing.picks[len(drawing.traces)] = "pointNumber"
        drawing.add(name, ("step",), projection, marker=_marker(name, projection), **_naming(words, named))
    drawing.traces[-len(names)] |= named
    beside = ["outputs"] if projection.outputs is not None else []
    for name in beside:
        drawing.add(name, ("step",), projection, marker=_output_marker(projection), hoverinfo="skip")
        drawing.traces[-1] |= output_labels(projection)
    for name in [*names, *beside]:
        drawing.add(name, ("step", "word"), projection, marker=_spotlight(), hoverinfo="skip")
    figure = go.Figure(drawing.traces, _layout(picture, behind))
    drags = tuple(drawing.picks) if projection.axes < 3 and picture.view.movable else ()
    answers, heads = regions(picture) or (None, {})
    caption = " ".join(_sentences(history, projection, tail, named, behind, bool(drags), bool(answers)))
    part = StagePart("vectors", figure, caption, tuple(drawing.bindings), drawing.picks, drags=drags, regions=answers)
    part = replace(part, arrays=position_arrays(projection) | heads)
    return with_trails(with_parallelogram(part, picture), picture)


def position_arrays(projection: Projection) -> dict[str, Floats]:
    """The arrays that the panel is bound to: "embedding.x" (S, V') and so on, for each track and axis.

    On one axis all words are at the height of "zero" (S, 1).
    """
    arrays = {
        f"{name}.{axis}": array
        for name, positions in _drawn_positions(projection).items()
        for axis, array in zip(_AXES, positions, strict=False)
    }
    if projection.axes == 1:
        snapshots = next(iter(projection.positions.values())).shape[1]
        arrays["zero"] = np.zeros((snapshots, 1), np.float32)
    return arrays


def _drawn_positions(projection: Projection) -> dict[str, Floats]:
    """Those of the layers, and of the output vectors."""
    outputs = {} if projection.outputs is None else {"outputs": projection.outputs}
    return {**projection.positions, **outputs}


class _Drawing:
    """Traces and their bindings, as they are added."""

    def __init__(self, axes: str):
        self.axes = axes
        self.traces: list[dict[str, Any]] = []
        self.bindings: list[Binding] = []
        self.picks: dict[int, str] = {}

    def add_trail(self, name: str, words: list[int], tail: int, style: dict[str, Any]) -> None:
        self._bind(name, ("tail", words), tail)
        if self.axes == "x":
            self.bindings.append(Binding(len(self.traces), "y", "zero", ("tail", [0] * len(words)), tail))
        self._draw(hoverinfo="skip", **style)

    def add(self, name: str, index: tuple[Index, ...], projection: Projection, **trace: Any) -> None:
        """Marks of all words, or of the one that is lit up."""
        self._bind(name, index)
        positions = _drawn_positions(projection)[name]
        shown = dict(zip(self.axes, positions[:, -1, : 1 if "word" in index else None], strict=True))
        if self.axes == "x":
            shown["y"] = [0] * len(shown["x"])
        self._draw(mode="markers", **shown, **trace)

    def _bind(self, name: str, index: tuple[Index, ...], tail: int = 0) -> None:
        self.bindings += [Binding(len(self.traces), axis, f"{name}.{axis}", index, tail) for axis in self.axes]

    def _draw(self, **trace: Any) -> None:
        kind = "scatter3d" if "z" in self.axes else "scatter"
        self.traces.append({"type": kind, "showlegend": False, **trace})


def _trails(name: str, words: int) -> Iterable[tuple[list[int], dict[str, Any]]]:
    """One trace for each colour: a few long lines are redrawn faster than many short ones."""
    for first in range(min(len(WORD_COLORS), words)):
        items = list(range(first, words, len(WORD_COLORS)))
        line = {"color": word_color(first), "width": 1.5, "dash": LAYERS[name].dash}
        yield items, {"mode": "lines", "opacity": 0.55, "line": line}


def _marker(name: str, projection: Projection) -> dict[str, Any]:
    words = range(len(projection.drawn.words))
    colors, symbols = [word_color(word) for word in words], [word_symbol(word) for word in words]
    dot, ring = _SIZES[projection.axes == 3, len(words) > LISTED]
    if projection.axes == 3:
        solid = [_IN_3D.get(symbol, symbol) for symbol in symbols]
        size, symbol = (ring, "circle-open") if LAYERS[name].hollow else (dot, solid)
        return {"color": colors, "size": size, "symbol": symbol}
    if not LAYERS[name].hollow:
        return {"color": colors, "symbol": symbols, "size": dot, "line": {"color": OUTLINE, "width": 1}}
    return {"color": "rgba(0,0,0,0)", "symbol": symbols, "size": ring, "line": {"color": colors, "width": 2}}


def _output_marker(projection: Projection) -> dict[str, Any]:
    words = range(len(projection.drawn.words))
    colors, size = [word_color(word) for word in words], _SIZES[projection.axes == 3, len(words) > LISTED][0]
    if projection.axes == 3:
        return {"color": colors, "size": size, "symbol": "diamond-open"}
    return {"color": colors, "symbol": "triangle-up-open", "size": size, "line": {"color": colors, "width": 2}}


def _spotlight() -> dict[str, Any]:
    return {"size": 26, "color": "rgba(128,128,128,0.25)", "line": {"color": OUTLINE, "width": 3}}


def _naming(words: tuple[str, ...], named: dict[str, Any]) -> dict[str, Any]:
    """Where some words have no label, each tells its name when it is pointed at."""
    if all(named["text"]):
        return {"hoverinfo": "none"}
    return {"hoverinfo": "text", "hovertext": [label(word) for word in words]}


def _limits(picture: RunPicture, behind: list[Ground]) -> tuple[Doubles, Doubles]:
    """The lowest and the highest corner that are shown."""
    low, high = picture.projection.limits()
    if picture.projection.plane.pairs:
        around, margin = corners(picture).reshape(2, -1), 0.05 * (high - low).max()
        low, high = np.minimum(low, around.min(1) - margin), np.maximum(high, around.max(1) + margin)
    for ground in behind:
        if ground.near:
            margin = 0.05 * np.abs(ground.points).max()
            low = np.minimum(low, ground.points.min(1) - margin)
            high = np.maximum(high, ground.points.max(1) + margin)
    return low, high


def _layout(picture: RunPicture, behind: list[Ground]) -> dict[str, Any]:
    projection = picture.projection
    low, high = _limits(picture, behind)
    names = [escape(title, quote=False) for title in projection.plane.titles]
    kind = f"{projection.axes} axes, {'projected' if projection.projected else 'unprojected'}: {', '.join(names)}"
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


def _sentences(
    history: History,
    projection: Projection,
    tail: int,
    named: dict[str, Any],
    behind: list[Ground],
    movable: bool,
    regions_shown: bool,
) -> Iterable[str]:
    for kind in (LAYERS[name] for name in projection.positions):
        yield f"A {'ring ○' if kind.hollow else 'dot ●'} is a word's vector in {kind.title}."
    if len(WORD_COLORS) < len(projection.drawn.words) <= len(WORD_COLORS) * len(WORD_SYMBOLS):
        yield "Words of one colour differ in shape."
    if len(projection.positions) == 2:
        yield "A dot inside its ring means the layers agree."
    if projection.outputs is not None:
        mark = "diamond ◇" if projection.axes == 3 else "triangle △"
        yield f"A {mark} is a word's output vector: the head's score for that word grows in its direction."
    yield "A line is the way it came."
    if regions_shown:
        yield "The plane is coloured by what the head would answer there, the stronger the more certain."
    if movable:
        yield "Drag a word to move it."
    yield from (ground.sentence for ground in behind)
    if projection.projected:
        yield (
            f"{history.experiment.dimension} dimensions are projected to {projection.axes}, which show "
            f"{projection.share:.0%} of the variance ({projection.plane.how})."
        )
    if projection.plane.said:
        yield projection.plane.said
    if projection.refusal:
        yield f"{projection.refusal} So the overview is shown."
    yield from _cut(projection, sum(map(bool, named["text"])))
    if tail < len(history.steps):
        yield f"Trails show the last {tail} of {len(history.steps):,} positions."


def _cut(projection: Projection, labelled: int) -> Iterable[str]:
    """Which words are drawn, and with what, if not all are drawn with all."""
    words, total = len(projection.drawn.words), projection.drawn.total
    some = {"their labels": labelled, "trails": min(words, LISTED)}
    missing = [f"{count:,} with {what}" for what, count in some.items() if count < words]
    if words < total or missing:
        which = projection.drawn.first(words) if words < total else f"all {words:,} words"
        yield f"{which[0].upper()}{which[1:]} are shown{''.join(f', {what}' for what in missing)}."
    if labelled < words:
        yield "Point at a dot to read its word."
