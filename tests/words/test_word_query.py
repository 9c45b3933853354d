"""Words that a learner types are read as their numbers, whatever is in the words and whatever is typed."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from playground import Experiment
from playground.words.tokenizers import TOKENIZERS, tokenize
from playground.words.vocabulary import Vocabulary
from playground.words.word_query import read_words, with_word

PLAIN = Vocabulary.of(tokenize("I love you . you love me ,"))
DIGITS = Vocabulary.of(["one", "0", "1", "7"])
CITIES = Vocabulary.of(["New", "York", "New York", "Bonn, am Rhein", "Bonn", "am"], case="keep")
MARKS = Vocabulary.of(["love,", "love", ",", '"', "'", "[0, 1]", "a b", "[1]", "“x”", "x"])
UNKNOWN = Vocabulary.of(["a", "b", "a", "b", "c"], minimum_count=2, unk=True)
CHINESE = Vocabulary.of(tokenize("床前明月光，疑是地上霜。"))
VOCABULARIES = [PLAIN, DIGITS, CITIES, MARKS, UNKNOWN, CHINESE]


def between_spaces(text):
    return text.split()


def ids(written, vocabulary=PLAIN, split=tokenize):
    return list(read_words(written, vocabulary, split).ids)


def words(written, vocabulary, split=tokenize):
    return [vocabulary.words[index] for index in ids(written, vocabulary, split)]


def remarks(written, vocabulary=PLAIN, split=tokenize):
    return " ".join(read_words(written, vocabulary, split).remarks)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("", []),
        (" \t ", []),
        ("I you", [0, 2]),
        ("you I you you", [2, 0, 2, 2]),
        ("I, you", [0, 2]),
        ("I,you ,me", [0, 2, 4]),
        ("0 2", [0, 2]),
        ("0, 2, I", [0, 2, 0]),
        ("[0, 2]", [0, 2]),
        ("torch.tensor([2, 0, 2])", [2, 0, 2]),
        ("[]", []),
        ("i YOU", [0, 2]),
        ('"I" “you”', [0, 2]),
        ("I you.", [0, 2, 3]),
        ("love-you", []),
    ],
)
def test_words_numbers_and_lists_are_read_in_their_order(written, expected):
    assert ids(written) == expected


def test_a_comma_is_a_word_where_it_stands_alone_and_else_only_parts_words():
    assert words("I , you", PLAIN) == ["I", ",", "you"]
    assert words("I, you", PLAIN) == ["I", "you"]
    assert words(",", PLAIN) == [","]
    assert words("New , York", CITIES) == ["New", "York"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("New York", ["New York"]),
        ("New, York", ["New", "York"]),
        ("York New", ["York", "New"]),
        ("Bonn, am Rhein Bonn, am", ["Bonn, am Rhein", "Bonn", "am"]),
        ('"Bonn, am Rhein" Bonn', ["Bonn, am Rhein", "Bonn"]),
    ],
)
def test_words_may_have_spaces_and_commas_in_them_and_the_longest_counts(written, expected):
    assert words(written, CITIES, lambda text: [text]) == expected


def test_a_text_without_spaces_is_cut_as_it_was_learned():
    assert words("明月光，疑", CHINESE) == ["明", "月", "光", "疑"]
    assert words("love you.me", PLAIN) == ["love", "you", ".", "me"]


def test_a_digit_that_is_a_word_is_the_word_and_how_to_say_the_number_is_told():
    assert ids("0 7 2", DIGITS) == [1, 3, 2]
    assert "word with that number, write [0]" in remarks("0", DIGITS)
    assert ids("[0]", DIGITS) == [0]
    assert not remarks("[0]", DIGITS)
    assert not remarks("7", DIGITS), "no word has the number 7"


@pytest.mark.parametrize(("written", "told"), [("zebra", "“zebra”"), ("I zebra you", "“zebra”"), ("'zoo'", "“zoo”")])
def test_a_word_that_is_not_in_the_vocabulary_is_named(written, told):
    assert remarks(written) == f"Not in the vocabulary: {told}."


def test_the_other_words_are_read_all_the_same():
    assert ids("I zebra you") == [0, 2]


def test_where_there_is_unk_an_unknown_word_is_read_as_that():
    assert ids("b zebra c", UNKNOWN) == [2, 0, 0]
    assert "is read as <unk>, number 0" in remarks("zebra", UNKNOWN)
    assert UNKNOWN.words[0] == "<unk>"


@pytest.mark.parametrize("written", ["6", "-1", "[0, 99]", "[--]", "I 6"])
def test_a_number_that_no_word_has_is_told_with_those_there_are(written):
    assert "numbers run from 0 to 5" in remarks(written)
    assert set(ids(written)) <= {0}


def test_a_number_too_long_to_be_one_is_a_word():
    assert remarks("9" * 5_000).startswith("Not in the vocabulary: “999")


def test_of_many_unknown_words_some_are_named_and_the_others_counted():
    told = remarks(" ".join(f"w{number}" for number in range(12)))
    assert "“w4” and 7 more" in told
    assert len(remarks("x" * 900)) < 100


def test_a_renamed_word_is_found_by_both_names():
    experiment = Experiment(text="I love you", edits=(("rename", "love", "adore"),))
    assert ids("adore love", experiment.vocabulary) == [1, 1]


@given(st.text(max_size=60), st.sampled_from(VOCABULARIES), st.sampled_from(list(TOKENIZERS)))
@example("[0, 1", MARKS, "words")
@example(",,", MARKS, "whitespace")
@settings(max_examples=150, deadline=None)
def test_whatever_is_typed_gives_numbers_of_words_and_sentences(written, vocabulary, tokenizer):
    chosen = read_words(written, vocabulary, TOKENIZERS[tokenizer].split)
    assert all(0 <= index < len(vocabulary) for index in chosen.ids)
    assert all(remark.strip().endswith((".", "]")) for remark in chosen.remarks)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_what_a_button_writes_is_read_as_the_words_that_were_clicked(data):
    drawn = st.text(st.sampled_from("ab01,. '\"[]\N{IDEOGRAPHIC COMMA}“”"), min_size=1, max_size=5)
    typed = data.draw(st.lists(drawn.map(str.strip).filter(bool), min_size=2, max_size=6))
    vocabulary = Vocabulary.of(typed, case="keep")
    clicked = data.draw(st.lists(st.integers(0, len(vocabulary) - 1), min_size=1, max_size=6))
    split = TOKENIZERS[data.draw(st.sampled_from(list(TOKENIZERS)))].split
    written = ""
    for count, index in enumerate(clicked, 1):
        written = with_word(written, index, vocabulary, split)
        assert list(read_words(written, vocabulary, split).ids) == clicked[:count]


def test_a_button_writes_the_word_itself_where_that_says_enough():
    assert with_word("", 0, PLAIN, tokenize) == "I"
    assert with_word("I", 2, PLAIN, tokenize) == "I you"
    assert with_word("New", 1, CITIES, tokenize) == "New, York"
    assert with_word("zebra", 0, PLAIN, tokenize) == "zebra I"
    assert with_word("[0, 1]", 2, PLAIN, tokenize) == "[0, 1, 2]"
