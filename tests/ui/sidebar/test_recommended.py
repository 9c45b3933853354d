"""Settings that work are one click away from what was chosen."""

import pytest

from playground.model.objectives import OBJECTIVES
from tests.ui.opened import control, opened, shown

BY_TOPIC = [name for name, objective in OBJECTIVES.items() if objective.works]


def offered(page):
    return [button for button in page.button if button.key == "recommended"]


def test_the_first_visit_shows_no_offer():
    assert not offered(opened())


@pytest.mark.parametrize("objective", BY_TOPIC)
def test_what_works_for_what_is_learned_is_set_by_one_click(objective):
    page = opened()
    control(page, "objective").set_value(objective).run()
    [button] = offered(page)
    button.click().run()
    assert not page.exception
    for name, value in OBJECTIVES[objective].works.items():
        assert getattr(shown(page), name) == value
    assert not offered(page)


def test_an_optimizer_brings_its_usual_learning_rate():
    page = opened()
    control(page, "optimizer").set_value("adam").run()
    [button] = offered(page)
    assert button.label == "Use Learning rate 0.05"
    button.click().run()
    assert shown(page).learning_rate == 0.05
    assert not offered(page)
