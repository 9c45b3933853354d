from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground import limits
from playground.choices import all_options
from playground.wording import abbreviate, is_visible, normalize, trim
from playground.words.tokenizers import tokenize
from playground.words.vocabulary import CASES, ORDERS, PAD_WORD, RULES, UNK_WORD, Vocabulary

TOKENS = st.lists(
    st.sampled_from(["the", "The", "THE", "I", "cat", ".", "İ", "ß", "Σ", "ς", "ΑΣ", "我", "<pad>", "<UNK>"])
) | (st.text().map(tokenize))


def rules():
    """Any rules there may be: each switch, each name, and numbers small enough for words to fall out."""
    some = {
        option.name: st.sampled_from(list(option.entries))
        if option.entries
        else st.booleans()
        if option.kind is bool
        else st.integers(int(option.minimum), int(option.minimum) + 4)
        for option in RULES
    }
    return st.fixed_dictionaries({}, optional=some)


def words_of(text, **rules):
    return Vocabulary.of(text.split(), **rules).words


# Capitals


def test_capitals_make_no_difference():
    vocabulary = Vocabulary.of(["The", "cat", "saw", "the", "CAT"])
    assert vocabulary.words == ("the", "cat", "saw")
    assert vocabulary.counts == (2, 2, 1)
    assert vocabulary.index("THE") == vocabulary.index("the") == 0


def test_a_word_that_is_never_written_small_keeps_its_capitals():
    assert words_of("I saw Paris . You saw PARIS") == ("I", "saw", "Paris", ".", "You")


def test_all_words_may_be_made_small():
    assert words_of("I saw Paris . You saw PARIS", case="lower") == ("i", "saw", "paris", ".", "you")


def test_capitals_may_make_another_word():
    vocabulary = Vocabulary.of(["The", "cat", "saw", "the", "CAT"], case="keep")
    assert vocabulary.words == ("The", "cat", "saw", "the", "CAT")
    assert vocabulary.ids(["the", "The", "THE"]).tolist() == [3, 0, -1]


@given(TOKENS)
@settings(max_examples=100, deadline=None)
def test_the_cases_are_what_python_makes_of_capitals(tokens):
    assert Vocabulary.of(tokens, case="keep").words == tuple(dict.fromkeys(tokens))
    small = [token.lower().replace("i\N{COMBINING DOT ABOVE}", "i") for token in tokens]
    assert Vocabulary.of(tokens, case="lower").words == tuple(dict.fromkeys(small))
    merged = Vocabulary.of(tokens, case="merge").words
    assert [word.lower().replace("i\N{COMBINING DOT ABOVE}", "i") for word in merged] == list(dict.fromkeys(small))


# Which words, and in which order


def test_words_are_numbered_in_the_order_of_first_appearance():
    assert words_of("you love me . I love you .") == ("you", "love", "me", ".", "I")


def test_words_may_be_numbered_as_in_a_dictionary():
    assert words_of("pear Apple apple fig Bean", order="alphabetical", case="keep") == (
        "Apple",
        "apple",
        "Bean",
        "fig",
        "pear",
    )


def test_words_may_be_numbered_by_how_often_they_come_those_seen_first_before_others():
    assert words_of("a b c b d c b", order="frequency") == ("b", "c", "a", "d")


def test_a_word_that_comes_less_often_than_asked_for_falls_out():
    vocabulary = Vocabulary.of(["a", "b", "c", "b", "d", "c", "b"], minimum_count=2)
    assert vocabulary.words == ("b", "c")
    assert vocabulary.dropped == (2, 2)
    assert vocabulary.ids(["a", "b", "c", "owl"]).tolist() == [-1, 0, 1, -1]


def test_a_words_count_is_that_of_all_its_spellings():
    assert words_of("The the cat", minimum_count=2) == ("the",)
    assert words_of("The the cat", minimum_count=2, case="keep") == ()


@pytest.mark.parametrize("order", ORDERS)
def test_only_the_most_frequent_words_are_kept_and_of_equals_those_seen_first(order):
    vocabulary = Vocabulary.of(["d", "a", "c", "b", "b", "c", "e", "b"], maximum_words=3, order=order)
    assert set(vocabulary.words) == {"b", "c", "d"}
    assert vocabulary.dropped == (2, 2)
    assert words_of("d a c b b c e b", maximum_words=3, order="first") == ("d", "c", "b")


@given(TOKENS, rules())
@settings(max_examples=200, deadline=None)
def test_the_words_that_are_kept_are_counted_as_python_counts(tokens, rules):
    rules = {"case": "merge", "minimum_count": 1, "maximum_words": limits.WORDS, "order": "first"} | rules
    count = Counter(map(CASES[rules["case"]].key, tokens))
    special = [word for word, switch in ((PAD_WORD, "pad"), (UNK_WORD, "unk")) if rules.get(switch)]
    kept = [word for word, times in count.most_common(rules["maximum_words"]) if times >= rules["minimum_count"]]
    expected = {
        "first": [word for word in count if word in kept],
        "frequency": kept,
    }
    vocabulary = Vocabulary.of(tokens, **rules)
    found = [vocabulary.key(word) for word in vocabulary.words[len(special) :]]
    assert list(vocabulary.words[: len(special)]) == special
    if rules["order"] in expected:
        assert found == [word for word in expected[rules["order"]] if word not in special]
    else:
        assert set(found) == set(kept) - set(special)
        assert found == sorted(found, key=str.casefold)


# Place-holders


@pytest.mark.parametrize(
    ("rules", "first"),
    [
        ({"pad": True}, (PAD_WORD,)),
        ({"unk": True}, (UNK_WORD,)),
        ({"pad": True, "unk": True}, (PAD_WORD, UNK_WORD)),
    ],
    ids=str,
)
@pytest.mark.parametrize("order", ORDERS)
def test_place_holders_get_the_first_numbers(order, rules, first):
    plain = words_of("b a b c", order=order)
    vocabulary = Vocabulary.of(["b", "a", "b", "c"], order=order, **rules)
    assert vocabulary.words == first + plain
    assert vocabulary.unknown == (first.index(UNK_WORD) if UNK_WORD in first else None)
    assert vocabulary.counts[: len(first)] == (0,) * len(first)


def test_unk_stands_for_all_words_that_fell_out():
    vocabulary = Vocabulary.of(["a", "b", "c", "b", "d", "c", "b"], minimum_count=2, unk=True, pad=True)
    assert vocabulary.words == (PAD_WORD, UNK_WORD, "b", "c")
    assert vocabulary.counts == (0, 2, 3, 2)
    assert vocabulary.dropped == (2, 2)
    assert vocabulary.ids(["a", "b", "c", "owl"]).tolist() == [1, 2, 3, 1]


@pytest.mark.parametrize("rules", [{}, {"pad": True}, {"unk": True}, {"pad": True, "unk": True}], ids=str)
def test_a_place_holder_that_the_text_says_is_that_place_holder(rules):
    tokens = ["a", "<pad>", "b", "<unk>", "a", "<pad>", "<unk>", "<pad>"]
    vocabulary = Vocabulary.of(tokens, **rules)
    assert sorted(vocabulary.words) == [PAD_WORD, UNK_WORD, "a", "b"]
    assert [vocabulary.words[number] for number in vocabulary.ids(tokens)] == tokens
    assert dict(zip(vocabulary.words, vocabulary.counts, strict=True)) == {"a": 2, "b": 1, PAD_WORD: 3, UNK_WORD: 2}
    assert vocabulary.dropped == (0, 0)


# Numbers


@given(TOKENS, rules())
@settings(max_examples=300, deadline=None)
def test_every_token_has_a_number_or_is_counted_as_fallen_out(tokens, rules):
    vocabulary = Vocabulary.of(tokens, **rules)
    ids = vocabulary.ids(tokens)
    assert ids.dtype == np.int64
    assert np.bincount(ids[ids >= 0], minlength=len(vocabulary)).tolist() == list(vocabulary.counts)
    different, fallen = vocabulary.dropped
    out = [token for token in tokens if vocabulary.key(token) not in vocabulary.keys]
    assert fallen == len(out)
    assert different == len(set(map(vocabulary.key, out)))
    assert sum(vocabulary.counts) + (fallen if vocabulary.unknown is None else 0) == len(tokens)
    assert (ids == -1).sum() == (fallen if vocabulary.unknown is None else 0)


@given(TOKENS, rules())
@settings(max_examples=200, deadline=None)
def test_words_and_numbers_are_two_names_of_the_same(tokens, rules):
    vocabulary = Vocabulary.of(tokens, **rules)
    assert len(set(vocabulary.words)) == len(vocabulary) == len(vocabulary.counts)
    assert [vocabulary.index(word) for word in vocabulary.words] == list(range(len(vocabulary)))
    for token, number in zip(tokens, vocabulary.ids(tokens).tolist(), strict=True):
        if vocabulary.key(token) in vocabulary.keys:
            assert vocabulary.index(token) == number
            assert vocabulary.key(vocabulary.words[number]) == vocabulary.key(token)


def test_a_word_that_is_not_there_has_no_number():
    with pytest.raises(KeyError):
        Vocabulary.of(["cat"]).index("dog")


def test_no_tokens_have_no_numbers():
    assert Vocabulary.of([]).words == ()
    assert Vocabulary.of(["cat"]).ids([]).tolist() == []


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("case", CASES)
def test_50_000_different_words(case, order):
    tokens = [f"w{number}" for number in range(limits.WORDS)]
    vocabulary = Vocabulary.of([*tokens, *tokens[:7]], case=case, order=order)
    assert len(vocabulary) == limits.WORDS == 50_000
    assert sorted(vocabulary.ids(tokens).tolist()) == list(range(limits.WORDS))
    assert vocabulary.dropped == (0, 0)
    assert sum(vocabulary.counts) == limits.WORDS + 7


def test_the_rules_without_being_told_are_those_of_the_page():
    tokens = ["The", "the", "cat", ".", "I", "saw", "The"]
    defaults = {option.name: option.default for option in RULES}
    assert Vocabulary.of(tokens) == Vocabulary.of(tokens, **defaults)
    assert {option.name for option in all_options(RULES)} == {option.name for option in RULES}


def test_an_edit_has_the_last_word():
    def backwards(kept, seen):
        assert [entry.word for entry in kept] == [UNK_WORD, "a"]
        assert [(entry.word, entry.count) for entry in seen] == [("b", 1), ("a", 2)]
        return kept[::-1]

    vocabulary = Vocabulary.of(["b", "a", "a"], minimum_count=2, unk=True, edit=backwards)
    assert vocabulary.words == ("a", UNK_WORD)
    assert vocabulary.counts == (2, 1)
    assert vocabulary.ids(["b", "a"]).tolist() == [1, 0]


# Texts


@given(st.text(st.characters(exclude_categories=())))
@settings(max_examples=100, deadline=None)
def test_normal_text_can_be_sent_and_stays_as_it_is(text):
    normal = normalize(text)
    assert normal.encode("utf-8").decode("utf-8") == normal
    assert normalize(normal) == normal
    assert trim(trim(normal)) == trim(normal)
    assert trim(normal) in normal
    assert is_visible(trim(normal)) == is_visible(normal)


def test_what_cannot_be_seen_is_trimmed_from_the_ends_only():
    assert trim("\u200b\t new\u00a0york \n\ufeff") == "new\u00a0york"


def test_an_abbreviation_is_as_long_as_allowed_and_says_that_it_is_one():
    assert abbreviate("internationalization") == "international…"
    assert len(abbreviate("x" * 100, 9)) == 9
    assert abbreviate("x" * 9, 9) == "x" * 9
