"""All that the stage shows of a History: its panels, the arrays that move them, and what is said in numbers."""

from dataclasses import dataclass

import numpy as np

from playground.figures.guesses import guesses
from playground.figures.loss import loss_arrays, loss_curve
from playground.figures.matrices import embedding_matrix, linear_matrix, matrix_arrays
from playground.figures.panel import Panel
from playground.figures.projection import project
from playground.figures.vectors import position_arrays, vectors
from playground.history import History


@dataclass(frozen=True)
class Readout:
    """A sentence under the player: ``{}`` in ``text`` stands for the number in ``array`` at the playhead.

    ``zero`` is said instead when that number is 0. Without an array the text is said as it is.
    With ``names`` the array's numbers stand for them.
    """

    text: str
    array: str = ""
    zero: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stage:
    """Panels, and the named arrays whose first axis is the snapshot (or the word, for frames)."""

    words: tuple[str, ...]
    steps: list[int]
    panels: tuple[Panel, ...]
    arrays: dict[str, np.ndarray]
    readouts: tuple[Readout, ...]


def stage(history: History) -> Stage:
    projection = project(history)
    panels = [vectors(history, projection)]
    panels += [embedding_matrix(history)] if history.embedding is not None else []
    panels += [linear_matrix(history)] if history.linear is not None else []
    panels += [loss_curve(history)]
    arrays = {**position_arrays(projection), **matrix_arrays(history), **loss_arrays(history)}
    readouts = [Readout(sentence) for sentence in history.remarks.values()]
    if history.difference is not None:
        arrays["difference"] = history.difference
        largest = "Largest difference between the two layers' vectors"
        readouts.append(Readout(f"{largest}: {{}}", "difference", f"{largest}: 0, they are exactly equal"))
    names, arrays["guesses"] = guesses(history)
    more = history.targets.shape[1] - arrays["guesses"].shape[1]
    readouts.append(Readout(f"To guess: {{}}{f' and {more:,} more' if more else ''}", "guesses", names=names))
    words = history.words[: projection.words]
    return Stage(words, history.steps.tolist(), tuple(panels), arrays, tuple(readouts))
