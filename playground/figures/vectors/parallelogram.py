"""The parallelogram of an analogy, where axes lead from word to word: king + woman - man, beside queen."""

from dataclasses import replace
from typing import Any

import numpy as np
import plotly.graph_objects as go

from playground.analysis.similarity import arithmetic, nearest_to_sum
from playground.figures.bindings import Binding, StagePart, label
from playground.figures.planes.plane import Doubles
from playground.figures.planes.word_pairs import Analogy, analogy
from playground.figures.run_picture import RunPicture
from playground.figures.theme import OUTLINE
from playground.training.history import Floats, History
from playground.wording import isolated


def with_parallelogram(part: StagePart, picture: RunPicture) -> StagePart:
    """The vectors with the analogy of the axes' pairs, and what comes of it; without, where no pairs give the axes."""
    if not picture.projection.plane.pairs:
        return part
    history, wanted = picture.history, analogy(picture.projection.plane.pairs)
    around = corners(picture)
    arrays = {f"analogy.{axis}": places for axis, places in zip("xy", around, strict=True)}
    arrays |= {f"analogy.sum.{axis}": places[:, 2:3] for axis, places in zip("xy", around, strict=True)}
    names = [label(history.words[word]) for word in (wanted.base, wanted.plus, wanted.minus)]
    first, last = len(part.figure.data), around[:, -1]
    bindings = [Binding(first, axis, f"analogy.{axis}") for axis in "xy"]
    bindings += [Binding(first + 1, axis, f"analogy.sum.{axis}") for axis in "xy"]
    side = "top left" if last[0, 2] > last[0].mean() else "top right"  # towards the middle, where there is room
    traces = [_line(last), _cross(last[:, 2:3], "{} + {} − {}".format(*names), side)]
    return replace(
        part,
        figure=go.Figure([*part.figure.data, *traces], part.figure.layout),
        caption=f"{part.caption} {_outcome(history, wanted)}",
        bindings=(*part.bindings, *bindings),
        arrays={**part.arrays, **arrays},
    )


def corners(picture: RunPicture) -> Floats:
    """Of the first layer, float32 (2, S, 5): minus, base, their sum with plus, plus, and minus again."""
    wanted = analogy(picture.projection.plane.pairs)
    vectors = next(iter(picture.history.tracks.values())).vectors
    minus, base, plus = (vectors[:, word].astype(np.float64) for word in (wanted.minus, wanted.base, wanted.plus))
    around: Doubles = np.stack([minus, base, base + plus - minus, plus, minus], axis=1)
    return picture.projection.plane.of(around)


def _line(around: Floats) -> dict[str, Any]:
    line = {"color": OUTLINE, "width": 1.5, "dash": "dash"}
    return _trace(around, mode="lines", line=line)


def _cross(place: Floats, name: str, side: str) -> dict[str, Any]:
    marker = {"symbol": "x-thin", "size": 12, "line": {"color": OUTLINE, "width": 2.5}}
    named = {"text": [name], "textposition": side, "textfont": {"size": 12, "color": OUTLINE}}
    return _trace(place, mode="markers+text", marker=marker, **named)


def _trace(places: Floats, **style: Any) -> dict[str, Any]:
    x, y = places
    return {"type": "scatter", "x": x, "y": y, "hoverinfo": "skip", "showlegend": False, **style}


def _outcome(history: History, wanted: Analogy) -> str:
    """Which word comes closest to the sum at the last step, the sum's own words among them and not."""
    vectors = next(iter(history.tracks.values())).vectors[-1]
    plus, minus = [wanted.base, wanted.plus], [wanted.minus]
    base, up, down = (_named(history, word) for word in (wanted.base, wanted.plus, wanted.minus))
    written = f"{base} + {up} − {down}"
    nearest = nearest_to_sum(vectors, plus, minus)
    others = arithmetic(vectors, plus, minus, 1)
    if not others or nearest == others[0].word:
        return f"The cross is {written}: at the last step {_named(history, nearest)} is the most similar word."
    return (
        f"The cross is {written}: at the last step the most similar word is {_named(history, nearest)} itself, "
        f"and of the other words {_named(history, others[0].word)}."
    )


def _named(history: History, word: int) -> str:
    return isolated(history.short_words[word])
