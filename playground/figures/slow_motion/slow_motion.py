"""Slow motion: a step in four moments, each with its marks in the panels, its sentences and its numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.analysis.step_anatomy import Anatomy
from playground.figures.bindings import Arrows, Binding, Panel
from playground.figures.matrices.matrices import (
    GRADIENT,
    LOOKED_UP,
    STILL,
    embedding_matrix,
    gradient_factor,
    linear_matrix,
)
from playground.figures.matrices.matrix_arrays import DRAWN_BATCH, Cells
from playground.figures.slow_motion.answer_bars import answer_arrays, answers_panel
from playground.figures.theme import OUTLINE
from playground.figures.vectors.projection import Projection
from playground.figures.vectors.vectors import trails_differ
from playground.model.layers import LAYERS
from playground.training.history import Floats, History

MOMENTS = ("choose", "look up", "how wrong", "move")
CHOOSE, LOOK_UP, HOW_WRONG, MOVE = range(4)

_REACH = 0.15
"""How long the longest arrows are, as a part of the picture."""
_WIDTHS = {1: 3, 2: 3, 3: 8}
"""How wide an arrow is: on a line, in a plane, and in space."""
_HEAD = 0.03
"""How long its head is, as a part of the picture."""
_HEIGHT, _LANES = 2.0, 6
"""Of the picture of a line: how high it is, and how many heights there are for arrows below the dots."""
_AXES = "xyz"


def slow_panels(
    history: History, panels: Iterable[Panel], sent: Cells, arrays: Mapping[str, np.ndarray], projection: Projection
) -> list[Panel]:
    """The stage's panels with the marks of slow motion; in the last ones also the answers and the gradient."""
    marked = []
    matrices = {"embedding": embedding_matrix, "linear": linear_matrix}
    for panel in panels:
        if panel.name == "vectors":
            marked.append(_with_arrows(_with_halos(panel, projection), history, projection, arrays))
        elif panel.name in history.tracks:
            matrix = matrices[panel.name](history, sent, arrays, LOOKED_UP)
            marked.append(replace(_with_picked(matrix), moments=(CHOOSE, LOOK_UP)))
        else:
            marked.append(replace(panel, moments=(MOVE,)))
    for kind, moment in ((STILL, HOW_WRONG), (GRADIENT, MOVE)):
        still = [matrices[name](history, sent, arrays, kind) for name in history.tracks]
        marked += [replace(panel, moments=(moment,)) for panel in still]
    return [*marked, replace(answers_panel(Anatomy(history), arrays), moments=(HOW_WRONG,))]


def slow_arrays(history: History, projection: Projection, sent: Cells) -> dict[str, np.ndarray]:
    """The arrays of the four moments, besides those of the stage.

    "touched" (S, B'): places among the drawn words of the batch's words, -1 for one that is not drawn; for each layer
    "embedding.grad" as PyTorch stores it, like the weight that is sent, times ``gradient_factor``, but NaN where a
    word's gradient is 0; minus the gradient along the picture's axes, "embedding.downhill.x" (S, V'). Where changes by
    hand lead elsewhere than the steps did, also the ways of the steps, "embedding.way.x" (S, V').
    """
    arrays: dict[str, np.ndarray] = {"touched": _touched(history, projection.drawn.indices)}
    for name, track in history.tracks.items():
        gradient = LAYERS[name].words_first(track.gradient)
        cells = gradient[:, sent.indices, : sent.dimensions] * np.float32(gradient_factor(history))
        shown = np.where(gradient[:, sent.indices].any(2, keepdims=True), cells, np.float32(np.nan))
        arrays[f"{name}.grad"] = LAYERS[name].words_first(shown)
        for axis, offsets in zip(_AXES, projection.along(-gradient[:, projection.drawn.indices]), strict=False):
            arrays[f"{name}.downhill.{axis}"] = offsets
        if track.arrived:
            ways = np.zeros_like(track.vectors)
            ways[:-1] = track.moves
            for axis, offsets in zip(_AXES, projection.along(ways[:, projection.drawn.indices]), strict=False):
                arrays[f"{name}.way.{axis}"] = offsets
    if projection.axes == 1:
        arrays["level"] = np.zeros_like(next(iter(projection.positions.values()))[0])
        arrays["lane"] = arrays["level"] - _lanes(arrays["level"].shape[1])
    return {**arrays, **answer_arrays(Anatomy(history))}


def _lanes(words: int) -> Floats:
    """How far below the dots of a line the words' arrows are, (V',): neighbours in the vocabulary not at one height."""
    return (0.05 * _HEIGHT / 2 * (2 + np.arange(words) % _LANES)).astype(np.float32)


def _touched(history: History, drawn: NDArray[np.int64]) -> Floats:
    places = np.full(len(history.words) + 1, -1, np.float32)  # the last for where there is no word
    places[drawn] = np.arange(len(drawn))
    return places[history.inputs.reshape(len(history.steps), -1)[:, :DRAWN_BATCH]]


def _added(panel: Panel, traces: list[dict[str, Any]], **more: Any) -> Panel:
    """The panel with more traces, whose first has the number of traces that there were."""
    figure = go.Figure([*panel.figure.data, *traces], panel.figure.layout)
    return replace(panel, figure=figure, **more)


def _coordinates(projection: Projection, name: str) -> tuple[str, ...]:
    """The arrays of the words' places in the picture, one for each axis of a chart."""
    axes = tuple(f"{name}.{axis}" for axis in _AXES[: projection.axes])
    return (*axes, "level") if projection.axes == 1 else axes


def _line(projection: Projection, **style: Any) -> dict[str, Any]:
    kind = "scatter3d" if projection.axes == 3 else "scatter"
    empty = {axis: [None] for axis in _AXES[: max(2, projection.axes)]}
    return {"type": kind, "showlegend": False, "hoverinfo": "skip", **empty, **style}


def _with_halos(panel: Panel, projection: Projection) -> Panel:
    """Rings around the words of the batch, while they are chosen and looked up."""
    first = len(panel.figure.data)
    marker = {"size": 24, "color": "rgba(0,0,0,0)", "line": {"color": OUTLINE, "width": 2}, "symbol": "circle"}
    if projection.axes == 3:
        marker |= {"symbol": "circle-open", "color": OUTLINE}
    name = next(iter(projection.positions))
    bindings = [
        Binding(first, axis, array, at="touched", moments=(CHOOSE, LOOK_UP))
        for axis, array in zip(_AXES, _coordinates(projection, name), strict=False)
    ]
    return _added(panel, [_line(projection, mode="markers", marker=marker)], bindings=(*panel.bindings, *bindings))


def _with_arrows(panel: Panel, history: History, projection: Projection, arrays: Mapping[str, np.ndarray]) -> Panel:
    """Downhill, dashed, and the way that each word then goes, as long as can be seen."""
    first, heads = len(panel.figure.data), _heads(projection)
    step, gradient = scales(projection, arrays)
    traces: list[dict[str, Any]] = []
    arrows: list[Arrows] = []
    names = list(projection.positions)
    for name in names if trails_differ(history, projection) else names[:1]:
        positions, color = _starts(projection, name), LAYERS[name].color
        downhill = _coordinates(projection, f"{name}.downhill")
        way = _coordinates(projection, f"{name}.way") if history.tracks[name].arrived else ()
        width = _WIDTHS[projection.axes]
        for dash, wide, along, scale in (("solid", width, way, step), ("dot", width / 2, downhill, gradient)):
            line = {"color": color, "width": wide, "dash": dash}
            arrows.append(Arrows(first + len(traces), positions, along, scale, heads, (MOVE,)))
            traces.append(_line(projection, mode="lines", line=line))
    below = " Arrows lie below their dots." if projection.axes == 1 else ""
    return _added(panel, traces, arrows=tuple(arrows), caption=panel.caption + below)


def _starts(projection: Projection, name: str) -> tuple[str, ...]:
    """Where arrows begin: at the dots, or below those of a line, where each can be told from the others."""
    return (f"{name}.x", "lane") if projection.axes == 1 else _coordinates(projection, name)


def _heads(projection: Projection) -> tuple[float, ...]:
    """How long an arrow's head is along each axis: only in a plane are the axes' units equally long."""
    spans = np.subtract(*projection.limits()[::-1])
    shown = {1: [spans.max(), _HEIGHT], 2: [spans.max()] * 2, 3: spans}[projection.axes]
    return tuple(float(_HEAD * span) for span in shown)


def scales(projection: Projection, arrays: Mapping[str, np.ndarray]) -> tuple[float, float]:
    """How many times as long steps and gradients are drawn, for the longest to be seen well.

    Their quotient is what plain SGD would need, its learning rate, where that is the same in all steps: then the arrows
    of the gradient are as long as those of the step.
    """
    span = float(np.max(np.subtract(*projection.limits()[::-1])))
    moves, slopes = [], []
    for name, positions in projection.positions.items():
        downhill = [arrays[f"{name}.downhill.{axis}"] for axis in _AXES[: projection.axes]]
        ways = [arrays[way][:-1] for axis in _AXES[: projection.axes] if (way := f"{name}.way.{axis}") in arrays]
        moves.append(
            _longest(np.stack(ways).astype(np.float64) if ways else np.diff(positions.astype(np.float64), axis=1))
        )
        slopes.append(_longest(np.stack(downhill).astype(np.float64)[:, :-1]))
    move, slope = np.max(moves, 0), np.max(slopes, 0)
    both = (move > 0) & (slope > 0)
    step = _round_number(_REACH * span / np.quantile(move[move > 0], 0.9)) if (move > 0).any() else 1.0
    rate = float(np.median(move[both] / slope[both])) if both.any() else 1.0
    return step, step * float(f"{rate:.2g}")


def _longest(offsets: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of (K, S, V') the length of the longest at each snapshot, (S,)."""
    return np.sqrt((offsets**2).sum(0)).max(1)


def _round_number(scale: float) -> float:
    """1, 2, 5, 10, 20, ...: the largest that is no larger; at least 1."""
    if scale <= 1:
        return 1.0
    power = 10.0 ** np.floor(np.log10(scale))
    return float(max(digit * power for digit in (1, 2, 5) if digit * power <= scale))


def _with_picked(panel: Panel) -> Panel:
    """Frames around the rows, or columns, that the batch picks."""
    frame = LAYERS[panel.name].word_is
    first = len(panel.figure.data)
    bindings = [Binding(first, axis, f"{frame}.{axis}", (), at="touched", moments=(LOOK_UP,)) for axis in "xy"]
    line = {"color": OUTLINE, "width": 2}
    trace = {"type": "scatter", "mode": "lines", "line": line, "hoverinfo": "skip", "x": [None], "y": [None]}
    return _added(panel, [trace], bindings=(*panel.bindings, *bindings))
