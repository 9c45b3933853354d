"""The panel of traps without a browser."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from playground.teaching.traps import TRAPS
from playground.teaching.traps.console import run, transcript
from playground.teaching.traps.trap import Setting
from playground.ui.panels.registry import PANELS
from playground.ui.widgets.markdown import plain

APP = Path(__file__).parents[3] / "playground/ui/visit.py"


def opened(**query: str) -> AppTest:
    page = AppTest.from_file(str(APP), default_timeout=60)
    for name, value in query.items():
        page.query_params[name] = value
    page.query_params["section"] = PANELS["traps"].section
    return page.run()


def codes(page: AppTest) -> list[str]:
    return [block.value for block in page.main.code]


def test_each_trap_shows_both_codes_what_they_print_and_why():
    page, setting = opened(steps="2"), Setting(("the", "cat", "sleeps", "."), 12, 2)
    for name, trap in TRAPS.items():
        page.button_group(key="trap").set_value(name).run()
        assert not page.exception
        expected = []
        for side in (trap.wrong, trap.right):
            source = setting.write(side)
            expected += [source.strip(), transcript(run(source, trap.curve.name if trap.curve else "").printed)]
        assert [block.strip() for block in codes(page)] == expected
        said = "\n".join(element.value for element in page.main.markdown)
        assert plain(trap.explanation) in said
        assert all(plain(reason.sentence) in said for reason in trap.why)
        assert len(page.get("plotly_chart")) == bool(trap.curve)


def test_nothing_is_run_for_a_closed_panel_or_another_trap(monkeypatch):
    ran = []
    monkeypatch.setattr("playground.ui.panels.traps_panel.run", lambda *args: ran.append(args) or run(*args))
    page = AppTest.from_file(str(APP), default_timeout=60).run()
    assert not page.exception and ran == []
    page.session_state["section"] = PANELS["traps"].section
    page.run()
    assert len(ran) == 2


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"text": "a b c d e f", "dimension": "5"}, "the first 4 of 6 words and 3 of 5 dimensions."),
        ({"text": "a b c", "dimension": "1"}, "all 3 words and 1 dimension."),
    ],
)
def test_the_page_says_how_much_of_the_learners_own_is_taken(query, sentence):
    page = opened(**query, steps="2")
    assert plain(sentence) in page.main.caption[-1].value


def test_a_code_for_other_sizes_says_so():
    page = opened(text="a b c d e f", dimension="4", steps="2")
    told = {}
    for name in ("large", "transposed"):
        page.button_group(key="trap").set_value(name).run()
        told[name] = page.main.caption[-1].value.replace("\\", "")
    assert "all 6 words and 50 dimensions" in told["large"]
    assert "4 of the 6 words and D = 3" in told["transposed"]


@pytest.mark.parametrize("text", ['it\'s "so" {V} \\n `x` $y$ <b> [z](w) :red[hot]', "猫 🐈 ليل"])
def test_any_words_come_out_as_typed(text):
    page = opened(text=text, tokenizer="whitespace", steps="2")
    assert not page.exception
    words = page.session_state["_experiment"].vocabulary.words[:4]
    assert all(repr(word) in codes(page)[0] for word in words)
