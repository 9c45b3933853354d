"""How fast the player is in Chromium, 12 words in two dimensions, both layers, 200 steps, measured in one run.

    python -m tests.benchmarks.player

- one step, from the click's own time stamp until the frame with it has been painted
- the same picture through st.plotly_chart in a fragment, and the ratio of the two
- a new recipe: from Enter in the sidebar until its picture has been painted
- frames a second while playing at 60 steps a second; the same with the head's answers behind the words
"""

import statistics
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.server import served

ROOT = Path(__file__).parents[2]
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
FLAGS += ["--disable-sync", "--no-first-run"]

# A frame's callbacks run before it is painted; a message posted from there arrives after.
WATCH = """
window.times = [];
window.painted = (done) => requestAnimationFrame(() => {
  const channel = new MessageChannel();
  channel.port1.onmessage = done;
  channel.port2.postMessage(0);
});
"""
STEPS = """
document.addEventListener("click", (event) => painted(() => times.push(performance.now() - event.timeStamp)), true);
"""
CHARTS = """
document.addEventListener("click", (event) => {
  const charts = () => [...document.querySelectorAll(".js-plotly-plot")];
  const step = charts()[0].layout.meta;
  const look = () => charts().length === 4 && charts().every((chart) => chart.layout.meta === step + 1)
    ? painted(() => times.push(performance.now() - event.timeStamp)) : requestAnimationFrame(look);
  look();
}, true);
"""
RECIPES = """
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  const root = document.querySelector(".player");
  const key = root.dataset.key;
  const look = () => root.dataset.key !== key
    ? painted(() => times.push(performance.now() - event.timeStamp)) : requestAnimationFrame(look);
  look();
}, true);
"""
FRAMES = """
async () => {
  let frames = 0;
  const began = performance.now();
  await new Promise((done) => {
    const count = () => { frames += 1; performance.now() - began < 2500 ? requestAnimationFrame(count) : done(); };
    requestAnimationFrame(count);
  });
  return frames / (performance.now() - began) * 1000;
}
"""


def collect(page: Page, act: object, count: int) -> list[float]:
    for number in range(count):
        act(number)  # type: ignore[operator]
        page.wait_for_function("count => times.length > count", arg=number)
    return page.evaluate("times")


def opened(page: Page, url: str, ready: str, script: str) -> None:
    page.goto(url)
    page.wait_for_selector(ready)
    page.wait_for_load_state("networkidle")
    page.evaluate(WATCH + script)


def report(what: str, milliseconds: list[float]) -> float:
    median, ninth = statistics.median(milliseconds), statistics.quantiles(milliseconds, n=10)[-1]
    print(f"{what:52} median {median:7.1f} ms   p90 {ninth:7.1f} ms   ({len(milliseconds)} times)")
    return median


def main() -> None:
    with sync_playwright() as playwright, served() as server, served("tests/benchmarks/chart_app.py") as charts:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 720})

        opened(page, server.url, ".player[data-key]", STEPS)
        page.get_by_label("Start", exact=True).click()
        page.wait_for_function("times.length === 1")
        page.evaluate("times.length = 0")
        button = page.get_by_label("One step forward")
        step = report("one step, click to painted", collect(page, lambda _: button.click(), 100))

        page.get_by_label("Speed").select_option("60")
        page.get_by_label("Start", exact=True).click()
        page.get_by_label("Play", exact=True).click()
        print(f"{'playing, 60 steps a second':52} {page.evaluate(FRAMES):.0f} frames a second")

        for words in (12, 100):
            text = " ".join(f"w{number}" for number in range(words))
            for regions in ("false", "true"):
                opened(page, f"{server.url}/?text={text}&regions={regions}", ".player[data-key]", STEPS)
                page.get_by_label("Speed").select_option("60")
                page.get_by_label("Start", exact=True).click()
                page.get_by_label("Play", exact=True).click()
                what = f"playing {words} words, regions {'on' if regions == 'true' else 'off'}"
                print(f"{what:52} {page.evaluate(FRAMES):.0f} frames a second")

        opened(page, server.url, ".player[data-key]", RECIPES)
        seed = page.get_by_role("spinbutton", name="Seed")

        def reseed(number: int) -> None:
            seed.fill(str(number + 1))
            seed.press("Enter")

        report("a new recipe, Enter to painted", collect(page, reseed, 15))

        opened(page, charts.url, ".js-plotly-plot", CHARTS)
        page.wait_for_function("document.querySelectorAll('.js-plotly-plot').length === 4")
        button = page.get_by_text("One step forward")
        chart = report("one step through st.plotly_chart in a fragment", collect(page, lambda _: button.click(), 20))
        print(f"{'the player is faster by a factor of':52} {chart / step:.1f}")
        browser.close()


if __name__ == "__main__":
    main()
