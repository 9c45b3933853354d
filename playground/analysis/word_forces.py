"""Why one word moves: which examples of the batch pull it where, and the loss at each place that it could be."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from playground.experiment.experiment import Experiment
from playground.model.training_examples import Batch
from playground.training.history import Floats, History
from playground.training.restore import head_at


@dataclass(frozen=True)
class Pull:
    """What one example of the batch asks of the word: ``gradient`` float32 (D,), its share of the batch's gradient."""

    inputs: tuple[int, ...]
    target: int
    gradient: Floats


def no_forces(experiment: Experiment) -> str:
    """Why a batch's loss can't be worked out again here; empty where it can."""
    if experiment.target_kind.negatives:
        return "Negative samples are drawn anew at each step, so the loss of one place isn't the loss of another."
    return ""


def words_of_batch(history: History, snapshot: int) -> list[int]:
    """The words that the batch puts in, each once."""
    inputs = history.inputs[snapshot]
    return list(dict.fromkeys(inputs[inputs >= 0].tolist()))


class WordLoss:
    """The loss of a snapshot's batch as a function of one word's vector, all else fixed."""

    def __init__(self, history: History, name: str, snapshot: int, word: int):
        self._head, self._module = history.experiment.head, head_at(history, name, snapshot)
        self._vectors = torch.tensor(history.tracks[name].vectors[snapshot])
        inputs = torch.tensor(history.inputs[snapshot], dtype=torch.int64)
        targets = torch.tensor(history.targets[snapshot], dtype=torch.int64)
        self._batch = Batch(inputs, targets, None, history.experiment.target_kind.places(targets))
        self._word = word

    @property
    def place(self) -> Tensor:
        """float32 (D,): where the word is."""
        return self._vectors[self._word]

    def at(self, place: Tensor) -> Tensor:
        """The batch's loss, were the word's vector this (D,)."""
        return self._head.loss(self._examples(place, self._batch.inputs), self._module, self._batch)

    def on(self, places: Tensor) -> Floats:
        """float32 (G,): the loss at each of G places (G, D)."""
        with torch.no_grad():
            return torch.vmap(self.at, chunk_size=256)(places).numpy()

    def pulls(self) -> Sequence[Pull]:
        """Of each example that has the word: its share of the gradient. They sum to the batch's gradient."""
        count, found = len(self._batch.targets), []
        for number, (inputs, target) in enumerate(zip(self._batch.inputs, self._batch.targets, strict=True)):
            if self._word not in inputs:
                continue
            place = self.place.clone().requires_grad_()
            places = self._batch.places
            alone = Batch(inputs[None], target[None], None, None if places is None else places[number : number + 1])
            loss = self._head.loss(self._examples(place, alone.inputs), self._module, alone) / count
            [gradient] = torch.autograd.grad(loss, place)
            known = tuple(index for index in inputs.tolist() if index >= 0)
            found.append(Pull(known, int(target), gradient.numpy()))
        return found

    def _examples(self, place: Tensor, inputs: Tensor) -> Tensor:
        """(B, D): the mean of each example's words."""
        present = (inputs >= 0)[..., None]
        read = self._vectors[inputs.clamp(min=0)]
        moved = torch.where((inputs == self._word)[..., None], place, read)
        return (moved * present).sum(1) / present.sum(1)
