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
class PlaneChoice:
    """In which plane vectors of more than two dimensions are seen: the ``name`` of a way to choose it.

    ``across`` and ``up`` are what was typed for its axes, "" for what stands there at first.
    """

    name: str = "pca"
    across: str = ""
    up: str = ""

    def to_query(self) -> dict[str, str]:
        """All three as texts, "" for what is as at first."""
        return {"plane": self.name if self.name != PlaneChoice.name else "", "across": self.across, "up": self.up}


OVERVIEW = PlaneChoice()


@dataclass(frozen=True)
class View:
    """``section`` is the open one, "" for the whole picture; ``slow``, ``outputs`` and ``regions`` are switched on.

    ``plane`` is what is seen of more than two dimensions. ``hide`` are the parts of the page that a teacher's link
    leaves out. With a ``challenge`` the run is hidden until its words have been placed.
    """

    section: str = ""
    slow: bool = False
    outputs: bool = False
    regions: bool = False
    plane: PlaneChoice = OVERVIEW
    hide: tuple[str, ...] = ()
    place: Place = Place()
    challenge: bool = False

    def to_query(self) -> dict[str, str]:
        """What differs from the first visit, as texts.

        >>> View("Look-up", place=Place(57)).to_query()
        {'section': 'Look-up', 'step': '57'}
        """
        values = {
            "section": self.section,
            "slow": "true" if self.slow else "",
            "outputs": "true" if self.outputs else "",
            "regions": "true" if self.regions else "",
            **self.plane.to_query(),
            "step": "" if self.place.step is None else str(self.place.step),
            "moment": str(self.place.moment) if self.place.moment else "",
            "word": self.place.word,
            "hide": ",".join(self.hide),
            "challenge": "true" if self.challenge else "",
        }
        return {name: value for name, value in values.items() if value}


NAMES = tuple(
    field.name for kind in (View, PlaneChoice, Place) for field in fields(kind) if field.name not in ("place", "name")
)
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
    switches = {name: query.get(name) == "true" for name in ("slow", "outputs", "regions", "challenge")}
    plane = PlaneChoice(query.get("plane") or PlaneChoice.name, query.get("across", ""), query.get("up", ""))
    hide = tuple(name for name in query.get("hide", "").split(",") if name)
    return View(query.get("section", ""), plane=plane, hide=hide, place=place, **switches), notices
