"""The line between a browser and a server, which can be cut."""

import contextlib
import socket
import threading


class Line:
    """Passes on all bytes to and from a port of this machine, until it is ``cut``, and again when it is ``mended``."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.whole = True
        self.room: int | None = None
        self._ends: set[socket.socket] = set()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._open, daemon=True).start()

    def cut(self) -> None:
        self.whole, self.room = False, None
        for end in list(self._ends):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self.whole = True

    def cut_after(self, count: int) -> None:
        """As soon as so many bytes more have gone to or fro."""
        self.room = count

    def _open(self) -> None:
        while True:
            here, _ = self._door.accept()
            try:
                if not self.whole:
                    raise ConnectionError
                there = socket.create_connection(("127.0.0.1", self.port))
            except OSError:
                here.close()
                continue
            self._ends |= {here, there}
            for source, target in ((here, there), (there, here)):
                threading.Thread(target=self._pass, args=(source, target), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(16_384):
                if self.room is not None:
                    self.room -= len(data)
                    if self.room < 0:
                        self.cut()
                target.sendall(data)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            self._ends.discard(end)
