import copy
import dataclasses
import math
import pickle

import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from playground import Experiment, limits, train
from playground.choices import InvalidField, all_options, in_use
from playground.experiment.experiment import FIELDS
from playground.experiment.fields import OPTIONS, RECIPE
from playground.model.initializers import DRAWN
from playground.model.intervention_kinds import INTERVENTION_KINDS
from playground.model.interventions import INTERVENTIONS
from playground.model.pretrained import NUMBERS
from playground.wording import in_bytes
from playground.words.vocabulary_edits import EDIT_KINDS, EDITS


def with_choices(options, chosen):
    """Every option, with the choices that bring it into the recipe."""
    for option in options:
        yield option, chosen
        for entry in option.entries.values():
            needed = {"sparse": True} if entry.name == "sparse_adam" else {}
            yield from with_choices(entry.options, {**chosen, option.name: entry.name, **needed})


CHOSEN = list(with_choices(RECIPE, {}))
MENUS = [(option, chosen) for option, chosen in CHOSEN if option.entries]
NUMBERS_OF_THE_RECIPE = [(option, chosen) for option, chosen in CHOSEN if option.kind in (int, float)]
OTHER_END = {"low": {"high": 100.0}, "high": {"low": -100.0}, "a": {"b": 100.0, "mean": 50.0}, "b": {"a": -100.0}}
HUGE = 10**5_000  # more digits than Python writes out
NO_NUMBERS = [math.nan, math.inf, -math.inf, True, False, "5", "", b"5", [5], {}, 5j, 10**400, HUGE]
MANY = " ".join(f"w{number}" for number in range(limits.WORDS))


def names_of(rows):
    return [" ".join([option.name, *map(str, chosen.values())]) for option, chosen in rows]


def each(rows):
    return pytest.mark.parametrize(("option", "chosen"), rows, ids=names_of(rows))


def brief(value):
    return "10**5000" if type(value) is int and value == HUGE else f"{type(value).__name__} {str(value)[:9]}"


def refusal(**values):
    with pytest.raises(ValueError) as refused:
        Experiment(**values)
    assert isinstance(refused.value, InvalidField)
    assert refused.value.field in FIELDS
    assert len(str(refused.value)) < 800
    return refused.value


def assert_refused(name, **values):
    refused = refusal(**values)
    assert refused.field == name
    assert name in str(refused)


def test_the_defaults_are_a_good_first_picture():
    experiment = Experiment()
    assert experiment.layer == "both"
    assert experiment.dimension == 2
    assert 2 < len(experiment.vocabulary) <= 15


# Fields


@each(NUMBERS_OF_THE_RECIPE)
def test_what_is_no_finite_number_is_refused(option, chosen):
    for value in NO_NUMBERS:
        assert_refused(option.name, **chosen, **{option.name: value})


@each(NUMBERS_OF_THE_RECIPE)
def test_what_is_out_of_range_is_refused(option, chosen):
    for value in (option.minimum - 1, option.maximum + 1, 1e18):
        assert_refused(option.name, **chosen, **{option.name: value})


@each([(option, chosen) for option, chosen in NUMBERS_OF_THE_RECIPE if option.kind is int])
def test_half_of_a_whole_number_is_refused(option, chosen):
    assert_refused(option.name, **chosen, **{option.name: option.minimum + 0.5})


@each(NUMBERS_OF_THE_RECIPE)
def test_the_ends_of_every_range_belong_to_it(option, chosen):
    for value in (option.minimum, option.maximum):
        assert option.checked(value) == value
        try:
            experiment = Experiment(**{**OTHER_END.get(option.name, {}), **chosen, option.name: value})
        except InvalidField as refused:  # for the text that is learned, or for the option's other end
            assert option.name in ("padding_idx", "minimum_count", "a", "b", "mean")
            assert "number from" not in str(refused)
        else:
            assert getattr(experiment, option.name) == value


@each(NUMBERS_OF_THE_RECIPE)
def test_a_number_becomes_the_type_of_its_field(option, chosen):
    number = next(value for value in (1, 0, 2) if option.minimum <= value <= option.maximum)
    for like in (int, float, np.int64, np.float64, np.float32):
        experiment = Experiment(**{**OTHER_END.get(option.name, {}), **chosen, option.name: like(number)})
        assert type(getattr(experiment, option.name)) is option.kind
        assert getattr(experiment, option.name) == number


@each([(option, chosen) for option, chosen in CHOSEN if option.kind is bool])
def test_a_switch_takes_true_and_false_only(option, chosen):
    for value in (1, 0, "true", 1.0, b"", []):
        assert_refused(option.name, **chosen, **{option.name: value})


@each([(option, chosen) for option, chosen in CHOSEN if option.kind is str])
def test_a_text_takes_text_only(option, chosen):
    for value in (5, True, b"I love you", ["I", "you"], math.nan):
        assert_refused(option.name, **chosen, **{option.name: value})


@each(MENUS)
@pytest.mark.parametrize("value", ["", "Both", "default ", "unknown", 3, True, ["both"]], ids=brief)
def test_an_unknown_choice_is_refused_with_the_known_ones(option, chosen, value):
    refused = refusal(**chosen, **{option.name: value})
    assert refused.field == option.name
    assert all(repr(name) in str(refused) for name in option.entries)


@pytest.mark.parametrize("name", FIELDS)
def test_none_is_the_default_of_every_field(name):
    assert Experiment(**{name: None}) == Experiment()


def test_a_learning_rate_of_a_billion_is_answered_with_the_range():
    assert str(refusal(learning_rate=1e9)) == (
        "learning_rate must be a number from 0 to 100, not 1,000,000,000. A good value is 0.5."
    )


# Options of choices


@each(MENUS)
def test_every_choice_brings_its_options_with_their_defaults_and_no_others(option, chosen):
    for entry in option.entries.values():
        values = {**chosen, option.name: entry.name, "sparse": entry.name == "sparse_adam"}
        experiment = Experiment(text="I love you\nYou love me", **values)
        assert getattr(experiment, option.name) == entry.name
        assert entry in experiment.choices
        for own in entry.options:
            if own.name not in values:
                assert getattr(experiment, own.name) == own.default
        for name in FIELDS.keys() - in_use(RECIPE, values).keys():
            assert getattr(experiment, name) is None


@each([(option, chosen) for option, chosen in CHOSEN if chosen])
def test_an_option_is_none_unless_its_choice_is_made(option, chosen):
    used = in_use(RECIPE, {})
    experiment = Experiment(**{option.name: option.default})
    assert option.name in used or getattr(experiment, option.name) is None
    assert experiment == Experiment() or used.get(option.name, option).default != option.default


def test_an_option_of_one_name_has_the_default_and_the_range_of_its_own_choice():
    assert Experiment(initializer="init.uniform_").a == 0.0
    assert Experiment(initializer="trunc_normal_").a == -2.0
    assert Experiment(initializer="normal_", std=0.0).std == 0.0
    assert_refused("std", initializer="trunc_normal_", std=0.0)


def test_options_are_handed_on_by_name():
    experiment = Experiment(initializer="from_pretrained", missing="uniform_", low=-0.5, matrix="[[1, 2, 3]]")
    initializer = experiment.in_use["initializer"].entries["from_pretrained"]
    assert experiment.options(initializer) == {
        "numbers": "typed",
        "matrix": "[[1, 2, 3]]",
        "missing": "uniform_",
        "low": -0.5,
        "high": 1.0,
        "freeze": True,
    }


@pytest.mark.parametrize("numbers", NUMBERS)
def test_the_numbers_bring_their_own_options_and_the_dimension(numbers):
    experiment = Experiment(initializer="from_pretrained", numbers=numbers, dimension=7)
    assert {option.name for option in NUMBERS[numbers].options} <= experiment.in_use.keys()
    assert experiment.dimension == NUMBERS[numbers].matrix(experiment.matrix).rows.shape[1] != 7
    assert (experiment.matrix is None) == ("matrix" not in experiment.in_use)


@pytest.mark.parametrize("missing", DRAWN)
def test_words_without_numbers_start_by_an_initializer_with_options_of_its_own(missing):
    experiment = Experiment(initializer="from_pretrained", missing=missing)
    assert {option.name for option in DRAWN[missing].options} <= experiment.in_use.keys()
    alone = Experiment(initializer=missing)
    for option in DRAWN[missing].options:
        assert getattr(experiment, option.name) == getattr(alone, option.name)


def test_what_is_chosen_for_words_without_numbers_is_checked_too():
    assert_refused("high", initializer="from_pretrained", missing="uniform_", low=3)
    assert_refused("b", initializer="from_pretrained", missing="trunc_normal_", a=3)
    assert refusal(initializer="from_pretrained", missing="from_pretrained").field == "missing"


@pytest.mark.parametrize("width", [1, 2, 3, 1_024])
def test_the_dimension_is_that_of_the_numbers(width):
    matrix = "\n".join(" ".join(["1"] * width) for _ in range(2))
    if width == 1:
        matrix = "[[1], [2]]"
    experiment = Experiment(initializer="from_pretrained", matrix=matrix, dimension=5)
    assert experiment.dimension == experiment.cost.dimension == width
    assert experiment == Experiment(initializer="from_pretrained", matrix=matrix)


@pytest.mark.parametrize("matrix", ["", "cat", "[[1, 2], [3]]", "[[nan, 1]]", "[" * 100, "1 " * 1_025])
def test_numbers_that_cannot_be_read_are_refused(matrix):
    assert refusal(initializer="from_pretrained", matrix=matrix).field == "matrix"


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("high", {"initializer": "uniform_", "low": 0.5, "high": 0.25}),
        ("b", {"initializer": "init.uniform_", "a": 1.0, "b": 1.0}),
        ("b", {"initializer": "trunc_normal_", "a": 1.0, "b": -1.0}),
        ("scale_grad_by_freq", {"scale_grad_by_freq": True, "sparse": True}),
        ("scale_grad_by_freq", {"scale_grad_by_freq": True, "sparse": True, "layer": "embedding"}),
        ("sparse", {"sparse": True, "optimizer": "adam"}),
        ("sparse", {"sparse": True, "optimizer": "momentum"}),
        ("optimizer", {"optimizer": "sparse_adam"}),
        ("optimizer", {"optimizer": "sparse_adam", "sparse": True, "layer": "linear"}),
    ],
    ids=str,
)
def test_values_that_do_not_go_together_are_refused(name, values):
    assert refusal(**values).field == name


@pytest.mark.parametrize("layer", ["both", "embedding"])
def test_padding_idx_is_the_number_of_a_word(layer):
    recipe = {"text": "I love you", "layer": layer}
    assert Experiment(**recipe, padding_idx=2).padding_idx == 2
    assert Experiment(**recipe, padding_idx=-1).padding_idx == torch.nn.Embedding(3, 2, padding_idx=-1).padding_idx == 2
    assert Experiment(**recipe).padding_idx is None
    assert refusal(**recipe, padding_idx=-4).field == "padding_idx"
    refused = refusal(**recipe, padding_idx=3)
    assert refused.field == "padding_idx"
    assert "padding_idx is 3" in str(refused)
    assert "2" in str(refused)
    assert Experiment(**recipe, pad=True, padding_idx=3).padding_idx == 3
    assert refusal(**recipe, edits=[("remove", "you")], padding_idx=2).field == "padding_idx"


def test_padding_idx_is_embeddings_alone():
    assert Experiment(text="I love you", layer="linear", padding_idx=999).padding_idx is None


# Texts


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "is empty"),
        (" \n\t\u200b", "is empty"),
        ("cat", "only one word"),
        ("ha ha HA ha", "only one distinct word"),
        ("I " * (limits.CHARACTERS // 2) + "I", "10,000,001 characters; the limit is 10,000,000"),
    ],
    ids=["nothing", "nothing to be seen", "one", "one repeated", "10,000,001 characters"],
)
def test_a_text_that_cannot_be_learned_is_refused(text, problem):
    refused = refusal(text=text)
    assert refused.field == "text"
    assert "text" in str(refused)
    assert problem in str(refused)


def test_a_text_of_10_million_characters_is_read():
    text = "cat " + "x" * (limits.CHARACTERS - 4)
    assert len(text) == 10_000_000
    assert len(Experiment(text=text, tokenizer="whitespace").vocabulary) == 2


def test_pairs_may_be_as_long_as_a_text():
    refused = refusal(objective="pairs", pairs="a|b, " * (limits.CHARACTERS // 5) + "a")
    assert refused.field == "pairs"
    assert "10,000,001 characters" in str(refused)


def test_of_60_000_different_words_50_000_are_kept_and_10_000_fall_out():
    text = " ".join(f"w{number}" for number in range(60_000)) + " w59999"
    vocabulary = Experiment(text=text, layer="embedding").vocabulary
    assert len(vocabulary) == limits.WORDS == 50_000
    assert vocabulary.dropped == (10_000, 10_000)
    assert vocabulary.words[-2:] == ("w49998", "w59999")


@pytest.mark.parametrize("rules", [{"minimum_count": 9}, {"minimum_count": 2, "unk": True}], ids=str)
def test_rules_that_leave_fewer_than_two_words_are_refused(rules):
    refused = refusal(text="I love you", **rules)
    assert refused.field == "minimum_count"
    assert "Lower the minimum count" in str(refused)


def test_a_text_of_which_the_edits_leave_nothing_is_refused_for_its_edits():
    edits = [("add", "owl"), ("add", "hawk"), ("remove", "I"), ("remove", "you")]
    refused = refusal(text="I you I you", edits=edits)
    assert refused.field == EDITS.name
    assert "minimum count" not in str(refused)


@pytest.mark.parametrize("text", ["", "cat", "cat dog"])
def test_with_pairs_the_words_are_those_of_the_pairs(text):
    assert Experiment(text=text, objective="pairs", pairs="a|b").vocabulary.words == ("a", "b")


@pytest.mark.parametrize("pairs", ["", "cat", "cat|cat"])
def test_pairs_that_cannot_be_learned_are_refused(pairs):
    assert_refused("pairs", objective="pairs", pairs=pairs)


# What it costs


def test_one_hot_vectors_that_do_not_fit_into_memory_are_refused_and_embedding_is_named():
    refused = refusal(text=MANY, batch_size=4_096)
    assert refused.field == "batch_size"
    assert "50,000 words" in str(refused)
    assert in_bytes(4_096 * 50_000 * 12) in str(refused)
    assert "2.46 GB" in str(refused)
    assert in_bytes(limits.RUN_MEMORY) in str(refused)
    assert "Embedding" in str(refused)


def test_50_000_words_can_be_learned():
    for layer in ("embedding", "both"):
        experiment = Experiment(text=MANY, layer=layer)
        assert experiment.cost.words == 50_000
        assert experiment.cost.memory <= limits.RUN_MEMORY
        assert experiment.cost.seconds <= limits.RUN_SECONDS


WIDE = {"initializer": "from_pretrained", "matrix": f"[{[1] * 256}, {[2] * 256}]"}


@pytest.mark.parametrize(
    ("recipe", "offered"),
    [
        ({"batch_size": 4_096}, "batch_size"),
        ({"batch_size": 500}, "layer"),
        ({"batch_size": 4_096, "layer": "embedding"}, "batch_size"),
        ({"batch_size": 4_096, "layer": "linear"}, "batch_size"),
        ({"dimension": 256, "layer": "embedding"}, "dimension"),
        ({"dimension": 256, "layer": "embedding", **WIDE}, None),
        ({"dimension": 100, "layer": "embedding", "steps": 10_000}, "steps"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_what_is_offered_for_a_run_that_is_too_large_would_do(recipe, offered):
    refused = refusal(text=MANY, **recipe)
    assert list(refused.offer) == ([offered] if offered else [])
    assert "one-hot" not in str(refused) or recipe.get("layer") != "embedding"
    if offered:
        assert Experiment(text=MANY, **{**recipe, **refused.offer}).cost.memory <= limits.RUN_MEMORY


def test_embedding_alone_may_take_larger_batches():
    recipe = {"text": " ".join(f"w{number}" for number in range(9_000)), "batch_size": 1_000, "steps": 10}
    with_one_hot, alone = Experiment(**recipe).cost, Experiment(**recipe, layer="embedding").cost
    assert with_one_hot.memory > alone.memory + 1_000 * 9_000 * 12


def test_a_run_that_nobody_would_wait_for_is_refused_with_the_steps_that_would_do():
    recipe = {"text": MANY, "layer": "embedding", "dimension": 100}
    refused = refusal(**recipe, steps=10_000)
    assert refused.field == "steps"
    assert "steps = 10,000" in str(refused)
    most = int(str(refused).split("at most ")[1].split(" ")[0].replace(",", ""))
    assert Experiment(**recipe, steps=most).steps == most
    assert refusal(**recipe, steps=most + 1).field == "steps"


# A value like any other


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


@pytest.mark.parametrize("again", [lambda one: pickle.loads(pickle.dumps(one)), copy.copy, copy.deepcopy])
def test_an_experiment_survives_pickling_and_copying(again):
    experiment = Experiment(initializer="uniform_", low=-0.5, edits=[("rename", "cat", "lion")])
    assert len(experiment.vocabulary) == len(again(experiment).vocabulary)
    assert again(experiment) == experiment
    assert again(experiment).task.edited == (True,)


# Whatever is typed


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


TEXTS = {
    "text": ["a b a c b a", "I love you.\nYou love me.", "<pad> <unk> a", "cat", "", "我爱你"],
    "pairs": ["a|b, c|d", "a^b|c, a|b", "a|b, x|y", "a|a", "", "a"],
    "sentences": ["good: a b\nbad: b c", "x: a", "x: a\ny: a", "x: a b c\n: b", "x:", "", "a b"],
    "points": ["a: 1, 2\nb: 2, 1", "a: 1\nb: 2\na: 3", "a: 1, 2\nb: 3", "a: nan", "a: 1e999", "a", ""],
    "hold": ["a, b", "[0, 1]", "a", "x", "[9]", " ", ""],
    "matrix": ["[[1, 2], [2, 2]]", "a 1 2 3\nb 2 3 4", "1\n2", "[[1]]", "[[nan]]", ""],
}
ANYTHING = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.binary(max_size=5)
WORD = st.sampled_from(["a", "b", "x", "<unk>", "0", ""])
EDITS_OF_ALL_KINDS = st.lists(
    st.one_of(*(st.tuples(st.just(verb.name), *[WORD] * verb.texts) for verb in EDIT_KINDS.values()))
)

CHANGED_TO = {"learning_rate": ["0.1", "0"], "optimizer": ["adam", "sgd", "adagrad"], "vector": ["a", "0, 1"]}


@st.composite
def changes(draw):
    name = draw(st.sampled_from(list(INTERVENTION_KINDS)))
    texts = CHANGED_TO["vector"] if name == "vector" else [draw(st.sampled_from(CHANGED_TO.get(name, [""])))]
    return (draw(st.integers(0, 4)), name, *texts[: INTERVENTION_KINDS[name].texts])


def values_of(option):
    """Values that the option accepts, near its smallest for most of them."""
    if option is EDITS:
        return EDITS_OF_ALL_KINDS
    if option is INTERVENTIONS:
        return st.lists(changes(), max_size=5)
    if option.entries:
        return st.sampled_from(list(option.entries))
    if option.kind is bool:
        return st.booleans()
    if option.kind is int:
        return st.integers(int(option.minimum), int(option.minimum) + 4) | st.integers(
            int(option.minimum), int(option.maximum)
        )
    if option.kind is float:
        return st.floats(option.minimum, option.maximum)
    return st.sampled_from(TEXTS[option.name])


GOOD = {
    name: st.one_of(*(values_of(option) for option in all_options(RECIPE) if option.name == name)) for name in FIELDS
}


def assert_is_whole(experiment):
    assert hash(experiment) == hash(dataclasses.replace(experiment))
    assert dataclasses.replace(experiment) == experiment
    for name in FIELDS:
        option, value = experiment.in_use.get(name), getattr(experiment, name)
        if option is None:
            assert value is None
        elif value is None:
            assert option.default is None
        else:
            assert type(value) is option.kind
    assert experiment.cost.memory <= limits.RUN_MEMORY
    assert experiment.cost.seconds <= limits.RUN_SECONDS
    assert len(experiment.vocabulary) >= 2
    assert len(experiment.task.examples) >= 1


@given(st.fixed_dictionaries({}, optional=GOOD))
@settings(max_examples=500, deadline=None)
def test_any_values_of_the_fields_make_a_recipe_or_are_refused_by_name(values):
    try:
        experiment = Experiment(**values)
    except InvalidField as refused:
        assert refused.field in FIELDS
        assert str(refused)[-1] in ".!?"
    else:
        assert_is_whole(experiment)


CAN_BE_LEARNED = {
    "text": "a b a c b <pad> b a",
    "pairs": "a^b|c, a|b, c|d^a",
    "sentences": "good: a b\nbad: b c a b\nbad: <pad>",
    "points": "a: 1, 2\nb: 2, -1\na: 0, 0.5",
}


@given(
    st.integers(1, 3), st.fixed_dictionaries({}, optional={k: v for k, v in GOOD.items() if k not in CAN_BE_LEARNED})
)
@settings(max_examples=300, deadline=None)
@example(1, {"initializer": "xavier_uniform_", "gain": -1.0})
@example(1, {"initializer": "xavier_normal_", "gain": -1.0})
def test_every_recipe_that_is_taken_can_be_run(steps, values):
    try:
        experiment = Experiment(**{**values, **CAN_BE_LEARNED, "steps": steps})
    except InvalidField:
        return
    history = train(experiment)
    assert history.words == experiment.vocabulary.words
    assert history.diverged or history.steps[-1] == steps


@given(
    st.dictionaries(
        st.sampled_from(sorted(FIELDS)), ANYTHING | st.sampled_from(["pairs", "adam", "uniform_", "linear"])
    )
)
@settings(max_examples=300, deadline=None)
def test_any_values_at_all_make_a_recipe_or_are_refused_by_name(values):
    try:
        experiment = Experiment(**values)
    except InvalidField as refused:
        assert refused.field in FIELDS
    else:
        assert_is_whole(experiment)


@pytest.mark.parametrize("name", OPTIONS)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_a_refused_value_is_refused_by_the_name_of_its_field(name, data):
    value = data.draw(ANYTHING)
    try:
        Experiment(**{name: value})
    except InvalidField as refused:
        assert refused.field in (name, "minimum_count")


def test_equal_recipes_have_one_digest_and_others_have_others():
    recipes = [Experiment(), Experiment(seed=1), Experiment(text="a b"), Experiment(text="a \ud800")]
    assert len({recipe.digest for recipe in recipes}) == len(recipes)
    assert [dataclasses.replace(recipe).digest for recipe in recipes] == [recipe.digest for recipe in recipes]
