"""The lines of PyTorch that a recipe stands for. Tests run them and compare the numbers."""

import torch

from playground.experiment import Experiment
from playground.history import History
from playground.initializers import INITIALIZERS
from playground.layers import EMBEDDING, FirstLayer, Layer
from playground.seeding import seeded


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


Printed = tuple[str, str]


def vocab_printed(history: History, most: int = 50) -> list[Printed]:
    """The article's first lines: a word has a number, and a one-hot vector."""
    words = history.words[:most]
    entries = ", ".join(f"{word!r}: {index}" for index, word in enumerate(words))
    rest = f", … {len(history.words) - most:,} more" if len(history.words) > most else ""
    return [("vocab", f"{{{entries}{rest}}}"), (f"torch.eye({len(history.words)})", str(torch.eye(len(history.words))))]


def layer_printed(history: History, kind: Layer, snapshot: int) -> list[Printed]:
    """What PyTorch prints at a snapshot: the weight, and what the layer returns for the first two words."""
    layer, words = layer_at(history, kind, snapshot), len(history.words)
    if kind is EMBEDDING:
        call, result = "embedding(torch.tensor([0, 1]))", layer(torch.tensor([0, 1]))
    else:
        call, result = f"linear(torch.eye({words})[[0, 1]])", layer(torch.eye(words)[[0, 1]])
    return [(f"{kind.name}.weight", str(layer.weight)), (call, str(result))]


def layer_at(history: History, kind: Layer, snapshot: int) -> FirstLayer:
    """The PyTorch module as it was at that snapshot."""
    track, experiment = history.tracks[kind.name], history.experiment
    with seeded(torch.Generator()):
        layer = kind.build(len(history.words), experiment.dimension, **experiment.options(kind))
    layer.weight.data.copy_(torch.tensor(track.weight[snapshot]))
    if isinstance(layer, torch.nn.Linear) and track.bias is not None:
        layer.bias.data.copy_(torch.tensor(track.bias[snapshot]))
    return layer
