import html

import pytest

from playground.figures.bindings import label


@pytest.mark.parametrize("word", ["<b>", "&amp;", "<br>", "a<b", "x&y", "it's", '"', "cat"])
def test_a_word_is_drawn_as_it_was_typed(word):
    assert html.unescape(label(word)) == word
    assert "<" not in label(word)


def test_a_long_word_is_cut_before_it_is_escaped():
    assert label("<" * 30) == "&lt;" * 13 + "…"
