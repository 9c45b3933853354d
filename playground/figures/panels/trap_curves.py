"""What the wrong code and the right code of a trap do, step by step, in one picture."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from playground.figures.theme import NEGATIVE, POSITIVE, templates
from playground.teaching.traps.trap import Curve

_HEIGHT = 240


def outcome(curve: Curve, wrong: Sequence[float], right: Sequence[float], color_scheme: str) -> go.Figure:
    """Two lines over the steps, of what each code left behind; ``color_scheme`` is "light" or "dark"."""
    top = 1.08 * max(*wrong, *right) or 1.0
    traces = [_line("wrong", wrong, {"color": NEGATIVE, "dash": "dot"}), _line("right", right, {"color": POSITIVE})]
    layout = {
        "template": templates()[color_scheme],
        "height": _HEIGHT,
        "margin": {"l": 48, "r": 8, "t": 28, "b": 40},
        "dragmode": False,
        "legend": {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "itemclick": False}
        | {"itemdoubleclick": False},
        "xaxis": {"title": {"text": "step", "standoff": 2}, "range": [0, len(wrong) + 0.5], "fixedrange": True},
        "yaxis": {"title": {"text": curve.axis, "standoff": 6}, "range": [-0.04 * top, top], "fixedrange": True},
    }
    return go.Figure(traces, layout)


def _line(name: str, numbers: Sequence[float], style: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": list(range(1, len(numbers) + 1)),
        "y": list(numbers),
        "mode": "lines",
        "line": {"width": 2.5, **style},
        "name": name,
        "hovertemplate": f"step %{{x}}: %{{y:.4~g}}<extra>{name}</extra>",
    }
