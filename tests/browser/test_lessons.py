"""A new student takes each lesson to its end by doing what it says, and nothing else."""

import re

import pytest
from playwright.sync_api import expect

from playground import train
from playground.teaching.lessons import LESSONS
from tests.browser.screen import Screen

LIST = list(LESSONS)
AT = "look.player().playhead + ' ' + look.player().moment"


class Student(Screen):
    """Does what the page tells."""

    def press(self, *names: str) -> None:
        for name in names:
            before = self.page.evaluate(AT)
            button = self.page.get_by_role("button", name=name, exact=True)
            button.click()
            if button.get_attribute("aria-current") is None:  # one that does not show where the player is
                self.wait_for(f"before => {AT} !== before", before)

    def point_at(self, *words: str) -> None:
        for word in words:
            self.page.locator(".player-words").get_by_role("button", name=word, exact=True).hover()
            self.wait_for("word => look.player().picture.data.words[look.player().lit]?.text === word", word)

    def switch_on(self, name: str) -> None:
        before = self.key()
        self.page.locator(".st-key-lesson_card [data-testid=stCheckbox] label", has_text=name).click()
        self.wait_for("before => document.querySelector('.player').dataset.key !== before", before)

    def choose_in(self, entry: str, menu: str) -> None:
        before = self.key()
        self.choose(menu, entry)
        self.wait_for("before => document.querySelector('.player').dataset.key !== before", before)

    def type_into(self, text: str, field: str) -> None:
        self.change(field, text, role="textbox")

    def do(self, sentence: str, names: list[str]) -> None:
        hands = {
            "Press": self.press,
            "Point at": self.point_at,
            "Switch on": self.switch_on,
            "Choose": self.choose_in,
            "Type": self.type_into,
        }
        next(hand for verb, hand in hands.items() if sentence.startswith(verb))(*names)

    def told(self) -> list[tuple[str, list[str]]]:
        """What the lesson asks to do: sentences as they stand on the page, and their bold names."""
        items = self.page.locator(".st-key-lesson_card li").all()
        return [(item.inner_text(), item.locator("strong").all_inner_texts()) for item in items]

    def predict(self, text: str) -> None:
        self.page.locator(".st-key-lesson_card [role=radiogroup] label", has_text=text).click()
        self.page.get_by_role("button", name="Run it").click()
        self.page.get_by_text("You predicted:").wait_for()
        self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()

    def arrive(self, name: str) -> None:
        """Until the lesson stands there, and its run on the stage."""
        title = f"{LIST.index(name) + 1} {LESSONS[name].title}"
        self.wait_for("title => document.querySelector('.st-key-lesson_card input')?.value.endsWith(title)", title)
        count = len(train(LESSONS[name].experiment).words)
        self.wait_for(
            "count => document.querySelector('.player[data-key]') && look.player().picture.data.words.length === count",
            count,
        )

    def assert_nothing_is_below_the_screen(self) -> None:
        """Text and what moves are seen together, without scrolling."""
        for part in (".st-key-lesson_card", ".player-bar", ".player-panels"):
            self.wait_for(
                """part => {
                    const { top, bottom } = document.querySelector(part).getBoundingClientRect();
                    return top >= 0 && bottom <= innerHeight;
                }""",
                part,
            )


def test_a_student_walks_from_the_first_lesson_to_the_last(open_page):
    student = Student(open_page(fresh=True))
    student.page.get_by_role("button", name=f"Start the {len(LESSONS)} lessons").click()
    for name, lesson in LESSONS.items():
        student.arrive(name)
        student.assert_nothing_is_below_the_screen()
        for sentence, names in student.told():
            student.do(sentence, names)
        [answer] = lesson.holding(train(lesson.revealed))
        student.predict(answer.text)
        student.page.locator(".st-key-lesson_card").get_by_text(f"Yes. {answer.text}").wait_for()
        student.assert_nothing_is_below_the_screen()
        if name != LIST[-1]:
            student.page.locator(".st-key-next button[kind=primary]").click()
    student.page.get_by_role("button", name="Exit the lessons").click()
    student.page.get_by_role("button", name=re.compile(f"{len(LESSONS)} of {len(LESSONS)} done")).wait_for()


@pytest.mark.parametrize("name", ["linear", "same"])
def test_the_picture_waits_for_the_prediction_and_then_shows_the_answer(open_page, name):
    lesson = LESSONS[name]
    student = Student(open_page(query={"lesson": name}))
    student.arrive(name)
    assert student.page.evaluate(AT) == "0 0"
    student.predict(lesson.answers[0].text)
    if lesson.then.plays:
        student.wait_for("look.player().playing && look.player().playhead > 0")
    else:
        student.wait_for(f"at => {AT} === at", f"{lesson.then.step} {lesson.then.moment}")


def test_a_lesson_shows_only_what_it_speaks_of_and_the_sidebar_comes_back_after_it(open_page):
    page = open_page(query={"lesson": LIST[0]})
    page.locator(".player-words button").first.wait_for()
    for part in (".player-bar", ".player-readouts", ".player-panels"):
        expect(page.locator(part)).to_be_hidden()
    assert page.get_by_role("radio", name="Look-up").count() == 0
    page.locator("[data-testid=stSidebar][data-collapsed=true]").wait_for(state="attached")
    page.get_by_role("button", name="Exit the lessons").click()
    page.locator("[data-testid=stSidebar][data-collapsed=false]").wait_for()
    expect(page.get_by_test_id("stSidebar")).to_be_in_viewport(ratio=1)


def test_the_keyboard_stays_where_it_was_and_progress_outlives_a_reload(open_page, pages):
    page = open_page(fresh=True)
    page.get_by_role("button", name=f"Start the {len(LESSONS)} lessons").focus()
    page.keyboard.press("Enter")
    page.locator(".st-key-lesson_card").wait_for()
    Screen(page).wait_for("document.activeElement.closest('.st-key-lesson_card')")
    page.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Run it").focus()
    page.keyboard.press("Enter")
    page.get_by_text("You predicted").wait_for()
    Screen(page).wait_for("document.activeElement.closest('.st-key-lesson_card')")
    page.goto(f"{pages.server.url}/")
    pages.arrived(page)
    page.get_by_role("button", name=re.compile(f"1 of {len(LESSONS)} done")).click()
    Student(page).arrive(LIST[1])  # the first that is not done


def test_on_a_phone_lesson_bar_and_matrix_are_seen_together(open_page):
    page = open_page(query={"lesson": "same"}, size=(390, 844), has_touch=True, is_mobile=True)
    Screen(page).wait_for("look.plot('embedding')._fullLayout")
    boxes = {
        name: page.locator(name).bounding_box()
        for name in (".st-key-lesson_card", ".player-bar", ".player-panel-embedding", ".player-panel-linear")
    }
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    ends = [box["y"] + box["height"] for box in boxes.values()]
    assert ends[0] <= boxes[".player-bar"]["y"] and max(ends) <= 844
