"""Charts that change seldom: below the stage, at the step where the playhead rests."""

import plotly.graph_objects as go
import streamlit as st


def draw(figure: go.Figure) -> None:
    """A figure as it is, with the page's own font; what strangers type is never read as TeX."""
    figure.update_layout(font_family='"Source Sans", sans-serif')
    st.plotly_chart(figure, theme=None, config={"displayModeBar": False, "typesetMath": False})


def color_scheme() -> str:
    """Whether the page is "light" or "dark"."""
    return "dark" if st.context.theme.type == "dark" else "light"
