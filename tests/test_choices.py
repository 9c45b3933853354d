import inspect
import pkgutil
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.choices import Choice, InvalidField, Option, all_options, choose, in_use, registry
from playground.experiment.experiment import FIELDS
from playground.experiment.fields import OPTIONS, RECIPE
from playground.model.initializers import DRAWN
from playground.model.intervention_kinds import INTERVENTION_KINDS
from playground.model.interventions import INTERVENTIONS
from playground.model.layers import LAYERS
from playground.model.optimizers import OPTIMIZERS
from playground.words.example_texts import CORPORA
from playground.words.vocabulary_edits import EDIT_KINDS, EDITS

EVERY_OPTION = all_options(RECIPE)
MENUS = {option.name: option.entries for option in EVERY_OPTION if option.entries}
EVERY_REGISTRY = {
    **MENUS,
    "corpus": CORPORA,
    "layers": LAYERS,
    "edits": EDIT_KINDS,
    "interventions": INTERVENTION_KINDS,
}
OF_TORCH_INIT = [initializer for initializer in DRAWN.values() if initializer.label.startswith("nn.init.")]
EVERY_CHOICE = [choice for entries in EVERY_REGISTRY.values() for choice in entries.values()]

COUNT = Option("count", "Count", "", 3, 1, 5)
SHARE = Option("share", "Share", "", 0.5, 0.0, 1.0)
NONE_OR_COUNT = Option("count", "Count", "", None, 0, 9, kind=int)
LETTER = Option(
    "letter",
    "Letter",
    "",
    "a",
    entries=registry(Choice("a", "A", "First.", (COUNT,)), Choice("b", "B", "Second.", (SHARE, NONE_OR_COUNT))),
)


def by_name(option):
    return option.name


def values_of(option):
    """Any value that the option may have, other than none."""
    if option is EDITS:
        word = st.text("aé我 ").map("x".__add__)
        verbs = (st.tuples(st.just(verb.name), *[word] * verb.texts) for verb in EDIT_KINDS.values())
        return st.lists(st.one_of(*verbs), max_size=4)
    if option is INTERVENTIONS:
        some = st.sampled_from([("learning_rate", "0.1"), ("vector", "我", "1, 2"), ("freeze",)])
        return st.lists(st.tuples(st.integers(0, 300), some).map(lambda change: (change[0], *change[1])), max_size=3)
    if option.entries:
        return st.sampled_from(list(option.entries))
    if option.kind is bool:
        return st.booleans()
    if option.kind is int:
        return st.integers(int(option.minimum), int(option.maximum))
    if option.kind is float:
        return st.floats(option.minimum, option.maximum)
    return st.text(st.characters(exclude_categories=()))


# Every entry of every registry


@pytest.mark.parametrize("choice", EVERY_CHOICE, ids=by_name)
def test_every_choice_has_words_of_its_own(choice):
    assert choice.label
    assert choice.explanation.strip().endswith(".")
    assert all(part.isidentifier() for part in choice.name.split("."))


@pytest.mark.parametrize("name", EVERY_REGISTRY)
def test_every_entry_of_a_menu_is_found_by_its_name_and_no_two_read_the_same(name):
    entries = EVERY_REGISTRY[name]
    assert [choice.name for choice in entries.values()] == list(entries)
    assert len({choice.label for choice in entries.values()}) == len(entries)


def test_no_two_menus_have_one_name():
    menus = {id(option): option for option in EVERY_OPTION if option.entries}.values()
    assert len({menu.name for menu in menus}) == len(menus)


@pytest.mark.parametrize("option", EVERY_OPTION, ids=by_name)
def test_every_option_accepts_its_own_default(option):
    assert option.checked(option.default) == option.default
    assert option.checked(None) == option.default
    assert type(option.checked(option.default)) is type(option.default)
    assert option.default is None or isinstance(option.default, option.kind)


@pytest.mark.parametrize("option", EVERY_OPTION, ids=by_name)
def test_every_option_says_what_it_is_and_what_it_changes_in_the_picture(option):
    assert option.label
    for sentences in (option.help, option.visible_effect):
        assert sentences[0].isupper() and sentences.endswith(".")


NAMED = [(option, name) for option in EVERY_OPTION for name in option.torch]


@pytest.mark.parametrize(("option", "name"), NAMED, ids=lambda part: getattr(part, "name", part))
def test_pytorch_has_what_an_option_is_said_to_be_there(option, name):
    path, _, parameter = name.removesuffix("=)").partition("(")
    found = pkgutil.resolve_name(path)
    assert not parameter or parameter in parameters(found)


def parameters(function):
    """The names of a function's or a class's parameters; what is written in C tells them in its first line only."""
    try:
        return inspect.signature(function).parameters
    except ValueError:
        return re.findall(r"(\w+)=", inspect.getdoc(function).splitlines()[0])


PYTORCHS_OWN = {"options of an optimizer": OPTIMIZERS, "options of an initializer": DRAWN, "options of a layer": LAYERS}


@pytest.mark.parametrize("registry", PYTORCHS_OWN.values(), ids=PYTORCHS_OWN)
def test_what_comes_from_pytorch_is_called_by_its_name(registry):
    for choice in registry.values():
        assert all(option.torch for option in choice.options)


def test_an_option_of_several_optimizers_names_the_classes_of_all():
    classes: dict[str, set[str]] = {}
    for optimizer in OPTIMIZERS.values():
        kinds = {kind.__name__ for kind in (optimizer.dense, optimizer.sparse) if kind}
        for option in optimizer.options:
            classes.setdefault(option.torch, set()).update(kinds)
    for names, kinds in classes.items():
        assert {name.partition("(")[0].removeprefix("torch.optim.") for name in names} == kinds


def test_an_option_of_several_initializers_names_the_functions_of_all():
    functions: dict[str, set[str]] = {}
    for initializer in OF_TORCH_INIT:
        for option in initializer.options:
            functions.setdefault(option.torch, set()).add(initializer.label)
    for names, labels in functions.items():
        assert {name.partition("(")[0].removeprefix("torch.") for name in names} == labels


@pytest.mark.parametrize("option", EVERY_OPTION, ids=by_name)
@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_every_value_of_an_option_comes_back_from_an_address(option, data):
    value = option.checked(data.draw(values_of(option)))
    written = option.to_link(value)
    assert isinstance(written, str)
    assert option.checked(option.from_link(written)) == value
    if option not in (EDITS, INTERVENTIONS):  # these come back as lists
        assert option.from_link(written) == value


@pytest.mark.parametrize("option", EVERY_OPTION, ids=by_name)
@given(
    written=st.text() | st.sampled_from(["nan", "1e999", "٣", " 5 ", "1_0", "[]", "{}", "null", "9" * 5_000, "TRUE"])
)
@settings(max_examples=20, deadline=None)
def test_any_text_in_an_address_is_a_value_or_refused(option, written):
    read = option.from_link(written)
    if read is not None:
        try:
            option.checked(read)
        except InvalidField as refused:
            assert refused.field == option.name
            assert len(str(refused)) < 1_000


def test_every_option_is_a_field_of_the_recipe_and_every_field_an_option():
    assert OPTIONS.keys() == FIELDS.keys()
    assert {option.name for option in EVERY_OPTION} == FIELDS.keys()


@pytest.mark.parametrize("name", OPTIONS)
def test_options_of_one_name_have_values_of_one_kind(name):
    same = [option for option in EVERY_OPTION if option.name == name]
    assert {option.kind for option in same} == {OPTIONS[name].kind}
    assert len({tuple(option.entries) for option in same}) == 1


def test_no_two_of_the_fields_that_are_always_there_share_an_option():
    names = [{option.name for option in all_options([option])} for option in RECIPE]
    assert sum(map(len, names)) == len(set().union(*names))


# What an option makes of a value


def test_the_ends_of_a_range_belong_to_it():
    assert [COUNT.checked(value) for value in (1, 5)] == [1, 5]
    assert [SHARE.checked(value) for value in (0, 1)] == [0.0, 1.0]


def test_a_refused_number_says_what_would_be_accepted():
    with pytest.raises(InvalidField) as refused:
        COUNT.checked(9)
    assert str(refused.value) == "count must be a whole number from 1 to 5, not 9. A good value is 3."
    assert refused.value.field == "count"


def test_a_range_without_an_end_is_said_in_words():
    assert Option("n", "", "", 1, 1).range() == "of 1 or more"
    assert COUNT.range() == "from 1 to 5"


def test_a_number_that_may_be_left_out_stays_left_out():
    assert NONE_OR_COUNT.checked(None) is None
    assert NONE_OR_COUNT.checked(4.0) == 4
    assert type(NONE_OR_COUNT.checked(4.0)) is int
    with pytest.raises(InvalidField) as refused:
        NONE_OR_COUNT.checked(10)
    assert str(refused.value) == "count must be a whole number from 0 to 9, not 10. Leave it empty for none."


@pytest.mark.parametrize("option", [option for option in EVERY_OPTION if option.default is None], ids=by_name)
def test_every_number_that_may_be_left_out_has_a_kind(option):
    assert option.kind in (int, float)
    assert option.checked(None) is None


@pytest.mark.parametrize("option", [COUNT, SHARE, NONE_OR_COUNT], ids=str)
@pytest.mark.parametrize("text", ["", "nan", "None", "null", "five", "1,5", "9" * 5_000], ids=lambda text: text[:5])
def test_a_text_that_is_no_number_of_the_range_is_refused(option, text):
    with pytest.raises(InvalidField):
        option.checked(option.from_link(text))


@pytest.mark.parametrize("menu", [LETTER, *(option for option in EVERY_OPTION if option.entries)], ids=by_name)
def test_a_menu_takes_the_names_of_its_entries_only(menu):
    for name in menu.entries:
        assert menu.checked(name) == menu.from_link(menu.to_link(name)) == name
    for wrong in ("", f"{menu.default} ", menu.entries[menu.default].label + "!", 1, True, [menu.default], {}):
        with pytest.raises(InvalidField) as refused:
            menu.checked(wrong)
        assert refused.value.field == menu.name
        assert all(repr(name) in str(refused.value) for name in menu.entries)


@pytest.mark.parametrize(
    "option", [COUNT, Option("text", "", "", ""), Option("switch", "", "", True), LETTER], ids=by_name
)
def test_a_number_too_long_to_be_written_out_is_refused_as_any_other(option):
    with pytest.raises(InvalidField) as refused:
        option.checked(10**5_000)
    assert len(str(refused.value)) < 200


def test_an_unknown_name_is_answered_with_the_known_ones():
    assert choose("letter", "b", LETTER.entries).label == "B"
    for wrong in ("c", "", None, 1, ["a"]):
        with pytest.raises(InvalidField, match="letter must be one of 'a', 'b'") as refused:
            choose("letter", wrong, LETTER.entries)
        assert refused.value.field == "letter"


# What a recipe is made of


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ({}, ["letter", "count"]),
        ({"letter": "b"}, ["letter", "share", "count"]),
        ({"letter": "c"}, ["letter", "count"]),
        ({"letter": None}, ["letter", "count"]),
        ({"letter": ["b"]}, ["letter", "count"]),
    ],
    ids=str,
)
def test_the_options_in_use_are_those_of_what_is_chosen(values, names):
    assert list(in_use([LETTER], values)) == names
    assert in_use([LETTER], {"letter": "b"})["count"] is NONE_OR_COUNT


def test_a_menu_in_a_menu_brings_its_own_options():
    outer = Option(
        "outer", "", "", "plain", entries=registry(Choice("plain", "", ""), Choice("more", "", "", (LETTER,)))
    )
    assert list(in_use([outer], {"letter": "b"})) == ["outer"]
    assert list(in_use([outer], {"outer": "more", "letter": "b"})) == ["outer", "letter", "share", "count"]
    assert all_options([outer]) == [outer, LETTER, COUNT, SHARE, NONE_OR_COUNT]
