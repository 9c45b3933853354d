import pytest

from playground.figures.panels.trap_curves import outcome
from playground.figures.theme import NEGATIVE, POSITIVE
from playground.teaching.traps import TRAPS
from playground.teaching.traps.console import run
from playground.teaching.traps.trap import Setting

DRAWN = {name: trap for name, trap in TRAPS.items() if trap.curve}
SETTING = Setting(("I", "you"), 2, 2)


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("name", DRAWN)
def test_the_lines_are_the_numbers_that_the_codes_left_behind(name, color_scheme):
    trap = DRAWN[name]
    curves = {side: run(SETTING.write(getattr(trap, side)), trap.curve.name).curve for side in ("wrong", "right")}
    figure = outcome(trap.curve, curves["wrong"], curves["right"], color_scheme)
    assert {line.name: line.y for line in figure.data} == curves
    for line in figure.data:
        assert line.x == tuple(range(1, len(line.y) + 1)), "the first number is that after step 1"
    assert figure.layout.yaxis.title.text == trap.curve.axis


@pytest.mark.parametrize(("wrong", "right"), [([0.0, 0.0], [0.5, 2.0]), ([0.0], [0.0]), ([1e-9], [1e-7])])
def test_all_numbers_are_inside_the_picture(wrong, right):
    figure = outcome(DRAWN["frozen"].curve, wrong, right, "light")
    low, high = figure.layout.yaxis.range
    assert low < min(wrong + right) <= max(wrong + right) < high
    assert figure.layout.xaxis.range[0] < 1 and figure.layout.xaxis.range[1] > len(wrong)


def test_wrong_and_right_differ_in_more_than_colour():
    wrong, right = outcome(DRAWN["frozen"].curve, [0.0], [1.0], "light").data
    assert (wrong.line.color, wrong.line.dash) == (NEGATIVE, "dot")
    assert (right.line.color, right.line.dash) == (POSITIVE, None)
