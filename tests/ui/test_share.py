"""One link, or one file, brings the recipe, the step and the section back."""

from playground.experiment import recipe_files
from tests.ui.opened import address, assert_whole, opened, shown


def test_a_link_brings_the_section_slow_motion_and_the_step():
    page = opened(section="Look-up", step="57", slow="true", moment="2", word="cat", seed="3")
    assert_whole(page)
    assert page.session_state["section"] == "Look-up"
    cue = page.session_state["_cue"]
    assert (cue.step, cue.moment, cue.word) == (57, 2, 1)
    assert page.session_state["_slow"]
    assert address(page)["section"] == "Look-up"


def test_where_the_playhead_rests_is_in_the_address():
    page = opened(section="Cost")
    page.session_state["player"] = {"rest": {"step": 57, "moment": 0, "word": 1}}
    page.run()
    assert address(page) == {"section": "Cost", "step": "57", "word": "cat"}


def test_what_a_browser_tells_of_the_playhead_may_be_anything():
    for told in (None, 5, {"step": "x"}, {"step": 10**9, "moment": -5, "word": 99}):
        page = opened(section="Cost")
        page.session_state["player"] = {"rest": told}
        assert not page.run().exception


def test_a_section_that_there_is_not_is_said_and_the_picture_shown():
    page = opened(section="Kitchen")
    assert not page.exception
    assert any("Kitchen" in info.value for info in page.info)
    assert "section" not in address(page)


def test_a_recipe_file_holds_what_the_address_can_not():
    words = " ".join(f"w{number * 7919 % 104729:x}" for number in range(4_000))
    page = opened()
    page.session_state["text"] = words
    page.run()
    assert "left_out" in address(page)
    state = page.session_state
    data = recipe_files.write({"text": state["_experiment"].text, "section": "Cost"})
    assert recipe_files.read(data)["text"] == shown(page).text == words


def test_a_teachers_link_leaves_parts_of_the_page_out():
    page = opened(hide="lessons,words,Cost", seed="3")
    assert_whole(page)
    assert "Cost" not in page.main.get("button_group")[0].options
    assert ".st-key-part_lessons, .st-key-part_words { display: none" in styles(page)
    assert address(page) == {"seed": "3", "hide": "lessons,words,Cost"}


def styles(page):
    return " ".join(html.proto.body for html in page.get("html"))


def test_what_is_to_be_hidden_and_is_not_there_is_said():
    page = opened(hide="Kitchen,<b>,Cost")
    assert not page.exception
    assert "Kitchen" in " ".join(info.value for info in page.info)
    assert address(page) == {"hide": "Cost"}


def test_all_of_the_sidebar_can_be_hidden():
    assert "[data-testid=stSidebar]" in styles(opened(hide="sidebar"))
