"""Page set-up and the few lines of CSS that make one screen of it."""

import streamlit as st

_CSS = """
.stMainBlockContainer { padding: 2.6rem 1.5rem 1rem; max-width: 1800px; }
@media (max-width: 768px) { .stMainBlockContainer { padding-top: 3.8rem; } }
[data-testid=stSidebarHeader] { height: 1rem; margin-bottom: 0; }
[data-testid=stSidebarContent] h1 { font-size: 1.35rem; padding: 0 0 0.3rem; }
[data-testid=stSidebarContent] h3 { font-size: 1.05rem; padding: 0.8rem 0 0.2rem; }
[data-testid=stSidebarContent] [data-testid=stVerticalBlock] { gap: 0.6rem; }
[data-testid=stSidebarContent] [data-testid=stCode] code { font-size: 0.75rem; }
[data-testid=stSidebarContent] [data-testid=stCode] pre { padding: 0.6rem; }
[data-testid=stSidebarContent] [data-testid=stAlertContainer] { padding: 0.5rem 0.7rem; font-size: 0.85rem; }
[data-testid=stSidebarContent] [data-testid=stAlertContainer] p { font-size: 0.85rem; }
[data-testid=stSidebarContent] [data-testid=stExpander] summary { padding: 0.4rem 0.7rem; }
[data-testid=stSidebarContent] [data-testid=stExpander] summary p { font-size: 0.85rem; }
[data-testid=stSidebarContent] [data-testid=stCaptionContainer] p { font-size: 0.8rem; line-height: 1.35; }
"""


def set_up() -> None:
    st.set_page_config(page_title="First Layer Playground", layout="wide")
    st.html(f"<style>{_CSS}</style>")
