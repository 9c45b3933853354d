"""Nothing that a learner typed is run: code is run in one module, and what comes there is our own."""

import ast
from pathlib import Path

import pytest

import playground

HERE = Path(playground.__file__).parent
RUNS = {"run_lines.py"}
OWN_PROCESSES = {"parcels.py", "nursery.py"}
"""They read what processes of this server, and its cluster, send to each other."""
UNSAFE = {"eval", "exec", "compile", "__import__"}
FILES = sorted(HERE.rglob("*.py"))


def called(tree: ast.AST) -> set[str]:
    """Names of functions that are called as they stand, and pickle's way in from outside."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found.add(node.func.id)
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
        ):
            found.add(f"{node.func.value.id}.{node.func.attr}")
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(HERE)))
def test_code_is_run_in_one_module(file):
    names = called(ast.parse(file.read_text("utf-8")))
    assert not names & UNSAFE or file.name in RUNS
    assert not names & {"os.system", "subprocess.run", "subprocess.call", "torch.load"}
    assert "pickle.loads" not in names or file.name in OWN_PROCESSES
    assert not any("allow_pickle=True" in line for line in file.read_text("utf-8").splitlines())
