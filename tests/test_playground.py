"""The package as a whole."""

import doctest
import importlib
import subprocess
import sys

import pytest

WITHOUT_STREAMLIT = "import playground, playground.links, playground.snippets, playground.figures.stage, sys"


def test_the_core_needs_no_streamlit():
    check = f"{WITHOUT_STREAMLIT}; assert not [name for name in sys.modules if name.startswith('streamlit')]"
    subprocess.run([sys.executable, "-c", check], check=True)


@pytest.mark.parametrize("name", ["playground", "playground.vocabulary", "playground.links"])
def test_the_examples_in_docstrings_are_true(name):
    module = importlib.import_module(name)
    results = doctest.testmod(module, globs=vars(module) | vars(importlib.import_module("playground")))
    assert results.attempted
    assert not results.failed
