"""Whether the two layers do the same, why not, and a switch for each reason."""

from collections.abc import Mapping

import streamlit as st

from playground import History
from playground.analysis.agreement import CAUSES, Cause, reasons
from playground.choices import InvalidField, Value
from playground.experiment.fields import LAYER
from playground.figures.panels.agreement_curves import agreement_caption, agreement_curves
from playground.ui.session import recipe_change, state
from playground.ui.widgets.charts import color_scheme, draw
from playground.ui.widgets.markdown import plain
from playground.ui.widgets.term_help import explained

_PROBLEM, _BEFORE = "_part_problem", "_before_parting"


def show(history: History, snapshot: int) -> None:
    """The curves of the differences, the reasons for them, and what brings each reason into the recipe and out."""
    if len(history.tracks) == 1:
        _alone(history)
        return
    draw(agreement_curves(history, snapshot, color_scheme()))
    explained(agreement_caption(history, snapshot))
    holding = reasons(history)
    for cause in holding:
        st.markdown(f"- **{plain(cause.name)}**: {plain(cause.explanation)}")
    st.markdown("What makes them differ (switch each on or off):")
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error(plain(problem))
    for cause in CAUSES.values():
        _switch(cause, history, cause in holding)


def _alone(history: History) -> None:
    """There is nothing to compare: offer to train both."""
    [kind] = history.experiment.selection.layers
    st.markdown(f"Only {plain(kind.label)} is trained, so there is nothing to compare.")
    more = "Trains Embedding and Linear side by side on the same batches, with both matrices in the picture."
    st.button("Train both layers", key="train_both", on_click=_train_both, help=more)


def _train_both() -> None:
    _put({LAYER.name: "both"})


def _switch(cause: Cause, history: History, holds: bool) -> None:
    switch, explanation = st.columns([2, 5], vertical_alignment="center")
    key, chosen = f"part {cause.name}", cause.chosen(history.experiment)
    st.session_state[key] = chosen
    more = "Adds it to the recipe or removes it. The run is trained again, and the curves follow."
    switch.toggle(cause.label, key=key, on_change=_turn, args=(cause, history), help=more)
    idle = " It is on but makes no difference in this run." if chosen and not holds else ""
    explanation.caption(plain(cause.explanation + idle))


def _turn(cause: Cause, history: History) -> None:
    """Bring the cause into the recipe, or take it out and put back what was there before."""
    before: dict[str, dict[str, Value]] = st.session_state.setdefault(_BEFORE, {})
    if not st.session_state[f"part {cause.name}"]:
        _put(before.pop(cause.name, dict(cause.off)))
        return
    changes = dict(cause.on(history))
    held = {name: state.value(name) for name in changes}
    if _put(changes):
        before[cause.name] = held


def _put(changes: Mapping[str, Value]) -> bool:
    """Change the recipe. What can't be is said, and changes nothing."""
    try:
        state.typed_with(**changes)
    except InvalidField as problem:
        st.session_state[_PROBLEM] = str(problem)
        return False
    state.put(changes)
    recipe_change.mark()
    return True
