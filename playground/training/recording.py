"""Writing a run down while it happens, within a budget of memory."""

import math
from collections.abc import Mapping
from typing import Any, TypeVar

import numpy as np
import torch
from torch import Tensor, nn

from playground import limits
from playground.experiment.experiment import Experiment
from playground.model.layers import FirstLayer, Layer
from playground.training.batches import batch_size
from playground.training.history import Floats, Track

AnyArray = TypeVar("AnyArray", bound=np.ndarray)


def spacing(experiment: Experiment) -> int:
    """How many steps snapshots must be apart for the History to stay within limits.RECORDED."""
    most = limits.RECORDED // _snapshot_bytes(experiment)
    return math.ceil(experiment.steps / max(1, most - 1))


def recorded_bytes(experiment: Experiment) -> int:
    """About how many bytes the History takes."""
    return _snapshot_bytes(experiment) * (experiment.steps // spacing(experiment) + 1)


def _snapshot_bytes(experiment: Experiment) -> int:
    words, dimension = len(experiment.vocabulary), experiment.dimension
    numbers = words * dimension * (3 if experiment.has_vectors else 2) + dimension + 2 + _head_numbers(experiment)
    indices = batch_size(experiment) * (experiment.task.examples.inputs.shape[1] + 1)
    return 4 * (numbers * len(experiment.selection.layers) + indices)


def _head_numbers(experiment: Experiment) -> int:
    """How many numbers the model behind one layer learns."""
    shapes = experiment.head.shapes(experiment.dimension, len(experiment.task.goals))
    return sum(shape.numel() for shape in shapes)


class Recording:
    """One layer's snapshots as they come in, and those of its head."""

    def __init__(self, layer: FirstLayer, head: nn.Module, snapshots: int, batch: int):
        self.values, self.head = _allocate(layer, snapshots), _allocate(head, snapshots)
        self.gradient = np.zeros_like(self.values["weight"])
        self.loss = np.full(snapshots, np.nan)
        self.learning_rate = np.zeros(snapshots)
        self.examples = np.zeros((snapshots, batch), np.int64)
        self.arrived: dict[int, dict[str, Floats]] = {}
        # Looked up once: what changes, and where its states go. NumPy copies small arrays faster than PyTorch.
        self._head = _parameter_views(head, self.head)
        self.follow(layer)

    def follow(self, layer: FirstLayer) -> None:
        """Write down this layer's parameters from now on: they may be others than at the start."""
        self._layer, self.weight = layer, layer.weight
        self._now = [*_parameter_views(layer, self.values), *self._head]

    def before_changes(self, snapshot: int) -> None:
        """Before the layer is changed by hand at the step of that snapshot."""
        self.arrived[snapshot] = {name: value.detach().numpy().copy() for name, value in self._layer.named_parameters()}

    def before_step(self, snapshot: int, chosen: Tensor, learning_rate: float) -> None:
        """Before the batch of the chosen examples is read: with max_norm, reading changes the weight."""
        self.examples[snapshot] = chosen.numpy()
        self.learning_rate[snapshot] = learning_rate
        for now, states in self._now:
            states[snapshot] = now

    def after_backward(self, snapshot: int) -> None:
        gradient = self.weight.grad  # none when the weight is frozen
        if gradient is not None:
            self.gradient[snapshot] = (gradient.to_dense() if gradient.is_sparse else gradient).numpy()

    def finite(self, snapshots: int) -> int:
        """How many snapshots in a row, from the first on, hold only finite numbers; at least one."""
        finite = np.isfinite(self.loss[:snapshots])
        for values in (*self.values.values(), *self.head.values()):
            finite &= np.isfinite(values[:snapshots]).reshape(snapshots, -1).all(1)
        return max(1, int(np.append(finite, False).argmin()))

    def track(self, kind: Layer, snapshots: int, options: Mapping[str, Any]) -> Track:
        """The first so many snapshots, read-only; ``options`` are those of the layer."""
        values = {name: beginning(value, snapshots) for name, value in self.values.items()}
        gradient = beginning(self.gradient, snapshots)
        if snapshots < len(self.gradient):
            gradient[-1] = 0  # a step may have followed

        def vectors(states: Mapping[str, Floats]) -> Floats:
            now = {name: torch.from_numpy(value) for name, value in states.items()}
            return read_only(kind.vectors(kind.words_first(now["weight"]), now.get("bias"), **options).numpy())

        arrived = {
            snapshot: vectors({name: value[None] for name, value in states.items()})[0]
            for snapshot, states in self.arrived.items()
            if snapshot < snapshots
        }
        returned = vectors(values)
        return Track(
            weight=read_only(values["weight"]),
            gradient=read_only(gradient),
            bias=read_only(values["bias"]) if "bias" in values else None,
            loss=read_only(beginning(self.loss, snapshots)),
            vectors=returned,
            head={name: read_only(beginning(value, snapshots)) for name, value in self.head.items()},
            arrived=arrived,
        )


def _allocate(module: nn.Module, snapshots: int) -> dict[str, Floats]:
    return {name: np.zeros((snapshots, *value.shape), np.float32) for name, value in module.named_parameters()}


def _parameter_views(module: nn.Module, values: Mapping[str, Floats]) -> list[tuple[Floats, Floats]]:
    """Each parameter as it changes, and where its states are written."""
    return [(value.detach().numpy(), values[name]) for name, value in module.named_parameters()]


def beginning(array: np.ndarray, count: int) -> Any:
    """The first so many entries; where there are more, a copy, which doesn't keep these in memory."""
    return array[:count] if count == len(array) else array[:count].copy()


def read_only(array: AnyArray) -> AnyArray:
    """The array, made read-only."""
    array.flags.writeable = False
    return array
