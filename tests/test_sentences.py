"""No sentence that depends on the numbers contradicts them: tried on five hundred random recipes."""

import re
from functools import cache
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from playground import History, train
from playground.analysis.agreement import ROUNDING, begins, differences, reasons
from playground.analysis.movement import movement, why
from playground.figures.panels.agreement_curves import agreement_caption
from playground.figures.run_picture import RunPicture, View
from playground.figures.run_readouts import causes
from playground.figures.slow_motion.narration import narration
from playground.model.layers import EMBEDDING, LAYERS
from tests.scripts.recipes import random_recipe

GROUPS, EACH = 20, 25
LIKELY = [
    {},
    {"optimizer": "sgd", "schedule": "constant", "interventions": ()},
    {"layer": "embedding", "padding_idx": 0, "interventions": ()},
    {"layer": "both", "same_start": True, "bias": False, "max_norm": None, "padding_idx": None, "max_grad_norm": 1.0},
    {"initializer": "from_pretrained", "freeze": True, "interventions": ()},
]
"""Fields that make the sentences likely, each for a fifth of the recipes."""
pytestmark = pytest.mark.parametrize("group", range(GROUPS))


@cache
def runs(group: int) -> list[History]:
    fixed = LIKELY[group % len(LIKELY)]
    return [train(random_recipe(f"sentence {seed}", **fixed)) for seed in range(group * EACH, (group + 1) * EACH)]


def as_chosen(group: int) -> list[History]:
    """Runs in which nothing was changed along the way."""
    return [history for history in runs(group) if not history.experiment.interventions]


def told_of(sentence: str, history: History) -> list[str]:
    """The layers that a sentence is about: the one that it names first, or all."""
    return [name for name in history.tracks if sentence.startswith(LAYERS[name].label)] or list(history.tracks)


def moved(history: History, name: str) -> np.ndarray:
    return movement(history, name).moved


def moved_otherwise(history: History, name: str) -> bool:
    """Whether more than a step of the optimizer that the words are pulled by can move that layer's vectors."""
    options = history.experiment.options(LAYERS[name])
    shortened = options.get("max_norm") is not None
    return bool(options.get("bias") or shortened or history.experiment.weight_decay)


def test_what_is_said_of_absent_words_is_what_they_do(group):
    for history in as_chosen(group):
        for sentence in why(history):
            for name in told_of(sentence, history):
                seen, still = movement(history, name), not moved_otherwise(history, name)
                if "moves only the vectors of words in the batch" in sentence:
                    assert not seen.moved_absent(-1).any()
                if "has a memory" in sentence and still:
                    never = seen.present.cumsum(axis=0) == 0
                    assert not (seen.moved > 0)[never].any()
                if "frozen: the optimizer doesn't" in sentence and (still or name == EMBEDDING.name):
                    assert history.experiment.max_norm is not None or not seen.moved.any()
                if "The learning rate is 0" in sentence and history.experiment.max_norm is None:
                    assert not seen.moved.any()
                if "it stays still, even" in sentence and name == EMBEDDING.name:
                    assert not seen.moved[:, history.experiment.padding_idx].any()


def test_what_is_said_below_the_play_bar_is_so(group):
    for history in as_chosen(group):
        for field, remark in history.remarks.items():
            if field == "freeze" and "max_norm" not in remark and "bias" not in remark:
                assert not any(moved(history, name).any() for name in history.tracks)
            if field == "freeze" and "learns" in remark:
                heads = next(iter(history.tracks.values())).head
                assert ("nothing learns" in remark) == (not heads)
            if field == "padding_idx":
                assert not history.embedding.gradient[:, history.experiment.padding_idx].any()


def test_what_begins_as_rounding_begins_small(group):
    for history in runs(group):
        if ROUNDING in reasons(history):
            (most, step) = re.search(r"began as rounding: (\S+) at step ([\d,]+)", causes(RunPicture(history))).groups()
            snapshot = history.snapshot_at(int(step.replace(",", "")))
            curves = differences(history)
            assert not any((curve[:snapshot] > 0).any() for curve in curves.values())
            assert float(most) == pytest.approx(max(float(curve[snapshot]) for curve in curves.values()), rel=0.5)
            largest = max(float(np.abs(track.weight).max()) for track in history.tracks.values())
            assert history.stride > 1 or float(most) <= 1e-4 * max(1.0, largest)


def test_where_the_layers_are_said_to_part_they_do(group):
    for history in runs(group):
        if len(history.tracks) == 2:
            caption, found = agreement_caption(history, 0), differences(history)
            for curve, step in begins(history).items():
                if step is not None:
                    first = float(found[curve][found[curve] > 0][0])
                    assert f"step {step:,}, by {first:.2g}" in caption
            if caption.startswith("Equal"):
                assert not any((curve > 0).any() for curve in found.values())


def arrows(history: History) -> str:
    """What is said of the arrows in slow motion."""
    to_scale = [SimpleNamespace(scale=1.0)] * 2
    sentences = [readout.text for readout in narration(RunPicture(history, View(slow=True)), to_scale).sentences]
    return next(sentence for sentence in sentences if sentence.startswith("Arrows show"))


def test_arrows_are_said_to_go_straight_downhill_where_each_step_does(group):
    for history in as_chosen(group):
        if "straight downhill" in arrows(history):
            assert any(track.gradient.any() for track in history.tracks.values())
            for name, track in history.tracks.items():
                plain = -history.learning_rate[0] * LAYERS[name].words_first(track.gradient)[:-1]
                size = max(1.0, float(np.abs(track.weight).max()))
                np.testing.assert_allclose(track.moves, plain, rtol=1e-3, atol=1e-6 * size)


def test_a_score_grows_in_the_direction_of_the_words_output_vector(group):
    for history in runs(group):
        if history.outputs is not None:
            head, weight = history.experiment.head, torch.from_numpy(history.outputs[-1].copy())
            module = head.build(history.experiment.dimension, len(history.goals))
            with torch.no_grad():
                module.weight.copy_(weight)
            vector = torch.zeros(1, history.experiment.dimension, requires_grad=True)
            head.scores(vector, module)[0, 0].backward()
            torch.testing.assert_close(vector.grad[0], weight[0])
