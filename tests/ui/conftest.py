"""What is particular to the tests of the page."""

import pytest


def pytest_itemcollected(item: pytest.Item) -> None:
    """Pytest asks this only about the tests beside this file."""
    item.add_marker("page")
