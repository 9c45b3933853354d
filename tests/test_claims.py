"""Every sentence that the page says out of data has a place in ``claims.toml``, with the test that shows it.

A table there is an entry of a registry, an option, a term or a lesson, and each of its lines a text of it: a list with
one item for each sentence: the name of a test, several names, or "" where the sentence claims nothing about PyTorch.
So a sentence can be reworded without touching the table; one that is added or taken away can't.
Of the figures, a table is a module, with one item for each string of its source that is a sentence.
The answers of a lesson are found by asking the run, and the reasons of a trap bring their own proofs: see their tests.
"""

import ast
import importlib
import inspect
import pkgutil
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import playground
from playground.choices import Choice, Option, all_options
from playground.experiment.fields import RECIPE
from playground.teaching.terms import GLOSSARY

ROOT = Path(__file__).parents[1]
Proof = str | list[str]
CLAIMS: dict[str, dict[str, list[Proof]]] = tomllib.loads((ROOT / "tests" / "claims.toml").read_text("utf-8"))
LESSONS = sorted((ROOT / "playground" / "teaching" / "lessons").glob("*.toml"))


def registries() -> Iterator[tuple[str, Mapping[str, Choice]]]:
    """Every registry, by the name of its file; the page's own parts have no words of their own."""
    for found in pkgutil.walk_packages(playground.__path__, "playground."):
        if not found.name.startswith(("playground.ui", "playground.player")):
            module = importlib.import_module(found.name)
            source = inspect.getsource(module)
            for name, value in vars(module).items():
                is_registry = (
                    isinstance(value, Mapping) and value and all(isinstance(e, Choice) for e in value.values())
                )
                if is_registry and re.search(rf"^{name}\b.*=", source, re.MULTILINE):
                    yield found.name.rpartition(".")[2], value


def options() -> Iterator[tuple[str, Option]]:
    """Every option by its name; where options of one name say different things, by that of their choice as well."""
    by_name: dict[str, dict[str, tuple[str, Option]]] = {}
    for owner, option in owned():
        by_name.setdefault(option.name, {}).setdefault(option.help + option.visible_effect, (owner, option))
    for name, different in by_name.items():
        for owner, option in different.values():
            yield name if len(different) == 1 else f"{owner}.{name}", option


def owned() -> Iterator[tuple[str, Option]]:
    yield from (("recipe", option) for option in RECIPE)
    for option in all_options(RECIPE):
        yield from ((entry.name, part) for entry in option.entries.values() for part in entry.options)


def texts() -> dict[tuple[str, str], str]:
    """Each text by its table and its line."""
    found = {}
    for name, option in options():
        found |= {(f"option.{name}", field): getattr(option, field) for field in ("help", "visible_effect")}
    for stem, registry in registries():
        for choice in registry.values():
            table = f"{stem}.{choice.name}"
            for field in ("explanation", "why_layers_differ", "not_sparse"):
                found[table, field] = getattr(choice, field, "")
            if curve := getattr(choice, "curve", None):
                found[table, "curve"] = curve.caption
    found |= {(f"term.{name}", "definition"): term.definition for name, term in GLOSSARY.items()}
    for lesson in LESSONS:
        said, table = tomllib.loads(lesson.read_text("utf-8")), f"lesson.{lesson.stem}"
        found |= {
            (table, "text"): said["text"],
            (table, "do"): " ".join(said["do"]),
            (table, "because"): said["because"],
        }
    return {place: text for place, text in found.items() if text}


def drawn() -> dict[str, list[str]]:
    """What each module of the figures says, a text for each string of its source that is a sentence."""
    folder, found = ROOT / "playground" / "figures", {}
    for path in sorted(folder.rglob("*.py")):
        said = [
            text for text in strings(ast.parse(path.read_text("utf-8"))) if re.search(r"\w \w+ \w+.*[.:?!]\s*$", text)
        ]
        if said:
            found[f"drawn.{path.relative_to(folder).with_suffix('').as_posix()}"] = said
    return found


def strings(tree: ast.AST) -> Iterator[str]:
    """The strings of a source but for docstrings, in their order, with {} for what is put into them."""
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr | ast.Constant)]
    for node in sorted(nodes, key=lambda node: (node.lineno, node.col_offset)):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node.value, str) and id(node) not in inner | alone:
            yield node.value


def sentences(text: str) -> list[str]:
    """A text cut behind what ends a sentence; a full stop that stands by itself is a word of an example."""
    return [part for part in re.split(r"(?<=[^\s.…][.!?])\s+", " ".join(text.split())) if part]


def names(proof: Proof) -> list[str]:
    return proof if isinstance(proof, list) else [proof] * bool(proof)


TEXTS = texts()
PLACES = {(table, line): proofs for table, lines in CLAIMS.items() for line, proofs in lines.items()}
PROOFS = [proof for proofs in PLACES.values() for proof in proofs]
NAMED = sorted({name for proof in PROOFS for name in names(proof)})


@cache
def functions_of(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_sentence_of_the_page_has_its_place_in_the_table():
    counts = {place: len(sentences(text)) for place, text in TEXTS.items()}
    counts |= {(table, "said"): len(said) for table, said in drawn().items()}
    listed = {place: len(proofs) for place, proofs in PLACES.items()}
    assert listed == counts, "a sentence was added or taken away"


def test_a_test_that_shows_a_claim_is_there():
    missing = [name for name in NAMED if name.partition("::")[2] not in functions_of(name.partition("::")[0])]
    assert missing == []
    assert all(name.partition("::")[2].startswith("test_") for name in NAMED)


def test_most_sentences_claim_something_and_are_shown():
    assert sum(map(bool, PROOFS)) > len(PROOFS) / 2


def test_a_text_is_cut_into_its_sentences():
    text = "Is it so? Yes: “I love you . you love me .” is short.\nnn.Linear has 1.5 of them. Look!"
    assert sentences(text) == [
        "Is it so?",
        "Yes: “I love you . you love me .” is short.",
        "nn.Linear has 1.5 of them.",
        "Look!",
    ]
