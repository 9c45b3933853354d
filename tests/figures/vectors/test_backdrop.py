import numpy as np
import pytest

from playground import Experiment, train
from playground.figures.projection import project
from playground.figures.run_picture import RunPicture
from playground.figures.theme import word_color
from playground.figures.vectors.backdrop import outline
from playground.figures.vectors.vectors import vectors


def panel_of(**recipe):
    history = train(Experiment(steps=5, **recipe))
    return vectors(RunPicture(history))


def dashed(panel):
    return [trace for trace in panel.figure.data if trace.line.dash == "dash"]


@pytest.mark.parametrize("norm_type", [1.0, 2.0, 3.0, 0.5, 10.0])
def test_every_point_of_the_line_is_as_long_as_a_vector_may_be(norm_type):
    [line] = dashed(panel_of(max_norm=1.5, norm_type=norm_type))
    lengths = (np.abs([line.x, line.y]) ** norm_type).sum(0) ** (1 / norm_type)
    np.testing.assert_allclose(lengths, 1.5)
    np.testing.assert_allclose([line.x[0], line.y[0]], [line.x[-1], line.y[-1]], atol=1e-9)


def test_the_line_lies_behind_all_else_and_is_explained():
    panel = panel_of(max_norm=1.0)
    assert panel.figure.data[0] is dashed(panel)[0]
    assert "Embedding returns no vector longer than the dashed line (max_norm)." in panel.caption
    assert "outside" not in panel.caption


def test_no_vector_of_embedding_is_outside():
    history = train(Experiment(steps=40, max_norm=1.0))
    [line] = outline(history, project(history))
    radius = np.linalg.norm(line.points[:, 0])
    assert np.linalg.norm(history.embedding.vectors, axis=2).max() <= radius + 1e-5


@pytest.mark.parametrize(
    "recipe", [{}, {"max_norm": 1.0, "dimension": 3}, {"max_norm": 1.0, "dimension": 1}, {"layer": "linear"}]
)
def test_there_is_no_line_where_there_is_no_such_limit_or_no_plane(recipe):
    panel = panel_of(**recipe)
    assert not dashed(panel) and "dashed" not in panel.caption


def test_the_line_is_inside_the_picture_unless_that_makes_the_rest_too_small():
    for max_norm, inside in ((1.0, True), (100.0, False)):
        panel = panel_of(max_norm=max_norm)
        low, high = panel.figure.layout.xaxis.range
        assert (low < -max_norm and high > max_norm) == inside
        assert ("It is far outside the picture." in panel.caption) != inside


def crosses(panel):
    return [trace for trace in panel.figure.data if trace.marker.symbol == "x-thin"]


def test_a_cross_in_the_words_colour_stands_where_each_word_should_go():
    panel = panel_of(objective="points", points="cat: 1, 2\ndog: -1.5, 0.25")
    [cross] = crosses(panel)
    np.testing.assert_array_equal([cross.x, cross.y], [[1, -1.5], [2, 0.25]])
    assert cross.marker.line.color == tuple(word_color(word) for word in range(2))
    assert "A thin cross marks where a word should move." in panel.caption
    low, high = panel.figure.layout.yaxis.range
    assert low < 0.25 and high > 2


@pytest.mark.parametrize("recipe", [{}, {"objective": "points", "points": "cat: 1\ndog: 2"}])
def test_there_are_no_crosses_without_places_in_a_plane(recipe):
    assert not crosses(panel_of(**recipe))
