"""Each lesson is a file that holds together, and its question is answered by the run alone."""

import re

import numpy as np
import pytest
import torch
from torch import nn

from playground import train
from playground.choices import InvalidField
from playground.experiment.fields import OPTIONS
from playground.teaching.lessons import LESSONS, PARTS, Playhead
from playground.teaching.lessons.lesson import read

VERBS = ("Press", "Point at", "Switch on", "Choose", "Type")
PLACES = {"vocabulary", "initial code"}
"""What a lesson may hold of the sidebar besides the control of a field."""


@pytest.fixture(params=LESSONS)
def lesson(request):
    return LESSONS[request.param]


def test_there_is_a_path_from_a_number_to_what_one_knows_in_the_end():
    assert next(iter(LESSONS)) == "number"
    assert list(LESSONS)[-1] == "together"


def test_exactly_one_answer_holds_in_the_run_that_is_revealed(lesson):
    assert len(lesson.holding(train(lesson.revealed))) == 1


def test_the_same_answer_holds_whatever_the_seed(lesson):
    """An answer that came about by chance would teach nothing."""
    [answer] = lesson.holding(train(lesson.revealed))
    for seed in (1, 2):
        other = type(lesson.revealed)(**{**lesson.recipe, **lesson.reveal, "seed": seed})
        assert lesson.holding(train(other)) == [answer]


def test_each_answer_can_be_told_from_the_others(lesson):
    assert len({answer.text for answer in lesson.answers}) == len(lesson.answers) >= 2


def test_its_controls_are_fields_of_its_recipe_or_parts_of_the_sidebar(lesson):
    assert set(lesson.controls) <= lesson.experiment.in_use.keys() | PLACES


def test_what_to_do_begins_with_what_the_hand_does_and_names_what_it_is_done_to(lesson):
    assert lesson.do
    for sentence in lesson.do:
        assert sentence.startswith(VERBS)
        assert re.findall(r"\*\*(.+?)\*\*", sentence)


def test_a_control_that_is_to_be_used_stands_in_the_lesson(lesson):
    labels = {OPTIONS[name].label for name in lesson.controls if name in OPTIONS}
    for sentence in lesson.do:
        if sentence.startswith(("Switch on", "Choose", "Type")):
            assert re.findall(r"\*\*(.+?)\*\*", sentence)[-1] in labels


def test_the_places_it_sends_the_playhead_to_are_steps_of_its_runs(lesson):
    assert 0 <= lesson.start.step_of(lesson.experiment) <= lesson.experiment.steps
    assert 0 <= lesson.then.step_of(lesson.revealed) <= lesson.revealed.steps
    assert lesson.slow or lesson.then.moment == 0
    assert lesson.then.word is None or lesson.then.word < len(lesson.revealed.vocabulary)


def test_the_stage_shows_what_there_is_and_never_less_than_before_the_answer(lesson):
    assert set(lesson.shows) <= set(PARTS)
    assert set(lesson.reveals) <= set(PARTS) - set(lesson.shows)


def test_the_stage_grows_with_the_lessons():
    shown = [len(set(lesson.shows) | set(lesson.reveals)) for lesson in LESSONS.values()]
    assert shown == sorted(shown)
    assert (shown[0], shown[-1]) == (0, len(PARTS))


def test_what_a_lesson_prints_is_no_error(lesson):
    assert all(output and "Error" not in output for _, output in lesson.printed())


def test_before_the_answer_the_step_that_it_is_about_is_not_seen(lesson):
    """The question comes first: the playhead waits at the start, or the run that answers is another one."""
    about_the_start = lesson.then.step == 0 and not lesson.then.plays
    assert lesson.start.step == 0 or about_the_start or "history" not in lesson.measure


def test_the_lines_in_a_lesson_run_and_are_of_its_sizes(lesson):
    words, dimension = len(lesson.experiment.vocabulary), lesson.experiment.dimension
    embedding = nn.Embedding(words, dimension)
    names = {"torch": torch, "nn": nn, "embedding": embedding, "weight": nn.Parameter(torch.zeros(words, dimension))}
    for code in re.findall(r"`(.+?)`", lesson.text):
        exec(f"weight{code}" if code.startswith(".") else code, names)
        for size in re.findall(r"(?:eye|Linear|Embedding|rand)\((\d+)", code):
            assert int(size) in (words, dimension)
    if "vocab" in names:
        assert names["vocab"] == {word: number for number, word in enumerate(lesson.experiment.vocabulary.words)}


def test_the_nursery_rhyme_has_as_many_words_as_it_says():
    lesson = LESSONS["cost"]
    assert f"has {len(lesson.experiment.vocabulary)} distinct words" in lesson.text


@pytest.mark.parametrize("name", ["linear", "embedding"])
def test_the_word_that_lessons_3_and_4_speak_of_is_chosen(name):
    lesson = LESSONS[name]
    history = train(lesson.experiment)
    assert history.inputs[0].ravel().tolist() == [1]
    assert "“summer”" in lesson.question
    assert history.words[1] == "summer"


@pytest.mark.parametrize("name", ["linear", "cost"])
def test_one_number_of_linear_is_a_sum_of_as_many_products_as_words(name):
    lesson = LESSONS[name]
    words = len(lesson.experiment.vocabulary)
    products = torch.eye(words)[0] * nn.Linear(words, 2, bias=False).weight
    assert products.shape[1] == words
    assert (products[0] == 0).sum() == words - 1
    assert f"{words} products" in lesson.because + lesson.text
    assert f"in {words - 1} of them" in (lesson.because + lesson.text).lower()


@pytest.mark.parametrize("layer", [nn.Embedding(12, 2), nn.Linear(2, 12)], ids=type)
def test_parameter_and_data_set_the_weight_of_either_layer(layer):
    layer.weight = nn.Parameter(numbers := torch.rand(12, 2))
    assert torch.equal(layer.weight, numbers)
    layer.weight.data.uniform_(-1, 1)
    assert layer.weight.min() < 0


def test_the_bias_moves_all_rings_by_the_same_amount():
    history = train(LESSONS["bias"].revealed)
    moved = history.linear.vectors[0] - history.embedding.vectors[0]
    assert np.allclose(moved, moved[0], atol=1e-6)
    assert (abs(moved) > 0.01).all()


FILE = """
title = "Two words"
text = "A text."
do = ["Press **Play**."]
question = "How many words?"
measure = "len(history.words)"
because = "There are two."
recipe = {text = "I you"}
then = {step = 3}
[[answers]]
text = "Two"
holds = "value == 2"
[[answers]]
text = "Three"
holds = "value == 3"
"""


def lesson_in(tmp_path, text):
    file = tmp_path / "07_two_words.toml"
    file.write_text(text, "utf-8")
    return read(file)


def test_a_lesson_is_one_file(tmp_path):
    lesson = lesson_in(tmp_path, FILE)
    assert lesson.name == "two_words"
    assert lesson.then == Playhead(3, plays=False)
    assert [answer.text for answer in lesson.holding(train(lesson.revealed))] == ["Two"]


def test_a_part_that_no_lesson_has_is_refused(tmp_path):
    with pytest.raises(TypeError, match="colour"):
        lesson_in(tmp_path, "colour = 'red'" + FILE)


def test_a_recipe_that_cannot_be_is_refused_by_name(tmp_path):
    lesson = lesson_in(tmp_path, FILE.replace('{text = "I you"}', "{steps = 0}"))
    with pytest.raises(InvalidField, match="steps"):
        _ = lesson.experiment
