"""Pinned runs are drawn where their words were, and the run's own picture stays what it is without them."""

import json
from functools import cache

import numpy as np
import pytest

from playground import Experiment, train
from playground.figures.projection import project
from playground.figures.run_picture import STYLES, PinnedRun, View
from playground.figures.stage import stage
from playground.figures.vectors import pinned_runs as module
from playground.player.payload import payload

TEXT = "I love you . you love me ."
PLAIN_AXES = [1, 2, 3]
trained = cache(train)


def run(**recipe):
    return trained(Experiment(**{"text": TEXT, "steps": 20, **recipe}))


def pinned(*recipes):
    return tuple(PinnedRun(number, run(**recipe)) for number, recipe in enumerate(recipes))


def panel(shown, name):
    return next(panel for panel in shown.parts if panel.name == name)


def lines(shown, letter_or_name="vectors"):
    """The ghosts' traces, which come before all that is the run's own."""
    return [trace for trace in panel(shown, letter_or_name).figure.data if trace.hoverinfo == "skip"]


def marks(shown, letter):
    """The trace that is bound to the ghost's places, and its bindings by attribute."""
    vectors = panel(shown, "vectors")
    bound = {b.attribute: b for b in vectors.bindings if b.array.startswith(f"{letter}.")}
    [trace] = {binding.trace for binding in bound.values()}
    return vectors.figure.data[trace], bound


@pytest.mark.parametrize("view", [View(), View(slow=True), View(outputs=True)], ids=str)
@pytest.mark.parametrize("dimension", [1, 2, 3, 6])
def test_what_is_the_runs_own_stays_behind_pinned_runs(dimension, view):
    history = run(dimension=dimension)
    alone = stage(history, view)
    beside = stage(history, view, pinned({"dimension": dimension, "seed": 1}, {"dimension": dimension, "seed": 2}))
    for one, other in zip(alone.parts, beside.parts, strict=True):
        added = len(other.figure.data) - len(one.figure.data)
        own, same = (json.loads(each.figure.to_json())["data"] for each in (other, one))
        if one.name == "loss":  # whose playhead has other heights to cross
            own, same = ([trace | {"y": None} for trace in traces] for traces in (own, same))
        assert own[added:] == same
        bound = [(b.trace - added, b.attribute, b.array) for b in other.bindings if b.array[:2] not in ("A.", "B.")]
        assert bound == [(b.trace, b.attribute, b.array) for b in one.bindings]
        assert {trace - added: axis for trace, axis in other.picks.items()} == one.picks
        assert tuple(trace - added for trace in other.drags) == one.drags
        assert [arrow.trace - added for arrow in other.arrows] == [arrow.trace for arrow in one.arrows]
    assert alone.arrays.keys() <= beside.arrays.keys()


@pytest.mark.parametrize("dimension", PLAIN_AXES)
def test_trails_are_the_whole_ways_of_the_pinned_run(dimension):
    history, [pin] = run(dimension=dimension), pinned({"dimension": dimension, "learning_rate": 0.1, "steps": 35})
    drawn = lines(stage(history, pins=[pin]))[: len(history.words)]
    for word, trace in enumerate(drawn):
        way = pin.history.embedding.vectors[:, word]
        for axis, letter in enumerate("xyz"[:dimension]):
            np.testing.assert_array_equal(trace[letter], [*way[:, axis], np.nan])
        assert trace.line.dash == STYLES[0][2]


@pytest.mark.parametrize("dimension", PLAIN_AXES)
def test_marks_are_where_the_words_were_at_the_step_of_the_playhead(dimension):
    history, [pin] = run(dimension=dimension), pinned({"dimension": dimension, "seed": 4, "steps": 12})
    shown = stage(history, pins=[pin])
    trace, bound = marks(shown, "A")
    assert set(bound) == set("xyz"[:dimension])
    for axis, letter in enumerate("xyz"[:dimension]):
        array = shown.arrays[bound[letter].array]
        for step in (0, 7, 12, 13, 20):
            expected = pin.history.embedding.vectors[min(step, 12), :, axis]
            np.testing.assert_array_equal(array[step], expected, f"at step {step}; it rests where it ended")
        np.testing.assert_array_equal(trace[letter], array[-1])
    assert set(trace.text) == {"A"}


def test_words_are_matched_by_their_text():
    history, [pin] = run(), pinned({"text": "you love them . they love you"})
    shown = stage(history, pins=[pin])
    both = ["love", "you", "."]
    theirs = pin.history.embedding.vectors[:, [pin.history.words.index(word) for word in both]]
    np.testing.assert_array_equal(shown.arrays["A.x"], theirs[..., 0])
    own = panel(shown, "vectors").figure.data
    [dots] = [own[trace] for trace in list(panel(shown, "vectors").picks)[:1]]
    colors = [dots.marker.color[history.words.index(word)] for word in both]
    assert list(marks(shown, "A")[0].marker.color) == colors


def test_more_dimensions_are_seen_through_the_projection_of_the_run():
    history, [pin] = run(dimension=6), pinned({"dimension": 6, "seed": 1})
    projection, shown = project(history), stage(history, pins=[pin])
    vectors = pin.history.embedding.vectors.astype(float)
    expected = (vectors - projection.plane.mean) @ projection.plane.basis
    np.testing.assert_allclose(shown.arrays["A.x"], expected[..., 0], atol=1e-5)
    np.testing.assert_allclose(shown.arrays["A.y"], expected[..., 1], atol=1e-5)
    [same] = pinned({"dimension": 6})
    arrays = stage(history, pins=[same]).arrays
    np.testing.assert_array_equal(arrays["A.x"], arrays["embedding.x"])


def test_a_run_that_does_not_fit_has_its_loss_drawn_and_nothing_else():
    pins = pinned({"dimension": 5}, {"text": "a b c a"}, {"seed": 1})
    shown = stage(run(), pins=pins)
    assert {name[:2] for name in shown.arrays if name[1:2] == "."} == {"C."}
    caption = panel(shown, "vectors").caption
    assert "pinned run C;" in caption
    assert caption.endswith("Not shown here: pinned run A (5 dimensions, not 2), B (no words in common).")
    assert [note.text for note in panel(shown, "loss").figure.layout.annotations] == ["A", "B", "C"]


def test_where_no_pinned_run_fits_it_is_said_once_for_all():
    shown = stage(run(), pins=pinned({"dimension": 5}, {"dimension": 5, "seed": 1}))
    assert panel(shown, "vectors").caption.endswith("Not shown here: pinned run A and B (5 dimensions, not 2).")
    assert "Not drawn here" not in panel(stage(run()), "vectors").caption


def test_runs_that_end_at_the_same_step_are_told_together():
    caption = panel(stage(run(), pins=pinned(*({"steps": 30, "seed": seed} for seed in (1, 2, 3)))), "loss").caption
    assert caption.endswith("A, B and C continue to step 30.")


def test_the_other_layer_is_drawn_of_a_run_that_has_only_that():
    [pin] = pinned({"layer": "linear", "bias": True})
    shown = stage(run(), pins=[pin])
    np.testing.assert_array_equal(shown.arrays["A.x"], pin.history.linear.vectors[..., 0])
    np.testing.assert_array_equal(lines(shown, "loss")[0].y, pin.history.linear.loss)


def test_the_loss_lines_are_the_losses_and_have_room():
    pins = pinned({"learning_rate": 8.0}, {"learning_rate": 0.01, "steps": 12}, {"steps": 30})
    history = run()
    figure = panel(stage(history, pins=pins), "loss").figure
    for trace, pin in zip(lines(stage(history, pins=pins), "loss"), pins, strict=True):
        np.testing.assert_array_equal(trace.x, pin.history.steps[:21])
        np.testing.assert_array_equal(trace.y, pin.history.embedding.loss[:21])
        assert trace.line.color == STYLES[pin.number][1]
    top = figure.layout.yaxis.range[1]
    assert top >= max(pin.history.embedding.loss[:21].max() for pin in pins) > history.embedding.loss.max()
    playhead = next(trace for trace in figure.data if len(trace.x) == 2)
    assert list(playhead.y) == [0, top]
    caption = panel(stage(history, pins=pins), "loss").caption
    assert caption.endswith("pinned run A, B and C. B ends at step 12. C continues to step 30.")


def test_letters_stand_at_the_ends_of_their_lines_and_not_on_each_other():
    pins = pinned(*({"seed": 1, "batch_size": size} for size in (7, 8, 9, 10)))
    figure = panel(stage(run(), pins=pins), "loss").figure
    top, notes = figure.layout.yaxis.range[1], figure.layout.annotations
    assert [(note.text, note.x, note.font.color) for note in notes] == [(s[0], 20, s[1]) for s in STYLES]
    heights = sorted(note.y for note in notes)
    assert (np.diff(heights) > 0.19 * top).all() and heights[-1] <= top
    alone = panel(stage(run(), pins=pins[:1]), "loss").figure
    assert alone.layout.annotations[0].y == min(pins[0].history.embedding.loss[-1], alone.layout.yaxis.range[1])


@pytest.mark.parametrize("dimension", [1, 2, 3, 6])
def test_there_is_room_for_a_run_that_is_near(dimension):
    history, pins = run(dimension=dimension), pinned({"dimension": dimension, "seed": 5, "steps": 40})
    shown = stage(history, pins=pins)
    layout = panel(shown, "vectors").figure.layout
    axes = layout.scene if dimension == 3 else layout
    positions = project(history).plane.of(pins[0].history.embedding.vectors)
    for letter, places in zip("xyz", positions, strict=False):
        low, high = axes[f"{letter}axis"].range
        assert low < places.min() and places.max() < high


def test_a_run_that_goes_far_away_leaves_the_picture_and_it_is_said():
    history, pins = run(), pinned({"learning_rate": 100.0})
    shown = panel(stage(history, pins=pins), "vectors")
    alone = panel(stage(history), "vectors")
    assert shown.figure.layout.xaxis.range == alone.figure.layout.xaxis.range
    assert shown.caption.endswith("A goes far outside the picture.")


def test_no_two_pinned_runs_look_alike():
    for looks in zip(*STYLES, strict=True):
        assert len(set(looks)) == 4


def test_on_one_axis_each_pinned_run_has_a_line_of_its_own():
    shown = stage(run(dimension=1), pins=pinned(*({"dimension": 1, "seed": seed} for seed in range(4))))
    heights = [set(marks(shown, letter)[0].y) for letter in "ABCD"]
    assert all(len(each) == 1 for each in heights)
    values = [each.pop() for each in heights]
    assert len(set(values)) == 4 and min(values) > -1 and max(values) < 0


def test_of_very_many_places_the_first_words_are_drawn_and_it_is_said(monkeypatch):
    text = " ".join(f"w{number}" for number in range(70))
    history, pins = run(text=text), pinned({"text": text, "seed": 1})
    monkeypatch.setattr(module, "MARKED", 21 * 30)
    shown = stage(history, pins=pins)
    assert shown.arrays["A.x"].shape == (21, 30)
    assert "Shown for A: 30 of 70 words." in panel(shown, "vectors").caption


def test_of_a_long_way_every_so_many_positions_are_drawn_and_it_is_said(monkeypatch):
    monkeypatch.setattr(module, "TRAIL_POINTS", 125)
    shown = stage(run(), pins=pinned({"steps": 99}))
    assert "The trails of A use 25 of 100 positions." in panel(shown, "vectors").caption
    assert all(len(trace.x) == 26 for trace in lines(shown)[:5])


def test_many_words_have_dots_without_letters():
    text = " ".join(f"w{number}" for number in range(70))
    shown = stage(run(text=text), pins=pinned({"text": text, "seed": 1}))
    assert marks(shown, "A")[0].mode == "markers"
    assert "a small dot marks their position" in panel(shown, "vectors").caption


@pytest.mark.parametrize("dimension", [1, 2, 3, 6])
def test_every_picture_with_pinned_runs_can_be_sent(dimension):
    pins = pinned(*({"dimension": dimension, "learning_rate": rate} for rate in (0.0, 0.5, 100.0)))
    sent = payload(stage(run(dimension=dimension), pins=pins), "key")
    json.dumps(sent, allow_nan=False)
