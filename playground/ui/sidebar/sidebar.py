"""The sidebar: the recipe in the order of the lesson, each message beside the control it is about."""

import secrets
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground import Experiment, History
from playground.choices import InvalidField, Option, Value, in_use
from playground.experiment.fields import DIMENSION, LAYER, OPTIONS, SAME_START
from playground.experiment.recommended import recommended
from playground.figures.planes.planes import PLANES, refusal
from playground.figures.vectors.regions import no_regions
from playground.model.initializers import INITIALIZER, INITIALIZERS, MISSING
from playground.model.interventions import INTERVENTIONS
from playground.model.layers import EMBEDDING, SELECTIONS
from playground.model.objectives import OBJECTIVE, OBJECTIVES, TEXT
from playground.model.optimizers import OPTIMIZER
from playground.model.pretrained import MATRIX, NUMBERS, coverage, source_matrix
from playground.scripts.snippets import initial_lines, layer_lines, training_lines
from playground.ui import lesson_card
from playground.ui.session import planes, playhead, state
from playground.ui.sidebar import uploads, weight_grid
from playground.ui.sidebar.tooltips import tooltip
from playground.ui.sidebar.vocabulary_table import edits_caption, index_table
from playground.ui.widgets.markdown import plain
from playground.ui.widgets.term_help import explained
from playground.wording import abbreviate, in_bytes, in_seconds, plural
from playground.words.example_texts import CORPORA
from playground.words.matrix import Found
from playground.words.matrix_lines import with_word_column
from playground.words.tokenizers import TOKENIZER
from playground.words.vocabulary import RULES
from playground.words.vocabulary_edits import EDITS

_LONG = 100_000
"""Characters of a text that can still be edited on a page; a longer one is only mentioned."""
_TOO_LONG = (
    "This is too long for the address bar, so a link omits it. This browser keeps it for a reload; "
    "Share saves it as a file for others."
)
_SHOWN = 3
"""Options of a menu's entry that are seen at once; more are behind one line."""


_CODE = "show_code"
"""The key of the switch that shows each part of the recipe as code."""


class Sidebar:
    """The controls, and under each a place for what there is to say about its value.

    Those of the fields in ``elsewhere`` are not drawn in the sidebar but in these containers.
    """

    def __init__(self, elsewhere: Mapping[str, DeltaGenerator]) -> None:
        self.elsewhere = elsewhere
        self.places: dict[str, DeltaGenerator] = {}
        self.problem: InvalidField | None = None
        with st.sidebar:
            st.title("First Layer Playground", anchor=False)
            with st.container(key="part_lessons"):
                lesson_card.lessons_button()
            with st.container(key="part_pytorch"):
                st.toggle("Show PyTorch", key=_CODE, help="Shows the lines that each part of the recipe stands for.")
            for name, draw in {
                "words": self.words,
                "layer": self.first_layer,
                "start": self.initial_weights,
                "training": self.training,
            }.items():
                with st.container(key=f"part_{name}"):
                    draw()

    def words(self) -> None:
        st.header("1 Words", anchor=False)
        corpus = st.session_state["corpus"] = state.matching_corpus()
        st.selectbox(
            "Example",
            CORPORA,
            index=None,
            key="corpus",
            placeholder="My own words",
            format_func=lambda name: CORPORA[name].label,
            help="A small text whose structure becomes visible during training. It sets the words and so the "
            "dots; edit it as you like.",
            on_change=state.use_corpus,
        )
        with st.container():  # always there, so that what follows keeps its place on the page, and stays open
            if corpus is not None:
                explained(CORPORA[corpus].explanation)
        self.option(OBJECTIVE)
        objective = OBJECTIVES[state.value("objective")]
        if objective.source is TEXT:
            self.option(TEXT)
            with st.expander("Words from a file"):
                uploads.words()
            self.place("word_file")
        else:
            with st.expander("From a file"):
                uploads.examples(objective.source.name)
            self.place(f"{objective.source.name}_file")
        self.group((*((TOKENIZER,) if objective.cut else ()), *RULES))
        self.place("vocabulary")
        self.place(EDITS.name)

    def first_layer(self) -> None:
        st.header("2 First layer", anchor=False)
        kind, size = st.columns((3, 2))
        with kind:
            entry = self.menu(LAYER, explain=False)
        with size:
            self.control(DIMENSION)
        self.place(LAYER.name)
        self.place(DIMENSION.name)
        explained(entry.explanation)
        self.place("cost")
        self.group(entry.options)
        self.place("layer code")

    def initial_weights(self) -> None:
        st.header("3 Initial weights", anchor=False)
        self.option(INITIALIZER)
        if len(SELECTIONS[state.value("layer")].layers) > 1:
            self.option(SAME_START)
        self.place("initial code")

    def training(self) -> None:
        st.header("4 Training", anchor=False)
        self.option(OPTIMIZER)
        for names in (("learning_rate", "steps"), ("batch_size", "seed")):
            for column, name in zip(st.columns(2), names, strict=True):
                with column:
                    self.control(OPTIONS[name])
            for name in names:
                self.place(name)
        self.place("outputs")
        self.again()
        self.group([OPTIONS[name] for name in ("schedule", "max_grad_norm", "hold", "shuffle")])
        self.place("training code")

    def again(self) -> None:
        """Two ways to start again, which are not the same."""
        over, anew = st.columns(2)
        over.button(
            "Start over",
            help="Returns to the same starting weights and removes the changes made during the run.",
            on_click=state.begin_anew,
            args=({INTERVENTIONS.name: ()},),
            width="stretch",
        )
        anew.button(
            "New seed",
            help="Draws new random numbers: different starting weights, and the examples in a different order.",
            on_click=lambda: state.begin_anew({"seed": secrets.randbelow(10_000)}),
            width="stretch",
        )

    def group(self, options: Iterable[Option]) -> None:
        """Controls that few will need, behind one line. What there is to say about them stands below, open or not."""
        with st.expander("More options"):
            for option in options:
                self.option(option)
        below = st.container()
        for name in in_use(options, state.values()).keys() - self.elsewhere.keys():
            self.places[name] = below

    def spot(self, name: str) -> AbstractContextManager[object]:
        """Where a field's control is drawn: here, unless it is wanted elsewhere."""
        return self.elsewhere.get(name) or nullcontext()

    def place(self, name: str) -> None:
        with self.spot(name):
            self.places[name] = st.container()

    def option(self, option: Option) -> None:
        """The control that fits the option's values; behind a menu the options of the chosen entry."""
        if option.entries:
            options = self.menu(option).options
            for own in options[:_SHOWN]:
                self.option(own)
            if options[_SHOWN:]:
                self.group(options[_SHOWN:])
            return
        with st.container():  # one place on the page for either, so that what follows stays open
            if option.kind is str and len(state.value(option.name)) > _LONG:
                self.too_long(option)
            else:
                self.control(option)
        self.place(option.name)
        if option is MATRIX:
            self.place("grid")
            with st.expander("Numbers from a file"):
                uploads.numbers()
            self.place("number_file")
            self.place("row_words")

    def menu(self, option: Option, explain: bool = True) -> Any:
        """A menu of the registry, and what the chosen entry is, if that is to be explained here. Returns the entry."""
        entries = option.entries
        with self.spot(option.name):
            st.selectbox(
                option.label,
                entries,
                key=state.key(option),
                format_func=lambda name: entries[name].label,
                help=tooltip(option),
                on_change=playhead.send if option is INITIALIZER else None,
                args=(0,) if option is INITIALIZER else (),
            )
        entry = entries[st.session_state[state.key(option)]]
        if explain:
            self.place(option.name)
            explained(entry.explanation)
        return entry

    def control(self, option: Option) -> None:
        with self.spot(option.name):
            self._control(option)

    def _control(self, option: Option) -> None:
        common: dict[str, Any] = {"label": option.label, "key": state.key(option), "help": tooltip(option)}
        if option.kind is bool:
            st.toggle(**common)
        elif option.kind is str:
            st.text_area(**common, height=110)
        else:
            step, shown = (1, "%d") if option.kind is int else (0.1, "%.4g")
            # An emptied field stands for the default, which then shows through.
            default = "none" if option.default is None else f"{option.default}"
            st.number_input(**common, value=None, step=step, format=shown, placeholder=default)

    def too_long(self, option: Option) -> None:
        """A text that is too long to be edited on a page."""
        text = state.value(option.name)
        st.markdown(f"**{option.label}**: {len(text):,} characters, too many to edit here")
        st.caption(plain(abbreviate(text, 200)))
        st.button(
            "Use the example instead",
            key=f"type {option.name}",
            on_click=state.put,
            args=({option.name: None},),
            help="Replaces these words with ones you can edit here.",
        )

    def recipe(self) -> Experiment:
        """The newest recipe that is whole. What keeps a newer one from being so is said beside its control."""
        try:
            experiment = state.typed()
        except InvalidField as problem:
            self.problem = problem
            self.say(problem.field, f"{problem} Until then, the picture shows the last valid settings.", st.error)
            self.offer(problem)
            experiment = state.current()
        for field in state.remember(experiment):
            self.say(field, _TOO_LONG, st.info)
        for field, sentence in uploads.problems().items():
            self.say(field, sentence, st.error)
        for field, sentence in uploads.remarks().items():
            self.say(field, sentence, st.info)
        self.explain(experiment)
        self.recommend(experiment)
        return experiment

    def offer(self, problem: InvalidField) -> None:
        """A button that sets what would do."""
        if problem.offer:
            offered = ", ".join(
                f"{name} = {value}" if value not in ((), "") else f"no {name}" for name, value in problem.offer.items()
            )
            with self.places.get(problem.field, st.sidebar):
                st.button(
                    f"Set {plain(offered)}",
                    key="offer",
                    on_click=state.put,
                    args=(problem.offer,),
                    help="Makes the recipe valid, so the picture follows it again.",
                )

    def explain(self, experiment: Experiment) -> None:
        """What follows from the recipe: the vocabulary, its cost, and the lines of PyTorch that it stands for."""
        with self.places["vocabulary"]:
            index_table(experiment.vocabulary)
        for sentence in edits_caption(experiment.task):
            self.say(EDITS.name, sentence, st.caption)
        with self.places["cost"]:
            st.caption(_cost(experiment))
        if st.session_state.get(_CODE):
            self.show_code(experiment)
        if experiment.has_outputs:
            with self.places["outputs"]:
                st.toggle(
                    "Show the output vectors",
                    key="outputs",
                    help="The head has a vector for each word too. Shown in the same space, they attract the "
                    "words: a word moves towards the output vectors of the words it should predict.",
                )
        if experiment.dimension > 2:
            with self.places["outputs"]:
                self.plane(experiment)
        reason = no_regions(experiment)
        with self.places["outputs"]:
            st.toggle(
                "Show the head's answers",
                key="regions",
                disabled=bool(reason),
                help=reason
                or "Colours the plane behind the words by what the head would answer at each place. A word moves "
                "towards the region of the word that it should predict.",
            )
        if experiment.brings_dimension and experiment.dimension != state.value("dimension"):
            self.say(
                "dimension",
                f"The numbers have {plural(experiment.dimension, 'column')}, so the dimension is "
                f"set to {experiment.dimension}.",
                st.info,
            )
        if INITIALIZERS[experiment.initializer].width(**experiment.options(INITIALIZERS[experiment.initializer])):
            self.explain_numbers(experiment)

    def plane(self, experiment: Experiment) -> None:
        """In which plane more than two dimensions are seen, and what its axes are."""
        st.selectbox(
            "Dimensions in the picture",
            PLANES,
            key=planes.KEY,
            format_func=lambda name: PLANES[name].label,
            help="Which plane of the vectors' space is drawn. Training doesn't depend on it.",
        )
        kind = PLANES[st.session_state[planes.KEY]]
        explained(kind.explanation)
        for option, first in zip(kind.options, kind.first(experiment.vocabulary), strict=False):
            key = planes.axis_key(kind.name, option.name)
            st.text_input(option.label, key=key, placeholder=first, help=tooltip(option))
            self.place(option.name)

    def show_code(self, experiment: Experiment) -> None:
        """Each part of the recipe in PyTorch; the parts can be run one after the other."""
        parts = {"layer": layer_lines, "initial": initial_lines, "training": training_lines}
        for part, lines in parts.items():
            with self.places[f"{part} code"]:
                st.code("\n".join(lines(experiment)) or "# nothing to add", language="python", wrap_lines=True)

    def recommend(self, experiment: Experiment) -> None:
        """A button that sets what works for what has been chosen, as long as the recipe has something else."""
        if (found := recommended(experiment)) is None:
            return
        choice, fields = found
        written = ", ".join(_setting(name, value) for name, value in fields.items())
        with self.places[choice]:
            st.button(
                "Use settings that work" if choice == OBJECTIVE.name else f"Use {written}",
                key="recommended",
                on_click=state.put,
                args=(fields,),
                help=f"Sets {written}. Then even a short text's words gather by topic."
                if choice == OBJECTIVE.name
                else "With it, this optimizer learns in a small run.",
            )

    def explain_numbers(self, experiment: Experiment) -> None:
        """Which words have numbers; the file that holds them; and the grid to change them in."""
        matrix, vocabulary = source_matrix(str(experiment.numbers), experiment.matrix), experiment.vocabulary.words
        if sentence := coverage(matrix, vocabulary):
            self.say(MISSING.name, sentence, st.caption)
        if matrix.may_begin_with_words:
            with self.places.get(MISSING.name, st.sidebar):
                st.button(
                    "The first column holds words",
                    on_click=state.put,
                    args=({"matrix": with_word_column(str(experiment.matrix))},),
                    help="Puts a line above the numbers that names their columns, the first one “word”.",
                )
        with self.places["initial code"]:
            _download(str(experiment.numbers), matrix.find(vocabulary))
        if "grid" in self.places:
            with self.places["grid"]:
                weight_grid.grid(experiment)

    def report(self, history: History) -> None:
        """What the run has to say about the recipe, if it is the recipe's."""
        if history.experiment != state.current():
            return
        for field, sentence in history.remarks.items():
            self.say(field, sentence, st.warning if sentence == history.ending else st.info)
        if problem := refusal(history, state.plane()):
            self.say(problem.field, str(problem), st.error)

    def say(self, field: str, sentence: str, box: Callable[[str], object]) -> None:
        with self.places.get(field, st.sidebar):
            box(plain(sentence))


def _setting(name: str, value: Value) -> str:
    """A field and its value, as the controls name them: "Optimizer Adam"."""
    option = OPTIONS[name]
    return f"{option.label} {option.entries[str(value)].label if option.entries else f'{value:g}'}"


def _download(numbers: str, found: Found) -> None:
    """The file that the shown code reads, if it reads one."""
    file = NUMBERS[numbers].file(found)
    if file is not None:
        name, data = file
        more = "The starting positions of the dots. Put this file next to a script with these lines."
        st.download_button(f"Download {name} (read by the code)", data, name, on_click="ignore", help=more)


def _cost(experiment: Experiment) -> str:
    """What the choice costs, before it is run."""
    cost = experiment.cost
    bias = f", and {cost.dimension:,} in Linear's bias" if experiment.bias else ""
    numbers = (
        f"{plural(cost.words, 'word')} × {plural(cost.dimension, 'dimension')}: "
        f"{plural(cost.parameters, 'number')} in the weight{bias}."
    )
    if experiment.selection.layers == (EMBEDDING,):
        given_to_it = f"All words take {in_bytes(cost.indices)} as indices."
    else:
        one_hot = f"{in_bytes(cost.one_hot)} as one-hot vectors (torch.eye)"
        given_to_it = f"All words take {one_hot}, {in_bytes(cost.indices)} as indices."
    return f"{numbers} {given_to_it} This run takes {in_seconds(cost.seconds)}."
