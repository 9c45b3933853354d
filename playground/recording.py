"""Writing a run down while it happens, within a budget of memory."""

import math
from collections.abc import Mapping
from typing import Any, TypeVar

import numpy as np
import torch
from torch import Tensor

from playground.batches import batch_size
from playground.experiment import Experiment
from playground.history import Track
from playground.layers import FirstLayer, Layer

BUDGET = 32_000_000
"""Bytes a History may take. A longer run keeps evenly spaced snapshots."""

AnyArray = TypeVar("AnyArray", bound=np.ndarray)


def spacing(experiment: Experiment) -> int:
    """How many steps snapshots must be apart for the History to stay within BUDGET."""
    words, dimension = len(experiment.vocabulary), experiment.dimension
    numbers = words * dimension * (3 if experiment.has_vectors else 2) + dimension + 2
    indices = batch_size(experiment) * (experiment.task.examples.inputs.shape[1] + 1)
    most = BUDGET // (4 * (numbers * len(experiment.selection.layers) + indices))
    return math.ceil(experiment.steps / max(1, most - 1))


class Recording:
    """One layer's snapshots as they come in."""

    def __init__(self, layer: FirstLayer, snapshots: int, batch: int):
        parameters = dict(layer.named_parameters())
        self.values = {name: np.zeros((snapshots, *value.shape), np.float32) for name, value in parameters.items()}
        self.gradient = np.zeros_like(self.values["weight"])
        self.loss = np.full(snapshots, np.nan)
        self.learning_rate = np.zeros(snapshots)
        self.examples = np.zeros((snapshots, batch), np.int64)
        self.follow(layer)

    def follow(self, layer: FirstLayer) -> None:
        """Write down this layer's parameters from now on: they may be others than at the start."""
        self.weight = layer.weight
        # Looked up once: what changes, and where its states go. NumPy copies small arrays faster than PyTorch.
        self._pages = [(value.detach().numpy(), self.values[name]) for name, value in layer.named_parameters()]

    def before_step(self, snapshot: int, chosen: Tensor, learning_rate: float) -> None:
        """Before the batch of the chosen examples is read: with max_norm, reading changes the weight."""
        self.examples[snapshot] = chosen.numpy()
        self.learning_rate[snapshot] = learning_rate
        for now, states in self._pages:
            states[snapshot] = now

    def after_backward(self, snapshot: int) -> None:
        gradient = self.weight.grad  # none when the weight is frozen
        if gradient is not None:
            self.gradient[snapshot] = (gradient.to_dense() if gradient.is_sparse else gradient).numpy()

    def finite(self) -> int:
        """How many snapshots, from the first on, hold only finite numbers; one at the least."""
        finite = np.isfinite(self.loss)
        for values in self.values.values():
            finite &= np.isfinite(values).reshape(len(values), -1).all(1)
        return max(1, int(np.append(finite, False).argmin()))

    def track(self, kind: Layer, snapshots: int, options: Mapping[str, Any]) -> Track:
        """The first so many snapshots, read-only; ``options`` are those of the layer."""
        values = {name: value[:snapshots] for name, value in self.values.items()}
        gradient = self.gradient[:snapshots]
        gradient[-1] = 0
        states = {name: torch.from_numpy(value) for name, value in values.items()}
        vectors = kind.vectors(kind.words_first(states["weight"]), states.get("bias"), **options)
        return Track(
            weight=frozen(values["weight"]),
            gradient=frozen(gradient),
            bias=frozen(values["bias"]) if "bias" in values else None,
            loss=frozen(self.loss[:snapshots]),
            vectors=frozen(vectors.numpy()),
        )


def frozen(array: AnyArray) -> AnyArray:
    """The array, made read-only."""
    array.flags.writeable = False
    return array
