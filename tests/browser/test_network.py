"""The network lights the way of the word that is pointed at, and keeps that of a word that is clicked or tapped."""

import pytest
from playwright.sync_api import Locator, Page, expect

from playground import Experiment

SHORT = {"text": "I love you . you love me .", "steps": 40}
WORDS = Experiment(**SHORT).vocabulary.words


def opened(page: Page) -> list[Locator]:
    page.get_by_role("radio", name="Look-up").click()
    plots = page.locator(".hover-chart")
    expect(plots.locator(".ytick").first).to_be_attached()
    expect(plots).to_have_count(2)
    return plots.all()


@pytest.fixture(scope="module")
def shared(open_for_all):
    return opened(open_for_all(query=SHORT))


@pytest.fixture
def plots(shared):
    shared[0].page.mouse.move(5, 5)
    return shared


def label(plot: Locator, word: str) -> Locator:
    return plot.locator(".ytick text").get_by_text(word, exact=True)


def expect_lit(plots: list[Locator], word: str) -> None:
    """Its name alone is bold, in both pictures."""
    for plot in plots:
        expect(plot.locator(".ytick text").filter(has=plot.page.locator("tspan[style*=bold]"))).to_have_text([word])


def at_rest(plots: list[Locator]) -> str:
    return plots[0].locator(".ytick text tspan[style*=bold]").first.text_content()


def another(plots: list[Locator]) -> str:
    return next(word for word in WORDS if word != at_rest(plots))


def test_a_hovered_name_lights_its_words_way_and_goes_out_again(plots):
    first, word = at_rest(plots), another(plots)
    label(plots[0], word).hover()
    expect_lit(plots, word)
    plots[0].page.mouse.move(5, 5)
    expect_lit(plots, first)


def test_a_hovered_neuron_lights_its_words_way(plots):
    word = another(plots)
    plots[1].scroll_into_view_if_needed()
    page, place = (
        plots[1].page,
        plots[1].evaluate(
            """(plot, row) => {
            const {left, top} = plot.getBoundingClientRect();
            const {xaxis, yaxis} = plot._fullLayout;
            const trace = plot._fullData.find(({name}) => name === "one-hot");
            return [left + xaxis._offset + xaxis.c2p(trace.x[row]), top + yaxis._offset + yaxis.c2p(trace.y[row])];
        }""",
            WORDS.index(word),
        ),
    )
    page.mouse.move(*place)
    expect_lit(plots, word)


def test_a_tap_on_a_name_keeps_it(open_page):
    plots = opened(open_page(query=SHORT, has_touch=True))
    word = another(plots)
    label(plots[0], word).tap()
    expect_lit(plots, word)
    expect(plots[0].page.get_by_role("combobox", name="Word", exact=False).first).to_have_value(word)


def test_by_keyboard_a_word_is_chosen_above(plots):
    word, page = another(plots), plots[0].page
    page.locator(".st-key-network_word input").focus()
    page.keyboard.type(word)
    page.keyboard.press("Enter")
    expect_lit(plots, word)
