"""All that the stage shows of a History: its panels, the arrays that move them, and what is said in numbers."""

from dataclasses import dataclass

import numpy as np

from playground.figures.cells import cells, matrix_arrays
from playground.figures.drawn import LISTED
from playground.figures.guesses import TOLD, guesses
from playground.figures.loss import loss_arrays, loss_curve
from playground.figures.matrices import embedding_matrix, linear_matrix
from playground.figures.panel import Panel, Window
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
    """Panels, and the named arrays whose first axis is the snapshot (or the word, for frames).

    ``words`` are those that can be lit up; the first ``listed`` of them are listed by name, and ``cut`` says of how
    many, if there are more. ``windows`` are what the panels are seen through.
    """

    words: tuple[str, ...]
    listed: int
    cut: str
    steps: list[int]
    panels: tuple[Panel, ...]
    arrays: dict[str, np.ndarray]
    windows: tuple[Window, ...]
    readouts: tuple[Readout, ...]


def stage(history: History) -> Stage:
    projection, sent = project(history), cells(history)
    matrices = matrix_arrays(history, sent)
    panels = [vectors(history, projection)]
    panels += [embedding_matrix(history, sent, matrices)] if history.embedding is not None else []
    panels += [linear_matrix(history, sent, matrices)] if history.linear is not None else []
    panels += [loss_curve(history)]
    arrays = {**position_arrays(projection), **matrices, **loss_arrays(history)}
    if history.difference is not None:
        arrays["difference"] = history.difference
    arrays |= {"epochs": history.epochs, "learning_rate": history.learning_rate.astype(np.float32)}
    names, arrays["guesses"] = guesses(history)
    words = projection.drawn.words
    listed = min(len(words), LISTED)
    cut = f"{listed} of {len(history.words):,} words" if listed < len(history.words) else ""
    steps, readouts = history.steps.tolist(), _readouts(history, names)
    return Stage(words, listed, cut, steps, tuple(panels), arrays, sent.windows, readouts)


def _readouts(history: History, names: tuple[str, ...]) -> tuple[Readout, ...]:
    readouts = [Readout(sentence) for sentence in history.remarks.values()]
    if history.difference is not None:
        largest = "Largest difference between the two layers' vectors"
        readouts.append(Readout(f"{largest}: {{}}", "difference", f"{largest}: 0, they are exactly equal"))
    readouts.append(Readout("Epoch {}", "epochs", "Epoch 0"))
    if np.ptp(history.learning_rate):
        readouts.append(Readout("Learning rate {}", "learning_rate", "Learning rate 0"))
    more = history.targets.shape[1] - TOLD
    readouts.append(Readout(f"To guess: {{}}{f' and {more:,} more' if more > 0 else ''}", "guesses", names=names))
    return tuple(readouts)
