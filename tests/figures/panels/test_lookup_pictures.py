"""The picture of a look-up holds the weights, lights what is picked, and says what it leaves out."""

import html
import re
from functools import cache

import numpy as np
import pytest

from playground import Experiment, train
from playground.analysis.lookup import look_up
from playground.figures.panels.lookup_pictures import CAPTIONS, DRAWN_NUMBERS, DRAWN_WORDS, LOOK_UPS
from playground.figures.theme import INK, NEGATIVE, NEUTRAL, POSITIVE, word_color

LAST = -1
IDS = (1, 0, 1)


def picture(history, name, ids=IDS, snapshot=LAST, color_scheme="light"):
    return LOOK_UPS[name](look_up(history, name, snapshot, ids), history, color_scheme)


def heatmaps(figure):
    return [trace for trace in figure.data if trace.type == "heatmap"]


def weights(figure):
    """The heatmaps on the scale of the weights."""
    return [trace for trace in heatmaps(figure) if trace.colorscale is None]


def lines(figure):
    return [trace for trace in figure.data if trace.type == "scatter"]


def notes(figure):
    return [html.unescape(note.text) for note in figure.layout.annotations]


def caption(history, name, ids=IDS):
    return CAPTIONS[name](look_up(history, name, LAST, ids), history)


def drawn(figure, history):
    """The words of the rows or columns that are shown, None for a gap, and how many words are in the gaps."""
    places, left_out = [], 0
    for text in notes(figure):
        gap = re.fullmatch(r"… ([\d,]+) more", text)
        if gap:
            left_out += int(gap[1].replace(",", ""))
            places.append(None)
        elif re.match(r"\d+ ", text) and "(" not in text:
            places.append(int(text.split()[0]))
    return places, left_out


def places_of(figure, history, name, count):
    """As ``drawn``, without the names that stand beside Linear's one-hot rows."""
    places, left_out = drawn(figure, history)
    return places[count if name == "linear" else 0 :], left_out


def test_the_numbers_in_the_cells_are_those_of_the_weight_at_the_snapshot(history):
    for name, track in history.tracks.items():
        for snapshot in (0, LAST):
            looked = look_up(history, name, snapshot, IDS)
            figure = LOOK_UPS[name](looked, history, "light")
            places, _ = places_of(figure, history, name, len(IDS))
            cells = weights(figure)[0].customdata
            cells = cells if name == "embedding" else cells.T
            weight = track.weight[snapshot] if name == "embedding" else track.weight[snapshot].T
            for row, word in zip(cells, places, strict=True):
                expected = np.full(len(row), np.nan) if word is None else weight[word, :DRAWN_NUMBERS]
                np.testing.assert_array_equal(row, expected)


def test_the_vectors_are_what_the_layer_returned(history):
    for name, track in history.tracks.items():
        figure = picture(history, name)
        np.testing.assert_array_equal(weights(figure)[1].customdata, track.vectors[LAST, IDS, :DRAWN_NUMBERS])


def test_what_is_not_looked_up_is_pale(history):
    for name in history.tracks:
        figure = picture(history, name)
        places, _ = places_of(figure, history, name, len(IDS))
        cells = weights(figure)[0]
        z, numbers = (np.array(part, float) for part in (cells.z, cells.customdata))
        lit = np.array([word in IDS for word in places])
        lit = lit[:, None] if name == "embedding" else lit[None]
        np.testing.assert_allclose(z, np.where(lit, numbers, 0.25 * numbers), rtol=1e-6)


def test_all_weights_are_on_one_scale_symmetric_about_0(history):
    largest = max(np.abs(track.weight).max() for track in history.tracks.values()) or 1
    for name in history.tracks:
        for cells in weights(picture(history, name)):
            assert (cells.zmin, cells.zmax) == (-largest, largest)


def test_the_one_hot_rows_have_their_1_above_the_column_of_the_word(history):
    if history.linear is None:
        return
    figure = picture(history, "linear")
    places, _ = places_of(figure, history, "linear", len(IDS))
    zeros, ones = [trace for trace in heatmaps(figure) if trace.colorscale is not None]
    assert (zeros.x0, zeros.dx) == (ones.x0, ones.dx) == (weights(figure)[0].x0, weights(figure)[0].dx)
    for row, word in enumerate(IDS):
        assert [place for place, one in zip(places, ones.z[row], strict=True) if one == 1] == [word]
        assert np.nansum(zeros.z[row]) == 0
        assert np.isfinite(zeros.z[row]).sum() == sum(place is not None for place in places) - 1


@pytest.mark.parametrize("ids", [(0,), (0, 1), (1, 0, 1, 1), (0, 7, 14, 21, 28, 29, 3, 11, 19, 26, 5, 9)])
def test_every_word_that_is_looked_up_is_drawn_and_all_others_are_counted(run, ids):
    for count in (30, 201, 1_500):
        history = run(f"{count} words")
        for name in history.tracks:
            places, left_out = places_of(picture(history, name, ids), history, name, len(ids))
            words = [word for word in places if word is not None]
            assert set(ids) <= set(words)
            assert words == sorted(words)
            assert DRAWN_WORDS <= len(words) < DRAWN_WORDS + len(ids) + 2
            assert len(words) + left_out == count
            assert f"Shown: {len(words)} of {count:,} words" in caption(history, name, ids)


@cache
def ends():
    return train(Experiment(text=" ".join(f"w{number}" for number in range(100)), steps=1))


def test_words_far_apart_are_drawn_with_a_gap_between():
    places, left_out = places_of(picture(ends(), "embedding", (0, 99)), ends(), "embedding", 2)
    assert places == [0, 1, 2, 3, 4, 5, None, 94, 95, 96, 97, 98, 99]
    assert left_out == 88


@pytest.mark.parametrize("ids", [(0,), (12,), (0, 12), (3, 6)])
def test_a_word_that_would_be_the_only_one_left_out_is_drawn(ids):
    history = train(Experiment(text=" ".join(f"w{number}" for number in range(13)), steps=1))
    for name in history.tracks:
        places, left_out = places_of(picture(history, name, ids), history, name, len(ids))
        assert (places, left_out) == (list(range(13)), 0)
        assert "Drawn" not in caption(history, name, ids)


def test_each_word_has_its_colour_from_where_it_is_given_to_its_vector(history):
    for name in history.tracks:
        colors = {trace.line.color for trace in lines(picture(history, name))}
        assert colors == {word_color(0), word_color(1)}


def test_an_index_leads_to_its_row_and_the_row_to_its_vector(history):
    if history.embedding is None:
        return
    figure = picture(history, "embedding", (1,))
    table, vector = weights(figure)
    middle = table.y0 + 1
    there, back, frame = lines(figure)
    assert there.y[1] == back.y[0] == middle
    assert back.y[1] == vector.y0 == heatmaps(figure)[0].y0 == there.y[0]
    assert (min(frame.y), max(frame.y)) == (middle - 0.5, middle + 0.5)


def test_the_names_of_the_weights_and_their_shapes_are_told(history):
    words, dimension = len(history.words), history.experiment.dimension
    told = {
        "embedding": f"embedding.weight ({words}, {dimension})",
        "linear": f"linear.weight<br>({dimension}, {words})",
    }
    for name in history.tracks:
        texts = notes(picture(history, name))
        assert told[name] in texts
        assert f"vectors (3, {dimension})" in texts
    if history.linear is not None:
        assert f"one_hot (3, {words})" in notes(picture(history, "linear"))


def test_a_bias_is_drawn_and_told(history):
    if history.linear is None:
        return
    figure, bias = picture(history, "linear"), history.linear.bias
    assert any("linear.bias" in text for text in notes(figure)) == (bias is not None)
    assert ("bias is added" in caption(history, "linear")) == (bias is not None)
    if bias is not None:
        np.testing.assert_array_equal(weights(figure)[2].customdata, bias[LAST, None, :DRAWN_NUMBERS])


def test_words_are_drawn_as_typed(run):
    history = run("markup")
    ids = tuple(range(len(history.words)))
    for name in history.tracks:
        texts = [note.text for note in picture(history, name, ids).layout.annotations]
        assert "0 &lt;b&gt;bold&lt;…" in texts
        assert "3 &lt;br&gt;" in texts


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_the_colours_are_those_of_the_page(run, color_scheme):
    for name in ("embedding", "linear"):
        figure = picture(run("default"), name, color_scheme=color_scheme)
        (scale,) = figure.layout.template.data.heatmap
        assert [color for _, color in scale.colorscale] == [NEGATIVE, NEUTRAL[color_scheme], POSITIVE]
        assert INK[color_scheme] in [note.font.color for note in figure.layout.annotations]


def test_of_long_vectors_the_first_numbers_are_drawn_and_it_is_told(run):
    history = run("twenty dimensions")
    for name in history.tracks:
        assert weights(picture(history, name))[1].customdata.shape == (3, DRAWN_NUMBERS)
        assert f"the first {DRAWN_NUMBERS} of 20 numbers of each" in caption(history, name)
        assert "Drawn" not in caption(run("default"), name)


def test_what_max_norm_shortens_is_told_with_its_length():
    rows = {"initializer": "from_pretrained", "matrix": "[[3, 4], [0.3, 0.4]]", "max_norm": 2.0, "layer": "embedding"}
    history = train(Experiment(text="I you I you", steps=1, **rows))
    told = CAPTIONS["embedding"](look_up(history, "embedding", 0, (0, 1)), history)
    assert "With max_norm=2, a longer row" in told
    assert "“I” (5)" in told and "“you”" not in told
    assert "multiplied" not in told
    history = train(Experiment(text="I you I you", steps=1, norm_type=1.0, **rows))
    told = CAPTIONS["embedding"](look_up(history, "embedding", 0, (0, 1)), history)
    assert "max_norm=2, norm_type=1" in told and "“I” (7)" in told


def test_the_numbers_are_written_where_there_is_room(run):
    for name in ("embedding", "linear"):
        cells = weights(picture(run("default"), name, (0, 1)))
        for trace in cells:
            written = [[f"{number:.2f}" for number in row] for row in trace.customdata]
            assert np.array(trace.text).tolist() == written
    many = weights(picture(run("1,500 words"), "linear", tuple(range(0, 1_500, 125))))[0]
    assert {str(text) for text in np.ravel(many.text)} == {""}


@pytest.mark.parametrize("layer", LOOK_UPS)
def test_long_words_that_begin_alike_have_different_names(layer):
    words = ("internationalism", "internationalist", "internationally")
    history = train(Experiment(text=" ".join(words), steps=1, layer=layer))
    names = {note for note in notes(picture(history, layer, (0, 1, 2))) if "int" in note}
    assert len(names) == 3
    assert all("…" in name for name in names)
