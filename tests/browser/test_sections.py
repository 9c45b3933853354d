"""One section is open below the picture, and the play bar stays in view above it."""

import pytest
from playwright.sync_api import expect

from tests.browser.screen import Screen

SHORT = {"text": "I love you . you love me .", "steps": 40}


@pytest.fixture(scope="module")
def screen(open_for_all):
    return Screen(open_for_all(query=SHORT))


def told(page, step):
    """What Look-up says of the playhead."""
    return page.get_by_text(f"At step {step}, the playhead's position").first


def test_a_section_opens_below_a_smaller_picture_and_follows_the_playhead(screen):
    page = screen.page
    expect(page.locator(".player-panel-embedding")).to_be_visible()
    page.get_by_role("radio", name="Cost").click()
    page.get_by_role("radio", name="Look-up").click()
    told(page, 40).wait_for()
    expect(page.locator(".player-panel-embedding")).to_be_hidden()
    expect(page.locator(".player-panel-vectors")).to_be_in_viewport()
    expect(page.locator(".st-key-look_up h2")).to_be_in_viewport()
    screen.go(7)
    told(page, 7).wait_for()
    page.get_by_role("radio", name="Picture").click()
    expect(page.locator(".player-panel-embedding")).to_be_visible()


def test_the_play_bar_stays_in_view_and_plays_what_stands_below(screen):
    page, bar = screen.page, screen.page.locator(".player-bar")
    page.get_by_role("radio", name="Look-up").click()
    page.locator(".st-key-network").scroll_into_view_if_needed()
    page.mouse.wheel(0, 3_000)
    expect(page.locator(".player-words")).not_to_be_in_viewport()
    expect(bar).to_be_in_viewport(ratio=1)
    bar.get_by_role("button", name="Start").click()
    told(page, 0).wait_for()
    page.locator(".player-speed").select_option("2")
    page.locator(".player-loop").check()
    visited = page.evaluate("history.length")
    bar.get_by_role("button", name="Play").click()
    told(page, 0).wait_for(state="detached")
    assert screen.playing(), "it is told while it plays"
    bar.get_by_role("button", name="Pause").click()
    told(page, screen.playhead).wait_for()
    screen.wait_for("step => location.search.includes(`step=${step}`)", screen.playhead)
    assert page.evaluate("history.length") <= visited + 1, "the steps that were played are none to go back to"
    page.get_by_role("radio", name="Picture").click()


def test_the_shared_link_holds_where_the_playhead_rests(screen):
    screen.go(11)
    screen.page.get_by_role("button", name="Share").click()
    expect(screen.page.get_by_test_id("stPopoverBody").locator("code")).to_contain_text("step=11")
    expect(screen.page.get_by_test_id("stPopoverBody").get_by_role("img").last).to_be_visible()


def test_a_link_brings_step_section_and_word_into_a_fresh_browser(open_page):
    screen = Screen(open_page(query={**SHORT, "section": "Training", "step": "9", "word": "love"}))
    screen.wait_for_playhead(9)
    expect(screen.page.get_by_role("radio", name="Training")).to_be_checked()
    expect(screen.page.locator(".player-words [aria-pressed=true]")).to_have_text("love")
