"""Every sentence that the page says out of data is in ``claims.toml``, with the test that shows it where it is a claim.

A sentence there stands before the test's name, or several, or before "" when it claims nothing about what PyTorch does.
The answers of a lesson are found by asking the run, and the reasons of a trap bring their own proofs: see their tests.
"""

import ast
import importlib
import pkgutil
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

import playground
from playground.choices import Choice, all_options
from playground.experiment.fields import RECIPE
from playground.teaching.terms import GLOSSARY

ROOT = Path(__file__).parents[1]
CLAIMS: dict[str, str | list[str]] = tomllib.loads((ROOT / "tests" / "claims.toml").read_text("utf-8"))
LESSONS = sorted((ROOT / "playground" / "teaching" / "lessons").glob("*.toml"))


def registries() -> Iterator[Mapping[str, Choice]]:
    """Every registry that a module holds by itself; those of the page's own parts have no words of their own."""
    for module in pkgutil.walk_packages(playground.__path__, "playground."):
        if not module.name.startswith(("playground.ui", "playground.player")):
            for value in vars(importlib.import_module(module.name)).values():
                if isinstance(value, Mapping) and value and all(isinstance(entry, Choice) for entry in value.values()):
                    yield value


def texts() -> Iterator[str]:
    for option in all_options(RECIPE):
        yield from (option.help, option.picture)
    for choice in (choice for registry in registries() for choice in registry.values()):
        yield from (getattr(choice, words, "") for words in ("explanation", "apart", "not_sparse"))
        if curve := getattr(choice, "curve", None):
            yield curve.caption
    yield from (term.definition for term in GLOSSARY.values())
    for lesson in LESSONS:
        told = tomllib.loads(lesson.read_text("utf-8"))
        yield from (told["text"], *told["do"], told["because"])


def sentences(text: str) -> list[str]:
    """A text cut behind what ends a sentence; a full stop that stands by itself is a word of an example."""
    return [part for part in re.split(r"(?<=[^\s.…][.!?])\s+", " ".join(text.split())) if part]


def named(tests: str | list[str]) -> list[str]:
    return tests if isinstance(tests, list) else [tests] * bool(tests)


SENTENCES = list(dict.fromkeys(sentence for text in texts() for sentence in sentences(text)))
NAMED = sorted({test for tests in CLAIMS.values() for test in named(tests)})


@cache
def functions_of(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_sentence_of_the_page_is_in_the_table():
    assert [sentence for sentence in SENTENCES if sentence not in CLAIMS] == []


def test_the_table_has_no_sentence_that_the_page_does_not_say():
    assert [sentence for sentence in CLAIMS if sentence not in SENTENCES] == []


@pytest.mark.parametrize("test", NAMED)
def test_a_test_that_shows_a_claim_is_there(test: str):
    path, function = test.split("::")
    assert function.startswith("test_") and function in functions_of(path)


def test_most_sentences_claim_something_and_are_shown():
    assert sum(map(bool, CLAIMS.values())) > len(CLAIMS) / 2


def test_a_text_is_cut_into_its_sentences():
    text = "Is it so? Yes: “I love you . you love me .” is short.\nnn.Linear has 1.5 of them. Look!"
    assert sentences(text) == [
        "Is it so?",
        "Yes: “I love you . you love me .” is short.",
        "nn.Linear has 1.5 of them.",
        "Look!",
    ]
