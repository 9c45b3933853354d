"""Where numbers come from that a learner brings: one entry for each source."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Condition

import numpy as np
from cachetools import cached

from playground import caches
from playground.choices import Choice, Option, registry
from playground.wording import abbreviate, listed, plural
from playground.words.matrix import Found, Matrix, write
from playground.words.matrix_text import parse

MINILM = Path(__file__).parent / "pretrained_vectors" / "minilm-first-layer-50d.txt"
_WRITTEN_OUT = 64
"""How many numbers are spelled out in the shown code; more come from a file."""

MATRIX = Option(
    "matrix",
    "a, one row per word",
    "Rows in vocabulary order, such as [[1, 2], [2, 2]], or lines with a word and its numbers, as in "
    "GloVe and word2vec files. The length of a row sets the dimension.",
    "[[1, 2], [2, 2]]",
    visible_effect="Each dot starts at the numbers in its row.",
    torch=("torch.nn.Embedding.from_pretrained(embeddings=)",),
)


@dataclass(frozen=True, kw_only=True)
class Numbers(Choice):
    """``matrix(text)`` are the numbers (``text`` is None unless MATRIX is an option); ``lines(found)`` define ``a``.

    The lines are PyTorch with ``vocab`` at hand. Where words are missing they define ``rows`` as well: the indices that
    a's rows belong to. ``file(found)`` is the name of the file that they open and what
    makes its bytes; None without one.
    """

    matrix: Callable[[str | None], Matrix]
    lines: Callable[[Found], list[str]]
    file: Callable[[Found], tuple[str, Callable[[], bytes]] | None]


@cached(caches.bounded(caches.MATRICES, lambda matrix: matrix.nbytes), condition=Condition())
def _typed(text: str | None) -> Matrix:
    return parse(text or "")


def _typed_lines(found: Found) -> list[str]:
    if found.rows.size > _WRITTEN_OUT:
        lines = ['saved = numpy.load("a.npz")', 'a = torch.from_numpy(saved["a"])']
        return [*lines, 'rows = saved["rows"]'] if found.missing else lines
    lines = [f"a = torch.tensor({write(found.rows)})"]
    return [*lines, f"rows = {found.indices.tolist()}"] if found.missing else lines


def _typed_file(found: Found) -> tuple[str, Callable[[], bytes]] | None:
    def saved() -> bytes:
        np.savez(data := io.BytesIO(), a=found.rows, rows=found.indices)
        return data.getvalue()

    return ("a.npz", saved) if found.rows.size > _WRITTEN_OUT else None


@cache
def _minilm(text: None) -> Matrix:
    return parse(MINILM.read_text("utf-8"))


def _minilm_lines(found: Found) -> list[str]:
    lines = [
        f"lines = map(str.split, open({MINILM.name!r}))",
        "vectors = {word: [float(number) for number in numbers] for word, *numbers in lines}",
        "a = torch.tensor([vectors[word.lower()] for word in vocab if word.lower() in vectors])",
    ]
    rows = "rows = [index for word, index in vocab.items() if word.lower() in vectors]"
    return [*lines, rows] if found.missing else lines


NUMBERS = registry(
    Numbers(
        "typed",
        "My own",
        "Typed, pasted or uploaded.",
        (MATRIX,),
        matrix=_typed,
        lines=_typed_lines,
        file=_typed_file,
    ),
    Numbers(
        "minilm",
        "From a trained model: MiniLM",
        "The vectors of 386 English words from the first layer of all-MiniLM-L6-v2, a model trained on a "
        "billion sentence pairs, reduced from 384 dimensions to 50. Apache License 2.0.",
        matrix=_minilm,
        lines=_minilm_lines,
        file=lambda found: (MINILM.name, MINILM.read_bytes),
    ),
)


def source_matrix(numbers: str, matrix: str | None) -> Matrix:
    """The numbers of that source. Raises InvalidField for a text that can't be read."""
    return NUMBERS[numbers].matrix(matrix)


def coverage(matrix: Matrix, vocabulary: Sequence[str]) -> str:
    """How many words have numbers and which have not, and what is left over, in words; empty when all fits."""
    found, sentences = matrix.find(vocabulary), list(matrix.remarks)
    if found.missing:
        without = listed([abbreviate(word, 30) for word in found.missing], most=8)
        sentences.append(f"{len(found.indices):,} of {len(vocabulary):,} words have numbers. Without: {without}.")
    if found.unused:
        sentences.append(f"{plural(found.unused, 'row is', 'rows are')} for words not in the vocabulary.")
    if matrix.repeated:
        sentences.append(f"Repeated words keep their first row; {plural(matrix.repeated, 'row')} skipped.")
    return " ".join(sentences)
