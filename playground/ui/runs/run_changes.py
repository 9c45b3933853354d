"""Changes in the middle of a run: made by a form or by hand, shown in one line, and undone."""

import math
from dataclasses import dataclass

import streamlit as st

from playground import Experiment, History, limits
from playground.choices import InvalidField
from playground.figures.projection import project
from playground.model.interventions import INTERVENTIONS, Intervention, fits, refused, sentence
from playground.player.player import Drop
from playground.ui.session import recipe_change, state
from playground.ui.widgets.markdown import plain
from playground.wording import abbreviate, plural

BY_HAND, BY_FORM = "_not_made_by_hand", "_not_made_by_form"
"""Where it is said why a change can't be made: under the picture, or in the panel with the forms."""
_MADE = "_interventions_made"
_GHOST = "_ghost"
"""The run as it was before the last change, if it was pinned for that."""
_MORE = 100
"""Steps that are added for a change at the last step, which would have no future."""


@dataclass(frozen=True)
class _Made:
    """A change that was made in this visit, and how many steps the run had before it and with it."""

    change: Intervention
    before: int
    after: int


def intervene(change: Intervention, place: str) -> None:
    """One more change; one that can't be made is said at that place of the page, and changes nothing."""
    before = state.current().steps
    steps = before + _MORE if change[0] >= before else before
    try:
        problem = _added(change, before, steps)
    except InvalidField as invalid:
        problem = str(invalid)
    st.session_state[place] = problem
    if problem is None:
        recipe_change.mark()


def _added(change: Intervention, before: int, steps: int) -> str | None:
    """Why a change has no effect, or None, and it is made. Raises InvalidField when the recipe can't take it."""
    experiment = state.typed_with(steps=steps)
    problem = refused(change, experiment.vocabulary, experiment.dimension)
    if problem is None:
        [checked] = INTERVENTIONS.checked((change,))
        if (checked,) == state.value(INTERVENTIONS.name)[-1:]:
            return None  # Enter and then the button mean it once
        changes = INTERVENTIONS.checked((*state.value(INTERVENTIONS.name), checked))
        state.typed_with(interventions=changes, steps=steps)
        st.session_state[_MADE] = [*_made(), _Made(checked, before, steps)]
        _keep_ghost(state.current())
        state.put({INTERVENTIONS.name: changes, "steps": steps})
    return problem


def _keep_ghost(experiment: Experiment) -> None:
    """The run without the change stays in the picture, pinned, in place of the one before the last change."""
    _drop_ghost()
    if experiment not in state.pins() and len(state.pins()) < limits.PINS:
        state.pin(experiment)
        st.session_state[_GHOST] = experiment


def _drop_ghost() -> None:
    if ghost := st.session_state.pop(_GHOST, None):
        state.unpin(ghost)


def put(history: History, drop: Drop) -> None:
    """A word was dragged: its vector has gone as far along the axes of the picture, and stays in all others."""
    projection = project(history, choice=state.plane())
    is_there = 0 <= drop.layer < len(history.tracks) and 0 <= drop.word < len(projection.drawn.words)
    if not (is_there and 0 <= drop.step <= history.steps[-1]):
        return  # a browser may tell anything, and late, of a picture that is gone
    name = list(history.tracks)[drop.layer]
    snapshot = history.snapshot_at(drop.step)
    before = projection.positions[name][:, snapshot, drop.word].tolist()
    if len(drop.place) != max(2, len(before)) or not all(map(math.isfinite, drop.place)):
        return
    offset = [to - now for to, now in zip(drop.place, before, strict=False)]  # dots on a line all have the same height
    word = projection.drawn.indices[drop.word]
    vector = projection.moved(history.tracks[name].vectors[snapshot, word], offset)
    numbers = ", ".join(f"{number:.4g}" for number in vector)
    intervene((drop.step, "vector", history.words[word], numbers), BY_HAND)


def refusal(place: str) -> None:
    """Why the change that was asked for there can't be made, once."""
    with st.container():  # always there, so that what follows stays open
        if problem := st.session_state.pop(place, None):
            st.error(plain(problem))


def show_changes(history: History) -> None:
    """How many changes there are, with a way back; as parts of a row."""
    changes = state.value(INTERVENTIONS.name)
    if not changes:
        return
    more = "Trains the run as if this change had not been made."
    st.button("Undo the last change", on_click=_undo, args=(1,), key="undo_intervention", help=more)
    if len(changes) > 1:
        more = "Trains the run with only the sidebar's settings."
        label, args = f"Undo all {len(changes)}", (len(changes),)
        st.button(label, on_click=_undo, args=args, key="undo_interventions", help=more)
    others = f", and {plural(len(changes) - 1, 'earlier change')}" if len(changes) > 1 else ""
    st.markdown(f"Changed in this run: {line(history, _newest())}{others}.", width="content")


def line(history: History, change: Intervention) -> str:
    """A change, as Markdown that shows what a learner typed as typed."""
    experiment = history.experiment
    idle = "" if fits(change, experiment.vocabulary, experiment.dimension, experiment.steps) else " (no effect)"
    return f"{plain(abbreviate(sentence(change), 100))}{idle}"


def _made() -> list[_Made]:
    """The changes that were made in this visit and are still in the recipe, the newest at the end."""
    changes = state.value(INTERVENTIONS.name)
    return [made for made in st.session_state.get(_MADE, []) if made.change in changes]


def _newest() -> Intervention:
    """The change that is undone first: of those that came with a link, the one that comes last in the run."""
    made = _made()
    return made[-1].change if made else state.value(INTERVENTIONS.name)[-1]


def _undo(count: int) -> None:
    _drop_ghost()
    for _ in range(count):
        _undo_newest()
    recipe_change.mark()


def _undo_newest() -> None:
    """Steps that were added for the change go with it, unless there is another number of them by now."""
    newest, made, steps = _newest(), _made(), state.value("steps")
    if made and steps == made[-1].after:
        steps = made[-1].before
    changes = list(state.value(INTERVENTIONS.name))
    changes.remove(newest)
    st.session_state[_MADE] = made[:-1]
    state.put({INTERVENTIONS.name: tuple(changes), "steps": steps})
