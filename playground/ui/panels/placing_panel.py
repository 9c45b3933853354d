"""Where will training put the words? A visitor places them before the run is seen, and is told how near that comes."""

import numpy as np
import streamlit as st

from playground import History
from playground.analysis.many_starts import end
from playground.analysis.placing import no_placing, score
from playground.figures.panels.placing import beside, plane, reach
from playground.training.history import Floats
from playground.ui.session import challenge, state
from playground.ui.session.page_link import page_link
from playground.ui.widgets.charts import color_scheme, draw
from playground.ui.widgets.markdown import plain
from playground.ui.widgets.movable_marks import movable
from playground.ui.widgets.term_help import explained

_SEEN = ("section", "step", "moment", "word", "slow", "regions", "outputs")
"""What a link says of the run that would be seen."""


def show(history: History, snapshot: int) -> None:
    """The way in, and the link for others."""
    if reason := no_placing(history.experiment):
        st.caption(reason)
        return
    explained(
        "Drag the words to where you think training will put them, and see how near you came. For words whose end you "
        "haven't seen, change the text or the seed first."
    )
    st.button(
        "Hide the run and place the words",
        key="begin_placing",
        on_click=challenge.begin,
        help="The picture goes until you have placed them.",
    )
    st.caption("For others: this link opens with the run hidden.")
    query = {name: text for name, text in state.address().items() if name not in _SEEN}
    st.code(page_link({**query, challenge.NAME: "true"}), language=None, wrap_lines=True)


def stage(history: History) -> bool:
    """What stands in place of the run while it is hidden; whether it is."""
    if not challenge.is_open() or state.lesson() is not None:
        return False
    if reason := no_placing(history.experiment):
        st.info(f"The words can't be placed by hand. {reason}")
        challenge.begin(False)
        return False
    with st.container(key="placing"):
        st.header("Where will training put the words?", anchor=False)
        if challenge.is_scored(history.experiment):
            _score(history)
        else:
            _place(history)
    return True


def _start(history: History) -> Floats:
    return next(iter(history.tracks.values())).vectors[0]


def _places(history: History) -> challenge.Places:
    return challenge.places(history.experiment) or tuple(map(tuple, _start(history).tolist()))


def _place(history: History) -> None:
    places, edge = _places(history), reach(_start(history))
    figure = plane(history.short_words, places, edge, color_scheme())

    def dropped(wanted: list[tuple[float, ...]]) -> None:
        if len(wanted) == len(history.words):
            challenge.put(history.experiment, np.clip(wanted, -edge, edge).tolist())

    movable(figure, dropped, "placing_chart")
    explained(
        "Each word is where it starts. Drag it to where you think it ends, or type its place below. Only the "
        "arrangement counts: training may turn, mirror or stretch it."
    )
    _form(history, edge)
    with st.container(horizontal=True):
        st.button(
            "Compare with the run",
            key="give_placing",
            type="primary",
            on_click=challenge.give,
            args=(history.experiment,),
            help="Shows where training put the words, beside your places.",
        )
        st.button(
            "Exit",
            key="leave_placing",
            on_click=challenge.begin,
            args=(False,),
            help="Shows the run, and forgets your places.",
        )


def _form(history: History, edge: float) -> None:
    """The same by the keyboard."""
    word, rest = st.columns([2, 5], vertical_alignment="bottom")
    words = range(len(history.words))
    chosen = word.selectbox(
        "Word",
        words,
        key="placed_word",
        format_func=lambda index: history.short_words[index],
        help="The word to place by typing.",
    )
    chosen = chosen if chosen in words else 0
    keys = [f"placed_{axis} {chosen}" for axis in "xy"]
    with rest, st.form("place_word", border=False):
        columns = st.columns([2, 2, 1.5], vertical_alignment="bottom")
        for column, key, name, value in zip(columns, keys, "xy", _places(history)[chosen], strict=False):
            st.session_state[key] = float(value)
            column.number_input(
                name, -edge, edge, key=key, step=edge / 10, format="%.2f", help=f"Its place along the {name} axis."
            )
        columns[2].form_submit_button("Put it there", on_click=_typed, args=(history, chosen, keys), help="Moves it.")


def _typed(history: History, word: int, keys: list[str]) -> None:
    places = list(_places(history))
    places[word] = tuple(float(st.session_state[key]) for key in keys)
    challenge.put(history.experiment, places)


def _score(history: History) -> None:
    found = score(np.array(_places(history)), end(history).vectors, _start(history))
    st.markdown(plain(found.told(history.short_words)))
    draw(beside(history.short_words, found, color_scheme()))
    explained(
        "Your places (open) are shifted, turned, mirrored and scaled to come as near as they can to where training put "
        "the words (filled). A long line is a word that you expected elsewhere."
    )
    with st.container(horizontal=True):
        st.button(
            "See the run",
            key="see_run",
            type="primary",
            on_click=challenge.begin,
            args=(False,),
            help="Brings the picture back.",
        )
        st.button("Place them again", key="place_again", on_click=challenge.begin, help="From where the words start.")
