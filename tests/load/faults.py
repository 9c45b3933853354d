"""What goes wrong around a page: a server that dies, a line that is cut. What the visitor had is there afterwards.

    python -m tests.load.faults

Each fault is tried in a Chromium of its own on a server of its own. A session that nobody is connected to lives for
three seconds here instead of two minutes: half a second stands for a minute without a network, and five for five.
"""

import sys
import time
import traceback
from collections.abc import Callable
from urllib.parse import urlencode

import numpy as np
from playwright.sync_api import Browser, Page, expect, sync_playwright

from playground import Experiment, train
from tests.browser.conftest import CHROMIUM, FLAGS, FLAT, HERE
from tests.browser.screen import Screen
from tests.load.line import Line
from tests.server import Server, served

LIVES = 3
RECIPE = {"steps": "30", "seed": "4"}
LONG = " ".join(f"w{number * 7919 % 100_003:x}" for number in range(2_500))
"""A text that no link has room for."""
TRAINING = "document.querySelector('.st-key-waiting')"


class Fault:
    """A page on its line to its server."""

    def __init__(self, browser: Browser, server: Server) -> None:
        self.server, self.line = server, Line(server.port)
        self.page: Page = browser.new_context().new_page()
        self.errors: list[str] = []
        self.page.add_init_script(path=HERE / "look.js")
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.screen = Screen(self.page)
        self.open(RECIPE)

    def open(self, query: dict[str, str]) -> None:
        self.page.goto(f"{self.line.url}/?{urlencode(query)}")
        self.arrived()

    def arrived(self) -> None:
        self.page.wait_for_selector(".player[data-key]", timeout=60_000)
        self.page.evaluate("look.ready()")

    def restart(self) -> None:
        self.server.kill()
        self.server.start()

    def reload(self) -> None:
        self.page.reload()
        self.arrived()

    def connected(self) -> None:
        self.page.wait_for_selector("[data-testid=stApp][data-test-connection-state=CONNECTED]", timeout=90_000)
        self.page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=90_000)
        self.screen.painted()

    def shows(self, **recipe: object) -> None:
        """The picture is that of the recipe, and nothing went wrong in the page."""
        history = train(Experiment(**recipe))
        self.screen.painted()
        self.screen.go(len(history.steps) - 1)
        drawn = np.array(self.screen.data("embedding")[0]["z"], dtype=np.float64)
        seen = history.embedding.vectors[-1][: len(drawn)]
        np.testing.assert_allclose(drawn, seen, rtol=1e-5, atol=1e-6)
        assert not self.page.locator("[data-testid=stException]").count()
        assert not self.errors, self.errors


def killed_while_training(fault: Fault) -> None:
    """What was asked for is in the link, and is trained again."""
    fault.page.get_by_role("spinbutton", name="Steps", exact=True).fill("10000")
    fault.page.get_by_role("spinbutton", name="Steps", exact=True).press("Enter")
    fault.screen.wait_for(TRAINING)
    fault.restart()
    fault.connected()
    fault.shows(steps=10_000, seed=4)


def killed_while_sending(fault: Fault) -> None:
    """The picture was on its way, and half of it came."""
    fault.line.cut_after(60_000)
    fault.page.get_by_role("spinbutton", name="Steps", exact=True).fill("5000")
    fault.page.get_by_role("spinbutton", name="Steps", exact=True).press("Enter")
    fault.screen.wait_for("document.querySelector('[data-testid=stApp]').dataset.testConnectionState !== 'CONNECTED'")
    fault.restart()
    fault.line.mend()
    fault.connected()
    fault.shows(steps=5_000, seed=4)


def killed_while_uploading(fault: Fault) -> None:
    """The picture stays, and the file can be uploaded again."""
    fault.open({**RECIPE, "initializer": "from_pretrained"})
    rows = "\n".join(f"w{number} {number} 0" for number in range(20_000)).encode()
    own = {"name": "own.txt", "mimeType": "text/plain", "buffer": b"the 1 2\ncat 3 4\n" + rows}
    place = fault.page.locator("[data-testid=stFileUploaderDropzoneInput]").first
    fault.line.cut_after(100_000)
    place.set_input_files(own)
    fault.screen.wait_for("document.querySelector('[data-testid=stApp]').dataset.testConnectionState !== 'CONNECTED'")
    fault.restart()
    fault.line.mend()
    fault.connected()
    fault.shows(steps=30, seed=4, initializer="from_pretrained")
    fault.page.locator("[data-testid=stFileUploaderDropzoneInput]").first.set_input_files(own)
    fault.screen.wait_for("document.querySelector('.player').innerText.includes('cat')")


def without_a_network(seconds: float) -> Callable[[Fault], None]:
    def offline(fault: Fault) -> None:
        """What the screen held is there: also a text that no link has room for, and what was changed meanwhile."""
        fault.screen.change("Your text", LONG, role="textbox")
        fault.screen.painted()
        fault.line.cut()
        time.sleep(seconds)
        fault.line.mend()
        fault.connected()
        expect(fault.page.get_by_role("textbox", name="Your text")).to_have_value(LONG, timeout=30_000)
        fault.shows(text=LONG, steps=30, seed=4)
        fault.screen.change("Seed", "5")
        fault.shows(text=LONG, steps=30, seed=5)

    offline.__name__ = f"without_a_network_for_{seconds}_seconds"
    return offline


def two_tabs(fault: Fault) -> None:
    """Each keeps its own recipe, also through a reload of both."""
    fault.screen.change("Your text", LONG, role="textbox")
    other = fault.page.context.new_page()
    other.add_init_script(path=HERE / "look.js")
    other.goto(f"{fault.line.url}/?{urlencode(RECIPE)}")
    other.wait_for_selector(".player[data-key]")
    other.evaluate("look.ready()")
    second, text = Screen(other), f"another {LONG}"
    second.change("Your text", text, role="textbox")
    for page, expected in ((fault.page, LONG), (other, text)):
        page.reload()
        expect(page.get_by_role("textbox", name="Your text")).to_have_value(expected, timeout=30_000)


FAULTS = (
    killed_while_training,
    killed_while_sending,
    killed_while_uploading,
    without_a_network(0.5),
    without_a_network(LIVES + 2.0),
    two_tabs,
)


def tried(fault: Callable[[Fault], None], browser: Browser) -> bool:
    began = time.monotonic()
    settings = {"FIRST_LAYER_WORKERS": "1", "STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": str(LIVES)}
    with served(**settings) as server:
        try:
            fault(Fault(browser, server))
        except Exception:
            print(f"{fault.__name__}: FAILED\n{traceback.format_exc()[:3_000]}", flush=True)
            return False
    print(f"{fault.__name__}: nothing lost ({time.monotonic() - began:.0f} s)", flush=True)
    return True


def main() -> None:
    wanted = [fault for fault in FAULTS if not sys.argv[1:] or any(name in fault.__name__ for name in sys.argv[1:])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS + FLAT)
        if not all([tried(fault, browser) for fault in wanted]):
            sys.exit("something was lost")


if __name__ == "__main__":
    main()
