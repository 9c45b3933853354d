"""The ways to choose the plane in which vectors of more than two dimensions are seen."""

from collections.abc import Callable
from dataclasses import dataclass

from playground.choices import Choice, InvalidField, Option, registry
from playground.experiment.views import OVERVIEW, PlaneChoice
from playground.figures.planes.dimensions import two_dimensions
from playground.figures.planes.plane import Plane, Spread
from playground.figures.planes.principal import overview
from playground.figures.planes.word_pairs import first_pairs, word_pairs
from playground.training.history import History
from playground.words.vocabulary import Vocabulary


@dataclass(frozen=True, kw_only=True)
class PlaneKind(Choice):
    """``fit(history, spread, choice)`` gives the plane; it raises InvalidField for a choice that gives none.

    ``options`` are what is typed for the two axes, if anything is: then ``fit`` asks nothing of the spread.
    ``first(vocabulary)`` is what stands there at first.
    """

    fit: Callable[[History, Spread, PlaneChoice], Plane]
    first: Callable[[Vocabulary], tuple[str, str]] = lambda vocabulary: ("", "")


def _axes(help_across: str, help_up: str) -> tuple[Option, Option]:
    return (
        Option("across", "Left to right", help_across, "", visible_effect="The horizontal axis."),
        Option("up", "Bottom to top", help_up, "", visible_effect="The vertical axis."),
    )


PLANES = registry(
    PlaneKind(
        "pca",
        "Overview (PCA)",
        "Three dimensions are drawn as they are; more are projected to the plane in which the vectors spread most.",
        fit=overview,
    ),
    PlaneKind(
        "word_pairs",
        "Axes of meaning",
        "Each axis leads from one word to another. A word's place on it is its shadow on the line through the two.",
        _axes(
            "Two words with an arrow or a comma between them: the first is at 0, the second at 1.",
            "Two more words; the pairs may share one.",
        ),
        fit=word_pairs,
        first=first_pairs,
    ),
    PlaneKind(
        "dimensions",
        "Two dimensions",
        "Two of the numbers that each vector consists of; all others are left out.",
        _axes("The number of a dimension, counted from 0.", "The number of another dimension."),
        fit=two_dimensions,
        first=lambda vocabulary: ("0", "1"),
    ),
)


def chosen(history: History, spread: Spread, choice: PlaneChoice) -> tuple[Plane, str]:
    """The plane, and why it isn't the one that was chosen, "" if it is: otherwise it is the overview."""
    if problem := refusal(history, choice):
        return overview(history, spread, choice), str(problem)
    return _kind(history, choice).fit(history, spread, choice), ""


def refusal(history: History, choice: PlaneChoice) -> InvalidField | None:
    """Why the chosen plane can't be shown of this run, if it can't."""
    kind = _kind(history, choice)
    try:
        if kind.options:
            kind.fit(history, Spread([]), choice)
    except InvalidField as problem:
        return problem
    return None


def _kind(history: History, choice: PlaneChoice) -> PlaneKind:
    """Up to two dimensions are drawn as they are, whatever was chosen."""
    return PLANES[choice.name if history.experiment.dimension > 2 else OVERVIEW.name]
