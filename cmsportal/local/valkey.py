"""A Valkey (or Redis) server of our own on a free loopback port. It keeps nothing on disk."""

import secrets
import signal
import socket
import subprocess
import time
from pathlib import Path

from .binaries import reachable_valkey
from .ports import free_port
from .problems import Problem
from .process import Account, spawn, stop

DATABASES = 64  # one for each test worker


class Valkey:
    """Cache and task broker. Due work is rows in PostgreSQL, so an empty start loses nothing."""

    def __init__(self, home: Path, *, account: Account | None) -> None:
        self.program = reachable_valkey(account)
        self.account = account
        self.log = home / "valkey.log"
        self.password = secrets.token_urlsafe(24)
        self.child: subprocess.Popen[bytes] | None = None
        self.port = 0

    def url(self, database: int = 0) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start the server and wait until it answers. Raises Problem where it does not."""
        for _ in range(5):
            self.port = free_port()
            if self.run_server():
                return
        lines = self.log.read_text(errors="replace").strip().splitlines()
        raise Problem(f"Valkey did not start: {lines[-1].strip() if lines else 'it gave no reason'}")

    def run_server(self) -> bool:
        # The settings go in by standard input: a password on the command line is seen by every account.
        settings = (
            f'bind 127.0.0.1\nport {self.port}\nrequirepass {self.password}\nsave ""\nappendonly no\n'
            f"databases {DATABASES}\ndaemonize no\ndir /\n"
        )
        with self.log.open("ab") as log:
            self.child = spawn(
                [str(self.program), "-"], account=self.account, cwd="/", env={"PATH": "/usr/bin:/bin"},
                stdin=subprocess.PIPE, output=log.fileno(),
            )  # fmt: skip
        pipe = self.child.stdin
        if pipe is None:
            return False
        try:
            with pipe:
                pipe.write(settings.encode())
        except BrokenPipeError:
            pass  # it has already stopped; the loop below sees that
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and self.child.poll() is None:
            if self.answers():
                return True
            time.sleep(0.02)
        self.stop()
        return False

    def answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as link:
                link.sendall(f"AUTH {self.password}\r\nPING\r\nQUIT\r\n".encode())
                with link.makefile("rb") as replies:
                    return b"+PONG" in replies.read()
        except OSError:
            return False

    def stop(self) -> None:
        if self.child is not None:
            stop(self.child, (signal.SIGTERM, 10))
            self.child = None
