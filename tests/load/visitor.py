"""A visitor of the page without a browser, who can do with each widget what a browser can."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from streamlit.components.v2.bidi_component.main import _make_trigger_id

from tests.load.hostile_values import INTEGERS, REALS, TEXTS
from tests.ui.opened import address, opened

Answer = Callable[[Any, int], Any]


def _number(box: Any, pick: int) -> Any:
    """One that a browser's field for numbers lets pass."""
    kinds = INTEGERS if box.proto.data_type == box.proto.INT else REALS
    number = kinds[pick % len(kinds)]
    if number is None or number != number:
        return None
    low = box.proto.min if box.proto.has_min else number
    high = box.proto.max if box.proto.has_max else number
    return type(number)(min(max(number, low), high))


ANSWERS: Mapping[str, Answer] = {
    "button": lambda box, pick: True,
    "download_button": lambda box, pick: True,
    "toggle": lambda box, pick: not box.value,
    "checkbox": lambda box, pick: not box.value,
    "selectbox": lambda box, pick: pick % len(box.options),
    "radio": lambda box, pick: pick % len(box.options),
    "button_group": lambda box, pick: pick % len(box.options),
    "number_input": _number,
    "slider": lambda box, pick: type(box.min)(box.min + (box.max - box.min) * (pick % 5) / 4),
    "text_input": lambda box, pick: TEXTS[pick % len(TEXTS)],
    "text_area": lambda box, pick: TEXTS[pick % len(TEXTS)],
}
"""What is done to a widget of a kind: one of several things."""


class Visitor:
    """A session, in which everything that is done is also written down."""

    def __init__(self, **query: str) -> None:
        self.done: list[str] = []
        self.arrive(query)

    def arrive(self, query: Mapping[str, str]) -> None:
        """In a new session, as by a link or a reload."""
        self.note("arrive", dict(query))
        self.page = opened(**query)

    def note(self, *what: object) -> None:
        self.done.append(" ".join(map(repr, what)))

    # ------------------------------------------------------------------------------ looking

    @property
    def address(self) -> dict[str, str]:
        return address(self.page)

    @property
    def widgets(self) -> list[Any]:
        """All that can be used, in their order on the page."""
        found = [node for node in self.page._tree if getattr(node, "type", "") in ANSWERS]
        return [widget for widget in found if not widget.proto.disabled]

    def widget(self, key: str) -> Any | None:
        """The one of that key or label, if it is there and can be used."""
        return next((widget for widget in self.widgets if key in (widget.key, widget.label)), None)

    def picture(self) -> dict[str, Any]:
        """What was sent to the player."""
        [player] = self.components("player")
        return json.loads(player.json)

    def components(self, key: str) -> list[Any]:
        return [found.proto for found in self.page.get("bidi_component") if _is_called(found.proto.id, key)]

    # ------------------------------------------------------------------------------ doing

    def run(self, states: Any = None) -> None:
        """Let the page run with what the browser says of its elements; of all by itself, if that is not given."""
        self.page._run(states or self.page._tree.get_widget_states())
        for menu in self.page.get("selectbox"):
            try:
                _ = menu.index
            except (IndexError, ValueError):  # the entry is gone: a browser sends what it shows instead
                menu.set_value(menu.options[menu.proto.default])

    def go(self, query: Mapping[str, str]) -> None:
        """To another address in the same session, as by the back button."""
        self.note("go", dict(query))
        self.page.query_params.clear()
        for name, value in query.items():
            self.page.query_params[name] = value
        self.run()

    def use(self, widget: Any, pick: int) -> None:
        """Do one of the things that can be done with it, and let the page run."""
        self.give(widget, ANSWERS[widget.type](widget, pick))

    def give(self, widget: Any, value: Any) -> None:
        self.note(widget.type, widget.key or widget.label, value)
        self.put(widget, value)
        self.run()

    def put(self, widget: Any, value: Any) -> None:
        """Without the page being run, as in a form."""
        if widget.type == "selectbox":
            widget.select_index(value)
        elif widget.type == "radio":
            widget.set_value(widget.options[value])
        elif widget.type == "button_group":
            self.tell(widget.id, string_array_value=[widget.options[value]])
        else:
            widget.set_value(value.encode(errors="replace").decode() if isinstance(value, str) else value)

    def press(self, key: str) -> None:
        """A button, if it is there and can be pressed."""
        if button := self.widget(key):
            self.give(button, True)

    def upload(self, place: str, name: str, data: bytes) -> None:
        """A file of a kind that the browser lets pass."""
        for box in self.page.get("file_uploader"):
            if box.key == place and name.endswith(tuple(box.proto.type)):
                self.note("upload", place, name)
                box.upload(name, data, "application/octet-stream")
                self.run()
                return

    def play(self, **told: object) -> None:
        """What the player's JavaScript tells: where it rests, and as events slow motion and dropped dots."""
        self.hear("player", {"rest"}, told)

    def hear(self, key: str, states: Collection[str], told: Mapping[str, object]) -> None:
        """What the JavaScript of a component tells: values of its ``states``, and events."""
        self.note(key, told)
        values = {name: value for name, value in told.items() if name in states}
        events = [{"event": name, "value": value} for name, value in told.items() if name not in states]
        for component in self.components(key):
            if values:
                self.tell(component.id, json_value=json.dumps(values))
            if events:
                self.tell(_make_trigger_id(component.id, "events"), json_trigger_value=json.dumps(events))

    def tell(self, element: str, **value: Any) -> None:
        """What the browser says of an element that AppTest has no control for."""
        states = self.page._tree.get_widget_states()
        others = [state for state in states.widgets if state.id != element]
        del states.widgets[:]
        states.widgets.extend(others)
        state = states.widgets.add(id=element)
        for name, told in value.items():
            if name == "string_array_value":
                state.string_array_value.data.extend(told)
            else:
                setattr(state, name, told)
        self.run(states)

    def choose_row(self, row: int) -> None:
        """In the table of the vocabulary."""
        for table in self.page.get("dataframe"):
            if _is_called(table.proto.id, "word_table"):
                self.note("row", row)
                self.tell(table.proto.id, string_value=json.dumps({"selection": {"rows": [row], "columns": []}}))
                return

    def type_cell(self, row: int, column: int, number: float | None) -> None:
        """In the grid of the starting weights."""
        for box in self.blocks():
            if _is_called(box.id, "grid"):
                self.note("grid opened")
                self.tell(box.id, bool_value=True)
        for table in self.page.get("dataframe"):
            if _is_called(table.proto.id, "grid"):
                self.note("cell", row, column, number)
                cells = {"edited_rows": {str(row): {str(column): number}}, "added_rows": [], "deleted_rows": []}
                self.tell(table.proto.id, string_value=json.dumps(cells))

    def open_share(self) -> None:
        for box in self.blocks():
            if _is_called(box.id, "share"):
                self.note("share opened")
                self.tell(box.id, bool_value=True)

    def blocks(self) -> Iterator[Any]:
        """Expanders and popovers that tell when they are opened."""
        for node in list(self.page._tree):
            if node.type in ("expander", "popover"):
                block = node.proto.popover if node.type == "popover" else node.proto
                if block.id:
                    yield block

    def section(self, name: str) -> None:
        if (control := self.widget("section")) and name in control.options:
            self.give(control, control.options.index(name))


def _is_called(element: str, key: str) -> bool:
    """Whether Streamlit's id of an element was made for this key, or for one that begins with it."""
    return element.split("-", 2)[-1].split(" ")[0] == key
