"""The sidebar: the recipe in the order of the lesson, each message beside the control it is about."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from playground import Experiment, History
from playground.choices import InvalidField, Option
from playground.corpora import CORPORA
from playground.experiment import OPTIONS, REGISTRIES
from playground.objectives import OBJECTIVES
from playground.snippets import initial_lines, layer_lines
from playground.ui import state
from playground.ui.plain import plain
from playground.vocabulary import Vocabulary

_TITLES = {"layer": "Layer", "initializer": "Start with", "objective": "What is learned", "optimizer": "Optimizer"}


class Sidebar:
    """The controls, and under each a place for what there is to say about its value."""

    def __init__(self) -> None:
        self.places: dict[str, Any] = {}
        with st.sidebar:
            st.title("First Layer Playground", anchor=False)
            self.words()
            self.first_layer()
            self.initial_weights()
            self.training()

    def words(self) -> None:
        st.subheader("1 Words", anchor=False)
        corpus = st.session_state["corpus"] = state.matching_corpus()
        st.selectbox(
            "Example",
            CORPORA,
            index=None,
            key="corpus",
            placeholder="My own words",
            format_func=lambda name: CORPORA[name].label,
            help="A small text whose structure becomes visible in training. Change it as you like.",
            on_change=state.use_corpus,
        )
        if corpus is not None:
            st.caption(CORPORA[corpus].explanation)
        source = OPTIONS[OBJECTIVES[st.session_state["objective"]].source]
        if source.name == "text":
            self.option(source)
        else:
            st.caption(f"The words are those of “{source.label}”, in 4 Training.")
        self.places["vocabulary"] = st.container()

    def first_layer(self) -> None:
        st.subheader("2 First layer", anchor=False)
        self.choice("layer")
        self.option(OPTIONS["dimension"])
        self.places["layer code"] = st.container()

    def initial_weights(self) -> None:
        st.subheader("3 Initial weights", anchor=False)
        self.choice("initializer")
        if st.session_state["layer"] == "both":
            self.option(OPTIONS["same_start"])
        self.places["initial code"] = st.container()

    def training(self) -> None:
        st.subheader("4 Training", anchor=False)
        self.choice("objective")
        self.choice("optimizer")
        for left, right in (("learning_rate", "batch_size"), ("steps", "seed")):
            for column, name in zip(st.columns(2), (left, right), strict=True):
                with column:
                    self.option(OPTIONS[name])

    def choice(self, field: str) -> None:
        """A menu of the registry, what the chosen entry is, and that entry's own options."""
        entries = REGISTRIES[field]
        st.selectbox(_TITLES[field], entries, key=field, format_func=lambda name: entries[name].label)
        entry = entries[st.session_state[field]]
        st.caption(plain(entry.explanation))
        for option in entry.options:
            self.option(option)

    def option(self, option: Option) -> None:
        """The control that fits the option's type."""
        common: dict[str, Any] = {"label": option.label, "key": option.name, "help": plain(option.help)}
        if isinstance(option.default, bool):
            st.toggle(**common)
        elif isinstance(option.default, str):
            st.text_area(**common, height=110)
        else:
            whole = isinstance(option.default, int)
            step, shown = (1, "%d") if whole else (0.1, "%.4g")
            # An emptied field stands for the default, which then shows through.
            st.number_input(**common, value=None, step=step, format=shown, placeholder=f"{option.default}")
        self.places[option.name] = st.container()

    def recipe(self) -> Experiment:
        """The newest recipe that is whole. What keeps a newer one from being so is said beside its control."""
        try:
            experiment = state.typed()
        except InvalidField as problem:
            self.say(problem.field, f"{problem} Until then the picture shows the last recipe that worked.", st.error)
            experiment = state.current()
        for field in state.remember(experiment):
            self.say(field, "This is too long for the address bar: a link to this page leaves it out.", st.info)
        self.explain(experiment)
        return experiment

    def explain(self, experiment: Experiment) -> None:
        """What follows from the recipe: the vocabulary, and the lines of PyTorch that it stands for."""
        with self.places["vocabulary"]:
            _index_table(experiment.vocabulary)
        with self.places["layer code"]:
            st.code("\n".join(layer_lines(experiment)), language="python", wrap_lines=True)
        with self.places["initial code"]:
            st.code("\n".join(initial_lines(experiment) or ["# nothing to add"]), language="python", wrap_lines=True)

    def report(self, history: History) -> None:
        """What the run has to say about the recipe."""
        for field, sentence in history.remarks.items():
            self.say(field, sentence, st.warning)

    def say(self, field: str, sentence: str, box: Callable[[str], object]) -> None:
        with self.places.get(field, st.sidebar):
            box(plain(sentence))


def _index_table(vocabulary: Vocabulary) -> None:
    """The table that the article calls ``vocab``."""
    count = len(vocabulary)
    st.caption(f"vocab: {count:,} different words, each with its number")
    rows = {
        "word": vocabulary.words,
        "index": range(count),
        "one-hot": [_one_hot(index, count) for index in range(count)],
    }
    st.dataframe(pd.DataFrame(rows), hide_index=True, height=36 + 35 * min(count, 5), row_height=35)


def _one_hot(index: int, count: int, longest: int = 16) -> str:
    """The one-hot row, shortened in the middle where it is long."""
    if count <= longest:
        return " ".join("1" if place == index else "0" for place in range(count))
    before, after = index, count - index - 1
    return f"{'0 … ' if before else ''}1{' … 0' if after else ''}  ({count:,} numbers)"
