"""A recipe comes back after a reload, whatever happened to the server: out of the link, or the browser that had it."""

import random

from playground import Experiment, train
from tests.browser.screen import Screen, assert_shows

RANDOM = random.Random(0)
TEXT = " ".join(f"w{RANDOM.randrange(12)}" for _ in range(15_000))


def test_after_the_server_died_the_recipe_comes_back_with_a_text_too_long_for_its_link(open_page, pages, server):
    screen = Screen(open_page(query={"steps": 1}, fresh=True))
    screen.change("Your text", TEXT, role="textbox")
    screen.page.get_by_text("This browser keeps it for a reload").wait_for()
    screen.change("Seed", "5")
    screen.wait_for("location.search.includes('seed=5') && location.search.includes('left_out')")
    server.kill()
    server.start()
    screen.page.reload()
    pages.arrived(screen.page)
    screen.page.get_by_text("vocab: 12 distinct words").wait_for()
    screen.painted()
    assert_shows(screen, train(Experiment(text=TEXT, steps=1, seed=5)), 1)
    assert screen.page.get_by_role("textbox", name="Your text").input_value() == TEXT


def test_another_browser_is_told_what_the_link_has_no_room_for(open_page):
    page = open_page(query={"left_out": "text", "steps": "60"})
    page.get_by_text("The link omits “Your text”").first.wait_for()
