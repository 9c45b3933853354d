"""How a run is looked at, as an address says it beside the recipe."""

from collections.abc import Mapping
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Place:
    """Where the playhead rests and what is seen there.

    ``step`` is None at the end of the run, where everybody starts; ``moment`` is that of a step in slow motion, from 0.
    ``word`` is the one that stays lit, "" for none.
    """

    step: int | None = None
    moment: int = 0
    word: str = ""


@dataclass(frozen=True)
class View:
    """``section`` is the open one, "" for the whole picture; ``slow`` and ``outputs`` as they are switched.

    ``hide`` are the parts of the page that a teacher's link leaves out.
    """

    section: str = ""
    slow: bool = False
    outputs: bool = False
    hide: tuple[str, ...] = ()
    place: Place = Place()

    def to_query(self) -> dict[str, str]:
        """What differs from the first visit, as texts.

        >>> View("Look-up", place=Place(57)).to_query()
        {'section': 'Look-up', 'step': '57'}
        """
        values = {
            "section": self.section,
            "slow": "true" if self.slow else "",
            "outputs": "true" if self.outputs else "",
            "step": "" if self.place.step is None else str(self.place.step),
            "moment": str(self.place.moment) if self.place.moment else "",
            "word": self.place.word,
            "hide": ",".join(self.hide),
        }
        return {name: value for name, value in values.items() if value}


NAMES = tuple(field.name for kind in (View, Place) for field in fields(kind) if field.name != "place")
"""The names of a view's parts in an address."""


def view_from_query(query: Mapping[str, str]) -> tuple[View, list[str]]:
    """The view of an address, and a sentence for each part that can't be read. What is not there is not checked."""
    notices, numbers = [], {}
    for name in ("step", "moment"):
        if (text := query.get(name)) is not None:
            if text.isascii() and text.isdigit() and len(text) < 10:
                numbers[name] = int(text)
            else:
                notices.append(f"The link's {name} must be a whole number from 0. It was ignored.")
    place = Place(numbers.get("step"), numbers.get("moment", 0), query.get("word", ""))
    switches = {name: query.get(name) == "true" for name in ("slow", "outputs")}
    hide = tuple(name for name in query.get("hide", "").split(",") if name)
    return View(query.get("section", ""), hide=hide, place=place, **switches), notices
