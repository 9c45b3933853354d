"""Figures whose rows light up when they are pointed at."""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass

import plotly.graph_objects as go
import streamlit as st

from playground.player.assets import loader, plotly_address
from playground.ui.widgets.charts import camera

_HTML = '<div class="hover-chart"></div>'
_CSS = ".hover-chart .ytick text { pointer-events: all; cursor: pointer; }"


@dataclass(frozen=True)
class Rows:
    """What stands in the rows of a figure: traces of these ``names``, so many rows.

    ``light`` is told the row, from 0, that the mouse is on, and None when it is on none; ``choose`` the row that was
    clicked or tapped.
    """

    names: Collection[str]
    count: int
    light: Callable[[int | None], None]
    choose: Callable[[int], None]


def pointed(figure: go.Figure, rows: Rows, key: str) -> None:
    """The figure as it is; a changed one is redrawn in place."""
    figure.update_layout(font_family='"Source Sans", sans-serif')
    traces = [number for number, trace in enumerate(figure.data) if trace.name in rows.names]
    component = st.components.v2.component(
        "first_layer_hover_chart",
        html=_HTML,
        css=_CSS,
        js=loader("hover_chart"),
        isolate_styles=False,
    )
    component(
        key=key,
        data={
            "figure": json.loads(figure.to_json()),
            "traces": traces,
            "rows": rows.count,
            "plotly": plotly_address(),
            "camera": camera(),
        },
        on_row_change=lambda: rows.light(st.session_state[key]["row"]),
        on_chosen_change=lambda: rows.choose(st.session_state[key]["chosen"]),
    )
