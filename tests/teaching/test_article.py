"""The article's lines are a script that runs by itself, and what stands below a line is what it prints."""

import io
import json
import subprocess
import sys
from contextlib import redirect_stdout
from dataclasses import replace
from functools import cache

import pytest
import torch

from playground import Experiment, train
from playground.model.interventions import trained
from playground.model.layers import LAYERS, SELECTIONS
from playground.run_lines import execute
from playground.teaching.article import MOST_VOCAB, article, run, script

QUOTED = "the cat's “tail” \\ and `back` 'quotes' \"too\" . 猫 🐈"
WORDS = ("it's", 'a "b"', "back\\slash", "two\nlines", "\\n", "{x}", "'''", '"""', "#", "猫", "\N{LINE SEPARATOR}x")
SHORT = {"text": "I you I you", "steps": 20}
RECIPES = {
    "the article's": {},
    "another seed": {"seed": 7},
    "bias": {"bias": True, "seed": 1},
    "padding": {"padding_idx": 1},
    "max_norm": {"max_norm": 0.1, "norm_type": 1.0},
    "long and shortened": {"dimension": 50, "max_norm": 0.5},
    "fifty dimensions": {"dimension": 50, "bias": True},
    "thirty-two dimensions": {"dimension": 32},
    "one dimension": {"dimension": 1, "text": "a b c d a"},
    "sparse": {"sparse": True},
    "frozen": {"initializer": "from_pretrained", "bias": True},
    "own numbers": {
        "initializer": "from_pretrained",
        "matrix": "[[1e-7, -3e20], [0.1, 123456.789]]",
        "freeze": False,
        "learning_rate": 0.0,
    },
    "separate starts": {"same_start": False},
    "embedding": {"layer": "embedding"},
    "linear": {"layer": "linear", "bias": True},
    "frozen on the way": {"interventions": ((5, "freeze"), (15, "unfreeze"))},
    "quotes": {"text": QUOTED, "tokenizer": "whitespace"},
    "forty words": {"text": " ".join(f"w{number}" for number in range(40))},
    "2,000 words": {"text": " ".join(f"w{number}" for number in range(2_000)), "steps": 1, "max_norm": 1.0},
}
SNAPSHOTS = (0, -1)


@cache
def history(recipe):
    if recipe == "any words":
        plain = train(Experiment(text=" ".join(f"w{number}" for number in range(len(WORDS))), steps=5))
        return replace(plain, words=WORDS)
    return train(Experiment(**{**SHORT, **RECIPES[recipe]}))


ALL = [(recipe, snapshot) for recipe in (*RECIPES, "any words") for snapshot in SNAPSHOTS]
FRESH = """
import io, json, sys
from contextlib import redirect_stdout

def printed(code):
    with redirect_stdout(io.StringIO()) as written:
        exec(code, {})
    return written.getvalue()

json.dump([printed(code) for code in json.load(sys.stdin)], sys.stdout)
"""


@pytest.fixture(scope="module")
def fresh():
    """What another Python prints, which knows nothing of this package, for the lines of all recipes."""
    scripts = [script(article(history(recipe), snapshot)) for recipe, snapshot in ALL]
    command = [sys.executable, "-I", "-c", FRESH]
    ran = subprocess.run(command, input=json.dumps(scripts), capture_output=True, text=True, check=True, timeout=300)
    return dict(zip(ALL, json.loads(ran.stdout), strict=True))


@pytest.mark.parametrize(("recipe", "snapshot"), ALL)
def test_the_lines_alone_print_in_another_python_what_stands_below_them(recipe, snapshot, fresh):
    ran = run(history(recipe), snapshot)
    assert "".join(f"{output}\n" for _, output in ran if output) == fresh[recipe, snapshot]
    assert sum(bool(output) for _, output in ran) >= 8


@pytest.mark.parametrize("recipe", [*RECIPES, "any words"])
def test_every_line_that_prints_has_what_it_prints_below_it(recipe):
    for step, output in run(history(recipe), -1):
        assert ("print(" in step.code) == bool(output)
        assert step.sentence.strip()


def before_by_hand(recipe, snapshot):
    """The names after all steps up to those in which weights are set by hand."""
    names = {}
    for step in article(history(recipe), snapshot):
        if step.sentence.startswith("Weights can be set by hand"):
            return names
        if step.runs:
            execute(step.code, names)


@pytest.mark.parametrize("snapshot", [0, 7, -1])
@pytest.mark.parametrize("recipe", [name for name in RECIPES if name not in ("2,000 words", "max_norm")])
def test_the_weights_that_are_loaded_are_those_of_the_snapshot(recipe, snapshot):
    names, experiment = before_by_hand(recipe, snapshot), history(recipe).experiment
    for name, track in history(recipe).tracks.items():
        numbers = experiment.dimension if experiment.dimension <= 32 else 8
        whole = len(history(recipe).words) * experiment.dimension <= 64
        words = len(history(recipe).words) if whole else 2
        shown, recorded = (
            LAYERS[name].words_first(weight)[:words, :numbers]
            for weight in (names[name].weight.detach(), torch.tensor(track.weight[snapshot]))
        )
        if experiment.max_norm is None:
            assert torch.equal(shown, recorded)
        changed = trained(experiment.interventions, history(recipe).steps[snapshot], not experiment.freeze)
        assert names[name].weight.requires_grad == changed


@pytest.mark.parametrize("recipe", ["max_norm", "long and shortened", "2,000 words"])
def test_rows_are_printed_before_and_after_max_norm_has_shortened_them(recipe):
    at_last = next(output for step, output in run(history(recipe), -1) if "print(embedding.weight" in step.code)
    vectors = torch.tensor(history(recipe).embedding.vectors[-1][:2, :8])
    weight = torch.tensor(history(recipe).embedding.weight[-1][:2, :8])
    for numbers in (weight, vectors):
        assert str(numbers).removesuffix("])").removesuffix("]") in at_last


def test_the_article_finds_its_own_lines():
    lines = script(article(history("the article's"), -1))
    for line in (
        "vocab = {'I': 0, 'you': 1}",
        "torch.eye(2)",
        "linear = nn.Linear(2, 2, bias=False)",
        "embedding = nn.Embedding(2, 2)",
        "embedding(torch.tensor([0, 1]))",
        "embedding.weight = nn.Parameter(torch.rand(2, 2))",
        "embedding.weight.data.uniform_(-1, 1)",
        "embedding = nn.Embedding.from_pretrained(a)",
    ):
        assert line in lines


@pytest.mark.parametrize("layer", SELECTIONS)
def test_of_a_layer_that_is_not_trained_no_line_is_shown(layer):
    one = train(Experiment(text="I you I you", layer=layer, steps=3))
    ran, kinds = run(one, -1), SELECTIONS[layer].layers
    lines = script([step for step, _ in ran])
    assert ("nn.Linear(" in lines) == ("linear" in one.tracks)
    assert ("nn.Embedding(" in lines) == ("embedding" in one.tracks)
    assert ("torch.equal" in lines) == (len(kinds) == 2)
    assert f"{kinds[0].name}.weight = nn.Parameter(torch.rand(2, 2))" in lines


def answer(recipe):
    """The sentence on whether both layers return the same, and what torch.equal says."""
    return next((step.sentence, output) for step, output in run(history(recipe), 0) if "torch.equal" in step.code)


@pytest.mark.parametrize("recipe", RECIPES)
def test_the_layers_return_the_same_unless_the_sentence_says_why_not(recipe):
    if len(history(recipe).tracks) == 2:
        sentence, equal = answer(recipe)
        assert equal == str("they may differ" not in sentence)


def outputs(recipe):
    return {step.code.splitlines()[-1]: output for step, output in run(history(recipe), -1)}


def test_one_hot_vectors_take_much_space_and_are_all_equally_far_apart():
    assert outputs("the article's")["print(one_hot.nbytes, torch.arange(2).nbytes)"] == "16 16"
    assert outputs("2,000 words")["print(4 * 2000 ** 2, torch.arange(2000).nbytes)"] == "16000000 16000"
    assert torch.eye(2_000).nbytes == 16_000_000
    distances = torch.cdist(torch.eye(40), torch.eye(40))
    assert torch.allclose(distances[~torch.eye(40, dtype=bool)], torch.tensor(2.0).sqrt())
    for recipe in RECIPES:
        assert outputs(recipe)["print(torch.dist(one_hot[0], one_hot[1]))"] == "tensor(1.4142)"


def test_from_pretrained_freezes():
    assert outputs("own numbers")["print(embedding.weight.requires_grad)"].endswith("\nFalse")


def test_a_word_in_any_spelling_comes_back_from_the_vocabulary():
    names = {}
    for step in article(history("any words"), 0):
        if step.code.startswith("vocab = "):
            assert execute(step.code, names) == "0 1"
    assert names["vocab"] == {word: index for index, word in enumerate(WORDS)}


def test_of_many_words_some_are_written_out_and_the_others_counted():
    (vocab,) = (step for step in article(history("2,000 words"), 0) if step.code.startswith("vocab = "))
    assert f"The first {MOST_VOCAB} of 2,000 words" in vocab.sentence
    assert "# … 1,950 more" in vocab.code


@pytest.mark.parametrize("recipe", RECIPES)
def test_what_is_not_shown_is_told(recipe):
    told = " ".join(step.sentence for step in article(history(recipe), 0))
    words, dimension = len(history(recipe).words), history(recipe).experiment.dimension
    if words * dimension > 64 and words > 2:
        assert f"the first 2 of {words:,} words" in told
    if dimension > 8:
        assert f"the first 8 of {dimension} numbers" in told or f"8 of a vector's {dimension} numbers" in told


def test_for_very_many_words_only_what_is_shown_is_made(monkeypatch):
    words = " ".join(f"w{number}" for number in range(50_000))
    many = train(Experiment(text=words, steps=1, batch_size=1))
    eye = torch.eye
    monkeypatch.setattr(torch, "eye", lambda rows, *columns: eye(rows, *columns) if rows <= 1_000 else None)
    told = " ".join(step.sentence for step, _ in run(many, -1))
    assert "torch.eye(50000), would take 10 GB" in told


def test_the_process_s_random_numbers_and_standard_output_are_left_alone(capsys):
    state = torch.random.get_rng_state()
    run(history("the article's"), -1)
    assert torch.equal(torch.random.get_rng_state(), state)
    assert capsys.readouterr() == ("", "")


def test_what_is_printed_is_collected_as_python_prints_it():
    code = "print()\nprint(1, 'two', [3.0])\nprint('a\\nb')"
    with redirect_stdout(io.StringIO()) as written:
        exec(code, {})
    names = {}
    assert execute(code, names) + "\n" == written.getvalue()
    assert "print" not in names
