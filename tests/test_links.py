import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from playground import Experiment
from playground.choices import InvalidField
from playground.experiment import FIELDS, OPTIONS, REGISTRIES
from playground.links import LONGEST, default, fits, from_query, to_query

# Texts of every field, most of them wrong for it.
WRITTEN = st.text(max_size=30) | st.sampled_from(
    [
        "nan",
        "inf",
        "-1",
        "1e999",
        "1_0",
        " 5 ",
        "٣",
        "true",
        "FALSE",
        "both",
        "linear",
        "uniform_",
        "pairs",
        "adam",
        "9" * 5_000,
        "a|b",
    ]
)


def values_of(option):
    """Any value that a field may have."""
    if isinstance(option.default, bool):
        return st.booleans()
    if isinstance(option.default, str):
        some = st.lists(st.tuples(st.sampled_from("abcd我"), st.sampled_from("xyz👍")), min_size=1, max_size=5)
        pairs = some.map(lambda pairs: ", ".join(f"{one}|{other}" for one, other in pairs))
        return pairs | st.text(min_size=2, max_size=40) if option.name == "text" else pairs
    if isinstance(option.default, int):
        return st.integers(int(option.minimum), int(option.maximum))
    return st.floats(option.minimum, option.maximum)


@st.composite
def experiments(draw):
    fields = {name: st.sampled_from(list(entries)) for name, entries in REGISTRIES.items()}
    fields |= {name: values_of(option) for name, option in OPTIONS.items()}
    values = draw(st.fixed_dictionaries({}, optional=fields))
    try:
        return Experiment(**values)
    except InvalidField:
        assume(False)


@given(experiments())
@settings(max_examples=200, deadline=None)
def test_a_link_brings_back_the_whole_recipe(experiment):
    query = to_query(experiment)
    assert all(isinstance(value, str) for value in query.values())
    assert from_query(query) == (experiment, [])


@given(st.dictionaries(st.sampled_from(sorted(FIELDS)) | st.text(max_size=10), WRITTEN))
@settings(max_examples=300, deadline=None)
def test_any_address_gives_a_recipe(query):
    experiment, notices = from_query(query)
    assert isinstance(experiment, Experiment)
    assert len(notices) >= len(query.keys() - FIELDS.keys())
    assert from_query(to_query(experiment)) == (experiment, [])


@given(st.text(st.characters(exclude_categories=())))
@example("half a character: \ud800")
@settings(max_examples=100, deadline=None)
def test_any_text_fits_an_address_or_does_not(text):
    try:
        experiment = Experiment(text=text)
    except InvalidField:
        return
    assert fits(to_query(experiment)) in (True, False)


def test_a_recipe_that_differs_in_nothing_has_an_empty_link():
    assert to_query(Experiment()) == {}
    assert from_query({}) == (Experiment(), [])


def test_only_what_differs_from_the_defaults_is_written():
    experiment = Experiment(steps=50, bias=True, optimizer="momentum", learning_rate=0.1)
    assert to_query(experiment) == {"bias": "true", "optimizer": "momentum", "learning_rate": "0.1", "steps": "50"}


def test_an_unknown_name_is_ignored_and_said():
    experiment, notices = from_query({"stepz": "5", "steps": "7"})
    assert experiment == Experiment(steps=7)
    assert len(notices) == 1
    assert "stepz" in notices[0]


def test_a_bad_value_falls_back_to_the_default_and_is_said():
    for name, written in [
        ("steps", "many"),
        ("steps", "0"),
        ("layer", "lstm"),
        ("bias", "maybe"),
        ("learning_rate", "nan"),
    ]:
        experiment, notices = from_query({name: written, "seed": "4"})
        assert experiment == Experiment(seed=4)
        assert len(notices) == 1
        assert name in notices[0]


@pytest.mark.parametrize("options", [{"low": "0.5", "high": "0.25"}, {"low": "3"}, {"high": "-3"}], ids=str)
def test_values_that_do_not_go_together_fall_back_with_their_choice_and_leave_the_rest(options):
    experiment, notices = from_query({"initializer": "uniform_", **options, "seed": "4"})
    assert experiment == Experiment(seed=4)
    assert len(notices) == 1
    assert "high must not be below low" in notices[0]


def test_a_text_that_cannot_be_learned_falls_back():
    experiment, notices = from_query({"text": "cat", "seed": "4"})
    assert experiment == Experiment(seed=4)
    assert "has one word" in notices[0]


def test_a_notice_is_short_however_long_the_address():
    _, notices = from_query({"x" * 5_000: "1", "steps": "y" * 5_000, "layer": "z" * 5_000})
    assert len(notices) == 3
    assert all(len(notice) < 300 for notice in notices)


def test_a_long_text_does_not_fit_an_address():
    assert fits(to_query(Experiment()))
    assert not fits(to_query(Experiment(text="I love you . " * 500)))
    assert not fits(to_query(Experiment(text="我爱你" * (LONGEST // 27 + 1))))


def test_every_field_has_a_default():
    assert Experiment(**{name: default(name) for name in FIELDS}) == Experiment()
