"""What stands below the picture, section by section: one is open at a time, and nothing is computed for the others."""

from collections.abc import Callable
from dataclasses import dataclass

from playground import History
from playground.ui.panels import (
    agreement_panel,
    article_panel,
    compare_panel,
    cost_panel,
    forces_panel,
    generation_panel,
    glossary_panel,
    head_panel,
    lookup_panel,
    movement_panel,
    network_panel,
    placing_panel,
    script_panel,
    similarity_panel,
    spread_panel,
    starts_panel,
    take_away_panel,
    traps_panel,
    weights_panel,
    what_if_panel,
    words_panel,
)
from playground.ui.session import hidden

PICTURE = "Picture"
"""The section in which the whole picture is seen, and nothing below it."""
PLAYING = ("Look-up", "Same or not", "Training", "Meaning")
"""Sections that are drawn anew while the playhead moves; in the others something may just be typed."""


@dataclass(frozen=True)
class Panel:
    """``show(history, snapshot)`` draws it, at the snapshot where the playhead rests; ``title`` is what it answers."""

    section: str
    title: str
    show: Callable[[History, int], None]


PANELS = {
    "look_up": Panel("Look-up", "Pick a row, or multiply a one-hot vector", lookup_panel.show),
    "network": Panel("Look-up", "The model as a network of neurons", network_panel.show),
    "agreement": Panel("Same or not", "Where the two layers differ, and why", agreement_panel.show),
    "change": Panel("Same or not", "The weights at the start, now, and the difference", weights_panel.show),
    "spread": Panel("Same or not", "How large the weights are, at the start and now", spread_panel.show),
    "movement": Panel("Training", "Which words move, and why", movement_panel.show),
    "forces": Panel("Training", "What pulls one word: examples as forces, the loss as a landscape", forces_panel.show),
    "head": Panel("Training", "The head: what follows the first layer", head_panel.show),
    "similarity": Panel("Meaning", "Which words are similar", similarity_panel.show),
    "says": Panel("Meaning", "What the model says: its own next words", generation_panel.show),
    "what_if": Panel("Experiment", "What if: change the run from here on", what_if_panel.show),
    "compare": Panel("Experiment", "Compare runs: pin this one, change something and see both", compare_panel.show),
    "placing": Panel("Experiment", "Place the words yourself, before the run shows where", placing_panel.show),
    "starts": Panel("Experiment", "Which start leads where: the same recipe, many times", starts_panel.show),
    "words": Panel("Experiment", "Rename, move, remove or add words", words_panel.show),
    "cost": Panel("Cost", "Memory and time as the vocabulary grows", cost_panel.show),
    "behind": Panel("Code", "This run in PyTorch: a script to copy or download", script_panel.show),
    "article": Panel("Code", "The article, line by line, with your words", article_panel.show),
    "traps": Panel("Code", "Traps: what goes wrong, and why", traps_panel.show),
    "take_away": Panel("Take away", "Files for the tools you use next", take_away_panel.show),
    "glossary": Panel("Glossary", "The terms on this page", glossary_panel.show),
}


def sections() -> tuple[str, ...]:
    """All sections, in their order on the page."""
    return (PICTURE, *dict.fromkeys(panel.section for panel in PANELS.values()))


def hideable() -> dict[str, str]:
    """What a link may leave out: the name in an address, and how it is called."""
    return {**hidden.PARTS, **{section: f"Section {section}" for section in sections() if section != PICTURE}}


def shown_sections() -> tuple[str, ...]:
    """Those that the link does not leave out."""
    return tuple(section for section in sections() if section not in hidden.hidden())


def panels_of(section: str) -> dict[str, Panel]:
    return {name: panel for name, panel in PANELS.items() if panel.section == section}
