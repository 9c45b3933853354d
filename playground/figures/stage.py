"""All that the stage shows of a History: its panels, the arrays that move them, and what is said in numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from playground.analysis.agreement import reasons
from playground.figures.bindings import Panel, Window
from playground.figures.drawn_words import LISTED
from playground.figures.guesses import TOLD, guesses
from playground.figures.loss import loss_arrays, loss_curve
from playground.figures.matrices.matrices import embedding_matrix, linear_matrix
from playground.figures.matrices.matrix_arrays import cells, matrix_arrays
from playground.figures.readouts import Readout, Value
from playground.figures.slow_motion.narration import narration, narration_arrays
from playground.figures.slow_motion.slow_motion import CHOOSE, MOMENTS, scales, slow_arrays, slow_panels
from playground.figures.vectors.pinned_runs import (
    Ghost,
    highest_loss,
    left_out,
    trail_arrays,
    trails,
    with_losses,
    with_trails,
)
from playground.figures.vectors.projection import project
from playground.figures.vectors.vectors import position_arrays, vectors
from playground.training.history import History


@dataclass(frozen=True)
class View:
    """How a run is looked at: ``slow`` with each step in four moments, ``outputs`` with the words' output vectors."""

    slow: bool = False
    outputs: bool = False


PLAIN = View()


@dataclass(frozen=True)
class Stage:
    """Panels, and the named arrays whose first axis is the snapshot (or the word, for frames).

    ``words`` are those that can be lit up; the first ``listed`` of them are listed by name, and ``cut`` says of how
    many, if there are more. ``windows`` are what the panels are seen through. ``moments`` are the parts of a step that
    the player stops at, if it is not to go from one step to the next at once.
    """

    words: tuple[str, ...]
    listed: int
    cut: str
    steps: list[int]
    panels: tuple[Panel, ...]
    arrays: dict[str, np.ndarray]
    windows: tuple[Window, ...]
    readouts: tuple[Readout, ...]
    moments: tuple[str, ...] = ()


def stage(history: History, view: View = PLAIN, ghosts: Sequence[Ghost] = ()) -> Stage:
    """The picture of a run, with the pinned runs in it."""
    projection = project(history, view.outputs)
    sent = cells(history, matrices=2 if view.slow else 1)  # in slow motion the weight and its gradient
    matrices, ways = matrix_arrays(history, sent), trails(history, projection, ghosts)
    panels = [with_trails(vectors(history, projection), projection, ways, left_out(history, ways, ghosts))]
    panels += [embedding_matrix(history, sent, matrices)] if history.embedding is not None else []
    panels += [linear_matrix(history, sent, matrices)] if history.linear is not None else []
    panels += [with_losses(loss_curve(history, highest_loss(history, ghosts)), history, ghosts)]
    arrays = {**position_arrays(projection), **matrices, **loss_arrays(history), **trail_arrays(ways)}
    if history.difference is not None:
        arrays["difference"] = history.difference
    arrays |= {"epochs": history.epochs, "learning_rate": history.learning_rate.astype(np.float32)}
    names, arrays["guesses"] = guesses(history)
    readouts = _readouts(history, names)
    if view.slow:
        arrays |= slow_arrays(history, projection, sent) | narration_arrays(history)
        panels = slow_panels(history, panels, sent, arrays, projection)
        readouts = (*narration(history, scales(projection, arrays)), *_at(CHOOSE, readouts[-1:]))
    words = projection.drawn.words
    listed = min(len(words), LISTED)
    return Stage(
        words=words,
        listed=listed,
        cut=f"{listed} of {len(history.words):,} words" if listed < len(history.words) else "",
        steps=history.steps.tolist(),
        panels=tuple(panels),
        arrays=arrays,
        windows=sent.windows,
        readouts=readouts,
        moments=MOMENTS if view.slow else (),
    )


def _at(moment: int, readouts: Iterable[Readout]) -> Iterable[Readout]:
    return (replace(readout, moments=(moment,)) for readout in readouts)


def _readouts(history: History, names: tuple[str, ...]) -> tuple[Readout, ...]:
    readouts = [Readout(sentence) for sentence in history.remarks.values()]
    if history.difference is not None:
        largest = "Largest difference between the two layers' vectors"
        because = ", ".join(cause.name for cause in reasons(history))
        parted = f"{largest}: {{}}{f' ({because})' if because else ''}"
        difference = (Value("difference"),)
        readouts.append(Readout(parted, difference, f"{largest}: 0, they are exactly equal"))
    readouts.append(Readout("Epoch {}", (Value("epochs"),), "Epoch 0"))
    if np.ptp(history.learning_rate):
        readouts.append(Readout("Learning rate {}", (Value("learning_rate"),), "Learning rate 0"))
    more = history.targets.shape[1] - TOLD
    guessed = Value("guesses", "names", names=names)
    readouts.append(Readout(f"To guess: {{}}{f' and {more:,} more' if more > 0 else ''}", (guessed,)))
    return tuple(readouts)
