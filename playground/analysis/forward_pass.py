"""What the model does with one word at one step: every number on the way, from PyTorch's modules."""

from dataclasses import dataclass

import torch

from playground.model.layers import LAYERS
from playground.training.history import Floats, History
from playground.training.restore import head_at, layer_at


@dataclass(frozen=True)
class Forward:
    """A word's way through the first layer and the head. V words, D dimensions, T targets.

    ``weight``   float32 (V, D), that of the first layer with a row for each word
    ``bias``     float32 (D,), that of Linear, None without one
    ``vector``   float32 (D,), what the first layer gives for the word
    ``head``     the head's parameters by PyTorch's names, "weight" (T, D) and "bias" (T,); empty without a head
    ``scores``   float32 (T,), the head's numbers for all targets, and ``answers`` what is made of them; without a
                 head both are the vector
    """

    word: int
    weight: Floats
    bias: Floats | None
    vector: Floats
    head: dict[str, Floats]
    scores: Floats
    answers: Floats


@torch.no_grad()
def forward(history: History, name: str, snapshot: int, word: int) -> Forward:
    """What the layer called ``name`` and its head make of the word with that number."""
    kind, model = LAYERS[name], history.experiment.head
    layer, head = layer_at(history, kind, snapshot), head_at(history, name, snapshot)
    weight = kind.words_first(layer.weight).numpy().copy()  # before the word is read: with max_norm that changes it
    vectors = kind.read(layer, torch.tensor([word]))
    scores = model.scores(vectors, head)
    bias = getattr(layer, "bias", None)
    return Forward(
        word=word,
        weight=weight,
        bias=None if bias is None else bias.numpy(),
        vector=vectors[0].numpy(),
        head={part: value.numpy() for part, value in head.named_parameters()},
        scores=scores[0].numpy(),
        answers=model.to_answers(scores)[0].numpy(),
    )
