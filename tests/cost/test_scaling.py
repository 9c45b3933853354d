"""What the layers cost as the vocabulary grows: what is said to be measured was, and what is computed is the same."""

import gc
import weakref

import pytest
import torch

from playground.cost import scaling
from playground.cost.scaling import SIZES, VOCABULARIES, WAYS, Memory, Row, Stepper, Sweep, computed, expected, table

SMALL = Sweep(dimension=2, batch=8)
SWEEPS = [SMALL, Sweep(1, 1), Sweep(5, 3), Sweep(64, 100)]
TIME = 0.001


def quick(step) -> float:
    """One step, and a time that nobody has to wait for."""
    step()
    return TIME


@pytest.fixture
def clock(monkeypatch):
    monkeypatch.setattr(scaling, "timed", quick)


def stepped(way: str, words: int, sweep: Sweep) -> Stepper:
    stepper = Stepper(WAYS[way], words, sweep)
    stepper.step()
    return stepper


def all_rows(sweep: Sweep, rows: tuple[Row, ...] = ()) -> tuple[Row, ...]:
    """These rows, and all that follow them."""
    for _ in SIZES[len(rows) :]:
        rows = (*rows, scaling.next_row(sweep, rows))
    return rows


def of(way: str, rows) -> list[Row]:
    return [row for row in rows if row.way == way]


# ------------------------------------------------------------------------------ one step


@pytest.mark.parametrize("sweep", SWEEPS, ids=str)
@pytest.mark.parametrize("words", [2, 10, 1_000])
@pytest.mark.parametrize("way", WAYS)
def test_the_computed_bytes_and_parameters_are_those_of_the_tensors(way, words, sweep, clock):
    found, told = scaling.measured(WAYS[way], words, sweep), computed(WAYS[way], words, sweep)
    assert found.measured and not told.measured
    assert found.memory == told.memory
    assert found.parameters == told.parameters


@pytest.mark.parametrize("way", WAYS)
def test_a_step_is_the_one_that_plain_pytorch_makes(way):
    stepper = Stepper(WAYS[way], 7, Sweep(3, 20))
    [weight] = stepper.layer.parameters()
    rows = WAYS[way].layer.words_first(weight.detach()).clone().requires_grad_()
    rows[stepper.ids].sum().backward()
    stepper.step()
    after = WAYS[way].layer.words_first(weight.detach())
    torch.testing.assert_close(after, rows.detach() - 0.1 * rows.grad)


def test_all_ways_look_the_same_words_up():
    ids = [Stepper(way, 1_000, SMALL).ids for way in WAYS.values()]
    assert all(torch.equal(ids[0], other) for other in ids)
    assert len(ids[0]) == SMALL.batch


def test_all_ways_have_as_many_parameters():
    assert len({row.parameters for row in table(SMALL) if row.words == 1_000}) == 1


def test_embedding_s_gradient_has_a_number_for_each_parameter_most_of_them_0():
    stepper = stepped("embedding", 1_000, SMALL)
    gradient = stepper.layer.weight.grad
    assert gradient.shape == (1_000, 2)
    assert set(gradient.any(1).nonzero().ravel().tolist()) == set(stepper.ids.tolist())


def test_the_sparse_gradient_has_the_rows_of_the_batch_and_no_others():
    stepper = stepped("sparse", 1_000, SMALL)
    gradient = stepper.layer.weight.grad.coalesce()
    assert set(gradient.indices().ravel().tolist()) == set(stepper.ids.tolist())
    sizes = {row.memory.gradient for row in of("sparse", table(SMALL))}
    assert len(sizes) == 1, "whatever the vocabulary"


def test_a_one_hot_batch_has_a_number_for_each_word_twice_and_the_indices_are_as_many_as_the_batch():
    numbers, floats = WAYS["linear"].given(torch.arange(8), 1_000)
    assert numbers.shape == floats.shape == (8, 1_000)
    assert (numbers.dtype, floats.dtype) == (torch.int64, torch.float32)
    largest = {row.way: row.memory.given for row in table(SMALL)[-len(WAYS) :]}
    assert largest == {"embedding": 64, "sparse": 64, "linear": 96_000_000}


def test_a_measurement_leaves_the_process_s_random_numbers_and_threads_alone():
    before, threads = torch.random.get_rng_state(), torch.get_num_threads()
    for way in WAYS.values():
        scaling.measured(way, 10, SMALL)
    assert torch.equal(torch.random.get_rng_state(), before)
    assert torch.get_num_threads() == threads


def test_the_clock_runs_real_steps():
    steps = []
    assert scaling.timed(lambda: steps.append(1)) > 0
    assert len(steps) > 1


@pytest.mark.parametrize("way", WAYS)
def test_what_was_measured_is_let_go_of_at_once(way, monkeypatch):
    weights = []

    class Watched(Stepper):
        def __init__(self, *args):
            super().__init__(*args)
            weights.append(weakref.ref(next(self.layer.parameters())))

    monkeypatch.setattr(scaling, "Stepper", Watched)
    gc.disable()
    try:
        scaling.measured(WAYS[way], 10, SMALL)
        assert [weight() for weight in weights] == [None]
    finally:
        gc.enable()


# ------------------------------------------------------------------------------ all sizes


def test_before_anything_is_measured_all_but_the_time_is_computed():
    rows = table(SMALL)
    assert [(row.words, row.way) for row in rows] == [(words, way) for words in VOCABULARIES for way in WAYS]
    assert not any(row.measured for row in rows)
    assert {row.seconds for row in rows} == {None}


def test_what_fits_is_measured_and_the_rest_stays_computed(clock):
    found = all_rows(SMALL)
    assert all(row.measured and row.seconds == TIME for row in found)
    rows = table(SMALL, found[:4])
    assert [row.measured for row in rows] == [True] * 4 + [False] * (len(rows) - 4)
    assert rows[4:] == table(SMALL)[4:]


def test_nothing_is_built_that_would_take_too_much_memory(clock, monkeypatch):
    monkeypatch.setattr(scaling, "MOST_BYTES", 20_000)
    built = []
    monkeypatch.setattr(scaling, "Stepper", lambda *args: built.append(args) or Stepper(*args))
    rows = all_rows(SMALL)
    fitting = [(row.way, row.words) for row in table(SMALL) if row.memory.total <= 20_000]
    assert [(way.name, words) for way, words, _ in built] == fitting
    assert [(row.way, row.words) for row in rows if row.measured] == fitting
    assert all(row.seconds for row in rows), "what doesn't fit has a time all the same"


def test_nothing_is_timed_that_would_take_too_long(monkeypatch):
    def slow(step):
        step()
        return next(times)

    times = iter([0.01] * 3 + [0.5] * 7)
    monkeypatch.setattr(scaling, "timed", slow)
    rows = all_rows(SMALL)
    assert [row.measured for row in of("linear", rows)] == [True, True, False, False, False, False]
    assert all(row.measured for row in of("sparse", rows)), "which takes no longer with more words"
    assert of("linear", rows)[2].seconds == pytest.approx(0.5 + 0.49 / 90 * 900)


@pytest.mark.parametrize(
    "problem", [MemoryError(), RuntimeError("DefaultCPUAllocator: can't allocate memory")], ids=str
)
def test_where_there_is_no_memory_after_all_it_is_computed(problem, monkeypatch):
    def fail(step):
        raise problem

    monkeypatch.setattr(scaling, "timed", fail)
    assert scaling.next_row(SMALL, ()) == table(SMALL)[0]


def test_another_problem_is_not_hidden(monkeypatch):
    def fail(step):
        raise RuntimeError("something else")

    monkeypatch.setattr(scaling, "timed", fail)
    with pytest.raises(RuntimeError, match="something else"):
        scaling.next_row(SMALL, ())


def row(way: str, words: int, seconds: float, measured: bool = True) -> Row:
    return Row(way, words, 2 * words, WAYS[way].memory(words, SMALL), seconds, measured)


@pytest.mark.parametrize("way", ["embedding", "linear"])
def test_a_time_is_on_the_line_through_the_two_largest_measured_sizes(way):
    def line(words: int) -> float:
        return 0.1 + 0.002 * WAYS[way].memory(words, SMALL).made

    rows = [row(way, 10, 77.0), *(row(way, words, line(words)) for words in (100, 1_000))]
    others = [row("sparse", 10_000, 99.0), row(way, 10_000, 99.0, measured=False)]
    assert expected(WAYS[way], 1_000_000, SMALL, [*rows, *others]) == pytest.approx(line(1_000_000))


def test_where_a_step_makes_nothing_more_the_time_stays():
    rows = [row("sparse", 100, 0.001), row("sparse", 1_000, 0.002)]
    assert expected(WAYS["sparse"], 1_000_000, SMALL, rows) == 0.002


def test_no_size_is_expected_to_take_less_than_a_smaller_one():
    rows = [row("linear", 100, 0.002), row("linear", 1_000, 0.001)]
    assert expected(WAYS["linear"], 10_000, SMALL, rows) == 0.001


def test_of_one_size_nobody_can_tell():
    assert expected(WAYS["linear"], 1_000, SMALL, [row("linear", 100, 0.002)]) is None


def test_a_step_makes_gradient_and_input_anew():
    assert Memory(weight=100, gradient=20, given=3).made == 23
    assert Memory(weight=100, gradient=20, given=3).total == 123
