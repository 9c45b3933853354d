"""Slow motion: which marks stand for what, at which moment."""

import json

import numpy as np
import pytest

from playground import Experiment, train
from playground.figures.answers import MOST_BARS
from playground.figures.projection import project
from playground.figures.slow import CHOOSE, HOW_WRONG, LOOK_UP, MOMENTS, MOVE, scales
from playground.figures.stage import View, stage
from playground.objectives import OBJECTIVES
from playground.player.player import payload

SLOW = View(slow=True)


def slow(**recipe):
    history = train(Experiment(**{"steps": 30, **recipe}))
    return history, stage(history, SLOW)


def panel(shown, name):
    return next(panel for panel in shown.panels if panel.name == name)


def test_without_slow_motion_there_are_no_moments(history):
    shown = stage(history)
    assert shown.moments == ()
    assert not any(panel.moments or panel.arrows for panel in shown.panels)


def test_every_picture_in_slow_motion_can_be_sent(history):
    shown = stage(history, SLOW)
    json.dumps(payload(shown, "key"), allow_nan=False)
    for panel in shown.panels:
        for binding in panel.bindings:
            assert binding.array in shown.arrays
            assert not binding.at or binding.at in shown.arrays
        for arrows in panel.arrows:
            assert {*arrows.positions, *arrows.offsets} <= set(shown.arrays)
    assert shown.moments == MOMENTS


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_each_moment_has_its_sentences_and_each_sentence_its_numbers(objective):
    history, shown = slow(objective=objective)
    for moment in range(len(MOMENTS)):
        assert any(moment in readout.moments for readout in shown.readouts)
    for readout in shown.readouts:
        assert readout.text.count("{}") == len(readout.values)
        for value in readout.values:
            assert len(shown.arrays[value.array]) == len(history.steps)
            if value.kind == "names":
                assert shown.arrays[value.array].max() < len(value.names)


def test_at_each_moment_no_two_panels_want_the_same_place():
    _, shown = slow()
    seen = {
        moment: {panel.name for panel in shown.panels if not panel.moments or moment in panel.moments}
        for moment in range(4)
    }
    assert seen[CHOOSE] == seen[LOOK_UP] == {"vectors", "embedding", "linear", "loss"}
    assert seen[HOW_WRONG] == {"vectors", "embedding", "linear", "answers"}
    assert seen[MOVE] == {"vectors", "embedding_grad", "linear_grad", "answers"}


def test_a_gradient_is_drawn_as_recorded_and_empty_where_it_is_zero():
    history, shown = slow(optimizer="adam")
    for snapshot in (0, 12, 30):
        drawn, recorded = shown.arrays["embedding.grad"][snapshot], history.embedding.gradient[snapshot]
        absent = ~recorded.any(1)
        assert absent.any()
        assert np.isnan(drawn[absent]).all()
        np.testing.assert_array_equal(drawn[~absent], recorded[~absent])
        np.testing.assert_array_equal(shown.arrays["linear.grad"][snapshot], drawn.T)


def test_rings_are_around_the_words_of_the_batch():
    history, shown = slow()
    np.testing.assert_array_equal(shown.arrays["touched"], history.inputs[:, :, 0])
    halos = [b for b in panel(shown, "vectors").bindings if b.at]
    assert {binding.array for binding in halos} == {"embedding.x", "embedding.y"}
    assert all(binding.at == "touched" and binding.moments == (CHOOSE, LOOK_UP) for binding in halos)
    for name, frame in (("embedding", "row"), ("linear", "column")):
        framed = [binding for binding in panel(shown, name).bindings if binding.at]
        assert {binding.array for binding in framed} == {f"{frame}.x", f"{frame}.y"}


@pytest.mark.parametrize("dimension", [1, 2, 3, 7])
@pytest.mark.parametrize("rate", [0.5, 0.1])
def test_of_plain_sgd_the_arrow_and_the_gradient_are_drawn_as_long(rate, dimension):
    history, shown = slow(learning_rate=rate, dimension=dimension)
    step, gradient = scales(project(history), shown.arrays)
    assert gradient / step == pytest.approx(rate)
    x = shown.arrays["embedding.x"]
    np.testing.assert_allclose(
        np.diff(x, axis=0) * step, shown.arrays["embedding.downhill.x"][:-1] * gradient, atol=2e-4 * step
    )


def test_the_longest_arrows_can_be_seen_and_stay_in_the_picture():
    for recipe in ({}, {"optimizer": "adam", "learning_rate": 0.001}, {"optimizer": "momentum"}):
        history, shown = slow(**recipe)
        projection = project(history)
        step, _ = scales(projection, shown.arrays)
        span = np.max(np.subtract(*projection.limits()[::-1]))
        longest = np.linalg.norm(np.diff(projection.positions["embedding"], axis=1), axis=0).max(1)
        assert 0.02 < np.quantile(longest, 0.9) * step / span <= 0.15001


def test_a_run_that_rests_has_arrows_of_no_length():
    history, shown = slow(learning_rate=0.0)
    assert scales(project(history), shown.arrays)[0] == 1.0


def test_only_layers_that_part_have_arrows_of_their_own():
    assert len(panel(slow()[1], "vectors").arrows) == 2
    assert len(panel(slow(bias=True)[1], "vectors").arrows) == 4


def test_the_multiplications_by_zero_are_counted():
    _, shown = slow(layer="linear", dimension=3)
    texts = [readout.text for readout in shown.readouts if readout.moments == (LOOK_UP,)]
    assert any("36 multiplications, 33 of them by 0" in text for text in texts)


def test_a_product_is_written_out_with_the_row_of_the_weight():
    for text, words in (("I love you", 3), (" ".join(f"w{n}" for n in range(40)), 40)):
        history, shown = slow(text=text, bias=True)
        terms, hot = shown.arrays["terms"], shown.arrays["terms.hot"][:, 0]
        assert terms.shape[1] == (words if words <= 12 else 5)
        first = history.inputs[:, 0, 0]
        rows, bias = history.linear.weight[:, 0], history.linear.bias[:, 0]
        every = np.arange(len(first))
        np.testing.assert_array_equal(terms[every, hot], rows[every, first])
        np.testing.assert_allclose(terms[every, hot] + bias, shown.arrays["linear.first"][:, 0], rtol=1e-6)


def test_what_is_told_to_move_moves():
    history, shown = slow(optimizer="momentum")
    first, moves = history.inputs[:, 0, 0], shown.arrays["embedding.first.move"]
    for snapshot in (0, 11, 29):
        word = first[snapshot]
        vectors = history.embedding.vectors
        np.testing.assert_array_equal(moves[snapshot], vectors[snapshot + 1, word] - vectors[snapshot, word])
        gradient = history.embedding.gradient[snapshot, word]
        np.testing.assert_allclose(shown.arrays["embedding.first.plain"][snapshot], -0.5 * gradient, rtol=1e-6)
    assert not moves[-1].any()


def test_of_many_answers_the_target_has_a_bar_and_all_others_one():
    _, shown = slow(text=" ".join(f"w{number}" for number in range(60)))
    given, wanted = shown.arrays["embedding.given"], shown.arrays["wanted"]
    assert given.shape[1] == MOST_BARS
    np.testing.assert_allclose(np.nansum(given, 1), 1, rtol=1e-5)
    assert (np.nansum(wanted, 1) == 1).all()
    assert "drawn singly" in panel(shown, "answers").caption
