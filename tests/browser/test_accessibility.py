"""What axe-core finds on the page, and what a screen reader is told."""

import pytest

from playground.ui.panels.registry import sections
from tests.browser.screen import Screen
from tests.server import ROOT

AXE = ROOT / "tests" / "player" / "node_modules" / "axe-core" / "axe.min.js"
FOUND = """axe.run(document, {resultTypes: ["violations"]}).then(({violations}) => violations.flatMap(
    ({id, impact, nodes}) =>
        impact === "minor" ? [] : nodes.map(({target, any}) => [id, target.join(" "), any[0]?.message])
))"""
SCENES = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "slow motion": {"query": {"slow": "true", "step": "3", "word": "cat"}, "color_scheme": "dark"},
    "a lesson": {"query": {"lesson": "bias"}},
    "phone": {"query": {"lesson": "linear"}, "size": (390, 844)},
} | {section: {"query": {"section": section}} for section in sections()[1:]}


@pytest.mark.parametrize("scene", SCENES)
def test_axe_finds_nothing_serious_or_moderate(open_page, scene):
    if not AXE.exists():
        pytest.skip("axe-core is missing: npm --prefix tests/player ci")
    page = open_page(**SCENES[scene])
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.evaluate(AXE.read_text("utf-8"))
    assert page.evaluate(FOUND) == []


def test_where_the_playhead_rests_is_said(page):
    screen = Screen(page)
    said = "document.querySelector('.player-spoken').textContent"
    screen.go(57)
    screen.wait_for(f"{said}.startsWith('step 57 of 200.') && {said}.includes('Largest difference')")
    screen.press("Space")
    screen.wait_for(f"{said} === 'Playing.'")


def test_the_numbers_of_the_matrices_are_a_table(page):
    screen = Screen(page)
    screen.go(0)
    rows = "[...document.querySelectorAll('.player-panel-embedding tr')]"
    first = f"{rows}[1]?.innerText.split('\\t')"
    weight = "look.plot('embedding').data[0].z[0]"
    screen.wait_for(f"{first} && {first}[0] === 'the' && Math.abs({first}[1] - {weight}[0]) < 1e-4")
