"""What is on the screen is saved as PNG and as SVG, named by recipe and step."""

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from playground import Experiment, train
from tests.browser.screen import Screen

RECIPE = {"steps": 20}
SVG = "{http://www.w3.org/2000/svg}"


def saved(page, title: str) -> tuple[str, Path]:
    with page.expect_download() as download:
        page.get_by_title(title).click()
    return download.value.suggested_filename, Path(download.value.path())


@pytest.fixture(scope="module")
def screen(open_for_all):
    screen = Screen(open_for_all(query={"steps": "20", "step": "7"}))
    screen.page.locator(".player-save summary").click()
    yield screen
    screen.page.locator(".player-save summary").click()


def test_the_svg_has_the_numbers_of_the_step(screen):
    name, file = saved(screen.page, "Save picture as SVG")
    assert name == "both-12x2-sgd-seed0-step7-picture.svg"
    root = ElementTree.parse(file).getroot()
    assert len(root.findall(f"{SVG}svg")) == 4
    said = ["".join(text.itertext()).replace("−", "-") for text in root.iter(f"{SVG}text")]
    weight = train(Experiment(**RECIPE)).embedding.weight[7]
    cells = [f"{number:.2f}" for number in weight.ravel()]
    assert [text for text in said if text in cells][: len(cells)] == cells
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


def test_the_png_is_twice_as_fine_as_the_screen(screen):
    name, file = saved(screen.page, "Save loss as PNG")
    assert name == "both-12x2-sgd-seed0-step7-loss.png"
    place = screen.page.locator("[data-name=loss]").bounding_box()
    with Image.open(file) as image:
        assert image.format == "PNG"
        assert image.size == (round(2 * place["width"]), round(2 * place["height"]))
        assert len(image.convert("RGB").getcolors(1 << 20)) > 10, "there is something in it"


def test_what_is_not_shown_is_not_offered(screen):
    screen.visit({"layer": "embedding", "steps": 20})
    offered = screen.page.locator(".player-save span")
    expect(offered).to_have_text(["Whole picture", "vectors", "embedding", "loss"])
    screen.page.get_by_role("radio", name="Cost").click()
    expect(offered).to_have_text(["Whole picture", "vectors", "loss"])
    screen.page.keyboard.press("Tab")
