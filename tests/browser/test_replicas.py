"""Two pages behind nginx: what is lost with one of them comes back on the other."""

import shutil

import pytest
from playwright.sync_api import Page, TimeoutError

from deploy.two_replicas import free_port, nginx
from tests.server import served

WHERE = "/usr/sbin:/usr/bin"


def change_seed(page: Page) -> None:
    """A field takes no Enter while the page looks for its server; who pressed it then presses again."""
    seed = page.get_by_role("spinbutton", name="Seed")
    for patience in (10_000, 20_000, 60_000):
        seed.fill("", timeout=60_000)
        seed.fill("7")
        seed.press("Enter")
        try:
            page.wait_for_function("location.search.includes('seed=7')", timeout=patience)
        except TimeoutError:
            continue
        return
    pytest.fail("the other replica did not take the visitor")


@pytest.mark.skipif(shutil.which("nginx", path=WHERE) is None, reason="nginx is not installed")
def test_when_a_page_is_lost_the_other_takes_its_visitors_with_their_recipes(browser):
    with served() as one, served() as other, nginx(free_port(), [one.port, other.port]) as address:
        visits = []
        for number in range(4):
            page = browser.new_context().new_page()
            page.goto(f"{address}/?steps={30 + number}")
            page.locator(".player[data-key]").wait_for(timeout=60_000)
            visits.append(page)
        one.kill()
        for number, page in enumerate(visits):
            change_seed(page)
            page.get_by_text(f"of {30 + number}").first.wait_for(timeout=60_000)
