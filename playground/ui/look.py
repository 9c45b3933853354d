"""Page set-up and the few lines of CSS that make one screen of it."""

import streamlit as st

_CSS = """
.stMainBlockContainer { padding: 2.5rem 1.5rem 1rem; max-width: 1800px; }
[data-testid=stSidebarContent] h1 { font-size: 1.4rem; padding: 0; }
[data-testid=stSidebarContent] h3 { font-size: 1.05rem; padding: 0.4rem 0 0; }
[data-testid=stSidebarHeader] { height: 2rem; }
[data-testid=stSidebarContent] [data-testid=stVerticalBlock] { gap: 0.5rem; }
"""


def set_up() -> None:
    st.set_page_config(page_title="First Layer Playground", page_icon=":material/scatter_plot:", layout="wide")
    st.html(f"<style>{_CSS}</style>")
