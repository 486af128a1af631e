"""A clamd of its own for a test: speaks INSTREAM, and finds what it is told to find."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


@dataclass
class Scanner:
    address: str
    seen: list[bytes] = field(default_factory=list)
    answer: bytes | None = None
    """In place of what it would find."""


@contextmanager
def running_scanner() -> Iterator[Scanner]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        scanner = Scanner(f"tcp://127.0.0.1:{server.getsockname()[1]}")
        thread = threading.Thread(target=_serve, args=(server, scanner), daemon=True)
        thread.start()
        yield scanner
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def _serve(server: socket.socket, scanner: Scanner) -> None:
    while True:
        try:
            peer, _ = server.accept()
        except OSError:
            return
        with peer, peer.makefile("rb") as said:
            if said.read(10) != b"zINSTREAM\0":
                continue
            content = b""
            while length := struct.unpack(">I", said.read(4))[0]:
                content += said.read(length)
            scanner.seen.append(content)
            verdict = b"Eicar-Test-Signature FOUND" if EICAR in content else b"OK"
            peer.sendall(scanner.answer or b"stream: " + verdict + b"\0")
