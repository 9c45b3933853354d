"""Half a minute of the soak for every change; ``python -m tests.load.soak`` is for an hour."""

import pytest

from tests.load.page_machine import run_machine

pytestmark = pytest.mark.page


def test_nothing_a_visitor_does_breaks_the_page_or_shows_a_wrong_picture():
    run_machine(0, sessions=4, steps=12)
