import time

import numpy as np
import pytest

from playground.figures.vectors.label_placement import MOST_LABELS, place_labels, stagger_labels

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


CLOUDS = {
    "loose": np.random.default_rng(0).normal(size=(1_000, 2)) * 5,
    "dense": np.random.default_rng(1).normal(size=(1_000, 2)),
    "few": np.random.default_rng(2).normal(size=(61, 2)),
    "a point": np.zeros((200, 2)),
}


@pytest.mark.parametrize("cloud", CLOUDS)
def test_of_many_labels_those_are_drawn_that_cover_no_other_and_no_dot_of_another(cloud):
    points = CLOUDS[cloud]
    sides = place_labels(points, ["word"] * len(points), PIXELS)
    words = [word for word, side in enumerate(sides) if side]
    assert 0 < len(words) <= MOST_LABELS
    shown, labels = points[words], ["word"] * len(words)
    assert not covered(shown, labels, [sides[word] for word in words])
    placed = boxes(shown, labels, [sides[word] for word in words])
    dots = [(x - 6, y - 6, x + 6, y + 6) for x, y in shown * PIXELS]
    assert not [(i, j) for i, box in enumerate(placed) for j, dot in enumerate(dots) if i != j and cover(box, dot)]


def test_the_first_of_many_labels_goes_first():
    points = np.repeat(np.arange(100.0), 2)[:, None] * [1, 0]
    sides = place_labels(points, ["a long label"] * 200, PIXELS)
    assert [word for word, side in enumerate(sides) if side][:6] == [0, 1, 2, 3, 4, 5]
    assert not any(sides[120:])


def test_on_a_line_labels_take_turns_and_of_many_those_are_drawn_that_find_room():
    assert stagger_labels(np.zeros(4), ["word"] * 4, PIXELS) == [(0, True), (0, False), (1, True), (1, False)]
    points = np.random.default_rng(0).normal(size=500)
    places = stagger_labels(points, ["word"] * 500, PIXELS)
    found = [(points[word] * PIXELS, place) for word, place in enumerate(places) if place]
    assert 30 < len(found) <= MOST_LABELS
    at = {}
    for x, place in found:
        assert all(abs(x - other) >= 28 for other in at.get(place, [])), "labels at one height stand apart"
        at.setdefault(place, []).append(x)


@pytest.mark.parametrize("cloud", CLOUDS)
def test_a_thousand_labels_are_placed_at_once(cloud):
    points = np.resize(CLOUDS[cloud], (1_000, 2))
    started = time.process_time()
    place_labels(points, ["word"] * 1_000, PIXELS)
    assert time.process_time() - started < 0.5


def test_a_point_that_is_nowhere_does_no_harm():
    assert len(place_labels(np.array([[np.nan, 0.0], [np.inf, 1.0]]), ["a", "b"], PIXELS)) == 2
    assert len(stagger_labels(np.full(70, np.nan), ["a"] * 70, PIXELS)) == 70
