"""The lines of PyTorch that a recipe stands for. Tests run them and compare the numbers."""

from playground.experiment.experiment import Experiment
from playground.model.initializers import INITIALIZERS
from playground.model.layers import Layer
from playground.scripts.literals import vocabulary
from playground.scripts.names import ScriptNames
from playground.training.initial_models import head_seed, place

_MOST_OF_VOCABULARY = 20
"""Lines up to which the vocabulary is shown in the sidebar."""


def model_lines(experiment: Experiment) -> list[str]:
    """Each layer, built and filled right after the seed; one layer's head follows, after its own."""
    kinds = experiment.selection.layers
    lines = [line for kind in kinds for line in [*_built(experiment, kind), *_filled(experiment, kind)]]
    return [*lines, *head_lines(experiment)] if len(kinds) == 1 else lines


def layer_lines(experiment: Experiment) -> list[str]:
    """The imports and the constructors, ``embedding = nn.Embedding(5, 2)``, each after the seed.

    The first layer comes last: what ``initial_lines`` draw for it follows its own numbers.
    """
    built = [line for kind in reversed(experiment.selection.layers) for line in _built(experiment, kind)]
    return ["import torch", "from torch import nn", *built]


def initial_lines(experiment: Experiment) -> list[str]:
    """What happens to the weights after the constructors and before training."""
    first, *others = experiment.selection.layers
    lines = _filled(experiment, first)
    for kind in others:
        filled = _filled(experiment, kind)
        again = bool(filled) and not experiment.same_start
        lines += [*(_built(experiment, kind) if again else []), *filled]
    return [*_needed(experiment, lines), *lines]


def _needed(experiment: Experiment, lines: list[str]) -> list[str]:
    """What the lines name beside the layers: a module, the vocabulary."""
    imports = ["import numpy"] if any("numpy." in line for line in lines) else []
    if not any("vocab" in line for line in lines):
        return imports
    words = vocabulary(experiment.vocabulary.words)
    shown = words.lines() if words.count <= _MOST_OF_VOCABULARY else ["# vocab is in the script: each word's number"]
    return [*imports, *shown]


def head_lines(experiment: Experiment) -> list[str]:
    """The head after its own seed; none where nothing follows the first layer."""
    head = experiment.head.code.format(dimension=experiment.dimension, targets=len(experiment.task.goals))
    return [f"torch.manual_seed({head_seed(experiment)})", f"head = {head}"] if experiment.head.learns else []


def _built(experiment: Experiment, kind: Layer) -> list[str]:
    code = kind.code(len(experiment.vocabulary), experiment.dimension, experiment.options(kind))
    return [f"torch.manual_seed({experiment.seed})", code]


def _filled(experiment: Experiment, kind: Layer) -> list[str]:
    """The initializer's lines for a layer, or those that copy the first layer's weight."""
    initializer, first = INITIALIZERS[experiment.initializer], experiment.selection.layers[0]
    if kind is first or not experiment.same_start:
        return initializer.lines(place(experiment, kind), **experiment.options(initializer))
    # Copied, so that it lies in memory as Linear has it.
    copied = ["with torch.no_grad():", f"    {kind.name}.weight.copy_({first.name}.weight.T)  # the same numbers"]
    return [*copied, f"{kind.name}.weight.requires_grad_(False)"] if experiment.freeze else copied


def training_lines(experiment: Experiment) -> list[str]:
    """The head behind the first layer, the optimizer for the parameters of both, and what is done at each step."""
    first, *others = [optimizer_lines(experiment, kind) for kind in experiment.selection.layers]
    lines = [*head_lines(experiment), *first]
    for kind, other in zip(experiment.selection.layers[1:], others, strict=True):
        head = ", with a copy of the head" * experiment.head.learns
        lines.append(f"# for {kind.name}{head}")
        lines += other
    return lines


def optimizer_lines(experiment: Experiment, kind: Layer) -> list[str]:
    """What builds the optimizers of one layer and its head, and shortens their gradients."""
    written = ScriptNames(experiment, kind)
    lines = written.built()
    if experiment.max_grad_norm is not None:
        lines += ["# at each step, before optimizer.step()", written.clip()]
    return lines
