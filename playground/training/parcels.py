"""Objects on their way from one process to another. What is read-only here arrives read-only there."""

import pickle
from multiprocessing.connection import Connection
from typing import Any

_PROTOCOL = 5  # the first that keeps arrays read-only, and does not copy them


def packed(parcel: object) -> bytes:
    return pickle.dumps(parcel, _PROTOCOL)


def unpacked(parcel: bytes) -> Any:
    return pickle.loads(parcel)


def send(line: Connection, parcel: object) -> None:
    line.send_bytes(packed(parcel))


def received(line: Connection) -> Any:
    """The next object, waited for. Raises EOFError or OSError when the other side is gone."""
    return unpacked(line.recv_bytes())
