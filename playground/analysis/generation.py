"""What the model says when it is asked again and again for the next word."""

from collections.abc import Iterator
from dataclasses import dataclass

import torch

from playground.experiment.experiment import Experiment
from playground.model.layers import LAYERS
from playground.training.history import Floats, History
from playground.training.restore import head_at, layer_at

_NEXT_WORD = "next_word"


@dataclass(frozen=True)
class Choice:
    """One word that was said: ``probabilities`` float32 (V,) are those of all words, and ``word`` is the one taken."""

    probabilities: Floats
    word: int


def says_nothing(experiment: Experiment) -> str:
    """Why the model can't be asked for the next word; empty where it can."""
    if experiment.objective != _NEXT_WORD:
        return "Only a model that learns the next word can go on with a sentence: set “What is learned” to that."
    return ""


@torch.no_grad()
def said(
    history: History, name: str, snapshot: int, first: int, count: int, temperature: float, seed: int
) -> Iterator[Choice]:
    """So many words behind the word with the number ``first``, each the answer to the one before.

    With ``temperature`` 0 the likeliest word is taken; above, one is drawn by softmax(scores / temperature), from the
    generator of that ``seed``.
    """
    kind, layer, head = LAYERS[name], layer_at(history, LAYERS[name], snapshot), head_at(history, name, snapshot)
    generator = torch.Generator().manual_seed(seed)
    word = first
    for _ in range(count):
        scores = head(kind.read(layer, torch.tensor([word])))[0]
        probabilities = torch.softmax(scores / (temperature or 1.0), 0)
        drawn = scores.argmax() if temperature == 0 else torch.multinomial(probabilities, 1, generator=generator)[0]
        word = int(drawn)
        yield Choice(probabilities.numpy(), word)
