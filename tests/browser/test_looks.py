"""How the page looks: on a projector, on a phone, in the dark, in one, three and many dimensions."""

import numpy as np
import pytest

from playground import Experiment, train
from playground.experiment.views import PlaneChoice
from playground.figures.run_picture import RunPicture, View
from playground.figures.vectors.vectors import vectors
from tests.browser.screen import Screen, assert_matrix, float32

TEXT = "I love you . you love me ."
SHORT = {"text": TEXT, "steps": 60}
PROJECTORS = [(1280, 720), (1920, 1080)]
SHARE = """(() => {
    const texts = [...look.plot("vectors").querySelectorAll(".xtick text, .textpoint text")];
    return parseFloat(getComputedStyle(texts[texts.length >> 1]).fontSize) / innerHeight;
})()"""
"""The height of the picture's text, as a share of the screen's."""


@pytest.fixture(scope="module")
def page(open_for_all):
    """The app as it is on arrival, on a classroom projector."""
    return open_for_all()


@pytest.fixture(scope="module")
def short(open_for_all):
    return Screen(open_for_all(query=SHORT))


@pytest.fixture(scope="module")
def space(open_for_all, solid_browser):
    screen = Screen(open_for_all(query={**SHORT, "dimension": 3}, browser=solid_browser))
    screen.page.wait_for_selector(".player-plot[data-name=vectors] canvas")
    return screen


def of_dimension(screen, dimension):
    """The recipe with vectors of so many numbers."""
    if screen.page.get_by_role("spinbutton", name="Dimension", exact=True).input_value() != str(dimension):
        screen.change("Dimension", str(dimension))
        screen.painted()
    return screen


def test_the_first_screen_of_a_projector_shows_everything_without_scrolling(page):
    charts = [f".player-plot[data-name={name}]" for name in ("vectors", "embedding", "linear", "loss")]
    for selector in (".player-bar", ".player-words", *charts):
        box = page.locator(selector).bounding_box()
        assert box["width"] > 100 and box["height"] > 20, selector
        assert box["x"] >= 0 and box["x"] + box["width"] <= 1280, selector
        assert box["y"] >= 0 and box["y"] + box["height"] <= 720, selector
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == 0
    assert page.locator("[data-testid=stSidebar]").is_visible()


def test_no_label_is_drawn_outside_of_its_chart(page):
    assert page.evaluate("look.plots().flatMap(look.outside)") == []


def test_a_resized_window_leaves_the_vectors_where_they_were_and_its_text_as_large_in_proportion(page):
    """What is 1.4 per cent of the height on one screen is so on the other."""
    shown = "['xaxis', 'yaxis'].flatMap((axis) => look.plot('vectors')._fullLayout[axis].range)"
    width = "look.plot('vectors')._fullLayout.width"
    before, narrow, share = (page.evaluate(found) for found in (shown, width, SHARE))
    for size in [*PROJECTORS[::-1]] * 3:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        Screen(page).wait_for(f"([narrow, wide]) => ({width} > narrow) === wide", [narrow, size[0] > 1280])
        Screen(page).wait_for(f"share => Math.abs({SHARE} / share - 1) < 0.02", share)
    assert page.evaluate(shown) == pytest.approx(before, rel=1e-6)


def test_large_text_is_a_switch_that_the_browser_remembers(page, pages):
    size = "parseFloat(getComputedStyle(look.plots()[0].querySelector('.xtick text')).fontSize)"
    before = page.evaluate(size)
    page.get_by_role("button", name="Large text").click()
    Screen(page).wait_for(f"before => {size} > 1.3 * before", before)
    page.reload()
    pages.arrived(page)
    assert page.evaluate(size) > 1.3 * before
    page.get_by_role("button", name="Large text").click()
    Screen(page).wait_for(f"before => {size} === before", before)


def test_numbers_stand_in_both_matrices_where_there_is_room_and_else_it_is_said_how_to_read_them(page):
    for dimension, written in [(2, True), (40, False)]:
        of_dimension(Screen(page), dimension)
        for name in ("embedding", "linear"):
            caption = page.locator(f".player-panel-{name} figcaption").inner_text()
            texts = page.evaluate("name => look.plot(name)._fullData[0].texttemplate", name)
            assert bool(texts) is written
            assert ("Point at a cell to read its number." in caption) is not written
    of_dimension(Screen(page), 2)


def test_a_phone_needs_no_scrolling_to_the_side(open_page):
    page = open_page(query=SHORT, size=(390, 844), has_touch=True, is_mobile=True)
    Screen(page).wait_for("look.plots().every((plot) => plot._fullLayout)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("[data-testid=stMain]").evaluate("(main) => main.scrollWidth - main.clientWidth") <= 0
    for box in [plot.bounding_box() for plot in page.locator(".player-plot, .player-bar").all()]:
        assert box["x"] >= 0 and box["x"] + box["width"] <= 390


@pytest.mark.parametrize(("scheme", "ink"), [("dark", "#FAFAFA"), ("light", "#31333F")])
def test_the_charts_follow_the_page_into_the_dark_and_back(short, scheme, ink):
    page = short.page
    page.emulate_media(color_scheme=scheme)
    short.wait_for("ink => look.plots().every((plot) => plot._fullLayout.font.color === ink)", ink)
    assert page.evaluate("look.plot('vectors')._fullLayout.paper_bgcolor") == "rgba(0,0,0,0)"
    middle = page.evaluate("look.plot('embedding')._fullData[0].colorscale[1][1]")
    assert middle == {"light": "#F7F7F7", "dark": "#20242D"}[scheme]


def test_calm_motion_goes_in_a_few_jumps(open_page):
    screen = Screen(open_page(query=SHORT, reduced_motion="reduce"))
    screen.page.evaluate(
        """() => {
          globalThis.visited = [];
          new MutationObserver(() => visited.push(look.player().playhead))
            .observe(document.querySelector(".player-step"), {childList: true});
        }"""
    )
    screen.press(" ")
    screen.wait_for("look.player().playhead >= 12")
    screen.press(" ")
    assert set(screen.page.evaluate("visited")) <= {0, 6, 12, 18, 60}


def test_one_dimension_is_a_line_of_dots(short):
    screen = of_dimension(short, 1)
    history = train(Experiment(**SHORT, dimension=1))
    for playhead in (60, 12):
        screen.go(playhead)
        [dot, ring] = [screen.data("vectors")[trace] for trace in picks(screen)]
        np.testing.assert_array_equal(float32(dot["x"]), history.embedding.vectors[playhead, :, 0])
        np.testing.assert_array_equal(float32(ring["x"]), history.linear.vectors[playhead, :, 0])
        assert set(dot["y"]) == {0}
        drawn = screen.drawn("vectors")["scatter"][picks(screen)[0]]
        pixels = screen.to_pixels("vectors", picks(screen)[0], dot["x"], dot["y"])
        np.testing.assert_allclose(drawn["points"], pixels, atol=0.06)
        assert [label["text"] for label in drawn["labels"]] == list(history.words)
        assert_matrix(screen, history, "embedding", playhead)


def picks(screen: Screen) -> list[int]:
    return sorted(screen.page.evaluate("Object.keys(look.panel('vectors').picks).map(Number)"))


def test_three_dimensions_are_drawn_in_space(space):
    screen = space
    history = train(Experiment(**SHORT, dimension=3))
    for playhead in (60, 12):
        screen.go(playhead)
        for trace, track in zip(picks(screen), history.tracks.values(), strict=True):
            drawn = screen.data("vectors", "_fullData")[trace]
            assert drawn["type"] == "scatter3d"
            for axis, letter in enumerate("xyz"):
                np.testing.assert_array_equal(float32(drawn[letter]), track.vectors[playhead, :, axis])
        assert_matrix(screen, history, "linear", playhead)


def test_a_camera_that_was_turned_stays_while_the_playhead_moves(space):
    screen = space
    screen.go(60)
    box = screen.page.locator(".player-plot[data-name=vectors]").bounding_box()
    camera = "look.plot('vectors')._fullLayout.scene._scene.getCamera().eye"
    before = screen.page.evaluate(camera)
    screen.page.mouse.move(box["x"] + 150, box["y"] + 150)
    screen.page.mouse.down()
    screen.page.mouse.move(box["x"] + 230, box["y"] + 180, steps=4)
    screen.page.mouse.up()
    screen.wait_for(f"before => Math.abs({camera}.x - before) > 0.01", before["x"])
    screen.page.evaluate(
        f"""async () => {{
          for (let still = 0, last = 0; still < 20; await new Promise(requestAnimationFrame)) {{
            still = {camera}.x === last ? still + 1 : 0;
            last = {camera}.x;
          }}
        }}"""
    )
    turned = screen.page.evaluate(camera)
    screen.go(12)
    screen.frames(10)
    after = screen.page.evaluate(camera)
    # Plotly lets a turn run out over some frames, so its last bit may come with the next drawing.
    assert distance(after, turned) < 0.4 * distance(before, turned)


def distance(one, other):
    return sum((one[axis] - other[axis]) ** 2 for axis in "xyz") ** 0.5


def test_many_dimensions_are_projected_and_the_share_is_said(short):
    screen = of_dimension(short, 20)
    history = train(Experiment(**SHORT, dimension=20))
    vectors = np.concatenate([track.vectors.reshape(-1, 20) for track in history.tracks.values()]).astype(float)
    centered = vectors - vectors.mean(0)
    _, singular, axes = np.linalg.svd(centered, full_matrices=False)
    share = (singular[:2] ** 2).sum() / (singular**2).sum()
    caption = screen.page.locator(".player-panel-vectors figcaption").inner_text()
    assert f"20 dimensions are projected to 2, which show {share:.0%} of the variance" in caption
    screen.go(30)
    for trace, track in zip(picks(screen), history.tracks.values(), strict=True):
        drawn = screen.data("vectors")[trace]
        expected = (track.vectors[30] - vectors.mean(0)) @ axes[:2].T
        for letter, values in zip("xy", expected.T, strict=True):
            np.testing.assert_allclose(np.abs(float32(drawn[letter])), np.abs(values), atol=1e-4)
    told = screen.page.locator(".player-panel-embedding .player-window output").all_inner_texts()
    assert "dimensions 1–16 of 20" in told


def test_in_a_frame_of_a_course_page_bar_vectors_and_matrices_are_seen_without_scrolling(open_page):
    page = open_page(query={"embed": "true", **SHORT}, size=(640, 480))
    page.locator("[data-testid=stSidebar][data-collapsed=true]").wait_for(state="attached")
    for size in [(640, 480), (800, 600)]:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        for part in (".player-bar", "[data-name=vectors]", "[data-name=embedding]", "[data-name=linear]"):
            Screen(page).wait_for(
                """part => {
                    const { left, right, top, bottom, height } = document.querySelector(part).getBoundingClientRect();
                    return height > 25 && left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
                }""",
                part,
            )
        for name in ("embedding", "linear"):
            upper, lower = page.evaluate(
                "name => { const { yaxis2, yaxis } = look.plot(name)._fullLayout;"
                "return [yaxis2._offset + yaxis2._length, yaxis._offset]; }",
                name,
            )
            assert lower - upper >= 18, "the heading of a low matrix has room"
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Save the recipe").wait_for()


def test_a_phone_on_its_side_starts_without_the_sidebar(open_page):
    page = open_page(query=SHORT, size=(844, 390), has_touch=True, is_mobile=True)
    Screen(page).wait_for("document.querySelector('[data-testid=stSidebar]').dataset.collapsed === 'true'")
    assert page.locator(".player-panel-vectors").bounding_box()["y"] < 390


def test_axes_of_meaning_stay_while_the_analogy_moves_with_the_playhead(open_page):
    query = {"dimension": "4", "steps": "30", "plane": "word_pairs", "across": "cat, sleeps", "up": "cat, dog"}
    screen = Screen(open_page(query=query))
    choice = PlaneChoice("word_pairs", "cat, sleeps", "cat, dog")
    part = vectors(RunPicture(train(Experiment(dimension=4, steps=30)), View(plane=choice)))
    for snapshot in (0, 12, 30):
        screen.go(snapshot)
        shown = screen.page.evaluate("[...look.plot('vectors').data.at(-2).x]")
        np.testing.assert_allclose(shown, part.arrays["analogy.x"][snapshot], rtol=1e-5, atol=1e-6)
    assert screen.page.evaluate("look.plot('vectors').layout.xaxis.title.text") == "cat → sleeps"
