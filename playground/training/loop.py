"""train(experiment) -> History: the PyTorch loop, run once, with every step written down."""

import copy
import math
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice

import numpy as np
import torch
from torch import nn
from torch.optim.lr_scheduler import LRScheduler

from playground.experiment.experiment import Experiment
from playground.model.held_words import put_back
from playground.model.intervention_kinds import INTERVENTION_KINDS
from playground.model.interventions import Intervention
from playground.model.layers import LAYERS, FirstLayer, Layer
from playground.model.objectives import OBJECTIVES
from playground.model.optimizers import OPTIMIZERS
from playground.model.schedules import SCHEDULES
from playground.model.training_examples import Batch
from playground.training.batches import batch_size, batches
from playground.training.history import History
from playground.training.initial_models import models
from playground.training.recording import Recording, beginning, read_only, spacing


def train(experiment: Experiment) -> History:
    """Train the experiment's layers, each with the same head from the same start, on the same batches.

    Leaves the process's global random state alone, so that runs may go on side by side. A run whose
    numbers stop being finite ends at the last snapshot where they are.
    """
    training = Training(experiment)
    for _ in training:
        pass
    return training.history()


class Training:
    """A run as it goes on: each turn of a loop over it makes a step of all layers, and gives that step's number."""

    def __init__(self, experiment: Experiment):
        self.experiment = experiment
        self._stride = spacing(experiment)
        self._kept = np.append(np.arange(0, experiment.steps, self._stride), experiment.steps)
        self._written, self._diverged = 0, False
        layers, head = models(experiment)
        self._runs = {
            name: LayerInTraining(experiment, LAYERS[name], layer, copy.deepcopy(head), len(self._kept))
            for name, layer in layers.items()
        }

    def __iter__(self) -> Iterator[int]:
        experiment, runs = self.experiment, list(self._runs.values())
        snapshots = {step: snapshot for snapshot, step in enumerate(self._kept.tolist())}
        for step, drawn in enumerate(islice(batches(experiment), experiment.steps + 1)):
            snapshot, batch = snapshots.get(step), experiment.task.examples.batch(*drawn)
            if changes := experiment.changes.get(step):
                for run in runs:
                    run.change(changes, snapshot if self._stride == 1 else None)
            finite = [run.compute_loss(snapshot, drawn[0], batch) for run in runs]
            self._diverged = not all(finite)
            if step < experiment.steps and not self._diverged:
                for run in runs:
                    run.update(snapshot)
            if snapshot is not None:
                self._written = snapshot + 1
            yield step
            if self._diverged:
                return

    def history(self) -> History:
        """What there is of the run: all of it at the end; before that, after one step or more, what has been kept."""
        written, recordings = self._written, {name: run.recording for name, run in self._runs.items()}
        finite = min(recording.finite(written) for recording in recordings.values())
        diverged = self._diverged or finite < written
        experiment, first = self.experiment, next(iter(recordings.values()))
        tracks = {
            name: recording.track(LAYERS[name], finite, experiment.options(LAYERS[name]))
            for name, recording in recordings.items()
        }
        batch = experiment.task.examples.batch(torch.from_numpy(first.examples[:finite]))
        return History(
            experiment=experiment,
            words=experiment.vocabulary.words,
            steps=read_only(beginning(self._kept, finite)),
            learning_rate=read_only(beginning(first.learning_rate, finite)),
            stride=self._stride,
            inputs=read_only(batch.inputs.numpy().astype(np.int32)),
            targets=read_only(batch.targets.numpy().astype(np.int32)),
            embedding=tracks.get("embedding"),
            linear=tracks.get("linear"),
            diverged=diverged,
            stopped=written < len(self._kept) and not diverged,
        )


class LayerInTraining:
    """One layer in training, with its head and what moves them; interventions change it."""

    def __init__(self, experiment: Experiment, kind: Layer, layer: FirstLayer, head: nn.Module, snapshots: int):
        self.experiment, self.kind, self.layer, self.head = experiment, kind, layer, head
        self.recording = Recording(layer, head, snapshots, batch_size(experiment))
        self.optimizers: list[torch.optim.Optimizer] = []
        self.schedulers: list[LRScheduler] = []
        self._generator = torch.Generator().manual_seed(experiment.seed)
        self._objective, self._read = OBJECTIVES[experiment.objective], partial(kind.read, layer)
        self._kind = OPTIMIZERS[experiment.optimizer]
        self._options = experiment.options(self._kind)
        self.optimize()

    def change(self, changes: Sequence[Intervention], snapshot: int | None) -> None:
        """Make these interventions; at a snapshot it is written down what there was before them."""
        if snapshot:
            self.recording.before_changes(snapshot)
        for _, name, *texts in changes:
            INTERVENTION_KINDS[name].make(self, self.experiment.vocabulary, *texts)
            self.recording.follow(self.layer)

    def compute_loss(self, snapshot: int | None, chosen: torch.Tensor, batch: Batch) -> bool:
        """How wrong layer and head are on the batch of the chosen examples; gives whether that is a finite number."""
        if snapshot is not None:
            self.recording.before_step(snapshot, chosen, self.learning_rate)
        self._error = self._objective.error(self._read, self.head, batch)
        loss = self._error.item()
        if snapshot is not None:
            self.recording.loss[snapshot] = loss
        return math.isfinite(loss)

    def update(self, snapshot: int | None) -> None:
        """Make the step that lessens what ``compute_loss`` has found."""
        for optimizer in self.optimizers:
            optimizer.zero_grad()
        if self._error.requires_grad:  # else all is frozen, and there is nothing to learn
            self._error.backward()
        if snapshot is not None:
            self.recording.after_backward(snapshot)
        self._step()

    def optimize(self, optimizer: str | None = None) -> None:
        """Build what moves the weights, anew or of another kind; the learning rate goes on from where it is."""
        if optimizer is not None:
            self._kind, self._options = OPTIMIZERS[optimizer], OPTIMIZERS[optimizer].defaults
        before, rate, schedulers = self.optimizers, self.learning_rate, self.schedulers
        self.optimizers = [
            built
            for group, sparse in self._groups()
            for built in self._kind.build_all(group, sparse, self.experiment.learning_rate, self._options)
        ]
        if self.experiment.held:
            put_back(self.optimizers, self.kind.words_first(self.layer.weight.data), self.experiment.held)
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

    def rand(self, *shape: int) -> torch.Tensor:
        return torch.rand(*shape, generator=self._generator)

    @property
    def learning_rate(self) -> float:
        return self.optimizers[0].param_groups[0]["lr"] if self.optimizers else self.experiment.learning_rate

    def _step(self) -> None:
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
