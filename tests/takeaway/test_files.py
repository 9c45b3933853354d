"""Each file, read back by the tool that it is for, holds the numbers of the run: difference 0 in float32."""

import csv
import io
import json

import gensim
import numpy as np
import pandas as pd
import pyarrow.parquet
import pytest
import safetensors.numpy
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from playground import Experiment, train
from playground.experiment import recipe_files
from playground.model.layers import LAYERS
from playground.takeaway import run
from playground.takeaway.cells import guarded, number, one_line, unspaced
from playground.takeaway.files import FILES
from playground.takeaway.model import loading
from playground.takeaway.run import MOST_ROWS, snapshots
from playground.takeaway.taken import Taken
from playground.words.matrix_text import parse

HOSTILE = ["=1+1", "+2", "-x", "@me", '"quoted"', "a,b", "</script>", "'", "\\", "日本", "👩🏽‍🚀", "שלום", "__proto__"]
LINK = "http://localhost:8501/?steps=9"
RECIPES = {
    "hostile words": {"text": " ".join(HOSTILE), "tokenizer": "whitespace"},
    "bias, three dimensions": {"bias": True, "dimension": 3},
    "max_norm": {"layer": "embedding", "max_norm": 0.5},
    "linear": {"layer": "linear", "bias": True},
    "no head": {"objective": "points"},
}


@pytest.fixture(params=[(name, layer) for name in RECIPES for layer in LAYERS], ids=" ".join, scope="module")
def taken(request):
    name, layer = request.param
    history = train(Experiment(**RECIPES[name], steps=9))
    if layer not in history.tracks:
        pytest.skip("this recipe trains the other layer")
    return Taken(history, 4, layer, LINK)


def written(taken, name: str) -> bytes:
    return FILES[name].write(taken)


def test_the_embedding_projector_gets_a_line_of_numbers_for_each_word(taken):
    numbers = [line.split("\t") for line in written(taken, "vectors.tsv").decode().splitlines()]
    np.testing.assert_array_equal(np.array(numbers, np.float32), taken.vectors)
    assert written(taken, "metadata.tsv").decode().splitlines() == [
        guarded(one_line(word)) for word in taken.history.words
    ]


def test_gensim_reads_the_vectors(taken, tmp_path):
    (tmp_path / "v.txt").write_bytes(written(taken, "vectors.txt"))
    read = gensim.models.KeyedVectors.load_word2vec_format(tmp_path / "v.txt", no_header=True)
    assert read.index_to_key == unspaced(taken.history.words)
    np.testing.assert_array_equal(read.vectors, taken.vectors)


def test_this_page_reads_the_vectors(taken):
    matrix = parse(written(taken, "vectors.txt").decode())
    assert list(matrix.words) == unspaced(taken.history.words)
    np.testing.assert_array_equal(matrix.rows.astype(np.float32), taken.vectors)


def test_numpy_reads_the_array_without_pickle(taken):
    read = np.load(io.BytesIO(written(taken, "vectors.npy")), allow_pickle=False)
    assert read.dtype == np.float32
    np.testing.assert_array_equal(read, taken.vectors)


def test_pandas_reads_the_table_and_no_cell_is_a_formula(taken):
    data = written(taken, "vectors.csv")
    read = pd.read_csv(io.BytesIO(data), keep_default_na=False)
    np.testing.assert_array_equal(read.iloc[:, 1:].to_numpy(np.float32), taken.vectors)
    assert read["word"].astype(str).tolist() == [guarded(word) for word in taken.history.words]
    assert not any(
        row[0].startswith(("=", "+", "-", "@")) for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    )


def test_the_model_file_is_the_state_of_the_run(taken):
    state = safetensors.numpy.load(written(taken, "model.safetensors"))
    track = taken.history.tracks[taken.layer]
    np.testing.assert_array_equal(state[f"{taken.layer}.weight"], track.weight[4])
    for name, values in track.head.items():
        np.testing.assert_array_equal(state[f"head.{name}"], values[4])
    size = int.from_bytes(written(taken, "model.safetensors")[:8], "little")
    metadata = json.loads(written(taken, "model.safetensors")[8 : 8 + size])["__metadata__"]
    assert json.loads(metadata["words"]) == list(taken.history.words)
    assert metadata["link"] == LINK


def test_the_shown_lines_load_the_model_and_it_gives_the_vectors(taken, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "it's.safetensors").write_bytes(written(taken, "model.safetensors"))
    names: dict = {}
    exec("\n".join(loading(taken, "it's.safetensors")), names)
    with torch.no_grad():
        vectors = taken.kind.read(names[taken.layer], torch.arange(len(taken.history.words)))
    np.testing.assert_array_equal(vectors.numpy(), taken.vectors)
    assert ("head" in names) == taken.history.experiment.head.learns


def test_the_tables_of_the_run_hold_every_number(taken):
    read = {
        "run.csv": pd.read_csv(io.BytesIO(written(taken, "run.csv")), keep_default_na=False),
        "run.parquet": pyarrow.parquet.read_table(io.BytesIO(written(taken, "run.parquet"))).to_pandas(),
    }
    expected = taken.history.to_frame()
    assert list(expected) == ["step", "layer", "word", "dimension", "value"]
    at_once = [track.vectors.ravel() for track in taken.history.tracks.values()]
    for frame in (expected, *read.values()):
        np.testing.assert_array_equal(frame["value"].to_numpy(np.float32), np.concatenate(at_once))
        np.testing.assert_array_equal(frame["step"], expected["step"])
    assert read["run.parquet"]["word"].tolist() == expected["word"].tolist()
    assert read["run.csv"]["word"].tolist() == [guarded(word) for word in expected["word"]]


def test_pandas_reads_the_link_beside_the_table(taken):
    assert pd.read_parquet(io.BytesIO(written(taken, "run.parquet"))).attrs == {"link": LINK}


def test_a_row_of_the_table_is_where_it_says(taken):
    row = taken.history.to_frame().iloc[-1]
    track = taken.history.tracks[row["layer"]]
    word = taken.history.words.index(row["word"])
    assert row["value"] == track.vectors[taken.history.snapshot_at(row["step"]), word, row["dimension"]]


def test_of_a_run_that_is_too_long_for_a_table_every_nth_snapshot_is_there_and_the_last():
    history = train(Experiment(text=" ".join(f"w{k}" for k in range(600)), steps=300, dimension=4))
    chosen = snapshots(Taken(history, 0, "embedding"))
    rows = sum(track.vectors[chosen].size for track in history.tracks.values())
    assert MOST_ROWS / 2 < rows <= MOST_ROWS * 1.01
    assert chosen[-1] == len(history.steps) - 1
    assert len(set(np.diff(chosen[:-1]))) == 1


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
@settings(max_examples=500)
def test_a_written_number_is_the_same_number(value):
    assert np.float32(number(np.float32(value))) == np.float32(value)
    assert np.float32(float(number(np.float32(value)))) == np.float32(value)


WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1) | st.text("'=+-@＝ ▁\t\nx", min_size=1)


@given(WORDS)
def test_no_word_is_a_formula_or_breaks_a_row(word):
    assert not guarded(word).startswith(("=", "+", "-", "@", "＝", "\t", "\r"))
    assert len(f"{guarded(one_line(word))}.".splitlines()) == 1


@given(st.lists(WORDS, unique=True))
def test_different_words_stay_different(words):
    assert len({guarded(word) for word in words}) == len(words)
    assert len(set(unspaced(words))) == len(words)
    assert not any(letter.isspace() for word in unspaced(words) for letter in word)


@given(WORDS)
def test_a_spreadsheet_reads_the_guarded_word(word):
    written = io.StringIO(newline="")
    csv.writer(written).writerow([guarded(word), "1"])
    assert [*csv.reader(io.StringIO(written.getvalue(), newline=""))] == [[guarded(word), "1"]]


def test_the_recipe_opens_on_the_page_and_has_the_link():
    taken = Taken(train(Experiment(steps=1)), 0, "embedding", LINK, {"steps": "1"})
    assert recipe_files.read(written(taken, "recipe.json")) == {"steps": "1"}
    assert json.loads(written(taken, "recipe.json"))["link"] == LINK


def test_a_step_with_more_numbers_than_a_table_has_room_for_is_refused(monkeypatch):
    taken = Taken(train(Experiment(steps=1)), 0, "embedding")
    assert all(file.fits(taken) for file in FILES.values())
    monkeypatch.setattr(run, "MOST_AT_ONCE", 47)
    assert [name for name, file in FILES.items() if not file.fits(taken)] == ["run.csv", "run.parquet"]


@pytest.mark.parametrize("name", FILES)
def test_each_file_says_what_opens_it(name):
    assert FILES[name].use.endswith(".")
