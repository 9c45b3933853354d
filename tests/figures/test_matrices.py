import html

import numpy as np
import pytest

from playground import Experiment, train
from playground.figures.matrices import (
    DRAWN_BATCH,
    DRAWN_DIMENSIONS,
    DRAWN_WORDS,
    embedding_matrix,
    linear_matrix,
    matrix_arrays,
)
from playground.vocabulary import abbreviate

PANELS = {"embedding": embedding_matrix, "linear": linear_matrix}


def panels_of(history):
    return {name: PANELS[name](history) for name in history.tracks}


def heatmaps(panel):
    return [trace for trace in panel.figure.data if trace.type == "heatmap"]


def test_the_heatmap_is_the_weight_as_pytorch_stores_it(history):
    for name, panel in panels_of(history).items():
        weight = history.tracks[name].weight[-1]
        rows, columns = heatmaps(panel)[0].z.shape
        np.testing.assert_array_equal(heatmaps(panel)[0].z, weight[:rows, :columns])
        drawn = {"embedding": (DRAWN_WORDS, DRAWN_DIMENSIONS), "linear": (DRAWN_DIMENSIONS, DRAWN_WORDS)}[name]
        assert (rows, columns) == tuple(map(min, weight.shape, drawn))


@pytest.mark.parametrize("name", ["default", "one dimension", "twenty dimensions", "250 words", "joined pairs"])
def test_one_matrix_is_the_other_transposed(run, name):
    panels = panels_of(run(name))
    one, other = (heatmaps(panels[layer])[0].z for layer in ("embedding", "linear"))
    np.testing.assert_allclose(one, other.T, atol=1e-5)
    arrays = matrix_arrays(run(name))
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
    for name, panel in panels_of(history).items():
        axis = panel.figure.layout.yaxis if name == "embedding" else panel.figure.layout.xaxis
        texts = [html.unescape(text) for text in axis.ticktext]
        assert texts == [abbreviate(word) for word in history.words[:DRAWN_WORDS]]
        assert list(axis.tickvals) == list(range(len(texts)))
        assert not any("<" in text for text in axis.ticktext)


def test_above_embedding_stand_the_numbers_of_the_batch(run):
    history = run("default")
    given = heatmaps(panels_of(history)["embedding"])[1].z
    assert given[:, 0].tolist() == history.inputs[-1, :, 0].tolist()


def test_above_linear_stand_the_one_hot_rows_of_the_batch(run):
    history = run("default")
    one_hot = heatmaps(panels_of(history)["linear"])[1].z
    np.testing.assert_array_equal(one_hot, np.eye(12)[history.inputs[-1, :, 0]])


def test_where_there_is_no_word_in_the_batch_nothing_is_drawn(run):
    history = run("joined pairs")
    batch = matrix_arrays(history)["batch"]
    np.testing.assert_array_equal(np.isnan(batch), history.inputs.reshape(len(batch), -1)[:, :DRAWN_BATCH] < 0)
    assert np.isnan(batch).any()


def test_a_frame_goes_around_the_words_row_or_column(run):
    arrays = matrix_arrays(run("default"))
    for word in (0, 5, 11):
        row = arrays["row.x"][word], arrays["row.y"][word]
        column = arrays["column.x"][word], arrays["column.y"][word]
        assert [(side.min(), side.max()) for side in row] == [(-0.5, 1.5), (word - 0.5, word + 0.5)]
        assert [(side.min(), side.max()) for side in column] == [(word - 0.5, word + 0.5), (-0.5, 1.5)]
        assert arrays["one_hot.y"][word].max() == 7.5


def test_small_matrices_show_their_numbers_and_large_ones_do_not(run):
    for panel in panels_of(run("joined pairs")).values():
        assert heatmaps(panel)[0].texttemplate == "%{z:.2f}"
    for panel in panels_of(run("250 words")).values():
        assert heatmaps(panel)[0].texttemplate is None


def test_what_is_not_drawn_is_said(run):
    for name, panel in panels_of(run("250 words")).items():
        assert "Drawn: the first 30 of 250 words, 12 of 20 words of the batch." in panel.caption, name
    for panel in panels_of(run("twenty dimensions")).values():
        assert "16 of 20 dimensions" in panel.caption
    for panel in panels_of(run("default")).values():
        assert "Drawn" not in panel.caption


def test_the_caption_names_the_bias_when_there_is_one():
    captions = [linear_matrix(train(Experiment(layer="linear", bias=bias, steps=1))).caption for bias in (False, True)]
    assert ["bias" in caption for caption in captions] == [False, True]
