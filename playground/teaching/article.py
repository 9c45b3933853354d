"""The article that this playground grew from, line by line, with the words, the sizes and the numbers of a run.

A word has a number. A one-hot vector of it has no meaning and takes much space; ``nn.Linear`` makes a dense vector of
that, and ``nn.Embedding`` makes one from the number alone. Training changes both, and weights can be set by hand.

The lines make a script that runs by itself, with the numbers of the run in it; what they print here, it prints.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch

from playground.memo import cached_property
from playground.model.initializers import INITIALIZERS
from playground.model.interventions import trained
from playground.model.layers import EMBEDDING, LINEAR, Layer
from playground.run_lines import execute
from playground.seeding import seeded
from playground.training.history import History
from playground.training.initial_models import place
from playground.wording import abbreviate, in_bytes, listed, plural
from playground.words.matrix import write

MOST_WRITTEN, MOST_NUMBERS = 64, 8
"""How many numbers of a weight are written out; of a larger one, how many of the first two words."""
MOST_VOCAB = 50
"""How many words of the vocabulary are written out."""
_MOST_EYE = 1_000
"""Words up to which all one-hot vectors are made."""


@dataclass(frozen=True)
class Step:
    """A sentence and the lines of PyTorch that it is about.

    ``runs`` is False for the line that seeds the whole process: here, what follows draws as if it had been run.
    """

    sentence: str
    code: str
    runs: bool = True


def article(history: History, snapshot: int) -> list[Step]:
    """All steps; what is trained is told as it was at the snapshot."""
    scene = _ArticleRun(history, snapshot)
    return [step for part in _PARTS for step in part(scene)]


def run(history: History, snapshot: int) -> list[tuple[Step, str]]:
    """The steps, each with what its lines print. The process's global random state is left alone."""
    names: dict[str, Any] = {}
    with seeded(torch.Generator().manual_seed(history.experiment.seed)):
        return [(step, execute(step.code, names) if step.runs else "") for step in article(history, snapshot)]


def script(steps: list[Step]) -> str:
    """All lines, to be run by themselves."""
    return "\n".join(step.code for step in steps) + "\n"


@dataclass(frozen=True)
class _ArticleRun:
    """A run at a snapshot, as the article tells it: V words in D dimensions, of which it looks at the first two."""

    history: History
    snapshot: int

    @cached_property
    def words(self) -> int:
        return len(self.history.words)

    @cached_property
    def dimension(self) -> int:
        return self.history.experiment.dimension

    @cached_property
    def step(self) -> int:
        return int(self.history.steps[self.snapshot])

    @property
    def layers(self) -> list[Layer]:
        """Those that the run trains, in the order of the article."""
        return [kind for kind in (LINEAR, EMBEDDING) if kind.name in self.history.tracks]

    @property
    def whole(self) -> bool:
        """Whether all weights are written out."""
        return self.words * self.dimension <= MOST_WRITTEN

    @property
    def numbers(self) -> int:
        """How many numbers of a vector are shown."""
        return self.dimension if self.whole else min(self.dimension, MOST_NUMBERS)

    @property
    def limit(self) -> str:
        """What is not shown, as a sentence: nothing is cut silently."""
        if self.whole:
            return f" Only {MOST_NUMBERS} of a vector's {self.dimension} numbers are printed." if self.cut else ""
        words = "both words" if self.words == 2 else f"the first 2 of {self.words:,} words"
        of_each = f"the first {self.numbers} of {self.dimension} numbers of " if self.numbers < self.dimension else ""
        return f" Shown: {of_each}{words}."

    @property
    def cut(self) -> str:
        """What is printed of vectors, as an index."""
        return f"[:, :{MOST_NUMBERS}]" if self.dimension > MOST_NUMBERS else ""

    def index(self, kind: Layer, numbers: int) -> str:
        """So many numbers of the first two words, as an index of a layer's weight; of all words if that is shown."""
        rows, columns = kind.words_first(torch.empty(2, numbers)).shape
        return "" if self.whole else f"[:{rows}, :{columns}]"

    def trained(self, step: int) -> bool:
        """Whether the weights are trained at a step."""
        experiment = self.history.experiment
        return trained(experiment.interventions, step, not experiment.freeze)

    def load(self, kind: Layer, snapshot: int) -> list[str]:
        """The lines that give the layer its numbers at a snapshot, or those that are shown.

        Of Embedding with max_norm all numbers of a word are needed, as its length is measured.
        """
        track, measured = self.history.tracks[kind.name], kind is EMBEDDING and self.history.experiment.max_norm
        numbers, words = self.dimension if measured else self.numbers, self.words if self.whole else 2
        rows = kind.words_first(torch.tensor(track.weight[snapshot]))[:words, :numbers]
        weight = f"{kind.name}.weight.data{self.index(kind, numbers)}"
        lines = [f"{weight} = torch.tensor({write(kind.words_first(rows).numpy())})"]
        if track.bias is not None:
            cut = "" if numbers == self.dimension else f"[:{numbers}]"
            bias = write(track.bias[snapshot][None, :numbers])[1:-1]
            lines.append(f"{kind.name}.bias.data{cut} = torch.tensor({bias})")
        return lines

    def two(self, kind: Layer) -> str:
        """The call for the first two words."""
        return f"{_CALLS[kind.name].format(of='[:2]')}{self.cut}"

    def call(self, kind: Layer) -> str:
        """The call that the article makes: of Linear for all words, where that is not too much to print."""
        return f"{_CALLS[kind.name].format(of='')}{self.cut}" if self.whole else self.two(kind)


_CALLS = {LINEAR.name: "linear(one_hot{of})", EMBEDDING.name: "embedding(torch.tensor([0, 1]))"}
_MAKES = {
    LINEAR.name: "nn.Linear turns a one-hot vector into a dense vector: {numbers} instead of {words}.",
    EMBEDDING.name: "nn.Embedding makes a dense vector from the word's number alone: {numbers}, without a "
    "one-hot vector.",
}
_STARTS = {
    LINEAR.name: "At step 0, this run has these weights. One-hot vectors go in; dense vectors come out.",
    EMBEDDING.name: "At step 0, this run has these weights. Numbers go in; rows of the weight come out.",
}


def _opening(scene: _ArticleRun) -> list[Step]:
    seed = scene.history.experiment.seed
    return [
        Step("Everything comes from PyTorch.", "import torch\nfrom torch import nn"),
        Step("The same seed always draws the same random numbers.", f"torch.manual_seed({seed})", runs=False),
    ]


def _vocab(scene: _ArticleRun) -> list[Step]:
    one, other = scene.history.words[:2]
    entries = ", ".join(f"{word!r}: {index}" for index, word in enumerate(scene.history.words[:MOST_VOCAB]))
    sentence, more = f"A word has a number: “{abbreviate(one, 30)}” has 0, “{abbreviate(other, 30)}” has 1.", ""
    if scene.words > MOST_VOCAB:
        more = f"  # … {scene.words - MOST_VOCAB:,} more"
        sentence += f" The first {MOST_VOCAB} of {scene.words:,} words are shown."
    return [Step(sentence, f"vocab = {{{entries}}}{more}\nprint(vocab[{one!r}], vocab[{other!r}])")]


def _one_hot(scene: _ArticleRun) -> list[Step]:
    words, size = scene.words, "one_hot.nbytes"
    row = f"Its one-hot vector has {words:,} numbers: 1 at the word's position and 0 elsewhere."
    line = f"one_hot = torch.eye({words})"
    if words > _MOST_EYE:
        size = f"4 * {words} ** 2"
        all_of_them = f"All of them, torch.eye({words}), would take {in_bytes(4 * words**2)}."
        row += f" Here are those of the first two words. {all_of_them}"
        line = f"one_hot = torch.eye(2, {words})"
    space = "That takes a lot of space. In bytes: the one-hot vectors of all words, then the words' numbers."
    meaning = "And it has no meaning: every word is the same distance, √2, from every other."
    return [
        Step(row, f"{line}\nprint(one_hot)"),
        Step(space, f"print({size}, torch.arange({words}).nbytes)"),
        Step(meaning, "print(torch.dist(one_hot[0], one_hot[1]))"),
    ]


def _layers(scene: _ArticleRun) -> list[Step]:
    steps = []
    for kind in scene.layers:
        options = scene.history.experiment.options(kind)
        numbers = plural(scene.dimension, "number")
        made = _MAKES[kind.name].format(numbers=numbers, words=f"{scene.words:,}")
        steps.append(Step(made, kind.code(scene.words, scene.dimension, options)))
        frozen = [] if scene.trained(0) else [f"{kind.name}.weight.requires_grad_(False)  # frozen"]
        lines = [*scene.load(kind, 0), *frozen, f"print({scene.call(kind)})"]
        steps.append(Step(_STARTS[kind.name] + scene.limit + _shortens(scene, kind), "\n".join(lines)))
    return steps


def _shortens(scene: _ArticleRun, kind: Layer) -> str:
    experiment = scene.history.experiment
    if kind is LINEAR or experiment.max_norm is None:
        return ""
    return (
        f" A row longer than max_norm={experiment.max_norm:g} is shortened, in the weight itself, when it is looked up."
    )


def _same(scene: _ArticleRun) -> list[Step]:
    """Whether the layers return the same at the start, and why they may not."""
    if len(scene.layers) < 2:
        return []
    experiment = scene.history.experiment
    reasons = ["each layer started on its own"] if not experiment.same_start else []
    reasons += ["Linear adds its bias"] if experiment.bias else []
    reasons += ["max_norm shortens Embedding's rows"] if experiment.max_norm is not None else []
    why = f" In this run they may differ: {listed(reasons)}." if reasons else ""
    calls = ", ".join(scene.two(kind) for kind in scene.layers)
    return [Step(f"Are the vectors of the first two words the same?{why}", f"print(torch.equal({calls}))")]


def _training(scene: _ArticleRun) -> list[Step]:
    steps, so = [], "is still this" if scene.step == 0 else "is this"
    for kind, again in zip(scene.layers, ("Training changes the weights. ", "And the other layer's. "), strict=False):
        sentence = f"{again}At step {scene.step:,}, the playhead's position, {kind.name}.weight {so}.{scene.limit}"
        state = scene.trained(scene.step)
        turned = [] if state == scene.trained(0) else [f"{kind.name}.weight.requires_grad_({state})"]
        shown = [f"print({kind.name}.weight{scene.index(kind, scene.numbers)})", f"print({scene.two(kind)})"]
        steps.append(Step(sentence, "\n".join([*scene.load(kind, scene.snapshot), *turned, *shown])))
    return steps


def _by_hand(scene: _ArticleRun) -> list[Step]:
    kind = scene.layers[-1]
    where, shown = place(scene.history.experiment, kind), f"print({kind.name}.weight{scene.index(kind, scene.numbers)})"
    (new,), (filled,) = INITIALIZERS["rand"].lines(where), INITIALIZERS["uniform_"].lines(where, low=-1, high=1)
    rows = f"a = torch.arange({scene.words * scene.dimension}.0).reshape({scene.words}, {scene.dimension})"
    taken = "embedding = nn.Embedding.from_pretrained(a)\nprint(embedding(torch.tensor([0, 1])){cut})"
    return [
        Step("Weights can be set by hand: as a new parameter, here drawn between 0 and 1;", f"{new}\n{shown}"),
        Step("or in place, here drawn between -1 and 1;", f"{filled}\n{shown}"),
        Step(
            "or from your own matrix, with one row per word. from_pretrained freezes it: it is not trained.",
            f"{rows}\n{taken.format(cut=scene.cut)}\nprint(embedding.weight.requires_grad)",
        ),
    ]


_PARTS: tuple[Callable[[_ArticleRun], list[Step]], ...] = (
    _opening,
    _vocab,
    _one_hot,
    _layers,
    _same,
    _training,
    _by_hand,
)
