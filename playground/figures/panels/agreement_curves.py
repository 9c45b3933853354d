"""How far the two layers are apart at each step, on a logarithmic axis, and where they are exactly equal."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.analysis.agreement import begins, differences
from playground.figures.theme import INK, WORD_COLORS, templates
from playground.training.history import History
from playground.wording import listed

_STYLE: dict[str, dict[str, Any]] = {
    "vectors": {"color": WORD_COLORS[2], "dash": "solid", "width": 3},
    "gradient": {"color": WORD_COLORS[3], "dash": "solid", "width": 1.5},
    "loss": {"color": WORD_COLORS[1], "dash": "dot", "width": 1.5},
}
_PLURAL = {"vectors": "vectors", "gradient": "gradients", "loss": "losses"}
_HEIGHT = 380
_BAND, _CURVES = (0.0, 0.17), (0.27, 1.0)
"""Shares of the height: zero has no place on a logarithmic axis, so what is equal has a band of its own."""
_LAST_DIGIT = float(np.finfo(np.float32).eps)


def agreement_curves(history: History, snapshot: int, color_scheme: str) -> go.Figure:
    """The largest difference of the two layers' vectors, gradients and losses at each step; a line is at ``snapshot``.

    A step where two of them are exactly equal is in the band below, and nowhere else. A ring marks where a curve
    leaves it for the first time. ``color_scheme``: "light", "dark". Raises ValueError if one layer was trained alone.
    """
    found = differences(history)
    if not found:
        raise ValueError("With one layer, there is nothing to compare.")
    steps = history.steps
    traces = [_above(steps, curve, name) for name, curve in found.items()]
    traces += [_in_band(steps, curve, name, lane) for lane, (name, curve) in enumerate(found.items())]
    traces += [_begin(steps, curve, name) for name, curve in found.items()]
    return go.Figure(traces, _layout(history, snapshot, np.concatenate(list(found.values())), color_scheme))


def agreement_caption(history: History, snapshot: int) -> str:
    """Where the curves begin, and how far apart the layers are at ``snapshot``."""
    found = {name: curve for name, curve in differences(history).items() if not np.isnan(curve).all()}
    first = {name: begins(history)[name] for name in found}
    every = "every stored step" if history.stride > 1 else "every step"
    equal = listed([_PLURAL[name] for name, step in first.items() if step is None])
    if all(step is None for step in first.values()):
        return f"Equal at {every}: {equal} are the same numbers in both layers."
    by = "by" if history.stride > 1 else "at"
    parted = ", ".join(
        f"{_PLURAL[name]} {by} step {step:,}, by {_spelled(_beginning(found[name]))}"
        for name, step in first.items()
        if step is not None
    )
    rest = f" Equal at {every}: {equal}." if equal else ""
    return (
        f"They start to differ: {parted}. (Linear's gradients are transposed for comparison.){rest} "
        f"{_at(history, snapshot)}"
    )


def _beginning(curve: NDArray[np.float64]) -> float:
    """The first difference that is not 0."""
    return float(curve[curve > 0][0])


def _at(history: History, snapshot: int) -> str:
    """How far the layers are apart at a snapshot, in numbers."""
    curves = {name: float(curve[snapshot]) for name, curve in differences(history).items()}
    now = ", ".join(f"{_PLURAL[name]} {_spelled(number)}" for name, number in curves.items() if not np.isnan(number))
    return f"Largest difference at step {int(history.steps[snapshot]):,}, the playhead's position: {now}."


def _spelled(difference: float) -> str:
    return f"{difference:.2g}" if difference else "0"


def _above(steps: NDArray[np.int64], curve: NDArray[np.float64], name: str) -> dict[str, Any]:
    return {
        **_line(steps, np.where(curve > 0, curve, np.nan), name),
        "name": _PLURAL[name],
        "hovertemplate": f"step %{{x:,}}: %{{y:.3~g}}<extra>{_PLURAL[name]}</extra>",
    }


def _in_band(steps: NDArray[np.int64], curve: NDArray[np.float64], name: str, lane: int) -> dict[str, Any]:
    line = _line(steps, np.where(curve == 0, float(lane), np.nan), name)
    line["line"] = {**line["line"], "dash": "solid", "width": 5}
    hover = f"step %{{x:,}}: exactly equal<extra>{_PLURAL[name]}</extra>"
    return {**line, "yaxis": "y2", "showlegend": False, "hovertemplate": hover}


def _line(steps: NDArray[np.int64], y: NDArray[np.float64], name: str) -> dict[str, Any]:
    """A line with gaps where ``y`` is NaN; a dot where a number stands between two gaps, which has no line."""
    there = np.concatenate([[False], ~np.isnan(y), [False]])
    alone = there[1:-1] & ~there[:-2] & ~there[2:]
    color = _STYLE[name]["color"]
    return {
        "type": "scatter",
        "x": steps,
        "y": y,
        "mode": "lines+markers",
        "line": _STYLE[name],
        "marker": {"color": color, "size": np.where(alone, 5, 0), "opacity": 1, "line": {"width": 0}},
        "connectgaps": False,
    }


def _begin(steps: NDArray[np.int64], curve: NDArray[np.float64], name: str) -> dict[str, Any]:
    """A ring around the first step of a curve that is not in the band."""
    first = np.flatnonzero(curve > 0)[:1]
    color = _STYLE[name]["color"]
    return {
        "type": "scatter",
        "x": steps[first],
        "y": curve[first],
        "mode": "markers",
        "marker": {"symbol": "circle-open", "size": 11, "color": color, "line": {"width": 2}},
        "showlegend": False,
        "hovertemplate": f"from step %{{x:,}}: %{{y:.3~g}}<extra>{_PLURAL[name]} differ</extra>",
    }


def _layout(history: History, snapshot: int, every: NDArray[np.float64], color_scheme: str) -> dict[str, Any]:
    end, step = int(history.steps[-1]) or 1, int(history.steps[snapshot])
    legend = {"orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom"}
    x = {"title": {"text": "step", "standoff": 4}, "range": [-0.01 * end, 1.01 * end], "anchor": "y2", "nticks": 8}
    power = {
        "type": "log",
        "range": _range(every),
        "domain": _CURVES,
        "exponentformat": "power",
        "tickfont": {"size": 11},
    }
    lanes = {"tickmode": "array", "tickvals": [0, 1, 2], "ticktext": list(_PLURAL.values()), "tickfont": {"size": 10}}
    return {
        "template": templates()[color_scheme],
        "height": _HEIGHT,
        "margin": {"l": 64, "r": 12, "t": 34, "b": 38},
        "dragmode": False,
        "legend": {**legend, "bgcolor": "rgba(0,0,0,0)", "itemclick": False, "itemdoubleclick": False},
        "xaxis": {**x, "fixedrange": True, "zeroline": False},
        "yaxis": {**power, "fixedrange": True, "title": {"text": "largest difference", "standoff": 4}},
        "yaxis2": {
            **lanes,
            "range": [2.8, -0.8],
            "domain": _BAND,
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
        },
        "shapes": [_band(color_scheme), _last_digit(color_scheme), _playhead(step, color_scheme)],
        "annotations": [_band_title(), _last_digit_title()],
    }


def _range(every: NDArray[np.float64]) -> list[float]:
    """Powers of ten, from below what float32 rounds at 1 to above the largest difference."""
    found = every[every > 0]
    low = min(np.log10(found.min(initial=1.0)), np.log10(_LAST_DIGIT))
    high = np.log10(found.max(initial=1e-30)) if len(found) else 0.0
    return [float(np.floor(low) - 0.2), float(max(np.ceil(high), -5) + 0.2)]


def _band(color_scheme: str) -> dict[str, Any]:
    place = {"xref": "paper", "x0": 0, "x1": 1, "yref": "paper", "y0": _BAND[0], "y1": _BAND[1]}
    return {"type": "rect", "fillcolor": f"{INK[color_scheme]}12", "line": {"width": 0}, "layer": "below", **place}


def _last_digit(color_scheme: str) -> dict[str, Any]:
    place = {"xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": _LAST_DIGIT, "y1": _LAST_DIGIT}
    return {
        "type": "line",
        "line": {"color": f"{INK[color_scheme]}88", "width": 1, "dash": "dot"},
        "layer": "below",
        **place,
    }


def _playhead(step: int, color_scheme: str) -> dict[str, Any]:
    place = {"xref": "x", "x0": step, "x1": step, "yref": "paper", "y0": 0, "y1": 1}
    return {"type": "line", "line": {"color": INK[color_scheme], "width": 1.5}, **place}


def _band_title() -> dict[str, Any]:
    place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": _BAND[1], "yanchor": "bottom"}
    return {"text": "equal: the difference is 0", "showarrow": False, "font": {"size": 11}, **place}


def _last_digit_title() -> dict[str, Any]:
    place = {"xref": "paper", "x": 1, "xanchor": "right", "xshift": -6, "yref": "y", "y": float(np.log10(_LAST_DIGIT))}
    text = "float32's last digit near 1"
    return {"text": text, "showarrow": False, "font": {"size": 10}, "yanchor": "bottom", **place}
