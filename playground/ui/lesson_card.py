"""A lesson above the stage: its sentences, the controls it is about, and a question that the run answers."""

from collections.abc import Mapping, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground.teaching.lessons import LESSONS, PARTS, Lesson
from playground.ui.runs.run_cache import JOBS
from playground.ui.runs.waiting import fail
from playground.ui.session import lesson_progress, playhead, state
from playground.ui.widgets.code_output import printed
from playground.ui.widgets.markdown import plain
from playground.ui.widgets.term_help import definitions
from playground.wording import abbreviate

_REVEALED, _WIDTHS = "_revealed", (3, 10)


def lessons_button() -> None:
    """The way into the lessons, and how far one has come."""
    lesson_progress.keep()
    if state.lesson() is not None:
        return
    waiting = [lesson for lesson in LESSONS.values() if lesson.name not in lesson_progress.taken()]
    done, first = len(LESSONS) - len(waiting), waiting[0] if waiting else next(iter(LESSONS.values()))
    sentence = f"Continue the lessons: {done} of {len(LESSONS)} done" if done else (f"Start the {len(LESSONS)} lessons")
    st.button(
        sentence,
        key="lessons",
        icon=":material/school:",
        on_click=_take,
        args=(first,),
        type="primary",
        width="stretch",
        help="Short lessons on this picture, starting with “A word gets a number”. They use their own words; "
        "when you exit them, your recipe is back.",
    )
    _answers()


def columns() -> tuple[DeltaGenerator | None, DeltaGenerator]:
    """Where the lesson stands, if one is taken, and where all else does."""
    if state.lesson() is None:
        return None, st.container()
    beside, page = st.columns(_WIDTHS)
    return beside.container(key="lesson_card", gap="small"), page


def parts() -> Sequence[str]:
    """The parts of the stage that are shown: a lesson shows what it speaks of."""
    lesson = state.lesson()
    if lesson is None:
        return PARTS
    return lesson.shows + (lesson.reveals if _is_revealed(lesson) else ())


def card(place: DeltaGenerator | None) -> Mapping[str, DeltaGenerator]:
    """The lesson, and the containers in it for the controls that it is about, by field."""
    lesson = state.lesson()
    if lesson is None or place is None:
        return {}
    with place:
        _heading(lesson)
        st.markdown(lesson.text, help=definitions(lesson.text))
        with st.container():  # one place for either, so that what follows keeps its own
            if _is_revealed(lesson):
                spots = {}
                _answer(lesson)
            else:
                spots = _to_do(lesson)
                _question(lesson)
        _ways(lesson)
    return spots


def _to_do(lesson: Lesson) -> dict[str, DeltaGenerator]:
    """What to do; returns the places for the controls that this takes."""
    printed(lesson.printed())
    _words(lesson)
    st.markdown("\n".join(f"- {sentence}" for sentence in map(_spelled, lesson.do)))
    return {name: st.container(gap="xsmall") for name in lesson.controls}


def _words(lesson: Lesson) -> None:
    """The text that is learned from, unless its box stands in the lesson."""
    if "text" not in lesson.controls:
        st.caption(plain(f"Text: “{abbreviate(' '.join(lesson.experiment.text.split()), 90)}”"))


def _spelled(sentence: str) -> str:
    """Markdown in which what is to be typed, in [brackets], is no link."""
    return sentence.replace("[", "\\[").replace("]", "\\]")


def _heading(lesson: Lesson) -> None:
    """Which lesson it is, as a menu of all of them."""
    names, done = list(LESSONS), lesson_progress.taken()
    st.session_state["lesson"] = lesson.name
    st.selectbox(
        "Lesson",
        names,
        key="lesson",
        format_func=lambda name: f"{'✓ ' if name in done else ''}{names.index(name) + 1} {LESSONS[name].title}",
        on_change=lambda: _take(LESSONS[st.session_state["lesson"]]),
        label_visibility="collapsed",
    )


def _question(lesson: Lesson) -> None:
    """To predict, before the run is asked."""
    st.markdown(f"**Predict:** {plain(lesson.question)}")
    chosen = st.radio(
        lesson.question,
        range(len(lesson.answers)),
        index=None,
        key=_key(lesson),
        format_func=lambda number: plain(lesson.answers[number].text),
        label_visibility="collapsed",
    )
    st.button(
        "Choose an answer first" if chosen is None else "Run it",
        key="reveal",
        type="primary",
        disabled=chosen is None,
        on_click=_reveal,
        args=(lesson,),
        width="stretch",
    )


def _answer(lesson: Lesson) -> None:
    """What was predicted, what the run says, and why."""
    st.markdown(f"**You predicted:** {plain(lesson.question)}")
    try:
        with JOBS.joined(lesson.revealed) as job:
            history = job.result().history
    except Exception as problem:
        fail(problem, st.empty(), "this lesson's run", "")
        return
    chosen, holds = lesson.answers[_revealed(lesson)], lesson.holding(history)[0]
    lesson_progress.add(lesson, chosen, holds)
    if chosen == holds:
        st.success(plain(f"Yes. {holds.text}."), icon=":material/check:")
    else:
        st.warning(plain(f"Your answer: {chosen.text}. The run shows: {holds.text}."), icon=":material/close:")
    printed([(lesson.measure.strip(), repr(lesson.value(history)))])
    st.caption(plain(lesson.because))


def _ways(lesson: Lesson) -> None:
    """On to the next one, or out."""
    names = list(LESSONS)
    following = names[names.index(lesson.name) + 1 :][:1]
    with st.container(horizontal=True):
        for name in following:
            st.button(
                "Next lesson",
                key="next",
                type="primary" if _is_revealed(lesson) else "secondary",
                on_click=_take,
                args=(LESSONS[name],),
            )
        st.button("Exit the lessons", key="leave", on_click=state.leave_lesson, help="Your own recipe comes back.")
    if not following:
        _answers()


def _answers() -> None:
    """What a student hands in, as soon as there is anything."""
    if results := lesson_progress.taken():
        st.download_button(
            "Download my answers",
            lesson_progress.answers(results),
            "first layer answers.txt",
            "text/plain",
            key="answers",
            type="tertiary",
            on_click="ignore",
            icon=":material/download:",
            help="Your predictions and what the runs showed, as a text to hand in.",
        )


def _key(lesson: Lesson) -> str:
    return f"answer {lesson.name}"


def _is_revealed(lesson: Lesson) -> bool:
    return lesson.name in st.session_state.get(_REVEALED, {})


def _revealed(lesson: Lesson) -> int:
    """The number of the answer that was chosen."""
    return st.session_state[_REVEALED][lesson.name]


def _take(lesson: Lesson) -> None:
    st.session_state[_REVEALED] = {}
    state.take(lesson)


def _reveal(lesson: Lesson) -> None:
    chosen = st.session_state[_key(lesson)]
    st.session_state[_REVEALED] = {lesson.name: chosen}
    lesson_progress.add(lesson, lesson.answers[chosen])
    state.show(lesson.revealed)
    playhead.go_to(lesson.then, lesson.revealed)
