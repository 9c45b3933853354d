"""The words of the page: each is explained, and found where it is used."""

import pytest

from playground.teaching.terms import GLOSSARY, used

SPELLINGS = [(spelling, term) for term in GLOSSARY.values() for spelling in (term.name, *term.also)]


def names(text):
    return [term.name for term in used(text)]


def test_there_are_about_as_many_terms_as_a_student_can_look_through():
    assert 12 <= len(GLOSSARY) <= 20


@pytest.mark.parametrize("term", GLOSSARY.values(), ids=GLOSSARY)
def test_a_definition_is_one_or_two_plain_sentences(term):
    assert term.definition[0].isupper() and term.definition.endswith(".")
    assert term.definition.count(". ") <= 1
    assert len(term.definition.split()) <= 35


@pytest.mark.parametrize(("spelling", "term"), SPELLINGS, ids=lambda part: getattr(part, "name", part))
def test_every_spelling_is_found_in_a_sentence_small_or_capital(spelling, term):
    assert spelling == spelling.lower()
    for written in (spelling, spelling.capitalize(), spelling.upper()):
        assert used(f"Of this {written}, more.") == [term]


def test_no_spelling_stands_for_two_terms():
    assert len({spelling for spelling, _ in SPELLINGS}) == len(SPELLINGS)


def test_terms_are_told_once_in_the_order_of_the_text():
    assert names("Steps follow the gradient; a step has one gradient.") == ["step", "gradient"]


def test_a_longer_term_hides_the_shorter_ones_in_it():
    assert names("a one-hot vector") == ["one-hot vector"]
    assert names("the learning rate, and a vector") == ["learning rate", "vector"]


def test_parts_of_words_and_of_names_in_code_are_no_terms():
    assert names("headline, stepwise, weight_decay, lossless, biased, subvectors") == []


def test_names_of_pytorch_with_a_dot_are_found():
    assert names("linear.weight is nn.Parameter") == ["linear layer", "weight"]


@pytest.mark.parametrize("text", ["", "Nothing of the kind here.", "猫 🐈", "(((", "\\ [a-z]+ $"])
def test_a_text_without_terms_has_none(text):
    assert used(text) == []
