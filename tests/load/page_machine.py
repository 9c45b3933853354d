"""Anything that visitors do to the page, in any order: the picture is that of the recipe, and nothing fails."""

import logging
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from hypothesis import HealthCheck, Phase, note, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from playground.experiment.fields import OPTIONS
from playground.model.intervention_kinds import INTERVENTION_KINDS
from playground.model.objectives import OBJECTIVES, TEXT
from playground.teaching.lessons import LESSONS
from tests.load.expected_picture import Address, assert_is_picture_of, assert_is_run_of
from tests.load.hostile_values import FEW, FILES, LINKS, SECTIONS, TEXTS, VIEWS
from tests.load.visitor import ANSWERS, Visitor
from tests.ui.opened import CHANGED

DONE: Counter[str] = Counter()
"""How often what has been done."""
NONSENSE = st.recursive(st.none() | st.integers() | st.text(max_size=3), st.lists)
PICK = st.integers(0, 9_999)
WORD = st.one_of(st.sampled_from(TEXTS), st.text(max_size=12))
WHAT_IFS = (*(f"do {name}" for name in INTERVENTION_KINDS), "hold_it", "Set", "Apply", "Move it", "undo_intervention")
NEEDED: Mapping[str, Mapping[str, str]] = {
    "word_file": {},
    "number_file": {"initializer": "from_pretrained"},
    "row_words": {"initializer": "from_pretrained"},
    **{f"{kind.source.name}_file": {"objective": name} for name, kind in OBJECTIVES.items() if kind.source is not TEXT},
}
"""The places for files, and the menu entries under which they are there."""


@contextmanager
def nothing_is_logged() -> Iterator[list[str]]:
    """Collects errors that anything logs, and exceptions that end a thread."""
    found: list[str] = []
    make, end = logging.getLogRecordFactory(), threading.excepthook

    def made(*args: Any, **named: Any) -> logging.LogRecord:
        record = make(*args, **named)
        if record.levelno >= logging.ERROR or record.exc_info:
            found.append(f"{record.name}: {record.getMessage()} {record.exc_info or ''}")
        return record

    def ended(problem: threading.ExceptHookArgs) -> None:
        found.append(f"a thread ended: {problem.exc_value!r}")
        end(problem)

    logging.setLogRecordFactory(made)
    threading.excepthook = ended
    try:
        yield found
    finally:
        logging.setLogRecordFactory(make)
        threading.excepthook = end


class PageMachine(RuleBasedStateMachine):
    """One visitor, who may come back with a link or in a new session."""

    def __init__(self) -> None:
        super().__init__()
        self._listening = nothing_is_logged()
        self.logged = self._listening.__enter__()
        self.been: list[dict[str, str]] = []

    def teardown(self) -> None:
        self._listening.__exit__(None, None, None)
        for step in self.visitor.done if hasattr(self, "visitor") else ():
            note(step)
            DONE[step.split()[0].strip("'")] += 1

    # ------------------------------------------------------------------------------ doing

    @initialize()
    def arrive(self) -> None:
        self.visitor = Visitor(**FEW)

    @rule(kind=st.sampled_from(sorted(ANSWERS)), which=PICK, pick=PICK)
    def use_any_widget(self, kind: str, which: int, pick: int) -> None:
        if widgets := [widget for widget in self.visitor.widgets if widget.type == kind]:
            self.visitor.use(widgets[which % len(widgets)], pick)

    @rule(which=PICK, text=WORD)
    def type_into_any_field(self, which: int, text: str) -> None:
        fields = [widget for widget in self.visitor.widgets if widget.type in ("text_input", "text_area")]
        self.visitor.give(fields[which % len(fields)], text)

    @rule(name=st.sampled_from(SECTIONS))
    def open_a_section(self, name: str) -> None:
        self.visitor.section(name)

    @rule(name=st.sampled_from(SECTIONS), pick=PICK, which=PICK)
    def use_a_section(self, name: str, which: int, pick: int) -> None:
        """What stands below the picture is used as often as the sidebar."""
        self.visitor.section(name)
        widgets = [widget for widget in self.visitor.widgets if widget.key not in self._in_sidebar()]
        if widgets:
            self.visitor.use(widgets[which % len(widgets)], pick)

    def _in_sidebar(self) -> set[str]:
        return {node.key for node in self.visitor.page.sidebar if getattr(node, "key", None)}

    @rule(option=st.sampled_from(sorted(CHANGED)))
    def change_an_option(self, option: str) -> None:
        if (box := self.visitor.widget(option)) is not None:
            self.visitor.give(box, not box.value if box.type == "toggle" else CHANGED[option])

    @rule(link=st.sampled_from(LINKS), view=st.sampled_from([{}, *VIEWS]), again=st.booleans())
    def follow_a_link(self, link: dict[str, str], view: dict[str, str], again: bool) -> None:
        query = {**FEW, **link, **view}
        if again:
            self.visitor.go(query)
        else:
            self.visitor.arrive(query)

    @rule(which=PICK)
    def go_back(self, which: int) -> None:
        if self.been:
            self.visitor.go(self.been[which % len(self.been)])

    @rule()
    def reload(self) -> None:
        self.visitor.arrive(self.visitor.address)

    @rule(row=st.integers(0, 14), verb=st.sampled_from(["Rename", "Move", "Remove", "Add"]), word=WORD, pick=PICK)
    def edit_the_words(self, row: int, verb: str, word: str, pick: int) -> None:
        self.visitor.section("Experiment")
        self.visitor.choose_row(row)
        fields = {"Rename": "rename_to", "Move": "move_to", "Add": "new_word"}
        field = self.visitor.widget(fields.get(verb, ""))
        if field is not None:
            self.visitor.note("typed", field.key, word if verb != "Move" else pick % 9)
            self.visitor.put(field, pick % 9 if verb == "Move" else word)
        [*buttons] = [box for box in self.visitor.widgets if box.type == "button" and box.label.startswith(verb)]
        if buttons:
            self.visitor.give(buttons[-1], True)

    @rule(
        button=st.sampled_from(
            ["undo_edit", "undo_edits", "offer", "recommended", "Start over", "New seed", "train_starts"]
        )
    )
    def press(self, button: str) -> None:
        self.visitor.press(button)

    @rule(
        letter=st.sampled_from("ABCD"),
        what=st.sampled_from(["pin", "pin_here", "✕ {} in the row", "show {}", "unpin {}"]),
    )
    def pin(self, letter: str, what: str) -> None:
        if "here" in what or what.startswith(("show", "unpin")):
            self.visitor.section("Experiment")
        self.visitor.press(what.format(letter))

    @rule(button=st.sampled_from(WHAT_IFS), step=st.integers(0, 41), word=WORD, pick=PICK)
    def ask_what_if(self, button: str, step: int, word: str, pick: int) -> None:
        self.visitor.section("Experiment")
        self.visitor.play(rest={"step": step, "moment": 0, "word": None})
        if button in ("hold_it", "Move it") and (field := self.visitor.widget("moved_word")):
            words = self.visitor.page.session_state["_experiment"].vocabulary.words
            self.visitor.give(field, words[pick % len(words)] if pick % 4 else word)
        self.visitor.press(button)

    @rule(
        step=st.integers(-1, 41),
        layer=st.integers(-1, 2),
        word=st.integers(-1, 14),
        place=st.lists(st.floats(-5, 5, width=32), max_size=4),
    )
    def drag(self, step: int, layer: int, word: int, place: list[float]) -> None:
        self.visitor.play(drop={"step": step, "layer": layer, "word": word, "place": place})

    @rule(step=st.integers(0, 41), moment=st.integers(0, 3), word=st.one_of(st.none(), st.integers(-1, 14)))
    def rest(self, step: int, moment: int, word: int | None) -> None:
        self.visitor.play(rest={"step": step, "moment": moment, "word": word})

    @rule(slow=st.booleans())
    def slow_down(self, slow: bool) -> None:
        self.visitor.play(slow=slow)

    @rule(told=st.dictionaries(st.sampled_from(["rest", "drop", "slow"]), NONSENSE))
    def tell_nonsense(self, told: dict[str, object]) -> None:
        self.visitor.play(**told)

    @rule(
        place=st.sampled_from(sorted(NEEDED)),
        file=st.sampled_from(FILES),
    )
    def upload(self, place: str, file: tuple[str, bytes]) -> None:
        for name, value in NEEDED[place].items():
            box = self.visitor.widget(name)
            if box is not None and box.value != value:
                self.visitor.give(box, list(OPTIONS[name].entries).index(value))
        self.visitor.upload(place, *file)

    @rule(row=st.integers(0, 14), column=st.integers(0, 4), number=st.one_of(st.none(), st.floats()))
    def type_a_weight(self, row: int, column: int, number: float | None) -> None:
        self.visitor.type_cell(row, column, number)

    @rule(then=st.sampled_from(["reveal", "next", "leave", "lesson"]), pick=PICK)
    def take_a_lesson(self, then: str, pick: int) -> None:
        self.visitor.press("lessons")
        for answers in [box for box in self.visitor.widgets if box.type == "radio"]:
            self.visitor.use(answers, pick)
        if (box := self.visitor.widget(then)) is not None:
            self.visitor.use(box, pick)

    @rule(link=st.sampled_from(LINKS), taken=st.dictionaries(st.sampled_from([*LESSONS, "x"]), NONSENSE, max_size=3))
    def find_what_the_browser_kept(self, link: dict[str, str], taken: dict[str, object]) -> None:
        """The recipe that a link had no room for, and the lessons that were taken another day."""
        self.visitor.hear("kept_recipe", {"found"}, {"found": {**FEW, **link}})
        self.visitor.hear("progress", {"taken"}, {"taken": taken})

    @rule(changes=st.lists(st.tuples(PICK, PICK), min_size=2, max_size=4))
    def use_several_at_once(self, changes: list[tuple[int, int]]) -> None:
        """What is done while the page still runs comes together."""
        for which, pick in changes:
            widgets = self.visitor.widgets
            widget = widgets[which % len(widgets)]
            if widget.type != "button_group":
                value = ANSWERS[widget.type](widget, pick)
                self.visitor.note("and", widget.type, widget.key or widget.label, value)
                self.visitor.put(widget, value)
        self.visitor.run()

    @rule()
    def share(self) -> None:
        self.visitor.open_share()

    # ------------------------------------------------------------------------------ looking

    @invariant()
    def nothing_failed(self) -> None:
        assert not self.visitor.page.exception, [problem.value for problem in self.visitor.page.exception]
        assert not self.logged, self.logged

    @invariant()
    def the_picture_is_that_of_the_recipe(self) -> None:
        shown = self.visitor.page.session_state["_experiment"]
        address = Address.read(self.visitor.address)
        if address is None:
            assert_is_run_of(self.visitor.picture(), shown)
        else:
            assert address.experiment == shown, "the address is not that of the recipe"
            assert_is_picture_of(self.visitor.picture(), address)
        self.been = [*self.been, self.visitor.address][-20:]


def run_machine(first: int, sessions: int, steps: int, shrink: bool = False) -> None:
    """So many sessions of at most so many steps, the same for the same seed ``first``."""
    how = settings(
        max_examples=sessions,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    run_state_machine_as_test(seed(first)(type("Machine", (PageMachine,), {})), settings=how)
