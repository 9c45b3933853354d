"""One section is open below the picture, and the play bar stays in view above it."""

from playwright.sync_api import expect

from tests.browser.screen import Screen

SHORT = {"text": "I love you . you love me .", "steps": 40}


def test_a_section_opens_below_a_smaller_picture_and_follows_the_playhead(open_page):
    screen = Screen(open_page(query=SHORT))
    page = screen.page
    expect(page.locator(".player-panel-embedding")).to_be_visible()
    page.get_by_role("radio", name="Cost").click()
    page.get_by_role("radio", name="Look-up").click()
    page.get_by_text("At step 40, the playhead's position").first.wait_for()
    expect(page.locator(".player-panel-embedding")).to_be_hidden()
    expect(page.locator(".player-panel-vectors")).to_be_in_viewport()
    expect(page.locator(".st-key-look_up h2")).to_be_in_viewport()
    screen.go(7)
    page.get_by_text("At step 7, the playhead's position").first.wait_for()
    page.get_by_role("radio", name="Picture").click()
    expect(page.locator(".player-panel-embedding")).to_be_visible()


def test_the_play_bar_stays_in_view_and_plays_what_stands_below(open_page):
    screen = Screen(open_page(query={**SHORT, "section": "Look-up"}))
    page, bar = screen.page, screen.page.locator(".player-bar")
    page.get_by_text("At step 40, the playhead's position").first.wait_for()
    page.locator(".st-key-network").scroll_into_view_if_needed()
    page.mouse.wheel(0, 3_000)
    expect(page.locator(".player-words")).not_to_be_in_viewport()
    expect(bar).to_be_in_viewport(ratio=1)
    bar.get_by_role("button", name="Start").click()
    page.get_by_text("At step 0, the playhead's position").first.wait_for()


def test_a_link_brings_step_section_and_word_into_a_fresh_browser(open_page):
    screen = Screen(open_page(query={**SHORT, "section": "Training", "step": "9", "word": "love"}))
    screen.wait_for_playhead(9)
    expect(screen.page.get_by_role("radio", name="Training")).to_be_checked()
    expect(screen.page.locator(".player-words [aria-pressed=true]")).to_have_text("love")


def test_the_shared_link_holds_where_the_playhead_rests(open_page):
    screen = Screen(open_page(query=SHORT))
    screen.go(11)
    screen.page.get_by_role("button", name="Share").click()
    expect(screen.page.get_by_test_id("stPopoverBody").locator("code")).to_contain_text("step=11")
    expect(screen.page.get_by_test_id("stPopoverBody").get_by_role("img").last).to_be_visible()
