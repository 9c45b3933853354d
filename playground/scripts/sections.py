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
from playground.scripts.literals import Lines, tensor, texts, vocabulary
from playground.scripts.loop_lines import training
from playground.scripts.snippets import model_lines
from playground.training.batches import batch_size
from playground.wording import plural

_PRINTED_WORDS = 50
"""Words up to which each is printed with its vector; PyTorch prints the beginning and the end of a longer matrix."""


@dataclass(frozen=True)
class Section:
    """What it is about, in plain English, and the lines of Python."""

    title: str
    parts: list[Lines]

    @property
    def count(self) -> int:
        """How many lines ``code`` has."""
        return len(self._comment()) + sum(part.count for part in self.parts)

    def code(self) -> str:
        return "\n".join([*self._comment(), *self.lines()])

    def lines(self) -> list[str]:
        return [line for part in self.parts for line in part.lines()]

    def _comment(self) -> list[str]:
        return [f"# {line}" for line in wrap(self.title, 95)]


def sections(experiment: Experiment) -> list[Section]:
    """All sections, in the order in which they are to be run."""
    model, trained, results = model_lines(experiment), training(experiment), _results(experiment)
    written = [
        Section(_SET_UP, [Lines.of(_set_up([*model, *trained]))]),
        Section("Each word has a number.", [vocabulary(experiment.vocabulary.words)]),
        Section(_of_examples(experiment), _examples(experiment)),
        Section(_of_model(experiment), [Lines.of(model)]),
        Section(_of_training(experiment), [Lines.of(trained)]),
        Section("The results: the loss, and a vector for each word.", [Lines.of(results)]),
    ]
    return [section for section in written if any(part.count for part in section.parts)]


_SET_UP = (
    f"A run of First Layer Playground in plain PyTorch {torch.__version__.partition('+')[0]}: on the same "
    "machine, it gives the same numbers, bit for bit."
)


def _set_up(code: list[str]) -> list[str]:
    """The imports, of those modules that the code names, and what keeps sums in one order."""
    named = [module for module in ("copy", "numpy") if any(f"{module}." in line for line in code)]
    return [
        *(f"import {module}" for module in [*named, "os"] if module != "numpy"),
        "",
        'os.environ.setdefault("MKL_CBWR", "AUTO,STRICT")  # before importing torch: always sum in the same order',
        "",
        *(f"import {module}" for module in named if module == "numpy"),
        "import torch",
        "import torch.nn.functional as F",
        "from torch import nn",
        "",
        "torch.set_num_threads(1)  # as in the playground",
    ]


def _of_examples(experiment: Experiment) -> str:
    """What is learned, in a sentence."""
    sentence = OBJECTIVES[experiment.objective].explanation.partition(". ")[0].rstrip(".")
    return f"The task. {sentence}. The examples, as numbers:"


def _examples(experiment: Experiment) -> list[Lines]:
    examples = experiment.task.examples
    single = examples.inputs.shape[1] == 1
    parts = [
        tensor("inputs", examples.inputs[:, 0] if single else examples.inputs),
        tensor("targets", examples.targets),
    ]
    parts += [tensor(name, values) for name, values in examples.kind.tensors(experiment.vocabulary.counts).items()]
    if lines := examples.kind.tensors_code():
        parts.append(Lines.of(lines))
    return [*(texts(name, values) for name, values in examples.kind.texts().items()), *parts]


def _of_model(experiment: Experiment) -> str:
    layers = " and ".join(kind.label for kind in experiment.selection.layers)
    return f"The first layer: {layers}. {_of_start(experiment)}{' Then comes the head.' * experiment.head.learns}"


def _of_start(experiment: Experiment) -> str:
    """How the weights start; and which file has to be there for that."""
    others = len(experiment.selection.layers) > 1 and experiment.same_start
    file = required_file(experiment)
    linear = " Linear takes the same numbers, transposed." if others else ""
    saved = f" {file[0]} must be next to this file." if file else ""
    return f"How the weights start: {INITIALIZERS[experiment.initializer].label}.{linear}{saved}"


def required_file(experiment: Experiment) -> tuple[str, Callable[[], bytes]] | None:
    """The name of the file that the script reads, and what makes its bytes; None without one."""
    if experiment.numbers is None:
        return None
    found = source_matrix(experiment.numbers, experiment.matrix).find(experiment.vocabulary.words)
    return NUMBERS[experiment.numbers].file(found)


def _of_training(experiment: Experiment) -> str:
    size, steps = batch_size(experiment), experiment.steps
    copied = experiment.head.learns and len(experiment.selection.layers) > 1
    each = "; each layer has its own copy of the head, and both see the same batches" * copied
    count = f"{plural(steps, 'step')}, {plural(size, 'example')} per step"
    return f"Training: {OPTIMIZERS[experiment.optimizer].label}, {count}{each}."


def _results(experiment: Experiment) -> list[str]:
    """What is printed at the end: the loss at the start and at the end, and the vectors, of each layer."""
    kinds = experiment.selection.layers
    names = [f"{kind.name}_" if len(kinds) > 1 else "" for kind in kinds]
    lines = [f'print("{name}losses:", {name}losses[0], "...", {name}losses[-1])' for name in names]
    for kind, name in zip(kinds, names, strict=True):
        code = kind.vectors_code(f"{name}weights[-1]", f"{name}biases[-1]", **experiment.options(kind))
        lines.append(f"{name}vectors = {code}")
    if len(experiment.vocabulary) > _PRINTED_WORDS:
        return [*lines, *(f"print({name}vectors)" for name in names)]
    each = ", ".join(f"{name}vectors[number].tolist()" for name in names)
    return [*lines, "for word, number in vocab.items():", f"    print(repr(word), {each})"]
