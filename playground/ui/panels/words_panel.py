"""The vocabulary as a table to work with."""

import pandas as pd
import streamlit as st

from playground import History
from playground.choices import InvalidField
from playground.training.history import Floats
from playground.ui.session import recipe_change, state
from playground.ui.sidebar.vocabulary_table import one_hot
from playground.ui.widgets.markdown import plain
from playground.wording import abbreviate
from playground.words.vocabulary_edits import EDIT_KINDS, EDITS, Edit

_LISTED, _NUMBERS = 1_000, 8
_PROBLEM = "_edit_problem"


def show(history: History, snapshot: int) -> None:
    """Every word with its number, count, one-hot row and vector at that snapshot; and what can be done to it."""
    found = _found(history)
    table = st.dataframe(
        _table(history, snapshot, found),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        height=36 + 35 * max(1, min(len(found), 8)),
        key=f"word_table {hash((history.words, *found))}",  # other rows are another table, in which none is chosen
    )
    rows = [row for row in table["selection"]["rows"] if row < len(found)]
    _change(history, history.words[found[rows[0]]] if rows else None)
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error(plain(problem))
    _made()


def _found(history: History) -> list[int]:
    """The indices of the words to list."""
    count = len(history.words)
    wanted = ""
    if count > _LISTED:
        more = "Lists the words that contain these characters."
        wanted = st.text_input("Find a word", key="find_word", placeholder="part of a word", help=more).strip().lower()
    found = [index for index, word in enumerate(history.words) if wanted in word.lower()]
    listed = f"The first {_LISTED:,} of {len(found):,} are listed. " if len(found) > _LISTED else ""
    st.caption(
        f"{len(found):,} of {count:,} words. {listed}Click a column heading to sort, or tick a row to select its word."
    )
    return found[:_LISTED]


def _table(history: History, snapshot: int, found: list[int]) -> pd.DataFrame:
    counts = history.experiment.vocabulary.counts
    columns = {
        "index": found,
        "word": [history.words[index] for index in found],
        "count": [counts[index] for index in found],
        "one-hot": [one_hot(index, len(history.words)) for index in found],
    }
    for name, track in history.tracks.items():
        vectors = track.vectors[snapshot, found]
        columns[f"{name} vector at step {history.steps[snapshot]:,}"] = list(map(_spelled, vectors))
    return pd.DataFrame(columns)


def _spelled(vector: Floats) -> str:
    rest = f", … {len(vector) - _NUMBERS} more" if len(vector) > _NUMBERS else ""
    return f"[{', '.join(f'{number:.4f}' for number in vector[:_NUMBERS])}{rest}]"


def _change(history: History, word: str | None) -> None:
    """What can be done: to the selected word, or a word can be added."""
    rename, move, remove, add = st.columns([3, 2, 2, 3], vertical_alignment="bottom")
    shown = abbreviate(word, 20) if word else "the selected word"
    with rename, st.form("rename", border=False, clear_on_submit=True):
        label = f"Rename {plain(shown)}"
        st.text_input(label, key="rename_to", disabled=word is None, help=EDIT_KINDS["rename"].explanation)
        more = "Renames the dot."
        args = ("rename", word, "rename_to")
        st.form_submit_button("Rename", disabled=word is None, on_click=_edit, args=args, help=more)
    with move, st.form("move", border=False):
        st.number_input(
            "Move to number",
            0,
            len(history.words) - 1,
            key="move_to",
            disabled=word is None,
            help=EDIT_KINDS["move"].explanation,
        )
        more = "Moves its row and column to that position."
        args = ("move", word, "move_to")
        st.form_submit_button("Move", disabled=word is None, on_click=_edit, args=args, help=more)
    with remove:
        st.button(
            f"Remove {plain(shown)}" if word else "Remove",
            disabled=word is None,
            on_click=_edit,
            args=("remove", word),
            help=EDIT_KINDS["remove"].explanation,
        )
    with add, st.form("add", border=False, clear_on_submit=True):
        st.text_input("A new word", key="new_word", help=EDIT_KINDS["add"].explanation)
        more = "One more dot, row and column."
        st.form_submit_button("Add", on_click=_edit, args=("add", None, "new_word"), help=more)


def _edit(verb: str, word: str | None, field: str | None = None) -> None:
    """One more change of the vocabulary; one that can't be made is said, and changes nothing."""
    texts = [word] if word is not None else []
    edit: Edit = (verb, *texts, *([str(st.session_state[field])] if field else []))
    edits = (*state.value(EDITS.name), edit)
    try:
        edits = EDITS.checked(edits)
        problem = _refused(edits)
    except InvalidField as invalid:
        problem = str(invalid)
    st.session_state[_PROBLEM] = problem
    if problem is None:
        state.put({EDITS.name: edits})
        recipe_change.mark()


def _refused(edits: tuple[Edit, ...]) -> str | None:
    """Why the last edit has no effect, or None. Raises InvalidField when no recipe is left."""
    if state.typed_with(edits=edits).task.edited[-1]:
        return None
    verb, *_, word = edits[-1]
    return EDIT_KINDS[verb].refused.format(word=abbreviate(word, 30))


def _made() -> None:
    """The changes so far, and a way back."""
    edits = state.value(EDITS.name)
    if not edits:
        return
    last = " ".join(edits[-1])
    undo, everything = st.columns(2)
    label = f"Undo: {plain(abbreviate(last, 40))}"
    undo.button(label, on_click=_undo, args=(1,), key="undo_edit", help="Restores the words as they were before.")
    label, more = f"Undo all {len(edits):,} changes", "Restores the words of the text."
    everything.button(label, on_click=_undo, args=(len(edits),), key="undo_edits", help=more)


def _undo(count: int) -> None:
    state.put({EDITS.name: state.value(EDITS.name)[:-count]})
    recipe_change.mark()
