"""What a first layer costs as the vocabulary grows to a million words: parameters, bytes, and the time of a step.

Measured means that the layer was built here and has made real steps: its bytes are those of the tensors, its time that
of the clock. Computed is what would take too much memory or time here: parameters and bytes follow from the shapes, and
a time goes on along a straight line from the two largest sizes that were measured.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from playground.choices import Choice, registry
from playground.model.layers import EMBEDDING, LINEAR, Layer
from playground.seeding import seeded

VOCABULARIES = (10, 100, 1_000, 10_000, 100_000, 1_000_000)
MOST_BYTES, MOST_SECONDS = 300_000_000, 1.0
"""A size is measured if a step holds no more than this, and is not expected to take longer."""

_FLOAT, _INDEX = 4, 8
_SHORTEST, _LONGEST, _SPREAD = 0.05, 0.4, 0.3
"""Seconds for which steps are timed, at least and at most; in between until their times spread less than this share."""
_LEARNING_RATE = 0.1


class Memory(NamedTuple):
    """Bytes that a step holds: of the weight, of its gradient, and of what the layer is given."""

    weight: int
    gradient: int
    given: int

    @property
    def total(self) -> int:
        return sum(self)

    @property
    def made(self) -> int:
        """What each step allocates."""
        return self.gradient + self.given


@dataclass(frozen=True)
class Sweep:
    """What is the same at all sizes: D dimensions, and a batch of so many words."""

    dimension: int
    batch: int


@dataclass(frozen=True, kw_only=True)
class Way(Choice):
    """A way to turn words into vectors: ``layer`` with these ``arguments``.

    ``given(ids, V)`` are the tensors that are made of a batch for the layer; ``memory(V, sweep)`` is what a step holds,
    computed from the shapes.
    """

    layer: Layer
    arguments: Mapping[str, bool]
    given: Callable[[Tensor, int], Sequence[Tensor]]
    memory: Callable[[int, Sweep], Memory]


def _dense_rows(words: int, sweep: Sweep) -> Memory:
    weight = words * sweep.dimension * _FLOAT
    return Memory(weight, weight, sweep.batch * _INDEX)


def _sparse_rows(words: int, sweep: Sweep) -> Memory:
    gradient = sweep.batch * (_INDEX + sweep.dimension * _FLOAT)
    return Memory(words * sweep.dimension * _FLOAT, gradient, sweep.batch * _INDEX)


def _product(words: int, sweep: Sweep) -> Memory:
    weight = words * sweep.dimension * _FLOAT
    return Memory(weight, weight, sweep.batch * words * (_INDEX + _FLOAT))


def _indices(ids: Tensor, words: int) -> Sequence[Tensor]:
    return [ids]


def _one_hot(ids: Tensor, words: int) -> Sequence[Tensor]:
    """As whole numbers, which is what F.one_hot makes, and as the floats that Linear takes."""
    rows = F.one_hot(ids, words)
    return [rows, rows.float()]


WAYS = registry(
    Way(
        "embedding",
        "Embedding",
        "takes indices; its gradient has one number per parameter, 0 for words not in the batch",
        layer=EMBEDDING,
        arguments={},
        given=_indices,
        memory=_dense_rows,
    ),
    Way(
        "sparse",
        "Embedding, sparse",
        "takes indices; its gradient holds only the rows of the batch",
        layer=EMBEDDING,
        arguments={"sparse": True},
        given=_indices,
        memory=_sparse_rows,
    ),
    Way(
        "linear",
        "Linear on one-hot",
        "takes V numbers for each word of the batch and multiplies all of them",
        layer=LINEAR,
        arguments={"bias": False},
        given=_one_hot,
        memory=_product,
    ),
)


@dataclass(frozen=True)
class Row:
    """What one way costs at one size. ``seconds`` is one training step, None if nobody knows yet.

    All numbers of a ``measured`` row were measured, all of another computed.
    """

    way: str
    words: int
    parameters: int
    memory: Memory
    seconds: float | None
    measured: bool


class Stepper:
    """A layer of V words, and a step of training for one batch of random words."""

    def __init__(self, way: Way, words: int, sweep: Sweep):
        generator = torch.Generator().manual_seed(0)
        self.way, self.words = way, words
        self.ids = torch.randint(words, (sweep.batch,), generator=generator)
        with seeded(generator):
            self.layer: nn.Module = way.layer.build(words, sweep.dimension, **way.arguments)
        self._optimizer = torch.optim.SGD(self.layer.parameters(), lr=_LEARNING_RATE)

    def step(self) -> None:
        """Look the batch up, go back through the layer, and move its weight."""
        self._optimizer.zero_grad()
        self.way.layer.read(self.layer, self.ids).sum().backward()
        self._optimizer.step()

    @property
    def memory(self) -> Memory:
        """Of the tensors themselves, after a step."""
        [weight] = self.layer.parameters()
        assert weight.grad is not None
        return Memory(weight.nbytes, _held(weight.grad), sum(map(_held, self.way.given(self.ids, self.words))))


def _held(tensor: Tensor) -> int:
    """Bytes of a tensor's numbers, and of the indices that a sparse one has beside them."""
    return tensor._indices().nbytes + tensor._values().nbytes if tensor.is_sparse else tensor.nbytes


def timed(step: Callable[[], None]) -> float:
    """The median of what a step takes, on one thread."""
    from torch.utils.benchmark import Timer  # takes as long to import as much of the page

    timer = Timer("step()", globals={"step": step}, num_threads=1)
    found = timer.adaptive_autorange(_SPREAD, min_run_time=_SHORTEST, max_run_time=_LONGEST)
    return float(found.median)


def measured(way: Way, words: int, sweep: Sweep) -> Row:
    """Build the layer, train it for a moment, and let go of it."""
    stepper = Stepper(way, words, sweep)
    taken = timed(stepper.step)
    parameters = sum(parameter.numel() for parameter in stepper.layer.parameters())
    return Row(way.name, words, parameters, stepper.memory, taken, measured=True)


def computed(way: Way, words: int, sweep: Sweep, taken: float | None = None) -> Row:
    """What the shapes say; ``taken`` is the time, if there is one."""
    return Row(way.name, words, words * sweep.dimension, way.memory(words, sweep), taken, measured=False)


def expected(way: Way, words: int, sweep: Sweep, rows: Sequence[Row]) -> float | None:
    """Seconds of a step, by the way's two largest sizes among the measured of these rows; None without two.

    A step takes the longer the more it makes anew: where that does not grow, neither does the time.
    """
    times = [(row.memory.made, row.seconds) for row in rows if row.way == way.name and row.measured and row.seconds]
    if len(times) < 2:
        return None
    (less, before), (more, after) = times[-2:]
    rate = max(0.0, (after - before) / (more - less)) if more > less else 0.0
    return after + rate * (way.memory(words, sweep).made - more)


SIZES = tuple((words, way) for words in VOCABULARIES for way in WAYS.values())
"""In the order in which they are measured: small ones first, all ways side by side."""


def next_row(sweep: Sweep, rows: Sequence[Row]) -> Row:
    """The row that comes after these: measured if it fits, and else computed."""
    words, way = SIZES[len(rows)]
    taken = expected(way, words, sweep, rows)
    if way.memory(words, sweep).total <= MOST_BYTES and (taken or 0) <= MOST_SECONDS:
        try:
            return measured(way, words, sweep)
        except (MemoryError, RuntimeError) as problem:
            if not _lacks_memory(problem):
                raise
    return computed(way, words, sweep, taken)


def _lacks_memory(problem: Exception) -> bool:
    return isinstance(problem, MemoryError) or "allocate memory" in str(problem)


def table(sweep: Sweep, rows: Sequence[Row] = ()) -> tuple[Row, ...]:
    """These rows, and all that come after them, computed from the shapes."""
    return (*rows, *(computed(way, words, sweep) for words, way in SIZES[len(rows) :]))
