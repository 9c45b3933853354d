"""Panels below the stage, each opened on demand: nothing is computed for a closed one."""

from collections.abc import Callable
from dataclasses import dataclass

from playground import History
from playground.ui.panels import cost_panel, script_panel, traps_panel
from playground.ui.panels.agreement_panel import agreement
from playground.ui.panels.article_panel import article
from playground.ui.panels.compare_panel import compare
from playground.ui.panels.glossary_panel import glossary
from playground.ui.panels.head_panel import head
from playground.ui.panels.lookup_panel import lookup
from playground.ui.panels.movement_panel import moving
from playground.ui.panels.network_panel import network_panel
from playground.ui.panels.similarity_panel import similarity
from playground.ui.panels.spread_panel import how_large
from playground.ui.panels.weights_panel import weights
from playground.ui.panels.what_if_panel import what_if
from playground.ui.panels.words_panel import words


@dataclass(frozen=True)
class Panel:
    """``show(history, snapshot)`` draws it, at the snapshot where the playhead rests."""

    title: str
    show: Callable[[History, int], None]


PANELS = {
    "look_up": Panel("Look-up: pick a row, or multiply a one-hot vector", lookup),
    "words": Panel("Words: see, rename, move, remove or add words", words),
    "what_if": Panel("What if: change the learning rate, move a word, … from here on", what_if),
    "compare": Panel("Compare runs: pin this one, change something and see both", compare),
    "change": Panel("Weights: at the start, now and the difference", weights),
    "movement": Panel("Which words move, and why", moving),
    "similarity": Panel("Which words are similar", similarity),
    "head": Panel("The head: what follows the first layer", head),
    "network": Panel("Network: the model as neurons", network_panel),
    "agreement": Panel("Same or not: where the two layers differ, and why", agreement),
    "cost": Panel("Cost: memory and time as the vocabulary grows", cost_panel.show),
    "spread": Panel("How large the weights are, at the start and now", how_large),
    "article": Panel("The article, line by line, with your words", article),
    "behind": Panel("The PyTorch code: a script to copy or download", script_panel.show),
    "traps": Panel("Traps: what goes wrong, and why", traps_panel.show),
    "glossary": Panel("Glossary: the terms on this page", glossary),
}
