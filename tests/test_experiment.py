import dataclasses
import math
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground import Experiment
from playground.choices import InvalidField
from playground.experiment import FIELDS, MOST_CHARACTERS, MOST_EXAMPLES, MOST_WORDS, OPTIONS, REGISTRIES

# For each option, the choice that makes use of it.
CHOSEN = {
    option.name: {field: choice.name}
    for field, entries in REGISTRIES.items()
    for choice in entries.values()
    for option in choice.options
}
HUGE = 10**5_000  # more digits than Python writes out
NUMBERS = [option for option in OPTIONS.values() if type(option.default) in (int, float)]
WHOLE = [option for option in NUMBERS if type(option.default) is int]
NO_NUMBERS = [math.nan, math.inf, -math.inf, True, False, "5", "", b"5", [5], {}, 5j, 10**400, HUGE]


def by_name(option):
    return option.name


def brief(value):
    return "10**5000" if value == HUGE else f"{type(value).__name__} {str(value)[:9]}"


def recipe(name, value):
    return Experiment(**{**CHOSEN.get(name, {}), name: value})


def assert_refused(name, value):
    with pytest.raises(ValueError, match=name) as refused:
        recipe(name, value)
    assert isinstance(refused.value, InvalidField)
    assert refused.value.field == name
    assert len(str(refused.value)) < 500


def test_the_defaults_are_a_good_first_picture():
    experiment = Experiment()
    assert experiment.layer == "both"
    assert experiment.dimension == 2
    assert 2 < len(experiment.vocabulary) <= 15


@pytest.mark.parametrize("value", NO_NUMBERS, ids=brief)
@pytest.mark.parametrize("option", NUMBERS, ids=by_name)
def test_what_is_no_finite_number_is_refused(option, value):
    assert_refused(option.name, value)


@pytest.mark.parametrize("option", NUMBERS, ids=by_name)
def test_what_is_out_of_range_is_refused(option):
    assert_refused(option.name, option.minimum - 1)
    assert_refused(option.name, option.maximum + 1)
    assert_refused(option.name, 1e9 if option.maximum < 1e9 else 1e18)


@pytest.mark.parametrize("option", WHOLE, ids=by_name)
def test_half_of_a_whole_number_is_refused(option):
    assert_refused(option.name, option.default + 0.5)


@pytest.mark.parametrize("option", NUMBERS, ids=by_name)
def test_the_ends_of_every_range_can_be_used(option):
    names = {"low": {"high": 100.0}, "high": {"low": -100.0}}.get(option.name, {})
    for value in (option.minimum, option.maximum):
        experiment = Experiment(**{**CHOSEN.get(option.name, {}), **names, option.name: value})
        assert getattr(experiment, option.name) == value


@pytest.mark.parametrize("option", NUMBERS, ids=by_name)
@pytest.mark.parametrize("like", [int, float, np.int64, np.float64, np.float32], ids=lambda like: like.__name__)
def test_a_number_becomes_the_type_of_its_field(option, like):
    value = getattr(recipe(option.name, like(1 if option.name != "momentum" else 0)), option.name)
    assert type(value) is type(option.default)


@pytest.mark.parametrize("value", [1, 0, "true", 1.0, b"", []], ids=brief)
@pytest.mark.parametrize("name", [name for name, option in OPTIONS.items() if isinstance(option.default, bool)])
def test_a_switch_takes_true_and_false_only(name, value):
    assert_refused(name, value)


@pytest.mark.parametrize("value", [5, True, b"I love you", ["I", "you"], math.nan], ids=brief)
@pytest.mark.parametrize("name", [name for name, option in OPTIONS.items() if isinstance(option.default, str)])
def test_a_text_takes_text_only(name, value):
    assert_refused(name, value)


@pytest.mark.parametrize("value", ["", "Both", "both ", "unknown", None, 3, True, ["both"]], ids=brief)
@pytest.mark.parametrize("field", REGISTRIES)
def test_an_unknown_choice_is_refused_with_the_known_ones(field, value):
    with pytest.raises(ValueError, match=field) as refused:
        Experiment(**{field: value})
    assert all(repr(name) in str(refused.value) for name in REGISTRIES[field])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "is empty"),
        (" \n\t\u200b", "is empty"),
        ("cat", "has one word"),
        ("ha ha HA ha", "only one word"),
        (" ".join(f"w{number}" for number in range(MOST_WORDS + 1)), "2,001 different words"),
        ("cat " * 99_999 + "dog", "too long"),
        ("I " * (MOST_CHARACTERS // 2) + "you", "500,003 characters; up to 500,000 can be read"),
        (" ".join(f"w{number}" for number in range(100_000)), "688,889 characters"),
    ],
    ids=[
        "nothing",
        "nothing to be seen",
        "one",
        "one repeated",
        "2,001",
        "100,000",
        "500,003 characters",
        "100,000 different",
    ],
)
def test_a_text_that_cannot_be_learned_is_refused(text, problem):
    with pytest.raises(ValueError, match=f"text.*{problem}") as refused:
        Experiment(text=text)
    assert refused.value.field == "text"


def test_a_text_as_long_as_allowed_is_taken():
    text = " ".join(f"w{number % MOST_WORDS}" for number in range(MOST_EXAMPLES + 1))
    assert len(Experiment(text=text).vocabulary) == MOST_WORDS


@pytest.mark.parametrize("text", ["", "cat", "cat dog"])
def test_with_pairs_the_words_are_those_of_the_pairs(text):
    assert Experiment(text=text, objective="pairs", pairs="a|b").vocabulary.words == ("a", "b")


@pytest.mark.parametrize("pairs", ["", "cat", "cat|cat", ",".join(f"a{n}|b{n}" for n in range(MOST_WORDS))], ids=len)
def test_pairs_that_cannot_be_learned_are_refused(pairs):
    with pytest.raises(ValueError, match="pairs") as refused:
        Experiment(objective="pairs", pairs=pairs)
    assert refused.value.field == "pairs"


def test_a_run_that_nobody_would_wait_for_is_refused_with_the_steps_that_would_do():
    text = " ".join(f"w{number}" for number in range(MOST_WORDS))
    with pytest.raises(ValueError, match=r"steps = 10,000 would take too long.*Take at most 1,\d+ steps") as refused:
        Experiment(text=text, dimension=256, steps=10_000)
    assert refused.value.field == "steps"
    most = int(str(refused.value).split("at most ")[1].split(" ")[0].replace(",", ""))
    assert Experiment(text=text, dimension=256, steps=most).steps == most
    with pytest.raises(InvalidField):
        Experiment(text=text, dimension=256, steps=most + 1)


def test_a_learning_rate_of_a_billion_is_answered_with_the_range():
    with pytest.raises(ValueError) as refused:
        Experiment(learning_rate=1e9)
    assert str(refused.value) == "learning_rate must be a number from 0 to 100, not 1,000,000,000. A good value is 0.5."


@pytest.mark.parametrize("name", CHOSEN)
def test_an_option_is_none_unless_its_choice_is_made(name):
    (field, _), *_ = CHOSEN[name].items()
    for choice in REGISTRIES[field].values():
        value = getattr(Experiment(**{field: choice.name, name: OPTIONS[name].default}), name)
        assert value == (OPTIONS[name].default if OPTIONS[name] in choice.options else None)


def test_equal_runs_are_equal_experiments():
    same = [Experiment(), Experiment(momentum=0.5, low=3), Experiment(learning_rate=0.5, bias=False, dimension=2.0)]
    assert len(set(same)) == 1
    assert Experiment(optimizer="momentum") == Experiment(optimizer="momentum", momentum=0.9)
    assert len({Experiment(), Experiment(seed=1), Experiment(bias=True), Experiment(optimizer="momentum")}) == 4


def test_an_experiment_is_never_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Experiment().steps = 5


def test_a_changed_copy_is_checked_too():
    changed = dataclasses.replace(Experiment(optimizer="momentum", momentum=0.5), optimizer="sgd")
    assert changed == Experiment()
    with pytest.raises(InvalidField):
        dataclasses.replace(Experiment(), steps=0)


def test_an_experiment_survives_pickling():
    experiment = Experiment(initializer="uniform_", low=-0.5)
    assert pickle.loads(pickle.dumps(experiment)) == experiment


@given(
    st.text()
    | st.text(st.characters(exclude_categories=()))
    | st.lists(st.sampled_from(["I", "you", ".", "👩\u200d🚀", "我", "́", "\x00", "İ", "ß"])).map(" ".join)
)
@settings(max_examples=150, deadline=None)
def test_any_text_is_a_recipe_or_refused_by_name(text):
    try:
        experiment = Experiment(text=text)
    except InvalidField as refused:
        assert refused.field == "text"
    else:
        words = experiment.vocabulary.words
        assert len(words) == len(set(words)) >= 2
        assert experiment.task.examples.inputs.min() >= 0
        assert experiment.task.examples.targets.max() < len(words)


ANYTHING = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.binary(max_size=5)


@given(
    st.dictionaries(
        st.sampled_from(sorted(FIELDS)), ANYTHING | st.sampled_from(["pairs", "adam", "uniform_", "linear"])
    )
)
@settings(max_examples=300, deadline=None)
def test_any_values_make_a_recipe_or_are_refused_by_name(values):
    try:
        experiment = Experiment(**values)
    except InvalidField as refused:
        assert refused.field in FIELDS
        assert refused.field in str(refused)
    else:
        assert hash(experiment) == hash(dataclasses.replace(experiment))
        assert dataclasses.replace(experiment) == experiment
