"""What a link has no room for, kept by the visitor's own browser: a reload or a restarted server brings it back."""

import json
import uuid
from collections.abc import Mapping

import streamlit as st

from playground.experiment.links import LEFT_OUT
from playground.experiment.views import NAMES
from playground.player.assets import loader
from playground.ui.session import recipe_change, state

_COMPONENT, _WANTED, _SENT, _ASKED = "kept_recipe", "_kept_wanted", "_kept_sent", "_kept_asked"


def begin() -> None:
    """At the top of a session's first run: an address that leaves something out asks the browser for it."""
    if _WANTED not in st.session_state:
        address = st.query_params.to_dict()
        st.session_state[_WANTED] = _name(address) if LEFT_OUT in address else ""
        st.session_state[_ASKED] = uuid.uuid4().hex  # a browser that has answered a server before answers this one too


def keep() -> None:
    """Let the browser keep the recipe if its address leaves something out, and tell what is wanted from before."""
    name, kept = _name(state.address()), None
    if LEFT_OUT in state.address() and st.session_state.get(_SENT) != name:
        kept, st.session_state[_SENT] = {"name": name, "query": state.whole_query()}, name
    component = st.components.v2.component("first_layer_kept_recipe", js=loader("kept_recipe"))
    data = {"wanted": st.session_state[_WANTED], "asked": st.session_state[_ASKED], "keep": kept}
    component(key=_COMPONENT, data=data, on_found_change=_found, on_returned_change=_returned)


def _name(address: Mapping[str, str]) -> str:
    """One text for equal recipes, whatever is looked at."""
    return json.dumps({name: text for name, text in sorted(address.items()) if name not in NAMES})


def _found() -> None:
    """The browser has what the address has no room for."""
    told = (st.session_state.get(_COMPONENT) or {}).get("found")
    if not st.session_state.get(_WANTED) or not isinstance(told, Mapping):
        return
    st.session_state[_WANTED] = ""
    query = {name: text for name, text in told.items() if isinstance(name, str) and isinstance(text, str)}
    query.pop("asked", None)
    state.open_query(query)
    recipe_change.mark()


def _returned() -> None:
    """The line to the browser was lost and is there again: this run takes up its address, if that is unknown here."""
