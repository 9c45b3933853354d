import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground import Experiment, limits, train
from playground.choices import InvalidField
from playground.experiment.links import from_query, to_query
from playground.model.objectives import OBJECTIVES
from playground.words.tokenizers import TOKENIZERS
from playground.words.vocabulary import PAD_WORD, UNK_WORD
from playground.words.vocabulary_edits import EDIT_KINDS, EDITS

TEXT = "the cat sleeps . the dog sleeps . the cat eats . the fish waits ."
WORDS = ("the", "cat", "sleeps", ".", "dog", "eats", "fish", "waits")
NAMES = ["a", "A", "b", "c", "x", "x (added)", "a (added)", PAD_WORD, UNK_WORD, "0", "3", "我", " a ", "99999999999"]


def edited(*edits, text=TEXT, **more):
    return Experiment(text=text, edits=edits, **more)


def words(*edits, **more):
    return edited(*edits, **more).vocabulary.words


def counts(experiment):
    return dict(zip(experiment.vocabulary.words, experiment.vocabulary.counts, strict=True))


def assert_same_run(first, second):
    for name, track in train(first).tracks.items():
        other = train(second).tracks[name]
        np.testing.assert_array_equal(track.weight, other.weight)
        np.testing.assert_array_equal(track.vectors, other.vectors)
        np.testing.assert_array_equal(track.loss, other.loss)


# What each does


def test_a_renamed_word_keeps_its_number_its_count_and_its_vector():
    experiment = edited(("rename", "cat", "lion"))
    assert experiment.vocabulary.words == ("the", "lion", "sleeps", ".", "dog", "eats", "fish", "waits")
    assert experiment.vocabulary.counts == Experiment(text=TEXT).vocabulary.counts
    assert experiment.vocabulary.index("lion") == experiment.vocabulary.index("cat") == 1
    assert_same_run(experiment, Experiment(text=TEXT))


def test_two_words_may_swap_their_names():
    swap = [("rename", "cat", "?"), ("rename", "dog", "cat"), ("rename", "?", "dog")]
    experiment = edited(*swap)
    assert experiment.vocabulary.words == ("the", "dog", "sleeps", ".", "cat", "eats", "fish", "waits")
    assert experiment.task.edited == (True, True, True)
    assert [experiment.vocabulary.index(word) for word in experiment.vocabulary.words] == list(range(8))
    assert_same_run(experiment, Experiment(text=TEXT))


def test_a_word_may_get_other_capitals():
    assert words(("rename", "the", "The"))[0] == "The"


def test_a_removed_word_falls_out_and_those_behind_it_move_up():
    experiment = edited(("remove", "cat"))
    assert experiment.vocabulary.words == ("the", "sleeps", ".", "dog", "eats", "fish", "waits")
    assert experiment.vocabulary.dropped == (1, 2)
    assert len(experiment.task.examples) == len(Experiment(text=TEXT).task.examples) - 2


def test_a_removed_word_becomes_unk_where_there_is_one():
    experiment = edited(("remove", "cat"), unk=True)
    assert counts(experiment)[UNK_WORD] == 2
    assert len(experiment.task.examples) == len(Experiment(text=TEXT).task.examples)


def test_two_words_are_always_left():
    experiment = edited(("remove", "a"), ("remove", "b"), text="a b c")
    assert experiment.vocabulary.words == ("b", "c")
    assert experiment.task.edited == (True, False)


def test_a_place_holder_may_be_renamed_and_removed():
    experiment = edited(("rename", UNK_WORD, "others"), ("remove", "cat"), unk=True, pad=True)
    assert experiment.vocabulary.words[:2] == (PAD_WORD, "others")
    assert counts(experiment)["others"] == 2
    gone = edited(("remove", UNK_WORD), ("remove", "cat"), unk=True)
    assert gone.vocabulary.unknown is None
    assert gone.vocabulary.dropped == (1, 2)


@pytest.mark.parametrize(
    ("index", "moved"),
    [
        ("0", ("fish", "the", "cat", "sleeps", ".", "dog", "eats", "waits")),
        ("2", ("the", "cat", "fish", "sleeps", ".", "dog", "eats", "waits")),
        ("6", WORDS),
        ("7", ("the", "cat", "sleeps", ".", "dog", "eats", "waits", "fish")),
        ("99999999999", ("the", "cat", "sleeps", ".", "dog", "eats", "waits", "fish")),
    ],
)
def test_a_moved_word_has_the_number_asked_for_or_the_last(index, moved):
    experiment = edited(("move", "fish", index))
    assert experiment.vocabulary.words == moved
    assert counts(experiment) == counts(Experiment(text=TEXT))
    assert experiment.task.edited == (moved != WORDS,)


def test_an_added_word_is_the_last_and_the_text_never_says_it():
    experiment = edited(("add", "owl"))
    assert experiment.vocabulary.words == (*WORDS, "owl")
    assert counts(experiment)["owl"] == 0


@pytest.mark.parametrize("word", ["owl", "the2", "cat"])
@pytest.mark.parametrize("objective", OBJECTIVES)
def test_a_word_that_is_never_said_is_never_in_a_batch_and_its_vector_stays(objective, word):
    # "cat" is free again after the cat has another name.
    edits = [("rename", "cat", "lion"), ("add", word)]
    said = {"text": TEXT, "pairs": "cat|sleeps, dog|sleeps, cat^dog|eats"}
    experiment = Experiment(objective=objective, edits=edits, steps=40, optimizer="sgd", max_norm=2.0, **said)
    number = experiment.vocabulary.words.index(word)
    history = train(experiment)
    assert experiment.vocabulary.counts[number] == 0
    assert number not in history.inputs
    assert number not in history.targets
    np.testing.assert_array_equal(
        history.embedding.weight[:, number], history.embedding.weight[:1, number].repeat(41, 0)
    )
    assert np.ptp(history.embedding.weight, axis=0).max() > 0


def test_a_word_that_fell_out_comes_back_with_its_count():
    experiment = edited(("add", "fish"), minimum_count=2)
    assert experiment.vocabulary.words == ("the", "cat", "sleeps", ".", "fish")
    assert experiment.vocabulary.counts == (4, 2, 2, 4, 1)
    assert Experiment(text=TEXT, minimum_count=2).vocabulary.dropped == (4, 4)
    assert experiment.vocabulary.dropped == (3, 3)


def test_a_word_that_was_removed_comes_back_at_the_end():
    experiment = edited(("remove", "cat"), ("add", "cat"))
    assert experiment.vocabulary.words == ("the", "sleeps", ".", "dog", "eats", "fish", "waits", "cat")
    assert counts(experiment) == counts(Experiment(text=TEXT))
    assert experiment.vocabulary.dropped == (0, 0)


@pytest.mark.parametrize("word", ["Paris", "paris"])
def test_a_word_that_fell_out_comes_back_as_it_was_written_or_small(word):
    experiment = edited(("add", word), text="a b a b Paris", minimum_count=2)
    assert experiment.vocabulary.counts == (2, 2, 1)
    assert experiment.vocabulary.dropped == (0, 0)


def test_what_cannot_be_seen_around_a_word_is_no_part_of_it():
    assert edited(("rename", " cat\u200b", "\tli\u00a0on\n")).edits == (("rename", "cat", "li\u00a0on"),)


def test_an_added_word_takes_no_place_of_another():
    text = "owl\nowl (added)\ncat\nowl (added)"
    experiment = edited(("rename", "owl", "hawk"), ("add", "owl"), text=text, tokenizer="lines")
    assert counts(experiment) == {"hawk": 1, "owl (added)": 2, "cat": 1, "owl": 0}
    assert experiment.vocabulary.ids(text.split("\n")).tolist() == [0, 1, 2, 1]


# Edits that don't fit


@pytest.mark.parametrize(
    "edit",
    [
        ("rename", "owl", "lion"),
        ("rename", "cat", "dog"),
        ("rename", "cat", "cat"),
        ("rename", "CAT", "lion"),
        ("remove", "owl"),
        ("move", "owl", "0"),
        ("move", "cat", "-1"),
        ("move", "cat", "first"),
        ("move", "cat", "1.5"),
        ("move", "cat", "²"),
        ("add", "cat"),
    ],
    ids=" ".join,
)
def test_an_edit_that_no_longer_fits_has_no_effect_and_is_told(edit):
    experiment = edited(("rename", "the", "The"), edit, ("remove", "dog"))
    assert experiment.vocabulary == edited(("rename", "the", "The"), ("remove", "dog")).vocabulary
    assert experiment.task.edited == (True, False, True)


def test_a_recipe_that_is_asked_again_tells_the_same():
    assert [edited(("remove", "owl"), ("remove", "cat")).task.edited for _ in range(2)] == [(False, True)] * 2


def test_a_full_vocabulary_takes_no_more_words():
    text = " ".join(f"w{number}" for number in range(limits.WORDS))
    experiment = edited(("add", "owl"), ("remove", "w7"), ("add", "owl"), text=text, layer="embedding")
    assert experiment.task.edited == (False, True, True)
    assert len(experiment.vocabulary) == limits.WORDS


@pytest.mark.parametrize(
    "edits",
    [
        5,
        "remove",
        {},
        True,
        ["remove"],
        [("remove",)],
        [("remove", "cat", "dog")],
        [("rename", "cat")],
        [("move", "cat", 0)],
        [("forget", "cat")],
        [("Remove", "cat")],
        [()],
        [None],
        [{"remove": "cat"}],
        [("add", "")],
        [("add", " \u200b")],
        [("rename", "cat", "\u3164")],
        [("add", "x" * (limits.LETTERS + 1))],
        [("add", "owl")] * (limits.EDITS + 1),
        [[[["remove"]]]],
        [10**5_000],
        [("add", 10**5_000)],
    ],
)
def test_what_is_no_edit_is_refused(edits):
    with pytest.raises(InvalidField) as refused:
        Experiment(text=TEXT, edits=edits)
    assert refused.value.field == EDITS.name
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize("depth", [1, 10, 500, 900, 5_000])
def test_brackets_in_brackets_are_refused(depth):
    brackets = []
    for _ in range(depth):
        brackets = [brackets]
    with pytest.raises(InvalidField) as refused:
        Experiment(edits=brackets)
    assert len(str(refused.value)) < 300
    experiment, notices = from_query({"edits": "[" * depth + "[]" + "]" * depth})
    assert experiment == Experiment()
    assert len(notices) == 1


def test_as_many_edits_as_allowed_are_made():
    experiment = edited(*[("add", f"w{number}") for number in range(limits.EDITS)])
    assert len(experiment.vocabulary) == len(WORDS) + limits.EDITS
    assert all(experiment.task.edited)


# Any edits

WORD = st.sampled_from(NAMES) | st.text(min_size=1, max_size=5)
EDIT = st.one_of(*(st.tuples(st.just(verb.name), *[WORD] * verb.texts) for verb in EDIT_KINDS.values()))
RULES = st.fixed_dictionaries(
    {"text": st.sampled_from(["a b c a B x", "a b", "a\nx (added)\nb\na (added)\na", "<pad> <unk> a b"])},
    optional={
        "tokenizer": st.sampled_from(["whitespace", "lines"]),
        "case": st.sampled_from(["merge", "lower", "keep"]),
        "order": st.sampled_from(["first", "alphabetical", "frequency"]),
        "minimum_count": st.sampled_from([1, 2]),
        "maximum_words": st.sampled_from([2, 3]),
        "pad": st.booleans(),
        "unk": st.booleans(),
    },
)


@given(st.lists(EDIT, max_size=12), RULES)
@settings(max_examples=500, deadline=None)
def test_any_edits_give_a_vocabulary_or_are_refused(edits, rules):
    try:
        experiment = Experiment(edits=edits, **rules)
    except InvalidField as refused:
        assert str(refused)
        return
    vocabulary, task = experiment.vocabulary, experiment.task
    assert len(vocabulary) == len(set(vocabulary.words)) == len(vocabulary.counts) >= 2
    assert [vocabulary.index(word) for word in vocabulary.words] == list(range(len(vocabulary)))
    assert len(task.edited) == len(edits)
    assert 0 <= task.examples.inputs.min() <= task.examples.inputs.max() < len(vocabulary)
    assert 0 <= task.examples.targets.min() <= task.examples.targets.max() < len(vocabulary)


@given(st.lists(EDIT, max_size=12), RULES)
@settings(max_examples=500, deadline=None)
def test_after_any_edits_each_word_is_counted_as_often_as_it_is_read(edits, rules):
    try:
        experiment = Experiment(edits=edits, **rules)
    except InvalidField:
        return
    vocabulary = experiment.vocabulary
    ids = vocabulary.ids(TOKENIZERS[experiment.tokenizer].split(experiment.text))
    assert np.bincount(ids[ids >= 0], minlength=len(vocabulary)).tolist() == list(vocabulary.counts)


@given(st.lists(EDIT, max_size=8))
@settings(max_examples=200, deadline=None)
def test_edits_come_back_from_a_link(edits):
    try:
        experiment = Experiment(text="a b c a B x", edits=edits)
    except InvalidField:
        return
    query = json.loads(json.dumps(to_query(experiment)))
    assert from_query(query) == (experiment, [])


def test_an_edit_is_written_so_that_people_can_read_it():
    assert to_query(edited(("rename", "cat", "狮子")))["edits"] == '[["rename","cat","狮子"]]'


def test_no_edits_are_not_written():
    assert "edits" not in to_query(edited())
    assert Experiment(text=TEXT, edits=None) == Experiment(text=TEXT, edits=[]) == Experiment(text=TEXT)


@pytest.mark.parametrize("verb", EDIT_KINDS.values(), ids=lambda verb: verb.name)
def test_every_verb_takes_just_as_many_texts_as_it_says(verb):
    for texts in range(5):
        edit = (verb.name, *["0"] * texts)
        if texts == verb.texts:
            assert EDITS.checked([edit]) == (edit,)
        else:
            with pytest.raises(InvalidField):
                EDITS.checked([edit])


def test_a_word_of_any_length_can_be_removed_and_renamed_but_no_new_one_may_be_as_long():
    long = "w" * 10_000
    text = f"I {long} you I {long} you"
    assert Experiment(text=text, edits=(("remove", long),)).vocabulary.words == ("I", "you")
    assert Experiment(text=text, edits=(("rename", long, "we"),)).vocabulary.words == ("I", "we", "you")
    for edit in (("rename", "I", long), ("add", long)):
        with pytest.raises(InvalidField, match="1 to 200"):
            Experiment(text=text, edits=(edit,))
