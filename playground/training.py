"""train(experiment) -> History: the PyTorch loop, run once, with every step written down."""

import copy
import math
from functools import partial
from itertools import islice

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.optim.lr_scheduler import LRScheduler

from playground.batches import batches
from playground.experiment import Experiment
from playground.history import History
from playground.initializers import INITIALIZERS, Place
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
    inputs, targets = _batches_at(experiment, kept[:finite])
    return History(
        experiment=experiment,
        words=experiment.vocabulary.words,
        steps=frozen(kept[:finite]),
        learning_rate=frozen(next(iter(recordings.values())).learning_rate[:finite]),
        every=every,
        inputs=inputs,
        targets=targets,
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


def _run(experiment: Experiment, kind: Layer, layer: FirstLayer, head: nn.Module, kept: NDArray[np.int64]) -> Recording:
    recording = Recording(layer, len(kept))
    snapshots = {step: snapshot for snapshot, step in enumerate(kept.tolist())}
    optimizers = _optimizers(experiment, layer, head)
    read = partial(kind.read, layer)
    objective, examples = OBJECTIVES[experiment.objective], experiment.task.examples
    schedulers = _schedulers(experiment, optimizers)
    for step, drawn in enumerate(islice(batches(experiment), experiment.steps + 1)):
        snapshot = snapshots.get(step)
        if snapshot is not None:
            recording.before_step(snapshot, optimizers[0].param_groups[0]["lr"])
        error = objective.error(read, head, examples.batch(*drawn))
        value = error.item()
        if snapshot is not None:
            recording.loss[snapshot] = value
        if step == experiment.steps or not math.isfinite(value):
            break
        for optimizer in optimizers:
            optimizer.zero_grad()
        error.backward()
        if snapshot is not None:
            recording.after_backward(snapshot)
        if experiment.max_grad_norm is not None:
            nn.utils.clip_grad_norm_([*layer.parameters(), *head.parameters()], experiment.max_grad_norm)
        for optimizer in optimizers:
            optimizer.step()
        for scheduler in schedulers:
            scheduler.step()
    return recording


def _optimizers(experiment: Experiment, layer: FirstLayer, head: nn.Module) -> list[torch.optim.Optimizer]:
    """One for all, or one for the layer's sparse gradients and one for the head's."""
    optimizer = OPTIMIZERS[experiment.optimizer]
    rate, options = experiment.learning_rate, experiment.options(optimizer)
    sparse = isinstance(layer, nn.Embedding) and layer.sparse
    groups = [list(layer.parameters()), list(head.parameters())]
    if not sparse:
        return [optimizer.build([*groups[0], *groups[1]], False, rate, options)]
    return [optimizer.build(group, group is groups[0], rate, options) for group in groups if group]


def _schedulers(experiment: Experiment, optimizers: list[torch.optim.Optimizer]) -> list[LRScheduler]:
    schedule = SCHEDULES[experiment.schedule]
    built = [schedule.build(optimizer, experiment.steps, **experiment.options(schedule)) for optimizer in optimizers]
    return [scheduler for scheduler in built if scheduler is not None]


def _batches_at(experiment: Experiment, kept: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    wanted = set(kept.tolist())
    up_to_last = enumerate(islice(batches(experiment), int(kept[-1]) + 1))
    chosen = torch.stack([chosen for step, (chosen, _) in up_to_last if step in wanted])
    batch = experiment.task.examples.batch(chosen)
    return frozen(batch.inputs.numpy().astype(np.int32)), frozen(batch.targets.numpy().astype(np.int32))
