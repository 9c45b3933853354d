"""The layers and the head of a recipe, before any training."""

import torch
from torch import nn

from playground.experiment.experiment import Experiment
from playground.model.initializers import INITIALIZERS, LayerToFill
from playground.model.layers import LAYERS, FirstLayer, Layer
from playground.seeding import seeded


def models(experiment: Experiment) -> tuple[dict[str, FirstLayer], nn.Module]:
    """The first layers by name, and the head that each of them gets a copy of, before any training."""
    words, initializer = len(experiment.vocabulary), INITIALIZERS[experiment.initializer]
    with seeded(torch.Generator().manual_seed(experiment.seed)):
        head = experiment.head.build(experiment.dimension, len(experiment.task.goals))
        layers = {
            kind.name: kind.build(words, experiment.dimension, **experiment.options(kind))
            for kind in experiment.selection.layers
        }
        filled = list(layers)[:1] if experiment.same_start else list(layers)
        for name in filled:
            initializer.fill(layers[name], place(experiment, LAYERS[name]), **experiment.options(initializer))
        first, *others = layers.values()
        if experiment.same_start:
            for other in others:
                other.weight.data.copy_(first.weight.T)
                other.weight.requires_grad_(first.weight.requires_grad)
    return layers, head


def place(experiment: Experiment, kind: Layer) -> LayerToFill:
    """What an initializer must know of the layer that it fills."""
    arguments = kind.arguments(experiment.options(kind))
    return LayerToFill(kind, experiment.vocabulary.words, experiment.dimension, arguments)
