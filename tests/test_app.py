"""The server: it says that it is healthy when the first visitor waits for nothing."""

import runpy
from pathlib import Path

import psutil
import pytest
from streamlit.web.server.app_discovery import discover_asgi_app

from tests.server import ROOT, served


def test_streamlit_finds_the_app_in_the_script_that_the_readme_names():
    assert discover_asgi_app(ROOT / "app.py").import_string == "app:app"


def test_it_runs_the_page_for_each_visit():
    app = runpy.run_path(str(ROOT / "app.py"))["app"]
    assert Path(app.script_path) == Path("playground/ui/visit.py")


@pytest.mark.script
def test_workers_are_there_before_the_first_visitor_and_end_with_the_server():
    with served(FIRST_LAYER_WORKERS="2") as server:
        family = psutil.Process(server.process.pid).children(recursive=True)
        assert len(family) == 3, "what forks workers, and two of them"
    gone, alive = psutil.wait_procs(family, 30)
    assert len(gone) == 3 and not alive


@pytest.mark.script
def test_without_workers_there_is_one_process():
    with served(FIRST_LAYER_WORKERS="0") as server:
        assert not psutil.Process(server.process.pid).children()
