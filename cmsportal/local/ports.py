"""Ports on the loopback address."""

import errno
import socket

RESERVED = {5432, 6379}  # other people's servers live there


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen there now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            if fault.errno in {errno.EADDRINUSE, errno.EACCES}:
                return False
            raise
    return True


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        if port not in RESERVED:
            return port


def first_free(wanted: int, tries: int = 20) -> int | None:
    """The wanted port or the next free one after it; None where ``tries`` of them are taken."""
    return next((port for port in range(wanted, wanted + tries) if is_free(port)), None)
