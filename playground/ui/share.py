"""The whole state of the page to hand on: a link, its QR code, and a file."""

import segno
import streamlit as st
from streamlit.elements.lib.mutable_popover_container import PopoverContainer

from playground.experiment import recipe_files
from playground.experiment.links import LESSON
from playground.teaching.lessons import LESSONS
from playground.ui.panels.registry import hideable
from playground.ui.session import recipe_change, state
from playground.ui.session.page_link import page_link
from playground.ui.widgets.markdown import plain

_FILE, _PROBLEM = "recipe_file", "_recipe_file_problem"
_MOST_IN_CODE = 1_200
"""Characters up to which a QR code can be read from a projector."""
_FOR_CLASS = "A link that starts with a lesson, or leaves parts of the page out. Nothing is locked: the address tells."


def button() -> PopoverContainer:
    """What opens it; ``contents`` fill it while it is open."""
    return st.popover(
        "Share",
        icon=":material/share:",
        key="share",
        on_change="rerun",
        help="A link, a QR code or a file that brings this recipe, step and section back.",
    )


def contents() -> None:
    query = _for_class() if st.toggle("For a class", key="for_class", help=_FOR_CLASS) else state.address()
    link = page_link(query)
    st.markdown("**Link** to this recipe, step and section")
    st.code(link, language=None, wrap_lines=True, height=100 if len(link) > 200 else "content")
    if len(link) <= _MOST_IN_CODE:
        st.image(segno.make(link, error="l").svg_inline(scale=4, light="#fff", border=3), width=260)
    else:
        st.caption("The link is too long for a QR code that can be read from a distance. Save the recipe instead.")
    st.download_button(
        "Save the recipe",
        recipe_files.write(state.whole_query(), page_link(state.address())),
        "recipe.json",
        "application/json",
        on_click="ignore",
        help="Everything the link says, also what is too long for a link.",
    )
    st.file_uploader(
        "Open a recipe",
        type="json",
        key=_FILE,
        on_change=_open,
        help="A file that “Save the recipe” has written, here or elsewhere.",
    )
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error(plain(problem))


def _for_class() -> dict[str, str]:
    """What a teacher hands on: a lesson, or what is shown, with parts of the page left out."""
    lesson = st.selectbox(
        "Start with",
        [None, *LESSONS],
        format_func=lambda name: LESSONS[name].title if name else "What is shown now",
        key="class_lesson",
    )
    names = hideable()
    hide = st.pills("Leave out", names, selection_mode="multi", format_func=names.__getitem__, key="class_hides")
    query = {LESSON: lesson} if lesson else {name: text for name, text in state.address().items() if name != "hide"}
    return query | ({"hide": ",".join(hide)} if hide else {})


def _open() -> None:
    file = st.session_state[_FILE]
    if file is None:
        return
    try:
        state.open_query(recipe_files.read(file.getvalue()))
        recipe_change.mark()
    except ValueError as problem:
        st.session_state[_PROBLEM] = str(problem)
