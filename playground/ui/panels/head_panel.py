"""What follows the first layer."""

from playground import History
from playground.figures.panels.head_weights import head_caption, head_sentence, head_weights
from playground.ui.widgets.charts import color_scheme, draw
from playground.ui.widgets.term_help import explained


def show(history: History, snapshot: int) -> None:
    """What follows the first layer."""
    explained(head_sentence(history))
    figure = head_weights(history, snapshot, color_scheme())
    if figure is not None:
        draw(figure)
        explained(head_caption(history))
