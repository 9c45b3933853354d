"""Every control of the page says what it is."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from streamlit.proto.LabelVisibility_pb2 import LabelVisibility
from streamlit.testing.v1 import AppTest

import playground.player
from playground.ui.panels.registry import sections

APP = Path(__file__).parents[2] / "playground/ui/visit.py"
PLAYER = Path(playground.player.__file__).parent / "player.html"
MANY = " ".join(f"w{number}" for number in range(1_100))
SHOWN = LabelVisibility(value=LabelVisibility.VISIBLE)
SAY_ALL = {"Choose an answer first", "Run it", "Next lesson"}
"""Labels that need no help."""
PAGES = {
    "the first visit": {},
    "one layer, and numbers of one's own": {"layer": "embedding", "initializer": "from_pretrained"},
    "all that can be undone": {
        "edits": '[["remove", "cat"], ["add", "owl"]]',
        "interventions": '[[1, "freeze"], [2, "unfreeze"]]',
        "pins": '[{"seed": "1"}]',
    },
    "axes of meaning": {"dimension": "4", "plane": "word_pairs"},
    "a lesson": {"lesson": "bias"},
    "a recipe that can't be used": {"optimizer": "sparse_adam"},
    "more words than are drawn": {"text": MANY},
}


def opened(section: str, query: dict[str, str]) -> AppTest:
    """The page with a section open."""
    page = AppTest.from_file(str(APP), default_timeout=120)
    for name, value in {"steps": "3", **query}.items():
        page.query_params[name] = value
    page.query_params["section"] = section
    return page.run()


def controls(page: AppTest) -> list:
    """Everything that can be used and can have help: what can be used has an id.

    One whose label is hidden stands below a sentence that says what it is, and has no question mark.
    """
    leaves = [element for element in page if not hasattr(element, "children")]
    usable = [leaf.proto for leaf in leaves if hasattr(leaf.proto, "help") and hasattr(leaf.proto, "id")]
    return [widget for widget in usable if getattr(widget, "label_visibility", SHOWN).value == LabelVisibility.VISIBLE]


@pytest.mark.parametrize("query", PAGES.values(), ids=PAGES)
def test_every_control_has_help(query: dict[str, str]):
    for section in sections():
        page = opened(section, query)
        assert not page.exception
        found = controls(page)
        assert len(found) > 20
        assert {control.label for control in found if not control.help} <= SAY_ALL


class _Controls(HTMLParser):
    """Collects the player's controls and what each, or the label around it, has as a title."""

    def __init__(self) -> None:
        super().__init__()
        self.around, self.found = "", []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        title = dict(attrs).get("title", "")
        if tag == "label":
            self.around = title
        if tag in ("button", "input", "select"):
            self.found.append(title or self.around)


def test_every_control_of_the_player_has_a_title():
    player = _Controls()
    player.feed(PLAYER.read_text("utf-8"))
    assert len(player.found) > 10
    assert all(player.found)
