"""From a History to the picture that is sent: done where the run was trained, and so without Streamlit."""

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

    @property
    def nbytes(self) -> int:
        return self.history.nbytes + self.history.experiment.task.nbytes + sent_bytes(self.picture)


def drawn(history: History) -> Run:
    """A run, whole or as far as it came; each has a key of its own."""
    seen = (history.experiment, int(history.steps[-1]), history.stopped)
    return Run(history, payload(stage(history), key=sha256(repr(seen).encode()).hexdigest()))


def viewed(history: History, key: str, view: View, pins: Sequence[PinnedRun]) -> dict[str, Any]:
    """The picture of a run that is looked at in this way, with pinned runs in it."""
    return payload(stage(history, view, pins), key)


def sent_bytes(picture: dict[str, Any]) -> int:
    """Bytes of the arrays of a picture."""
    return sum(len(array["bdata"]) for array in picture["arrays"].values())


def first_run() -> None:
    """What takes longer the first time: PyTorch imports some of itself, and Plotly its figures."""
    viewed(drawn(train(Experiment(steps=2))).history, "", View(slow=True), ())
