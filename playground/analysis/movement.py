"""How far each word's vector moves from step to step, whether the word was in the batch, and why it moved if not."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.experiment.experiment import Experiment
from playground.model.intervention_kinds import INTERVENTION_KINDS
from playground.model.interventions import fits
from playground.model.layers import LAYERS
from playground.model.optimizers import OPTIMIZERS
from playground.training.history import Floats, History
from playground.wording import abbreviate

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Movement:
    """One layer's words on the move: S snapshots, so S - 1 moves of V words.

    ``steps``    int64 (S,), the step number of each snapshot
    ``moved``    float32 (S - 1, V): how far each vector went from snapshot s to s + 1, not by hand; 0 is rest
    ``present``  bool (S - 1, V): the word was an input of the batch at snapshot s
    ``stride``    snapshots are this many steps apart

    Where ``stride`` exceeds 1, several steps lie between two snapshots: ``moved`` is the straight line from the one to
    the other, and ``present`` knows the first of their batches only. What is counted "up to a snapshot" are the moves
    that led to it, none at snapshot 0.
    """

    steps: Counts
    moved: Floats
    present: NDArray[np.bool_]
    stride: int

    @property
    def certain(self) -> bool:
        """Whether a word that is not ``present`` was surely absent: no batch lies between the snapshots unseen."""
        return self.stride == 1

    def in_batch(self, snapshot: int) -> Counts:
        """int64 (V,): in how many batches each word was, up to the snapshot."""
        return self.present[: self._moves(snapshot)].sum(axis=0)

    def travelled(self, snapshot: int) -> NDArray[np.float64]:
        """float64 (V,): the length of each word's way up to the snapshot, all its moves added up."""
        return self.moved[: self._moves(snapshot)].sum(axis=0, dtype=np.float64)

    def last_moved(self, snapshot: int) -> Counts:
        """int64 (V,): the step that each word's last move up to the snapshot led to, -1 for a word that has rested."""
        moves = self.moved[: self._moves(snapshot)] > 0
        if not len(moves):
            return np.full(moves.shape[1], -1)
        last = len(moves) - 1 - moves[::-1].argmax(axis=0)
        return np.where(moves.any(axis=0), self.steps[last + 1], -1)

    def moved_absent(self, snapshot: int) -> Counts:
        """int64 (V,): how often each word moved up to the snapshot though it was not ``present``."""
        moves = self._moves(snapshot)
        return ((self.moved[:moves] > 0) & ~self.present[:moves]).sum(axis=0)

    def _moves(self, snapshot: int) -> int:
        """How many moves led to a snapshot, which may be counted from the end: -1 is the last."""
        return range(len(self.steps))[snapshot]


def movement(history: History, name: str) -> Movement:
    """How the words of the layer with that name, "embedding" or "linear", have moved."""
    return Movement(history.steps, _distances(history.tracks[name].moves), _present(history), history.stride)


def why(history: History) -> list[str]:
    """What the recipe says about absent words: sentences on why they move or rest, as plain text."""
    experiment = history.experiment
    sentences = [sentence for reason in _REASONS if (sentence := _sentence(reason, experiment))]
    rates = history.learning_rate[:-1]
    if len(rates) and not rates.any():
        sentences = ["The learning rate is 0: the optimizer moves no vector, whichever it is."]
    return sentences + _changed(history)


def _distances(moves: NDArray[np.float64]) -> Floats:
    """float32 (S - 1, V). In float64 the squares of the smallest and largest float32 numbers have room too."""
    distances = np.linalg.norm(moves, axis=2)
    return distances.clip(max=np.finfo(np.float32).max).astype(np.float32)


def _present(history: History) -> NDArray[np.bool_]:
    inputs = history.inputs[:-1]
    present = np.zeros((len(inputs), len(history.words)), bool)
    there = inputs >= 0
    present[there.nonzero()[0], inputs[there]] = True
    return present


@dataclass(frozen=True)
class _Reason:
    """``holds(experiment, name)`` says whether it applies to that layer, ``sentences(experiment)`` puts it in words.

    ``moves``: it moves absent words. ``named``: the sentence itself names the layer that it is about.
    """

    holds: Callable[[Experiment, str], bool]
    sentences: Callable[[Experiment], str]
    moves: bool = True
    named: bool = False


def _sentence(reason: _Reason, experiment: Experiment) -> str:
    """The sentence, with the layer if it holds for one of two, "" if for none."""
    layers = experiment.selection.layers
    where = [layer for layer in layers if reason.holds(experiment, layer.name)]
    if not where:
        return ""
    one_of_two = len(where) < len(layers) and not reason.named
    return (f"{where[0].label}: " if one_of_two else "") + reason.sentences(experiment)


def _dense(experiment: Experiment, name: str) -> bool:
    """Whether the optimizer steps all words of the layer, not the rows of the batch only."""
    return not experiment.freeze and not experiment.options(LAYERS[name]).get("sparse")


def _remembers(experiment: Experiment, name: str) -> bool:
    return _dense(experiment, name) and bool(_memory(experiment))


def _memory(experiment: Experiment) -> str:
    optimizer = OPTIMIZERS[experiment.optimizer]
    return optimizer.memory(experiment.options(optimizer))


def _decays(experiment: Experiment, name: str) -> bool:
    return _dense(experiment, name) and bool(experiment.weight_decay)


def _has_bias(experiment: Experiment, name: str) -> bool:
    return bool(experiment.options(LAYERS[name]).get("bias"))


def _pads(experiment: Experiment, name: str) -> bool:
    return experiment.options(LAYERS[name]).get("padding_idx") is not None and not experiment.freeze


def _rests(experiment: Experiment, name: str) -> bool:
    return not experiment.freeze and not any(reason.holds(experiment, name) for reason in _REASONS if reason.moves)


def _label(experiment: Experiment) -> str:
    return OPTIMIZERS[experiment.optimizer].label


def _padding(experiment: Experiment) -> str:
    assert experiment.padding_idx is not None
    word = abbreviate(experiment.vocabulary.words[experiment.padding_idx])
    others = ["weight decay"] * bool(experiment.weight_decay) + ["max_norm"] * (experiment.max_norm is not None)
    moved = f"only {' and '.join(others)} can move it" if others else "it stays still, even when it is in the batch"
    return f"“{word}” is Embedding's padding_idx and gets no gradient there: {moved}."


_REASONS = (
    _Reason(
        lambda experiment, _: bool(experiment.freeze),
        lambda _: "The weights are frozen: the optimizer doesn't change them.",
        moves=False,
    ),
    _Reason(
        lambda experiment, name: experiment.options(LAYERS[name]).get("max_norm") is not None,
        lambda _: "max_norm shortens Embedding's row when it is looked up, if it is longer.",
        moves=False,
        named=True,
    ),
    _Reason(_remembers, _memory),
    _Reason(
        _decays,
        lambda _: "Weight decay pulls every vector towards 0 at each step, even for words that no batch has contained.",
    ),
    _Reason(
        _has_bias,
        lambda _: "Linear adds its bias to every word's vector, so when the bias moves, all words move with it.",
        named=True,
    ),
    _Reason(
        _rests,
        lambda experiment: (
            f"{_label(experiment)} moves only the vectors of words in the batch: the gradient of an absent "
            "word is 0, and nothing else pulls on it."
        ),
        moves=False,
    ),
    _Reason(
        lambda experiment, _: bool(experiment.held),
        lambda experiment: f"Held, so that no step moves their rows: {experiment.held_named}.",
        moves=False,
    ),
    _Reason(_pads, _padding, moves=False, named=True),
)


def _changed(history: History) -> list[str]:
    """That other reasons hold from where the run was changed by hand."""
    experiment = history.experiment
    changes = [
        f"“{INTERVENTION_KINDS[change[1]].label}” before step {change[0]:,}"
        for change in experiment.interventions
        if fits(change, experiment.vocabulary, experiment.dimension, int(history.steps[-1]))
    ]
    if not changes:
        return []
    return [f"The run was changed along the way: {', '.join(changes)}. From there on, other reasons may apply."]
