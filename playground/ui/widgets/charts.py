"""Charts that change seldom: below the stage, at the step where the playhead rests."""

from typing import Any

import plotly.graph_objects as go
import streamlit as st

from playground.experiment.file_names import run_name
from playground.ui.session import state


def draw(figure: go.Figure) -> None:
    """A figure as it is, with the page's own font; what strangers type is never read as TeX."""
    figure.update_layout(font_family='"Source Sans", sans-serif')
    st.plotly_chart(figure, theme=None, config={"typesetMath": False, **camera()})


FORMATS = ("png", "svg")
_FORMAT, _CHOSEN = "_camera_format", "camera_format"


def choose_format() -> None:
    """What the camera on a chart saves, in any section."""
    st.session_state[_CHOSEN] = st.session_state.get(_FORMAT, FORMATS[0])
    st.segmented_control(
        "Charts, by their camera",
        FORMATS,
        required=True,
        key=_CHOSEN,
        on_change=lambda: st.session_state.update({_FORMAT: st.session_state[_CHOSEN]}),
        format_func=str.upper,
        help="What the camera in a chart's corner saves in every section. An SVG stays sharp at any size.",
    )


def camera() -> dict[str, Any]:
    """Of Plotly's buttons the one that saves the chart, named by the recipe and the playhead's step."""
    recipe = state.current()
    step = state.address().get("step", recipe.steps)
    return {
        "modeBarButtons": [["toImage"]],
        "displaylogo": False,
        "toImageButtonOptions": {
            "filename": f"{run_name(recipe, recipe.layer)}-step{step}-chart",
            "format": st.session_state.get(_FORMAT, FORMATS[0]),
            "scale": 2,
        },
    }


def color_scheme() -> str:
    """Whether the page is "light" or "dark"."""
    return "dark" if st.context.theme.type == "dark" else "light"
