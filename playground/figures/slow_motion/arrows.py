"""The arrows of slow motion: which way is downhill for each word, and which way it goes."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.figures.bindings import Arrows, StagePart
from playground.figures.projection import Projection
from playground.figures.run_picture import RunPicture
from playground.figures.slow_motion.moments import MOVE
from playground.model.layers import LAYERS
from playground.training.history import Floats

_REACH = 0.15
"""How long the longest arrows are, as a part of the picture."""
_WIDTHS = {1: 3, 2: 3, 3: 8}
"""How wide an arrow is: on a line, in a plane, and in space."""
_HEAD = 0.03
"""How long its head is, as a part of the picture."""
_HEIGHT, _LANES = 2.0, 6
"""Of the picture of a line: how high it is, and how many heights there are for arrows below the dots."""
_AXES = "xyz"


def with_arrows(part: StagePart, picture: RunPicture) -> StagePart:
    """The vectors with arrows downhill, dotted, and along the way that each word then goes, as long as can be seen."""
    projection, arrays = picture.projection, _arrays(picture)
    first, heads = len(part.figure.data), _heads(projection)
    step, gradient = scales(projection, arrays)
    traces: list[dict[str, Any]] = []
    arrows: list[Arrows] = []
    names = list(projection.positions)
    for name in names if picture.trails_differ else names[:1]:
        positions, color = _starts(projection, name), LAYERS[name].color
        downhill = coordinates(projection, f"{name}.downhill")
        way = coordinates(projection, f"{name}.way") if picture.history.tracks[name].arrived else ()
        width = _WIDTHS[projection.axes]
        for dash, wide, along, scale in (("solid", width, way, step), ("dot", width / 2, downhill, gradient)):
            line = {"color": color, "width": wide, "dash": dash}
            arrows.append(Arrows(first + len(traces), positions, along, scale, heads, (MOVE,)))
            traces.append(marks(projection, mode="lines", line=line))
    below = " Arrows are drawn below their dots." if projection.axes == 1 else ""
    added = with_traces(part, traces, arrows=tuple(arrows), caption=part.caption + below)
    return replace(added, arrays={**part.arrays, **arrays})


def _arrays(picture: RunPicture) -> dict[str, np.ndarray]:
    """For each layer minus the gradient along the picture's axes, "embedding.downhill.x" (S, V').

    Where changes by hand lead elsewhere than the steps did, also the ways of the steps, "embedding.way.x" (S, V').
    """
    history, projection = picture.history, picture.projection
    arrays: dict[str, np.ndarray] = {}
    for name, track in history.tracks.items():
        gradient = LAYERS[name].words_first(track.gradient)
        for axis, offsets in zip(_AXES, projection.plane.along(-gradient[:, projection.drawn.indices]), strict=False):
            arrays[f"{name}.downhill.{axis}"] = offsets
        if track.arrived:
            ways = np.zeros_like(track.vectors)
            ways[:-1] = track.moves
            for axis, offsets in zip(_AXES, projection.plane.along(ways[:, projection.drawn.indices]), strict=False):
                arrays[f"{name}.way.{axis}"] = offsets
    if projection.axes == 1:
        arrays["level"] = np.zeros_like(next(iter(projection.positions.values()))[0])
        arrays["lane"] = arrays["level"] - _lanes(arrays["level"].shape[1])
    return arrays


def _lanes(words: int) -> Floats:
    """How far below the dots of a line the words' arrows are, (V',): neighbours in the vocabulary not at one height."""
    return (0.05 * _HEIGHT / 2 * (2 + np.arange(words) % _LANES)).astype(np.float32)


def _starts(projection: Projection, name: str) -> tuple[str, ...]:
    """Where arrows begin: at the dots, or below those of a line, where each can be told from the others."""
    return (f"{name}.x", "lane") if projection.axes == 1 else coordinates(projection, name)


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


def with_traces(part: StagePart, traces: list[dict[str, Any]], **more: Any) -> StagePart:
    """The panel with more traces, whose first has the number of traces that there were."""
    figure = go.Figure([*part.figure.data, *traces], part.figure.layout)
    return replace(part, figure=figure, **more)


def coordinates(projection: Projection, name: str) -> tuple[str, ...]:
    """The arrays of the words' places in the picture, one for each axis of a chart."""
    axes = tuple(f"{name}.{axis}" for axis in _AXES[: projection.axes])
    return (*axes, "level") if projection.axes == 1 else axes


def marks(projection: Projection, **style: Any) -> dict[str, Any]:
    kind = "scatter3d" if projection.axes == 3 else "scatter"
    empty = {axis: [None] for axis in _AXES[: max(2, projection.axes)]}
    return {"type": kind, "showlegend": False, "hoverinfo": "skip", **empty, **style}
