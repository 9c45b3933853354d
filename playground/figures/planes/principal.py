"""The overview: up to three dimensions as they are, and of more the plane in which the vectors spread most."""

import numpy as np

from playground.experiment.views import PlaneChoice
from playground.figures.planes.plane import Plane, Spread
from playground.training.history import History


def overview(history: History, spread: Spread, choice: PlaneChoice) -> Plane:
    """More than three dimensions are seen along the first two principal components of all vectors of the run.

    These are every drawn word's in both layers, so that what moves is the vector and not the axis.
    """
    dimension = history.experiment.dimension
    if dimension <= 3:
        return Plane(np.zeros(dimension), np.eye(dimension), tuple(f"dimension {axis}" for axis in range(dimension)))
    basis = np.linalg.eigh(spread.scatter)[1][:, ::-1][:, :2]
    # An axis may point either way: let its largest number be positive, so that a run is always drawn alike.
    basis = basis * np.sign(basis[np.abs(basis).argmax(0), range(2)])
    return Plane(spread.mean, basis, ("component 0", "component 1"), how="one PCA for the whole run")
