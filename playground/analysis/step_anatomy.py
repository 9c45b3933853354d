"""Steps taken apart: what the first example of each snapshot's batch is looked up as, and what the head answers."""

from dataclasses import dataclass
from functools import partial
from itertools import islice

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.func import functional_call

from playground.memo import cached_property
from playground.model.objectives import mean_vector
from playground.model.training_examples import Batch
from playground.training.batches import batches
from playground.training.history import Floats, History


@dataclass(frozen=True)
class Answers:
    """What one layer's head says of the first example at each of S snapshots.

    ``vector`` float32 (S, D) is the example's: its input's vector, or the mean of its inputs'. ``given`` and ``wanted``
    float32 (S, A) are what the head answers and what it should; ``loss`` float32 (S,) is how wrong that is.
    """

    vector: Floats
    given: Floats
    wanted: Floats
    loss: Floats


@dataclass(frozen=True)
class Anatomy:
    """The steps of a run, each seen by the first example of its batch.

    ``inputs`` int64 (S, K) are its input words, -1 where there is no K-th; ``target`` int64 (S,) is the number of what
    it should become; ``negatives`` int64 (S, N) are the words drawn against it, None where the objective draws none.
    """

    history: History

    @property
    def inputs(self) -> NDArray[np.int64]:
        return self.history.inputs[:, 0].astype(np.int64)

    @property
    def target(self) -> NDArray[np.int64]:
        return self.history.targets[:, 0].astype(np.int64)

    @cached_property
    def negatives(self) -> NDArray[np.int64] | None:
        experiment, kept = self.history.experiment, set(self.history.steps.tolist())
        if not experiment.target_kind.negatives:
            return None
        drawn = enumerate(islice(batches(experiment), int(self.history.steps[-1]) + 1))
        return np.stack(
            [negatives[0].numpy() for step, (_, negatives) in drawn if negatives is not None and step in kept]
        )

    def answers(self, name: str) -> Answers:
        """Those of the layer with that name, "embedding" or "linear"; PyTorch's modules are called for all at once."""
        track, module = self.history.tracks[name], _head(self.history)
        head, batch = self.history.experiment.head, self._batch()
        rows = (batch.inputs >= 0).nonzero()[:, 0]
        mean = mean_vector(lambda ids: torch.tensor(track.vectors)[rows, ids], batch.inputs)

        def called(weights: dict[str, Tensor], vector: Tensor, example: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
            weighed = partial(functional_call, module, weights)
            alone = Batch(**{part: value[None] for part, value in example.items()})
            return head.answers(vector[None], weighed, alone)[0], head.loss(vector[None], weighed, alone)

        weights = {part: torch.tensor(values) for part, values in track.head.items()}
        examples = {part: value for part, value in batch._asdict().items() if value is not None}
        given, loss = torch.vmap(called)(weights, mean, examples)
        wanted = head.wanted(given, batch)
        return Answers(*(found.detach().numpy() for found in (mean, given, wanted, loss)))

    def _batch(self) -> Batch:
        """The first example of each snapshot."""
        targets, kind = torch.from_numpy(self.target), self.history.experiment.target_kind
        negatives = None if self.negatives is None else torch.from_numpy(self.negatives)
        return Batch(torch.from_numpy(self.inputs), targets, negatives, kind.places(targets))

    @property
    def names(self) -> tuple[str, ...]:
        """What each of the A answers is about."""
        experiment = self.history.experiment
        return experiment.head.names(self.history.goals, experiment.dimension, experiment.target_kind)


def _head(history: History) -> nn.Module:
    """The module behind the layers, without weights: those are recorded."""
    return history.experiment.head.hollow(history.experiment.dimension, len(history.goals))
