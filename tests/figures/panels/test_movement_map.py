import html
from dataclasses import replace

import numpy as np
import pytest

from playground import Experiment, train
from playground.analysis.movement import movement
from playground.figures.drawn_words import drawn
from playground.figures.panels.movement_map import (
    DOTTED,
    MAPPED_COLUMNS,
    MAPPED_WORDS,
    movement_caption,
    movement_map,
    movement_table,
)
from playground.figures.theme import INK, NEUTRAL
from playground.wording import abbreviate

LAST = -1


def heatmaps(history, snapshot=LAST, color_scheme="light"):
    """Each layer's heatmap by its name."""
    maps = [trace for trace in movement_map(history, snapshot, color_scheme).data if trace.type == "heatmap"]
    return dict(zip(history.tracks, maps, strict=True))


def dots(history):
    return [trace for trace in movement_map(history, LAST, "light").data if trace.type == "scatter"]


def mapped(history):
    return drawn(history).indices[:MAPPED_WORDS]


def cut(history, snapshots):
    """The same run, ended early."""
    tracks = {
        name: replace(track, weight=track.weight[:snapshots], vectors=track.vectors[:snapshots])
        for name, track in history.tracks.items()
    }
    arrays = {field: getattr(history, field)[:snapshots] for field in ("steps", "learning_rate", "inputs", "targets")}
    return replace(history, **arrays, **tracks)


@pytest.fixture(scope="module")
def long():
    return train(Experiment(steps=650))


@pytest.fixture(scope="module")
def thinned():
    history = train(Experiment(text=" ".join(f"w{number}" for number in range(1_500)), dimension=5, steps=300))
    assert history.stride > 1
    return history


def test_the_cells_are_the_distances_of_the_mapped_words(history):
    for name, trace in heatmaps(history).items():
        np.testing.assert_array_equal(trace.z, movement(history, name).moved[:, mapped(history)].T)
        np.testing.assert_array_equal(trace.x, history.steps)


def test_one_scale_from_0_holds_all_of_the_run(history):
    scales = {(map.zmin, map.zmax) for snapshot in (0, LAST) for map in heatmaps(history, snapshot).values()}
    ((low, high),) = scales
    assert low == 0 < high
    assert all((trace.z <= high).all() for trace in heatmaps(history).values())
    assert [trace.showscale for trace in heatmaps(history).values()].count(True) == 1


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_only_what_rests_has_the_colour_of_the_ground(run, color_scheme):
    for trace in heatmaps(run("default"), color_scheme=color_scheme).values():
        (rest, ground), (weak, color), *_ = trace.colorscale
        assert (rest, ground) == (0, NEUTRAL[color_scheme])
        assert 0 < weak < 1e-100
        assert color != ground


def test_the_line_is_at_the_step_in_every_panel(history):
    for snapshot in (0, len(history.steps) // 2, LAST):
        figure = movement_map(history, snapshot, "dark")
        assert len(figure.layout.shapes) == len(history.tracks)
        for number, line in enumerate(figure.layout.shapes, 1):
            assert line.x0 == line.x1 == history.steps[snapshot]
            assert (line.y0, line.y1) == figure.layout[f"yaxis{number}"].domain
            assert line.line.color == INK["dark"]


def test_words_stand_from_the_top_down_as_typed(history):
    figure = movement_map(history, LAST, "light")
    for number in range(1, len(history.tracks) + 1):
        axis = figure.layout[f"yaxis{number}"]
        assert [html.unescape(text) for text in axis.ticktext] == [
            abbreviate(history.words[word]) for word in mapped(history)
        ]
        assert not any("<" in text for text in axis.ticktext)
        assert axis.range == (len(axis.ticktext) - 0.5, -0.5)


def test_strangers_words_are_drawn_as_typed_and_listed_as_typed(run):
    history = run("markup")
    labels = movement_map(history, LAST, "light").layout.yaxis.ticktext
    assert {"&lt;b&gt;bold&lt;/b&gt;", "$x$", "&amp;amp;", "&lt;br&gt;"} <= set(labels)
    assert {"<b>bold</b>", "$x$", "&amp;", "<br>"} <= set(movement_table(history, LAST)["word"])


def test_dots_are_at_the_words_of_each_batch(history):
    assert len(dots(history)) == len(history.tracks)
    place = {word: row for row, word in enumerate(mapped(history).tolist())}
    for trace in dots(history):
        found = set(zip((np.array(trace.x) - 0.5).astype(int).tolist(), trace.y.tolist(), strict=True))
        assert found == {
            (step, place[word])
            for step, batch in enumerate(history.inputs[:-1])
            for word in batch.ravel().tolist()
            if word in place
        }
    assert "A dot means the word was in that step's batch." in movement_caption(history, LAST)


@pytest.mark.parametrize(("steps", "dotted"), [(DOTTED, True), (DOTTED + 1, False)])
def test_dots_are_left_out_where_they_could_not_be_told_apart(steps, dotted):
    history = train(Experiment(steps=steps))
    assert bool(dots(history)) == dotted
    assert ("A dot" in movement_caption(history, 0)) == dotted
    assert (f"Runs of up to {DOTTED} steps show a dot" in movement_caption(history, 0)) != dotted


def test_the_hover_tells_word_step_distance_and_presence(run):
    history = run("default")
    for trace in heatmaps(history).values():
        assert trace.hovertemplate == "%{y}<br>%{text}<br>moved %{z:.3~g}<extra></extra>"
        for word in range(len(history.words)):
            there = "in the batch" if word in history.inputs[7] else "absent"
            assert trace.text[word][7] == f"steps 7 to 8: {there}"


def test_a_long_run_has_several_steps_in_a_column(long):
    for name, trace in heatmaps(long).items():
        moved = movement(long, name).moved.astype(np.float64)
        assert trace.z.shape == (len(long.words), 217)
        assert trace.z.shape[1] <= MAPPED_COLUMNS
        np.testing.assert_allclose(trace.z[:, 0], moved[:3].sum(0))
        np.testing.assert_allclose(trace.z[:, -1], moved[648:].sum(0))
        np.testing.assert_allclose(trace.z.sum(1), moved.sum(0))
        np.testing.assert_array_equal(trace.x, [*range(0, 650, 3), 650])
    times = sum(0 in batch for batch in long.inputs[:3])
    assert trace.text[0][0] == f"steps 0 to 3: in {times} of 3 batches"
    rare = next(text for row in trace.text for text in row if "absent" in text)
    assert rare.endswith("absent from 3 batches")
    assert "Each column adds up the distances of 3 steps." in movement_caption(long, LAST)
    assert "Each column" not in movement_caption(cut(long, MAPPED_COLUMNS + 1), LAST)


def test_where_batches_are_missing_presence_is_told_with_care(thinned):
    for trace in heatmaps(thinned).values():
        texts = {text.split(": ")[1] for row in trace.text for text in row}
        assert texts == {"in the first batch", "absent from the first batch"}
    assert not dots(thinned)
    caption = movement_caption(thinned, LAST)
    assert f"Snapshots are {thinned.stride} steps apart" in caption
    assert "Moves of words that were absent" not in caption
    rested = int((movement(thinned, "linear").last_moved(LAST) < 0).sum())
    assert f"Up to the line, at step 300, words that have not moved: {rested} in each layer." in caption
    table = movement_table(thinned, LAST)
    assert "in a known batch (times)" in table
    assert not any("absent" in heading for heading in table)


@pytest.mark.parametrize("snapshot", [0, 3, LAST])
def test_the_table_has_the_sums_of_the_mapped_words(history, snapshot):
    table, words = movement_table(history, snapshot), mapped(history)
    assert table.pop("word") == [history.words[word] for word in words]
    titles = {"embedding": "Embedding", "linear": "Linear"}
    for name in history.tracks:
        layer = movement(history, name)
        assert table.pop(f"{titles[name]}: travelled") == layer.travelled(snapshot)[words].tolist()
        last = [step if step >= 0 else None for step in layer.last_moved(snapshot)[words].tolist()]
        assert table.pop(f"{titles[name]}: last moved at step") == last
        absent = table.pop(f"{titles[name]}: moved while absent (times)")
        assert absent == layer.moved_absent(snapshot)[words].tolist()
    assert list(table) == ["in a batch (times)"]
    assert table["in a batch (times)"] == layer.in_batch(snapshot)[words].tolist()


def test_the_caption_counts_the_moves_of_absent_words(run):
    for fields, told in [
        ({}, "no word moved while absent from the batch."),
        ({"optimizer": "momentum", "layer": "linear"}, "moves of words absent from the batch: {linear:,}."),
        ({"bias": True}, "moves of words absent from the batch: 0 in Embedding and {linear:,} in Linear."),
    ]:
        history = train(Experiment(steps=40, **fields))
        counts = {name: int(movement(history, name).moved_absent(30).sum()) for name in history.tracks}
        assert "Up to the line, at step 30, " + told.format(**counts) in movement_caption(history, 30)


def test_at_step_0_nothing_has_moved(history):
    assert "The line is at step 0: nothing has moved yet." in movement_caption(history, 0)
    assert set(movement_table(history, 0).pop("in a batch (times)")) == {0}


def test_what_is_not_drawn_is_said(counted):
    told = f"Shown and listed: {drawn(counted).first(MAPPED_WORDS)}."
    assert (told in movement_caption(counted, LAST)) == (len(counted.words) > MAPPED_WORDS)


def test_the_height_leaves_every_row_room_to_be_read(counted):
    figure = movement_map(counted, LAST, "light")
    inside = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    for number, trace in enumerate(heatmaps(counted).values(), 1):
        low, high = figure.layout[f"yaxis{number}"].domain
        assert 0 <= low < high <= 1
        assert (high - low) * inside / len(trace.z) >= 14 - 1e-6


def test_nothing_moves(run):
    history = run("nothing moves")
    assert all((trace.zmin, trace.zmax) == (0, 1) for trace in heatmaps(history).values())
    assert movement_table(history, LAST)["Linear: last moved at step"] == [None] * len(history.words)


def test_a_run_without_steps_is_drawn_empty(run):
    history = cut(run("default"), 1)
    assert all(trace.z.shape == (12, 0) for trace in heatmaps(history, 0).values())
    assert movement_map(history, 0, "dark").to_json()
    assert movement_caption(history, 0) == "This run has no steps, so no word can move."
    assert set(movement_table(history, 0)["Embedding: travelled"]) == {0}
