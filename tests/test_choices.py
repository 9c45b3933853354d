import pytest

from playground.choices import Choice, InvalidField, Option, choose, registry
from playground.corpora import CORPORA
from playground.experiment import OPTIONS, REGISTRIES
from playground.layers import LAYERS

EVERY_REGISTRY = {**REGISTRIES, "corpus": CORPORA, "layers": LAYERS}
EVERY_CHOICE = [choice for entries in EVERY_REGISTRY.values() for choice in entries.values()]

COUNT = Option("count", "Count", "", 3, 1, 5)
SHARE = Option("share", "Share", "", 0.5, 0.0, 1.0)


@pytest.mark.parametrize("choice", EVERY_CHOICE, ids=lambda choice: choice.name)
def test_every_choice_has_words_of_its_own(choice):
    assert choice.label
    assert choice.explanation.strip().endswith(".")
    assert choice.name.isidentifier()


@pytest.mark.parametrize("name", EVERY_REGISTRY)
def test_no_two_entries_of_a_menu_read_the_same(name):
    labels = [choice.label for choice in EVERY_REGISTRY[name].values()]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("option", OPTIONS.values(), ids=lambda option: option.name)
def test_every_option_accepts_its_own_default(option):
    assert option.checked(option.default) == option.default
    assert type(option.checked(option.default)) is type(option.default)


@pytest.mark.parametrize("option", OPTIONS.values(), ids=lambda option: option.name)
def test_every_option_says_what_it_is(option):
    assert option.label
    assert option.help.strip().endswith(".")


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


def test_an_unknown_name_is_answered_with_the_known_ones():
    entries = registry(Choice("a", "A", "First."), Choice("b", "B", "Second."))
    assert choose("letter", "b", entries).label == "B"
    for wrong in ("c", "", None, 1, ["a"]):
        with pytest.raises(InvalidField, match="letter must be one of 'a', 'b'") as refused:
            choose("letter", wrong, entries)
        assert refused.value.field == "letter"
