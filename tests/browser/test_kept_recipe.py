"""A recipe that is too long for a link is brought back by the browser that had it."""

import random

from tests.browser.screen import Screen

RANDOM = random.Random(0)
TEXT = " ".join(f"w{RANDOM.randrange(10**6):x}" for _ in range(2_500))


def test_a_reload_and_a_restarted_server_bring_a_long_text_back(open_page, server):
    page = open_page(fresh=True)
    screen = Screen(page)
    screen.change("Your text", TEXT, role="textbox")
    page.get_by_text("This browser keeps it for a reload").wait_for()
    words = len(set(TEXT.split()))
    screen.wait_for("location.search.includes('left_out')")
    for again in (lambda: None, lambda: (server.kill(), server.start())):
        again()
        page.reload()
        page.get_by_text(f"vocab: {words:,} distinct words").wait_for()
        assert page.get_by_role("textbox", name="Your text").input_value() == TEXT


def test_another_browser_is_told_what_the_link_has_no_room_for(open_page):
    page = open_page(query={"left_out": "text", "steps": "60"}, fresh=True)
    page.get_by_text("The link omits “Your text”").first.wait_for()
