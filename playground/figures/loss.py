"""How wrong the guesses were, step by step."""

from typing import Any

import numpy as np
import plotly.graph_objects as go

from playground.figures.bindings import Binding, StagePart
from playground.figures.run_picture import RunPicture
from playground.figures.theme import OUTLINE
from playground.figures.vectors.pinned_runs import highest_loss, with_losses
from playground.model.layers import LAYERS, Layer
from playground.training.history import History

_MUCH = 1_000
"""The growth of a loss beyond which a linear axis would be empty but for its last steps."""


def loss(picture: RunPicture) -> StagePart:
    """The loss of each layer over the steps, that of the pinned runs, and the playhead on it."""
    history = picture.history
    tracks = history.tracks
    steps = history.steps
    low, top = _ends(history, highest_loss(history, picture.pins))
    traces: list[dict[str, Any]] = [
        {"x": steps, "y": track.loss, "mode": "lines", "line": _line(LAYERS[name]), "name": name}
        for name, track in tracks.items()
    ]
    traces.append({"x": [steps[-1]] * 2, "y": [low, top], "mode": "lines", "line": {"color": OUTLINE, "width": 1}})
    bindings = [Binding(len(tracks), "x", "playhead")]
    for name, track in tracks.items():
        bindings += [Binding(len(traces), "x", "step"), Binding(len(traces), "y", f"{name}.loss")]
        traces.append({"x": steps[-1:], "y": track.loss[-1:], "mode": "markers", "marker": _marker(LAYERS[name])})
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
        "yaxis": {
            "title": {"text": "loss", "standoff": 2},
            "fixedrange": True,
            "automargin": True,
            **({"type": "log", "range": [np.log10(low), np.log10(top)]} if low else {"range": [0, top]}),
        },
    }
    figure = go.Figure([{"type": "scatter", "hoverinfo": "none", **trace} for trace in traces], layout)
    logarithmic = " Each grid line is that many times the one below." if low else ""
    caption = _caption(history) + logarithmic
    part = StagePart("loss", figure, caption, tuple(bindings), timeline=True, arrays=loss_arrays(history))
    return with_losses(part, history, picture.pins)


def _line(kind: Layer) -> dict[str, Any]:
    return {"color": kind.color, "width": 2, "dash": kind.dash}


def _marker(kind: Layer) -> dict[str, Any]:
    size, symbol = (15, "circle-open") if kind.hollow else (9, "circle")
    return {"size": size, "symbol": symbol, "color": kind.color}


def _ends(history: History, highest: float) -> tuple[float, float]:
    """The lowest and the highest loss that have room: from 0 on, or above it where the axis is logarithmic."""
    losses = np.array([track.loss for track in history.tracks.values()])
    top = max(highest, float(losses.max()))
    # Pinned runs have their letters at heights of a linear axis.
    if not highest and top > _MUCH * losses[:, 0].max() > 0:
        return float(losses[losses > 0].min()) / 2, 2 * top
    return 0.0, 1.05 * top or 1.0


def loss_arrays(history: History) -> dict[str, np.ndarray]:
    """The arrays that the panel is bound to, one number a snapshot; "playhead" has the ends of the line, (S, 2)."""
    steps = history.steps.astype(np.float32)
    losses = {f"{name}.loss": track.loss.astype(np.float32) for name, track in history.tracks.items()}
    return {"step": steps, "playhead": np.stack([steps, steps], 1), **losses}


def _caption(history: History) -> str:
    both = " The line is Embedding, the dots on it are Linear." if len(history.tracks) == 2 else ""
    return f"How wrong the predictions are on each step's batch: lower is better.{both} Click to jump to a step."
