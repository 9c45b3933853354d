"""Panels below the stage, each opened on demand: nothing is computed for a closed one."""

from collections.abc import Callable
from dataclasses import dataclass

from playground import History
from playground.ui.panels import (
    agreement_panel,
    article_panel,
    compare_panel,
    cost_panel,
    glossary_panel,
    head_panel,
    lookup_panel,
    movement_panel,
    network_panel,
    script_panel,
    similarity_panel,
    spread_panel,
    traps_panel,
    weights_panel,
    what_if_panel,
    words_panel,
)


@dataclass(frozen=True)
class Panel:
    """``show(history, snapshot)`` draws it, at the snapshot where the playhead rests."""

    title: str
    show: Callable[[History, int], None]


PANELS = {
    "look_up": Panel("Look-up: pick a row, or multiply a one-hot vector", lookup_panel.show),
    "words": Panel("Words: see, rename, move, remove or add words", words_panel.show),
    "what_if": Panel("What if: change the learning rate, move a word, … from here on", what_if_panel.show),
    "compare": Panel("Compare runs: pin this one, change something and see both", compare_panel.show),
    "change": Panel("Weights: at the start, now and the difference", weights_panel.show),
    "movement": Panel("Which words move, and why", movement_panel.show),
    "similarity": Panel("Which words are similar", similarity_panel.show),
    "head": Panel("The head: what follows the first layer", head_panel.show),
    "network": Panel("Network: the model as neurons", network_panel.show),
    "agreement": Panel("Same or not: where the two layers differ, and why", agreement_panel.show),
    "cost": Panel("Cost: memory and time as the vocabulary grows", cost_panel.show),
    "spread": Panel("How large the weights are, at the start and now", spread_panel.show),
    "article": Panel("The article, line by line, with your words", article_panel.show),
    "behind": Panel("The PyTorch code: a script to copy or download", script_panel.show),
    "traps": Panel("Traps: what goes wrong, and why", traps_panel.show),
    "glossary": Panel("Glossary: the terms on this page", glossary_panel.show),
}
