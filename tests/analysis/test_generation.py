"""What the model says is what PyTorch's softmax and multinomial give."""

import itertools

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from playground import Experiment, train
from playground.analysis.generation import said, says_nothing
from playground.figures.panels.spoken_words import LIKELIEST, spoken_words
from playground.model.objectives import OBJECTIVES


@pytest.fixture(scope="module")
def history():
    return train(Experiment(bias=True))


@pytest.mark.parametrize("snapshot", [0, 200])
@pytest.mark.parametrize("temperature", [0.0, 0.3, 1.0, 2.0])
@pytest.mark.parametrize("name", ["embedding", "linear"])
def test_each_word_is_drawn_from_the_softmax_of_the_scores(history, name, temperature, snapshot):
    track = history.tracks[name]
    vectors = torch.tensor(track.vectors[snapshot])
    head = nn.Linear(2, 12)
    head.load_state_dict({part: torch.tensor(values[snapshot]) for part, values in track.head.items()})
    generator, word = torch.Generator().manual_seed(5), 3
    for choice in said(history, name, snapshot, 3, 15, temperature, seed=5):
        with torch.no_grad():
            scores = head(vectors[word])
        expected = F.softmax(scores / (temperature or 1), 0)
        np.testing.assert_allclose(choice.probabilities, expected, rtol=1e-5)
        word = int(torch.multinomial(expected, 1, generator=generator)) if temperature else int(scores.argmax())
        assert choice.word == word


def test_at_the_end_it_has_the_rhythm_of_the_text_and_at_the_start_it_has_not(history):
    text = history.experiment.text.split()
    known = set(itertools.pairwise(text))

    def pairs(snapshot: int) -> set[tuple[str, str]]:
        words = [history.words[choice.word] for choice in said(history, "embedding", snapshot, 0, 30, 0.5, 0)]
        return set(itertools.pairwise(words))

    assert pairs(200) <= known
    assert not pairs(0) <= known


def test_only_the_next_word_can_be_asked_for():
    assert {name for name in OBJECTIVES if not says_nothing(Experiment(objective=name))} == {"next_word"}


def test_each_bar_is_one_choice_with_the_taken_word_framed(history):
    choices = list(said(history, "embedding", 200, 0, 20, 2.0, 1))
    *parts, rest = spoken_words(history, choices, "light").data
    assert len(parts) == LIKELIEST
    heights = np.array([part.y for part in (*parts, rest)])
    np.testing.assert_allclose(heights.sum(0), 1, atol=1e-5)
    for place, choice in enumerate(choices):
        framed = [part.text[place] for part in parts if part.marker.line.width[place]]
        assert framed == [history.words[choice.word]]
