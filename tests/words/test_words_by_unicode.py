"""What is one word follows Unicode's rules (UAX #29), in the scripts and signs that people write."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.wording import abbreviate, from_letter, normalize, short_names, small, trim
from playground.words.text_files import decode
from playground.words.tokenizers import tokenize
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ฉันรักแมวมาก", ["ฉัน", "รัก", "แมว", "มาก"]),
        ("แมว กินปลา 3 ตัว", ["แมว", "กิน", "ปลา", "3", "ตัว"]),
        ("ຂ້ອຍຮັກແມວ", ["ຂ້ອຍ", "ຮັກ", "ແມວ"]),
        ("ខ្ញុំចូលចិត្តឆ្មា", ["ខ្ញុំ", "ចូលចិត្ត", "ឆ្មា"]),
        ("ကျွန်တော်ကြောင်ကိုချစ်တယ်", ["ကျွန်တော်", "ကြောင်", "ကို", "ချစ်", "တယ်"]),
        ("我爱猫。", ["我", "爱", "猫", "。"]),
    ],
)
def test_words_of_scripts_without_spaces(text, expected):
    assert tokenize(text) == expected


def test_a_thai_text_has_its_words():
    assert {"แมว", "ปลา"} <= set(words("21_thai.txt"))


def test_letters_that_look_the_same_are_the_same():
    assert normalize("cafe\u0301") == normalize("café")


@pytest.mark.parametrize("cluster", ["a", "é", "é", "👩‍👩‍👧‍👦", "🇫🇷", "❤️", "नि"])
def test_a_short_name_is_never_cut_inside_a_letter(cluster):
    short = abbreviate(cluster * 30)
    assert len(short) <= 14 and short.endswith("…")
    assert short[:-1].replace(cluster, "") == "" and short != "…"


@given(st.sets(st.text("ab👍🏽", min_size=1, max_size=40), max_size=30), st.integers(4, 20))
def test_no_two_words_get_the_same_short_name(words, length):
    names = short_names(sorted(words), length)
    assert len(set(names.values())) == len(words)
    assert all(len(name) <= length for name in names.values())
    assert all(names[word] == word for word in words if len(word) <= length)


def test_a_word_is_trimmed_of_what_is_not_seen():
    assert trim("\u200b\u00a0 new  york\u3000\n") == "new  york"
    assert trim(" \u200b") == ""
    assert len(trim(f"a{' ' * 300_000}b")) == 300_002, "in one pass"


def test_a_text_that_begins_later_begins_with_a_whole_letter():
    family = "👩‍👩‍👧‍👦"
    assert from_letter(f"a{family}b", 3) == f"{family}b"
    assert from_letter("e\u0301te", 1) == "e\u0301te"
    assert from_letter("abc", 1) == "bc"


def test_long_words_are_told_apart_by_their_ends_or_by_numbers():
    alike = [f"{'a' * 20}{letter}{'z' * 20}" for letter in "bcd"]
    names = short_names(["internationalism", "internationalist", *alike])
    assert list(names.values())[:2] == ["internatio…ism", "internatio…ist"]
    assert len(set(names.values())) == 5
    assert list(names.values())[-1] == "aaaaaaaa…zzzzz"


@pytest.mark.parametrize(
    ("name", "case", "whole"),
    [
        ("22_turkish.txt", "lower", ["istanbul", "ışık", "işik", "isparta", "ısparta"]),
        ("23_german.txt", "lower", ["strasse", "straße", "masse", "maße", "gross", "groß"]),
        ("24_emoji.txt", "keep", ["👩‍👩‍👧‍👦", "❤️", "👍🏽", "👍", "🇩🇪", "🇫🇷", "1️⃣", "2️⃣", "🏴‍☠️", "👨🏿‍🦰"]),
        (
            "27_markup.txt",
            "keep",
            ["<b>bold</b>", "<script>alert(1)</script>", "$x$", "&amp;", "{{}}", "%{x}", "1."],
        ),
        ("30_code.py.txt", "keep", ["def", "f(x):", "x[0]", "#", "TODO", "range(10):", "+=", "**", "2"]),
        (
            "28_numbers_dates.txt",
            "keep",
            ["1", "2020-01-01", "1E1", "007", "7", "NaN", "None", "null", "-1", "$5"],
        ),
    ],
)
def test_each_word_of_a_case_keeps_its_own_number(name, case, whole):
    text = decode((CASES / name).read_bytes())
    tokens = text.split() if name[:2] in ("27", "28", "30") else tokenize(text)
    kept = Vocabulary.of(tokens, case).words
    assert set(whole) <= set(kept)
    spelled = tokens if case == "keep" else map(small, tokens)
    assert list(kept) == list(dict.fromkeys(spelled))


def test_a_word_of_ten_thousand_letters_has_a_label():
    long = max(words("29_very_long_token.txt"), key=len)
    assert len(long) >= 10_000
    assert short_names([long, long + "A"]).keys() == {long, long + "A"}
    assert max(map(len, short_names([long, long + "A"]).values())) <= 14
