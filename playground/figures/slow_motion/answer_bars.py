"""What the head answers for the first example of a step's batch, and what it should answer, as bars."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go

from playground.analysis.step_anatomy import Anatomy
from playground.figures.bindings import Binding, StagePart, label
from playground.figures.run_picture import RunPicture
from playground.figures.slow_motion.moments import HOW_WRONG
from playground.figures.theme import OUTLINE
from playground.model.layers import LAYERS
from playground.training.history import Floats
from playground.wording import short_names

MOST_BARS = 24
"""With more answers than this, the target gets a bar and all others together one."""
_SPELLED = 10
"""How many characters of a name fit below its bar; the hover text has them all."""


def answer_arrays(anatomy: Anatomy) -> dict[str, np.ndarray]:
    """The arrays that the bars are bound to, and those that sentences tell.

    For each layer "embedding.given" (S, A'), A' bars, "embedding.mean" (S, D), the first example's vector, and
    "embedding.example" (S,), its loss. "wanted" (S, A') is what the answers should be.
    """
    arrays: dict[str, np.ndarray] = {}
    for name in anatomy.history.tracks:
        found = anatomy.answers(name)
        arrays[f"{name}.given"], arrays["wanted"] = _bars(found.given, anatomy), _bars(found.wanted, anatomy)
        arrays |= {f"{name}.mean": found.vector, f"{name}.example": found.loss}
    if len(anatomy.names) > MOST_BARS:
        arrays["wanted"][:, -1] = np.nan  # of the others none is wanted
    return arrays


def _bars(answers: Floats, anatomy: Anatomy) -> Floats:
    """All answers; of too many the first, that of the target if it is not among them, and the sum of the rest."""
    if len(anatomy.names) <= MOST_BARS:
        return answers
    first = MOST_BARS - 2
    target = answers[np.arange(len(answers)), anatomy.target]
    among = anatomy.target < first
    rest = answers[:, first:].sum(1) - np.where(among, 0, target)
    return np.column_stack([answers[:, :first], np.where(among, np.nan, target), rest.clip(0)]).astype(np.float32)


def answers(picture: RunPicture) -> StagePart:
    """Bars for each layer, and a mark where each should end."""
    anatomy = picture.anatomy
    arrays = answer_arrays(anatomy)
    names = list(anatomy.names)
    if len(names) > MOST_BARS:
        names = [*names[: MOST_BARS - 2], "the target", f"{len(names) - MOST_BARS + 1:,} others"]
    unit = anatomy.history.experiment.head.unit
    places = list(range(len(names)))
    traces: list[dict[str, Any]] = []
    bindings = []
    for name in anatomy.history.tracks:
        bindings.append(Binding(len(traces), "y", f"{name}.given"))
        hover = f"%{{hovertext}}, {name}: %{{y:.4f}}<extra></extra>"
        style = {"marker": {"color": LAYERS[name].color}, "hovertext": [*map(label, names)], "hovertemplate": hover}
        traces.append({"type": "bar", "x": places, "y": arrays[f"{name}.given"][-1], **style})
    bindings.append(Binding(len(traces), "y", "wanted"))
    wanted = {"symbol": "line-ew", "size": 16, "line": {"color": OUTLINE, "width": 3}}
    hover = "should be %{y:.4g}<extra></extra>"
    traces.append({"x": places, "y": arrays["wanted"][-1], "mode": "markers", "marker": wanted, "hovertemplate": hover})
    low, high = _limits(arrays)
    layout = {
        "margin": {"l": 38, "r": 8, "t": 6, "b": 20},
        "minreducedheight": 30,
        "showlegend": False,
        "dragmode": False,
        "bargap": 0.3,
        "xaxis": {
            "tickmode": "array",
            "tickvals": places,
            "ticktext": [label(short) for short in map(short_names(names, _SPELLED).__getitem__, names)],
            "autotickangles": [0, -60],
            "tickfont": {"size": 11},
            "fixedrange": True,
            "showgrid": False,
            "automargin": True,
        },
        "yaxis": {"title": {"text": unit, "standoff": 2}, "range": [low, high], "fixedrange": True},
    }
    figure, caption = go.Figure(traces, layout), _caption(anatomy, len(names))
    return StagePart("answers", figure, caption, tuple(bindings), moments=(HOW_WRONG,), arrays=arrays)


def _limits(arrays: Mapping[str, np.ndarray]) -> tuple[float, float]:
    """Of the whole run, so that a bar that is longer means more."""
    shown = np.concatenate([array.ravel() for name, array in arrays.items() if name.endswith(("given", "wanted"))])
    low, high = min(0.0, float(np.nanmin(shown))), float(np.nanmax(shown))
    return low * 1.08, high * 1.08 or 1.0


def _caption(anatomy: Anatomy, bars: int) -> str:
    layers = " Blue is Embedding, orange Linear." if len(anatomy.history.tracks) == 2 else ""
    cut = f" {bars - 2} of {len(anatomy.names):,} answers have their own bar." if bars < len(anatomy.names) else ""
    return f"The head's answers for the step's first example; a dash marks the correct value.{layers}{cut}"
