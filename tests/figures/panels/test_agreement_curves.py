import re
from dataclasses import replace

import numpy as np
import pytest

from playground import Experiment, train
from playground.analysis.agreement import begins, differences
from playground.figures.panels.agreement_curves import agreement_caption, agreement_curves

LAST = -1
PARTED = {
    "never": {},
    "from the start": {"bias": True},
    "gradients first": {"padding_idx": 0},
    "vectors alone": {"bias": True, "initializer": "from_pretrained"},
    "only at the last digits": {"sparse": True},
}


@pytest.fixture(params=PARTED, scope="module")
def two(request):
    return train(Experiment(**PARTED[request.param], steps=40))


def traces(history, snapshot=LAST, color_scheme="light"):
    """The three curves, the three lines of the band, and the three rings, each by what is compared."""
    data = agreement_curves(history, snapshot, color_scheme).data
    names = list(differences(history))
    return [dict(zip(names, data[first : first + 3], strict=True)) for first in (0, 3, 6)]


def test_what_differs_is_above_and_what_is_equal_is_in_the_band_and_nowhere_else(two):
    curves, band, _ = traces(two)
    for name, found in differences(two).items():
        for trace in (curves[name], band[name]):
            np.testing.assert_array_equal(trace.x, two.steps)
        np.testing.assert_array_equal(curves[name].y, np.where(found > 0, found, np.nan))
        np.testing.assert_array_equal(np.isnan(band[name].y), ~(found == 0))
        assert len({y for y in band[name].y if not np.isnan(y)}) <= 1, "a lane of its own"


def test_the_axis_is_logarithmic_and_zero_has_another(two):
    layout = agreement_curves(two, LAST, "light").layout
    assert (layout.yaxis.type, layout.yaxis2.type) == ("log", None)
    assert layout.yaxis2.domain[1] < layout.yaxis.domain[0]
    assert "equal" in layout.annotations[0].text
    curves, band, _ = traces(two)
    assert {trace.yaxis for trace in curves.values()} == {None}
    assert {trace.yaxis for trace in band.values()} == {"y2"}


def test_every_difference_and_the_last_digit_are_in_view(two):
    low, high = agreement_curves(two, LAST, "dark").layout.yaxis.range
    every = np.concatenate(list(differences(two).values()))
    for number in (*every[every > 0], np.finfo(np.float32).eps):
        assert low < np.log10(number) < high


def test_a_single_step_between_two_gaps_is_a_dot(two):
    for group in traces(two)[:2]:
        for trace in group.values():
            there = ~np.isnan(trace.y)
            before, after = np.append(False, there[:-1]), np.append(there[1:], False)
            np.testing.assert_array_equal(np.array(trace.marker.size) > 0, there & ~before & ~after)
            assert not trace.connectgaps


def test_a_ring_is_where_each_curve_begins(two):
    for name, ring in traces(two)[2].items():
        step = begins(two)[name]
        assert list(ring.x) == ([] if step is None else [step])
        assert list(ring.y) == ([] if step is None else [differences(two)[name][step]])


@pytest.mark.parametrize("snapshot", [0, 7, LAST])
def test_the_playhead_is_marked_through_both_parts(two, snapshot):
    line = agreement_curves(two, snapshot, "dark").layout.shapes[-1]
    assert line.x0 == line.x1 == two.steps[snapshot]
    assert (line.yref, line.y0, line.y1) == ("paper", 0, 1)


def test_one_layer_alone_has_no_curves(run):
    with pytest.raises(ValueError, match="nothing to compare"):
        agreement_curves(run("linear"), LAST, "light")


def test_the_caption_says_where_they_part():
    assert agreement_caption(train(Experiment(steps=5)), 3) == (
        "Equal at every step: vectors, gradients and losses are the same numbers in both layers."
    )
    told = agreement_caption(train(Experiment(steps=5, padding_idx=0)), 0)
    assert re.match(
        r"They start to differ: vectors at step 1, by \S+, gradients at step 0, by \S+, losses at step 1", told
    )
    assert "at step 0, the playhead's position: vectors 0, gradients " in told
    frozen = agreement_caption(train(Experiment(steps=5, bias=True, initializer="from_pretrained")), LAST)
    assert "Equal at every step: gradients." in frozen


def test_the_caption_has_the_numbers_of_the_playhead(two):
    for snapshot in (0, 11, LAST):
        told = agreement_caption(two, snapshot)
        if told.startswith("Equal"):
            continue
        assert f"at step {two.steps[snapshot]}, the playhead's position" in told
        for name, what in (("vectors", "vectors"), ("gradient", "gradients"), ("loss", "losses")):
            number = differences(two)[name][snapshot]
            shown = "0" if number == 0 else f"{number:.2g}"
            assert (f"{what} {shown}" in told.partition("position:")[2]) == (not np.isnan(number))


def test_where_snapshots_are_missing_nobody_claims_to_know_the_step():
    history = replace(train(Experiment(steps=5, padding_idx=0)), stride=3)
    assert "vectors by step 1" in agreement_caption(history, LAST)
    whole = replace(train(Experiment(steps=5)), stride=3)
    assert agreement_caption(whole, LAST).startswith("Equal at every stored step")


def test_the_longest_difference_can_be_drawn(run):
    assert agreement_curves(run("diverged"), LAST, "light").to_json()
