"""clamd, when there is one: a file is handed over, and a word comes back (the command INSTREAM)."""

import socket
import struct
from pathlib import Path
from urllib.parse import urlsplit

_TIMEOUT_SECONDS = 60
_CHUNK = 128 * 1024
_LONGEST_ANSWER = 4096


class ScannerAway(Exception):
    """clamd could not be reached, or did not say a word that can be relied on."""


def finding(path: Path, address: str) -> str | None:
    """The name of what was found, None for a clean file. Without an address nobody looks."""
    if not address:
        return None
    try:
        with _connected(address) as clamd, path.open("rb") as file:
            clamd.sendall(b"zINSTREAM\0")
            while chunk := file.read(_CHUNK):
                clamd.sendall(struct.pack(">I", len(chunk)) + chunk)
            clamd.sendall(struct.pack(">I", 0))
            answer = _answer(clamd)
    except OSError as error:
        raise ScannerAway(f"clamd: {type(error).__name__}") from error
    if answer == "OK":
        return None
    if answer.endswith(" FOUND"):
        return answer.removesuffix(" FOUND")[:200]
    raise ScannerAway(f"clamd said: {answer[:200]}")


def _connected(address: str) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "unix":
        clamd = socket.socket(socket.AF_UNIX)
        clamd.settimeout(_TIMEOUT_SECONDS)
        try:
            clamd.connect(parts.path)
        except OSError:
            clamd.close()
            raise
        return clamd
    return socket.create_connection((parts.hostname or "", parts.port or 3310), _TIMEOUT_SECONDS)


def _answer(clamd: socket.socket) -> str:
    said = b""
    while b"\0" not in said and len(said) < _LONGEST_ANSWER and (chunk := clamd.recv(_LONGEST_ANSWER)):
        said += chunk
    return said.partition(b"\0")[0].decode(errors="replace").strip().removeprefix("stream: ")
