"""Two pages behind nginx: what is lost with one of them comes back on the other."""

import shutil

import pytest
from playwright.sync_api import Page, TimeoutError, expect

from deploy.two_replicas import free_port, nginx
from tests.server import served

AT_REST = "[data-testid=stApp][data-test-connection-state=CONNECTED][data-test-script-state=notRunning]"
ALONE = {"FIRST_LAYER_WORKERS": "0"}


def change_seed(page: Page) -> None:
    """A field takes no Enter before the other has run the page; who pressed it then presses again."""
    seed = page.get_by_role("spinbutton", name="Seed")
    for patience in (5_000, 20_000, 60_000):
        seed.fill("")
        seed.fill("7")
        seed.press("Enter")
        try:
            page.wait_for_function("location.search.includes('seed=7')", timeout=patience)
        except TimeoutError:
            continue
        return
    pytest.fail("the other replica did not take the visitor")


@pytest.mark.skipif(shutil.which("nginx", path="/usr/sbin:/usr/bin") is None, reason="nginx is not installed")
def test_when_a_page_is_lost_the_other_takes_its_visitor_with_the_recipe(browser):
    port = free_port()
    with served(**ALONE) as one, nginx(free_port(), [one.port, port]) as address:
        page = browser.new_context().new_page()
        page.goto(f"{address}/?steps=30")  # comes to the only one there is
        page.locator(".player[data-key]").wait_for(timeout=60_000)
        with served(port=port, **ALONE):
            with page.expect_websocket(timeout=60_000):
                one.kill()
            page.locator(AT_REST).wait_for(timeout=60_000)
            change_seed(page)
            expect(page.locator(".player-step")).to_have_text("step 30 of 30")
        page.context.close()
