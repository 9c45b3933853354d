import json

import numpy as np
import pytest

from playground import Experiment, train
from playground.figures.bindings import label
from playground.figures.drawn_words import BUDGET, LISTED, drawn
from playground.figures.matrix_arrays import cells
from playground.figures.stage import stage

FIRST_AXIS = ("step", "tail")


def bindings(shown):
    return [(panel, binding) for panel in shown.parts for binding in panel.bindings]


def test_a_layer_that_is_not_trained_has_no_panel(history):
    names = [panel.name for panel in stage(history).parts]
    assert names == ["vectors", *history.tracks, "loss"]


def test_every_panel_says_what_to_look_for(history):
    for panel in stage(history).parts:
        assert panel.caption.endswith(".")


def test_every_binding_names_an_array_and_an_attribute_that_are_there(history):
    shown = stage(history)
    for panel, binding in bindings(shown):
        assert binding.array in shown.arrays
        drawn = panel.figure.data[binding.trace][binding.attribute]
        assert drawn is not None or binding.tail, "only a trail waits for the player"


def test_every_index_fits_its_array(history):
    shown = stage(history)
    for panel, binding in bindings(shown):
        array = shown.arrays[binding.array]
        assert len(binding.index) <= array.ndim
        assert len(binding.windows) in (0, array.ndim - len(binding.index))
        for item, length in zip(binding.index, array.shape, strict=False):
            if item in FIRST_AXIS:
                assert length == len(shown.steps)
            elif item == "word":
                assert length == (len(shown.words) if panel.name == "vectors" else cells(history).words)
            else:
                assert 0 <= min(item) <= max(item) < length
        left = array.ndim - len(binding.index)
        assert (
            left == 2
            if binding.attribute in ("z", "customdata", "text") and panel.figure.data[0].type != "scatter3d"
            else left <= 1
        )


def test_a_tail_has_a_length_and_nothing_else_has(history):
    for _, binding in bindings(stage(history)):
        assert (binding.tail > 0) == ("tail" in binding.index)


def test_the_picture_that_is_sent_is_that_of_the_last_snapshot(history):
    shown = stage(history)
    for panel, binding in bindings(shown):
        if binding.index != ("step",):
            continue
        expected = shown.arrays[binding.array][-1]
        if binding.one_hot:
            expected = expected == np.arange(binding.one_hot)
        if binding.spelled:
            names = [*map(label, shown.words), "…"]
            expected = ["\u200b" if np.isnan(number) else names[int(number)] for number in expected.ravel()]
        sizes = {window.name: window.size for window in shown.windows}
        for axis, name in enumerate(binding.windows):
            expected = np.take(expected, range(sizes.get(name, expected.shape[axis])), axis)
        found = panel.figure.data[binding.trace][binding.attribute]
        np.testing.assert_array_equal(np.ravel(found), np.ravel(expected))


def test_what_is_seen_through_a_window_has_one_that_is_there(history):
    shown = stage(history)
    names = {window.name for window in shown.windows}
    for panel, binding in bindings(shown):
        axes = {axis: name for axis, name in zip(("yaxis", "xaxis"), binding.windows, strict=False) if name in names}
        assert axes.items() <= panel.windows.items(), "the axis moves with what is drawn"
    for panel in shown.parts:
        assert set(panel.windows.values()) <= names
        for axis, name in panel.windows.items():
            low, high = sorted(panel.figure.layout[axis].range)
            assert (low, high) == (-0.5, {window.name: window.size for window in shown.windows}[name] - 0.5)


def test_of_many_words_the_first_are_listed_and_it_is_said(counted):
    shown, total = stage(counted), len(counted.words)
    assert shown.words == drawn(counted).words
    assert shown.listed == min(total, LISTED)
    assert shown.cut == (f"200 of {total:,} words" if total > 200 else "")


def test_what_is_sent_stays_within_the_budget(counted):
    shown = stage(counted)
    for name in counted.tracks:
        positions = [array for key, array in shown.arrays.items() if key in (f"{name}.x", f"{name}.y", f"{name}.z")]
        assert sum(array.nbytes for array in positions) <= BUDGET
        assert shown.arrays[f"{name}.weight"].nbytes <= BUDGET


def test_every_pick_is_a_trace(history):
    for panel in stage(history).parts:
        for trace, coordinate in panel.picks.items():
            assert trace < len(panel.figure.data)
            assert coordinate in ("x", "y", "pointNumber")


def test_every_picture_can_be_sent(history):
    for panel in stage(history).parts:
        json.loads(panel.figure.to_json())
    assert all(array.dtype.kind in "if" for array in stage(history).arrays.values())


def test_every_readout_has_its_number(history):
    shown = stage(history)
    for readout in shown.readouts.sentences:
        assert readout.text.count("{}") == len(readout.values)
        for value in readout.values:
            array = shown.arrays[value.array]
            assert len(array) == len(shown.steps)
            if value.kind == "names":
                assert array.min() >= 0
                assert array.max() < len(value.names)


def test_the_difference_of_the_layers_is_read_out_when_there_are_two(run):
    def tells(history):
        return any(value.array == "difference" for said in stage(history).readouts.sentences for value in said.values)

    assert tells(run("default"))
    assert not tells(run("linear"))


def test_the_difference_is_told_with_its_reasons_where_there_are_any():
    for fields, reasons in [({}, ""), ({"bias": True, "max_norm": 0.5}, " (bias, max_norm)")]:
        [readout] = [
            readout
            for readout in stage(train(Experiment(**fields, steps=5))).readouts.sentences
            if readout.text.startswith("Largest difference")
        ]
        assert readout.text == f"Largest difference between the two layers' vectors: {{}}{reasons}"
        assert readout.zero.endswith("0 (exactly equal)")


@pytest.mark.parametrize("dimension", [1, 2, 3, 4])
def test_a_run_that_diverged_is_drawn_with_finite_numbers(dimension):
    shown = stage(train(Experiment(dimension=dimension, learning_rate=100.0, bias=True)))
    assert all(np.isfinite(array).all() for array in shown.arrays.values())
    assert "NaN" not in "".join(panel.figure.to_json() for panel in shown.parts)
    for panel in shown.parts:
        axes = [panel.figure.layout[axis].range for axis in ("xaxis", "yaxis") if panel.figure.layout[axis].range]
        assert np.isfinite(axes).all()


def test_what_is_left_out_of_the_guesses_is_counted(run):
    texts = {name: stage(run(name)).readouts.sentences[-1].text for name in ("default", "250 words", "joined pairs")}
    assert texts == {
        "default": "To predict: {} and 3 more",
        "250 words": "To predict: {} and 15 more",
        "joined pairs": "To predict: {}",
    }
