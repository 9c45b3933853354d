"""The glossary where it is used, and all of it at the end of the page."""

from streamlit.testing.v1 import AppTest

from playground.model.layers import SELECTIONS
from playground.teaching.terms import GLOSSARY, used
from playground.ui.panels.registry import PANELS
from tests.ui.opened import opened, opened_at, said


def helped(page: AppTest) -> dict[str, str]:
    """The help of each caption that has some, by its text."""
    return {said([caption]): caption.proto.help.replace("\\", "") for caption in page.caption if caption.proto.help}


def test_the_glossary_is_the_last_panel_and_has_every_term():
    assert list(PANELS)[-1] == "glossary"
    page = opened_at("glossary", steps="2")
    assert not page.exception
    for term in GLOSSARY.values():
        assert f"**{term.name}**: {term.definition}" in said(page.main.markdown)


def test_what_an_explanation_uses_is_explained_behind_its_question_mark():
    explanation = SELECTIONS["both"].explanation
    told = helped(opened(steps="2"))[explanation]
    assert used(explanation)
    assert told == "\n\n".join(f"**{term.name}**: {term.definition}" for term in used(explanation))


def test_the_captions_of_the_panels_are_explained():
    sidebar = helped(opened(steps="2")).keys()
    for panel in ("change", "movement", "similarity", "head", "network", "agreement", "spread", "look_up"):
        assert helped(opened_at(panel, steps="2")).keys() - sidebar, panel


def test_a_caption_without_terms_has_no_question_mark():
    page = opened(steps="2", tokenizer="lines", text="a\nb c\na")
    [caption] = [caption for caption in page.caption if said([caption]).startswith("Each line is one word")]
    assert not caption.proto.help
