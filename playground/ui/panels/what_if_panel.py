"""What would happen if, from the step where the playhead rests, something were otherwise."""

import streamlit as st

from playground import History
from playground.model.intervention_kinds import INTERVENTION_KINDS
from playground.model.interventions import INTERVENTIONS, Intervention
from playground.model.optimizers import OPTIMIZERS
from playground.ui.runs.run_changes import BY_FORM, intervene, line, refusal
from playground.ui.session import state


def show(history: History, snapshot: int) -> None:
    """Everything that can be changed in the middle of a run, and what has been."""
    step = int(history.steps[snapshot])
    st.caption(
        f"At step {step:,}, the playhead's position. Everything before it stays; everything after it is trained again."
    )
    _rates(step)
    _vectors(history, step, snapshot)
    refusal(BY_FORM)
    for change in state.value(INTERVENTIONS.name):
        st.markdown(f"- {line(history, change)}")


def _rates(step: int) -> None:
    rate, optimizer, others = st.columns([2, 2, 5], vertical_alignment="bottom")
    with rate, st.form("new_rate", border=False):
        label = INTERVENTION_KINDS["learning_rate"].label
        more = f"{INTERVENTION_KINDS['learning_rate'].explanation} The dots then move faster or slower."
        st.number_input(label, value=0.05, format="%.4g", key="new_rate_value", help=more)
        _submit("Set", (step, "learning_rate"), ("new_rate_value",))
    with optimizer, st.form("new_optimizer", border=False):
        known = [name for name, entry in OPTIMIZERS.items() if entry.can_be_taken]
        st.selectbox(
            INTERVENTION_KINDS["optimizer"].label,
            known,
            key="new_optimizer_value",
            format_func=lambda name: OPTIMIZERS[name].label,
            help=INTERVENTION_KINDS["optimizer"].explanation,
        )
        _submit("Apply", (step, "optimizer"), ("new_optimizer_value",))
    with others.container(horizontal=True):
        for verb in INTERVENTION_KINDS.values():
            if not verb.texts:
                change = (step, verb.name)
                st.button(
                    verb.label,
                    help=verb.explanation,
                    on_click=intervene,
                    args=(change, BY_FORM),
                    key=f"do {verb.name}",
                )


def _vectors(history: History, step: int, snapshot: int) -> None:
    """The numbers are those of the chosen word at this step, and are taken by Enter or the button, once."""
    track = next(iter(history.tracks.values()))
    chosen, held, rest = st.columns([2, 1, 4.5], vertical_alignment="bottom")
    word = chosen.text_input(
        "Move or hold this word", history.words[0], key="moved_word", help="The word whose dot moves, or stays."
    ).strip()
    hold = INTERVENTION_KINDS["hold"]
    held.button(
        "Hold it", help=hold.explanation, on_click=intervene, args=((step, "hold", word), BY_FORM), key="hold_it"
    )
    vector = track.vectors[snapshot, history.words.index(word)] if word in history.words else ()
    field = f"moved_numbers {step} {word}"
    with rest, st.form(f"new_vector {step} {word}", border=False):
        numbers, button = st.columns([4, 1.5], vertical_alignment="bottom")
        numbers.text_input(
            "to these coordinates",
            ", ".join(f"{number:.2f}" for number in vector),
            key=field,
            help=INTERVENTION_KINDS["vector"].explanation,
        )
        with button:
            _submit("Move it", (step, "vector"), ("moved_word", field))


def _submit(label: str, change: Intervention, fields: tuple[str, ...]) -> None:
    more = "Changes the run at this step and trains the rest again."
    st.form_submit_button(label, on_click=_typed, args=(change, fields), help=more)


def _typed(change: Intervention, fields: tuple[str, ...]) -> None:
    intervene((*change, *(str(st.session_state[field]) for field in fields)), BY_FORM)
