"""Words are dragged to where a visitor expects them, before the run is seen."""

import re

from playwright.sync_api import expect

from playground import Experiment, train

RECIPE = {"text": "I love you . you love me .", "steps": 40}
CORNER = "document.querySelector('.movable-marks .nsewdrag').getBoundingClientRect().toJSON()"
RANGES = "['xaxis', 'yaxis'].map(axis => document.querySelector('.movable-marks')._fullLayout[axis].range)"
PLACES = "(() => { const { x, y } = document.querySelector('.movable-marks').data[0]; return [x, y]; })()"


def test_a_word_is_dragged_before_the_run_is_seen_and_compared_with_where_it_ends(open_page):
    page = open_page(query=RECIPE)
    page.goto(f"{page.url}&challenge=true")
    expect(page.locator(".movable-marks .points path")).to_have_count(5)
    expect(page.locator(".player")).to_have_count(0)
    start = train(Experiment(**RECIPE)).embedding.vectors[0].tolist()
    box, ((left, right), (bottom, top)) = page.evaluate(CORNER), page.evaluate(RANGES)
    x = box["x"] + box["width"] * (start[1][0] - left) / (right - left)
    y = box["y"] + box["height"] * (top - start[1][1]) / (top - bottom)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 10, y - 10)
    page.mouse.move(x + 40, y - 20)
    page.mouse.up()
    across, up = 40 * (right - left) / box["width"], 20 * (top - bottom) / box["height"]
    page.get_by_role("combobox", name=re.compile("Word")).click()
    page.get_by_role("option", name="love").click()
    expect(page.get_by_label("x", exact=True)).to_have_value(f"{start[1][0] + across:.2f}")
    expect(page.get_by_label("y", exact=True)).to_have_value(f"{start[1][1] + up:.2f}")
    xs, ys = page.evaluate(PLACES)
    assert abs(xs[0] - start[0][0]) < 1e-6 and abs(ys[0] - start[0][1]) < 1e-6, "the others stay"
    page.get_by_role("button", name="Compare with the run").click()
    expect(page.get_by_text("of 1,000 random guesses")).to_be_visible()
    page.get_by_role("button", name="See the run").click()
    expect(page.locator(".player")).to_be_visible()
