"""What is one word follows Unicode's rules (UAX #29), in the scripts and signs that people write."""

from pathlib import Path

import pytest

from playground.wording import normalize, small
from playground.words.text_files import decode
from playground.words.tokenizers import tokenize, unspaced
from playground.words.vocabulary import Vocabulary

CASES = Path(__file__).parent / "cases"


def words(name):
    return tokenize(decode((CASES / name).read_bytes()))


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("20_persian_zwnj.txt", ["می‌خواهم", "کتاب‌ها"]),
        ("20b_hebrew_gershayim.txt", ["צה״ל", "ארה״ב"]),
        ("25_nfd_and_ligature.txt", ["café", "find", "cooperate"]),
    ],
)
def test_joiners_and_marks_inside_a_word_belong_to_it(name, whole):
    found = words(name)
    assert set(whole) <= set(found)
    assert "‌" not in found and "״" not in found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('צה"ל הוא', ['צה"ל', "הוא"]),
        ('"cat" "dog"', ['"', "cat", '"', '"', "dog", '"']),
        ("col·lecció", ["col·lecció"]),
        ("ﬁnd ﬂow oﬃce", ["find", "flow", "office"]),
        ("co\u00adoperate", ["cooperate"]),
        ("1️⃣2️⃣ #️⃣", ["1️⃣", "2️⃣", "#️⃣"]),
        ("👩‍👩‍👧‍👦👍🏽🇩🇪🇫🇷", ["👩‍👩‍👧‍👦", "👍🏽", "🇩🇪", "🇫🇷"]),
        ("ශ්‍රී ලංකා", ["ශ්‍රී", "ලංකා"]),
        ("l’homme don't well-known", ["l'homme", "don't", "well-known"]),
    ],
)
def test_what_is_one_word(text, expected):
    assert tokenize(text) == expected


@pytest.mark.parametrize("case", ["merge", "lower"])
def test_a_turkish_capital_leaves_no_loose_dot(case):
    vocabulary = Vocabulary.of(["İstanbul", "istanbul", "ISPARTA"], case=case)
    assert "istanbul" in vocabulary.words
    assert not any("\u0307" in word for word in vocabulary.words)
    assert small("İ") == "i"


def test_text_without_spaces_between_words_is_told():
    for text, script in [(decode((CASES / "21_thai.txt").read_bytes()), "Thai"), ("ខ្ញុំចូលចិត្តឆ្មានិងឆ្កែ", "Khmer")]:
        assert unspaced(text).startswith(f"{script} is written without spaces")
        assert "Characters" in unspaced(text)
    assert unspaced("แมว ชอบ กิน ปลา") == unspaced("a cat") == ""


def test_letters_that_look_the_same_are_the_same():
    assert normalize("cafe\u0301") == normalize("café")
