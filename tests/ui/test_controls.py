"""Every control of the sidebar changes the recipe and the address, one page walking through each scene of controls."""

from collections import defaultdict

import pytest

from playground.choices import Option
from playground.experiment.fields import OPTIONS
from tests.ui.opened import CHANGED, WAYS, address, assert_whole, control, opened, shown

SMALL = {"text": "I love you\nyou love me\n.", "steps": "3"}
Scene = tuple[tuple[str, str], ...]


def scenes() -> dict[Scene, list[Option]]:
    """The options that have a control while these menu entries are chosen."""
    found = defaultdict(list)
    for option, chosen in WAYS:
        found[tuple(chosen.items())].append(option)
    return found


SCENES = scenes()
MENUS = [(scene, option) for scene, options in SCENES.items() for option in options if option.entries]
VALUES = {scene: values for scene, options in SCENES.items() if (values := [one for one in options if not one.entries])}


@pytest.mark.parametrize(("scene", "menu"), MENUS, ids=[option.name for _, option in MENUS])
def test_every_entry_of_every_menu_can_be_chosen(scene: Scene, menu: Option):
    page = opened(**SMALL, **dict(scene))
    for name in menu.entries:
        if name == "sparse_adam":
            control(page, "sparse").set_value(True)
        control(page, menu.name).set_value(name).run()
        assert_whole(page)
        assert not page.error, name
        assert getattr(shown(page), menu.name) == name
        assert address(page).get(menu.name, OPTIONS[menu.name].default) == name
        if name == "sparse_adam":
            page = opened(**SMALL, **dict(scene))


def test_every_option_has_a_value_to_try():
    assert set(CHANGED) == {option.name for options in VALUES.values() for option in options}


@pytest.mark.parametrize("scene", VALUES, ids=lambda scene: "-".join(value for _, value in scene) or "first")
def test_every_option_changes_the_recipe_and_the_address(scene: Scene):
    page = opened(**dict(scene), steps=SMALL["steps"])
    for option in VALUES[scene]:
        other = not option.default if option.kind is bool else CHANGED[option.name]
        before = control(page, option.name).value
        control(page, option.name).set_value(other).run()
        assert_whole(page)
        assert not page.error, option.name
        assert getattr(shown(page), option.name) == other
        assert option.name in address(page)
        control(page, option.name).set_value(before)
