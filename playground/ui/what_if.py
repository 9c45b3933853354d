"""What would happen if, from the step where the playhead rests, something were otherwise."""

import streamlit as st

from playground import History
from playground.choices import InvalidField
from playground.interventions import INTERVENTIONS, VERBS, Intervention, fits
from playground.optimizers import OPTIMIZERS
from playground.ui import state
from playground.ui.plain import plain
from playground.vocabulary import abbreviate

_CHANGED, _PROBLEM = "_intervened", "_intervention_problem"
_MORE = 100
"""Steps that are added for a change at the last step, which would have no future."""


def what_if(history: History, snapshot: int) -> None:
    """Everything that can be changed in the middle of a run, and what has been."""
    if st.session_state.pop(_CHANGED, False):
        st.rerun(scope="app")  # the recipe has changed, not only this panel
    step = int(history.steps[snapshot])
    st.caption(f"At step {step:,}, where the playhead rests. What came before stays; what comes after is trained anew.")
    _rates(step)
    _vectors(history, step, snapshot)
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error(plain(problem))
    _made(history)


def _rates(step: int) -> None:
    rate, optimizer, freeze, unfreeze, parameter = st.columns([2, 2, 1.4, 1.6, 1.8], vertical_alignment="bottom")
    with rate, st.form("new_rate", border=False):
        st.number_input(VERBS["learning_rate"].label, 0.0, 100.0, 0.05, format="%.4g", key="new_rate_value")
        _submit("Set", (step, "learning_rate"), ("new_rate_value",))
    with optimizer, st.form("new_optimizer", border=False):
        known = [name for name, entry in OPTIMIZERS.items() if not entry.only_sparse]
        label = VERBS["optimizer"].label
        st.selectbox(label, known, key="new_optimizer_value", format_func=lambda name: OPTIMIZERS[name].label)
        _submit("Take it", (step, "optimizer"), ("new_optimizer_value",))
    for column, name in ((freeze, "freeze"), (unfreeze, "unfreeze"), (parameter, "parameter")):
        verb = VERBS[name]
        column.button(verb.label, help=verb.explanation, on_click=_intervene, args=((step, name),), key=f"do {name}")


def _vectors(history: History, step: int, snapshot: int) -> None:
    track = next(iter(history.tracks.values()))
    with st.form("new_vector", border=False):
        word, numbers, button = st.columns([2, 4, 1.5], vertical_alignment="bottom")
        word.text_input("Put this word", history.words[0], key="moved_word")
        there = ", ".join(f"{number:.2f}" for number in track.vectors[snapshot, 0])
        numbers.text_input("at these numbers", there, key="moved_numbers", help=VERBS["vector"].explanation)
        with button:
            _submit("Put it there", (step, "vector"), ("moved_word", "moved_numbers"))


def _submit(label: str, change: Intervention, fields: tuple[str, ...]) -> None:
    st.form_submit_button(label, on_click=_intervene, args=(change, fields))


def _intervene(change: Intervention, fields: tuple[str, ...] = ()) -> None:
    """One more change; one that can't be made is said, and changes nothing."""
    change = (*change, *(str(st.session_state[field]) for field in fields))
    steps = state.current().steps
    steps = steps + _MORE if change[0] >= steps else steps
    try:
        changes = INTERVENTIONS.checked((*state.value(INTERVENTIONS.name), change))
        problem = _refused(change, changes, steps)
    except InvalidField as invalid:
        problem = str(invalid)
    st.session_state[_PROBLEM] = problem
    if problem is None:
        state.put({INTERVENTIONS.name: changes, "steps": steps})
        st.session_state[_CHANGED] = True


def _refused(change: Intervention, changes: tuple[Intervention, ...], steps: int) -> str | None:
    """Why a change has no effect, or None. Raises InvalidField when the recipe can't take it."""
    experiment = state.typed_with(interventions=changes, steps=steps)
    if fits(change, experiment.vocabulary, experiment.dimension, experiment.steps):
        return None
    return f"Type a word of the vocabulary and {experiment.dimension} numbers with commas between them, as in 1, 2."


def _made(history: History) -> None:
    """The changes so far, and a way back."""
    changes, experiment = state.value(INTERVENTIONS.name), history.experiment
    for change in changes:
        step, name, *texts = change
        idle = "" if fits(change, experiment.vocabulary, experiment.dimension, experiment.steps) else " (no effect)"
        told = ": " + abbreviate(" → ".join(texts), 60) if texts else ""
        st.markdown(f"- step {step:,}, {VERBS[name].label.lower()}{plain(told)}{idle}")
    if changes:
        last, everything = st.columns(2)
        last.button("Undo the last", on_click=_undo, args=(1,), key="undo_intervention")
        everything.button(f"Undo all {len(changes)}", on_click=_undo, args=(len(changes),), key="undo_interventions")


def _undo(count: int) -> None:
    state.put({INTERVENTIONS.name: state.value(INTERVENTIONS.name)[:-count]})
    st.session_state[_CHANGED] = True
