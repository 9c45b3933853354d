"""Every trap goes wrong as it says and right as it says, and what it says about PyTorch is so."""

import ast
import contextlib
import io
import traceback
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from playground import Experiment, train
from playground.teaching.traps import TRAPS
from playground.teaching.traps.console import BEGINNING, SEED, execute, run, transcript
from playground.teaching.traps.trap import MOST_DIMENSIONS, MOST_WORDS, Setting

USUAL = Setting(("I", "love", "you", "."), 12, 2)
SETTINGS = {
    "usual": USUAL,
    "smallest": Setting(("I", "you"), 2, 1),
    "as many dimensions as words": Setting(("I", "love", "you"), 3, 3),
    "many words": Setting(("the", "cat", "sleeps", "."), 50_000, 3),
    "words like code": Setting(("it's", '"', "\\ {V} {{}} {0.x}", "\n\0]) # '''"), 4, 2),
    "words in many scripts": Setting(("猫", "👩🏽‍🚀", "ليل", "\u2028"), 4, 1),
}
SIDES = [(name, side) for name in TRAPS for side in ("wrong", "right")]
REASONS = [(name, number) for name, trap in TRAPS.items() for number in range(len(trap.why))]


def written(name, side, setting=USUAL):
    return setting.write(getattr(TRAPS[name], side))


def shown(trap, names):
    """Whether what the trap is about is so; a name that a failed line would have made shows nothing."""
    try:
        return eval(trap.shows, names)
    except NameError:
        return False


def errors(printed):
    """The types of all errors that were printed."""
    endings = [output.split(":")[0] for _, output in printed]
    return [ending for ending in endings if ending.endswith("Error")]


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("name", TRAPS)
def test_the_wrong_code_goes_wrong(name, setting):
    trap = TRAPS[name]
    printed, names = execute(written(name, "wrong", SETTINGS[setting]))
    assert errors(printed) == ([trap.error] if trap.error else [])
    assert shown(trap, names) is False


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("name", TRAPS)
def test_the_right_code_goes_right(name, setting):
    printed, names = execute(written(name, "right", SETTINGS[setting]))
    assert errors(printed) == []
    assert shown(TRAPS[name], names) is True


@pytest.mark.filterwarnings("ignore:Sparse invariant checks")
@pytest.mark.parametrize(("name", "number"), REASONS)
def test_what_a_reason_says_about_pytorch_is_so(name, number):
    reason = TRAPS[name].why[number]
    outputs = [output for _, output in execute(reason.proof)[0] if output]
    if reason.error:
        assert outputs.pop().startswith(reason.error)
    assert outputs or reason.error
    assert set(outputs) <= {"True"}


# ------------------------------------------------------------------------------ what each trap is said to be


def test_float_indices_are_refused_with_pytorchs_own_sentence():
    [(_, output)] = [pair for pair in execute(written("floats", "wrong"))[0] if "Error" in pair[1]]
    assert output.startswith("RuntimeError: Expected tensor for argument #1 'indices' to have one of the following")
    assert output.endswith("(while checking arguments for embedding)"), "the whole message"


def test_a_transposed_matrix_fails_loudly_or_silently():
    printed = execute(written("transposed", "wrong"))[0]
    assert [output for _, output in printed if output][1:] == ["False", "True"]
    assert errors(printed) == ["RuntimeError"]


def test_the_curves_are_what_is_said_below_them():
    for name, trap in TRAPS.items():
        if trap.curve:
            wrong, right = (run(written(name, side), trap.curve.name).curve for side in ("wrong", "right"))
            assert len(wrong) == len(right) > 1
            assert all(isinstance(number, float) for number in wrong + right)
    frozen, moving = (run(written("frozen", side), "moved").curve for side in ("wrong", "right"))
    assert set(frozen) == {0.0} and min(moving) > 0
    together, alone = (run(written("shared", side), "moved").curve for side in ("wrong", "right"))
    assert list(together) == sorted(together) and together[0] > 0 and set(alone) == {0.0}
    shrinking, resting = (run(written("decay", side), "lengths").curve for side in ("wrong", "right"))
    assert list(shrinking) == sorted(shrinking, reverse=True) and shrinking[-1] < 0.02 * shrinking[0]
    assert len(set(resting)) == 1
    leaving, held = (run(written("zeroed", side), "distances").curve for side in ("wrong", "right"))
    assert list(leaving) == sorted(leaving) and leaving[0] > 0 and set(held) == {0.0}


def test_the_word_that_weight_decay_moves_is_never_put_in():
    for setting in SETTINGS.values():
        names = execute(written("decay", "wrong", setting))[1]
        assert names["vocab"][setting.words[-1]] not in names["word"]


def test_a_wrong_and_a_right_code_differ_and_both_print_something():
    for name in TRAPS:
        assert written(name, "wrong") != written(name, "right")
        assert run(written(name, "wrong")).printed and run(written(name, "right")).printed


@pytest.mark.parametrize(("name", "side"), SIDES)
def test_the_code_of_usual_words_fits_half_a_page(name, side):
    assert max(map(len, written(name, side).splitlines())) <= 58


# ------------------------------------------------------------------------------ the learner's own words and sizes


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=SETTINGS)
@pytest.mark.parametrize("name", TRAPS)
def test_the_layers_have_the_sizes_that_are_told(name, setting):
    names = execute(written(name, "right", setting))[1]
    layer = names.get("embedding") or names["linear"]
    words, dimension = layer.weight.shape if "embedding" in names else layer.weight.T.shape
    if TRAPS[name].taken:
        told = setting.write(TRAPS[name].taken)
        assert f" {words:,} " in told and (f" {dimension} dimensions" in told or f" D = {dimension};" in told)
    else:
        assert (words, dimension) == (len(setting.words), setting.dimension)


@given(st.lists(st.text(min_size=1), min_size=2, max_size=MOST_WORDS, unique=True))
def test_any_words_are_written_as_pythons_strings(words):
    setting = Setting(tuple(words), len(words), 2)
    for name, side in SIDES:
        source = written(name, side, setting)
        assert source.count("\n") == written(name, side).count("\n"), "a word stays on its line"
        if source.startswith("vocab = "):
            vocab = ast.literal_eval(source.split("\n")[0].removeprefix("vocab = "))
            first = 1 if (name, side) == ("range", "wrong") else 0
            assert list(vocab.items()) == [(word, number) for number, word in enumerate(words, first)]


@pytest.mark.parametrize("recipe", [{}, {"text": "I you", "dimension": 1}, {"text": "a b c d e f g", "dimension": 9}])
def test_the_setting_is_the_learners_as_far_as_it_can_be_read(recipe):
    history = train(Experiment(**recipe, steps=1))
    setting = Setting.of(history)
    assert setting.words == history.words[:MOST_WORDS]
    assert setting.count == len(history.words)
    assert setting.dimension == min(history.experiment.dimension, MOST_DIMENSIONS)


def test_long_words_are_shortened_and_told_apart():
    long = "w" * 1_000
    assert Setting.of(train(Experiment(text=f"{long} cat", steps=1))).words == ("w" * 19 + "…", "cat")
    alike = train(Experiment(text=f"{long}1 {long}2", steps=1))
    assert Setting.of(alike).words == ("w" * 16 + "…ww1", "w" * 16 + "…ww2")


# ------------------------------------------------------------------------------ the console


def as_typed_at_the_prompt(source):
    """What Python itself prints for each statement in its interactive mode, of an error the last line."""
    names, outputs = {}, []
    exec(BEGINNING, names)
    torch.manual_seed(SEED)
    for node in ast.parse(source).body:
        with contextlib.redirect_stdout(io.StringIO()) as out:
            try:
                exec(compile(ast.Interactive([node]), "<stdin>", "single"), names)
            except Exception as error:
                print(traceback.format_exception(error)[-1])
        outputs.append(out.getvalue().strip())
    return outputs


@pytest.mark.parametrize("setting", ["usual", "words like code", "many words"])
@pytest.mark.parametrize(("name", "side"), SIDES)
def test_what_is_printed_is_what_an_interactive_python_prints(name, side, setting):
    source = written(name, side, SETTINGS[setting])
    printed = [output for statement, output in execute(source)[0] if not statement.startswith("#")]
    assert printed == as_typed_at_the_prompt(source)


def test_running_code_leaves_the_process_alone(capsys):
    torch.manual_seed(7)
    before = torch.get_rng_state()
    for name, side in SIDES:
        execute(written(name, side))
    assert torch.equal(torch.get_rng_state(), before)
    assert capsys.readouterr() == ("", "")


def test_code_that_many_run_at_once_prints_the_same():
    sources = [written(name, side, setting) for name, side in SIDES for setting in (USUAL, SETTINGS["smallest"])]
    alone = [execute(source)[0] for source in sources]
    with ThreadPoolExecutor(8) as pool:
        assert [printed for printed, _ in pool.map(execute, sources)] == alone


def test_each_code_begins_afresh():
    assert execute("a = torch.rand(2)\na")[0] == execute("a = torch.rand(2)\na")[0]
    assert execute("mine = 1")[1]["mine"] == 1
    assert execute("mine")[0] == [("mine", "NameError: name 'mine' is not defined")]


def test_a_line_that_fails_prints_its_error_and_the_next_one_runs():
    printed, names = execute("a = 1\n1 / 0\na = a + 1  # still there\na")
    assert [output for _, output in printed] == ["", "ZeroDivisionError: division by zero", "", "2"]
    assert printed[2][0] == "a = a + 1  # still there"
    assert names["a"] == 2


def test_a_message_of_several_lines_is_kept_whole():
    assert execute("raise ValueError('one\\ntwo')")[0][0][1] == "ValueError: one\ntwo"


def test_code_is_run_once_and_only_what_prints_is_kept():
    source = "numbers = [float(n) for n in range(3)]\nlen(numbers)\nnumbers.clear"
    done = run(source, "numbers")
    assert done is run(source, "numbers")
    assert [pair[0] for pair in done.printed] == ["len(numbers)", "numbers.clear"]
    assert done.curve == (0.0, 1.0, 2.0)
    assert run("a = 1").curve == ()


def test_a_transcript_has_the_prompts_of_a_console():
    printed = run("for n in range(1):\n    n / n\n\n(1,\n 2)\n").printed
    assert transcript(printed) == (
        ">>> for n in range(1):\n...     n / n\nZeroDivisionError: division by zero\n>>> (1,\n...  2)\n(1, 2)"
    )
