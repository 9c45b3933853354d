"""The weights of the head: what stands behind the first layer, at the playhead."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from playground.figures.bindings import label
from playground.figures.theme import templates
from playground.training.history import History, Track

DRAWN_GOALS, DRAWN_DIMENSIONS = 60, 16
_TOLD = 24
"""Up to this many columns have room for their numbers."""
_ROW, _ABOVE, _BELOW = 26, 10, 60


def head_weights(history: History, snapshot: int, color_scheme: str) -> go.Figure | None:
    """Each layer's head, a row for each dimension and a column for each goal, its bias below; None without a head.

    PyTorch stores the transpose, a row for each goal: so it fits on a page. ``color_scheme`` is "light" or "dark".
    """
    if not head_parameters(history):
        return None
    tracks = list(history.tracks.values())
    largest = max(float(np.abs(values).max()) for track in tracks for values in track.head.values()) or 1.0
    rows = len(_matrix(tracks[0], snapshot)[1])
    between = (len(tracks) - 1) * _BELOW
    inside = len(tracks) * _ROW * rows + between
    figure = make_subplots(rows=len(tracks), cols=1, vertical_spacing=between / inside)
    for number, track in enumerate(tracks, 1):
        figure.add_trace(_heatmap(history, track, snapshot, largest), row=number, col=1)
    for number, name in enumerate(history.tracks, 1):
        figure.update_yaxes(title={"text": f"{name}’s", "standoff": 4}, row=number, col=1)
    plain = {"fixedrange": True, "showgrid": False, "zeroline": False, "ticks": ""}
    goals = [label(goal) for goal in history.short_goals[:DRAWN_GOALS]]
    ticks = {"tickmode": "array", "tickvals": list(range(len(goals))), "ticktext": goals, "tickangle": -60}
    figure.update_xaxes(**plain, **ticks)
    figure.update_yaxes(**plain, autorange="reversed")
    margin = {"l": 90, "r": 8, "t": _ABOVE, "b": _BELOW}
    height = inside + _ABOVE + _BELOW
    return figure.update_layout(template=templates()[color_scheme], height=height, margin=margin, dragmode=False)


def _heatmap(history: History, track: Track, snapshot: int, largest: float) -> go.Heatmap:
    z, rows = _matrix(track, snapshot)
    goals = [label(goal) for goal in history.short_goals[: z.shape[1]]]
    cells = {"zmin": -largest, "zmax": largest, "showscale": False, "xgap": 1, "ygap": 1}
    numbers = {"texttemplate": "%{z:.2f}", "textfont": {"size": 10}} if len(goals) <= _TOLD else {}
    hover = "%{customdata}, %{y}: %{z:.4f}<extra></extra>"
    return go.Heatmap(z=z, y=rows, customdata=[goals] * len(rows), hovertemplate=hover, **cells, **numbers)


def head_parameters(history: History) -> int:
    """How many numbers one head learns."""
    return sum(values[0].size for values in next(iter(history.tracks.values())).head.values())


def head_sentence(history: History) -> str:
    """What the head is, as plain text."""
    code = history.experiment.head.code
    code = code.format(dimension=history.experiment.dimension, targets=len(history.goals))
    shapes = [f"{name} {values.shape[1:]}" for name, values in next(iter(history.tracks.values())).head.items()]
    if not shapes:
        return "There is no head: nothing follows the first layer."
    each = " Each layer has its own, with the same start." if len(history.tracks) == 2 else ""
    return f"The head is {code}: {' and '.join(shapes)}, {head_parameters(history):,} numbers in all.{each}"


def head_caption(history: History) -> str:
    """What to look for, and what is left out of the drawing."""
    goals, dimension = len(history.goals), history.experiment.dimension
    cut = [f"the first {DRAWN_GOALS} of {goals:,} targets"] if goals > DRAWN_GOALS else []
    cut += [f"the first {DRAWN_DIMENSIONS} of {dimension:,} dimensions"] if dimension > DRAWN_DIMENSIONS else []
    drawn = f" Shown: {' and '.join(cut)}." if cut else ""
    return (
        "A column shows the vector that would make the head score that target high: targets predicted from "
        f"the same words get similar columns.{drawn}"
    )


def _matrix(track: Track, snapshot: int) -> tuple[np.ndarray, list[str]]:
    """What is drawn of a head, (D' + 1, T'), and the names of the rows."""
    weight = track.head["weight"][snapshot, :DRAWN_GOALS, :DRAWN_DIMENSIONS].T
    rows = [f"dimension {axis}" for axis in range(len(weight))]
    if "bias" not in track.head:
        return weight, rows
    return np.vstack([weight, track.head["bias"][snapshot, None, :DRAWN_GOALS]]), [*rows, "bias"]
