"""What is said at each of the four moments of a step, with the numbers of the first example of its batch."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from playground.experiment.experiment import Experiment
from playground.figures.bindings import Arrows
from playground.figures.readouts import Readout, Readouts, Value
from playground.figures.run_picture import RunPicture
from playground.figures.run_readouts import causes
from playground.figures.slow_motion.moments import CHOOSE, HOW_WRONG, LOOK_UP, MOVE
from playground.model.interventions import optimizer_at, trained
from playground.model.layers import LAYERS, LINEAR, Layer
from playground.model.optimizers import OPTIMIZERS
from playground.training.history import Floats, History, Track
from playground.wording import plural

_TERMS = 12
"""How many products are written out; of more, those around the one that counts."""
_AROUND = 5

Ids = NDArray[np.int64]


def _arrays(picture: RunPicture) -> dict[str, np.ndarray]:
    """The numbers in the sentences.

    Which of the different first words and targets of the run it is, "first.name" and "target.name", (S, 1), and which
    words are the negatives, "negatives" (S, N), if any are drawn. Of the batch's first word its index, "first" (S, 1),
    and for each layer its vector, "embedding.first" (S, D), the gradient of that, ".grad", minus that times the
    learning rate, ".plain", and how far the step then takes it, ".move". Who does that, "embedding.mover" (S, 1), and
    whether the weights are trained, "trained" (S, 1). The numbers that "first" is multiplied with in Linear's first
    row, "terms" (S, T), and which of them counts, "terms.hot" (S, 1). "transposed" (S, 1) is how far the layers'
    gradients are from each other's transposes.
    """
    history = picture.history
    first, snapshots = history.inputs[:, 0, 0].astype(np.int64), np.arange(len(history.steps))
    arrays: dict[str, np.ndarray] = {
        "first": first[:, None].astype(np.int32),
        "first.name": _names(history.short_words, history.inputs[:, :1, 0])[1],
        "target.name": _names(history.short_goals, history.targets[:, :1])[1],
        "trained": _trained(history)[:, None].astype(np.int32),
    }
    negatives = picture.anatomy.negatives
    if negatives is not None:
        arrays["negatives"] = _names(history.short_words, negatives)[1]
    for name, track in history.tracks.items():
        gradient = LAYERS[name].words_first(track.gradient)[snapshots, first]
        arrays |= {f"{name}.first": track.vectors[snapshots, first], f"{name}.first.grad": gradient}
        arrays[f"{name}.first.plain"] = (-history.learning_rate[:, None] * gradient).astype(np.float32)
        arrays[f"{name}.first.move"] = np.zeros_like(gradient)
        arrays[f"{name}.first.move"][:-1] = track.moves[snapshots[:-1], first[:-1]]
        arrays[f"{name}.mover"] = _movers(history, name)[1]
    if history.linear is not None:
        arrays["terms"], arrays["terms.hot"] = _terms(history.linear.weight[:, 0], first)
        if history.linear.bias is not None:
            arrays["linear.bias"] = history.linear.bias[:, :1]
    if history.embedding is not None and history.linear is not None:
        apart = np.abs(history.embedding.gradient - LINEAR.words_first(history.linear.gradient))
        arrays["transposed"] = apart.max((1, 2))[:, None]
    return arrays


def _trained(history: History) -> NDArray[np.bool_]:
    """bool (S,): whether the step behind each snapshot trains the weights."""
    changes, thawed = history.experiment.interventions, not history.experiment.freeze
    return np.array([trained(changes, step, thawed) for step in history.steps.tolist()])


def _movers(history: History, name: str) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """What moves that layer's vectors, in words, and for each snapshot which of them does, (S, 1)."""
    experiment = history.experiment
    sentences = [
        _mover(experiment, name, optimizer_at(experiment.interventions, step, experiment.optimizer))
        for step in history.steps.tolist()
    ]
    different = tuple(dict.fromkeys(sentences))
    return different, np.array([[different.index(mover)] for mover in sentences], np.int32)


def _mover(experiment: Experiment, name: str, optimizer: str) -> str:
    """ "SGD", or with what a step is made of besides the gradient and what the optimizer remembers."""
    entry = OPTIMIZERS[optimizer]
    options = experiment.options(entry) if optimizer == experiment.optimizer else entry.defaults
    own = experiment.options(LAYERS[name])
    also = {
        "clipping": experiment.max_grad_norm is not None,
        "weight decay": bool(options.get("weight_decay")),
        "the bias": bool(own.get("bias")),
        "held words": bool(experiment.held),
        "max_norm": own.get("max_norm") is not None,
    }
    label = entry.dense.__name__ if entry.only_sparse and "sparse" not in own else entry.label
    included = " and ".join(what for what, there in also.items() if there)
    return f"{label}, {included} included," if included else label


def _terms(row: Floats, first: Ids) -> tuple[Floats, NDArray[np.int32]]:
    """Of Linear's first row, (S, V), the numbers around the first word's, and where that is among them."""
    words = row.shape[1]
    count = words if words <= _TERMS else _AROUND
    start = (first - count // 2).clip(0, words - count)
    terms = np.take_along_axis(row, start[:, None] + np.arange(count), 1)
    return terms, (first - start)[:, None].astype(np.int32)


def narration(picture: RunPicture, arrows: Sequence[Arrows]) -> Readouts:
    """The sentences of all moments; the first two ``arrows`` show a step and a gradient, each to its scale."""
    scales = (arrows[0].scale, arrows[1].scale)
    return Readouts(tuple(_sentences(picture, scales)), _arrays(picture))


def _sentences(picture: RunPicture, scales: tuple[float, float]) -> Iterator[Readout]:
    history = picture.history
    first = Value("first.name", "names", names=_names(history.short_words, history.inputs[:, :1, 0])[0])
    target = Value("target.name", "names", names=_names(history.short_goals, history.targets[:, :1])[0])
    yield from _choose(picture)
    yield from _look_up(picture, first)
    yield from _how_wrong(picture, target)
    yield from _move(picture, first, scales)


def _names(names: tuple[str, ...], numbers: NDArray) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """The different names that come, and which they are, of the shape of ``numbers``."""
    different, which = np.unique(numbers, return_inverse=True)
    return tuple(names[number] for number in different.tolist()), which.reshape(numbers.shape).astype(np.int32)


def _prefixes(picture: RunPicture) -> list[tuple[str, str]]:
    """The layers whose numbers are told, each with what is said before them: one is enough where both have the same."""
    names = list(picture.history.tracks)
    if len(names) == 1 or not picture.reasons:
        return [(names[0], "")]
    return [(name, f"{LAYERS[name].label}: ") for name in names]


def _choose(picture: RunPicture) -> Iterator[Readout]:
    history = picture.history
    batch, inputs_per_example = history.inputs.shape[1:]
    read, words = batch * inputs_per_example, len(history.words)
    examples = len(history.experiment.task.examples)
    yield Readout(f"This step uses {batch:,} of {plural(examples, 'example')}.", moments=(CHOOSE,))
    most = "" if inputs_per_example == 1 else "up to "
    if history.embedding is not None:
        indices = plural(read, "index", "indices")
        yield Readout(f"Embedding gets the words' numbers: {most}{indices}.", moments=(CHOOSE,))
    if history.linear is not None:
        rows, numbers = plural(read, "one-hot row"), plural(read * words, "number")
        yield Readout(f"Linear gets {most}{rows}: {numbers}, all 0 except {read:,}.", moments=(CHOOSE,))
    negatives = picture.anatomy.negatives
    if negatives is not None:
        drawn = Value("negatives", "names", names=_names(history.short_words, negatives)[0])
        yield Readout("Negatives drawn for the first example: {}.", (drawn,), moments=(CHOOSE, HOW_WRONG))


def _look_up(picture: RunPicture, word: Value) -> Iterator[Readout]:
    history = picture.history
    words, dimension = len(history.words), history.experiment.dimension
    if history.embedding is not None:
        text = "“{}” has number {}. Embedding picks that row: {}. It computes nothing."
        if history.experiment.max_norm is not None:
            text = "“{}” has number {}. Embedding picks that row, shortened to max_norm if longer: {}."
        yield Readout(text, (word, Value("first"), Value("embedding.first", "vector")), moments=(LOOK_UP,))
    if history.linear is not None:
        product = Value("terms", "product", hot="terms.hot", count=words)
        first = Value("linear.first", index=("step", 0))
        bias = (Value("linear.bias"),) if history.linear.bias is not None else ()
        plus = " + {} (bias)" if bias else ""
        yield Readout(
            f"Linear multiplies and adds. First number of “{{}}”: {{}}{plus} = {{}}. In all, "
            f"{plural(words * dimension, 'multiplication')}, {(words - 1) * dimension:,} of them by 0.",
            (word, product, *bias, first),
            moments=(LOOK_UP,),
        )
    if history.inputs.shape[2] > 1:
        for name, layer in _prefixes(picture):
            mean = Value(f"{name}.mean", "vector")
            yield Readout(f"{layer}The mean vector of the first example's words is {{}}.", (mean,), moments=(LOOK_UP,))


def _how_wrong(picture: RunPicture, target: Value) -> Iterator[Readout]:
    history = picture.history
    batch, head = history.inputs.shape[1], history.experiment.head
    asks = head.asks.format(dimension=history.experiment.dimension, targets=len(history.goals))
    for name, layer in _prefixes(picture):
        losses = (Value(f"{name}.example"), Value(f"{name}.loss"))[: min(batch, 2)]
        mean = f", and the mean over all {batch:,} is {{}}" if batch > 1 else ""
        yield Readout(
            f"{layer}{asks} Its loss is {{}}{mean}.",
            (Value(f"{name}.mean", "vector"), target, *losses),
            moments=(HOW_WRONG,),
        )


def _move(picture: RunPicture, word: Value, scales: tuple[float, float]) -> Iterator[Readout]:
    history = picture.history
    steps = "" if history.stride == 1 else f" in {history.stride} steps"
    bias = " Linear's bias still learns." if history.experiment.bias else ""
    is_trained = Value("trained", "names", names=("", ""))
    for name, layer in _prefixes(picture):
        grad, plain, move = (Value(f"{name}.first{part}", "vector") for part in (".grad", ".plain", ".move"))
        mover = Value(f"{name}.mover", "names", names=_movers(history, name)[0])
        yield Readout(
            f"{{}}{layer}“{{}}” has the gradient {{}}. Times −learning rate: {{}}. {{}} moves it by {{}}{steps}.",
            (is_trained, word, grad, plain, mover, move),
            f"{layer}The weight is frozen: it gets no gradient, and the optimizer leaves it unchanged.{bias}",
            moments=(MOVE,),
        )
    yield Readout(_arrows(history, scales), moments=(MOVE,))
    if "embedding" in history.tracks and "linear" in history.tracks:
        text = "linear.weight.grad is the transpose of embedding.weight.grad"
        because = causes(picture)
        parted = f"{text}, except for {{}}{f' ({because})' if because else ''}."
        yield Readout(parted, (Value("transposed"),), f"{text}, exactly.", moments=(MOVE,))


def _arrows(history: History, scales: tuple[float, float]) -> str:
    """What the arrows in the picture are."""
    step, gradient = (f"{float(f'{scale:.2g}'):,.10g}" for scale in scales)
    length = "actual length" if step == "1" else f"{step} times its length"
    arrow = f"Arrows show each word's step ({length})"
    if not _trained(history)[:-1].any():
        return f"{arrow}."
    if _goes_straight(history):
        return f"{arrow}: straight downhill, against its gradient."
    return f"{arrow}. A dotted line points downhill: minus the word's gradient × {gradient}."


def _goes_straight(history: History) -> bool:
    """Whether at each step each vector goes against its gradient, and all as far for it: the lines are the arrows."""
    if np.ptp(history.learning_rate) or history.stride > 1:
        return False
    if any(set(_movers(history, name)[0]) != {OPTIMIZERS["sgd"].label} for name in history.tracks):
        return False
    return all(
        _are_steps_of_sgd(history.learning_rate[0], LAYERS[name], track) for name, track in history.tracks.items()
    )


def _are_steps_of_sgd(rate: float, layer: Layer, track: Track) -> bool:
    plain = -rate * layer.words_first(track.gradient)[:-1]
    rounding = 4 * np.finfo(np.float32).eps * np.abs(layer.words_first(track.weight)[:-1])
    return bool((np.abs(track.moves - plain) <= 1e-3 * np.abs(plain) + rounding).all())
