import numpy as np
import pytest

from playground.figures.placement import place_labels

PIXELS = 100


def boxes(points, labels, sides):
    """Where labels come to stand, in pixels: left, bottom, right, top; a character is 7 pixels wide."""
    found = []
    for (x, y), label, side in zip(points, labels, sides, strict=True):
        width = 7 * len(label)
        left = x * PIXELS + {"left": -width - 6, "center": -width / 2, "right": 6}[side.split()[1]]
        bottom = y * PIXELS + {"bottom": -18, "middle": -6, "top": 6}[side.split()[0]]
        found.append((left, bottom, left + width, bottom + 12))
    return found


def cover(a, b):
    return min(a[2], b[2]) > max(a[0], b[0]) and min(a[3], b[3]) > max(a[1], b[1])


def covered(points, labels, sides):
    placed = boxes(points, labels, sides)
    return [(i, j) for i in range(len(placed)) for j in range(i) if cover(placed[i], placed[j])]


def test_labels_with_room_stand_on_top():
    points = np.array([[0.0, 0.0], [3.0, 0.0], [0.0, 3.0]])
    assert place_labels(points, ["cat", "dog", "bird"], PIXELS) == ["top center"] * 3


@pytest.mark.parametrize("count", [2, 3, 4])
def test_labels_of_words_in_one_place_do_not_cover_each_other(count):
    points, labels = np.zeros((count, 2)), ["word"] * count
    sides = place_labels(points, labels, PIXELS)
    assert len(set(sides)) == count
    assert not covered(points, labels, sides)


def test_labels_of_a_loose_cluster_do_not_cover_each_other():
    points = np.random.default_rng(0).normal(size=(12, 2))
    labels = ["word"] * 12
    assert covered(points, labels, ["top center"] * 12)
    assert not covered(points, labels, place_labels(points, labels, PIXELS))


def test_too_many_labels_all_stand_on_top():
    assert place_labels(np.zeros((61, 2)), ["x"] * 61, PIXELS) == ["top center"] * 61


def test_a_point_that_is_nowhere_does_no_harm():
    assert len(place_labels(np.array([[np.nan, 0.0], [np.inf, 1.0]]), ["a", "b"], PIXELS)) == 2
