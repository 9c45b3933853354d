import html
from dataclasses import replace

import numpy as np
import pytest

from playground import Experiment, train
from playground.figures.matrices.matrices import DRAWN_DIMENSIONS, DRAWN_WORDS
from playground.figures.panels.weight_change import change, change_caption
from playground.figures.theme import NEGATIVE, NEUTRAL, POSITIVE
from playground.wording import abbreviate, listed

LAST = -1


def heatmaps(history, snapshot=LAST, words=()):
    """Start, now and difference of each layer, by its name."""
    drawn = change(history, snapshot, "light", words).data
    assert len(drawn) == 3 * len(history.tracks)
    return {name: drawn[3 * number : 3 * number + 3] for number, name in enumerate(history.tracks)}


def axes(figure, trace):
    return (figure.layout[axis[0] + "axis" + axis[1:].removeprefix("1")] for axis in (trace.xaxis, trace.yaxis))


def titles(history, snapshot):
    return [note.text for note in change(history, snapshot, "light").layout.annotations]


def drawn_part(name, weight, words=DRAWN_WORDS):
    limits = {"embedding": (words, DRAWN_DIMENSIONS), "linear": (DRAWN_DIMENSIONS, words)}[name]
    return weight[: limits[0], : limits[1]]


def with_linear_weight(history, weight):
    return replace(history, linear=replace(history.linear, weight=weight.astype(np.float32)))


def test_the_heatmaps_are_the_weight_at_the_start_and_now_as_pytorch_stores_it(history):
    for snapshot in (0, len(history.steps) // 2, LAST):
        for name, (start, now, _) in heatmaps(history, snapshot).items():
            weight = history.tracks[name].weight
            np.testing.assert_array_equal(start.z, drawn_part(name, weight[0]))
            np.testing.assert_array_equal(now.z, drawn_part(name, weight[snapshot]))


def test_the_difference_is_now_less_the_start(history):
    for name, (start, now, difference) in heatmaps(history).items():
        np.testing.assert_array_equal(difference.z, now.z - start.z)
        weight = history.tracks[name].weight.astype(np.float64)
        np.testing.assert_array_equal(difference.z, drawn_part(name, weight[LAST] - weight[0]))


def test_at_step_0_the_difference_is_0(history):
    for start, now, difference in heatmaps(history, 0).values():
        np.testing.assert_array_equal(start.z, now.z)
        assert not difference.z.any()
    assert "nothing has changed yet" in change_caption(history, 0)


def test_one_scale_symmetric_about_0_holds_every_number_of_the_run(history):
    scales = {(trace.zmin, trace.zmax) for snapshot in (0, LAST) for trace in change(history, snapshot, "dark").data}
    assert len(scales) == 1
    ((low, high),) = scales
    assert low == -high < 0
    for track in history.tracks.values():
        weight = track.weight.astype(np.float64)
        assert np.abs(weight).max() <= high
        assert np.abs(weight - weight[0]).max() <= high


def test_there_is_one_colour_bar(history):
    assert sum(trace.showscale for trace in change(history, LAST, "light").data) == 1


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_the_colours_are_those_of_the_page(run, color_scheme):
    (heatmap,) = change(run("default"), LAST, color_scheme).layout.template.data.heatmap
    assert [color for _, color in heatmap.colorscale] == [NEGATIVE, NEUTRAL[color_scheme], POSITIVE]


def test_the_titles_name_the_weight_and_the_steps(run):
    of_one_layer = ["at step 0", "at step 7", "difference"]
    shapes = ["embedding.weight (12, 2)"], ["linear.weight (2, 12)"]
    assert titles(run("default"), 7) == [*shapes[0], *of_one_layer, *shapes[1], *of_one_layer]
    assert titles(run("embedding"), 7) == [*shapes[0], *of_one_layer]
    assert titles(run("linear"), 0) == [*shapes[1], "at step 0", "at step 0", "difference"]


def test_row_0_is_on_top(history):
    figure = change(history, LAST, "light")
    for trace in figure.data:
        x, y = axes(figure, trace)
        assert (y.range, x.range) == ((len(trace.z) - 0.5, -0.5), (-0.5, trace.z.shape[1] - 0.5))


def test_words_stand_at_rows_of_embedding_and_columns_of_linear_as_typed(history):
    figure = change(history, LAST, "light")
    for name, traces in heatmaps(history).items():
        both = [axes(figure, trace) for trace in traces]
        of_words = [y if name == "embedding" else x for x, y in both]
        for axis in of_words:
            assert [html.unescape(text) for text in axis.ticktext] == [abbreviate(w) for w in history.words[:30]]
            assert list(axis.tickvals) == list(range(len(axis.ticktext)))
            assert not any("<" in text for text in axis.ticktext)
        assert sum(axis.showticklabels for axis in of_words) == 1


def test_strangers_words_are_drawn_as_typed_and_told_as_typed(run):
    history = run("markup")
    texts = next(axes(change(history, LAST, "light"), heatmaps(history)["linear"][0])).ticktext
    assert {"&lt;b&gt;bold&lt;/b&gt;", "$x$", "&amp;amp;", "&lt;br&gt;"} <= set(texts)
    assert "“$x$”" in change_caption(history, 1) + change_caption(history, LAST)


def test_chosen_words_are_drawn_in_their_order(run):
    history, words = run("250 words"), [249, 3, 100]
    drawn = heatmaps(history, words=words)
    np.testing.assert_array_equal(drawn["embedding"][1].z, history.embedding.weight[LAST][words])
    np.testing.assert_array_equal(drawn["linear"][1].z, history.linear.weight[LAST][:, words])
    figure = change(history, LAST, "light", words)
    assert list(figure.layout.yaxis.ticktext) == ["w249", "w3", "w100"]
    assert "Shown: 3 of 250 words." in change_caption(history, LAST, words)


def test_what_is_not_drawn_is_said(run):
    assert "Shown: the first 30 of 250 words." in change_caption(run("250 words"), LAST)
    assert "Shown: 30 of 250 words." in change_caption(run("250 words"), LAST, range(50, 90))
    assert "Shown: the first 16 of 20 dimensions." in change_caption(run("twenty dimensions"), 0)
    assert "Drawn" not in change_caption(run("default"), LAST)
    assert "Drawn" not in change_caption(run("default"), LAST, range(12))


def test_the_largest_single_change_is_named(run):
    history = run("linear")
    weight = history.linear.weight.copy()
    weight[LAST] = weight[0]
    weight[0, 1, 3], weight[LAST, 1, 3] = 0.25, -7.5
    caption = change_caption(with_linear_weight(history, weight), LAST)
    assert f"in linear.weight[1, 3], for “{history.words[3]}”: from 0.25 to -7.5." in caption
    assert "11 of 12 words have not changed at all: “the”, “cat”, “sleeps”, “eats”, “plays” and 6 more." in caption


def test_words_that_have_not_moved_are_named():
    history = train(Experiment(text="I love you . you love me .", batch_size=1, steps=1))
    first = history.words[history.inputs[0, 0, 0]]
    still = [word for word in history.words if word != first]
    caption = change_caption(history, LAST)
    assert f"{len(still)} of 5 words have not changed at all: " + listed([f"“{word}”" for word in still]) in caption


def test_each_layer_is_told_of_where_different_words_have_moved(run):
    history = run("default")
    weight = history.linear.weight.copy()
    weight[LAST, :, 1] = weight[0, :, 1]
    caption = change_caption(with_linear_weight(history, weight), LAST)
    assert "In embedding.weight every word's numbers have changed." in caption
    assert "In linear.weight 1 of 12 words has not changed at all: “cat”." in caption


def test_a_pale_difference_is_explained(run):
    assert "pale" in change_caption(train(Experiment(learning_rate=0.01, steps=3)), LAST)
    assert "pale" not in change_caption(run("default"), LAST)


def test_nothing_moves(run):
    history = run("nothing moves")
    assert (
        change_caption(history, LAST)
        == "No weight has changed since step 0: the difference at step 40 is 0 everywhere."
    )
    assert all((trace.zmin, trace.zmax) == (-1, 1) for trace in change(history, LAST, "light").data)


def test_numbers_beyond_float32_have_a_difference(run):
    history = run("linear")
    weight = history.linear.weight.copy()
    weight[0], weight[LAST] = -3e38, 3e38
    figure = change(with_linear_weight(history, weight), LAST, "light")
    assert figure.data[2].z.max() == figure.data[0].zmax == pytest.approx(6e38)


def test_numbers_are_written_where_there_is_room(run):
    assert all(trace.texttemplate == "%{z:.2f}" for trace in change(run("default"), LAST, "light").data)
    for name in ("twenty dimensions", "diverged"):
        assert all(trace.texttemplate is None for trace in heatmaps(run(name))["embedding"])
    assert all(trace.texttemplate is None for trace in heatmaps(run("250 words"))["linear"])


def test_the_height_leaves_every_row_room_to_be_read(history):
    figure = change(history, LAST, "light")
    margin = figure.layout.margin
    inside = figure.layout.height - margin.t - margin.b
    for trace in figure.data:
        _, y = axes(figure, trace)
        assert (y.domain[1] - y.domain[0]) * inside / len(trace.z) >= 14 - 1e-6
        assert 0 <= y.domain[0] < y.domain[1] <= 1


def test_two_words_in_one_dimension():
    history = train(Experiment(text="a b a b", dimension=1, steps=3))
    assert [trace.z.shape for trace in change(history, LAST, "dark").data] == [(2, 1)] * 3 + [(1, 2)] * 3
    assert "Drawn" not in change_caption(history, LAST)
