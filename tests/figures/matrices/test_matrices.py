import html

import numpy as np
import pytest

from playground import Experiment, train
from playground.figures.matrices.matrices import DRAWN_DIMENSIONS, DRAWN_WORDS, MATRICES
from playground.figures.matrix_arrays import cells, matrix_arrays
from playground.figures.run_picture import RunPicture
from playground.wording import abbreviate


def panels_of(history):
    picture = RunPicture(history)
    return {name: MATRICES[name](picture) for name in history.tracks}


def heatmaps(panel):
    return [trace for trace in panel.figure.data if trace.type == "heatmap"]


def test_the_heatmap_is_the_weight_as_pytorch_stores_it(history):
    words = cells(history).indices
    for name, panel in panels_of(history).items():
        weight = history.tracks[name].weight[-1]
        weight = weight[words] if name == "embedding" else weight[:, words]
        rows, columns = heatmaps(panel)[0].z.shape
        np.testing.assert_array_equal(heatmaps(panel)[0].z, weight[:rows, :columns])
        drawn = {"embedding": (DRAWN_WORDS, DRAWN_DIMENSIONS), "linear": (DRAWN_DIMENSIONS, DRAWN_WORDS)}[name]
        assert (rows, columns) == tuple(map(min, weight.shape, drawn))


@pytest.mark.parametrize("name", ["default", "one dimension", "twenty dimensions", "250 words", "joined pairs"])
def test_one_matrix_is_the_other_transposed(run, name):
    panels = panels_of(run(name))
    one, other = (heatmaps(panels[layer])[0].z for layer in ("embedding", "linear"))
    np.testing.assert_allclose(one, other.T, atol=1e-5)
    arrays = matrix_arrays(run(name), cells(run(name)))
    np.testing.assert_allclose(arrays["embedding.weight"], arrays["linear.weight"].transpose(0, 2, 1), atol=1e-5)


def test_the_scale_is_symmetric_the_same_for_both_and_holds_the_whole_run(history):
    scales = {(heatmaps(panel)[0].zmin, heatmaps(panel)[0].zmax) for panel in panels_of(history).values()}
    assert len(scales) == 1
    ((low, high),) = scales
    assert low == -high < 0
    assert all(np.abs(track.weight).max() <= high for track in history.tracks.values())


@pytest.mark.parametrize(
    ("name", "embedding", "linear"),
    [
        ("default", ["embedding.weight (12, 2)", "indices (8,)"], ["linear.weight (2, 12)", "one-hot (8, 12)"]),
        ("joined pairs", ["embedding.weight (4, 2)", "indices (2, 3)"], ["linear.weight (2, 4)", "one-hot (2, 3, 4)"]),
    ],
)
def test_the_headings_are_the_shapes_that_pytorch_gives(run, name, embedding, linear):
    panels = panels_of(run(name))
    assert [note.text for note in panels["embedding"].figure.layout.annotations] == embedding
    assert [note.text for note in panels["linear"].figure.layout.annotations] == linear


def test_row_0_is_on_top(history):
    for panel in panels_of(history).values():
        for axis in (panel.figure.layout.yaxis, panel.figure.layout.yaxis2):
            assert axis.range[0] > axis.range[1] == -0.5


def test_words_stand_at_rows_of_embedding_and_columns_of_linear_as_typed(history):
    sent = cells(history)
    for name, panel in panels_of(history).items():
        axis = panel.figure.layout.yaxis if name == "embedding" else panel.figure.layout.xaxis
        texts = [html.unescape(text) for text in axis.ticktext]
        assert texts == [abbreviate(history.words[index]) for index in sent.indices]
        assert list(axis.tickvals) == list(range(sent.words))
        assert not any("<" in text for text in axis.ticktext)


def test_the_range_is_what_is_seen_at_once(counted):
    panels, seen = panels_of(counted), min(len(counted.words), DRAWN_WORDS)
    assert panels["embedding"].figure.layout.yaxis.range == (seen - 0.5, -0.5)
    assert panels["linear"].figure.layout.xaxis.range == (-0.5, seen - 0.5)


def test_pointing_tells_the_word_and_its_true_index(run):
    history = run("1,500 words")
    panels, indices = panels_of(history), cells(history).indices
    rows, columns = (heatmaps(panels[name])[0].customdata for name in ("embedding", "linear"))
    np.testing.assert_array_equal(rows[:, 0], indices[:DRAWN_WORDS])
    np.testing.assert_array_equal(columns[0], indices[:DRAWN_WORDS])
    assert heatmaps(panels["embedding"])[0].hovertemplate.startswith("%{y}: row %{customdata}, column %{x}")
    assert heatmaps(panels["linear"])[0].hovertemplate.startswith("%{x}: row %{y}, column %{customdata}")


@pytest.mark.parametrize(
    ("recipe", "windows"),
    [
        ({}, {}),
        ({"text": "many"}, {"yaxis": "words"}),
        ({"dimension": 20}, {"xaxis": "dimensions"}),
        ({"text": "many", "dimension": 20}, {"yaxis": "words", "xaxis": "dimensions"}),
    ],
)
def test_axes_are_seen_through_a_window_where_they_hold_more(recipe, windows):
    many = " ".join(f"w{number}" for number in range(40))
    history = train(Experiment(**{**recipe, "steps": 1} | ({"text": many} if "text" in recipe else {})))
    panels = panels_of(history)
    assert panels["embedding"].windows == windows
    swapped = {{"xaxis": "yaxis", "yaxis": "xaxis"}[axis]: name for axis, name in windows.items()}
    assert panels["linear"].windows == swapped
    assert list(panels["linear"].windows.values()) == list(windows.values()), "words come first"


def test_above_embedding_stand_the_numbers_of_the_batch(run):
    history = run("default")
    given = heatmaps(panels_of(history)["embedding"])[1].z
    assert given[:, 0].tolist() == history.inputs[-1, :, 0].tolist()


def test_above_linear_stand_the_one_hot_rows_of_the_batch(run):
    history = run("default")
    one_hot = heatmaps(panels_of(history)["linear"])[1].z
    np.testing.assert_array_equal(one_hot, np.eye(12)[history.inputs[-1, :, 0]])


def test_of_a_batch_word_that_is_not_drawn_no_one_is_seen_and_that_is_said(run):
    history = run("1,500 words")
    one_hot = heatmaps(panels_of(history)["linear"])[1].z
    shown = cells(history).indices[:DRAWN_WORDS]
    for row, word in zip(one_hot, history.inputs[-1].ravel(), strict=True):
        assert shown[row.argmax()] == word if row.any() else word not in shown
    said = "A row without a 1 belongs to a word that is not shown."
    assert said in panels_of(history)["linear"].caption
    assert said not in panels_of(run("200 words"))["linear"].caption


def test_what_is_not_drawn_is_said(run):
    for name, panel in panels_of(run("250 words")).items():
        said = "Shown: the 200 most frequent of 250 words, the first 12 of 20 words of the batch."
        assert said in panel.caption, name
    for name in ("default", "twenty dimensions", "31 words", "200 words"):
        for panel in panels_of(run(name)).values():
            assert "Drawn" not in panel.caption
    for panel in panels_of(train(Experiment(dimension=100, steps=1))).values():
        assert "Shown: the first 64 of 100 dimensions." in panel.caption


def test_the_caption_names_the_bias_when_there_is_one():
    histories = [train(Experiment(layer="linear", bias=bias, steps=1)) for bias in (False, True)]
    captions = [panels_of(history)["linear"].caption for history in histories]
    assert ["bias" in caption for caption in captions] == [False, True]


def test_the_bias_is_the_last_column_and_with_it_every_column_is_the_words_vector(run):
    history = run("linear")
    panel = panels_of(history)["linear"]
    [bias] = [binding for binding in panel.bindings if binding.array == "linear.bias.column"]
    weight = panel.arrays["linear.weight"]
    np.testing.assert_array_equal(
        (weight + panel.arrays["linear.bias.column"]).transpose(0, 2, 1), history.linear.vectors
    )
    np.testing.assert_array_equal(panel.figure.data[bias.trace].z, history.linear.bias[-1, :, None])
    assert panel.figure.layout.xaxis3.ticktext == ("+ bias",)


@pytest.mark.parametrize("layer", ["embedding", "linear", "both"])
def test_the_rows_of_the_batch_are_named_once(layer):
    panels = panels_of(train(Experiment(layer=layer, steps=3)))
    named = {name: [b for b in panel.bindings if b.spelled] for name, panel in panels.items()}
    assert sum(map(len, named.values())) == 1
    assert named["linear" if layer == "linear" else "embedding"]
