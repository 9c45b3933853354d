"""What was recorded while training: read-only arrays, one entry for each snapshot."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from playground.experiment.experiment import Experiment
from playground.memo import cached_property
from playground.wording import ordinal, plural, short_names

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Track:
    """One layer's run. ``weight`` and ``gradient`` have the shape PyTorch stores, behind S snapshots.

    For Embedding that is (S, V, D), for Linear (S, D, V). ``gradient`` is d loss / d weight on the snapshot's
    batch, 0 at the last one, where no step follows. ``loss`` is float64 (S,), ``bias`` float32
    (S, D) or None, and ``vectors`` float32 (S, V, D): what the layer returns for every word. ``head`` are the
    parameters of the model behind the layer, by PyTorch's names: a linear head of T targets has "weight" (S, T, D)
    and "bias" (S, T). ``arrived`` are the vectors, (V, D), that the steps had led to where they were then changed by
    hand, by the snapshot that shows the change; only while every step is kept.
    """

    weight: Floats
    gradient: Floats
    bias: Floats | None
    loss: NDArray[np.float64]
    vectors: Floats
    head: Mapping[str, Floats]
    arrived: Mapping[int, Floats]

    def __getstate__(self) -> dict[str, Any]:
        """What is pickled: vectors that are the weight itself, or its transpose, are not to be there twice."""
        state = dict(self.__dict__)
        if np.may_share_memory(self.weight, self.vectors):
            state["vectors"] = self.vectors.shape, self.vectors.strides
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        if isinstance(self.vectors, tuple):
            self.__dict__["vectors"] = as_strided(self.weight, *self.vectors, writeable=False)

    @property
    def moves(self) -> NDArray[np.float64]:
        """float64 (S - 1, V, D): how far each vector went to the next snapshot, but for changes made there by hand."""
        moves = np.diff(self.vectors.astype(np.float64), axis=0)
        for snapshot, vectors in self.arrived.items():
            moves[snapshot - 1] = vectors.astype(np.float64) - self.vectors[snapshot - 1]
        return moves


@dataclass(frozen=True)
class History:
    """A finished run. S snapshots of V words in D dimensions, B examples a batch, K input words each.

    ``steps``    int64 (S,), the step number of each snapshot; ``steps[0] == 0``
    ``learning_rate``  float64 (S,), that of the step that follows
    ``stride``    snapshots are this many steps apart (the last gap may be shorter)
    ``inputs``   int32 (S, B, K), the batch that is looked at next, -1 where there is no K-th word
    ``targets``  int32 (S, B), numbers of ``goals``
    ``diverged`` whether the run ended early because its numbers were no longer finite
    ``stopped``  whether somebody ended it early
    """

    experiment: Experiment
    words: tuple[str, ...]
    steps: NDArray[np.int64]
    learning_rate: NDArray[np.float64]
    stride: int
    inputs: NDArray[np.int32]
    targets: NDArray[np.int32]
    embedding: Track | None
    linear: Track | None
    diverged: bool
    stopped: bool

    @property
    def goals(self) -> tuple[str, ...]:
        """What is guessed: the words, or the labels or places of the objective."""
        return self.experiment.task.goals

    @property
    def epochs(self) -> Floats:
        """float32 (S,): how many times all examples have been looked at by then."""
        return (self.steps * self.inputs.shape[1] / len(self.experiment.task.examples)).astype(np.float32)

    @property
    def tracks(self) -> dict[str, Track]:
        """The layers that were trained, by name."""
        both = {"embedding": self.embedding, "linear": self.linear}
        return {name: track for name, track in both.items() if track is not None}

    @property
    def outputs(self) -> Floats | None:
        """float32 (S, V, D): what the first track's head compares vectors with, for each word; None for other goals."""
        return next(iter(self.tracks.values())).head["weight"] if self.experiment.has_outputs else None

    @cached_property
    def short_words(self) -> tuple[str, ...]:
        """The words as labels have room for them: no two alike."""
        return self.experiment.vocabulary.short

    @cached_property
    def short_goals(self) -> tuple[str, ...]:
        """The goals as labels have room for them: no two alike."""
        if self.goals is self.words:
            return self.short_words
        names = short_names(self.goals)
        return tuple(names[goal] for goal in self.goals)

    @cached_property
    def difference(self) -> Floats | None:
        """float32 (S,): the largest absolute difference of the two layers' vectors; None for one layer."""
        if self.embedding is None or self.linear is None:
            return None
        return np.abs(self.embedding.vectors - self.linear.vectors).max(axis=(1, 2))

    def __repr__(self) -> str:
        """Without its numbers, which are many."""
        kept = f"{plural(len(self.steps), 'snapshot')} of {plural(len(self.words), 'word')}"
        return f"<History of {self.experiment}: {kept}; see .plot() and .to_frame()>"

    def to_frame(self) -> "pd.DataFrame":
        """A row for each number of each vector: step, layer, word, dimension, value."""
        from playground.training.run_table import run_table

        return run_table(self)

    def plot(self) -> "go.Figure":
        """The words' vectors as a Plotly figure, with a slider for the step."""
        from playground.figures.run_plot import run_plot

        return run_plot(self)

    def snapshot_at(self, step: float) -> int:
        """The snapshot nearest to a step, the earlier of two."""
        return int(nearest_snapshots(self.steps, np.array([step]))[0])

    @property
    def remarks(self) -> dict[str, str]:
        """What there is to say about the run, a sentence for each field of the recipe that it is about."""
        remarks = {}
        if self.ending:
            to_blame = "learning_rate" if len(self.steps) > 1 else "initializer"
            remarks["steps" if self.stopped else to_blame] = self.ending
        if self.experiment.freeze:
            learns = "only the head" if self.experiment.head.learns else "nothing"
            remarks["freeze"] = f"The weights are frozen; {learns} learns.{self._still_moving()}"
        if self.experiment.padding_idx is not None:
            word = self.short_words[self.experiment.padding_idx]
            remarks["padding_idx"] = f"“{word}” is Embedding's padding_idx, so it gets no gradient there."
        if self.experiment.held:
            named = self.experiment.held_named
            remarks["hold"] = f"Held: {named}. After each step their numbers are put back.{self._bias_moves()}"
        if self.stride > 1:
            remarks["steps"] = remarks.get("steps", "") + (
                f" To save memory, every {ordinal(self.stride)} step is kept, and the last: "
                f"{len(self.steps):,} of {int(self.steps[-1]) + 1:,}."
            )
        return {field: sentence.strip() for field, sentence in remarks.items()}

    @property
    def ending(self) -> str:
        """Why the run ended before its last step, and what to try; empty when it did not."""
        if self.stopped:
            return f"Stopped at step {self.steps[-1]:,} of {self.experiment.steps:,}."
        if not self.diverged:
            return ""
        if len(self.steps) == 1:
            return "The loss isn't finite in float32 even at step 0. Start with smaller numbers."
        return (
            f"The run ends at step {self.steps[-1]:,} of {self.experiment.steps:,}: after it, the numbers "
            "are no longer finite in float32. Try a learning rate ten times smaller."
        )

    def _still_moving(self) -> str:
        """What else moves vectors whose weights are frozen."""
        shortened = (
            " max_norm still shortens the rows that are looked up." if self.experiment.max_norm is not None else ""
        )
        return self._bias_moves() + shortened

    def _bias_moves(self) -> str:
        """That a bias moves vectors whose weights rest."""
        sentence = " Linear's bias still learns, and moves all its vectors by the same amount."
        return sentence if self.experiment.bias else ""

    @cached_property
    def nbytes(self) -> int:
        """Memory held by the arrays."""
        arrays: list[np.ndarray] = [self.inputs, self.targets]
        for track in self.tracks.values():
            arrays += [track.weight, track.gradient, track.loss]
            arrays += [*track.head.values(), *track.arrived.values()]
            arrays += [] if track.bias is None else [track.bias]
            arrays += [] if np.may_share_memory(track.weight, track.vectors) else [track.vectors]
        return sum(array.nbytes for array in arrays)


def nearest_snapshots(steps: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    """int64 (N,): the snapshots nearest to the wanted steps (N,), the earlier of two; ``steps`` (S,) rise."""
    after = np.searchsorted(steps, wanted).clip(1, max(1, len(steps) - 1))
    before = after - 1
    after = after.clip(max=len(steps) - 1)
    return np.where(wanted - steps[before] <= steps[after] - wanted, before, after)
