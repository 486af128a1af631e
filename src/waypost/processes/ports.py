"""Ports that are taken, said in a sentence: the server itself would share them in silence."""

import socket


def refuse_taken(host: str, port: int) -> None:
    """Ends the start when something listens there, be it an older copy of the same process."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what is merely closing is no obstacle
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SystemExit(
                f"Waypost cannot start: port {port} of {host} cannot be used ({error.strerror}). "
                "Stop what listens there, or choose another with --port."
            ) from None
