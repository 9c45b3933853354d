import warnings
from dataclasses import replace

import numpy as np
import pytest
import torch

from playground import Experiment, train
from playground.figures.panels.weight_histograms import MOST_BARS, spread, spread_caption
from playground.model.layers import EMBEDDING, LINEAR

LAST = -1


def bars(history, snapshot=LAST):
    """The histograms by state (0 at the start, 1 now) and layer."""
    drawn = iter(spread(history, snapshot, "light").data)
    histograms = {(state, name): next(drawn) for state in (0, 1) for name in history.tracks}
    assert next(drawn, None) is None
    return histograms


def snapshots(history):
    return {0: 0, 1: len(history.steps) - 1}


def with_embedding_weight(history, weight):
    return replace(history, embedding=replace(history.embedding, weight=np.array(weight, np.float32)))


def test_the_shares_of_a_histogram_sum_to_one(history):
    for histogram in bars(history).values():
        assert histogram.y.sum() == pytest.approx(1)
        assert (histogram.y > 0).all()


def test_a_bar_is_the_share_of_weights_between_its_edges(run):
    history = run("twenty dimensions")
    for (state, name), histogram in bars(history).items():
        weight = history.tracks[name].weight[snapshots(history)[state]]
        for (low, high), share in list(zip(histogram.customdata, histogram.y, strict=True))[:-1]:
            assert np.mean((weight >= low) & (weight < high)) == pytest.approx(share)


def test_all_histograms_share_the_bins_and_the_axes(history):
    figure = spread(history, LAST, "light")
    widths = np.concatenate([histogram.width for histogram in figure.data])
    np.testing.assert_allclose(widths, widths[0], rtol=1e-6)
    low, high = figure.layout.xaxis.range
    for histogram in figure.data:
        places = (histogram.customdata[:, 0] - low) / widths[0]
        np.testing.assert_allclose(places, places.round(), atol=1e-6)
        assert histogram.customdata.min() >= low and histogram.customdata.max() <= high
    assert figure.layout.xaxis2.range == figure.layout.xaxis.range
    assert figure.layout.yaxis2.range == figure.layout.yaxis.range
    assert figure.layout.yaxis.range[1] >= max(histogram.y.max() for histogram in figure.data)


def test_the_legend_names_each_layer_with_torchs_std(history):
    for (state, name), histogram in bars(history).items():
        std = torch.tensor(history.tracks[name].weight[snapshots(history)[state]]).std().item()
        assert histogram.name == f"{name.capitalize()}: std {std:.3g}"
        assert histogram.showlegend
        assert histogram.legend == ("legend", "legend2")[state]


def test_the_panels_are_the_start_and_the_step(run):
    assert [note.text for note in spread(run("default"), 7, "dark").layout.annotations] == ["at the start", "at step 7"]


def test_at_step_0_both_panels_are_the_same(history):
    drawn = bars(history, 0)
    for name in history.tracks:
        np.testing.assert_array_equal(drawn[0, name].y, drawn[1, name].y)
        assert drawn[0, name].name == drawn[1, name].name


def test_where_both_layers_coincide_both_are_seen(run):
    drawn = bars(run("default"))
    below, above = drawn[0, "embedding"], drawn[0, "linear"]
    np.testing.assert_array_equal(below.y, above.y)
    assert below.marker.color.startswith(EMBEDDING.color) and below.marker.pattern.shape is None
    assert above.marker.color == "rgba(0,0,0,0)"
    assert above.marker.line.color == above.marker.pattern.fgcolor == LINEAR.color
    assert spread(run("default"), LAST, "light").layout.barmode == "overlay"


def test_equal_weights_are_one_bar(run):
    for histogram in bars(run("nothing moves")).values():
        assert histogram.y.tolist() == [1.0]
        assert histogram.name.endswith("std 0")


@pytest.mark.parametrize("value", [0.0, -3.0, 1e-30, 1e30])
def test_any_constant_is_one_bar(run, value):
    history = with_embedding_weight(run("embedding"), np.full((41, 12, 2), value))
    for histogram in bars(history).values():
        ((low, high),) = histogram.customdata
        assert low <= value <= high


def test_a_single_number_has_no_std(run):
    history = with_embedding_weight(run("embedding"), [[[1.5]], [[2.5]]])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert {histogram.name for histogram in bars(history, 1).values()} == {"Embedding: std nan"}
        assert "nan for Embedding" in spread_caption(history)


def test_a_large_matrix_is_sent_as_a_few_bars(run):
    weight = np.random.default_rng(0).normal(size=(2, 50_000, 50)).astype(np.float32)
    figure = spread(with_embedding_weight(run("embedding"), weight), 1, "light")
    assert all(len(histogram.x) <= MOST_BARS for histogram in figure.data)
    assert len(figure.to_json()) < 20_000


def test_two_words_in_one_dimension():
    history = train(Experiment(text="a b a b", dimension=1, steps=3))
    assert all(histogram.y.sum() == 1 for histogram in bars(history).values())


def test_the_caption_tells_the_std_at_the_start(run):
    history = run("default")
    std = torch.tensor(history.embedding.weight[0]).std().item()
    assert f"at the start, {std:.3g} for Embedding and {std:.3g} for Linear." in spread_caption(history)
    assert "Linear" not in spread_caption(run("embedding"))
    assert "Embedding" not in spread_caption(run("linear"))


def test_light_and_dark(run):
    inks = {
        spread(run("default"), LAST, color_scheme).layout.template.layout.font.color
        for color_scheme in ("light", "dark")
    }
    assert len(inks) == 2
