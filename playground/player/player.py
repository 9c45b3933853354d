"""Mounts the player on a Streamlit page. What moves in the browser is in the modules of ``browser/``."""

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from playground.player.assets import loader, plotly_address

_HERE = Path(__file__).parent


@dataclasses.dataclass(frozen=True)
class Drop:
    """A mark that was moved by hand, at this step, of this one of the traces that can be dragged, to this place."""

    step: int
    layer: int
    word: int
    place: tuple[float, ...]


@dataclasses.dataclass(frozen=True)
class Cue:
    """Where the playhead is to go, None for nowhere, and whether it plays from there: done once for each ``number``.

    ``moment`` is that of a step in slow motion, and ``word`` the number of the word that is to stay lit, if any.
    """

    number: int = 0
    step: int | None = None
    plays: bool = False
    moment: int = 0
    word: int | None = None


@dataclasses.dataclass(frozen=True)
class Listener:
    """Who is told what a visitor does: a mark was dropped somewhere; slow motion is wanted, or no longer."""

    drop: Callable[[Drop], None]
    slow: Callable[[bool], None]


@dataclasses.dataclass(frozen=True)
class Rest:
    """Where the playhead last came to rest: the step, its moment in slow motion, and the number of a lit word."""

    step: int
    moment: int
    word: int | None


def player(
    data: dict[str, Any], above: bool, parts: Sequence[str], watched: bool, cue: Cue, listener: Listener, key: str
) -> Rest | None:
    """Show these parts of the picture, a smaller one if it is ``above`` a section of the page.

    While somebody has ``watched`` it, where the playhead last came to rest is returned; None before that.
    """
    _component()(
        key=key,
        data={
            **data,
            "plotly": plotly_address(),
            "above": above,
            "parts": parts,
            "watched": watched,
            "cue": dataclasses.asdict(cue),
        },
        on_rest_change=_ignore,
        on_slow_change=lambda: listener.slow(st.session_state[key]["slow"]),
        on_drop_change=lambda: listener.drop(Drop(**st.session_state[key]["drop"])),
    )
    return _rest((st.session_state.get(key) or {}).get("rest"))


def _rest(told: object) -> Rest | None:
    """What a browser has told, which may be anything."""
    match told:
        case {"step": int(step), "moment": int(moment), "word": int() | None as word}:
            return Rest(step, moment, word)
    return None


def _ignore() -> None:
    """Registering a callback is what makes "rest" a state of the component."""


def _component() -> Any:
    return st.components.v2.component(
        "first_layer_player",
        html=_read("player.html"),
        css=_read("player.css"),
        js=loader("player"),
        isolate_styles=False,
    )


def _read(name: str) -> str:
    return (_HERE / name).read_text("utf-8")
