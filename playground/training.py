"""train(experiment) -> History: the PyTorch loop, run once, with every step written down."""

import copy
import math
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.optim.lr_scheduler import LRScheduler

from playground.batches import batch_size, batches
from playground.experiment import Experiment
from playground.history import History
from playground.initializers import INITIALIZERS, Place
from playground.interventions import VERBS
from playground.layers import LAYERS, FirstLayer, Layer
from playground.objectives import OBJECTIVES
from playground.optimizers import OPTIMIZERS
from playground.recording import Recording, frozen, spacing
from playground.schedules import SCHEDULES
from playground.seeding import seeded


def train(experiment: Experiment) -> History:
    """Train the experiment's layers, each with the same head from the same start, on the same batches.

    Leaves the process's global random state alone, so that runs may go on side by side. A run whose
    numbers stop being finite ends at the last snapshot where they are.
    """
    every = spacing(experiment)
    kept = np.append(np.arange(0, experiment.steps, every), experiment.steps)
    layers, head = models(experiment)
    recordings = {
        name: _run(experiment, LAYERS[name], layer, copy.deepcopy(head), kept) for name, layer in layers.items()
    }
    finite = min(recording.finite() for recording in recordings.values())
    tracks = {
        name: recording.track(LAYERS[name], finite, experiment.options(LAYERS[name]))
        for name, recording in recordings.items()
    }
    looked_at = torch.from_numpy(next(iter(recordings.values())).examples[:finite])
    batch = experiment.task.examples.batch(looked_at)
    return History(
        experiment=experiment,
        words=experiment.vocabulary.words,
        steps=frozen(kept[:finite]),
        learning_rate=frozen(next(iter(recordings.values())).learning_rate[:finite]),
        every=every,
        inputs=frozen(batch.inputs.numpy().astype(np.int32)),
        targets=frozen(batch.targets.numpy().astype(np.int32)),
        embedding=tracks.get("embedding"),
        linear=tracks.get("linear"),
        diverged=finite < len(kept),
    )


def models(experiment: Experiment) -> tuple[dict[str, FirstLayer], nn.Module]:
    """The first layers by name, and the head that each of them gets a copy of, before any training."""
    words, initializer = len(experiment.vocabulary), INITIALIZERS[experiment.initializer]
    with seeded(torch.Generator().manual_seed(experiment.seed)):
        head = OBJECTIVES[experiment.objective].head(experiment.dimension, len(experiment.task.goals))
        layers = {
            kind.name: kind.build(words, experiment.dimension, **experiment.options(kind))
            for kind in experiment.selection.layers
        }
        filled = list(layers)[:1] if experiment.same_start else list(layers)
        for name in filled:
            initializer.fill(layers[name], place(experiment, LAYERS[name]), **experiment.options(initializer))
        first, *others = layers.values()
        if experiment.same_start:
            for other in others:
                other.weight.data.copy_(first.weight.T)
                other.weight.requires_grad_(first.weight.requires_grad)
    return layers, head


def place(experiment: Experiment, kind: Layer) -> Place:
    """What an initializer must know of the layer that it fills."""
    arguments = kind.arguments(experiment.options(kind))
    return Place(kind, experiment.vocabulary.words, experiment.dimension, arguments)


@dataclass
class _Live:
    """One layer in training, with its head and what moves them; interventions change it."""

    experiment: Experiment
    kind: Layer
    layer: FirstLayer
    head: nn.Module
    optimizers: list[torch.optim.Optimizer] = field(default_factory=list)
    schedulers: list[LRScheduler] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._generator = torch.Generator().manual_seed(self.experiment.seed)
        self._kind = OPTIMIZERS[self.experiment.optimizer]
        self._options = self.experiment.options(self._kind)
        self.optimize()

    def optimize(self, optimizer: str | None = None) -> None:
        """Build what moves the weights, anew or of another kind; the learning rate goes on from where it is."""
        if optimizer is not None:
            self._kind, self._options = OPTIMIZERS[optimizer], {}
        before, rate, schedulers = self.optimizers, self.learning_rate, self.schedulers
        self.optimizers = [
            self._kind.build(group, sparse, self.experiment.learning_rate, self._options)
            for group, sparse in self._groups()
        ]
        self.schedulers = _schedulers(self.experiment, self.optimizers)
        for old, new in zip(schedulers, self.schedulers, strict=False):
            new.load_state_dict(old.state_dict())
        for built in self.optimizers if before else []:
            built.param_groups[0]["lr"] = rate

    def _groups(self) -> list[tuple[list[nn.Parameter], bool]]:
        """The parameters for each optimizer, and whether their gradients are sparse: those of the head never are."""
        layer, head = list(self.layer.parameters()), list(self.head.parameters())
        sparse = isinstance(self.layer, nn.Embedding) and self.layer.sparse
        return [(layer, True), (head, False)] if sparse and head else [([*layer, *head], sparse)]

    def drawn(self, *shape: int) -> torch.Tensor:
        return torch.rand(*shape, generator=self._generator)

    @property
    def learning_rate(self) -> float:
        return self.optimizers[0].param_groups[0]["lr"] if self.optimizers else self.experiment.learning_rate

    def step(self) -> None:
        if self.experiment.max_grad_norm is not None:
            parameters = [*self.layer.parameters(), *self.head.parameters()]
            nn.utils.clip_grad_norm_(parameters, self.experiment.max_grad_norm)
        for optimizer in self.optimizers:
            optimizer.step()
        for scheduler in self.schedulers:
            scheduler.step()


def _schedulers(experiment: Experiment, optimizers: list[torch.optim.Optimizer]) -> list[LRScheduler]:
    schedule = SCHEDULES[experiment.schedule]
    built = [schedule.build(optimizer, experiment.steps, **experiment.options(schedule)) for optimizer in optimizers]
    return [scheduler for scheduler in built if scheduler is not None]


def _run(experiment: Experiment, kind: Layer, layer: FirstLayer, head: nn.Module, kept: NDArray[np.int64]) -> Recording:
    live, recording = _Live(experiment, kind, layer, head), Recording(layer, len(kept), batch_size(experiment))
    snapshots = {step: snapshot for snapshot, step in enumerate(kept.tolist())}
    objective, examples = OBJECTIVES[experiment.objective], experiment.task.examples
    read, changes = partial(kind.read, layer), experiment.changes
    for step, (chosen, negatives) in enumerate(islice(batches(experiment), experiment.steps + 1)):
        for _, name, *texts in changes.get(step, ()):
            VERBS[name].make(live, experiment.vocabulary, *texts)
            recording.follow(layer)
        snapshot = snapshots.get(step)
        if snapshot is not None:
            recording.before_step(snapshot, chosen, live.learning_rate)
        error = objective.error(read, head, examples.batch(chosen, negatives))
        value = error.item()
        if snapshot is not None:
            recording.loss[snapshot] = value
        if step == experiment.steps or not math.isfinite(value):
            break
        for optimizer in live.optimizers:
            optimizer.zero_grad()
        if error.requires_grad:  # else all is frozen, and there is nothing to learn
            error.backward()
        if snapshot is not None:
            recording.after_backward(snapshot)
        live.step()
    return recording
