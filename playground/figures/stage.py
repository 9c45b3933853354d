"""All that the stage shows of a History: its parts, and what is said in numbers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from playground.experiment.file_names import run_name
from playground.figures.bindings import StagePart, Window
from playground.figures.drawn_words import LISTED
from playground.figures.loss import loss
from playground.figures.matrices.matrices import embedding_matrix, linear_matrix
from playground.figures.readouts import Readouts
from playground.figures.run_picture import PLAIN, PinnedRun, RunPicture, View
from playground.figures.run_readouts import predictions, run_readouts
from playground.figures.slow_motion.moments import CHOOSE, MOMENTS
from playground.figures.slow_motion.narration import narration
from playground.figures.slow_motion.slow_motion import slow_parts
from playground.figures.vectors.vectors import vectors
from playground.model.layers import EMBEDDING, LINEAR
from playground.training.history import History

PARTS: Sequence[tuple[Callable[[RunPicture], StagePart], str]] = (
    (vectors, ""),
    (embedding_matrix, EMBEDDING.name),
    (linear_matrix, LINEAR.name),
    (loss, ""),
)
"""What draws each part, in their order, and the layer without which it isn't drawn."""


@dataclass(frozen=True)
class Stage:
    """The parts, and the named arrays whose first axis is the snapshot (or the word, for frames).

    ``words`` are those that can be lit up, ``short`` their labels; the first ``listed`` of them are listed by name,
    and ``cut`` says of how many, if there are more. ``windows`` are what the parts are seen through. ``moments``
    are the parts of a step that the player stops at, if it is not to go from one step to the next at once. ``name``
    is what files of the picture are called.
    """

    words: tuple[str, ...]
    short: tuple[str, ...]
    listed: int
    cut: str
    steps: list[int]
    parts: tuple[StagePart, ...]
    windows: tuple[Window, ...]
    readouts: Readouts
    name: str
    moments: tuple[str, ...] = ()

    @property
    def arrays(self) -> Mapping[str, np.ndarray]:
        parts = [*(part.arrays for part in self.parts), self.readouts.arrays]
        return {name: array for arrays in parts for name, array in arrays.items()}


def stage(history: History, view: View = PLAIN, pins: Sequence[PinnedRun] = ()) -> Stage:
    """The picture of a run, with the pinned runs in it."""
    picture = RunPicture(history, view, pins)
    parts, readouts = _slow(picture) if view.slow else _plain(picture)
    words = picture.projection.drawn.words
    listed = min(len(words), LISTED)
    return Stage(
        words=words,
        short=picture.projection.drawn.short,
        listed=listed,
        cut=f"{listed} of {len(history.words):,} words" if listed < len(history.words) else "",
        steps=history.steps.tolist(),
        parts=tuple(parts),
        windows=picture.sent.windows,
        readouts=readouts,
        name=run_name(history.experiment, history.experiment.layer),
        moments=MOMENTS if view.slow else (),
    )


def _plain(picture: RunPicture) -> tuple[list[StagePart], Readouts]:
    drawn = [draw(picture) for draw, layer in PARTS if not layer or layer in picture.history.tracks]
    return drawn, run_readouts(picture)


def _slow(picture: RunPicture) -> tuple[list[StagePart], Readouts]:
    parts = slow_parts(picture)
    narrated, wanted = narration(picture, parts[0].arrows), predictions(picture.history)
    at_choice = (replace(sentence, moments=(CHOOSE,)) for sentence in wanted.sentences)
    return parts, Readouts((*narrated.sentences, *at_choice), {**narrated.arrays, **wanted.arrays})
