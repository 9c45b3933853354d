"""A file can be fetched after the page was drawn anew, by its visitor or by others; not for ever."""

import pytest
from streamlit.runtime.media_file_storage import MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from playground.ui import kept_files
from playground.ui.kept_files import KeptFiles

PLACE, VISITOR = "1.2.3", "dontcare"
"""What Streamlit calls the one session outside a server."""


class Page:
    """A page with one button, on a server whose clock is moved by hand."""

    def __init__(self):
        self.now = 0.0
        self.storage = MemoryMediaFileStorage("/media")
        self.files = KeptFiles(self.storage, clock=lambda: self.now)
        self.draw(b"first")

    def draw(self, data: bytes) -> None:
        self.files.clear_session_refs(VISITOR)
        self.button = self.files.add_deferred(lambda: data, None, PLACE, "numbers.npy", element_id="numbers")
        self.files.remove_orphaned_files()

    def press(self, button: str) -> bytes:
        return self.fetch(self.files.execute_deferred(button))

    def fetch(self, address: str) -> bytes:
        return self.storage.get_file(address.rsplit("/", 1)[1]).content


@pytest.fixture
def page():
    return Page()


def test_a_button_that_was_just_drawn_anew_still_gives_its_file(page):
    before = page.button
    page.draw(b"second")
    assert page.press(before) == b"first"
    assert page.press(page.button) == b"second"


def test_a_button_gives_its_file_while_its_page_is_drawn_and_another_visitors_run_ends(page):
    page.files.clear_session_refs(VISITOR)
    page.files.remove_orphaned_files()
    assert page.press(page.button) == b"first"


def test_a_file_waits_for_a_slow_browser_while_others_go_on(page):
    address = page.files.execute_deferred(page.button)
    for _ in range(10):
        page.now += 1
        page.files.remove_orphaned_files()
    assert page.fetch(address) == b"first"


def test_of_a_button_that_is_drawn_over_and_over_one_name_more_is_kept(page):
    for count in range(5):
        page.draw(bytes([count]))
    assert len(page.files._deferred_callables) == 2


def test_what_nobody_uses_is_forgotten_in_the_end(page):
    before, address = page.button, page.files.execute_deferred(page.button)
    page.draw(b"second")
    for _ in range(2):
        page.now += kept_files.SECONDS
        page.files.remove_orphaned_files()
    with pytest.raises(MediaFileStorageError):
        page.press(before)
    with pytest.raises(MediaFileStorageError):
        page.fetch(address)
    assert page.press(page.button) == b"second", "a button of a page stays"
    assert len(page.files._deferred_callables) == 1


def test_it_is_forgotten_also_if_nobody_comes_any_more(page, monkeypatch):
    monkeypatch.setattr(kept_files, "SECONDS", 0.0)
    page.files.clear_session_refs(VISITOR)
    page.files.remove_orphaned_files()
    while waiting := page.files._later:
        waiting.join()
    assert not page.files._deferred_callables


def test_each_file_has_the_time_from_when_it_was_last_used(page):
    page.now += kept_files.SECONDS * 3
    before = page.button
    page.draw(b"second")
    assert page.press(before) == b"first"
