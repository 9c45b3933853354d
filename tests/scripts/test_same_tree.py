"""Code that is shown is the same whatever the words are: Python reads the same tree but for its literals."""

import ast
import json
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from playground import Experiment, History, train
from playground.choices import InvalidField
from playground.scripts.notebook import notebook
from playground.scripts.script import script, shown
from playground.takeaway.model import loading
from playground.takeaway.taken import Taken
from playground.teaching import article
from tests.scripts.recipes import ODD_WORDS

LINK = "http://here/?text="
WORD = st.sampled_from(ODD_WORDS) | st.text(min_size=1, max_size=12) | st.text("'\"\\\n#{}()=_ \r\x00", min_size=1)
RECIPES = {
    "text": lambda words: {"text": "\n".join([*words, words[0]])},
    "held": lambda words: {"text": "\n".join(words), "hold": words[-1]},
    "labels": lambda words: {"objective": "labels", "sentences": "\n".join(f"{word}: {word}" for word in words)},
    "pairs": lambda words: {"objective": "pairs", "pairs": "\n".join(f"{word}|{words[0]}" for word in words)},
    "rows": lambda words: {
        "text": "\n".join(words),
        "initializer": "from_pretrained",
        "matrix": json.dumps({word: [number, 1] for number, word in enumerate(words)}),
    },
}


class Bare(ast.NodeTransformer):
    """Every literal is as good as another one of its type."""

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.Constant(type(node.value).__name__)


def tree(code: str) -> str:
    return ast.dump(Bare().visit(ast.parse(code)))


def recipe(kind: str, words: Sequence[str]) -> Experiment:
    """Of the words as a vocabulary holds them."""
    held = Experiment(tokenizer="lines", text="\n".join(words)).vocabulary.words
    return Experiment(**{"tokenizer": "lines", "steps": 2, **RECIPES[kind](held)})


def cells(experiment: Experiment) -> str:
    """The code of the notebook."""
    found = json.loads(notebook(experiment, LINK))["cells"]
    return "\n".join("".join(cell["source"]) for cell in found if cell["cell_type"] == "code")


@pytest.mark.parametrize("kind", RECIPES)
@given(words=st.lists(WORD, min_size=2, max_size=8, unique=True))
@settings(max_examples=40, deadline=None)
def test_script_and_notebook_are_the_same_whatever_the_words_are(kind, words):
    plain = recipe(kind, [f"w{number}" for number in range(len(words))])
    try:
        odd = recipe(kind, words)
    except InvalidField:
        reject()
    counts = [(len(made.vocabulary.words), len(made.task.examples)) for made in (odd, plain)]
    assume(counts[0] == counts[1])
    link = f"{LINK}{words[0]!r}"
    assert tree(script(odd, link)) == tree(script(plain, link))
    assert tree(shown(odd, link)[0]) == tree(shown(plain, link)[0])
    assert tree(cells(odd)) == tree(cells(plain))


@cache
def history(count: int) -> History:
    return train(Experiment(text=" ".join(f"w{number}" for number in range(count)), steps=2))


@given(words=st.lists(WORD, min_size=2, max_size=8, unique=True))
@settings(max_examples=40, deadline=None)
def test_the_article_and_the_lines_that_load_a_model_are_too(words):
    plain = history(len(words))
    odd = replace(plain, words=tuple(words))
    for snapshot in (0, -1):
        written = [article.script(article.article(run, snapshot)) for run in (odd, plain)]
        assert tree(written[0]) == tree(written[1])
    loads = [loading(Taken(run, 0, "linear"), f"{words[0]}.safetensors") for run in (odd, plain)]
    assert tree("\n".join(loads[0])) == tree("\n".join(loads[1]))
