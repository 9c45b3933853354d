"""What a teacher's link leaves out of the page. It is only out of sight: whoever changes the address sees it all."""

from collections.abc import Mapping, Sequence

import streamlit as st

_KEY = "_hidden"
SIDEBAR, LESSONS, CODE, SHARE = "sidebar", "lessons", "pytorch", "share"
PARTS: Mapping[str, str] = {
    SIDEBAR: "The sidebar",
    LESSONS: "The way into the lessons",
    CODE: "Show PyTorch",
    "words": "1 Words",
    "layer": "2 First layer",
    "start": "3 Initial weights",
    "training": "4 Training",
    SHARE: "Share",
}
"""What can be hidden besides sections: its name in an address, which begins its container's key, and what it is."""


def hidden() -> tuple[str, ...]:
    """What this page leaves out: parts, and sections by their names."""
    return st.session_state.get(_KEY, ())


def hide(wanted: Sequence[str]) -> None:
    """Leave these out from now on."""
    st.session_state[_KEY] = tuple(dict.fromkeys(wanted))


def css() -> str:
    """The style that puts it out of sight."""
    keys = [f".st-key-part_{name}" for name in hidden() if name in PARTS and name != SIDEBAR]
    if SIDEBAR in hidden():
        keys += ["[data-testid=stSidebar]", "[data-testid=stExpandSidebarButton]"]
    return f"{', '.join(keys)} {{ display: none !important; }}" if keys else ""
