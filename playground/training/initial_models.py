"""The layers and the head of a recipe, before any training.

Each is drawn as if it were alone: a layer after ``torch.manual_seed(seed)``, the head after ``torch.manual_seed(seed +
1)``. So a start depends on nothing but what it is the start of, and a notebook gets it by the same two lines.
"""

import torch
from torch import nn

from playground.experiment.experiment import Experiment
from playground.model.initializers import INITIALIZERS, LayerToFill
from playground.model.layers import FirstLayer, Layer
from playground.seeding import seeded


def models(experiment: Experiment) -> tuple[dict[str, FirstLayer], nn.Module]:
    """The first layers by name, and the head that each of them gets a copy of, before any training."""
    layers: dict[str, FirstLayer] = {}
    for kind in experiment.selection.layers:
        copied = next(iter(layers.values())) if experiment.same_start and layers else None
        layers[kind.name] = _layer(experiment, kind, copied)
    with seeded(torch.Generator().manual_seed(head_seed(experiment))):
        head = experiment.head.build(experiment.dimension, len(experiment.task.goals))
    return layers, head


def head_seed(experiment: Experiment) -> int:
    """The head's own, so that it never shares numbers with a layer."""
    return experiment.seed + 1


def place(experiment: Experiment, kind: Layer) -> LayerToFill:
    """What an initializer must know of the layer that it fills."""
    arguments = kind.arguments(experiment.options(kind))
    return LayerToFill(kind, experiment.vocabulary.words, experiment.dimension, arguments)


def _layer(experiment: Experiment, kind: Layer, copied: FirstLayer | None) -> FirstLayer:
    """The layer, filled by the initializer or, transposed, with the weight of the layer that it copies."""
    initializer = INITIALIZERS[experiment.initializer]
    with seeded(torch.Generator().manual_seed(experiment.seed)):
        layer: FirstLayer = kind.build(len(experiment.vocabulary), experiment.dimension, **experiment.options(kind))
        if copied is None:
            initializer.fill(layer, place(experiment, kind), **experiment.options(initializer))
    if copied is not None:
        layer.weight.data.copy_(copied.weight.T)
        layer.weight.requires_grad_(copied.weight.requires_grad)
    return layer
