"""What the page remembers: the widgets' values, and the address bar as their mirror.

Each widget's key in ``st.session_state`` is the name of the Experiment's field that it sets.
"""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from playground.choices import Value
from playground.corpora import CORPORA, Corpus
from playground.experiment import FIELDS, Experiment
from playground.links import default, fits, from_query, to_query

_EXPERIMENT, _NOTICES, _ADDRESS, _VALUES = "_experiment", "_notices", "_address", "_values"


def begin() -> None:
    """Once at the top of every run: take in an address that is new, and keep what hidden widgets hold."""
    address = st.query_params.to_dict()
    if _EXPERIMENT not in st.session_state or _went_elsewhere(address):
        experiment, notices = from_query(address)
        st.session_state[_EXPERIMENT], st.session_state[_NOTICES] = experiment, notices
        st.session_state[_ADDRESS] = address
        put({name: getattr(experiment, name) for name in FIELDS})
    st.session_state[_VALUES] = _values()
    for name, value in _values().items():  # Streamlit forgets a widget that a run does not draw, unless it is set again
        st.session_state[name] = value


def _went_elsewhere(address: Mapping[str, str]) -> bool:
    """Whether the browser went to another address, as by its back button.

    A run after a widget's change may still come with the address before: what the learner did then counts.
    """
    return address != st.session_state[_ADDRESS] and _values() == st.session_state[_VALUES]


def _values() -> dict[str, Any]:
    return {name: st.session_state[name] for name in FIELDS}


def put(values: Mapping[str, Value | None]) -> None:
    """Set widgets; None stands for the field's default."""
    for name, value in values.items():
        st.session_state[name] = default(name) if value is None else value


def current() -> Experiment:
    """The newest recipe that was whole: what the stage shows while a control holds something that can't be used."""
    return st.session_state[_EXPERIMENT]


def typed() -> Experiment:
    """The recipe that the controls hold. Raises InvalidField for a value that can't be used."""
    return Experiment(**_values())


def remember(experiment: Experiment) -> list[str]:
    """Keep the recipe and mirror it in the address bar; returns the fields that are too long for an address."""
    if experiment != current():
        st.session_state[_NOTICES] = []
    st.session_state[_EXPERIMENT] = experiment
    query = to_query(experiment)
    left_out = []
    while not fits(query):
        left_out.append(max(query, key=lambda name: len(query[name])))
        del query[left_out[-1]]
    if query != st.query_params.to_dict():
        st.query_params.from_dict(query)
    st.session_state[_ADDRESS] = query
    return left_out


def notices() -> list[str]:
    """What could not be used of the link that the page was opened with."""
    return st.session_state[_NOTICES]


def matching_corpus() -> str | None:
    """The preset that the controls hold, if any."""
    for name, corpus in CORPORA.items():
        if all(st.session_state[field] == value for field, value in _whole(corpus).items()):
            return name
    return None


def use_corpus() -> None:
    """The learner chose a preset: its text, and what else of the recipe shows it."""
    if st.session_state["corpus"] is not None:
        put(_whole(CORPORA[st.session_state["corpus"]]))


def _whole(corpus: Corpus) -> dict[str, Value]:
    return {"objective": default("objective"), **corpus.recipe}
