"""What an address has to look like: worked out from the address alone, by ``train``, without the page's caches."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from playground import Experiment, History, train
from playground.experiment.links import LEFT_OUT, LESSON, from_query, pins_from_query, recipe_in, unpacked
from playground.experiment.views import view_from_query
from playground.figures.run_picture import PinnedRun, View
from playground.figures.stage import stage
from playground.player.payload import payload
from playground.teaching.lessons import LESSONS

NUMBERS = {"f4": np.float32, "i4": np.int32}


@dataclass(frozen=True)
class Address:
    """What an address says; None where it has no room for all of it."""

    experiment: Experiment
    pins: tuple[Experiment, ...]
    view: View

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Address | None":
        query, unreadable = unpacked(query)
        if LEFT_OUT in query:
            return None
        lesson = LESSONS.get(query.get(LESSON, ""))
        if lesson is not None and not recipe_in(query):
            experiment, notices = lesson.experiment, []
        else:
            experiment, notices = from_query(query)
        pins, more = pins_from_query(query, experiment)
        seen, worse = view_from_query(query)
        notices = [*unreadable, *notices, *more, *worse]
        assert not notices, f"the page wrote an address that it can't read: {notices}"
        return cls(experiment, pins, View(seen.slow, seen.outputs, seen.regions, seen.plane))


@lru_cache(maxsize=64)
def run_of(experiment: Experiment) -> History:
    return train(experiment)


def picture_of(address: Address) -> dict[str, Any]:
    """All that the browser has to get."""
    pinned = [PinnedRun(number, run_of(pin)) for number, pin in enumerate(address.pins)]
    drawn = payload(stage(run_of(address.experiment), address.view, pinned), key="")
    return json.loads(json.dumps(drawn))


def array(sent: Mapping[str, Any]) -> np.ndarray:
    """An array as it was sent."""
    return np.frombuffer(base64.b64decode(sent["bdata"]), NUMBERS[sent["dtype"]]).reshape(sent["shape"])


def assert_is_run_of(picture: Mapping[str, Any], experiment: Experiment) -> None:
    """The weights that were sent are those of the recipe's run, bit for bit."""
    history = run_of(experiment)
    assert picture["steps"] == history.steps.tolist()
    sent = [name for name in ("embedding", "linear") if f"{name}.weight" in picture["arrays"]]
    assert sent == list(history.tracks)
    for name, track in history.tracks.items():
        weight = array(picture["arrays"][f"{name}.weight"])
        rows, columns = weight.shape[1:]
        words = [history.words.index(word["text"]) for word in picture["words"]][
            : rows if name == "embedding" else columns
        ]
        whole = track.weight[:, words, :columns] if name == "embedding" else track.weight[:, :rows, words]
        np.testing.assert_array_equal(weight, whole, f"{name}.weight is not that of {experiment}")


def assert_is_picture_of(picture: Mapping[str, Any], address: Address, parts: Sequence[str] = ()) -> None:
    """Nothing in it, or in these parts of it, is of another recipe, another view or other pinned runs."""
    assert_is_run_of(picture, address.experiment)
    expected = picture_of(address)
    for name in parts or expected.keys() - {"key"}:
        assert picture[name] == expected[name], f"{name} of the picture is not that of {address}"
