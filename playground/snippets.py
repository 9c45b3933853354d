"""The lines of PyTorch that a recipe stands for. Tests run them and compare the numbers."""

import torch

from playground.costs import in_bytes
from playground.experiment import Experiment
from playground.history import History
from playground.initializers import INITIALIZERS
from playground.layers import EMBEDDING, FirstLayer, Layer
from playground.objectives import OBJECTIVES
from playground.optimizers import OPTIMIZERS
from playground.seeding import seeded
from playground.training import place


def layer_lines(experiment: Experiment) -> list[str]:
    """The constructors: ``embedding = nn.Embedding(5, 2)``."""
    words = len(experiment.vocabulary)
    return [kind.code(words, experiment.dimension, experiment.options(kind)) for kind in experiment.selection.layers]


def initial_lines(experiment: Experiment) -> list[str]:
    """What happens to the weights after the constructors and before training."""
    initializer = INITIALIZERS[experiment.initializer]
    first, *others = experiment.selection.layers
    filled = [first] if experiment.same_start else [first, *others]
    lines = [
        line
        for kind in filled
        for line in initializer.lines(place(experiment, kind), **experiment.options(initializer))
    ]
    if experiment.same_start:
        frozen = ", requires_grad=False" if experiment.freeze else ""
        lines += [f"{kind.name}.weight = nn.Parameter({first.name}.weight.data.T.clone(){frozen})" for kind in others]
    return lines


def training_lines(experiment: Experiment) -> list[str]:
    """The head behind the first layer, and the optimizer for the parameters of both."""
    objective, optimizer = OBJECTIVES[experiment.objective], OPTIMIZERS[experiment.optimizer]
    head = objective.head_code.format(dimension=experiment.dimension, targets=len(experiment.task.goals))
    code = optimizer.code("parameters", False, experiment.learning_rate, experiment.options(optimizer))
    return [f"head = {head}", f"optimizer = {code}"]


Printed = tuple[str, str]
_MOST_ONE_HOT = 1_000
"""Words up to which torch.eye is really made and printed."""


def vocab_printed(history: History, most: int = 50) -> list[Printed]:
    """The article's first lines: a word has a number, and a one-hot vector."""
    words = history.words[:most]
    entries = ", ".join(f"{word!r}: {index}" for index, word in enumerate(words))
    rest = f", … {len(history.words) - most:,} more" if len(history.words) > most else ""
    return [
        ("vocab", f"{{{entries}{rest}}}"),
        (f"torch.eye({len(history.words)})", _one_hot_printed(len(history.words))),
    ]


def _one_hot_printed(words: int) -> str:
    if words > _MOST_ONE_HOT:
        return f"# {words:,} rows of {words:,} numbers: {in_bytes(4 * words**2)} of memory, and all but {words:,} are 0"
    return str(torch.eye(words))


def layer_printed(history: History, kind: Layer, snapshot: int) -> list[Printed]:
    """What PyTorch prints at a snapshot: the weight, and what the layer returns for the first two words."""
    layer, words = layer_at(history, kind, snapshot), len(history.words)
    weight = str(layer.weight)  # before the layer is called: with max_norm that changes it
    ids = torch.tensor([0, 1])
    if kind is EMBEDDING:
        call = "embedding(torch.tensor([0, 1]))"
    elif words > _MOST_ONE_HOT:
        call = f"linear(F.one_hot(torch.tensor([0, 1]), {words}).float())"
    else:
        call = f"linear(torch.eye({words})[[0, 1]])"
    return [(f"{kind.name}.weight", weight), (call, str(kind.read(layer, ids)))]


def layer_at(history: History, kind: Layer, snapshot: int) -> FirstLayer:
    """The PyTorch module as it was at that snapshot."""
    track, experiment = history.tracks[kind.name], history.experiment
    with seeded(torch.Generator()):
        layer = kind.build(len(history.words), experiment.dimension, **experiment.options(kind))
    layer.weight.data.copy_(torch.tensor(track.weight[snapshot]))
    layer.weight.requires_grad_(not experiment.freeze)
    if isinstance(layer, torch.nn.Linear) and track.bias is not None:
        layer.bias.data.copy_(torch.tensor(track.bias[snapshot]))
    return layer
