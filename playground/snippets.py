"""The lines of PyTorch that a recipe stands for. Tests run them and compare the numbers."""

from playground.experiment import Experiment
from playground.initializers import INITIALIZERS


def layer_lines(experiment: Experiment) -> list[str]:
    """The constructors: ``embedding = nn.Embedding(5, 2)``."""
    words = len(experiment.vocabulary)
    return [
        kind.code.format(words=words, dimension=experiment.dimension, **experiment.options(kind))
        for kind in experiment.selection.layers
    ]


def initial_lines(experiment: Experiment) -> list[str]:
    """What happens to the weights after the constructors and before training."""
    initializer = INITIALIZERS[experiment.initializer]
    first, *others = experiment.selection.layers
    filled = [first] if experiment.same_start else [first, *others]
    shapes = {"embedding": (len(experiment.vocabulary), experiment.dimension)}
    shapes["linear"] = shapes["embedding"][::-1]
    lines = [
        initializer.line(kind.name, shapes[kind.name], experiment.options(initializer))
        for kind in filled
        if initializer.code
    ]
    if experiment.same_start:
        lines += [f"{kind.name}.weight.data.copy_({first.name}.weight.T)" for kind in others]
    return lines
