"""How wrong the guesses were, step by step."""

from typing import Any

import numpy as np
import plotly.graph_objects as go

from playground.figures.panel import Binding, Panel
from playground.figures.theme import NEGATIVE, OUTLINE, POSITIVE
from playground.history import History

_STYLE: dict[str, dict[str, Any]] = {
    "embedding": {"color": POSITIVE, "width": 2},
    "linear": {"color": NEGATIVE, "width": 2, "dash": "dot"},
}


def loss_curve(history: History, highest: float = 0.0) -> Panel:
    """The loss of each layer over the steps, and the playhead on it (arrays of ``loss_arrays``).

    There is room for losses up to the ``highest`` that is drawn besides.
    """
    tracks = history.tracks
    steps = history.steps
    top = max(highest, *(float(track.loss.max()) for track in tracks.values())) * 1.05 or 1.0
    traces: list[dict[str, Any]] = [
        {"x": steps, "y": track.loss, "mode": "lines", "line": _STYLE[name], "name": name}
        for name, track in tracks.items()
    ]
    traces.append({"x": [steps[-1]] * 2, "y": [0, top], "mode": "lines", "line": {"color": OUTLINE, "width": 1}})
    bindings = [Binding(len(tracks), "x", "playhead")]
    for name, track in tracks.items():
        bindings += [Binding(len(traces), "x", "step"), Binding(len(traces), "y", f"{name}.loss")]
        marker = {"size": 9 if name == "embedding" else 15, "color": _STYLE[name]["color"]}
        if name == "linear":
            marker["symbol"] = "circle-open"
        traces.append({"x": steps[-1:], "y": track.loss[-1:], "mode": "markers", "marker": marker})
    end = 1.01 * int(steps[-1]) or 1
    layout = {
        "margin": {"l": 38, "r": 8, "t": 6, "b": 32},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "x",
        "xaxis": {
            "title": {"text": "step", "standoff": 2},
            "range": [0, end],
            "fixedrange": True,
        },
        "yaxis": {"title": {"text": "loss", "standoff": 2}, "range": [0, top], "fixedrange": True},
    }
    figure = go.Figure([{"type": "scatter", "hoverinfo": "none", **trace} for trace in traces], layout)
    return Panel("loss", figure, _caption(history), tuple(bindings), timeline=True)


def loss_arrays(history: History) -> dict[str, np.ndarray]:
    """The arrays that the panel is bound to, one number a snapshot; "playhead" has the ends of the line, (S, 2)."""
    steps = history.steps.astype(np.float32)
    losses = {f"{name}.loss": track.loss.astype(np.float32) for name, track in history.tracks.items()}
    return {"step": steps, "playhead": np.stack([steps, steps], 1), **losses}


def _caption(history: History) -> str:
    both = " Embedding is the line, Linear the dots on it." if len(history.tracks) == 2 else ""
    return f"How wrong the guesses are on each step's batch: lower is better.{both} Click to go to a step."
