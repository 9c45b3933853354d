"""Two of the vectors' own dimensions, as they are."""

import numpy as np

from playground.choices import InvalidField
from playground.experiment.views import PlaneChoice
from playground.figures.planes.plane import Plane, Spread
from playground.training.history import History
from playground.wording import abbreviate


def two_dimensions(history: History, spread: Spread, choice: PlaneChoice) -> Plane:
    """Raises InvalidField for what is no dimension, and for one that is chosen twice."""
    dimension = history.experiment.dimension
    across = _number("across", choice.across or "0", dimension)
    up = _number("up", choice.up or "1", dimension)
    if across == up:
        raise InvalidField("up", f"Both axes are dimension {up}. Choose two different ones.")
    titles = (f"dimension {across}", f"dimension {up}")
    return Plane(np.zeros(dimension), np.eye(dimension)[:, [across, up]], titles, how=f"dimensions {across} and {up}")


def _number(field: str, typed: str, dimension: int) -> int:
    text = typed.strip()
    if text.isascii() and text.isdigit() and len(text) < 10 and int(text) < dimension:
        return int(text)
    raise InvalidField(
        field, f"A dimension is a whole number from 0 to {dimension - 1}, not “{abbreviate(text) or ' '}”."
    )
