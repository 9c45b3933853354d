import json
import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from playground import Experiment, limits
from playground.choices import InvalidField, all_options
from playground.experiment.experiment import FIELDS, OPTIONS
from playground.experiment.fields import RECIPE
from playground.experiment.links import (
    LEFT_OUT,
    fits,
    from_query,
    packed,
    pins_from_query,
    pins_to_query,
    recipe_in,
    shortened,
    to_query,
    unpacked,
)
from playground.model.interventions import INTERVENTIONS
from playground.words.example_texts import CORPORA
from playground.words.vocabulary_edits import EDIT_KINDS, EDITS

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
        "None",
        "both",
        "linear",
        "uniform_",
        "from_pretrained",
        "minilm",
        "pairs",
        "adam",
        "sparse_adam",
        "9" * 5_000,
        "a|b",
        "null",
        "{}",
        '[["remove","cat"]]',
        '[["remove"]]',
        "[" * 5_000,
        "[[1, 2], [2, 2]]",
        "a 1 2",
    ]
)
WORD = st.sampled_from("abcdxyz") | st.text(min_size=1, max_size=5)


def values_of(option):
    """Any value that a field may have."""
    if option is EDITS:
        return st.lists(
            st.one_of(*(st.tuples(st.just(verb.name), *[WORD] * verb.texts) for verb in EDIT_KINDS.values()))
        )
    if option is INTERVENTIONS:
        some = st.sampled_from([("learning_rate", "0.1"), ("vector", "我", "1, 2"), ("freeze",), ("optimizer", "adam")])
        return st.lists(st.tuples(st.integers(0, 300), some).map(lambda change: (change[0], *change[1])), max_size=3)
    if option.entries:
        return st.sampled_from(list(option.entries))
    if option.kind is bool:
        return st.booleans()
    if option.kind is int:
        return st.integers(int(option.minimum), int(min(option.maximum, option.minimum + 300)))
    if option.kind is float:
        return st.floats(option.minimum, option.maximum)
    some = st.lists(st.tuples(st.sampled_from("abcd我"), st.sampled_from("xyz👍")), min_size=1, max_size=5)
    pairs = some.map(lambda pairs: ", ".join(f"{one}|{other}" for one, other in pairs))
    numbers = st.lists(st.tuples(st.floats(-9, 9), st.floats(-9, 9)), min_size=1, max_size=3)
    texts = {
        "text": pairs | st.text(min_size=2, max_size=40),
        "pairs": pairs,
        "sentences": some.map(lambda pairs: "\n".join(f"{one}: {other} {one}" for one, other in pairs)),
        "points": numbers.map(lambda rows: "\n".join(f"{'abc'[row]}: {x}, {y}" for row, (x, y) in enumerate(rows))),
        "hold": st.sampled_from(["[0, 1]", "[1]", ""]),
        "matrix": numbers.map(lambda rows: str([*map(list, rows)])),
    }
    return texts[option.name]


ANY_VALUES = {
    name: st.one_of(*(values_of(option) for option in all_options(RECIPE) if option.name == name)) for name in FIELDS
}


@st.composite
def experiments(draw):
    """Any recipe; of values that don't go together some are left out."""
    values = draw(st.fixed_dictionaries({}, optional=ANY_VALUES))
    while True:
        try:
            return Experiment(**values)
        except InvalidField as problem:
            values.pop(problem.field if problem.field in values else next(iter(values)))


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
    assert bool(notices) >= bool(recipe_in(query).keys() - FIELDS.keys() - {LEFT_OUT})
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


def noise(characters: int) -> str:
    """Words that no compression makes much shorter."""
    draw = random.Random(characters)
    return " ".join(f"{draw.randrange(16**8):08x}" for _ in range(characters // 9))


def test_many_unknown_names_are_one_short_sentence():
    _, notices = from_query({f"unknown {number}" * 40: "" for number in range(800)})
    assert len(notices) == 1 and len(notices[0]) < 250


CHINESE = "春眠不觉晓处处闻啼鸟夜来风雨声花落知多少床前明月光疑是地上霜举头望明月低头思故乡白日依山尽黄河入海流"


def test_a_chinese_text_of_700_characters_fits_into_a_link():
    experiment = Experiment(text=" ".join(CHINESE * 14)[:1_400], tokenizer="whitespace")
    query, left_out = shortened(to_query(experiment))
    assert left_out == []
    assert from_query(unpacked(query)[0]) == (experiment, [])


@given(st.dictionaries(st.sampled_from(list(OPTIONS)), st.text(max_size=900)))
def test_what_is_packed_is_unpacked(query):
    assert unpacked(packed(query)) == (query, [])


@pytest.mark.parametrize("broken", ["", "x", "eJw", "%%%", "eNpF2s2O"])
def test_a_link_that_was_cut_off_is_said_to_be(broken):
    query, notices = unpacked({"z": broken, "seed": "3"})
    assert query == {"seed": "3"}
    assert [notice[:21] for notice in notices] == ["The link was cut off "]


def test_what_others_add_to_an_address_is_no_notice():
    added = {"utm_source": "mail", "fbclid": "x", "gclid": "y", "embed": "true", "ref": "z"}
    assert from_query({"seed": "3", **added}) == (Experiment(seed=3), [])


def test_a_field_without_effect_is_told():
    experiment, notices = from_query({"optimizer": "sgd", "momentum": "0.9"})
    assert experiment == Experiment()
    assert notices == ["The link sets momentum, which this recipe doesn't use."]


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
    assert "high must be at least low" in notices[0]


def test_a_text_that_cannot_be_learned_falls_back():
    experiment, notices = from_query({"text": "cat", "seed": "4"})
    assert experiment == Experiment(seed=4)
    assert "only one word" in notices[0]


def test_a_notice_is_short_however_long_the_address():
    _, notices = from_query({"x" * 5_000: "1", "steps": "y" * 5_000, "layer": "z" * 5_000})
    assert len(notices) == 3
    assert all(len(notice) < 300 for notice in notices)


def test_a_long_text_does_not_fit_an_address():
    assert fits(to_query(Experiment()))
    assert not fits(to_query(Experiment(text="I love you . " * 500)))
    assert not fits(to_query(Experiment(text="我爱你" * (limits.LINK // 27 + 1))))


@pytest.mark.parametrize("name", CORPORA)
def test_every_example_of_the_page_can_be_sent_in_a_link(name):
    experiment = Experiment(**CORPORA[name].recipe)
    query = to_query(experiment)
    assert fits(query)
    assert from_query(query) == (experiment, [])


def test_each_choice_has_its_own_defaults_in_a_link():
    assert to_query(Experiment(initializer="trunc_normal_", a=-2.0)) == {"initializer": "trunc_normal_"}
    assert to_query(Experiment(initializer="init.uniform_", a=-2.0)) == {"initializer": "init.uniform_", "a": "-2.0"}
    assert from_query({"initializer": "trunc_normal_"})[0].a == -2.0
    assert from_query({"initializer": "trunc_normal_", "std": "0"})[0].std == 1.0


def test_what_is_left_out_of_a_recipe_is_left_out_of_its_link():
    assert to_query(Experiment(padding_idx=None, max_norm=None)) == {}
    experiment = Experiment(padding_idx=0, max_norm=1.5)
    assert to_query(experiment) == {"padding_idx": "0", "max_norm": "1.5"}
    assert from_query(to_query(experiment)) == (experiment, [])


@pytest.mark.parametrize("written", ["None", "", "none", "null"])
def test_a_number_that_may_be_left_out_is_not_written_as_none(written):
    experiment, notices = from_query({"padding_idx": written, "seed": "4"})
    assert experiment == Experiment(seed=4)
    assert len(notices) == 1


def test_a_menu_in_a_menu_comes_back_with_its_options():
    query = {
        "text": "king queen owl hawk king",
        "initializer": "from_pretrained",
        "numbers": "minilm",
        "missing": "uniform_",
        "low": "-0.25",
        "freeze": "false",
    }
    experiment, notices = from_query(query)
    assert notices == []
    assert (experiment.missing, experiment.low, experiment.high, experiment.freeze) == ("uniform_", -0.25, 1.0, False)
    assert from_query(to_query(experiment)) == (experiment, [])
    assert to_query(experiment).items() >= query.items()


def test_numbers_that_cannot_be_read_fall_back_and_leave_the_rest():
    experiment, notices = from_query({"initializer": "from_pretrained", "matrix": "[[1, 2], [3]]", "seed": "4"})
    assert experiment.seed == 4
    assert len(notices) == 1
    assert "Row 2" in notices[0]


def test_options_of_the_inner_menu_that_do_not_go_together_leave_the_rest():
    query = {"initializer": "from_pretrained", "numbers": "minilm", "missing": "uniform_", "low": "3", "seed": "4"}
    experiment, notices = from_query(query)
    assert experiment.seed == 4
    assert len(notices) == 1
    assert "high must be at least low" in notices[0]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"optimizer": "sparse_adam"}, "sparse"),
        ({"sparse": "true", "optimizer": "adam"}, "sparse"),
        ({"padding_idx": "49999"}, "padding_idx"),
        ({"minimum_count": "1000"}, "minimum count"),
        ({"edits": '[["forget","cat"]]'}, "forget"),
        ({"edits": "cat"}, "edits"),
    ],
    ids=str,
)
def test_what_cannot_be_used_falls_back_and_leaves_the_rest(query, said):
    experiment, notices = from_query({**query, "seed": "4", "steps": "9"})
    assert (experiment.seed, experiment.steps) == (4, 9)
    assert len(notices) == 1
    assert said in notices[0]


def test_an_edit_that_does_not_fit_the_text_is_still_a_part_of_the_link():
    experiment, notices = from_query({"edits": '[["remove","owl"],["rename","cat","lion"]]'})
    assert notices == []
    assert experiment.task.edited == (False, True)
    assert from_query(to_query(experiment)) == (experiment, [])


def test_every_field_has_a_default():
    defaults = {name: option.default for name, option in Experiment().in_use.items()}
    assert Experiment(**defaults) == Experiment()
    assert {name for name in FIELDS if getattr(Experiment(), name) is not None} <= defaults.keys() <= FIELDS.keys()


LONG = " ".join(f"word{number}" for number in range(2_000))


def test_what_is_too_long_is_left_out_and_the_address_says_so():
    experiment = Experiment(text=LONG, steps=50, edits=(("add", "owl"),))
    query, left_out = shortened(to_query(experiment))
    assert left_out == ["text"]
    assert query == {"steps": "50", "edits": '[["add","owl"]]', "left_out": "text"}
    assert fits(query)


def test_a_link_that_came_without_its_text_says_so_and_edits_no_other_text():
    query, _ = shortened(to_query(Experiment(text=LONG, steps=50, edits=(("add", "owl"),))))
    experiment, notices = from_query(query)
    assert experiment == Experiment(steps=50)
    assert len(notices) == 1 and "“Your text”" in notices[0] and "too long" in notices[0]


def test_a_page_that_still_holds_the_text_keeps_it():
    before = Experiment(text=LONG, steps=50)
    query, _ = shortened(to_query(before))
    assert from_query(query, vars(Experiment(text=LONG, steps=70))) == (before, [])


def test_a_dimension_that_the_numbers_bring_is_not_written():
    experiment = Experiment(initializer="from_pretrained", numbers="minilm")
    assert experiment.dimension == 50
    assert "dimension" not in to_query(experiment)
    assert from_query(to_query(experiment)) == (experiment, [])


@given(st.lists(experiments(), max_size=limits.PINS, unique=True), experiments())
@settings(max_examples=25, deadline=None)
def test_a_link_brings_back_the_pinned_runs_in_their_order(pins, experiment):
    query = to_query(experiment) | pins_to_query(pins, experiment)
    assert from_query(query) == (experiment, []), "the recipe is read as if there were no pinned runs"
    assert pins_from_query(query, experiment) == (tuple(pins), [])


@given(WRITTEN | st.lists(st.dictionaries(st.sampled_from(sorted(FIELDS)), WRITTEN | st.none())).map(json.dumps))
@settings(max_examples=100, deadline=None)
@example('[{"left_out":"text"}]')
@example('[{"pins":"[]"}]')
@example('[{"steps":50}]')
def test_whatever_stands_for_pinned_runs_is_a_notice_at_worst(written):
    pins, notices = pins_from_query({"pins": written}, Experiment())
    assert len(pins) <= limits.PINS and all(isinstance(pin, Experiment) for pin in pins)
    assert all(notice.endswith(".") and len(notice) < 200 for notice in notices)


def test_pinned_runs_are_written_as_what_differs_from_the_recipe():
    text = "我 爱 你 。 " * 20
    experiment = Experiment(text=text, seed=1)
    pins = [Experiment(text=text, seed=1, steps=50), Experiment(text=text), experiment]
    assert pins_to_query(pins, experiment) == {"pins": '[{"steps":"50"},{"seed":null},{}]'}
    assert pins_to_query([], experiment) == {}


@pytest.mark.parametrize(
    ("written", "kept", "said"),
    [
        ("nonsense", 0, "can't be read"),
        ("{}", 0, "can't be read"),
        ('[{"steps":"7"},5]', 1, "Pinned run 2 in the link"),
        ('[{"steps":7}]', 0, "Pinned run 1 in the link"),
        ('[{"steps":"many"},{"seed":"2"}]', 1, "Pinned run 1 in the link"),
        ('[{"colour":"red"}]', 0, "Pinned run 1 in the link"),
        (json.dumps([{"seed": str(seed)} for seed in range(1, 8)]), 4, "has 7 pinned runs"),
    ],
)
def test_what_is_wrong_with_pinned_runs_is_said_and_the_others_are_used(written, kept, said):
    pins, notices = pins_from_query({"pins": written, "steps": "9"}, Experiment(steps=9))
    assert len(pins) == kept
    [notice] = notices
    assert said in notice


def test_a_run_is_pinned_once():
    assert pins_from_query({"pins": '[{},{},{"seed":"0"}]'}, Experiment()) == ((Experiment(),), [])


def test_pinned_runs_are_left_out_of_an_address_before_anything_else():
    experiment = Experiment(text=noise(5_500))
    pins = [Experiment(text=noise(6_000))]
    query, left_out = shortened(to_query(experiment) | pins_to_query(pins, experiment))
    assert left_out == ["pins"]
    query, _ = unpacked(query)
    assert query == to_query(experiment) | {"left_out": "pins"}
    assert from_query(query) == (experiment, [])
    assert pins_from_query(query, experiment, held=pins) == (tuple(pins), [])
    assert pins_from_query(query, experiment) == (
        (),
        ["The link omits its pinned runs, which were too long for an address."],
    )


def test_pinned_runs_of_one_long_text_fit_an_address():
    text = "我 爱 你 。 " * 40
    pins = [Experiment(text=text, seed=seed) for seed in range(4)]
    assert fits(to_query(pins[0]) | pins_to_query(pins, pins[0]))
