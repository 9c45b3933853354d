import html
from dataclasses import replace

import numpy as np
import pytest

from playground import Experiment, train
from playground.analysis.similarity import cluster_order, cosine_over, cosines
from playground.figures.drawn_words import drawn
from playground.figures.matrix_arrays import DRAWN_WORDS
from playground.figures.panels.cosine_map import cosine_curve, cosine_map, similarity_caption
from playground.figures.theme import NEGATIVE, NEUTRAL, POSITIVE
from playground.wording import abbreviate

LAST = -1


def with_vectors(history, vectors):
    """An Embedding's run whose last snapshot has these vectors."""
    every = history.embedding.vectors.copy()
    every[LAST] = vectors
    return replace(history, embedding=replace(history.embedding, vectors=every))


def in_order(history, name, snapshot=LAST):
    words, vectors = drawn(history).indices[:DRAWN_WORDS], history.tracks[name].vectors[snapshot]
    return words[cluster_order(vectors[words])]


def test_the_map_holds_the_cosines_in_cluster_order(history):
    for name, track in history.tracks.items():
        for snapshot in (0, LAST):
            (heatmap,) = cosine_map(history, name, snapshot, "light").data
            order = in_order(history, name, snapshot)
            np.testing.assert_array_equal(heatmap.z, cosines(track.vectors[snapshot][order]))
            assert (heatmap.zmin, heatmap.zmax) == (-1, 1)


def test_words_stand_on_both_axes_as_typed(history):
    for name in history.tracks:
        figure = cosine_map(history, name, LAST, "dark")
        expected = [abbreviate(history.words[word]) for word in in_order(history, name)]
        for axis in (figure.layout.xaxis, figure.layout.yaxis):
            assert [html.unescape(text) for text in axis.ticktext] == expected
            assert list(axis.tickvals) == list(range(len(expected)))
            assert not any("<" in text for text in axis.ticktext)
        assert figure.layout.xaxis.range == (-0.5, len(expected) - 0.5)
        assert figure.layout.yaxis.range == (len(expected) - 0.5, -0.5)


def test_up_to_thirty_words_are_drawn_and_how_many_is_said(counted):
    total = len(counted.words)
    drawn_words = len(cosine_map(counted, "embedding", LAST, "light").data[0].z)
    caption = similarity_caption(counted, "embedding", LAST)
    assert drawn_words == min(30, total)
    said = drawn(counted).first(30) if total > 30 else f"all {total} words"
    assert caption.endswith(f"Shown: {said}.")


def test_the_most_frequent_of_many_words_are_drawn(run):
    history = run("1,500 words")
    texts = cosine_map(history, "linear", LAST, "light").layout.yaxis.ticktext
    assert set(texts) == {history.words[word] for word in drawn(history).indices[:30]}
    assert "w1499" in texts
    assert "Shown: the 30 most frequent of 1,500 words." in similarity_caption(history, "linear", LAST)


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_the_colours_are_those_of_the_page(run, color_scheme):
    for figure in (
        cosine_map(run("default"), "linear", 3, color_scheme),
        cosine_curve(run("default"), 0, 1, 3, color_scheme),
    ):
        (heatmap,) = figure.layout.template.data.heatmap
        assert [color for _, color in heatmap.colorscale] == [NEGATIVE, NEUTRAL[color_scheme], POSITIVE]
    assert cosine_map(run("default"), "linear", 3, color_scheme).data[0].colorscale is None


def test_the_heading_names_the_layer_and_the_step(run):
    headings = [
        cosine_map(run("default"), *what, "light").layout.annotations[0].text
        for what in (("linear", 7), ("embedding", 0))
    ]
    assert headings == ["Linear: cosines at step 7", "Embedding: cosines at step 0"]


def test_a_layer_that_was_not_trained_has_no_map(run):
    with pytest.raises(KeyError):
        cosine_map(run("embedding"), "linear", 0, "light")


@pytest.mark.parametrize("count, text", [(2, "%{z:.2f}"), (12, "%{z:.2f}"), (16, "%{z:.1f}"), (30, None), (40, None)])
def test_numbers_are_written_where_a_phone_has_room(count, text):
    history = train(Experiment(text=" ".join(f"w{number}" for number in range(count)), steps=1))
    assert cosine_map(history, "embedding", LAST, "light").data[0].texttemplate == text


def test_the_height_leaves_every_row_room_to_be_read(history):
    figure = cosine_map(history, next(iter(history.tracks)), LAST, "light")
    inside = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    assert inside >= 16 * len(figure.data[0].z)


def test_the_curve_is_each_layers_cosine_at_every_step(history):
    a, b = 0, len(history.words) - 1
    *curves, playhead = cosine_curve(history, a, b, LAST, "light").data
    for curve, track in zip(curves, history.tracks.values(), strict=True):
        np.testing.assert_array_equal(curve.x, history.steps)
        np.testing.assert_array_equal(curve.y, cosine_over(track.vectors, a, b))
    assert [curve.name.lower() for curve in curves] == list(history.tracks)
    assert list(playhead.x) == [history.steps[LAST]] * 2
    assert list(playhead.y) == [-1, 1]


def test_the_curve_has_the_whole_scale_and_run_in_view(history):
    layout = cosine_curve(history, 1, 0, 0, "dark").layout
    assert layout.yaxis.range[0] < -1 and layout.yaxis.range[1] > 1
    assert layout.xaxis.range[0] < 0 <= history.steps[LAST] < layout.xaxis.range[1]


def test_a_run_of_one_snapshot_is_a_dot(run):
    history = run("default")
    tracks = {name: replace(track, vectors=track.vectors[:1]) for name, track in history.tracks.items()}
    single = replace(history, steps=history.steps[:1], **tracks)
    *curves, _ = cosine_curve(single, 0, 1, 0, "light").data
    assert all(curve.mode == "markers" for curve in curves)


def test_strangers_words_are_drawn_as_typed_and_told_as_typed(run):
    history = run("markup")
    a, b = history.words.index("<b>bold</b>"), history.words.index("$x$")
    assert cosine_curve(history, a, b, 0, "light").layout.annotations[0].text == "“&lt;b&gt;bold&lt;/b&gt;” and “$x$”"
    alike = np.zeros((len(history.words), 2))
    alike[[a, b]] = 1, 1
    caption = similarity_caption(with_vectors(history, alike), "embedding", LAST)
    assert "“<b>bold</b>” and “$x$”" in caption or "“$x$” and “<b>bold</b>”" in caption


def test_the_closest_and_the_most_opposite_pair_are_told(run):
    history = run("embedding")
    angles = np.deg2rad([0, 21, 45, 50, 70, 95, 120, 141, 160, 200, 230, 265])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    caption = similarity_caption(with_vectors(history, vectors), "embedding", LAST)
    closest, opposite = {history.words[2], history.words[3]}, {history.words[3], history.words[10]}
    assert [set(part.split("”")[0] for part in half.split("“")[1:]) for half in caption.split(";")] == [
        closest,
        opposite,
    ]
    assert "(cosine 0.996); the most opposite pair" in caption
    assert "(cosine -1.000)" in caption
    assert caption.endswith("Shown: all 12 words.")


def test_pairs_that_tie_are_counted(run):
    caption = similarity_caption(run("one dimension"), "embedding", LAST)
    signs = np.sign(run("one dimension").embedding.vectors[LAST, :, 0])
    alike = int(np.triu(np.outer(signs, signs) > 0, 1).sum())
    assert f"(cosine 1.000, shared by {alike - 1} other pairs)" in caption
    assert "One dimension has only two directions" in caption


def test_without_an_opposite_pair_the_least_alike_is_told(run):
    vectors = np.stack([np.ones(12), np.linspace(0, 1, 12) ** 2], axis=1)
    caption = similarity_caption(with_vectors(run("embedding"), vectors), "embedding", LAST)
    assert "the least similar pair is" in caption and "(cosine 0.707)" in caption


def test_vectors_of_zeros_are_explained(run):
    history = run("nothing moves")
    assert not cosine_map(history, "linear", LAST, "light").data[0].z.any()
    caption = similarity_caption(history, "linear", LAST)
    assert "All pairs have the same cosine" in caption and "(cosine 0.000, shared by 65 other pairs)" in caption
    assert "12 words' vectors are 0. A zero vector has no direction, so its cosine is set to 0." in caption
    one = history.embedding.vectors[LAST] + 1
    one[4] = 0
    assert "1 word's vector is 0" in similarity_caption(with_vectors(history, one), "embedding", LAST)


def test_two_words():
    history = train(Experiment(text="I you I you", dimension=1, steps=3))
    assert cosine_map(history, "linear", LAST, "dark").data[0].z.shape == (2, 2)
    caption = similarity_caption(history, "linear", LAST)
    assert caption.startswith("The only pair is “I” and “you” (cosine ")
    assert caption.endswith("Shown: all 2 words.")
