from functools import cache

import pytest

from playground import Experiment, train

RECIPES = {
    "default": {},
    "embedding": {"layer": "embedding"},
    "linear": {"layer": "linear", "bias": True},
    "one dimension": {"dimension": 1},
    "three dimensions": {"dimension": 3, "bias": True},
    "twenty dimensions": {"dimension": 20},
    "250 words": {"dimension": 5, "batch_size": 20, "steps": 5},
    "1,500 words": {"steps": 3},
    "1,500 words on a line": {"dimension": 1, "steps": 3, "layer": "linear"},
    "1,500 words in space": {"dimension": 3, "steps": 3, "layer": "embedding"},
    "joined pairs": {"text": "", "objective": "pairs", "pairs": "a^b^c|d, a|c, b^c|a", "batch_size": 2},
    "markup": {"text": "", "objective": "pairs", "pairs": "<b>bold</b>|$x$, &amp;|<br>, **x**|%{y}", "dimension": 2},
    "diverged": {"learning_rate": 100.0},
    "nothing moves": {"learning_rate": 0.0, "initializer": "uniform_", "low": 0.0, "high": 0.0},
}
COUNTED = [2, 30, 31, 61, 200, 201, 1_500]


def text(count: int) -> str:
    """So many words, of which every seventh comes twice, and the last three times."""
    words = [f"w{number}" for number in range(count)]
    return " ".join([*words, *words[::7], words[-1], words[-1]])


@cache
def _history(name):
    recipe = {"text": text(int(name.split()[0].replace(",", "")))} if name[0].isdigit() else {}
    return train(Experiment(**{"steps": 40, **recipe, **RECIPES.get(name, {})}))


@pytest.fixture(params=RECIPES)
def history(request):
    """Every kind of run that a picture may be drawn of."""
    return _history(request.param)


@pytest.fixture(params=COUNTED)
def counted(request):
    """A run of so many words, on both sides of every limit."""
    return _history(f"{request.param} words")


@pytest.fixture
def run():
    """``run(name)``: one of those runs."""
    return _history
