import html

import numpy as np
import pytest

from playground import Experiment, train
from playground.figures.drawn_words import LISTED, drawn
from playground.figures.projection import project
from playground.figures.run_picture import RunPicture, View
from playground.figures.theme import WORD_COLORS, WORD_SYMBOLS, word_color, word_symbol
from playground.figures.vectors.label_placement import MOST_LABELS
from playground.figures.vectors.vectors import TRAIL_POINTS, vectors
from playground.wording import abbreviate


def panel_of(history):
    return vectors(RunPicture(history))


def marks(history):
    """The trace of each layer's marks, by layer."""
    panel = panel_of(history)
    named = {binding.trace: binding.array.split(".")[0] for binding in panel.bindings}
    return {named[trace]: panel.figure.data[trace] for trace in panel.picks}


def axes_of(trace):
    return [trace[axis] for axis in "xyz" if axis in trace and trace[axis] is not None]


def test_each_layers_marks_are_its_vectors_at_the_last_snapshot(history):
    projection = project(history)
    traces = marks(history)
    assert list(traces) == list(history.tracks)
    for name, trace in traces.items():
        for found, positions in zip(axes_of(trace), projection.positions[name], strict=False):
            np.testing.assert_array_equal(found, positions[-1])


def test_as_many_axes_are_drawn_as_there_are(history):
    projection = project(history)
    kinds = {trace.type for trace in panel_of(history).figure.data}
    assert kinds == {"scatter3d" if projection.axes == 3 else "scatter"}


def test_on_one_axis_all_words_are_on_a_line(run):
    panel = panel_of(run("one dimension"))
    assert all(not np.any(panel.figure.data[trace].y) for trace in panel.picks)
    heights = {binding.array for binding in panel.bindings if binding.attribute == "y"}
    assert heights == {"zero"}
    assert not vectors(RunPicture(run("one dimension"))).arrays["zero"].any()


def test_every_word_is_labelled_once_and_as_typed_or_not_at_all(history):
    labelled = [trace for trace in panel_of(history).figure.data if trace.text is not None]
    assert len(labelled) == 1
    words = [abbreviate(word) for word in drawn(history).words]
    texts = [html.unescape(text.replace("<br>", "")) for text in labelled[0].text]
    assert len(texts) == len(words)
    assert all(text in ("", word) for text, word in zip(texts, words, strict=True))
    assert len([text for text in texts if text]) in range(min(len(words), 10), MOST_LABELS + 1)


def test_a_word_without_a_label_tells_its_name_when_it_is_pointed_at(counted):
    words = [abbreviate(word) for word in drawn(counted).words]
    for trace in marks(counted).values():
        if len(words) <= MOST_LABELS:
            assert trace.hoverinfo == "none"
        else:
            assert trace.hoverinfo == "text"
            assert [html.unescape(text) for text in trace.hovertext] == words


def test_a_word_has_its_own_colour_in_both_layers(run):
    found = marks(run("default"))
    expected = [word_color(word) for word in range(12)]
    assert list(found["embedding"].marker.color) == expected
    assert list(found["linear"].marker.line.color) == expected


def test_a_ring_has_room_for_the_dot(run):
    for name in ("default", "three dimensions", "one dimension"):
        found = marks(run(name))
        assert found["linear"].marker.size > found["embedding"].marker.size


def test_trails_of_layers_that_agree_are_drawn_once(run):
    def trails(name):
        return {b.array.split(".")[0] for b in panel_of(run(name)).bindings if b.index[0] == "tail"}

    assert trails("default") == {"embedding"}
    assert trails("three dimensions") == {"embedding", "linear"}


def test_every_word_has_exactly_one_trail(run):
    for name in ("default", "200 words", "1,500 words"):
        history = run(name)
        followed = [b.index[1] for b in panel_of(history).bindings if b.index[0] == "tail" and b.attribute == "x"]
        assert sorted(word for items in followed for word in items) == list(range(min(len(history.words), LISTED)))


def test_trails_are_short_enough_to_be_drawn_smoothly(history):
    tails = {binding.tail for binding in panel_of(history).bindings if binding.index[0] == "tail"}
    assert len(tails) == 1
    trails = min(len(history.words), LISTED)
    assert tails.pop() * trails <= max(TRAIL_POINTS, 20 * trails)


def test_the_whole_run_is_inside_the_axes(history):
    figure, projection = panel_of(history).figure, project(history)
    where = figure.layout.scene if projection.axes == 3 else figure.layout
    for number, letter in enumerate("xyz"[: projection.axes]):
        low, high = where[f"{letter}axis"].range
        assert low < min(positions[number].min() for positions in projection.positions.values())
        assert high > max(positions[number].max() for positions in projection.positions.values())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("default", "A dot ● is a word's vector in Embedding. A ring ○ is a word's vector in Linear."),
        ("linear", "A ring ○ is a word's vector in Linear."),
        ("1,500 words", "The 1,000 most frequent of 1,500 words are shown, "),
        ("1,500 words", " with their labels, 200 with trails. Point at a dot to read its word."),
        ("1,500 words in space", "are shown, 60 with their labels, 200 with trails."),
        ("250 words", "All 250 words are shown, "),
        ("61 words", "All 61 words are shown, "),
        ("twenty dimensions", "20 dimensions are projected to 2, which show "),
    ],
)
def test_the_caption_says_what_is_drawn_and_what_is_not(run, name, said):
    assert said in panel_of(run(name)).caption


@pytest.mark.parametrize("words", [6, 7, 24, len(WORD_COLORS) * len(WORD_SYMBOLS), 60])
def test_words_of_one_colour_differ_in_shape_where_it_is_said(words):
    history = train(Experiment(text=" ".join(f"w{number}" for number in range(words)), steps=1))
    marks = [(word_color(word), word_symbol(word)) for word in range(words)]
    same_color = words > len({color for color, _ in marks})
    differ = len(set(marks)) == words
    assert ("Words of one colour differ in shape." in panel_of(history).caption) == (same_color and differ)


def test_the_caption_counts_the_labels(counted):
    panel = panel_of(counted)
    [texts] = [trace.text for trace in panel.figure.data if trace.text is not None]
    shown = len([text for text in texts if text])
    assert (f", {shown} with their labels" in panel.caption) == (shown < len(texts))
    assert ("Point at a dot" in panel.caption) == (shown < len(texts))


def test_the_caption_says_when_trails_are_shorter_than_the_run(run):
    history = run("250 words")
    assert "Trails" not in panel_of(history).caption
    long = panel_of(train(Experiment(text=" ".join(history.words), layer="embedding", steps=30)))
    assert "Trails show the last 20 of 31 positions." in long.caption


@pytest.mark.parametrize(("dimension", "labelled"), [(1, False), (2, True), (3, True), (20, True)])
def test_output_vectors_have_their_words_beside_them(dimension, labelled):
    history = train(Experiment(steps=10, dimension=dimension))
    shown = vectors(RunPicture(history, View(outputs=True)))
    traces = {binding.trace for binding in shown.bindings if binding.array == "outputs.x"}
    texts = [shown.figure.data[trace].text for trace in traces]
    assert any(text is not None and set(text) == set(history.words) for text in texts) == labelled
