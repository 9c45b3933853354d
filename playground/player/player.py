"""Mounts the player on a Streamlit page. What moves in the browser is in the modules of ``browser/``."""

import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
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


class Watched(StrEnum):
    """When it is of interest where the playhead is."""

    NEVER = ""
    RESTING = "resting"
    PLAYING = "playing"
    """At rest, and while it plays as often as the page can follow."""


@dataclasses.dataclass(frozen=True)
class Rest:
    """Where the playhead rests, or was as it played: the step, its moment in slow motion, the number of a lit word."""

    step: int
    moment: int
    word: int | None
    playing: bool = False


def player(
    data: dict[str, Any], above: bool, parts: Sequence[str], watched: Watched, cue: Cue, listener: Listener, key: str
) -> Rest | None:
    """Show these parts of the picture, a smaller one if it is ``above`` a section of the page.

    While it is ``watched``, where the playhead was last told to be is returned; None before that.
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
        on_slow_change=lambda: listener.slow(_told(key, "slow") is True),
        on_drop_change=lambda: _drop(_told(key, "drop"), listener),
    )
    return _rest(_told(key, "rest"))


def _told(key: str, name: str) -> object:
    """What a browser has told, which may be anything, or nothing."""
    state = st.session_state.get(key)
    return state.get(name) if isinstance(state, Mapping) else None


def _drop(told: object, listener: Listener) -> None:
    """What is no drop is none."""
    match told:
        case {"step": int(step), "layer": int(layer), "word": int(word), "place": [*place]} if _are_numbers(place):
            listener.drop(Drop(step, layer, word, tuple(map(float, place))))


def _are_numbers(place: Sequence[object]) -> bool:
    return all(isinstance(number, int | float) and math.isfinite(number) for number in place)


def _rest(told: object) -> Rest | None:
    """What a browser has told, which may be anything."""
    match told:
        case {"step": int(step), "moment": int(moment), "word": int() | None as word, **others}:
            return Rest(step, moment, word, others.get("playing") is True)
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
