import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.vocabulary import Vocabulary, abbreviate, tokenize

# Anything that can be typed or pasted, and, as those are rare in it, what texts go wrong on.
PIECES = ["👩\u200d🚀", "🇫🇷", "\u0301", "\u200b", "\u200d", "\ufe0f", "\x00", "\u202e", "\ud800", "\u3164"]
TRICKY = [*"aAIi.,'-_^| \t\n\r5éßİΣςあア我ั", *PIECES]
TEXTS = st.text() | st.lists(st.sampled_from(TRICKY)).map("".join) | st.text(st.characters(exclude_categories=()))
BLANK = regex.compile(r"[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]*")


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("I love you.", ["I", "love", "you", "."]),
        ("I don't, you do.", ["I", "don't", ",", "you", "do", "."]),
        ("don\N{RIGHT SINGLE QUOTATION MARK}t", ["don't"]),
        ("well-known 3.14 1,000", ["well-known", "3.14", "1,000"]),
        ("wait...", ["wait", ".", ".", "."]),
        ("我爱你", ["我", "爱", "你"]),
        ("été e\u0301te\u0301", ["été", "été"]),
        ("cat👩‍🚀🇫🇷👍🏽dog", ["cat", "👩‍🚀", "🇫🇷", "👍🏽", "dog"]),
        ("สวัสดี", ["สวัสดี"]),
        ("<b>", ["<", "b", ">"]),
        (" \t\n\u3000", []),
    ],
)
def test_a_text_becomes_its_words(text, tokens):
    assert tokenize(text) == tokens


@pytest.mark.parametrize(
    "character", ["\ufe0f", "\u200b", "\u200d", "\u034f", "\u3164", "\u115f", "\xad", "\u2060", "\x00"], ids=ascii
)
def test_a_character_that_cannot_be_seen_is_no_word(character):
    assert tokenize(character) == []
    assert tokenize(f"cat {character} dog") == ["cat", "dog"]


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_every_word_of_any_text_can_be_seen(text):
    for token in tokenize(text):
        assert token
        assert not BLANK.fullmatch(token)


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_words_and_numbers_are_two_names_of_the_same(text):
    tokens = tokenize(text)
    vocabulary = Vocabulary.of(tokens)
    assert [vocabulary.index(word) for word in vocabulary.words] == list(range(len(vocabulary)))
    assert {vocabulary.words[vocabulary.index(token)].lower() for token in tokens} == {t.lower() for t in tokens}


def test_words_are_numbered_in_the_order_of_first_appearance():
    assert Vocabulary.of(["you", "love", "me", ".", "I", "love", "you", "."]).words == ("you", "love", "me", ".", "I")


def test_capitals_make_no_difference():
    vocabulary = Vocabulary.of(["The", "cat", "saw", "the", "CAT"])
    assert vocabulary.words == ("the", "cat", "saw")
    assert vocabulary.index("THE") == vocabulary.index("the") == 0


def test_a_word_that_is_never_written_small_keeps_its_capitals():
    assert Vocabulary.of(["I", "saw", "Paris", ".", "You", "saw", "PARIS"]).words == ("I", "saw", "Paris", ".", "You")


def test_a_word_that_is_not_there_has_no_number():
    with pytest.raises(KeyError):
        Vocabulary(("cat",)).index("dog")


def test_an_abbreviation_is_as_long_as_allowed_and_says_that_it_is_one():
    assert abbreviate("internationalization") == "international…"
    assert len(abbreviate("x" * 100, 9)) == 9
    assert abbreviate("x" * 9, 9) == "x" * 9
