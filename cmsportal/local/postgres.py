"""A PostgreSQL server of our own on a free loopback port."""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from .binaries import major_version, reachable_postgres
from .ports import free_port
from .problems import Problem
from .process import Account, end_leftover, spawn, stop

ROLE = "cmsportal"
OLDEST = 14
FAST_SHUTDOWN, IMMEDIATE_SHUTDOWN = signal.SIGINT, signal.SIGQUIT
FRAGILE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}  # tests only: data may be lost


class Postgres:
    """One cluster below ``home``; made when it is not there yet, kept when ``durable``.

    Only TCP on the loopback address with a password: a Unix socket would need a path of at most 107 bytes.
    """

    def __init__(self, home: Path, *, account: Account | None, durable: bool) -> None:
        self.home, self.account, self.durable = home, account, durable
        self.programs = reachable_postgres(account)
        version = major_version(self.ask("postgres", "--version"))
        if version < OLDEST:
            raise Problem(f"PostgreSQL {version} is too old: install version {OLDEST} or later, or set DATABASE_URL.")
        self.data = home / f"postgresql-{version}"  # a cluster belongs to one major version
        self.password_file = home / f"postgresql-{version}.password"
        self.log = home / "postgresql.log"
        self.child: subprocess.Popen[bytes] | None = None
        self.port = 0

    def ask(self, program: str, *arguments: str) -> str:
        """Run one of PostgreSQL's programs as the server's account and return what it says.

        Raises Problem with its last line where it fails.
        """
        identity = {}
        if self.account is not None:
            identity = {"user": self.account.uid, "group": self.account.gid, "extra_groups": []}
        done = subprocess.run(
            [str(self.programs / program), *arguments],
            capture_output=True, text=True, check=False, cwd="/", env=plain_environment(), **identity,
        )  # fmt: skip
        if done.returncode:
            last = (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()[-1]
            raise Problem(f"PostgreSQL's {program} stopped: {last}")
        return done.stdout

    def url(self, database: str) -> str:
        return f"postgres://{ROLE}:{self.password_file.read_text()}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start the server and wait until it takes connections. Raises Problem where it does not."""
        self.make_cluster()
        self.clear_leftover()
        for _ in range(5):  # between choosing a port and taking it another program may be faster
            self.port = free_port()
            if self.run_server():
                return
        raise Problem(f"PostgreSQL did not start: {self.last_words()}")

    def make_cluster(self) -> None:
        if (self.data / "PG_VERSION").exists() and self.password_file.exists():
            return
        shutil.rmtree(self.data, ignore_errors=True)  # half made by a run that was stopped
        self.data.mkdir(mode=0o700)
        self.password_file.touch(mode=0o600)
        self.password_file.write_text(secrets.token_urlsafe(24))
        if self.account is not None:
            os.chown(self.data, self.account.uid, self.account.gid)
            os.chown(self.password_file, self.account.uid, self.account.gid)
        locale = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
        self.ask(
            "initdb", "-D", str(self.data), "-U", ROLE, "-E", "UTF8", f"--locale={locale}", "--lc-messages=C",
            "--auth=scram-sha-256", f"--pwfile={self.password_file}", "--no-instructions",
            *([] if self.durable else ["--no-sync"]),
        )  # fmt: skip

    def clear_leftover(self) -> None:
        """A killed run leaves postmaster.pid, and perhaps a server that is still closing down."""
        pid_file = self.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return
        if not end_leftover(pid, str(self.data), FAST_SHUTDOWN):
            raise Problem(f"An earlier PostgreSQL (process {pid}) does not stop: end it and run the command again.")
        pid_file.unlink(missing_ok=True)

    def run_server(self) -> bool:
        settings = {
            "port": str(self.port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "timezone": "UTC",
            "max_connections": "100",
            "shared_buffers": "64MB",
            **({} if self.durable else FRAGILE),
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with self.log.open("ab") as log:
            self.child = spawn(
                [str(self.programs / "postgres"), "-D", str(self.data), *options],
                account=self.account, cwd="/", env=plain_environment(), output=log.fileno(),
                death_signal=FAST_SHUTDOWN if self.durable else IMMEDIATE_SHUTDOWN,
            )  # fmt: skip
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.child.poll() is not None:
                return False
            if self.ready():
                return True
            time.sleep(0.02)
        self.stop()
        return False

    def ready(self) -> bool:
        """The server writes its state into the eighth line of its pid file, as pg_ctl reads it."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > 7 and lines[7].strip() == "ready"

    def last_words(self) -> str:
        lines = self.log.read_text(errors="replace").strip().splitlines() if self.log.exists() else []
        telling = [line for line in lines if "FATAL" in line or "PANIC" in line] or lines
        return telling[-1].strip() if telling else "it gave no reason"

    def stop(self) -> None:
        if self.child is not None:
            first = FAST_SHUTDOWN if self.durable else IMMEDIATE_SHUTDOWN
            stop(self.child, (first, 30), (IMMEDIATE_SHUTDOWN, 10))
            self.child = None


def plain_environment() -> dict[str, str]:
    """Without PG* variables and without a loader path of the caller's."""
    return {
        "PATH": "/usr/bin:/bin",
        "LC_ALL": "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8",
        "TZ": "UTC",
    }
