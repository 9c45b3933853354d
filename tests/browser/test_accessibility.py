"""What axe-core finds on the page, and what a screen reader is told."""

import pytest

from playground.ui.panels.registry import PANELS, sections
from tests.browser.screen import Screen
from tests.server import ROOT

AXE = ROOT / "tests" / "player" / "node_modules" / "axe-core" / "axe.min.js"
FOUND = """within => axe.run(within, {resultTypes: ["violations"]}).then(({violations}) => violations.flatMap(
    ({id, impact, nodes}) =>
        impact === "minor" ? [] : nodes.map(({target, any}) => [id, target.join(" "), any[0]?.message])
))"""
SCENES = {
    "slow motion": {"query": {"slow": "true", "step": "3", "word": "cat"}, "color_scheme": "dark"},
    "a lesson": {"query": {"lesson": "bias"}},
    "phone": {"query": {"lesson": "linear"}, "size": (390, 844)},
}


def axe(page, within: str | None = None) -> list:
    """What is found on the page, or on a part of it, as it rests."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    return page.evaluate(FOUND, within or "html")


def with_axe(page):
    if not AXE.exists():
        pytest.skip("axe-core is missing: npm --prefix tests/player ci")
    page.evaluate(AXE.read_text("utf-8"))
    return page


@pytest.mark.parametrize("scene", SCENES)
def test_axe_finds_nothing_serious_or_moderate(open_page, scene):
    assert axe(with_axe(open_page(**SCENES[scene]))) == []


def test_axe_finds_nothing_in_any_section(page):
    with_axe(page)
    found = {}
    for section in sections():
        page.get_by_role("radio", name=section, exact=True).click()
        for name in [name for name, panel in PANELS.items() if panel.section == section][-1:]:
            page.locator(f".st-key-{name} h2").first.wait_for()
        found[section] = axe(page, "[data-testid=stMain]")
    assert not any(found.values()), found


def test_a_screen_reader_is_told_where_the_playhead_rests_and_reads_the_numbers_as_a_table(page):
    screen = Screen(page)
    said = "document.querySelector('.player-spoken').textContent"
    screen.go(57)
    screen.wait_for(f"{said}.startsWith('step 57 of 200.') && {said}.includes('Largest difference')")
    screen.press("Space")
    screen.wait_for(f"{said} === 'Playing.'")
    screen.press("Space")
    screen.go(0)
    rows = "[...document.querySelectorAll('.player-panel-embedding tr')]"
    first = f"{rows}[1]?.innerText.split('\\t')"
    weight = "look.plot('embedding').data[0].z[0]"
    screen.wait_for(f"{first} && {first}[0] === 'the' && Math.abs({first}[1] - {weight}[0]) < 1e-4")
