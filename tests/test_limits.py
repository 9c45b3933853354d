"""Whatever a stranger can ask for has a limit, enforced in the core, and said; below it, and at it, all is well."""

import sys
from pathlib import Path

import pytest

from playground import limits
from playground.analysis.many_starts import seeds
from playground.choices import InvalidField
from playground.experiment.experiment import OPTIONS, Experiment
from playground.experiment.links import fits, from_query, pins_from_query, pins_with_room
from playground.experiment.recipe_files import read as read_recipe
from playground.experiment.task import tokens
from playground.words.array_files import checked_shape
from playground.words.matrix_text import parse
from playground.words.text_files import Unreadable, check_size
from playground.words.tokenizers import TOKENIZERS, tokenize
from playground.words.vocabulary import Vocabulary
from playground.words.word_query import read_words

PAIR = "cat|dog\n"


def text(count):
    return tokens("whitespace", "next_word", (("text", "x" * (count - 2) + " y"),))


def words(count):
    return tokens("characters", "next_word", (("text", "ab" * (count // 2) + "a" * (count % 2)),))


def pairs(count):
    return tokens("words", "pairs", (("text", ""), ("pairs", PAIR + " " * (count - len(PAIR)))))


def edits(count):
    return OPTIONS["edits"].checked([("remove", "cat")] * count)


def edited(count):
    return OPTIONS["edits"].checked([("remove", "x" * (count - len("remove")))])


def changes(count):
    return OPTIONS["interventions"].checked([(1, "freeze")] * count)


def changed(count):
    return OPTIONS["interventions"].checked([(1, "hold", "x" * count)])


def number_text(count):
    start = "[[1, 2]]"
    return parse(start + " " * (count - sys.getsizeof(start)))


def added(count):
    return OPTIONS["edits"].checked([("add", "x" * count)])


LIMITS = {
    "text": (text, limits.CHARACTERS),
    "words": (words, limits.TOKENS),
    "pairs": (pairs, limits.TYPED),
    "edits": (edits, limits.EDITS),
    "letters of all edits": (edited, limits.EDITED),
    "a new word": (added, limits.LETTERS),
    "what-ifs": (changes, limits.CHANGES),
    "letters of all what-ifs": (changed, limits.CHANGED),
    "numbers as a text": (number_text, limits.NUMBERS_BYTES),
    "rows": (lambda count: checked_shape((count, 1)), limits.NUMBERS_ROWS),
    "numbers": (lambda count: checked_shape((count // 10, 10)), limits.NUMBERS),
    "an upload": (lambda count: check_size(bytes(count)), limits.UPLOAD),
    "dimension": (OPTIONS["dimension"].checked, limits.DIMENSIONS),
    "maximum words": (OPTIONS["maximum_words"].checked, limits.WORDS),
    "steps": (OPTIONS["steps"].checked, limits.STEPS),
    "batch": (OPTIONS["batch_size"].checked, limits.BATCH),
    "seed": (OPTIONS["seed"].checked, limits.SEED),
}


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_holds_and_is_said(name):
    ask, most = LIMITS[name]
    step = 10 if name == "numbers" else 1
    ask(most - step)
    ask(most)
    with pytest.raises((InvalidField, Unreadable)) as refused:
        ask(most + step)
    assert f"{most:,}" in str(refused.value)
    assert len(str(refused.value)) < 300


def test_a_recipe_file_has_a_limit_of_its_own():
    with pytest.raises(ValueError, match="no recipe file"):
        read_recipe(b" " * limits.RECIPE_FILE)
    with pytest.raises(ValueError, match=f"{limits.RECIPE_FILE:,} bytes"):
        read_recipe(b" " * (limits.RECIPE_FILE + 1))


def test_an_address_has_a_limit():
    assert fits({"text": "x" * (limits.LINK - len("text="))})
    assert not fits({"text": "x" * (limits.LINK - len("text=") + 1)})


def test_one_looks_up_the_beginning_of_a_long_line():
    vocabulary, most = Vocabulary.of(["a", "b"]), limits.LOOKED_UP_LETTERS
    assert not read_words("a " * (most // 2), vocabulary, tokenize).remarks
    chosen = read_words("a " * (most // 2) + "b", vocabulary, tokenize)
    assert set(chosen.ids) == {0}
    assert f"first {most:,} characters" in chosen.remarks[-1]


def test_pinned_runs_are_few_and_their_texts_short(monkeypatch):
    pins = [start.experiment for start in seeds(Experiment(steps=1), limits.PINS + 1)]
    assert pins_with_room(pins) == tuple(pins[: limits.PINS])
    monkeypatch.setattr(limits, "PINNED_BYTES", 2 * pins[0].nbytes)
    assert pins_with_room(pins) == tuple(pins[:2])
    kept, notices = pins_from_query({"pins": '[{"seed":"1"},{"seed":"2"},{"seed":"3"}]'}, pins[0])
    assert len(kept) == 2
    assert "too long" in notices[0]


def test_a_link_over_a_limit_brings_its_sentence_and_the_default():
    experiment, [notice] = from_query({"steps": str(limits.STEPS + 1)})
    assert experiment == Experiment()
    assert f"{limits.STEPS:,}" in notice


@pytest.mark.parametrize("name", TOKENIZERS)
def test_a_text_is_cut_no_further_than_the_limit(name, monkeypatch):
    monkeypatch.setattr(limits, "TOKENS", 3)
    assert len(TOKENIZERS[name].split("a\n\nb\nc\nd\ne\nf")) == 4


def test_what_one_visitor_can_hold_is_what_the_readme_says():
    readme = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
    worst = round(limits.visitor_bytes() / 1e6, -1)
    assert f"about {worst:.0f} MB" in readme
    assert limits.task_bytes() < limits.visitor_bytes()
