"""What the files are made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from playground.experiment.file_names import run_name
from playground.model.layers import LAYERS, Layer
from playground.training.history import Floats, History


@dataclass(frozen=True)
class Taken:
    """A run at the snapshot where the playhead rests, and the layer whose vectors are meant.

    ``link`` is the page's address with all of its state, and ``query`` what it would say if it could have any length.
    """

    history: History
    snapshot: int
    layer: str
    link: str = ""
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> Layer:
        return LAYERS[self.layer]

    @property
    def step(self) -> int:
        return int(self.history.steps[self.snapshot])

    @property
    def vectors(self) -> Floats:
        """float32 (V, D)"""
        return np.ascontiguousarray(self.history.tracks[self.layer].vectors[self.snapshot])

    @property
    def stem(self) -> str:
        """How the names of its files begin: by recipe and step."""
        return f"{run_name(self.history.experiment, self.layer)}-step{self.step}"
