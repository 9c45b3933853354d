"""What the page remembers: the widgets' values, and the address bar as their mirror.

Each widget's key in ``st.session_state`` is the name of the Experiment's field that it sets. Where two choices have
an option of one name, each has its own widget: what was typed for one is not what the other starts with.
The recipes of the pinned runs are kept beside them, and are mirrored too.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from playground.choices import Option, Value, all_options, in_use
from playground.experiment.experiment import OPTIONS, RECIPE, Experiment
from playground.experiment.links import (
    LESSON,
    PINS,
    from_query,
    pins_from_query,
    pins_to_query,
    pins_with_room,
    recipe_in,
    shortened,
    to_query,
    unpacked,
)
from playground.experiment.views import OVERVIEW, Place, PlaneChoice, View, view_from_query
from playground.figures.vectors.regions import no_regions
from playground.model.objectives import OBJECTIVES
from playground.teaching.lessons import LESSONS, Lesson
from playground.ui.session import challenge, hidden, planes, playhead, section
from playground.wording import abbreviate
from playground.words.example_texts import CORPORA, Corpus
from playground.words.vocabulary import RULES

_EXPERIMENT, _NOTICES, _ADDRESS, _VALUES = "_experiment", "_notices", "_address", "_values"
_LESSON, _OWN, _RECIPE, _VIEW, _OUTPUTS, _REGIONS = "_lesson", "_own", "_recipe", "_view", "outputs", "regions"


def _keyed() -> dict[str, Option]:
    """Every different option by the key of its widget: its name, with a number behind it if that is taken."""
    keyed: dict[str, Option] = {}
    for option in all_options(RECIPE):
        if not any(option is other for other in keyed.values()):
            taken = sum(other.name == option.name for other in keyed.values())
            keyed[f"{option.name} {taken + 1}" if taken else option.name] = option
    return keyed


_KEYED = _keyed()
_KEYS = {id(option): key for key, option in _KEYED.items()}


def key(option: Option) -> str:
    return _KEYS[id(option)]


def begin() -> None:
    """Once at the top of every run: take in an address that is new, and keep what hidden widgets hold."""
    address = st.query_params.to_dict()
    if _EXPERIMENT not in st.session_state or _went_elsewhere(address):
        _go_to(address)
    st.session_state[_VALUES] = values()
    for name, value in values().items():  # Streamlit forgets a widget that a run does not draw, unless it is set again
        st.session_state[name] = value


def _go_to(address: Mapping[str, str]) -> None:
    """Show what an address holds: a lesson, a recipe, pinned runs."""
    st.session_state[_ADDRESS] = address
    address, unreadable = unpacked(address)
    held = values() if _EXPERIMENT in st.session_state else None
    lesson, notices = _lesson_of(address)
    view, more = view_from_query(address)
    notices += unreadable + more
    if lesson is not None and not recipe_in(address):
        experiment = lesson.experiment
    else:
        experiment, more = from_query(address, held)
        notices += more
    plane, more = planes.of_link(view.plane, experiment)
    view, notices = replace(view, plane=plane), notices + more
    pinned, more = pins_from_query(address, experiment, None if held is None else pins())
    st.session_state[_EXPERIMENT], st.session_state[_NOTICES] = experiment, notices + more
    st.session_state[PINS.name] = pinned
    show(experiment)
    if lesson != st.session_state.get(_LESSON):
        _set_scene(lesson)
    _look(view, experiment)


def _look(view: View, experiment: Experiment) -> None:
    """Look at the run as an address says."""
    st.session_state[_VIEW] = view
    hidden.hide(view.hide)
    challenge.begin(view.challenge)
    section.choose(view.section)
    st.session_state[_OUTPUTS] = view.outputs
    place, words = view.place, experiment.vocabulary.words
    if view.slow or lesson() is None:
        playhead.slow_down(view.slow)
    if view.regions or lesson() is None:
        st.session_state[_REGIONS] = view.regions
    if view.plane != OVERVIEW or lesson() is None:
        planes.choose(view.plane)
    if place != Place():
        word = words.index(place.word) if place.word in words else None
        playhead.send(place.step, moment=place.moment, word=word)


def _lesson_of(address: Mapping[str, str]) -> tuple[Lesson | None, list[str]]:
    """The lesson that an address names, and a sentence if there is none of that name."""
    name = address.get(LESSON)
    if name is None or name in LESSONS:
        return LESSONS.get(name or ""), []
    return None, [f"The link names a lesson “{abbreviate(name, 40)}” that doesn't exist."]


def _set_scene(lesson: Lesson | None) -> None:
    """The playhead stands where the lesson begins; without one, where it is."""
    st.session_state[_LESSON] = lesson
    playhead.slow_down(lesson is not None and lesson.slow)
    st.session_state[_REGIONS] = lesson is not None and lesson.regions
    planes.choose(OVERVIEW if lesson is None else PlaneChoice(**lesson.plane))
    if lesson is None:
        playhead.send(None)
    else:
        playhead.go_to(lesson.start, lesson.experiment)


def lesson() -> Lesson | None:
    """The lesson that is taken, if one is."""
    return st.session_state.get(_LESSON)


def take(lesson: Lesson) -> None:
    """Begin a lesson, with its own recipe; the learner's own waits until the lessons are left."""
    if st.session_state.get(_LESSON) is None:
        st.session_state[_OWN] = values()
        st.session_state[PINS.name] = ()
    show(lesson.experiment)
    _set_scene(lesson)


def leave_lesson() -> None:
    """Back to the learner's own recipe, if there is one."""
    for name, value in st.session_state.pop(_OWN, {}).items():
        st.session_state[name] = value
    _set_scene(None)


def _went_elsewhere(address: Mapping[str, str]) -> bool:
    """Whether the browser went to another address, as by its back button.

    A run after a widget's change may still come with the address before: what the learner did then counts.
    """
    return address != st.session_state[_ADDRESS] and values() == st.session_state[_VALUES]


def values() -> dict[str, Any]:
    """What all widgets hold, shown or not, by key, and the pinned recipes."""
    return {name: st.session_state[name] for name in (*_KEYED, PINS.name)}


def put(changes: Mapping[str, Value]) -> None:
    """Set the widgets of these fields; None stands for the field's default."""
    used = in_use(RECIPE, {**values(), **changes})
    for name, value in changes.items():
        option = used.get(name, OPTIONS[name])
        st.session_state[key(option)] = option.default if value is None else value


def show(experiment: Experiment) -> None:
    """Set all widgets to a recipe."""
    for name, option in _KEYED.items():
        st.session_state[name] = option.default
    put({name: getattr(experiment, name) for name in experiment.in_use})


def pins() -> tuple[Experiment, ...]:
    """The recipes of the pinned runs, in the order in which they were pinned."""
    return st.session_state[PINS.name]


def pin(experiment: Experiment) -> None:
    """One more pinned run, unless it is pinned already or there is no room for it."""
    st.session_state[PINS.name] = pins_with_room([*pins(), experiment])


def unpin(experiment: Experiment) -> None:
    st.session_state[PINS.name] = tuple(pinned for pinned in pins() if pinned != experiment)


def pins_fit() -> bool:
    """Whether the address has room for the pinned runs, so that a reload or a link brings them back."""
    return not pins() or PINS.name in unpacked(st.session_state[_RECIPE])[0]


def value(name: str) -> Any:
    """What the widget of a field holds whose name only one option has."""
    return st.session_state[name]


def current() -> Experiment:
    """The newest recipe that was whole: what the stage shows while a control holds something that can't be used."""
    return st.session_state[_EXPERIMENT]


def typed() -> Experiment:
    """The recipe that the controls hold. Raises InvalidField for a value that can't be used."""
    return typed_with()


def typed_with(**changes: Value) -> Experiment:
    """The recipe that the controls hold, but for these fields."""
    used = in_use(RECIPE, values())
    return Experiment(**{**{name: st.session_state[key(option)] for name, option in used.items()}, **changes})


def remember(experiment: Experiment) -> list[str]:
    """Keep the recipe and mirror it in the address bar; returns the fields that are too long for an address."""
    if experiment != current():
        st.session_state[_NOTICES] = []
    st.session_state[_EXPERIMENT] = experiment
    query, left_out = shortened(_recipe_or_lesson(experiment) | pins_to_query(pins(), experiment))
    st.session_state[_RECIPE] = query
    _mirror()
    return [field for field in left_out if field != PINS.name]


def keep_view(view: View) -> None:
    """Mirror in the address bar how the run is looked at."""
    st.session_state[_VIEW] = view
    _mirror()


def _mirror() -> None:
    query = st.session_state[_RECIPE] | st.session_state[_VIEW].to_query()
    if query != st.query_params.to_dict():
        st.query_params.from_dict(query)
    st.session_state[_ADDRESS] = query


def open_query(query: Mapping[str, str]) -> None:
    """Show what a recipe file holds, as if it were the address."""
    _go_to(query)


def whole_query() -> dict[str, str]:
    """All that an address would say if it could have any length."""
    experiment = current()
    recipe = _recipe_or_lesson(experiment) | pins_to_query(pins(), experiment)
    return recipe | st.session_state[_VIEW].to_query()


def address() -> dict[str, str]:
    """The whole state of the page, as the address bar has it."""
    return dict(st.session_state[_ADDRESS])


def _recipe_or_lesson(experiment: Experiment) -> dict[str, str]:
    """The recipe as texts, behind the name of the lesson; that alone stands for the lesson's own recipe."""
    taken = lesson()
    if taken is None:
        return to_query(experiment)
    if experiment == taken.experiment:
        return {LESSON: taken.name}
    return {LESSON: taken.name, **(to_query(experiment) or {"seed": str(experiment.seed)})}


def begin_anew(changes: Mapping[str, Value]) -> None:
    """Set these fields, and let the run play from its start."""
    put(changes)
    playhead.send(0, plays=True)


def outputs() -> bool:
    """Whether the output vectors are to be drawn too."""
    return bool(st.session_state.get(_OUTPUTS)) and current().has_outputs


def regions() -> bool:
    """Whether the head's answers are to be drawn behind the words."""
    return bool(st.session_state.get(_REGIONS)) and not no_regions(current())


def plane() -> PlaneChoice:
    """In which plane more than two dimensions are seen."""
    return planes.chosen(current())


def notices() -> list[str]:
    """What could not be used of the link that the page was opened with."""
    return st.session_state[_NOTICES]


def matching_corpus() -> str | None:
    """The preset whose words the controls hold, if any."""
    return _matching(st.session_state)


def _matching(values: Any) -> str | None:
    for name, corpus in CORPORA.items():
        if all(values[field] == value for field, value in _words(corpus).items()):
            return name
    return None


def _words(corpus: Corpus) -> dict[str, Value]:
    """The fields that say what the words are, as the preset has them."""
    rules = ["tokenizer", "objective", *(rule.name for rule in RULES)]
    names = [*rules, *dict.fromkeys(objective.source.name for objective in OBJECTIVES.values())]
    return {name: corpus.recipe.get(name, OPTIONS[name].default) for name in names}


def use_corpus() -> None:
    """The learner chose a preset: its words, and what else shows it. What the one before had set besides goes back."""
    if st.session_state["corpus"] is None:
        return
    before = _matching(st.session_state[_VALUES])
    put({name: None for name in CORPORA[before].recipe} if before else {})
    chosen = CORPORA[st.session_state["corpus"]]
    put({**_words(chosen), "edits": None, **chosen.recipe})
