"""The vectors of one layer at one step."""

import csv
import io

import numpy as np

from playground.takeaway.cells import guarded, number, one_line, unspaced
from playground.takeaway.taken import Taken


def tsv(taken: Taken) -> bytes:
    """A line of numbers for each word, without a heading, as the Embedding Projector reads them."""
    return "".join("\t".join(map(number, row)) + "\n" for row in taken.vectors).encode()


def metadata(taken: Taken) -> bytes:
    """The words in the same order; a single column has no heading."""
    return "".join(f"{guarded(one_line(word))}\n" for word in taken.history.words).encode()


def glove(taken: Taken) -> bytes:
    """A line for each word: the word, then its numbers, with a blank between."""
    rows = zip(unspaced(taken.history.words), taken.vectors, strict=True)
    return "".join(f"{word} {' '.join(map(number, row))}\n" for word, row in rows).encode()


def npy(taken: Taken) -> bytes:
    """float32 (V, D)"""
    written = io.BytesIO()
    np.save(written, taken.vectors, allow_pickle=False)
    return written.getvalue()


def table(taken: Taken) -> bytes:
    """A row for each word, a column for each dimension; Excel knows UTF-8 by the byte order mark."""
    written = io.StringIO(newline="")
    rows = csv.writer(written)
    rows.writerow(["word", *range(taken.vectors.shape[1])])
    rows.writerows(
        [guarded(word), *map(number, row)] for word, row in zip(taken.history.words, taken.vectors, strict=True)
    )
    return written.getvalue().encode("utf-8-sig")
