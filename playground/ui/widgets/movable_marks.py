"""A figure whose marks can be dragged."""

import json
import math
from collections.abc import Callable

import plotly.graph_objects as go
import streamlit as st

from playground.player.assets import loader, plotly_address


def movable(figure: go.Figure, moved: Callable[[list[tuple[float, ...]]], None], key: str) -> None:
    """The marks of the first trace can be moved; ``moved`` is told the places of all of them, (x, y) each."""
    figure.update_layout(font_family='"Source Sans", sans-serif')
    component = st.components.v2.component(
        "first_layer_movable_marks",
        html='<div class="movable-marks"></div>',
        css=".movable-marks .nsewdrag { cursor: grab; }",
        js=loader("movable_marks"),
        isolate_styles=False,
    )

    def tell() -> None:
        if places := _read(st.session_state[key]["places"]):
            moved(places)

    data = {"figure": json.loads(figure.to_json()), "plotly": plotly_address()}
    component(key=key, data=data, on_places_change=tell)


def _read(told: object) -> list[tuple[float, ...]]:
    """What a browser has told, which may be anything; nothing if that is no list of places."""
    places = [tuple(place) for place in told if isinstance(place, list)] if isinstance(told, list) else []
    numbers = [number for place in places for number in place]
    fine = all(isinstance(number, int | float) and math.isfinite(number) for number in numbers)
    return places if fine and all(len(place) == 2 for place in places) else []
