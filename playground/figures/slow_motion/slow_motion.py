"""Slow motion: a step in four moments, each with its marks in the parts of the stage, its sentences and its numbers."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from playground.figures.bindings import Binding, StagePart
from playground.figures.loss import loss
from playground.figures.matrices.matrices import GRADIENT, LOOKED_UP, MATRICES, STILL
from playground.figures.matrix_arrays import DRAWN_BATCH
from playground.figures.run_picture import RunPicture
from playground.figures.slow_motion.answer_bars import answers
from playground.figures.slow_motion.arrows import coordinates, marks, with_arrows, with_traces
from playground.figures.slow_motion.moments import CHOOSE, HOW_WRONG, LOOK_UP, MOVE
from playground.figures.theme import OUTLINE
from playground.figures.vectors.vectors import vectors
from playground.model.layers import LAYERS
from playground.training.history import Floats, History

_AXES = "xyz"


def slow_parts(picture: RunPicture) -> list[StagePart]:
    """The stage's parts with the marks of slow motion; at the last moments also the answers and the gradient."""
    drawn = [MATRICES[name] for name in picture.history.tracks]
    return [
        with_arrows(_with_halos(vectors(picture), picture), picture),
        *(replace(_with_picked(matrix(picture, LOOKED_UP)), moments=(CHOOSE, LOOK_UP)) for matrix in drawn),
        replace(loss(picture), moments=(MOVE,)),
        *(replace(matrix(picture, STILL), moments=(HOW_WRONG,)) for matrix in drawn),
        *(replace(matrix(picture, GRADIENT), moments=(MOVE,)) for matrix in drawn),
        answers(picture),
    ]


def _with_halos(part: StagePart, picture: RunPicture) -> StagePart:
    """Rings around the words of the batch, while they are chosen and looked up."""
    projection = picture.projection
    first = len(part.figure.data)
    marker = {"size": 24, "color": "rgba(0,0,0,0)", "line": {"color": OUTLINE, "width": 2}, "symbol": "circle"}
    if projection.axes == 3:
        marker |= {"symbol": "circle-open", "color": OUTLINE}
    name = next(iter(projection.positions))
    bindings = [
        Binding(first, axis, array, at="touched", moments=(CHOOSE, LOOK_UP))
        for axis, array in zip(_AXES, coordinates(projection, name), strict=False)
    ]
    part = with_traces(part, [marks(projection, mode="markers", marker=marker)], bindings=(*part.bindings, *bindings))
    return replace(part, arrays={**part.arrays, "touched": _touched(picture.history, projection.drawn.indices)})


def _with_picked(part: StagePart) -> StagePart:
    """Frames around the rows, or columns, that the batch picks."""
    frame = LAYERS[part.name].word_is
    first = len(part.figure.data)
    bindings = [Binding(first, axis, f"{frame}.{axis}", (), at="touched", moments=(LOOK_UP,)) for axis in "xy"]
    line = {"color": OUTLINE, "width": 2}
    trace = {"type": "scatter", "mode": "lines", "line": line, "hoverinfo": "skip", "x": [None], "y": [None]}
    return with_traces(part, [trace], bindings=(*part.bindings, *bindings))


def _touched(history: History, drawn: NDArray[np.int64]) -> Floats:
    """(S, B'): places among the drawn words of the batch's words, -1 for one that is not drawn."""
    places = np.full(len(history.words) + 1, -1, np.float32)  # the last for where there is no word
    places[drawn] = np.arange(len(drawn))
    return places[history.inputs.reshape(len(history.steps), -1)[:, :DRAWN_BATCH]]
