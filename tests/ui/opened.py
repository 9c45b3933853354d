"""The page as AppTest opens it: its controls, its address, and a value to try for every option."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from streamlit.testing.v1 import AppTest

from playground import Experiment
from playground.choices import Option
from playground.experiment import views
from playground.experiment.fields import RECIPE
from playground.experiment.links import PINS, pins_to_query, to_query
from playground.model.interventions import INTERVENTIONS
from playground.ui.panels.registry import PANELS
from playground.words.vocabulary_edits import EDITS

APP = Path(__file__).parents[2] / "playground/ui/visit.py"
Way = tuple[Option, dict[str, str]]
BOXES = ("number_input", "text_area", "toggle", "selectbox")

CHANGED = {
    "hold": "[0]",
    "text": "I love you . you love me .",
    "minimum_count": 6,
    "maximum_words": 5,
    "pad": True,
    "unk": True,
    "pairs": "cat|purrs, dog|barks",
    "window": 3,
    "negatives": 2,
    "sentences": "good: what a day\nbad: what a night\nbad: no light",
    "points": "cat: 1, 2, 3\ndog: 3, 2, 1",
    "dimension": 5,
    "bias": True,
    "padding_idx": 3,
    "max_norm": 1.5,
    "norm_type": 1.0,
    "scale_grad_by_freq": True,
    "sparse": True,
    "same_start": False,
    "low": -0.5,
    "high": 0.25,
    "mean": 0.5,
    "std": 0.1,
    "a": -1.5,
    "b": 1.5,
    "gain": 2.0,
    "sparsity": 0.25,
    "val": 0.25,
    "matrix": "[[1, 0], [0, 1], [1, 1]]",
    "freeze": False,
    "momentum": 0.5,
    "nesterov": True,
    "weight_decay": 0.25,
    "beta1": 0.5,
    "beta2": 0.75,
    "eps": 0.001,
    "amsgrad": True,
    "lr_decay": 0.1,
    "initial_accumulator_value": 1.0,
    "alpha": 0.5,
    "centered": True,
    "rho": 0.5,
    "momentum_decay": 0.1,
    "learning_rate": 0.05,
    "step_size": 5,
    "gamma": 0.25,
    "warm_up_steps": 5,
    "max_grad_norm": 0.5,
    "shuffle": False,
    "batch_size": 3,
    "steps": 30,
    "seed": 7,
}
"""For each option that is no menu, a value that is not its default."""


def ways(options: Iterable[Option] = RECIPE, chosen: Mapping[str, str] = MappingProxyType({})) -> Iterator[Way]:
    """Every option with the menu entries under which it has a control; an option of two entries comes twice."""
    for option in options:
        yield option, dict(chosen)
        for name, entry in option.entries.items():
            needed = {"sparse": "true"} if name == "sparse_adam" else {}
            yield from ways(entry.options, {**chosen, option.name: name, **needed})


WAYS = [way for way in ways() if way[0] not in (EDITS, INTERVENTIONS)]


def opened(**query: str) -> AppTest:
    return opened_at(None, **query)


def opened_at(panel: str | None, **query: str) -> AppTest:
    """The page with the section of one of its panels open from the start."""
    page = AppTest.from_file(str(APP), default_timeout=60)
    for name, value in query.items():
        page.query_params[name] = value
    if panel is not None:
        page.query_params["section"] = PANELS[panel].section
    return page.run()


def control(page: AppTest, field: str):
    """The widget that sets the field; where two choices have an option of that name, a number stands behind it."""
    [found] = [
        widget for kind in BOXES for widget in page.get(kind) if widget.key and widget.key.split(" ")[0] == field
    ]
    return found


def shown(page: AppTest) -> Experiment:
    return page.session_state["_experiment"]


def address(page: AppTest) -> dict[str, str]:
    return {name: value if isinstance(value, str) else value[0] for name, value in page.query_params.items()}


def said(elements) -> str:
    """All the messages, without the backslashes that keep Markdown out."""
    return "\n".join(element.value for element in elements).replace("\\", "")


def choices_for(option: str) -> dict[str, str]:
    """The menu entries under which the option has a control."""
    return next(chosen for own, chosen in WAYS if own.name == option)


def assert_whole(page: AppTest) -> None:
    """No exception, and the address is the recipe's, beside how the run is looked at."""
    assert not page.exception
    recipe = {name: text for name, text in address(page).items() if name not in views.NAMES}
    assert recipe == to_query(shown(page)) | pins_to_query(page.session_state[PINS.name], shown(page))
