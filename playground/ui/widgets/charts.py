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


def camera() -> dict[str, Any]:
    """Of Plotly's buttons the one that saves the chart, named by the recipe and the playhead's step."""
    recipe, step = state.current(), state.address().get("step", "end")
    return {
        "modeBarButtons": [["toImage"]],
        "displaylogo": False,
        "toImageButtonOptions": {"filename": f"{run_name(recipe, recipe.layer)}-step{step}-chart", "scale": 2},
    }


def color_scheme() -> str:
    """Whether the page is "light" or "dark"."""
    return "dark" if st.context.theme.type == "dark" else "light"
