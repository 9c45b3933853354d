"""Whether the two layers do the same, from which step on they part, and why.

In exact arithmetic Embedding and a Linear without bias are one and the same. They part where the recipe gives one of
them something that the other does not have: a cause. Each cause is one entry of ``CAUSES``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.choices import Choice, Value, registry
from playground.experiment.experiment import Experiment
from playground.model.interventions import optimizers_taken
from playground.model.optimizers import OPTIMIZERS
from playground.training.history import Floats, History

Curves = dict[str, NDArray[np.float64]]

_LAST_DIGITS = 1e-4
"""Rounding begins with a smaller difference than this share of the numbers compared."""


@dataclass(frozen=True, kw_only=True)
class Cause(Choice):
    """Something that parts the two layers; ``explanation`` is one sentence, ``name`` is short enough for a remark.

    ``holds(history)`` says whether it does so in a run whose layers differ. ``chosen(experiment)`` says whether the
    recipe has it; ``on(history)`` are fields that bring it into the recipe of that run, ``off`` those that take it out.
    """

    holds: Callable[[History], bool]
    chosen: Callable[[Experiment], bool]
    on: Callable[[History], Mapping[str, Value]]
    off: Mapping[str, Value]


def differences(history: History) -> Curves:
    """The largest absolute difference of the two layers at each snapshot, float64 (S,), by what is compared.

    "vectors" are those of all words, "gradient" is d loss / d weight, of Linear transposed, "loss" is that of the
    batch. At the last snapshot, where no step follows, there is no gradient: NaN. Empty if only one layer was trained.
    """
    if history.embedding is None or history.linear is None:
        return {}
    embedding, linear = history.embedding, history.linear
    gradient = _largest(embedding.gradient, linear.gradient.transpose(0, 2, 1))
    gradient[-1] = np.nan
    return {
        "vectors": _largest(embedding.vectors, linear.vectors),
        "gradient": gradient,
        "loss": _largest(embedding.loss[:, None, None], linear.loss[:, None, None]),
    }


def begins(history: History) -> dict[str, int | None]:
    """The first step at which each curve of ``differences`` is not exactly 0, None for one that always is."""
    return {
        name: int(history.steps[(curve > 0).argmax()]) if (curve > 0).any() else None
        for name, curve in differences(history).items()
    }


def reasons(history: History) -> tuple[Cause, ...]:
    """Why the two layers of this run differ; none if they never do. Rounding is told only where nothing else holds."""
    if all(step is None for step in begins(history).values()):
        return ()
    return tuple(cause for cause in CAUSES.values() if cause.holds(history))


def _largest(one: NDArray, other: NDArray) -> NDArray[np.float64]:
    """float64 (S,), for arrays (S, ..., ...). What is beyond float32 counts as its largest number."""
    with np.errstate(over="ignore"):
        found = np.abs(one - other).max(axis=(1, 2))
    return found.clip(max=np.finfo(np.float32).max).astype(np.float64)


def _starts_differ(history: History) -> bool:
    assert history.embedding is not None and history.linear is not None
    return not np.array_equal(history.embedding.weight[0], history.linear.weight[0].T)


def _pulls(history: History) -> NDArray[np.bool_]:
    """bool (S, V): whether the batch pulls at the word, as Linear's gradient shows it."""
    assert history.linear is not None
    return np.asarray(history.linear.gradient.any(axis=1))


def _pads(history: History) -> bool:
    word = history.experiment.padding_idx
    there = word is not None and bool((history.experiment.task.examples.inputs == word).any())
    return there and (history.stride > 1 or bool(_pulls(history)[:, word].any()))


def _shortens(history: History) -> bool:
    embedding = history.embedding
    assert embedding is not None
    longer = history.stride > 1 or not np.array_equal(embedding.weight, embedding.vectors)
    return history.experiment.max_norm is not None and longer


def _scales(history: History) -> bool:
    return bool(history.experiment.scale_grad_by_freq) and (
        history.stride > 1 or bool((_pulls(history) & (_times(history) > 1)).any())
    )


def _times(history: History) -> NDArray[np.int64]:
    """int64 (S, V): how often each word is in the batch."""
    times = np.zeros((len(history.steps), len(history.words)), np.int64)
    snapshots = np.arange(len(times))[:, None, None]
    there = history.inputs >= 0
    np.add.at(times, (np.broadcast_to(snapshots, there.shape)[there], history.inputs[there]), 1)
    return times


def _moves(history: History) -> bool:
    """Whether the recipe's optimizer has moved anything before another one was taken, if one was."""
    taken = [change[0] for change in history.experiment.interventions if optimizers_taken((change,))]
    before = (history.steps < min(taken, default=np.inf)) & (history.learning_rate > 0)
    return bool(_pulls(history)[before].any())


def _has_sparse_adam(experiment: Experiment) -> bool:
    return OPTIMIZERS[experiment.optimizer].only_sparse


def _has_muon(experiment: Experiment) -> bool:
    return OPTIMIZERS[experiment.optimizer].oriented


def _rounds(history: History) -> bool:
    """Whether nothing else holds, and where the curves leave 0 the difference is in the last digits."""
    if any(cause.holds(history) for cause in CAUSES.values() if cause.holds is not _rounds):
        return False
    return history.stride > 1 or all(
        curve[curve > 0][0] <= _LAST_DIGITS * _size(history, name)
        for name, curve in differences(history).items()
        if (curve > 0).any()
    )


def _size(history: History, name: str) -> float:
    """The largest of the numbers that are compared, at least 1 for numbers that are near 0."""
    return max(1.0, *(float(np.abs(getattr(track, name)).max()) for track in history.tracks.values()))


def _first_word(history: History) -> int:
    """The number of the first word that was looked at."""
    return int(history.inputs[0][history.inputs[0] >= 0][0])


def _half_a_length(history: History) -> float:
    """About half the length of that word's vector at the start."""
    vectors: Floats = next(iter(history.tracks.values())).vectors
    return max(0.0001, float(f"{np.linalg.norm(vectors[0, _first_word(history)]) / 2:.2g}"))


CAUSES = registry(
    Cause(
        "bias",
        "bias=True",
        "Linear adds its bias, an extra learned vector, to every word's vector; Embedding has none.",
        holds=lambda history: bool(history.experiment.bias),
        chosen=lambda experiment: bool(experiment.bias),
        on=lambda history: {"bias": True},
        off={"bias": False},
    ),
    Cause(
        "separate starts",
        "Each layer's own default",
        "Each layer draws its own starting numbers, so they differ from step 0 on.",
        holds=_starts_differ,
        chosen=lambda experiment: not experiment.same_start,
        on=lambda history: {"same_start": False, "initializer": "default"},
        off={"same_start": True},
    ),
    Cause(
        "SparseAdam",
        "SparseAdam against Adam",
        "SparseAdam moves only the rows of the batch and leaves absent words alone; Linear's gradient is "
        "not sparse, so it uses Adam, which keeps moving them.",
        holds=lambda history: _has_sparse_adam(history.experiment) and _moves(history),
        chosen=_has_sparse_adam,
        on=lambda history: {"sparse": True, "optimizer": "sparse_adam"},
        off={"sparse": False, "optimizer": "adam"},
    ),
    Cause(
        "Muon",
        "Muon for both",
        "With its defaults Muon's step is √(V/D) times as long for Embedding's matrix (V, D) as for Linear's (D, V) "
        "when V exceeds D.",
        holds=lambda history: _has_muon(history.experiment) and _moves(history),
        chosen=_has_muon,
        on=lambda history: {"optimizer": "muon", "learning_rate": 0.05, "sparse": False},
        off={"optimizer": "sgd", "learning_rate": 0.5},
    ),
    Cause(
        "padding_idx",
        "padding_idx",
        "The padding_idx word gets no gradient in Embedding; Linear has no padding word and trains it.",
        holds=_pads,
        chosen=lambda experiment: experiment.padding_idx is not None,
        on=lambda history: {"padding_idx": _first_word(history)},
        off={"padding_idx": None},
    ),
    Cause(
        "max_norm",
        "max_norm",
        "Embedding shortens longer vectors when they are looked up; Linear leaves them unchanged.",
        holds=_shortens,
        chosen=lambda experiment: experiment.max_norm is not None,
        on=lambda history: {"max_norm": _half_a_length(history)},
        off={"max_norm": None},
    ),
    Cause(
        "scale_grad_by_freq",
        "scale_grad_by_freq=True",
        "Embedding divides a word's gradient by the number of times it occurs in the batch; Linear doesn't.",
        holds=_scales,
        chosen=lambda experiment: bool(experiment.scale_grad_by_freq),
        on=lambda history: {"scale_grad_by_freq": True},
        off={"scale_grad_by_freq": False},
    ),
    Cause(
        "rounding",
        "Rounding: sparse=True with SGD",
        "The two layers add the same numbers in a different order, and float32 rounds every sum (sparse gradients, "
        "clipping and large batches cause this): they begin to differ in the last digits, and training can make "
        "that grow.",
        holds=_rounds,
        chosen=lambda experiment: bool(experiment.sparse) and not _has_sparse_adam(experiment),
        on=lambda history: {"sparse": True, "optimizer": "sgd"},
        off={"sparse": False},
    ),
)
"""Reasons why the two layers differ, in the order in which they are named."""
ROUNDING = CAUSES["rounding"]
