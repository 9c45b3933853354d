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


@pytest.mark.parametrize("text", AS_TYPED)
def test_every_ascii_mark_is_escaped_and_nothing_else_changes(text: str):
    escaped = plain(text)
    assert re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", escaped) == text
    assert not re.search(r"[!-/:-@\[-`{-~]", re.sub(r"\\.", "", escaped))


@pytest.mark.parametrize("text", AS_TYPED)
def test_a_markdown_reader_gives_the_text_back(text: str):
    markdown_it = pytest.importorskip("markdown_it", reason="markdown-it-py is not installed")
    rendered = markdown_it.MarkdownIt().renderInline(plain(text))
    assert html.unescape(rendered) == text


def test_line_ends_become_spaces():
    assert plain("one\ntwo") == "one two"
