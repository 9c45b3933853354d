import re

import numpy as np
import pytest

from playground.figures.network.wires import ZERO, Wires, color_of
from playground.figures.theme import NEGATIVE, NEUTRAL, POSITIVE

WEIGHTS = np.array([[0.0, 1.0, -0.5], [2.0, -2.0, 0.25]], np.float32)


@pytest.fixture
def wires():
    lit = np.array([[False] * 3, [True] * 3])
    texts = [[f"{row},{column}" for column in range(3)] for row in range(2)]
    starts, ends = np.array([0.0, 3.0], np.float32), np.array([1.0, 5.0, 7.0], np.float32)
    return Wires("weight", 0.0, 2.0, starts, ends, WEIGHTS, lit, 2.0, texts)


def ends_of(shape):
    """(x, y) of the beginning and the end of a curve."""
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", shape["path"])]
    return (numbers[0], numbers[1]), (numbers[-2], numbers[-1])


def rgb(color):
    return "rgb({}, {}, {})".format(*(int(color[place : place + 2], 16) for place in (1, 3, 5)))


def test_there_is_a_line_for_each_weight_from_its_row_to_its_column(wires):
    found = {ends_of(shape) for shape in wires.shapes("light", 0.2)}
    assert found == {((0, start), (2, end)) for start in (0, 3) for end in (1, 5, 7)}


def test_a_line_tells_its_weight_by_colour_and_width(wires):
    lines = {ends_of(shape): shape["line"] for shape in wires.shapes("dark", 0.2)}
    for row, start in enumerate((0, 3)):
        for column, end in enumerate((1, 5, 7)):
            line, weight = lines[(0, start), (2, end)], float(WEIGHTS[row, column])
            assert line["color"] == color_of(weight / 2, "dark")
    for row, start in enumerate((0, 3)):
        widths = [lines[(0, start), (2, end)]["width"] for end in (1, 5, 7)]
        np.testing.assert_array_equal(np.diff(widths) > 0, np.diff(np.abs(WEIGHTS[row])) > 0)
        np.testing.assert_array_equal(np.diff(widths) < 0, np.diff(np.abs(WEIGHTS[row])) < 0)
        assert min(widths) > 0, "a weight of 0 is seen too"


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_the_ends_of_the_scale_are_the_weights_colours_and_its_middle_is_a_grey_that_is_seen(color_scheme):
    assert color_of(1, color_scheme) == color_of(7, color_scheme) == rgb(POSITIVE)
    assert color_of(-1, color_scheme) == rgb(NEGATIVE)
    assert color_of(0, color_scheme) == rgb(ZERO[color_scheme]) != rgb(NEUTRAL[color_scheme])


def test_what_is_lit_is_drawn_in_full_and_on_top(wires):
    opacities = [shape["opacity"] for shape in wires.shapes("light", 0.2)]
    assert opacities == [0.2] * 3 + [1.0] * 3
    assert [ends_of(shape)[0][1] for shape in wires.shapes("light", 0.2)] == [0] * 3 + [3] * 3


def test_the_mouse_finds_each_weight_on_its_line(wires):
    trace = wires.trace()
    assert trace["marker"]["opacity"] == 0
    told = list(zip(trace["customdata"].tolist(), trace["hovertext"], strict=True))
    assert set(told) == {(float(WEIGHTS[row, column]), f"{row},{column}") for row in range(2) for column in range(3)}
    for x, y, text in zip(trace["x"], trace["y"], trace["hovertext"], strict=True):
        row, column = map(int, text.split(","))
        assert on_curve(x, y, wires.starts[row], wires.ends[column])


def on_curve(x, y, start, end):
    """Whether a point lies on the cubic curve from (0, start) to (2, end) that is flat at both ends."""
    t = np.linspace(0, 1, 20_001)
    control = np.array([0, 1, 1, 2]), np.array([start, start, end, end], float)
    weights = np.stack([(1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3])
    return np.hypot(control[0] @ weights - x, control[1] @ weights - y).min() < 1e-3
