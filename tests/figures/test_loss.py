import numpy as np

from playground.figures.loss import loss
from playground.figures.run_picture import PinnedRun, RunPicture


def test_each_layers_curve_is_its_loss_over_the_steps(history):
    curves = {trace.name: trace for trace in loss(RunPicture(history)).figure.data if trace.name}
    assert list(curves) == list(history.tracks)
    for name, track in history.tracks.items():
        np.testing.assert_array_equal(curves[name].x, history.steps)
        np.testing.assert_array_equal(curves[name].y, track.loss)


def test_every_loss_is_inside_the_axes(history):
    layout = loss(RunPicture(history)).figure.layout
    low, high = layout.yaxis.range if layout.yaxis.type != "log" else np.power(10, layout.yaxis.range)
    for track in history.tracks.values():
        assert low <= track.loss[track.loss > 0].min()
        assert high >= track.loss.max()
    assert layout.xaxis.range[0] == 0
    assert layout.xaxis.range[1] >= history.steps[-1]


def test_a_loss_that_grows_without_end_is_seen_from_its_start(run):
    panel = loss(RunPicture(run("diverged")))
    assert panel.figure.layout.yaxis.type == "log"
    assert "that many times the one below" in panel.caption
    assert all(height > 0 for height in panel.figure.data[2].y), "the playhead's line has ends on that axis"


def test_the_axis_begins_at_0_where_the_loss_does_not_grow(run):
    panel = loss(RunPicture(run("default")))
    assert panel.figure.layout.yaxis.type != "log" and panel.figure.layout.yaxis.range[0] == 0
    assert "times" not in panel.caption


def test_beside_pinned_runs_the_axis_is_linear(run):
    panel = loss(RunPicture(run("diverged"), pins=[PinnedRun(0, run("default"))]))
    assert panel.figure.layout.yaxis.range[0] == 0


def test_the_playhead_is_a_line_at_the_step(history):
    arrays = loss(RunPicture(history)).arrays
    np.testing.assert_array_equal(arrays["playhead"], np.stack([history.steps] * 2, 1))
    np.testing.assert_array_equal(arrays["step"], history.steps)


def test_a_click_goes_to_a_step(history):
    assert loss(RunPicture(history)).timeline


def test_linear_is_told_of_only_where_it_is_drawn(run):
    assert "The line is Embedding, the dots on it are Linear." in loss(RunPicture(run("default"))).caption
    assert "Linear" not in loss(RunPicture(run("embedding"))).caption
