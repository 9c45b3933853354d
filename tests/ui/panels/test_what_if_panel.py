"""Changes in the middle of a run, made on the page: they are undone in the order in which they were made."""

import pytest
from streamlit.testing.v1 import AppTest

from playground import train
from tests.ui.opened import assert_whole, control, opened, opened_at, said, shown


def at_step(step: int, page: AppTest) -> AppTest:
    """The page with its playhead at rest there, as the player would tell."""
    page.session_state["player"] = {"rest": {"step": step, "moment": 0, "word": None}}
    return page.run()


def press(page: AppTest, label: str) -> None:
    """A change in a part of the page has the whole page run again."""
    next(button for button in page.button if button.label == label).click().run()
    assert_whole(page)


def steps(page: AppTest) -> int:
    return control(page, "steps").value


def test_undo_takes_back_what_was_done_last_wherever_that_is_in_the_run():
    page = opened_at("what_if", steps="40")
    press(at_step(30, page), "Freeze the vectors")
    press(at_step(20, page), "Replace the weight (nn.Parameter)")
    assert shown(page).interventions == ((20, "parameter"), (30, "freeze"))
    assert "Changed in this run: step 20, " in said(page.markdown)
    press(page, "Undo the last change")
    assert shown(page).interventions == ((30, "freeze"),)
    assert "Changed in this run: step 30, " in said(page.markdown)


def test_what_was_done_here_is_undone_before_what_came_with_the_link():
    page = opened_at("what_if", steps="40", interventions='[[10,"parameter"],[30,"freeze"]]')
    press(at_step(20, page), "Unfreeze the vectors")
    for left in (((10, "parameter"), (30, "freeze")), ((10, "parameter"),), ()):
        press(page, "Undo the last change")
        assert shown(page).interventions == left


def test_the_same_change_twice_in_a_row_is_one():
    page = opened_at("what_if", steps="40")
    press(at_step(20, page), "Freeze the vectors")
    press(page, "Freeze the vectors")
    assert shown(page).interventions == ((20, "freeze"),)
    press(page, "Undo the last change")
    assert shown(page).interventions == ()


@pytest.mark.parametrize("undo", ["Undo the last change", "Undo all 2"])
def test_steps_that_a_change_needed_go_with_it(undo: str):
    page = opened_at("what_if", steps="40")
    press(at_step(20, page), "Freeze the vectors")
    press(at_step(40, page), "Replace the weight (nn.Parameter)")
    assert steps(page) == shown(page).steps == 140
    press(page, undo)
    assert steps(page) == shown(page).steps == 40


def test_steps_that_were_set_since_stay_when_a_change_is_undone():
    page = opened_at("what_if", steps="40")
    press(at_step(40, page), "Freeze the vectors")
    control(page, "steps").set_value(90).run()
    press(page, "Undo the last change")
    assert shown(page).steps == 90


def test_steps_of_a_link_stay_when_its_change_is_undone():
    page = opened(steps="140", interventions='[[40,"freeze"]]')
    press(page, "Undo the last change")
    assert shown(page).steps == 140


def move(page, word, numbers):
    """Choose the word, whose numbers then stand there, and send it elsewhere."""
    page.text_input(key="moved_word").set_value(word).run()
    [field] = [field for field in page.text_input if field.label == "to these coordinates"]
    field.set_value(numbers)
    press(page, "Move it")


def test_the_numbers_are_those_of_the_chosen_word_at_the_step():
    page = at_step(20, opened_at("what_if", steps="40"))
    page.text_input(key="moved_word").set_value("cat").run()
    [field] = [field for field in page.text_input if field.label == "to these coordinates"]
    history = train(shown(page))
    x, y = history.embedding.vectors[20, history.words.index("cat")]
    assert field.value == f"{x:.2f}, {y:.2f}"


@pytest.mark.parametrize(
    ("word", "numbers", "dimension", "sentence"),
    [
        ("cat", "1; 2", "2", "Enter a word of the vocabulary and 2 numbers separated by commas, such as 1, 2."),
        ("cat", "", "2", "Enter a word of the vocabulary and 2 numbers separated by commas, such as 1, 2."),
        (
            "cat",
            "1, 2",
            "5",
            "Enter a word of the vocabulary and 5 numbers separated by commas, such as 1, 2, 3 and so on.",
        ),
        ("cat", "", "1", "Enter a vector as numbers separated by commas, such as 1, 2."),
        ("cat", "1, two", "2", "Enter a vector as numbers separated by commas, such as 1, 2."),
        ("cat", "1, 1e9", "2", "The numbers of a vector must lie between -1,000,000 and 1,000,000."),
        ("unicorn", "1, 2", "2", "Enter a word of the vocabulary and 2 numbers separated by commas, such as 1, 2."),
    ],
)
def test_what_cannot_be_put_somewhere_is_said_in_the_panel_and_how_it_can(word, numbers, dimension, sentence):
    page = at_step(20, opened_at("what_if", steps="40", dimension=dimension))
    move(page, word, numbers)
    assert shown(page).interventions == ()
    assert [error.value.replace("\\", "") for error in page.main.error] == [sentence] and len(page.error) == 1
    assert not page.run().error, "it is said once"


def test_spaces_around_what_is_typed_are_no_part_of_it():
    page = at_step(20, opened_at("what_if", steps="40"))
    move(page, " cat ", " [1, 2] ")
    assert shown(page).interventions == ((20, "vector", "cat", "[1, 2]"),)


def test_a_learning_rate_that_is_too_high_is_said_in_the_panel():
    page = at_step(20, opened_at("what_if", steps="40"))
    page.number_input(key="new_rate_value").set_value(1e9)
    press(page, "Set")
    assert said(page.error) == "Enter a learning rate from 0 to 100."
    assert shown(page).interventions == ()


def test_the_run_without_the_last_change_stays_in_the_picture():
    page = at_step(20, opened_at("what_if", steps="40"))
    was = shown(page)
    press(page, "Freeze the vectors")
    assert page.session_state["pins"] == (was,)
    once = shown(page)
    press(page, "Replace the weight (nn.Parameter)")
    assert page.session_state["pins"] == (once,)
    press(page, "Undo the last change")
    assert page.session_state["pins"] == ()
