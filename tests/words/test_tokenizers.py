import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.wording import normalize
from playground.words.tokenizers import TOKENIZERS, tokenize

# Anything that can be typed or pasted, and, as those are rare in it, what texts go wrong on.
PIECES = ["👩\u200d🚀", "🇫🇷", "\u0301", "\u200b", "\u200d", "\ufe0f", "\x00", "\u202e", "\ud800", "\u3164", "<pad>"]
BREAKS = ["\r\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x1f", "\x85", "\u2028", "\u2029"]
TRICKY = [*"aAIi.,'’-_^| \t\n\r5éßİΣςあアー我각ั", *PIECES, *BREAKS]
TEXTS = st.text() | st.lists(st.sampled_from(TRICKY)).map("".join) | st.text(st.characters(exclude_categories=()))
BLANK = regex.compile(r"[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]*")
NEW_LINE = regex.compile("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")

WRITTEN = {
    "words": [
        ("I love you.", ["I", "love", "you", "."]),
        ("I don't, you do.", ["I", "don't", ",", "you", "do", "."]),
        ("don\N{RIGHT SINGLE QUOTATION MARK}t", ["don't"]),
        ("'yes' -no-", ["'", "yes", "'", "-", "no", "-"]),
        ("the dogs' l'été", ["the", "dogs", "'", "l'été"]),
        ("mother-in-law rock-'n'-roll", ["mother-in-law", "rock", "-", "'", "n", "'", "-", "roll"]),
        ("wait - no -- yes", ["wait", "-", "no", "-", "-", "yes"]),
        ("well-known 3.14 1,000 2.", ["well-known", "3.14", "1,000", "2", "."]),
        ("wait...", ["wait", ".", ".", "."]),
        ("我爱你。", ["我", "爱", "你", "。"]),
        ("私はネコです", ["私", "は", "ネコ", "で", "す"]),
        ("我love你", ["我", "love", "你"]),
        ("été e\u0301te\u0301", ["été", "été"]),
        ("cat👩‍🚀🇫🇷👍🏽dog", ["cat", "👩‍🚀", "🇫🇷", "👍🏽", "dog"]),
        ("สวัสดี", ["สวัสดี"]),
        ("<b>", ["<", "b", ">"]),
        ("New York\nParis", ["New", "York", "Paris"]),
        (" \t\n\u3000", []),
    ],
    "characters": [
        ("I am!", ["I", "a", "m", "!"]),
        ("e\u0301é 👩‍🚀🇫🇷", ["é", "é", "👩‍🚀", "🇫🇷"]),
        ("don\N{RIGHT SINGLE QUOTATION MARK}t", list("don't")),
        ("我 爱\r\n你\u3000", ["我", "爱", "你"]),
        (" \t\n\u200b", []),
    ],
    "whitespace": [
        ("I love. you, love", ["I", "love.", "you,", "love"]),
        ("don\N{RIGHT SINGLE QUOTATION MARK}t <pad> a\tb\r\nc\u3000d", ["don't", "<pad>", "a", "b", "c", "d"]),
        ("我爱你。 3.14", ["我爱你。", "3.14"]),
        (" \u200b \n", []),
    ],
    "lines": [
        ("New York\nParis\nNew York", ["New York", "Paris", "New York"]),
        ("  New York \r\n\r\n\u200b\n\tLos Angeles", ["New York", "Los Angeles"]),
        ("I love you.\u2028You, too!", ["I love you.", "You, too!"]),
        (" \n \n", []),
    ],
}


@pytest.mark.parametrize(("name", "text", "tokens"), [(name, *row) for name, rows in WRITTEN.items() for row in rows])
def test_a_text_is_cut_into_words(name, text, tokens):
    assert TOKENIZERS[name].split(text) == tokens


def test_there_is_an_example_of_every_way_to_cut():
    assert WRITTEN.keys() == TOKENIZERS.keys()


def test_words_is_the_way_that_has_a_name_of_its_own():
    assert TOKENIZERS["words"].split is tokenize


@pytest.mark.parametrize(
    "character",
    ["\ufe0f", "\u200b", "\u200d", "\u034f", "\u3164", "\u115f", "\xad", "\u2060", "\x00", "\u2029"],
    ids=ascii,
)
@pytest.mark.parametrize("name", TOKENIZERS)
def test_a_character_that_cannot_be_seen_is_no_word(name, character):
    split = TOKENIZERS[name].split
    assert split(character) == []
    assert split(f"a \n {character} \n b") == ["a", "b"]


@pytest.mark.parametrize("name", TOKENIZERS)
@given(text=TEXTS)
@settings(max_examples=150, deadline=None)
def test_every_word_of_any_text_can_be_seen_and_is_on_one_line(name, text):
    for token in TOKENIZERS[name].split(text):
        assert not BLANK.fullmatch(token)
        assert not NEW_LINE.search(token)


@pytest.mark.parametrize("name", TOKENIZERS)
@given(text=TEXTS)
@settings(max_examples=100, deadline=None)
def test_words_are_pieces_of_the_text_in_their_order_and_all_that_can_be_seen_is_in_them(name, text):
    rest = normalize(text)
    for token in TOKENIZERS[name].split(text):
        between, found, rest = rest.partition(token)
        assert found
        assert BLANK.fullmatch(between.strip())
    assert BLANK.fullmatch(rest.strip())


@given(text=TEXTS)
@settings(max_examples=100, deadline=None)
def test_between_spaces_is_how_python_splits(text):
    tokens = TOKENIZERS["whitespace"].split(text)
    assert tokens == [token for token in normalize(text).split() if not BLANK.fullmatch(token)]


@given(text=TEXTS)
@settings(max_examples=100, deadline=None)
def test_a_character_is_what_a_reader_takes_for_one(text):
    tokens = TOKENIZERS["characters"].split(text)
    assert tokens == [piece for piece in regex.findall(r"\X", normalize(text)) if not BLANK.fullmatch(piece)]


@pytest.mark.parametrize("name", TOKENIZERS)
@given(text=TEXTS)
@settings(max_examples=50, deadline=None)
def test_what_is_written_as_the_same_is_cut_into_the_same(name, text):
    split = TOKENIZERS[name].split
    assert (
        split(text) == split(normalize(text)) == split(normalize(text).replace("'", "\N{RIGHT SINGLE QUOTATION MARK}"))
    )
