"""What a browser tells the page may be anything; only what makes sense is taken."""

import pytest

from playground.player.player import Drop, Listener, Rest, _drop, _rest


@pytest.mark.parametrize(
    "told",
    [
        None,
        5,
        "slow",
        {},
        {"step": "x"},
        {"step": 1, "layer": 0, "word": 0},
        {"step": 1, "layer": 0, "word": 0, "place": [float("nan"), 1]},
        {"step": 1, "layer": 0, "word": None, "place": [1]},
        {"step": 1, "layer": 0, "word": 0, "place": ["1"]},
    ],
)
def test_what_is_no_drop_is_none(told):
    dropped = []
    _drop(told, Listener(drop=dropped.append, slow=lambda wanted: None))
    assert dropped == []
    assert _rest(told) is None


def test_a_drop_and_a_rest_are_taken():
    dropped = []
    listener = Listener(drop=dropped.append, slow=lambda wanted: None)
    _drop({"step": 1, "layer": 0, "word": 2, "place": [1, 2.5]}, listener)
    assert dropped == [Drop(1, 0, 2, (1.0, 2.5))]
    assert _rest({"step": 1, "moment": 0, "word": None}) == Rest(1, 0, None)
    assert _rest({"step": 1, "moment": 0, "word": None, "playing": True}) == Rest(1, 0, None, playing=True)
