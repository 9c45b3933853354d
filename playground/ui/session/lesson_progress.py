"""Which lessons have been taken: kept by the visitor's own browser, so that a reload or another day finds them."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from playground.player.assets import loader
from playground.teaching.lessons import LESSONS, Answer, Lesson

_TAKEN, _KEPT = "_taken", "progress"


@dataclass(frozen=True)
class Result:
    """What a learner predicted, and what the run showed, "" if that is not known: answers of the lesson's question."""

    predicted: str
    shown: str = ""


def taken() -> Mapping[str, Result]:
    """The lessons that have been taken, by name, in their order."""
    found = {**kept((st.session_state.get(_KEPT) or {}).get("taken")), **st.session_state.get(_TAKEN, {})}
    return {name: found[name] for name in LESSONS if name in found}


def kept(told: object) -> dict[str, Result]:
    """Those that the browser remembers from before, as far as what it has told can be true."""
    pairs = told if isinstance(told, Mapping) else {}
    results = {name: _result(lesson, pairs.get(name)) for name, lesson in LESSONS.items()}
    return {name: result for name, result in results.items() if result is not None}


def _result(lesson: Lesson, pair: object) -> Result | None:
    texts = {answer.text for answer in lesson.answers}
    match pair:
        case [str(predicted), str(shown)] if predicted in texts and shown in {*texts, ""}:
            return Result(predicted, shown)
    return None


def add(lesson: Lesson, predicted: Answer, shown: Answer | None = None) -> None:
    result = Result(predicted.text, shown.text if shown else "")
    st.session_state[_TAKEN] = {**st.session_state.get(_TAKEN, {}), lesson.name: result}


def keep() -> None:
    """Let the browser remember, and tell what it remembers."""
    component = st.components.v2.component("first_layer_progress", js=loader("lesson_progress"))
    data = {name: [result.predicted, result.shown] for name, result in taken().items()}
    component(key=_KEPT, data={"taken": data}, on_taken_change=lambda: None)


def answers(results: Mapping[str, Result]) -> str:
    """All predictions and results as a text to hand in."""
    right = sum(result.predicted == result.shown for result in results.values())
    lines = ["First Layer Playground: my answers", f"{right} of {len(results)} predictions were right", ""]
    for number, (name, lesson) in enumerate(LESSONS.items(), start=1):
        if name in results:
            lines += [f"{number} {lesson.title}", lesson.question, f"I predicted: {results[name].predicted}"]
            lines += [f"The run showed: {results[name].shown}", ""]
    return "\n".join(lines)
