"""What is sent to the browser is JSON, and decodes to the numbers that were recorded."""

import base64
import json

import numpy as np
import pytest

from playground import Experiment, train
from playground.figures.run_picture import View
from playground.figures.stage import stage
from playground.player.payload import payload
from playground.ui.runs.drawing import drawn

RECIPES = [
    Experiment(steps=20),
    Experiment(steps=20, dimension=1),
    Experiment(steps=20, dimension=3, layer="linear", bias=True),
    Experiment(steps=20, dimension=20, layer="embedding"),
    Experiment(steps=20, text="<b>x</b> ** $a$ &lt; 🇫🇷 我爱猫。"),
    Experiment(steps=20, objective="pairs", pairs="a^b^c|d, d|a"),
    Experiment(steps=1, text="I you I you"),
    Experiment(steps=2, text=" ".join(f"w{number}" for number in range(1_500))),
    Experiment(steps=2, text=" ".join(f"v{number}" for number in range(40)), dimension=20),
]


def decode(array: dict) -> np.ndarray:
    return np.frombuffer(base64.b64decode(array["bdata"]), f"<{array['dtype']}").reshape(array["shape"])


@pytest.fixture(params=RECIPES, ids=lambda recipe: recipe.text[:12] + str(recipe.dimension))
def picture(request):
    whole = stage(train(request.param))
    return whole, payload(whole, "key")


def test_it_is_json_without_nan(picture):
    _, sent = picture
    again = json.loads(json.dumps(sent, allow_nan=False))
    assert {"key", "steps", "words", "listed", "cut", "windows", "panels", "arrays", "readouts", "templates"} <= set(
        again
    )


def test_every_array_decodes_to_the_original(picture):
    whole, sent = picture
    assert set(sent["arrays"]) == set(whole.arrays)
    for name, array in whole.arrays.items():
        decoded = decode(sent["arrays"][name])
        assert decoded.shape == array.shape
        np.testing.assert_array_equal(decoded, array.astype(decoded.dtype))


def test_every_binding_names_an_array_and_a_trace_that_are_there(picture):
    whole, sent = picture
    for panel in sent["panels"]:
        for binding in panel["bindings"]:
            assert binding["array"] in whole.arrays
            assert 0 <= binding["trace"] < len(panel["figure"]["data"])
            assert len(binding["index"]) <= len(sent["arrays"][binding["array"]]["shape"])
        assert all(0 <= int(trace) < len(panel["figure"]["data"]) for trace in panel["picks"])


def test_arrays_that_follow_the_playhead_have_a_row_for_each_step(picture):
    _, sent = picture
    for panel in sent["panels"]:
        for binding in panel["bindings"]:
            if binding["index"][:1] in (("step",), ("tail",)):
                assert sent["arrays"][binding["array"]]["shape"][0] == len(sent["steps"])


def test_words_are_sent_as_typed_in_the_order_of_their_numbers():
    history = train(RECIPES[4])
    sent = payload(stage(history), "key")
    assert tuple(word["text"] for word in sent["words"]) == history.words


def test_the_numbers_are_the_recorded_ones():
    history = train(Experiment(steps=20))
    arrays = {name: decode(array) for name, array in payload(stage(history), "key")["arrays"].items()}
    np.testing.assert_array_equal(arrays["embedding.weight"], history.embedding.weight)
    np.testing.assert_array_equal(arrays["linear.weight"], history.linear.weight)
    np.testing.assert_array_equal(arrays["embedding.x"], history.embedding.vectors[:, :, 0])
    np.testing.assert_array_equal(arrays["linear.loss"], history.linear.loss.astype(np.float32))


def test_a_thousand_words_are_a_few_megabytes():
    text = " ".join(f"w{number}" for number in range(1_500))
    sent = payload(stage(train(Experiment(text=text, steps=200))), "key")
    assert len(sent["words"]) == 1_000
    assert len(json.dumps(sent)) < 6_000_000


def test_a_figure_brings_no_template_as_the_player_has_those_of_the_page(picture):
    _, sent = picture
    assert set(sent["templates"]) == {"light", "dark"}
    assert not any("template" in panel["figure"]["layout"] for panel in sent["panels"])


def test_windows_are_sent_with_what_is_seen_through_them(picture):
    whole, sent = picture
    names = [window["name"] for window in sent["windows"]]
    assert names == [window.name for window in whole.windows]
    for window in sent["windows"]:
        assert 0 < window["size"] < window["count"]
    for panel in sent["panels"]:
        assert set(panel["windows"].values()) <= set(names)
        assert set(panel["windows"]) <= set(panel["figure"]["layout"])


def test_equal_recipes_have_an_equal_key_and_others_another():
    def key(experiment):
        return drawn(train(experiment)).picture["key"]

    assert key(Experiment(steps=20)) == key(Experiment(steps=20, momentum=0.1))
    assert len({key(recipe) for recipe in RECIPES}) == len(RECIPES)


@pytest.mark.parametrize("slow", [False, True])
@pytest.mark.parametrize("matrix", ["[[3.4e38,-3.4e38],[1e-45,0]]", "[[1.6e38,0],[-1.6e38,1]]", "[[1e-45,0],[0,0]]"])
def test_the_largest_and_the_smallest_numbers_leave_as_numbers(matrix, slow):
    history = train(Experiment(initializer="from_pretrained", matrix=matrix, text="a b a", steps=3))
    sent = payload(stage(history, View(slow=slow)), "key")
    json.dumps(sent, allow_nan=False)
    vectors = next(panel for panel in sent["panels"] if panel["name"] == "vectors")
    assert None not in vectors["figure"]["layout"]["xaxis"]["range"]
