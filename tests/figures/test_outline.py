import numpy as np
import pytest

from playground import Experiment, train
from playground.figures.outline import outline
from playground.figures.projection import project
from playground.figures.vectors import vectors


def panel_of(**recipe):
    history = train(Experiment(steps=5, **recipe))
    return vectors(history, project(history))


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
    assert "No vector that Embedding returns is longer than the dashed line (max_norm)." in panel.caption
    assert "outside" not in panel.caption


def test_no_vector_of_embedding_is_outside():
    history = train(Experiment(steps=40, max_norm=1.0))
    radius = np.linalg.norm(outline(history, project(history)).points[:, 0])
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
        assert ("It is far outside of the picture." in panel.caption) != inside
