"""Objects on their way from one process to another. What is read-only here arrives read-only there."""

import pickle
from multiprocessing.connection import Connection
from typing import Any

_PROTOCOL = 5  # the first that keeps arrays read-only, and does not copy them


def send(line: Connection, parcel: object) -> None:
    line.send_bytes(pickle.dumps(parcel, _PROTOCOL))


def received(line: Connection) -> Any:
    """The next object, waited for. Raises EOFError or OSError when the other side is gone."""
    return pickle.loads(line.recv_bytes())
