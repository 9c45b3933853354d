"""Words that mean something to HTML, Markdown, LaTeX, Plotly or Streamlit are text wherever the page has them."""

import base64
import json
import re
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from playground.experiment.fields import OPTIONS
from playground.ui.panels.registry import sections
from tests.load.visitor import Visitor
from tests.ui.opened import opened

HOSTILE = (
    "<b>bold</b>", "<img/src=x/onerror=alert(1)>", "&lt;u&gt;", "[a](https://evil.example)", "https://evil.example/x",
    "www.evil.example", "evil@evil.example", "$x^2$", ":red[a]", ":material/home:", ":smile:", "**bold**", "`code`",
    "~~s~~", "%{x}", "=1+1", "/etc/passwd", "\u202eabc\u202c", "a\u200bb", "__proto__", "constructor", "a\0b",
)  # fmt: skip
LIVE = tuple(word[:10] for word in HOSTILE if word.isprintable() and not word.isalnum())
"""How those begin whose signs are escaped for Markdown: words are cut where there is little room."""
TAGS = ("<b>bold", "<img/", "&lt;u")
AS_TYPED = {
    "text_area.value", "text_input.value", "text_input.default", "text_input.placeholder", "selectbox.options",
    "selectbox.placeholder", "selectbox.raw_value", "multiselect.options", "multiselect.raw_values", "code.code_text",
}  # fmt: skip
"""What Streamlit shows as it stands: fields, menus and code."""
OUR_OWN = re.compile(r":material/\w+:|\.(id|form_id|key)$")
FIGURES = {"bidi_component.json", "plotly_chart.spec", "plotly_chart.figure.spec"}
RECIPES = {
    "text": {"text": " ".join(HOSTILE * 2), "tokenizer": "whitespace"},
    "labels": {
        "objective": "labels",
        "sentences": "\n".join(f"{word.replace(':', '')}: good {word}" for word in HOSTILE),
        "tokenizer": "whitespace",
    },
    "pairs": {"objective": "pairs", "pairs": ", ".join(f"{word}|{word}" for word in HOSTILE if "," not in word)},
    "lesson": {"lesson": "linear", "text": " ".join(HOSTILE * 2), "tokenizer": "whitespace", "slow": "true"},
    "hold": {"text": " ".join(HOSTILE), "tokenizer": "whitespace", "hold": ",".join(HOSTILE[:4])},
}


def texts_of(proto: Any, path: str) -> Iterator[tuple[str, str]]:
    """All texts in a message of Streamlit's, with the names that lead there."""
    for field, value in proto.ListFields():
        for item in value if field.is_repeated else [value]:
            if isinstance(item, str):
                yield f"{path}.{field.name}", item
            elif field.type == field.TYPE_MESSAGE and hasattr(item, "ListFields"):
                yield from texts_of(item, f"{path}.{field.name}")


def shown(node: Any) -> Iterator[tuple[str, str]]:
    """All texts that a page sends."""
    if getattr(node, "proto", None) is not None:
        yield from texts_of(node.proto, node.type)
    for child in getattr(node, "children", {}).values():
        yield from shown(child)


def in_figures(found: Any, inside: bool) -> Iterator[str]:
    """The texts that Plotly reads; those beside its figures are written by the player, as text."""
    if isinstance(found, str) and inside:
        yield found
    elif isinstance(found, list):
        for item in found:
            yield from in_figures(item, inside)
    elif isinstance(found, dict):
        for key, item in found.items():
            yield from in_figures(item, inside or key == "figure")


def assert_text_is_text(path: str, text: str) -> None:
    if path in FIGURES:
        for part in in_figures(json.loads(text), path.startswith("plotly")):
            assert not any(tag in part for tag in TAGS), part
    elif path not in AS_TYPED and not OUR_OWN.search(path) and path != "html.body":
        read = OUR_OWN.sub("", text)
        assert not any(word in read for word in LIVE), (path, text)


def assert_page_is_text(page) -> None:
    assert not page.exception
    count = 0
    for path, text in shown(page._tree):
        count += 1
        assert_text_is_text(path, text)
    assert count > 50, "the page has texts"


PAGES = [*(("text", section) for section in sections())] + [
    (recipe, section) for recipe in list(RECIPES)[1:] for section in ("Look-up", "Training")
]


@pytest.mark.page
@pytest.mark.parametrize(("recipe", "section"), PAGES)
def test_hostile_words_are_text_in_every_section(recipe, section):
    page = opened(section=section, steps="3", **RECIPES[recipe])
    assert_page_is_text(page)
    assert {"__proto__", "constructor"} <= set(page.session_state["_experiment"].vocabulary.words)


@pytest.mark.page
@pytest.mark.parametrize("word", ["<img/src=x/onerror=alert(1)>", "https://evil.example/x", "$x^2$", ":material/home:"])
def test_what_a_link_says_wrongly_is_told_as_text(word):
    """As a name, as values, and in what can't be read."""
    wrong = {word: "1", "section": word, "lesson": word, "hide": word, "plane": word, "pins": word, "steps": word}
    assert_page_is_text(opened(**wrong))
    assert_page_is_text(opened(objective="pairs", pairs=f"see {word} now", steps="3"))
    assert_page_is_text(opened(initializer="from_pretrained", matrix=f"{word} 1 2\n{word} x y", steps="3"))


@pytest.mark.page
def test_half_a_character_in_a_compressed_link_is_a_question_mark():
    """A recipe file is read in the same way; in a plain address the browser and Streamlit have replaced it."""
    half = "\ud800"
    fields = {name: f"{half}x" for name in OPTIONS} | {half: "1", "section": half, "hide": half, "lesson": half}
    for query in (fields, {"text": f"a {half} b{half}", "pins": json.dumps([{"text": half}]), "steps": "3"}):
        packed = base64.urlsafe_b64encode(zlib.compress(json.dumps(query).encode())).decode()
        assert not opened(z=packed).exception
    assert opened(z=packed).session_state["_experiment"].text == "a ? b?"


@pytest.mark.page
@pytest.mark.parametrize("data", [b"\0\1", b"cat 1 2\n<b>bold</b> x https://evil.example\n", b"", b"\xff\xfe\xfa"])
def test_what_a_file_says_wrongly_is_told_as_text(data):
    """By its name, and by what stands in it."""
    visitor = Visitor(initializer="from_pretrained", steps="3")
    places = [box.key for box in visitor.page.get("file_uploader") if box.key != "recipe_file"]
    assert len(places) >= 2
    for place in places:
        for ending in (".txt", ".npy", ".csv"):
            visitor.upload(place, f"<b>bold<b> https://evil.example $x^2${ending}", data)
            assert_page_is_text(visitor.page)
