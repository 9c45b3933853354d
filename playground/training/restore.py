"""Layers and heads as PyTorch modules again, as they were at a snapshot."""

import torch
from torch import nn

from playground.model.interventions import trained
from playground.model.layers import FirstLayer, Layer
from playground.training.history import History


def layer_at(history: History, kind: Layer, snapshot: int) -> FirstLayer:
    """The PyTorch module as it was at that snapshot."""
    track, experiment = history.tracks[kind.name], history.experiment
    options = experiment.options(kind)
    with torch.device("meta"):  # as torch.nn.utils.skip_init does: nothing is drawn that would be overwritten
        layer = kind.build(len(history.words), experiment.dimension, **options)
    layer = layer.to_empty(device="cpu")
    layer.weight.data.copy_(torch.tensor(track.weight[snapshot]))
    step = int(history.steps[snapshot])
    layer.weight.requires_grad_(trained(experiment.interventions, step, not experiment.freeze))
    if isinstance(layer, nn.Linear) and track.bias is not None:
        layer.bias.data.copy_(torch.tensor(track.bias[snapshot]))
    return layer


def head_at(history: History, name: str, snapshot: int) -> nn.Module:
    """The model behind the layer called ``name``, as it was at that snapshot."""
    head = history.experiment.head.hollow(history.experiment.dimension, len(history.goals)).to_empty(device="cpu")
    recorded = history.tracks[name].head
    head.load_state_dict({part: torch.tensor(values[snapshot]) for part, values in recorded.items()})
    return head
