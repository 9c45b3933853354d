"""A recipe comes back after a reload, whatever happened to the server: out of the link, or the browser that had it."""

import random

from playground import Experiment, train
from tests.browser.screen import Screen, assert_shows

RANDOM = random.Random(0)
TEXT = " ".join(f"w{RANDOM.randrange(64)}" for _ in range(15_000))
SHORT = {"text": "I love you . you love me .", "steps": 60}


def reload(screen: Screen) -> None:
    screen.page.reload()
    screen.page.wait_for_selector(".player[data-key]")
    screen.page.evaluate("look.ready()")


def test_after_the_server_died_pages_come_back_with_their_pictures_and_a_text_too_long_for_a_link(open_page, server):
    short, long = Screen(open_page(query=SHORT)), Screen(open_page(query={"steps": 1}, fresh=True))
    short.change("Seed", "5")
    picture = short.picture()
    short.wait_for("location.search.includes('seed=5')")
    long.change("Your text", TEXT, role="textbox")
    long.page.get_by_text("This browser keeps it for a reload").wait_for()
    long.wait_for("location.search.includes('left_out')")
    server.kill()
    server.start()
    reload(short)
    assert short.picture() == picture
    assert_shows(short, train(Experiment(**SHORT, seed=5)), 60)
    reload(long)
    long.page.get_by_text("vocab: 64 distinct words").wait_for()
    assert long.page.get_by_role("textbox", name="Your text").input_value() == TEXT


def test_another_browser_is_told_what_the_link_has_no_room_for(open_page):
    page = open_page(query={"left_out": "text", "steps": "60"}, fresh=True)
    page.get_by_text("The link omits “Your text”").first.wait_for()
