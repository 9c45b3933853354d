import math

import pytest

from playground.cost.scaling import MOST_BYTES, VOCABULARIES, WAYS, Row, Sweep, computed, table
from playground.figures.panels.scaling_charts import (
    COMPUTED,
    MEASURED,
    QUANTITIES,
    growth_caption,
    growth_chart,
    growth_table,
    ways_caption,
)
from playground.figures.theme import INK
from playground.ui.widgets.markdown import plain
from playground.wording import in_bytes, in_time

SWEEP = Sweep(dimension=2, batch=8)
COUNT = len(table(SWEEP))


def rows(done: int, too_large: int = 0) -> tuple[Row, ...]:
    """The rows of a sweep with so many done, the last of them computed because they were too large."""
    found = []
    for row in table(SWEEP)[:done]:
        seconds = 1e-4 + 1e-9 * row.memory.made
        found.append(Row(row.way, row.words, row.parameters, row.memory, seconds, len(found) < done - too_large))
    return table(SWEEP, found)


STATES = {"nothing": rows(0), "the first": rows(1), "some": rows(7), "all": rows(COUNT), "but one size": rows(COUNT, 3)}


@pytest.fixture(params=STATES)
def state(request):
    return STATES[request.param]


@pytest.fixture(params=QUANTITIES, ids=lambda quantity: quantity.title)
def quantity(request):
    return request.param


def points(figure, row):
    """The marks of a row: its number, and whether the mark is filled."""
    label = WAYS[row.way].label
    return [
        (y, not symbol.endswith("-open"))
        for trace in figure.data
        if trace.name == label
        for x, y, symbol in zip(trace.x, trace.y, trace.marker.symbol, strict=True)
        if x == row.words
    ]


def test_each_number_has_a_mark_filled_where_it_was_measured_and_hollow_where_it_was_computed(quantity, state):
    figure = growth_chart(quantity, state, 12, "light")
    for row in state:
        number = quantity.number(row)
        assert set(points(figure, row)) == (set() if number is None else {(number, row.measured)})


def test_lines_are_solid_between_measured_sizes_and_broken_to_computed_ones(quantity, state):
    measured = {(WAYS[row.way].label, row.words) for row in state if row.measured}
    for trace in growth_chart(quantity, state, 12, "dark").data:
        known = [(trace.name, words) in measured for words in trace.x]
        assert trace.line.dash == ("solid" if all(known) else "dash")
        assert not any(known[1:]) or all(known), "a broken line begins where the solid one ends"


def test_each_way_has_one_entry_in_the_legend_and_looks_of_its_own(state):
    data = growth_chart(QUANTITIES[0], state, 12, "light").data
    assert [trace.name for trace in data if trace.showlegend is not False] == [way.label for way in WAYS.values()]
    looks = {trace.name: (trace.line.color, trace.marker.symbol[0].removesuffix("-open")) for trace in data}
    colors, symbols = zip(*looks.values(), strict=True)
    assert len(set(colors)) == len(set(symbols)) == len(WAYS)


def test_lines_that_lie_on_one_another_are_all_seen():
    sizes = [trace.marker.size for trace in growth_chart(QUANTITIES[0], STATES["all"], 12, "light").data]
    assert sizes == sorted(set(sizes), reverse=True)


def test_both_axes_are_logarithmic_and_hold_everything(quantity, state):
    layout = growth_chart(quantity, state, 12, "light").layout
    for axis, letter in ((layout.xaxis, "x"), (layout.yaxis, "y")):
        assert axis.type == "log"
        low, high = axis.range
        numbers = [n for trace in growth_chart(quantity, state, 12, "light").data for n in trace[letter]]
        assert all(low < math.log10(number) < high for number in numbers)
    assert len(layout.xaxis.tickvals) == len(layout.xaxis.ticktext) == len(VOCABULARIES)


@pytest.mark.parametrize("color_scheme", INK)
@pytest.mark.parametrize(("own", "side"), [(2, "left"), (12, "left"), (50_000, "right")])
def test_the_learner_s_own_vocabulary_is_marked_in_view(own, side, color_scheme):
    layout = growth_chart(QUANTITIES[1], STATES["some"], own, color_scheme).layout
    [line] = layout.shapes
    assert line.x0 == line.x1 == own and line.line.color == INK[color_scheme]
    assert layout.xaxis.range[0] < math.log10(own) < layout.xaxis.range[1]
    [title] = layout.annotations
    assert title.text == f"yours: {own:,}" and title.xanchor == side
    assert title.x == pytest.approx(math.log10(own))


def test_a_chart_without_numbers_says_so():
    time = QUANTITIES[-1]
    assert "not measured yet" in [
        note.text for note in growth_chart(time, STATES["nothing"], 12, "light").layout.annotations
    ]
    assert len(growth_chart(time, STATES["the first"], 12, "light").layout.annotations) == 1


def test_a_mark_that_is_pointed_at_tells_its_number_and_where_it_is_from(quantity):
    told = [text for trace in growth_chart(quantity, STATES["but one size"], 12, "light").data for text in trace.text]
    for row in STATES["but one size"]:
        how = "measured" if row.measured else "computed"
        number = quantity.as_text(quantity.number(row))
        assert f"{WAYS[row.way].label}<br>{row.words:,} words: {number}, {how}" in told


def test_the_table_has_every_number_marked_as_measured_or_computed(state):
    found = growth_table(state)
    assert len(found) == len(QUANTITIES) * len(WAYS)
    for row in state:
        mark, place = MEASURED if row.measured else COMPUTED, VOCABULARIES.index(row.words)
        label = WAYS[row.way].label
        assert found[f"Parameters, {label}"][place] == f"{mark} {row.parameters:,}"
        assert found[f"Memory, {label}"][place] == f"{mark} {in_bytes(row.memory.total)}"
        time = "" if row.seconds is None else f"{mark} {in_time(row.seconds)}"
        assert found[f"Time, {label}"][place] == time


def captions(state, sweep=SWEEP) -> str:
    return "\n".join(quantity.caption(state, sweep) for quantity in QUANTITIES)


def test_the_captions_have_the_numbers_of_the_rows(state):
    told = captions(state)
    assert "2,000,000 for 1,000,000 words" in told
    assert "With 1,000,000 words, a batch of 8 is 64 bytes as indices, but 96 MB as one-hot vectors" in told


def test_the_numbers_of_the_captions_follow_the_recipe():
    sweep = Sweep(dimension=3, batch=1)
    told = captions(table(sweep), sweep)
    assert "3,000,000 for" in told
    assert "one word is 8 bytes as indices, but 12 MB" in told


def test_the_time_is_told_at_the_largest_size_that_was_measured_for_all():
    assert "Not measured yet" in captions(STATES["nothing"])
    assert "Not measured yet" in captions(STATES["the first"])
    for name, words in (("some", 100), ("all", 1_000_000), ("but one size", 100_000)):
        times = [row for row in STATES[name] if row.words == words]
        told = ", ".join(f"{in_time(row.seconds)} in {WAYS[row.way].label}" for row in times)
        assert f"With {words:,} words, it takes {told}." in captions(STATES[name])


def test_the_limits_the_marks_and_the_ways_are_explained():
    told = growth_caption(SWEEP)
    assert told.startswith("One step, with 2 dimensions and a batch of 8 words.")
    assert growth_caption(Sweep(1, 1)).startswith("One step, with 1 dimension and a batch of 1 word.")
    assert MEASURED in told and COMPUTED in told and in_bytes(MOST_BYTES) in told
    assert all(f"{way.label} {way.explanation}." in ways_caption() for way in WAYS.values())
    assert plain(MEASURED + COMPUTED) == MEASURED + COMPUTED


@pytest.mark.parametrize("sweep", [Sweep(1, 1), Sweep(256, 4_096)], ids=str)
def test_the_smallest_and_the_largest_recipe_can_be_drawn(sweep, quantity):
    known = [computed(WAYS[row.way], row.words, sweep, 1e-9 * row.memory.made) for row in table(sweep)]
    assert growth_chart(quantity, known, 2, "light").to_json()
