"""Text that Streamlit would read as Markdown comes out as typed."""

import html
import re

import pytest

from playground.ui.widgets.markdown import plain

AS_TYPED = [
    "**bold** *thin* __under__ ~~gone~~ `code`",
    "$x^2$ and \\(y\\)",
    "[x](http://example.com) ![y](z) <http://example.com>",
    "<script>alert(1)</script> &amp; &lt;",
    ":red[hot] :material/link: :smile: :blue-background[x]",
    "# not a title",
    "1. not a list, - nor this, > nor that | a | b |",
    "back\\slash",
    "我爱猫。 👩🏽‍🚀 ❤️ ¿qué?",
]


ADDRESSES = ["see https://evil.example/x now", "WWW.evil.example", "mail me@evil.example", "a://b www.x.y z@w.v"]


def seen(text: str) -> str:
    return text.replace("\N{WORD JOINER}", "")


@pytest.mark.parametrize("text", AS_TYPED)
def test_every_ascii_mark_is_escaped_and_nothing_else_changes(text: str):
    escaped = seen(plain(text))
    assert re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", escaped) == text
    assert not re.search(r"[!-/:-@\[-`{-~]", re.sub(r"\\.", "", escaped))


@pytest.mark.parametrize("text", AS_TYPED)
def test_a_markdown_reader_gives_the_text_back(text: str):
    markdown_it = pytest.importorskip("markdown_it", reason="markdown-it-py is not installed")
    rendered = markdown_it.MarkdownIt().renderInline(plain(text))
    assert seen(html.unescape(rendered)) == text


def test_line_ends_become_spaces():
    assert plain("one\ntwo") == "one two"


@pytest.mark.parametrize("text", ADDRESSES)
def test_an_address_stays_text(text: str):
    """The patterns are those of mdast-util-gfm-autolink-literal, which looks at text without its escapes."""
    shown = re.sub(r"\\(.)", r"\1", plain(text))
    assert seen(shown) == text
    assert not re.search(r"(https?://|www(?=\.))[-.\w]+", shown, re.IGNORECASE)
    assert not re.search(r"[-.\w+]+@[-\w]+(?:\.[-\w]+)+", shown)


def test_right_to_left_words_keep_their_order():
    assert plain("שלום → עולם, cat") == "\u2068שלום\u2069 → \u2068עולם\u2069\\, cat"
    assert plain("“שלום עולם 12”") == "“\u2068שלום עולם\u2069 12”"
