import html
import re

import numpy as np
import pytest

from playground import Experiment, train
from playground.analysis.forward_pass import forward
from playground.figures.drawn_words import drawn
from playground.figures.network.network import network, network_caption
from playground.figures.network.neurons import MOST_DIMENSIONS, MOST_WORDS
from playground.figures.network.wires import color_of
from playground.figures.theme import NEGATIVE, NEUTRAL, POSITIVE, word_color
from playground.model.objectives import OBJECTIVES
from playground.wording import abbreviate

LAST = -1
TEXT = "the cat sat . a dog sat near the cat ."


@pytest.fixture(params=OBJECTIVES, scope="module")
def learned(request):
    return train(Experiment(text=TEXT, objective=request.param, dimension=2, steps=12))


_FIGURES = {}


def drawn_by(history, name, word=0, snapshot=LAST, color_scheme="light", words=()):
    """The traces by their names, and the layout."""
    what = (id(history), name, word, snapshot, color_scheme, tuple(words))
    if what not in _FIGURES:
        _FIGURES[what] = history, network(history, name, snapshot, word, color_scheme, words)
    _, figure = _FIGURES[what]
    return {trace.name: trace for trace in figure.data}, figure.layout


def wires(history, name, trace, **how):
    """The weights that the mouse is told on lines of that name, in their order."""
    numbers = np.array(drawn_by(history, name, **how)[0][trace].customdata)
    return numbers[: len(numbers) // 3]


def words_of(history, word=0):
    """The words that are drawn where nobody has chosen some."""
    first = drawn(history).indices[:MOST_WORDS].tolist()
    return sorted(first if word in first else [*first[:-1], word])


def paths(layout):
    return [shape for shape in layout.shapes if shape.type == "path"]


def test_lines_into_the_vector_carry_linears_very_weights(history):
    if history.linear is None:
        pytest.skip("Linear was not trained")
    for snapshot in (0, LAST):
        expected = history.linear.weight[snapshot][:MOST_DIMENSIONS, words_of(history)].T
        np.testing.assert_array_equal(wires(history, "linear", "linear.weight", snapshot=snapshot), expected.ravel())


def test_lines_out_of_the_vector_carry_the_heads_very_weights(history):
    for name, track in history.tracks.items():
        for snapshot in (0, LAST):
            expected = track.head["weight"][snapshot][words_of(history), :MOST_DIMENSIONS].T
            np.testing.assert_array_equal(wires(history, name, "head.weight", snapshot=snapshot), expected.ravel())


def test_there_is_a_line_for_each_weight_in_its_colour(run):
    history = run("default")
    for name, largest in (("linear", np.abs(history.linear.weight).max()),):
        traces, layout = drawn_by(history, name, color_scheme="dark")
        weights = np.array(traces["linear.weight"].customdata)[: 2 * 12]
        colors = [path.line.color for path in paths(layout)]
        assert len(colors) == 2 * 12 + 2 * 12
        for weight in weights:
            assert color_of(float(weight / largest), "dark") in colors


def test_only_the_lines_of_the_word_that_goes_in_are_drawn_in_full(run):
    history = run("default")
    _, layout = drawn_by(history, "linear", word=3)
    [height] = [y for y, text in zip(layout.yaxis.tickvals, layout.yaxis.ticktext, strict=True) if "<b>" in text]
    first = [path for path in paths(layout) if path.path.startswith("M 0,")]
    starts = [float(re.match(r"M 0,([-\d.]+)", path.path)[1]) for path in first]
    assert [path.opacity == 1 for path in first] == [abs(start - height) < 1e-2 for start in starts]
    assert sum(path.opacity == 1 for path in first) == 2


def test_of_the_heads_lines_those_to_the_highest_answer_are_drawn_in_full(run):
    traces, layout = drawn_by(run("default"), "linear", word=3)
    best = float(layout.yaxis2.tickvals[int(np.argmax(traces["answers"].customdata))])
    last = [path for path in paths(layout) if not path.path.startswith("M 0,")]
    ends = [float(path.path.split(",")[-1]) for path in last]
    assert [path.opacity == 1 for path in last] == [abs(end - best) < 1e-2 for end in ends]


@pytest.mark.parametrize("word", [0, 5, 11])
def test_one_input_is_1_and_all_others_are_0(run, word):
    inputs = drawn_by(run("default"), "linear", word=word)[0]["one-hot"]
    assert [int(html.unescape(text).strip("</b>")) for text in inputs.text] == np.eye(12, dtype=int)[word].tolist()
    assert inputs.marker.color[word] == word_color(word)
    assert {color for place, color in enumerate(inputs.marker.color) if place != word} == {NEUTRAL["light"]}


def test_the_neurons_and_the_outputs_are_what_the_modules_give(history):
    for name in history.tracks:
        for word in (0, len(history.words) - 1):
            traces, layout = drawn_by(history, name, word=word)
            passed = forward(history, name, LAST, word)
            assert [float(text) for text in traces["vector"].text] == pytest.approx(
                passed.vector[:MOST_DIMENSIONS], abs=0.51 if np.abs(passed.vector).max() > 99 else 0.0051
            )
            np.testing.assert_array_equal(traces["answers"].customdata, passed.answers[words_of(history, word)])
            told = [re.sub("<.*?>", "", text).split()[0] for text in layout.yaxis2.ticktext]
            assert [float(number) for number in told] == pytest.approx(traces["answers"].customdata, abs=0.0051)


def test_bars_are_as_long_as_the_answers(run):
    traces, layout = drawn_by(run("default"), "embedding")
    bars = [shape for shape in layout.shapes if shape.type == "rect" and shape.fillcolor]
    lengths = [bar.x1 - bar.x0 for bar in bars]
    grounds, filled = lengths[::2], lengths[1::2]
    assert len(set(grounds)) == 1
    assert np.array(filled) / grounds == pytest.approx(np.array(traces["answers"].customdata))


def test_every_objective_has_its_goals_at_the_end(learned):
    for name in learned.tracks:
        traces, layout = drawn_by(learned, name)
        if not learned.experiment.head.learns:
            assert "answers" not in traces and "head.weight" not in traces
            assert "the vector itself is the answer" in network_caption(learned, LAST, 0)
            continue
        assert len(layout.yaxis2.ticktext) == min(MOST_WORDS, len(learned.goals))
        unit = OBJECTIVES[learned.experiment.objective].head.unit
        assert unit in [note.text for note in layout.annotations]
        best = max(range(len(learned.goals)), key=forward(learned, name, LAST, 0).answers.__getitem__)
        [bold] = [text for text in layout.yaxis2.ticktext if text.startswith("<b>")]
        assert html.unescape(bold).endswith(f"{abbreviate(learned.goals[best], 10)}</b>")


def test_embedding_has_its_table_and_an_arrow_from_the_index_to_the_row(history):
    if history.embedding is None:
        pytest.skip("Embedding was not trained")
    word = len(history.words) - 1
    traces, layout = drawn_by(history, "embedding", word=word)
    words = words_of(history, word)
    table = history.embedding.weight[LAST][words, :MOST_DIMENSIONS]
    np.testing.assert_array_equal(traces["embedding.weight"].z, table)
    row = traces["embedding.weight"].y[words.index(word)]
    [arrow] = [note for note in layout.annotations if note.showarrow]
    assert arrow.y == arrow.ay == row
    [frame] = [shape for shape in layout.shapes if shape.type == "rect" and not shape.fillcolor]
    assert frame.y0 < row < frame.y1
    assert f"<b>{word}</b>" in traces["index"].text
    np.testing.assert_array_equal(wires(history, "embedding", "copied", word=word), table[words.index(word)])


def test_the_bias_is_one_more_input_that_is_always_1(run):
    history = run("linear")
    traces, layout = drawn_by(history, "linear")
    np.testing.assert_array_equal(wires(history, "linear", "linear.bias"), history.linear.bias[LAST])
    assert traces["bias"].text == ("<b>1</b>",)
    assert layout.yaxis.ticktext[-1] == "bias"
    assert "bias" not in drawn_by(run("default"), "linear")[0]


def test_a_colour_means_the_same_at_every_step_and_in_both_layers(run):
    history = run("default")
    largest = max(float(np.abs(track.weight).max()) for track in history.tracks.values())
    for snapshot in (0, 20, LAST):
        cells = drawn_by(history, "embedding", snapshot=snapshot)[0]["embedding.weight"]
        assert (cells.zmin, cells.zmax) == (-largest, largest)
        for name in history.tracks:
            neurons = drawn_by(history, name, snapshot=snapshot)[0]["vector"]
            numbers = forward(history, name, snapshot, 0).vector
            assert list(neurons.marker.color) == [color_of(float(number) / largest, "light") for number in numbers]


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_the_colours_are_those_of_the_page(run, color_scheme):
    figure = network(run("default"), "embedding", LAST, 0, color_scheme)
    (heatmap,) = figure.layout.template.data.heatmap
    assert [color for _, color in heatmap.colorscale] == [NEGATIVE, NEUTRAL[color_scheme], POSITIVE]


def test_what_is_not_drawn_is_said(counted):
    told, count = network_caption(counted, LAST, 0), len(counted.words)
    cut = f"{MOST_WORDS} of {count:,} words"
    assert (cut in told) == (count > MOST_WORDS)
    assert (f"{MOST_WORDS} of {count:,} answers" in told) == (count > MOST_WORDS)
    traces, _ = drawn_by(counted, "linear")
    assert len(traces["one-hot"].x) == min(count, MOST_WORDS)


def test_of_many_dimensions_the_first_are_drawn_and_it_is_said(run):
    history = run("twenty dimensions")
    assert len(drawn_by(history, "linear")[0]["vector"].x) == MOST_DIMENSIONS
    assert "the first 8 of 20 dimensions" in network_caption(history, LAST, 0)
    assert "dimensions" not in network_caption(run("default"), LAST, 0)


def test_the_words_that_are_picked_are_drawn_and_the_one_that_goes_in(run):
    history = run("250 words")
    indices = drawn_by(history, "embedding", word=3, words=[200, 7])[0]["index"].text
    assert [re.sub("<.*?>", "", text) for text in indices] == ["3", "7", "200"]
    assert f"3 of {len(history.words)} words" in network_caption(history, LAST, 3, [200, 7])
    many = drawn_by(history, "embedding", word=249, words=list(range(40)))[0]["index"].text
    assert [re.sub("<.*?>", "", text) for text in many] == [*map(str, range(15)), "249"]


def test_words_stand_at_both_sides_as_typed(run):
    history = run("markup")
    traces, layout = drawn_by(history, "linear", word=history.words.index("$x$"))
    left = [re.sub("^<b>|</b>$", "", text) for text in layout.yaxis.ticktext]
    assert [html.unescape(text) for text in left] == [abbreviate(word, 10) for word in history.words]
    assert not any("<" in text for text in left)
    assert not any("<" in re.sub("^<b>|</b>$", "", text) for text in layout.yaxis2.ticktext)
    assert "&lt;b&gt;bold&lt;/b&gt;: 0" in traces["one-hot"].hovertext


def test_the_mouse_is_told_what_a_line_does(run):
    history = run("default")
    weight, vector = history.linear.weight[LAST], history.linear.vectors[LAST, 4]
    lines = drawn_by(history, "linear", word=4)[0]["linear.weight"].hovertext
    assert f"linear.weight[1, 4] = {weight[1, 4]:.4f}<br>× 1 = {weight[1, 4]:.4f}" in lines
    assert any(text.startswith("linear.weight[1, 3] = ") and text.endswith("× 0 = 0.0000") for text in lines)
    head = history.linear.head["weight"][LAST]
    expected = f"head.weight[2, 0] = {head[2, 0]:.4f}<br>× {vector[0]:.4g} = {head[2, 0] * vector[0]:.4f}"
    assert expected in drawn_by(history, "linear", word=4)[0]["head.weight"].hovertext


def test_the_caption_compares_the_vectors(run):
    assert "Both return the same numbers." in network_caption(run("default"), LAST, 2)
    biased = run("three dimensions")
    far = np.abs(biased.embedding.vectors[LAST, 2] - biased.linear.vectors[LAST, 2]).max()
    assert f"Their vectors differ by up to {far:.2g}." in network_caption(biased, LAST, 2)
    assert "vectors" not in network_caption(run("linear"), LAST, 2)


def test_the_caption_tells_the_highest_answer_of_each_layer_where_they_differ(run):
    for name, layers in (("default", 1), ("three dimensions", 2)):
        history = run(name)
        told = network_caption(history, LAST, 2)
        for layer in list(history.tracks)[:layers]:
            answers = forward(history, layer, LAST, 2).answers
            assert f"{answers.max():.2f} for “{history.words[answers.argmax()]}”" in told
        assert ("; Linear on one-hot " in told) == (layers == 2)
        assert ("Its bias is one more input" in told) == bool(history.experiment.bias)


def test_where_several_words_go_in_together_it_is_said(run):
    assert "the mean of several words' vectors" in network_caption(run("joined pairs"), LAST, 0)
    assert "the mean of" not in network_caption(run("default"), LAST, 0)


def test_a_place_to_go_to_is_told():
    history = train(Experiment(objective="points", points="cat: 1, 2\ndog: 3, 4", steps=2))
    assert "should become (3, 4)." in network_caption(history, LAST, history.words.index("dog"))


def test_the_neurons_have_room(history):
    for name in history.tracks:
        _, layout = drawn_by(history, name)
        low, high = sorted(layout.yaxis.range)
        row = (layout.height - layout.margin.t - layout.margin.b) / (high - low)
        assert row >= 25
        for heights in (layout.yaxis.tickvals, layout.yaxis2.tickvals):
            assert low < min(heights) <= max(heights) < high
            assert (np.diff(heights) > 0.9).all()


def test_every_network_can_be_sent(run):
    for name in ("markup", "diverged", "one dimension"):
        assert "NaN" not in network(run(name), "linear", LAST, 0, "dark").to_json()


def test_a_layer_that_was_not_trained_has_no_network(run):
    with pytest.raises(KeyError):
        network(run("embedding"), "linear", 0, 0, "light")
