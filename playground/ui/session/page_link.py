"""The address of the page, with a state in it."""

from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st


def page_link(query: Mapping[str, str]) -> str:
    written = urlencode(query, errors="replace")
    return f"{st.context.url or ''}{'?' * bool(written)}{written}"
