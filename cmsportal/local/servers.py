"""PostgreSQL and Valkey together: those the environment names, or our own."""

import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from .postgres import Postgres
from .problems import Problem
from .process import Account, can_enter, server_account
from .valkey import Valkey

OUTSIDE = Path(
    "/var/lib/cmsportal-local"
)  # for root's demo data, where the servers' account cannot enter the checkout
PREFIX = "cmsportal-test-"
JUST_STARTED = 60  # seconds


class Servers:
    """What DATABASE_URL and REDIS_URL do not name is started below ``home`` and stopped again."""

    def __init__(self, home: Path, given: Mapping[str, str], *, account: Account | None, durable: bool) -> None:
        self.home, self.given = home, given
        self.postgres = None if given.get("DATABASE_URL") else Postgres(home, account=account, durable=durable)
        self.valkey = None if given.get("REDIS_URL") else Valkey(home, account=account)

    def start(self) -> dict[str, str]:
        """DATABASE_URL and REDIS_URL of running servers. Raises Problem; nothing is left running then."""
        try:
            if self.postgres:
                self.postgres.start()
            if self.valkey:
                self.valkey.start()
        except BaseException:
            self.stop()
            raise
        return {
            "DATABASE_URL": self.postgres.url("postgres") if self.postgres else self.given["DATABASE_URL"],
            "REDIS_URL": self.valkey.url() if self.valkey else self.given["REDIS_URL"],
        }

    def died(self) -> str | None:
        """The name of a server of ours that has stopped by itself."""
        for name, server in (("PostgreSQL", self.postgres), ("Valkey", self.valkey)):
            if server and server.child and server.child.poll() is not None:
                return name
        return None

    def stop(self) -> None:
        for server in (self.valkey, self.postgres):
            if server:
                server.stop()


def hold(path: Path) -> IO[str] | None:
    """A lock that ends with the process, however it ends; None where another process holds it."""
    file = path.open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


class ThrowAway:
    """Servers for one test run in a temporary folder, which is removed afterwards."""

    def __init__(self, given: Mapping[str, str]) -> None:
        account = server_account()
        base = temporary_base(account)
        sweep(base)
        self.home = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getuid()}-", dir=base))
        self.home.chmod(0o755 if account else 0o700)
        self.lock = hold(self.home / "lock")
        try:
            self.servers = Servers(self.home, given, account=account, durable=False)
        except BaseException:
            self.remove()
            raise

    def start(self) -> dict[str, str]:
        try:
            return self.servers.start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        self.servers.stop()
        self.remove()

    def remove(self) -> None:
        shutil.rmtree(self.home, ignore_errors=True)
        if self.lock:
            self.lock.close()


def temporary_base(account: Account | None) -> Path:
    """The temporary folder, unless the servers' account cannot enter it."""
    for place in (tempfile.gettempdir(), "/tmp", "/var/tmp"):  # noqa: S108 # nosec B108 - mkdtemp makes the folder itself
        if can_enter(Path(place), account):
            return Path(place)
    raise Problem("No temporary folder can be used by the servers: set TMPDIR to one that every account can enter.")


def sweep(base: Path, older_than: float = JUST_STARTED) -> None:
    """Remove what test runs that were killed have left behind: their lock is free.

    A run that starts this very moment has not taken its lock yet, so what is younger than that (seconds) stays.
    """
    for folder in base.glob(f"{PREFIX}{os.getuid()}-*"):
        try:
            found = folder.stat()
        except FileNotFoundError:  # another run was quicker
            continue
        if found.st_uid != os.getuid() or time.time() - found.st_ctime < older_than:
            continue
        lock = hold(folder / "lock") if (folder / "lock").exists() else None
        if lock:
            shutil.rmtree(folder, ignore_errors=True)
            lock.close()


def demo_home(checkout: Path) -> Path:
    """Where the demo's data are: ``var/demo`` in the checkout, or a folder that the servers can reach."""
    account = server_account()
    inside = checkout / "var" / "demo"
    inside.mkdir(parents=True, exist_ok=True)
    if can_enter(inside, account):
        return inside
    digest = hashlib.sha256(str(checkout.resolve()).encode()).hexdigest()[:12]
    outside = OUTSIDE / f"demo-{digest}"
    outside.mkdir(mode=0o755, parents=True, exist_ok=True)
    OUTSIDE.chmod(0o755)
    outside.chmod(0o755)
    return outside
