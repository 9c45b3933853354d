"""How large the weights are."""

from playground import History
from playground.figures.panels.weight_histograms import spread, spread_caption
from playground.model.initializers import INITIALIZERS
from playground.ui.widgets.charts import color_scheme, draw
from playground.ui.widgets.term_help import explained


def show(history: History, snapshot: int) -> None:
    """How the weights are distributed, before and after."""
    draw(spread(history, snapshot, color_scheme()))
    experiment = history.experiment
    if len(history.tracks) == 2:
        why = (
            "Same starting weights."
            if experiment.same_start
            else INITIALIZERS[experiment.initializer].why_layers_differ
        )
        explained(why)
    explained(spread_caption(history))
