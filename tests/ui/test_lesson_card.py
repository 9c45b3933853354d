"""Lessons on the page: the way in, the question, the answer by the run, and the way out."""

import pytest

from playground import Experiment, train
from playground.experiment.links import to_query
from playground.player.player import Cue
from playground.teaching.lessons import LESSONS
from playground.ui.session.lesson_progress import Result, answers, kept
from tests.ui.opened import address, control, opened, said, shown

FIRST, LAST = next(iter(LESSONS)), list(LESSONS)[-1]


def button(page, key):
    return page.button(key=key)


def predicted(page, name, number):
    page.radio(key=f"answer {name}").set_value(number).run()
    return button(page, "reveal").click().run()


def right(name):
    lesson = LESSONS[name]
    return lesson.answers.index(lesson.holding(train(lesson.revealed))[0])


def lesson_progress_of(page):
    return page.session_state["_taken"]


def keys(page):
    return {found.key for found in page.button}


def test_the_door_leads_to_the_first_lesson():
    page = button(opened(), "lessons").click().run()
    assert not page.exception
    assert shown(page) == LESSONS[FIRST].experiment
    assert address(page) == {"lesson": FIRST}


@pytest.mark.parametrize("name", LESSONS)
def test_a_link_that_names_a_lesson_alone_brings_its_recipe_and_scene(name):
    page, lesson = opened(lesson=name), LESSONS[name]
    assert not page.exception
    assert shown(page) == lesson.experiment
    assert page.session_state["_slow"] == lesson.slow
    assert page.session_state["_cue"] == Cue(1, lesson.start.step_of(lesson.experiment), lesson.start.plays)


def test_a_link_of_a_lesson_with_a_recipe_brings_that_recipe():
    page = opened(lesson=FIRST, seed="7")
    assert shown(page) == Experiment(seed=7)
    assert address(page) == {"lesson": FIRST, "seed": "7"}


def test_in_a_lesson_the_plain_recipe_outlives_a_reload_too():
    page = opened(lesson=FIRST, seed="7")
    control(page, "seed").set_value(0).run()
    assert shown(page) == Experiment()
    assert shown(opened(**address(page))) == Experiment()


def test_a_lesson_that_there_is_not_is_said():
    page = opened(lesson="<b>")
    assert "names a lesson “<b>” that doesn't exist" in said(page.warning)
    assert shown(page) == Experiment()
    assert button(page, "lessons")


def test_before_an_answer_is_chosen_nothing_can_be_revealed():
    page = opened(lesson=FIRST)
    assert button(page, "reveal").disabled
    page.radio(key=f"answer {FIRST}").set_value(0).run()
    assert not button(page, "reveal").disabled


@pytest.mark.parametrize("name", LESSONS)
def test_the_run_says_whether_a_prediction_holds(name):
    lesson, answer = LESSONS[name], right(name)
    page = predicted(opened(lesson=name), name, answer)
    assert not page.exception
    assert f"Yes. {lesson.answers[answer].text}" in said(page.success)
    assert shown(page) == lesson.revealed
    assert repr(lesson.value(page.session_state["_shown"].history)) in [code.value for code in page.code]
    wrong = (answer + 1) % len(lesson.answers)
    page = predicted(opened(lesson=name), name, wrong)
    told = f"Your answer: {lesson.answers[wrong].text}. The run shows: {lesson.answers[answer].text}"
    assert told in said(page.warning)


def test_the_picture_is_sent_where_the_answer_can_be_seen():
    page = predicted(opened(lesson="same"), "same", 0)
    assert page.session_state["_cue"] == Cue(2, 0, plays=True)


def test_next_goes_on_and_begins_with_a_question():
    page = predicted(opened(lesson=FIRST), FIRST, 0)
    page = button(page, "next").click().run()
    assert address(page) == {"lesson": list(LESSONS)[1]}
    assert "reveal" in keys(page)


def test_behind_the_last_there_is_none():
    assert "next" not in keys(opened(lesson=LAST))


def test_any_lesson_can_be_taken_from_the_menu():
    page = opened(lesson=FIRST)
    page.selectbox(key="lesson").set_value("bias").run()
    assert address(page) == {"lesson": "bias"}
    assert shown(page) == LESSONS["bias"].experiment


def test_leaving_brings_back_the_learners_own_recipe_and_pinned_runs():
    own = {"seed": "7", "pins": '[{"seed":"8"}]'}
    page = button(opened(**own), "lessons").click().run()
    assert "pins" not in address(page)
    page = button(page, "next").click().run()
    page = button(page, "leave").click().run()
    assert shown(page) == Experiment(seed=7)
    assert address(page) == own


def test_who_came_by_the_link_of_a_lesson_keeps_its_recipe():
    page = button(opened(lesson="bias"), "leave").click().run()
    assert shown(page) == LESSONS["bias"].experiment
    assert address(page) == to_query(LESSONS["bias"].experiment)
    assert button(page, "lessons")


def test_answers_can_be_handed_in():
    page = predicted(opened(lesson=FIRST), FIRST, 0)
    lesson, result = LESSONS[FIRST], lesson_progress_of(page)[FIRST]
    assert result == Result(lesson.answers[0].text, lesson.answers[right(FIRST)].text)
    page = button(page, "leave").click().run()
    assert "Download my answers" in [download.label for download in page.get("download_button")]


def test_the_text_of_answers_says_lesson_prediction_and_result():
    lessons = list(LESSONS.values())[:2]
    taken = {one.name: Result(one.answers[0].text, one.answers[-1].text) for one in lessons}
    text = answers(taken)
    for one in lessons:
        assert one.title in text and one.question in text
        assert f"I predicted: {one.answers[0].text}" in text
        assert f"The run showed: {one.answers[-1].text}" in text
    assert "0 of 2 predictions were right" in text


@pytest.mark.parametrize("told", [None, [], ["number"], {"number": 1}, {"number": ["<b>", ""]}, {"<b>": ["x", "y"]}])
def test_what_a_browser_remembers_may_be_anything(told):
    assert kept(told) == {}


def test_what_has_been_taken_is_counted_and_ticked():
    page = predicted(opened(lesson=FIRST), FIRST, 0)
    assert page.selectbox(key="lesson").options[0].startswith("✓ ")
    page = button(page, "leave").click().run()
    assert "1 of" in button(page, "lessons").label


@pytest.mark.parametrize("name", [name for name, lesson in LESSONS.items() if lesson.controls])
def test_the_controls_of_a_lesson_stand_in_it_and_nowhere_else(name):
    page = opened(lesson=name)
    for field in LESSONS[name].controls:
        in_sidebar = [widget for kind in ("text_area", "toggle", "selectbox") for widget in page.sidebar.get(kind)]
        assert field not in {widget.key for widget in in_sidebar}


def test_a_value_that_cannot_be_is_said_in_the_lesson():
    page = opened(lesson=FIRST)
    control(page, "text").set_value("one").run()
    assert "only one word" in said(page.main.error)
    assert shown(page) == LESSONS[FIRST].experiment
