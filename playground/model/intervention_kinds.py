"""The kinds of changes in the middle of a run: one entry for each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import torch
from torch import nn

from playground.choices import Choice, registry
from playground.model.layers import FirstLayer, Layer
from playground.model.optimizers import OPTIMIZERS
from playground.words.vocabulary import Vocabulary


class Live(Protocol):
    """A run that goes on: what an intervention may change."""

    kind: Layer
    layer: FirstLayer
    optimizers: list[torch.optim.Optimizer]

    def optimize(self, optimizer: str | None = None) -> None:
        """Rebuild the optimizers, for other parameters or as another one."""

    def rand(self, *shape: int) -> torch.Tensor:
        """Numbers between 0 and 1 from the run's own generator."""


class ScriptWriter(Protocol):
    """A run that is written down as a script: what an intervention may write about.

    ``layer`` is the name of the layer in training, ``rows`` the shape of its rows as it is written: "12, 2".
    """

    layer: str
    rows: str

    def options(self, kind: Layer) -> Mapping[str, Any]:
        """What that layer is built with."""

    def each(self, code: Callable[[Layer], str]) -> str:
        """What the code is for the layer in training."""

    def optimizers(self, *lines: str) -> list[str]:
        """The lines, which are about an ``optimizer``, for each that there is."""

    def optimize(self, optimizer: str | None = None) -> list[str]:
        """The lines that rebuild the optimizers."""


@dataclass(frozen=True, kw_only=True)
class InterventionKind(Choice):
    """``make(live, vocabulary, *texts)`` changes a run; it has no effect where the texts don't fit the words.

    ``checked(*texts)`` raises ValueError with a sentence for texts that never fit, ``fits(vocabulary, dimension,
    *texts)`` says whether they have an effect in such a run, ``wanted`` what to type where they have none.
    ``read(*texts)`` are the texts as people read them. ``trains`` says whether the vectors are trained from then on,
    ``optimizer(*texts)`` what the optimizer is from then on; None where that stays as it is. ``lines(written, *texts)``
    are the change in PyTorch, ``before`` a line that stands before the loop.
    """

    make: Callable[..., None]
    lines: Callable[..., list[str]]
    before: str = ""
    texts: int
    trains: bool | None = None
    optimizer: Callable[..., str | None] = lambda *texts: None
    checked: Callable[..., object] = lambda *texts: None
    fits: Callable[..., bool] = lambda vocabulary, dimension, *texts: True
    wanted: str = ""
    read: Callable[..., str] = lambda *texts: " → ".join(texts)


def _set_rate(live: Live, vocabulary: Vocabulary, rate: str) -> None:
    for optimizer in live.optimizers:
        for group in optimizer.param_groups:
            group["lr"] = float(rate)


def _rate_lines(written: ScriptWriter, rate: str) -> list[str]:
    return written.optimizers(f'optimizer.param_groups[0]["lr"] = {float(rate)}')


def _rate(rate: str) -> None:
    if not 0 <= float(rate) <= 100:
        raise ValueError("Enter a learning rate from 0 to 100.")


def _take_optimizer(live: Live, vocabulary: Vocabulary, name: str) -> None:
    live.optimize(name)


def _optimizer_lines(written: ScriptWriter, name: str) -> list[str]:
    return written.optimize(name)


def _optimizer(name: str) -> None:
    usable = [known for known, optimizer in OPTIMIZERS.items() if optimizer.can_be_taken]
    if name not in usable:
        raise ValueError(f"The optimizer must be one of {', '.join(usable)}.")


def _freeze(live: Live, vocabulary: Vocabulary) -> None:
    live.layer.weight.requires_grad_(False)
    live.layer.weight.grad = None


def _freeze_lines(written: ScriptWriter) -> list[str]:
    return [f"{written.layer}.weight.requires_grad_(False)"]


def _unfreeze(live: Live, vocabulary: Vocabulary) -> None:
    live.layer.weight.requires_grad_(True)


def _unfreeze_lines(written: ScriptWriter) -> list[str]:
    return [f"{written.layer}.weight.requires_grad_(True)"]


def numbers(written: str) -> tuple[float, ...]:
    """The numbers of a vector as it is typed, "1, 2". Raises ValueError with a sentence for anything else."""
    try:
        vector = tuple(float(number) for number in _parts(written))
    except ValueError:
        raise ValueError("Enter a vector as numbers separated by commas, such as 1, 2.") from None
    if not all(abs(number) <= 1e6 for number in vector):
        raise ValueError("The numbers of a vector must lie between -1,000,000 and 1,000,000.")
    return vector


def _parts(written: str) -> list[str]:
    return written.strip(" []()").split(",")


def _vector_fits(vocabulary: Vocabulary, dimension: int, word: str, written: str) -> bool:
    return word in vocabulary.words and len(_parts(written)) == dimension


def _put_vector(live: Live, vocabulary: Vocabulary, word: str, written: str) -> None:
    rows = live.kind.words_first(live.layer.weight.data)
    bias = getattr(live.layer, "bias", None)  # is added to what is put there
    if _vector_fits(vocabulary, rows.shape[1], word, written):
        rows[vocabulary.index(word)] = torch.tensor(numbers(written)) - (0 if bias is None else bias.detach())


def _vector_lines(written: ScriptWriter, word: str, typed: str) -> list[str]:
    def put(kind: Layer) -> str:
        bias = f" - {kind.name}.bias.detach()" if written.options(kind).get("bias") else ""
        return f"torch.tensor({list(numbers(typed))}){bias}"

    rows = written.each(lambda kind: kind.rows_code)
    return [f"rows = {rows}", f"rows[vocab[{word!r}]] = {written.each(put)}"]


def _knows(vocabulary: Vocabulary, dimension: int, word: str) -> bool:
    return word in vocabulary.words


def _hold(live: Live, vocabulary: Vocabulary, word: str) -> None:
    if word in vocabulary.words:
        row = live.kind.words_first(live.layer.weight.data)[vocabulary.index(word)]
        held = row.clone()

        def put_back(*_: object) -> None:
            row.copy_(held)

        for optimizer in live.optimizers:
            optimizer.register_step_post_hook(put_back)


def _hold_lines(written: ScriptWriter, word: str) -> list[str]:
    rows, back = written.each(lambda kind: kind.rows_code), "lambda *_, row=row, held=row.clone(): row.copy_(held)"
    return [
        f"rows = {rows}",
        f"row = rows[vocab[{word!r}]]",
        *written.optimizers(f"optimizer.register_step_post_hook({back})"),
    ]


def _replace(live: Live, vocabulary: Vocabulary) -> None:
    rows = live.kind.words_first(live.layer.weight.data)
    fresh, trained = live.kind.words_first(live.rand(*rows.shape)).clone(), live.layer.weight.requires_grad
    live.layer.weight = nn.Parameter(fresh, requires_grad=trained)
    live.optimize()


def _replace_lines(written: ScriptWriter) -> list[str]:
    weight, stored = f"{written.layer}.weight", written.each(lambda kind: kind.stored_code.format(rows="drawn"))
    return [
        f"drawn = torch.rand({written.rows}, generator=fresh)",
        *[f"drawn = {stored}"] * (stored != "drawn"),
        f"{weight} = nn.Parameter(drawn, requires_grad={weight}.requires_grad)",
        *written.optimize(),
    ]


INTERVENTION_KINDS = registry(
    InterventionKind(
        "learning_rate",
        "Change the learning rate",
        "Uses this learning rate from here on.",
        make=_set_rate,
        lines=_rate_lines,
        texts=1,
        checked=_rate,
    ),
    InterventionKind(
        "optimizer",
        "Switch the optimizer",
        "It starts fresh, with default options.",
        make=_take_optimizer,
        lines=_optimizer_lines,
        texts=1,
        checked=_optimizer,
        read=lambda name: OPTIMIZERS[name].label,
        optimizer=lambda name: name,
    ),
    InterventionKind(
        "freeze",
        "Freeze the vectors",
        "The layer's weight is not trained from here on; the head and any bias still learn.",
        make=_freeze,
        lines=_freeze_lines,
        texts=0,
        trains=False,
    ),
    InterventionKind(
        "unfreeze",
        "Unfreeze the vectors",
        "They are trained again from here on.",
        make=_unfreeze,
        lines=_unfreeze_lines,
        texts=0,
        trains=True,
    ),
    InterventionKind(
        "vector",
        "Move a word",
        "Sets the word's vector to these numbers; training continues from there.",
        make=_put_vector,
        lines=_vector_lines,
        texts=2,
        checked=lambda word, written: numbers(written),
        fits=_vector_fits,
        wanted="Enter a word of the vocabulary and {numbers}.",
    ),
    InterventionKind(
        "hold",
        "Hold a word",
        "Puts the word's numbers in the weight back after each step, until the optimizer or the weight is replaced. "
        "Zeroing its gradient would not hold it: weight decay and an optimizer's memory move it all the same.",
        make=_hold,
        lines=_hold_lines,
        texts=1,
        fits=_knows,
        wanted="Enter a word of the vocabulary.",
    ),
    InterventionKind(
        "parameter",
        "Replace the weight (nn.Parameter)",
        "Replaces all vectors with nn.Parameter(torch.rand(…)) and rebuilds the optimizer: the old one would "
        "keep updating the old parameter, and these vectors would never be trained.",
        make=_replace,
        lines=_replace_lines,
        before="fresh = torch.Generator().manual_seed({seed})",
        texts=0,
    ),
)
