"""The middle of the page: the run, ready to play, and below it the open section, which follows the playhead."""

from dataclasses import replace
from functools import partial

import streamlit as st

from playground import History
from playground.experiment import views
from playground.figures.run_picture import View
from playground.player.player import Listener, Rest, Watched, player
from playground.teaching.lessons import PARTS
from playground.ui import lesson_card, share
from playground.ui.panels import placing_panel
from playground.ui.panels.registry import PICTURE, PLAYING, hideable, panels_of, shown_sections
from playground.ui.runs import pinning, run_changes
from playground.ui.runs.drawing import Run
from playground.ui.runs.pinned_pictures import pictured
from playground.ui.session import challenge, hidden, playhead, recipe_change, section, state
from playground.ui.widgets.markdown import plain
from playground.wording import abbreviate

_QUESTION = (
    "**One word, two ways to get its vector:** `nn.Embedding` looks up a row; `nn.Linear` multiplies a one-hot vector. "
    "Are they the same?"
)


@st.fragment
def stage(run: Run) -> None:
    """Reruns by itself as the playhead rests or moves, which the player tells only while it is watched."""
    recipe_change.rerun_if_marked()
    parts = lesson_card.parts()
    whole = set(parts) == set(PARTS)
    if state.lesson() is None:
        with st.container(key="question"):
            st.markdown(_QUESTION)
    if placing_panel.stage(run.history):
        hides = not challenge.is_scored(run.history.experiment)
        state.keep_view(replace(_view(run.history, PICTURE, None), challenge=hides))
        return
    with st.container(key="sections", horizontal=True, vertical_alignment="center", gap="small"):
        opened = _navigation() if whole else PICTURE
        with st.container(key="part_share", width="content"):
            sharing = share.button()
    shown = pictured(run, View(playhead.slow(), state.outputs(), state.regions(), state.plane()))
    listener = Listener(drop=partial(run_changes.put, run.history), slow=playhead.slow_down)
    watched = _watched(opened, bool(sharing.open))
    rest = player(shown, opened != PICTURE, parts, watched, playhead.cue(), listener, key="player")
    if rest is None or not rest.playing:  # each step in the address would be one to go back to
        state.keep_view(_view(run.history, opened, rest))
    if sharing.open:
        with sharing:
            share.contents()
    if whole:
        with pinning.row(run.history):
            run_changes.show_changes(run.history)
    run_changes.refusal(run_changes.BY_HAND)
    snapshot = run.history.snapshot_at(rest.step) if rest else len(run.history.steps) - 1
    for name, panel in panels_of(opened).items():
        with st.container(key=name):
            st.header(panel.title, anchor=False)
            panel.show(run.history, snapshot)


def _watched(opened: str, is_shared: bool) -> Watched:
    """When what stands below the picture needs to know where the playhead is."""
    if opened in PLAYING:
        return Watched.PLAYING
    return Watched.RESTING if opened != PICTURE or is_shared else Watched.NEVER


def _navigation() -> str:
    """The sections side by side; gives the one that is open."""
    for unknown in [name for name in hidden.hidden() if name not in hideable()]:
        st.info(plain(f"The link hides “{abbreviate(unknown, 40)}”, which doesn't exist here."))
        hidden.hide([name for name in hidden.hidden() if name != unknown])
    if (wanted := section.opened(PICTURE)) not in shown_sections():
        st.info(plain(f"The link names a section “{abbreviate(wanted, 40)}” that doesn't exist."))
        section.choose("")
    if st.context.is_embedded:  # there is little room
        st.selectbox("Sections", shown_sections(), key=section.KEY, label_visibility="collapsed")
        return section.opened(PICTURE)
    st.segmented_control(
        "Sections",
        shown_sections(),
        default=None if section.KEY in st.session_state else PICTURE,
        required=True,
        key=section.KEY,
        label_visibility="collapsed",
        wrap=True,
        help="What you want to know: each section follows the playhead.",
    )
    return section.opened(PICTURE)


def _view(history: History, opened: str, rest: Rest | None) -> views.View:
    """How the run is looked at, as far as the player has told."""
    place = views.Place()
    if rest is not None:
        step = None if rest.step >= history.steps[-1] else rest.step
        lit = rest.word is not None and 0 <= rest.word < len(history.words)
        place = views.Place(step, rest.moment if playhead.slow() else 0, history.words[rest.word or 0] if lit else "")
    section_name = "" if opened == PICTURE else opened
    return views.View(
        section_name, playhead.slow(), state.outputs(), state.regions(), state.plane(), hidden.hidden(), place
    )
