"""The plane behind the words: what the head would answer at each place, as the browser computes it while it plays."""

from playground.experiment.experiment import Experiment
from playground.figures.bindings import Regions
from playground.figures.run_picture import RunPicture
from playground.figures.theme import word_color
from playground.training.history import Floats
from playground.wording import isolated

MOST_ANSWERS, MOST_NUMBERS = 100, 500_000
"""Answers that can be told apart, and answers of all steps that are sent."""


def no_regions(experiment: Experiment) -> str:
    """Why there is no answer at each place of the plane; empty where there is one."""
    answers = len(experiment.task.goals)
    if experiment.dimension != 2:
        return "A plane has two dimensions: set Dimension to 2."
    if not experiment.head.chooses:
        return "Here the head doesn't choose one answer among all, so no place has one."
    if answers > MOST_ANSWERS:
        return f"There are {answers:,} answers, and at most {MOST_ANSWERS} regions can be told apart."
    if answers * experiment.steps > MOST_NUMBERS:
        return f"The run is too long: {answers:,} answers fit up to {MOST_NUMBERS // answers:,} steps."
    return ""


def regions(picture: RunPicture) -> tuple[Regions, dict[str, Floats]] | None:
    """What the browser needs: the head of the first layer, "regions.weight" (S, 2T) and "regions.bias" (S, T)."""
    history = picture.history
    if not picture.view.regions or no_regions(history.experiment):
        return None
    head = next(iter(history.tracks.values())).head
    names = tuple(f"→ {isolated(goal)}" for goal in history.short_goals)
    colors = tuple(word_color(index) for index in range(len(names)))
    arrays = {"regions.weight": head["weight"].reshape(len(history.steps), -1), "regions.bias": head["bias"]}
    return Regions("regions.weight", "regions.bias", names, colors), arrays
