"""The script of a recipe, section by section; only what the recipe needs is written."""

from collections.abc import Callable
from dataclasses import dataclass
from textwrap import wrap

import torch

from playground.experiment.experiment import Experiment
from playground.model.initializers import INITIALIZERS
from playground.model.objectives import OBJECTIVES
from playground.model.optimizers import OPTIMIZERS
from playground.model.pretrained import NUMBERS, source_matrix
from playground.scripts.literals import Lines, tensor, tensors, texts, vocabulary
from playground.scripts.loop_lines import training
from playground.scripts.picture_lines import SAVED, picture, vectors_code
from playground.scripts.snippets import model_lines
from playground.training.batches import batch_size
from playground.wording import plural

_PRINTED_WORDS = 50
"""Words up to which each is printed with its vector; PyTorch prints the beginning and the end of a longer matrix."""


@dataclass(frozen=True)
class Section:
    """What it is about, in plain English, the lines of Python, and the ``link`` to the page of the recipe, if any."""

    title: str
    parts: list[Lines]
    link: str = ""

    @property
    def count(self) -> int:
        """How many lines ``code`` has."""
        return len(self._comment()) + sum(part.count for part in self.parts)

    def code(self) -> str:
        return "\n".join([*self._comment(), *self.lines()])

    def lines(self) -> list[str]:
        return [line for part in self.parts for line in part.lines()]

    def _comment(self) -> list[str]:
        return [f"# {line}" for line in [*wrap(self.title, 97), *[self.link] * bool(self.link)]]


def sections(experiment: Experiment, link: str = "", last: str = SAVED) -> list[Section]:
    """All sections, in the order in which they are to be run.

    ``link`` is the page's address with the recipe, and the ``last`` line what shows the picture.
    """
    model, trained, results = model_lines(experiment), training(experiment), _results(experiment)
    examples = _examples(experiment)
    written = [
        Section(_TITLE, [Lines.of(_imports([*model, *trained, *results]))], "".join(link.split())),
        Section("Each word has a number.", [vocabulary(experiment.vocabulary.words)]),
        Section(_of_examples(experiment), examples),
        Section(_TO_THE_LAST_DIGIT, [Lines.of(_ENVIRONMENT)]),
        Section(_of_model(experiment), [Lines.of(model)]),
        Section(_of_training(experiment), [Lines.of(trained)]),
        Section("The results: the loss, and a vector for each word.", [Lines.of(results)]),
        Section(_OF_PICTURE, [Lines.of(picture(experiment, last))]),
    ]
    return [section for section in written if any(part.count for part in section.parts)]


_TITLE = f"A run of First Layer Playground in plain PyTorch {torch.__version__.partition('+')[0]}."
_TO_THE_LAST_DIGIT = "To the last digit: one order of sums, read at PyTorch's first product (restart a used notebook)."
_ENVIRONMENT = ["torch.set_num_threads(1)", 'os.environ["MKL_CBWR"] = "AUTO,STRICT"']
_OF_PICTURE = "The picture, with Plotly (pip install plotly): the vectors' first dimensions, and the loss."


def _imports(code: list[str]) -> list[str]:
    """Those that the code needs."""
    named = {name: any(f"{name}." in line for line in code) for name in ("numpy", "F")}
    return [
        "import os",
        "",
        *["import numpy"] * named["numpy"],
        "import torch",
        *["import torch.nn.functional as F"] * named["F"],
        "from torch import nn",
    ]


def _of_examples(experiment: Experiment) -> str:
    """What is learned, in a sentence."""
    sentence = OBJECTIVES[experiment.objective].explanation.partition(". ")[0].rstrip(".")
    return f"The task. {sentence}. The examples, as numbers:"


def _examples(experiment: Experiment) -> list[Lines]:
    examples = experiment.task.examples
    kind, inputs, targets = examples.kind, examples.inputs, examples.targets
    parts = [texts(name, values) for name, values in kind.texts().items()]
    if inputs.shape[1] > 1:
        words = [[word for word in example if word >= 0] for example in inputs.tolist()]
        parts += [tensors("inputs", words), tensor("targets", targets)]
    elif not kind.names and len(inputs) > 1 and torch.equal(inputs[1:, 0], targets[:-1]):
        ids = torch.cat([inputs[:, 0], targets[-1:]])
        parts += [tensor("ids", ids), Lines.of(["inputs, targets = ids[:-1], ids[1:]"])]
    else:
        parts += [tensor("inputs", inputs[:, 0]), tensor("targets", targets)]
    parts += [tensor(name, values) for name, values in kind.tensors(experiment.vocabulary.counts).items()]
    return [*parts, *[Lines.of(lines) for lines in [kind.tensors_code()] if lines]]


def _of_model(experiment: Experiment) -> str:
    """The layers, how their weights start, and which file has to be there for that."""
    layers = " and ".join(kind.label for kind in experiment.selection.layers)
    file = required_file(experiment)
    saved = f" {file[0]} must be next to this file." if file else ""
    return f"The first layer: {layers}. Start: {INITIALIZERS[experiment.initializer].label}.{saved}"


def required_file(experiment: Experiment) -> tuple[str, Callable[[], bytes]] | None:
    """The name of the file that the script reads, and what makes its bytes; None without one."""
    if experiment.numbers is None:
        return None
    found = source_matrix(experiment.numbers, experiment.matrix).find(experiment.vocabulary.words)
    return NUMBERS[experiment.numbers].file(found)


def _of_training(experiment: Experiment) -> str:
    size, steps = batch_size(experiment), experiment.steps
    count = f"{plural(steps, 'step')}, {plural(size, 'example')} per step"
    return f"Training: {OPTIMIZERS[experiment.optimizer].label}, {count}."


def _results(experiment: Experiment) -> list[str]:
    """What is printed at the end: the last loss and the vectors, of each layer."""
    kinds = experiment.selection.layers
    names = [f"{kind.name}_" if len(kinds) > 1 else "" for kind in kinds]
    lines = [f'print("loss:", {", ".join(f"{name}losses[-1]" for name in names)})']
    vectors = [vectors_code(experiment, kind, name) for kind, name in zip(kinds, names, strict=True)]
    if len(experiment.vocabulary) > _PRINTED_WORDS:
        return [*lines, *(f"print({code})" for code in vectors)]
    each = ", ".join(f"({code}).tolist()" if " + " in code else f"{code}.tolist()" for code in vectors)
    return [*lines, f"for word, *vectors in zip(vocab, {each}):", "    print(repr(word), *vectors)"]
