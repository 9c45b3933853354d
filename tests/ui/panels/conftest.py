"""Here each panel is a section of its own, so that a test sees nothing but its panel."""

from dataclasses import replace

import pytest

from playground.ui.panels.registry import PANELS


@pytest.fixture(autouse=True)
def _apart(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, panel in PANELS.items():
        monkeypatch.setitem(PANELS, name, replace(panel, section=name))
