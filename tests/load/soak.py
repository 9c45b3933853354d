"""An hour of anything: a visitor without a browser, and a monkey in Chromium, for whom nothing may break.

    python -m tests.load.soak --minutes 60
    python -m tests.load.soak --minutes 10 --only page --seed 7 --shrink

Half of the time is for each. Prints the seeds, what was done how often, and for each fault all that led to it; the
same ``--seed`` begins with the same again. Ends with 1 if there was a fault.
"""

import argparse
import random
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

import playground  # noqa: F401 - before PyTorch, which it tells in which order to sum
from playground.wording import plural
from tests.browser.conftest import CHROMIUM, FLAGS, FLAT
from tests.load.monkey import Monkey
from tests.load.page_machine import DONE, run_machine
from tests.server import served

SESSIONS, STEPS, ACTIONS = 8, 40, 150
"""Of one seed: sessions without a browser, what is done in each at the most, and what the monkey does."""


def page(seed: int, shrink: bool) -> None:
    """Some sessions without a browser."""
    run_machine(seed, SESSIONS, STEPS, shrink)


def monkey(seed: int, shrink: bool) -> None:
    """A visitor who never was here, at a server that has just been started."""
    with sync_playwright() as playwright, TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with log.open("wb") as written, served(output=written) as server:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS + FLAT)
            hands = Monkey(browser.new_context().new_page(), server.url, seed)
            try:
                hands.work(ACTIONS)
                assert "Traceback" not in (said := log.read_text(errors="replace")), said[-3_000:]
            except Exception as problem:
                problem.add_note("\n".join(hands.done))
                raise
            finally:
                DONE.update(line.split()[0] for line in hands.done)


SOAKS: dict[str, Callable[[int, bool], None]] = {"page": page, "monkey": monkey}


def soak(name: str, minutes: float, seed: int, shrink: bool) -> int:
    """Seed after seed until the time is over; gives how many failed."""
    DONE.clear()
    until, failed, tried = time.monotonic() + 60 * minutes, 0, 0
    while not tried or time.monotonic() < until:
        try:
            SOAKS[name](seed + tried, shrink)
        except Exception:
            failed += 1
            print(f"A fault of {name} with --seed {seed + tried}:\n{traceback.format_exc()}")
        tried += 1
        often = ", ".join(f"{what} {count:,}" for what, count in DONE.most_common())
        print(f"{name}: {plural(tried, 'seed')} from {seed}, {plural(failed, 'fault')}. Done: {often}", flush=True)
    return failed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--only", choices=SOAKS)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="where to begin; more follow")
    parser.add_argument("--shrink", action="store_true", help="look for the shortest way to a fault of the page")
    options = parser.parse_args()
    names = [options.only] if options.only else list(SOAKS)
    failed = [soak(name, options.minutes / len(names), options.seed, options.shrink) for name in names]
    sys.exit(any(failed))


if __name__ == "__main__":
    main()
