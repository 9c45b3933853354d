"""Pinned runs in the row below the picture and in the table."""

import json

from streamlit.testing.v1 import AppTest

from playground import limits
from tests.ui.opened import opened, opened_at, said

LETTERS = "ABCD"


def with_pins(*changes: dict, panel: str | None = None, **query: str) -> AppTest:
    recipe = {"steps": "10", **query, "pins": json.dumps(changes)}
    return opened_at(panel, **recipe) if panel else opened(**recipe)


def button(page: AppTest, label: str):
    return next(button for button in page.button if button.label == label)


def pins(page: AppTest) -> list[int]:
    return [pin.seed for pin in page.session_state["pins"]]


def test_a_pinned_run_is_unpinned_beside_its_letter():
    page = with_pins(*({"seed": str(seed)} for seed in range(1, limits.PINS + 1)))
    assert any("unpin one first" in button.label for button in page.button)
    button(page, "✕ B").click().run()
    assert not page.exception
    assert pins(page) == [1, 3, 4]
    assert button(page, "Pin this run")


def test_losses_over_other_words_are_said_not_to_be_comparable():
    note = "losses over the two vocabularies can't be compared"
    assert note in said(with_pins({"text": "I love you"}, panel="compare").caption)
    assert note not in said(with_pins({"seed": "1"}, panel="compare").caption)
