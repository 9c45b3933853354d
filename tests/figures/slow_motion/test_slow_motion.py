"""Slow motion: which marks stand for what, at which moment."""

import json

import numpy as np
import pytest

from playground import Experiment, train
from playground.analysis.step_anatomy import Anatomy
from playground.figures.drawn_words import BUDGET
from playground.figures.matrix_arrays import gradient_factor
from playground.figures.projection import project
from playground.figures.run_picture import View
from playground.figures.slow_motion.answer_bars import MOST_BARS
from playground.figures.slow_motion.arrows import scales
from playground.figures.slow_motion.moments import CHOOSE, HOW_WRONG, LOOK_UP, MOMENTS, MOVE
from playground.figures.stage import stage
from playground.model.objectives import OBJECTIVES
from playground.player.payload import payload

SLOW = View(slow=True)


def slow(**recipe):
    history = train(Experiment(**{"steps": 30, **recipe}))
    return history, stage(history, SLOW)


def panel(shown, name):
    return next(panel for panel in shown.parts if panel.name == name)


def test_without_slow_motion_there_are_no_moments(history):
    shown = stage(history)
    assert shown.moments == ()
    assert not any(panel.moments or panel.arrows for panel in shown.parts)


def test_every_picture_in_slow_motion_can_be_sent(history):
    shown = stage(history, SLOW)
    json.dumps(payload(shown, "key"), allow_nan=False)
    for panel in shown.parts:
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
        assert any(moment in readout.moments for readout in shown.readouts.sentences)
    for readout in shown.readouts.sentences:
        assert readout.text.count("{}") == len(readout.values)
        for value in readout.values:
            assert len(shown.arrays[value.array]) == len(history.steps)
            if value.kind == "names":
                assert shown.arrays[value.array].max() < len(value.names)


def test_at_each_moment_no_two_panels_want_the_same_place():
    _, shown = slow()
    seen = {
        moment: {panel.name for panel in shown.parts if not panel.moments or moment in panel.moments}
        for moment in range(4)
    }
    assert seen[CHOOSE] == seen[LOOK_UP] == {"vectors", "embedding", "linear"}
    assert seen[HOW_WRONG] == {"vectors", "embedding_still", "linear_still", "answers"}
    assert seen[MOVE] == {"vectors", "embedding_grad", "linear_grad", "loss"}


@pytest.mark.parametrize("rate", [1e-6, 1.0, 100.0])
def test_gradients_are_drawn_so_many_times_as_large_that_they_can_be_read(rate):
    history, shown = slow(objective="points", points=f"a: {rate}, 0\nb: 0, {rate}", initializer="zeros_")
    usual = np.quantile(np.abs(history.embedding.gradient[history.embedding.gradient != 0]), 0.9)
    factor = gradient_factor(history)
    assert factor >= 1 and np.log10(factor) == round(np.log10(factor))
    assert usual * factor >= 1
    assert factor == 1 or usual * factor < 10
    told = panel(shown, "embedding_grad").caption
    assert f"Numbers × {factor:,.0f}." in told if factor > 1 else "Numbers ×" not in told


def test_a_gradient_is_drawn_as_recorded_and_empty_where_it_is_zero():
    history, shown = slow(optimizer="adam")
    factor = np.float32(gradient_factor(history))
    for snapshot in (0, 12, 30):
        drawn, recorded = shown.arrays["embedding.grad"][snapshot], history.embedding.gradient[snapshot]
        absent = ~recorded.any(1)
        assert absent.any()
        assert np.isnan(drawn[absent]).all()
        np.testing.assert_array_equal(drawn[~absent], factor * recorded[~absent])
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
    texts = [readout.text for readout in shown.readouts.sentences if readout.moments == (LOOK_UP,)]
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
    assert "have their own bar" in panel(shown, "answers").caption


CHANGED = ((15, "parameter"), (20, "optimizer", "adam"), (25, "freeze"))


def sentences(shown, moment, snapshot):
    """What is said at a moment of the step behind a snapshot, as the player says it, but for the numbers."""
    told = []
    for readout in shown.readouts.sentences:
        if moment in readout.moments:
            values = [shown.arrays[value.array][snapshot] for value in readout.values]
            names = [
                value.names[int(found[0])] if value.names else "…"
                for value, found in zip(readout.values, values, strict=True)
            ]
            told.append(readout.zero if readout.zero and values[0].flat[0] == 0 else readout.text.format(*names))
    return told


def test_a_change_by_hand_is_no_part_of_the_step_before_it():
    history, shown = slow(interventions=CHANGED, learning_rate=0.5)
    first = history.inputs[14, 0, 0]
    gradient = history.embedding.gradient[14, first]
    np.testing.assert_allclose(shown.arrays["embedding.first.move"][14], -0.5 * gradient, atol=1e-6)
    jump = history.embedding.vectors[15, first] - history.embedding.vectors[14, first]
    assert np.abs(jump + 0.5 * gradient).max() > 0.1
    step, _ = scales(project(history), shown.arrays)
    arrow = panel(shown, "vectors").arrows[0]
    ways = np.stack([shown.arrays[way][14] for way in arrow.offsets], 1)
    np.testing.assert_allclose(ways, -0.5 * history.embedding.gradient[14], atol=1e-6)
    assert np.abs(ways).max() * step < 3


def test_the_optimizer_that_is_told_is_the_one_that_makes_the_step():
    _, shown = slow(interventions=CHANGED)
    assert "SGD moves it by" in sentences(shown, MOVE, 19)[0]
    assert "Adam moves it by" in sentences(shown, MOVE, 20)[0]


def test_where_the_weight_is_frozen_there_is_no_gradient_to_tell():
    _, shown = slow(interventions=CHANGED)
    assert "frozen: it gets no gradient" in sentences(shown, MOVE, 25)[0]
    assert "frozen" not in sentences(shown, MOVE, 24)[0]


@pytest.mark.parametrize(
    ("recipe", "told"),
    [
        ({"bias": True}, {"Embedding": "SGD moves", "Linear": "SGD, the bias included, moves"}),
        ({"weight_decay": 0.1}, {"": "SGD, weight decay included, moves"}),
        ({"optimizer": "adamw"}, {"": "AdamW, weight decay included, moves"}),
        ({"max_norm": 1.0}, {"Embedding": "SGD, max_norm included, moves", "Linear": "SGD moves"}),
        ({"max_grad_norm": 0.1}, {"": "SGD, clipping included, moves"}),
        (
            {"optimizer": "sparse_adam", "sparse": True, "learning_rate": 0.1},
            {"Embedding": "SparseAdam moves", "Linear": "Adam moves"},
        ),
    ],
    ids=str,
)
def test_what_a_step_is_made_of_is_told_of_each_layer_that_goes_its_own_way(recipe, told):
    _, shown = slow(**recipe)
    said = [sentence for sentence in sentences(shown, MOVE, 5) if "moves it by" in sentence]
    assert len(said) == len(told)
    for sentence, (layer, mover) in zip(said, told.items(), strict=True):
        assert sentence.startswith(layer) and mover in sentence


def test_why_the_gradients_are_no_transposes_is_told():
    assert "(bias)" in sentences(slow(bias=True)[1], MOVE, 5)[-1]
    assert "exactly" in sentences(slow()[1], MOVE, 5)[-1]


def test_the_drawn_words_are_told_by_name():
    history, shown = slow(objective="skip_gram_negative")
    [drawn] = [readout for readout in shown.readouts.sentences if "Negatives drawn" in readout.text]
    assert drawn.moments == (CHOOSE, HOW_WRONG)
    [value] = drawn.values
    expected = [[history.words[word] for word in row] for row in Anatomy(history).negatives.tolist()]
    assert [[value.names[word] for word in row] for row in shown.arrays["negatives"].tolist()] == expected


def test_without_a_head_none_is_told():
    _, shown = slow(objective="points")
    [told] = sentences(shown, HOW_WRONG, 0)[:1]
    assert told.startswith("There is no head") and "nn.Identity" not in told


@pytest.mark.parametrize(
    ("recipe", "straight"),
    [({}, True), ({"weight_decay": 0.1}, False), ({"optimizer": "adam"}, False), ({"schedule": "cosine"}, False)],
    ids=str,
)
def test_arrows_and_gradients_are_told_apart_only_where_they_are(recipe, straight):
    [told] = [sentence for sentence in sentences(slow(**recipe)[1], MOVE, 5) if sentence.startswith("Arrows")]
    assert ("straight downhill" in told) == straight
    assert ("dotted" in told) != straight


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("name", ["embedding", "linear", "embedding_still", "linear_still"])
def test_small_matrices_have_their_numbers_at_every_moment(objective, name):
    _, shown = slow(objective=objective)
    matrix = panel(shown, name)
    assert matrix.figure.data[0].texttemplate
    assert "Point at a cell" not in matrix.caption


def test_the_bias_is_told_of_where_words_are_looked_up():
    _, shown = slow(bias=True)
    assert "Then the bias is added." in panel(shown, "linear").caption
    assert "The bias" not in panel(shown, "linear_still").caption


def test_of_a_long_run_the_gradient_is_sent_in_the_room_of_the_weight():
    history = train(Experiment(text=" ".join(f"w{number}" for number in range(60)), dimension=64, steps=400))
    plain, shown = stage(history), stage(history, SLOW)
    weight, gradient = (shown.arrays[f"embedding.{kind}"] for kind in ("weight", "grad"))
    assert gradient.shape == weight.shape
    assert weight.nbytes + gradient.nbytes <= BUDGET
    assert f"the first {weight.shape[2]} of 64 dimensions" in panel(shown, "embedding").caption
    assert plain.arrays["embedding.weight"].shape[2] > weight.shape[2]


def test_on_a_line_arrows_lie_below_their_dots_and_not_on_one_another():
    _, shown = slow(dimension=1)
    assert all(arrow.positions[-1] == "lane" for arrow in panel(shown, "vectors").arrows)
    lanes = shown.arrays["lane"]
    assert (lanes == lanes[0]).all(), "they rest while the dots move"
    assert ((lanes < 0) & (lanes > -1)).all()
    assert np.diff(lanes[0]).all()
    assert "Arrows are drawn below their dots." in panel(shown, "vectors").caption
