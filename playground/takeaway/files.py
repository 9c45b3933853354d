"""What can be taken away: one entry for each file."""

from collections.abc import Callable
from dataclasses import dataclass

from playground.experiment import recipe_files
from playground.takeaway import animation, model, run, vectors
from playground.takeaway.taken import Taken


@dataclass(frozen=True)
class File:
    """``write(taken)`` makes its bytes; its name ends in ``name``, and ``use`` says what opens it.

    ``fits(taken)`` is whether the run is small enough for it.
    """

    name: str
    group: str
    use: str
    mime: str
    write: Callable[[Taken], bytes]
    fits: Callable[[Taken], bool] = lambda taken: True


VECTORS, MODEL, RUN, RECIPE = "The vectors at this step", "The model at this step", "The whole run", "The recipe"
_TEXT, _TABLE, _BYTES = "text/plain", "text/csv", "application/octet-stream"
_FILES = (
    File(
        "vectors.tsv",
        VECTORS,
        "The numbers, for the Embedding Projector: load it with metadata.tsv.",
        _TEXT,
        vectors.tsv,
    ),
    File("metadata.tsv", VECTORS, "The words, for the Embedding Projector.", _TEXT, vectors.metadata),
    File(
        "vectors.txt",
        VECTORS,
        "GloVe's format: gensim and this page read it. A blank in a word is written as ▁.",
        _TEXT,
        vectors.glove,
    ),
    File("vectors.npy", VECTORS, "NumPy: np.load gives float32, a row for each word.", _BYTES, vectors.npy),
    File(
        "vectors.csv",
        VECTORS,
        "A table for a spreadsheet. A word that would be a formula begins with an apostrophe.",
        _TABLE,
        vectors.table,
    ),
    File(
        "model.safetensors", MODEL, "PyTorch: the state_dict of the layer and of its head.", _BYTES, model.safetensors
    ),
    File("run.csv", RUN, "Each number of each vector at each step, as a table.", _TABLE, run.csv, run.fits),
    File(
        "run.parquet",
        RUN,
        "The same for pandas, Polars or DuckDB.",
        "application/vnd.apache.parquet",
        run.parquet,
        run.fits,
    ),
    File(
        "animation.html",
        RUN,
        "The picture with its play bar, in one file that needs no network.",
        "text/html",
        animation.page,
    ),
    File(
        "recipe.json",
        RECIPE,
        "This page: “Share”, then “Open a recipe”. It brings back the recipe, the step and the section.",
        "application/json",
        lambda taken: recipe_files.write(taken.query, taken.link),
    ),
)
FILES = {file.name: file for file in _FILES}
