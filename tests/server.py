"""The app as a server on this machine, for tests in a browser and for loads."""

import contextlib
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from deploy.two_replicas import free_port

ROOT = Path(__file__).parents[1]


class Server:
    """A script on this port or one of its own, with these settings; it can be killed and started again there.

    What it prints goes to ``output``: a file, or nowhere.
    """

    def __init__(
        self, script: str = "app.py", output: IO[bytes] | int = subprocess.DEVNULL, port: int = 0, **settings: str
    ) -> None:
        self.script, self.output, self.settings = script, output, settings
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        """Raises TimeoutError if it isn't there within a minute."""
        command = [sys.executable, "-m", "streamlit", "run", self.script, "--server.port", str(self.port)]
        command += ["--server.address", "127.0.0.1", "--server.headless", "true", "--server.fileWatcherType", "none"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), **self.settings}
        where = {"stdout": self.output, "stderr": subprocess.STDOUT}
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, **where)
        end = time.monotonic() + 60
        while time.monotonic() < end and self.process.poll() is None:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1).close()
                return
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(0.1)
        self.kill()
        raise TimeoutError("the app did not start within a minute")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@contextlib.contextmanager
def served(
    script: str = "app.py", output: IO[bytes] | int = subprocess.DEVNULL, port: int = 0, **settings: str
) -> Iterator[Server]:
    server = Server(script, output, port, **settings)
    try:
        yield server
    finally:
        server.kill()
