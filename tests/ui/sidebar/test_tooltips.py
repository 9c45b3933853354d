"""What the question marks of the recipe's controls say."""

import pytest

from playground.choices import Option, all_options
from playground.experiment.experiment import Experiment
from playground.experiment.fields import OPTIONS, RECIPE
from playground.ui.sidebar.tooltips import tooltip
from tests.ui.opened import control, opened

EVERY_OPTION = all_options(RECIPE)
LONGEST = 60
"""Words that are read in some seconds."""


def read(markdown: str) -> str:
    return markdown.replace("\\", "")


def test_a_tooltip_says_what_it_is_what_it_changes_and_what_pytorch_calls_it():
    option = Option("rate", "Rate", "How far.", 0.5, visible_effect="Dots fly.", torch=("torch.optim.SGD(lr=)",))
    assert read(tooltip(option)) == (
        "How far.\n\n**In the picture:** Dots fly.\n\n**In PyTorch:** `torch.optim.SGD(lr=)`"
    )


def test_where_pytorch_has_nothing_of_the_kind_nothing_is_said_of_it():
    assert read(tooltip(Option("x", "", "Help.", 0, visible_effect="Seen."))) == "Help.\n\n**In the picture:** Seen."


def test_of_several_names_only_the_first_is_written_out():
    names = ("torch.optim.SGD(lr=)", "torch.optim.Adam(lr=)", "torch.optim.Adagrad(eps=)")
    told = tooltip(Option("x", "", "Help.", 0, visible_effect="Seen.", torch=names))
    assert told.endswith("`torch.optim.SGD(lr=)`, `Adam`, `Adagrad(eps=)`")


@pytest.mark.parametrize("option", EVERY_OPTION, ids=lambda option: option.name)
def test_a_tooltip_is_read_in_seconds_and_shows_what_is_written(option: Option):
    told = read(tooltip(option))
    assert len(told.split()) <= LONGEST
    assert option.help in told and option.visible_effect in told
    assert all(name.rpartition(".")[2].partition("(")[0] in told for name in option.torch)
    assert "<" not in told or "\\<" in tooltip(option)


def test_each_control_of_the_recipe_has_its_tooltip():
    page = opened(steps="2")
    for name in Experiment().in_use.keys() - {"edits", "interventions"}:
        assert control(page, name).help == tooltip(OPTIONS[name])
