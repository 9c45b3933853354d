"""What the layers cost is measured while the page is looked at, stopped in the middle, and gone on with."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

OWN = {"steps": 20, "dimension": 1, "batch_size": 1}
FILLED = """[...document.querySelectorAll(".st-key-cost .js-plotly-plot")].map((plot) =>
  (plot.data ?? []).flatMap((trace) => trace.line.dash === "solid" ? trace.marker.symbol : []).length)"""
"""How many filled marks each chart has that is drawn."""


@pytest.fixture
def page(open_page) -> Page:
    page = open_page(query=OWN)
    page.get_by_role("radio", name="Cost").click()
    return page


def button(page: Page, name: str) -> Locator:
    return page.locator(".st-key-cost").get_by_role("button", name=name, exact=True)


def wait_for_marks(page: Page, condition: str) -> None:
    """Until all three charts have so many filled marks."""
    page.wait_for_function(f"() => {{ const all = {FILLED}; return all.length === 3 && all.every({condition}); }}")


def test_it_measures_stops_and_goes_on_to_the_end(page):
    expect(button(page, "Measure on this machine")).to_be_visible()
    wait_for_marks(page, "(count) => count === 0")
    button(page, "Measure on this machine").click()
    expect(page.get_by_text(re.compile(r"^([3-9]|1\d) of 18 done"))).to_be_visible()
    button(page, "Stop").click()
    expect(button(page, "Measure the rest")).to_be_visible()
    wait_for_marks(page, "(count) => 3 <= count && count < 18")
    button(page, "Measure the rest").click()
    expect(button(page, "Measure again")).to_be_visible(timeout=60_000)
    wait_for_marks(page, "(count) => count === 18")
