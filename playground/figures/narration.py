"""What is said at each of the four moments of a step, with the numbers of the first example of its batch."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from playground.figures.readouts import Readout, Value
from playground.figures.slow import CHOOSE, HOW_WRONG, LOOK_UP, MOVE
from playground.history import Floats, History
from playground.objectives import OBJECTIVES
from playground.optimizers import OPTIMIZERS
from playground.vocabulary import abbreviate

_TERMS = 12
"""So many products are written out; of more, some around the one that counts."""
_AROUND = 5

Ids = NDArray[np.int64]


def narration_arrays(history: History) -> dict[str, np.ndarray]:
    """The numbers that are told.

    Which of the different first words and targets of the run it is, "first.name" and "target.name", (S, 1).
    Of the batch's first word its index, "first" (S, 1), and for each layer its vector, "embedding.first" (S, D), the
    gradient of that, ".grad", minus that times the learning rate, ".plain", and how far it then moves, ".move". The
    numbers that "first" is multiplied with in Linear's first row, "terms" (S, T), and which of them counts,
    "terms.hot" (S, 1). "transposed" (S, 1) is how far the layers' gradients are from each other's transposes.
    """
    first, snapshots = history.inputs[:, 0, 0].astype(np.int64), np.arange(len(history.steps))
    arrays: dict[str, np.ndarray] = {
        "first": first[:, None].astype(np.int32),
        "first.name": _names(history.words, history.inputs[:, 0, 0])[1],
        "target.name": _names(history.goals, history.targets[:, 0])[1],
    }
    for name, track in history.tracks.items():
        gradient = _words_first(track.gradient, name)[snapshots, first]
        after = track.vectors[np.minimum(snapshots + 1, len(snapshots) - 1), first]
        arrays[f"{name}.first"] = vectors = track.vectors[snapshots, first]
        arrays |= {f"{name}.first.grad": gradient, f"{name}.first.move": after - vectors}
        arrays[f"{name}.first.plain"] = (-history.learning_rate[:, None] * gradient).astype(np.float32)
    if history.linear is not None:
        arrays["terms"], arrays["terms.hot"] = _terms(history.linear.weight[:, 0], first)
        if history.linear.bias is not None:
            arrays["linear.bias"] = history.linear.bias[:, :1]
    if history.embedding is not None and history.linear is not None:
        apart = np.abs(history.embedding.gradient - _words_first(history.linear.gradient, "linear"))
        arrays["transposed"] = apart.max((1, 2))[:, None]
    return arrays


def _words_first(weights: Floats, name: str) -> Floats:
    return weights if name == "embedding" else weights.transpose(0, 2, 1)


def _terms(row: Floats, first: Ids) -> tuple[Floats, NDArray[np.int32]]:
    """Of Linear's first row, (S, V), the numbers around the first word's, and where that is among them."""
    words = row.shape[1]
    count = words if words <= _TERMS else _AROUND
    start = (first - count // 2).clip(0, words - count)
    terms = np.take_along_axis(row, start[:, None] + np.arange(count), 1)
    return terms, (first - start)[:, None].astype(np.int32)


def narration(history: History, scales: tuple[float, float]) -> Iterator[Readout]:
    """The sentences; ``scales`` says how many times as long steps and gradients are drawn."""
    first = Value("first.name", "names", names=_names(history.words, history.inputs[:, 0, 0])[0])
    target = Value("target.name", "names", names=_names(history.goals, history.targets[:, 0])[0])
    yield from _chosen(history)
    yield from _looked_up(history, first)
    yield from _wrong(history, target)
    yield from _moved(history, first, scales)


def _names(names: tuple[str, ...], numbers: NDArray[np.int32]) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """The different names that come, and for each snapshot which it is, (S, 1)."""
    different, which = np.unique(numbers, return_inverse=True)
    return tuple(abbreviate(names[number]) for number in different.tolist()), which[:, None].astype(np.int32)


def _chosen(history: History) -> Iterator[Readout]:
    batch, together = history.inputs.shape[1:]
    read, words = batch * together, len(history.words)
    looked = f"{batch:,} of the {len(history.experiment.task.examples):,} examples {'is' if batch == 1 else 'are'}"
    yield Readout(f"{looked} looked at.", moments=(CHOOSE,))
    most, one = "" if together == 1 else "up to ", read == 1
    if history.embedding is not None:
        given = "its word's number: 1 index" if one else f"their words' numbers: {most}{read:,} indices"
        yield Readout(f"Embedding is given {given}.", moments=(CHOOSE,))
    if history.linear is not None:
        rows = f"{most}{read:,} one-hot row{'' if one else 's'}: {read * words:,} numbers, all 0 but {read:,}"
        yield Readout(f"Linear is given {rows}.", moments=(CHOOSE,))


def _looked_up(history: History, word: Value) -> Iterator[Readout]:
    words, dimension = len(history.words), history.experiment.dimension
    if history.embedding is not None:
        text = "“{}” has the number {}. Embedding picks that row: {}. It computes nothing."
        if history.experiment.max_norm is not None:
            text = "“{}” has the number {}. Embedding picks that row, no longer than max_norm: {}."
        yield Readout(text, (word, Value("first"), Value("embedding.first", "vector")), moments=(LOOK_UP,))
    if history.linear is not None:
        product = Value("terms", "product", hot="terms.hot", count=words)
        first = Value("linear.first", index=("step", 0))
        bias = (Value("linear.bias"),) if history.linear.bias is not None else ()
        plus = " + {} (bias)" if bias else ""
        yield Readout(
            f"Linear multiplies and adds. The first number of “{{}}”: {{}}{plus} = {{}}. All its numbers: "
            f"{words * dimension:,} multiplications, {(words - 1) * dimension:,} of them by 0.",
            (word, product, *bias, first),
            moments=(LOOK_UP,),
        )
    if history.inputs.shape[2] > 1:
        mean = Value(f"{_leading(history)}.mean", "vector")
        yield Readout("The mean of the first example's words is {}.", (mean,), moments=(LOOK_UP,))


def _wrong(history: History, target: Value) -> Iterator[Readout]:
    name, batch = _leading(history), history.inputs.shape[1]
    head = OBJECTIVES[history.experiment.objective].head
    code = head.code.format(dimension=history.experiment.dimension, targets=len(history.goals))
    yield Readout(
        f"The head, {code}, is given {{}}. It should lead to “{{}}”.",
        (Value(f"{name}.mean", "vector"), target),
        moments=(HOW_WRONG,),
    )
    losses = (Value(f"{name}.example"), Value(f"{name}.loss"))
    yield Readout(f"Its loss is {{}}, the mean over all {batch:,} is {{}}.", losses, moments=(HOW_WRONG,))


def _moved(history: History, word: Value, scales: tuple[float, float]) -> Iterator[Readout]:
    experiment, name = history.experiment, _leading(history)
    optimizer = OPTIMIZERS[experiment.optimizer].label
    numbers = tuple(Value(f"{name}.first{part}", "vector") for part in (".grad", ".plain", ".move"))
    steps = "" if history.every == 1 else f" in {history.every} steps"
    yield Readout(
        f"“{{}}” has the gradient {{}}. Times −learning rate: {{}}. {optimizer} moves it by {{}}{steps}.",
        (word, *numbers),
        moments=(MOVE,),
    )
    step, gradient = scales
    yield Readout(
        f"An arrow is the way a word goes, {step:,.4g} times as long; a dotted line is downhill, minus its gradient "
        f"× {gradient:,.2g}.",
        moments=(MOVE,),
    )
    if "embedding" in history.tracks and "linear" in history.tracks:
        text = "linear.weight.grad is the transpose of embedding.weight.grad"
        yield Readout(f"{text}, but for {{}}.", (Value("transposed"),), f"{text}, exactly.", moments=(MOVE,))


def _leading(history: History) -> str:
    """The layer whose numbers are told where one's are enough."""
    return next(iter(history.tracks))
