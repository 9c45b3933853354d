"""A run with its picture, made where the run was trained: nothing here knows Streamlit."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from playground import Experiment, History, train
from playground.figures.run_picture import PinnedRun, View
from playground.figures.stage import stage
from playground.player.payload import payload


@dataclass(frozen=True)
class Run:
    """A History and its picture, ready to be sent; read-only, as many sessions share it."""

    history: History
    picture: dict[str, Any]


def drawn(history: History) -> Run:
    """A run, whole or as far as it came; each has a key of its own."""
    seen = (history.experiment, int(history.steps[-1]), history.stopped)
    return Run(history, payload(stage(history), key=sha256(repr(seen).encode()).hexdigest()))


def seen(history: History, key: str, view: View, pins: Sequence[PinnedRun]) -> dict[str, Any]:
    """The picture of a run that is looked at in another way, or with pinned runs in it."""
    return payload(stage(history, view, pins), key)


def prepare() -> None:
    """Have all that a first run needs at hand."""
    drawn(train(Experiment(steps=1)))
