"""The package as a whole."""

import doctest
import importlib
import pkgutil
import subprocess
import sys

import pytest

import playground

PAGE = ("playground.ui", "playground.player")
CORE = ["playground"] + [
    module.name
    for module in pkgutil.walk_packages(playground.__path__, "playground.")
    if not module.name.startswith(PAGE)
]
WITH_EXAMPLES = ["playground", "playground.experiment.links", "playground.words.matrix", "playground.words.tokenizers"]


def test_the_core_needs_no_streamlit():
    without = "assert not [name for name in sys.modules if name.startswith('streamlit')]"
    subprocess.run([sys.executable, "-c", f"import sys, {', '.join(CORE)}; {without}"], check=True)


@pytest.mark.parametrize("name", CORE)
def test_the_examples_in_docstrings_are_true(name):
    module = importlib.import_module(name)
    results = doctest.testmod(module, globs=vars(module) | vars(playground))
    assert not results.failed
    assert results.attempted or name not in WITH_EXAMPLES
