"""Pinned runs in the picture of another run: thin trails, the words' letters at the playhead, and broken loss lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.analysis.comparison import shared, why_not_comparable
from playground.figures.bindings import Binding, StagePart
from playground.figures.drawn_words import LISTED
from playground.figures.projection import Projection
from playground.figures.run_picture import STYLES, PinnedRun, RunPicture
from playground.figures.theme import WORD_COLORS, word_color
from playground.figures.vectors.label_placement import MOST_LABELS
from playground.training.history import Floats, History, nearest_snapshots
from playground.wording import listed

MARKED, TRAIL_POINTS = 150_000, 4_000
"""How many places of its words one pinned run may have for the playhead, and how many points on their trails."""

_AXES = "xyz"
_NEAR = 2.0
_FIRST_LANE, _LANE = -0.5, -0.12
"""On one axis each pinned run has a line of its own, below the words of the run; the picture is from -1 to 1 high."""


@dataclass(frozen=True)
class Trails:
    """A pinned run's trails in the picture of a run of S snapshots.

    ``words`` are the places of W words among the drawn ones, of ``total`` that both have; ``positions`` float32
    (K, S', W) are those at the pinned run's own snapshots, ``snapshots`` (S,) the one of these that belongs to each
    snapshot of the run.
    """

    pin: PinnedRun
    words: list[int]
    total: int
    positions: Floats
    snapshots: NDArray[np.int64]


def trails(history: History, projection: Projection, pins: Iterable[PinnedRun]) -> list[Trails]:
    """The pinned runs that fit this run: the same dimension, and some of the drawn words."""
    found = []
    for pin in pins:
        ours, theirs = shared(projection.drawn.words, pin.history.words)
        if ours and not why_not_comparable(history, pin.history):
            most = max(20, min(LISTED, MARKED // len(history.steps)))
            positions = projection.plane.of(pin.track(history).vectors[:, theirs[:most]])
            snapshots = nearest_snapshots(pin.history.steps, history.steps)
            found.append(Trails(pin, ours[:most], len(ours), positions, snapshots))
    return found


def left_out(history: History, ways: Sequence[Trails], pins: Sequence[PinnedRun]) -> str:
    """Which pinned runs have no trails, and why; "" if all have some."""
    drawn = {way.pin.number for way in ways}
    reasons: dict[str, list[PinnedRun]] = {}
    for pin in pins:
        if pin.number not in drawn:
            reasons.setdefault(why_not_comparable(history, pin.history) or "none of the words drawn here", []).append(
                pin
            )
    missing = ", ".join(f"{_letters(each)} ({reason})" for reason, each in reasons.items())
    return f"Not shown here: pinned run {missing}." if missing else ""


def trail_arrays(ways: Iterable[Trails]) -> dict[str, Floats]:
    """The arrays that the marks are bound to, "A.x" (S, W) and so on: where the words were in the pinned run."""
    return {
        f"{way.pin.letter}.{axis}": positions[way.snapshots]
        for way in ways
        for axis, positions in zip(_AXES, way.positions, strict=False)
    }


def with_trails(panel: StagePart, picture: RunPicture) -> StagePart:
    """The vectors with those of the pinned runs, with room for those that are near, and what is missing said."""
    projection = picture.projection
    ways = trails(picture.history, projection, picture.pins)
    missing = left_out(picture.history, ways, picture.pins)
    if not ways:
        return replace(panel, caption=f"{panel.caption} {missing}".strip())
    traces: list[dict[str, Any]] = []
    bindings: list[Binding] = []
    for way in ways:
        traces += _lines(way, projection)
        bindings += [Binding(len(traces), axis, f"{way.pin.letter}.{axis}") for axis in _AXES[: projection.axes]]
        traces.append(_marks(way, projection))
    below = _below(panel, traces, bindings)
    for way in ways:
        _make_room(below.figure, way, projection)
    caption = " ".join([panel.caption, *_sentences(ways, projection), missing]).strip()
    return replace(below, caption=caption, arrays={**panel.arrays, **trail_arrays(ways)})


def _below(panel: StagePart, traces: Sequence[dict[str, Any]], bindings: Sequence[Binding] = ()) -> StagePart:
    """The panel with more traces beneath its own, whose numbers move up."""
    count = len(traces)
    return replace(
        panel,
        figure=go.Figure([*traces, *panel.figure.data], panel.figure.layout),
        bindings=(*bindings, *(replace(binding, trace=binding.trace + count) for binding in panel.bindings)),
        picks={trace + count: coordinate for trace, coordinate in panel.picks.items()},
        drags=tuple(trace + count for trace in panel.drags),
    )


def _lines(way: Trails, projection: Projection) -> Iterable[dict[str, Any]]:
    """The whole way of each word, a trace for each colour."""
    snapshots = way.positions.shape[1]
    kept = np.linspace(0, snapshots - 1, min(snapshots, _points(way))).round().astype(int)
    for color in range(len(WORD_COLORS)):
        items = [item for item, word in enumerate(way.words) if word % len(WORD_COLORS) == color]
        if items:
            lines = way.positions[:, kept][:, :, items].transpose(0, 2, 1)
            gaps = np.full((*lines.shape[:2], 1), np.nan, np.float32)
            ways = np.concatenate([lines, gaps], axis=2).reshape(len(lines), -1)
            line = way.pin.line | {"color": word_color(color), "width": 3 if projection.axes == 3 else 1}
            yield _trace(way, projection, ways, mode="lines", opacity=0.6, line=line)


def _points(way: Trails) -> int:
    return max(20, TRAIL_POINTS // len(way.words))


def _marks(way: Trails, projection: Projection) -> dict[str, Any]:
    """A small dot where each word was at the playhead, with the pinned run's letter, where these can be read."""
    _, color, _ = STYLES[way.pin.number]
    marker = {"size": 3 if projection.axes == 3 else 4, "color": [word_color(word) for word in way.words]}
    places = way.positions[:, way.snapshots[-1]]
    if not _lettered(way):
        return _trace(way, projection, places, mode="markers", marker=marker)
    named = {"text": [way.pin.letter] * len(way.words), "textposition": "middle right"}
    font = {"textfont": {"size": 11, "color": color}}
    return _trace(way, projection, places, mode="markers+text", marker=marker, **named, **font)


def _lettered(way: Trails) -> bool:
    return len(way.words) <= MOST_LABELS


def _trace(way: Trails, projection: Projection, points: Floats, **style: Any) -> dict[str, Any]:
    """A trace of points (K, N)."""
    places = dict(zip(_AXES, points, strict=False))
    if projection.axes == 1:
        places["y"] = np.full(points.shape[1], _FIRST_LANE + _LANE * way.pin.number, np.float32)
    kind = "scatter3d" if projection.axes == 3 else "scatter"
    return {"type": kind, "showlegend": False, "hoverinfo": "skip", **places, **style}


def _make_room(figure: go.Figure, way: Trails, projection: Projection) -> None:
    layout = figure.layout.scene if projection.axes == 3 else figure.layout
    if not _near(way, projection):
        return
    for axis, positions in zip(_AXES, way.positions, strict=False):
        low, high = layout[f"{axis}axis"].range
        margin = 0.03 * (high - low)
        room = min(low, float(positions.min()) - margin), max(high, float(positions.max()) + margin)
        layout[f"{axis}axis"].range = room


def _near(way: Trails, projection: Projection) -> bool:
    return bool(np.abs(way.positions).max() <= _NEAR * np.abs(projection.limits()).max())


def _sentences(ways: Sequence[Trails], projection: Projection) -> Iterable[str]:
    """What the marks are, and what is left out."""
    mark = "a letter" if all(map(_lettered, ways)) else "a small dot"
    letters = _letters(way.pin for way in ways)
    yield (
        f"Thin dashed trails are the words' paths in pinned run {letters}; {mark} marks their position at this step."
    )
    for way in ways:
        letter, words, points = way.pin.letter, len(way.words), way.positions.shape[1]
        if words < way.total:
            yield f"Shown for {letter}: {words:,} of {way.total:,} words."
        if _points(way) < points:
            yield f"The trails of {letter} use {_points(way):,} of {points:,} positions."
        if not _near(way, projection):
            yield f"{letter} goes far outside the picture."


def _letters(pins: Iterable[PinnedRun]) -> str:
    return listed([pin.letter for pin in pins])


def highest_loss(history: History, pins: Iterable[PinnedRun]) -> float:
    """The highest loss of the pinned runs, as far as the run goes; 0 without any."""
    return max((float(_loss(history, pin)[1].max()) for pin in pins), default=0.0)


def _loss(history: History, pin: PinnedRun) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The pinned run's steps that the run has too, and its losses there."""
    steps = pin.history.steps[pin.history.steps <= history.steps[-1]]
    return steps, pin.track(history).loss[: len(steps)]


def with_losses(panel: StagePart, history: History, pins: Sequence[PinnedRun]) -> StagePart:
    """The panel of the loss with a line for each pinned run and its letter at the line's end."""
    if not pins:
        return panel
    lines = [_loss(history, pin) for pin in pins]
    traces = [
        {"type": "scatter", "x": steps, "y": losses, "mode": "lines", "hoverinfo": "skip", "line": pin.line}
        for pin, (steps, losses) in zip(pins, lines, strict=True)
    ]
    below = _below(panel, traces)
    top = panel.figure.layout.yaxis.range[1]
    ends = _spread([float(losses[-1]) for _, losses in lines], 0.2 * top, top)
    for pin, (steps, _), height in zip(pins, lines, ends, strict=True):
        below.figure.add_annotation(_letter(pin, int(steps[-1]), height))
    below.figure.layout.margin.r = 22
    return replace(below, caption=" ".join([panel.caption, *_ends(history, pins)]))


def _letter(pin: PinnedRun, step: int, height: float) -> dict[str, Any]:
    place = {"x": step, "xanchor": "left", "xshift": 6, "y": height, "yanchor": "middle"}
    font = {"color": pin.line["color"], "size": 13, "weight": 700}
    return {**place, "text": pin.letter, "font": font, "showarrow": False}


def _spread(heights: list[float], gap: float, top: float) -> list[float]:
    """The heights, moved until all are ``gap`` apart and none is above the ``top``."""
    order, spread = np.argsort(heights, kind="stable"), np.array(heights)
    for below, item in pairwise(order):
        spread[item] = max(spread[item], spread[below] + gap)
    spread[order[-1]] = min(spread[order[-1]], top)
    for above, item in pairwise(order[::-1]):
        spread[item] = min(spread[item], spread[above] - gap)
    return spread.tolist()


def _ends(history: History, pins: Sequence[PinnedRun]) -> Iterable[str]:
    yield f"Thin dashed line: pinned run {_letters(pins)}."
    last = history.steps[-1]
    ends: dict[int, list[PinnedRun]] = {}
    for pin in pins:
        ends.setdefault(int(pin.history.steps[-1]), []).append(pin)
    for end, each in ends.items():
        if end != last:
            one, several = ("ends at", "end at") if end < last else ("continues to", "continue to")
            yield f"{_letters(each)} {several if len(each) > 1 else one} step {end:,}."
