"""The animation plays from a file, without a network."""

import pytest

from playground import Experiment, train
from playground.takeaway.animation import page
from playground.takeaway.taken import Taken


@pytest.mark.parametrize("slash", ["", "</script><script>document.title = 'run'</script>"])
def test_it_plays_offline_and_shows_the_run(browser, tmp_path, slash):
    history = train(Experiment(text=f"I love you . {slash} me", tokenizer="whitespace", steps=20))
    (tmp_path / "run.html").write_bytes(page(Taken(history, 5, "embedding", "http://localhost/?a=<b>")))
    context = browser.new_context(offline=True)
    shown, problems = context.new_page(), []
    shown.on("pageerror", lambda error: problems.append(str(error)))
    shown.goto((tmp_path / "run.html").as_uri())
    shown.locator(".player[data-key]").wait_for()
    step = shown.locator(".player-step")
    assert step.inner_text() == "step 5 of 20"
    places = "document.querySelector('[data-name=vectors]')._fullData"
    drawn = shown.evaluate(f"{places}.filter((trace) => trace.mode.includes('text')).map(({{x}}) => [...x])")
    assert drawn[0] == history.embedding.vectors[5, :, 0].tolist()
    shown.keyboard.press("End")
    shown.wait_for_function("document.querySelector('.player-step').textContent === 'step 20 of 20'")
    assert shown.title().startswith("First Layer Playground") and not problems
    context.close()
