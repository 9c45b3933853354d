"""The head's answers behind the words, in the picture."""

import numpy as np
import torch

from playground import Experiment, train
from playground.figures.theme import word_color
from playground.training.restore import head_at
from tests.browser.screen import Screen

AT = """
([x, y]) => {
  const plot = look.plot("vectors"), canvas = plot.querySelector(".player-regions");
  const { xaxis, yaxis } = plot._fullLayout;
  return [...canvas.getContext("2d").getImageData(xaxis.c2p(x), yaxis.c2p(y), 1, 1).data];
}
"""


def test_a_switch_colours_each_place_by_its_answer_at_each_step_and_the_link_keeps_it(open_page):
    screen = Screen(open_page(query={"steps": "60"}))
    regions, switch = screen.page.locator(".player-regions"), screen.page.get_by_text("Show the head's answers")
    assert regions.count() == 0
    switch.click()
    regions.wait_for()
    screen.wait_for("location.search.includes('regions=true')")
    screen.painted()
    history = train(Experiment(steps=60))
    for snapshot in (60, 0, 20):
        screen.go(snapshot)
        head = head_at(history, "embedding", snapshot)
        for x, y in ((-0.9, -1.2), (0.9, 1.1), (1.4, -0.6)):
            with torch.no_grad():
                scores = head(torch.tensor([x, y]))
            first, second = scores.topk(2).values
            if first - second < 0.1:
                continue  # near a line between two regions
            color = word_color(int(scores.argmax()))
            shown = screen.page.evaluate(AT, [x, y])
            np.testing.assert_allclose(shown[:3], [int(color[k : k + 2], 16) for k in (1, 3, 5)], atol=12)
    switch.click()
    regions.wait_for(state="detached")
    screen.visit({"steps": "30", "regions": "true"})
    regions.wait_for()
