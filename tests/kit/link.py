"""A wire between a program and its server that a test can cut, freeze and mend."""

import contextlib
import socket
import threading
from pathlib import Path


class Link:
    """Listens on a unix socket `here` and passes everything on to `target`."""

    def __init__(self, target: Path, here: Path) -> None:
        self._target = target
        self._here = here
        self._flowing = threading.Event()
        self._flowing.set()
        self._ends: list[socket.socket] = []
        self._listener: socket.socket | None = None
        here.parent.mkdir(parents=True, exist_ok=True)

    def mend(self) -> None:
        self._flowing.set()
        if self._listener is None:
            self._here.unlink(missing_ok=True)
            self._listener = socket.socket(socket.AF_UNIX)
            self._listener.bind(str(self._here))
            self._listener.listen(64)
            threading.Thread(target=self._accept, args=[self._listener], daemon=True).start()

    def cut(self) -> None:
        """Open connections end, new ones are refused."""
        if self._listener:
            self._listener.close()
            self._listener = None
        self._here.unlink(missing_ok=True)
        self._flowing.set()
        for end in self._ends:
            _close(end)
        self._ends.clear()

    def freeze(self) -> None:
        """Connections stay open, and nothing comes through."""
        self._flowing.clear()

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = listener.accept()
                if listener is not self._listener:
                    _close(near)
                    return
                far = socket.socket(socket.AF_UNIX)
                far.connect(str(self._target))
                self._ends += [near, far]
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=self._pass_on, args=[source, sink], daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while part := source.recv(65_536):
                self._flowing.wait()
                sink.sendall(part)
        _close(source)
        _close(sink)


def _close(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
