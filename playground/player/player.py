"""Mounts the player on a Streamlit page. What moves in the browser is in the modules of ``browser/``."""

import base64
import dataclasses
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from playground.figures.bindings import StagePart
from playground.figures.stage import Stage
from playground.figures.theme import templates, word_color
from playground.player.assets import loader, plotly_address

_HERE = Path(__file__).parent
_KINDS = {"f": "f4", "i": "i4"}


def payload(stage: Stage, key: str) -> dict[str, Any]:
    """All that the browser needs, as JSON. An equal ``key`` stands for an equal picture."""
    return {
        "key": key,
        "steps": stage.steps,
        "words": [{"text": word, "color": word_color(index)} for index, word in enumerate(stage.words)],
        "listed": stage.listed,
        "cut": stage.cut,
        "windows": [dataclasses.asdict(window) for window in stage.windows],
        "panels": [_panel(panel) for panel in stage.parts],
        "arrays": {name: _encode(array) for name, array in stage.arrays.items()},
        "moments": stage.moments,
        "readouts": [dataclasses.asdict(readout) for readout in stage.readouts.sentences],
        "templates": templates(),
    }


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


def _panel(panel: StagePart) -> dict[str, Any]:
    return {
        "name": panel.name,
        "caption": panel.caption,
        "figure": json.loads(panel.figure.to_json()),
        "bindings": [dataclasses.asdict(binding) for binding in panel.bindings],
        "picks": panel.picks,
        "timeline": panel.timeline,
        "windows": panel.windows,
        "arrows": [dataclasses.asdict(arrows) for arrows in panel.arrows],
        "moments": panel.moments,
        "drags": panel.drags,
    }


def _encode(array: np.ndarray) -> dict[str, Any]:
    """An array as Plotly writes typed arrays, little-endian float32 or int32."""
    kind = _KINDS[array.dtype.kind]
    data = np.ascontiguousarray(array, dtype=f"<{kind}")
    return {"dtype": kind, "bdata": base64.b64encode(data.tobytes()).decode("ascii"), "shape": list(array.shape)}
