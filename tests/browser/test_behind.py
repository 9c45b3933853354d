"""The script is downloaded as the page shows it, and as a notebook."""

import re
from pathlib import Path

from playground import Experiment
from playground.scripts.notebook import notebook
from playground.scripts.script import required_file, script
from tests.browser.screen import Screen

OWN = {"steps": 20, "initializer": "from_pretrained", "numbers": "minilm"}


def test_script_notebook_and_numbers_are_downloaded(open_page):
    screen, experiment = Screen(open_page(query=OWN)), Experiment(**OWN)
    screen.page.get_by_role("radio", name="Code").click()
    numbers, data = required_file(experiment)
    panel = screen.page.locator(".st-key-behind")
    link = re.search("# (http.*)", panel.locator("code").first.inner_text())[1]
    assert Experiment.from_link(link) == experiment
    code = {"first_layer.py": script(experiment, link).encode(), "first_layer.ipynb": notebook(experiment, link)}
    files = {**code, numbers: data()}
    for name, expected in files.items():
        with screen.page.expect_download() as download:
            panel.get_by_role("button", name=f"Download {name}", exact=True).click()
        assert download.value.suggested_filename == name
        assert Path(download.value.path()).read_bytes() == expected
