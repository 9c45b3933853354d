"""Positions of the vectors in a picture of one, two or three axes; more dimensions through one fixed plane."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from playground.experiment.views import OVERVIEW, PlaneChoice
from playground.figures.drawn_words import Drawn, drawn
from playground.figures.planes.plane import Doubles, Plane, Spread
from playground.figures.planes.planes import chosen
from playground.training.history import Floats, History


@dataclass(frozen=True)
class Projection:
    """``positions`` float32 (K, S, V') of the ``drawn`` words for each layer in the ``plane``, K = 1, 2 or 3 axes.

    ``outputs`` are those of their output vectors, if these are drawn too. ``share`` is the share of the variance that
    they show. ``refusal`` says why the plane is not the one that was chosen, "" if it is.
    """

    positions: dict[str, Floats]
    drawn: Drawn
    plane: Plane
    share: float
    refusal: str = ""
    outputs: Floats | None = None

    @property
    def axes(self) -> int:
        return len(next(iter(self.positions.values())))

    @property
    def projected(self) -> bool:
        """Whether there is more to the vectors than is shown."""
        return bool(self.plane.how)

    def moved(self, vector: Floats, offset: Sequence[float]) -> Doubles:
        """The vector, (D,), when it has gone so far along each axis of the picture."""
        return vector + self.plane.lifted(offset[: self.axes])

    def limits(self) -> tuple[Doubles, Doubles]:
        """The lowest and the highest corner of the whole run, with room for labels."""
        drawn = [*self.positions.values(), *([] if self.outputs is None else [self.outputs])]
        points = [positions.reshape(self.axes, -1).astype(np.float64) for positions in drawn]  # float32 may overflow
        low, high = np.min([p.min(1) for p in points], 0), np.max([p.max(1) for p in points], 0)
        room = np.maximum(0.12 * (high - low).max(), 0.05)
        return low - room, high + room


def project(history: History, outputs: bool = False, choice: PlaneChoice = OVERVIEW) -> Projection:
    """The vectors of the drawn words on the axes of the picture, and if wanted and there, their output vectors."""
    order = drawn(history)
    vectors = {name: track.vectors[:, order.indices] for name, track in history.tracks.items()}
    if outputs and history.outputs is not None:
        vectors["outputs"] = history.outputs[:, order.indices]
    spread = Spread(list(vectors.values()))
    plane, refusal = chosen(history, spread, choice)
    if plane.how:
        share, positions = spread.share(plane.basis), {name: plane.of(v) for name, v in vectors.items()}
    else:
        share, positions = 1.0, {name: np.ascontiguousarray(np.moveaxis(v, 2, 0)) for name, v in vectors.items()}
    beside = positions.pop("outputs", None)
    return Projection(positions, order, plane, share, refusal, beside)


def trails_differ(history: History, projection: Projection) -> bool:
    """Whether the two layers' trails can be told apart; otherwise one is drawn for both."""
    low, high = projection.limits()
    return history.difference is not None and bool(history.difference.max() > 1e-3 * np.max(high - low))
