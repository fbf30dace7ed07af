"""Children that end with us: started in a session of their own, told to stop when their parent dies."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .problems import Problem

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Account:
    """The account that a server runs under."""

    uid: int
    gid: int


def server_account() -> Account | None:
    """The unprivileged account for servers when we are root; None when we are an ordinary user.

    PostgreSQL refuses to run as root.
    """
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise Problem("This machine has no account named nobody: run the command as an ordinary user.") from None
    return Account(entry.pw_uid, entry.pw_gid)


def can_enter(folder: Path, account: Account | None) -> bool:
    """Whether the account may walk down to this folder and look into it (mode bits only)."""
    if account is None:
        return os.access(folder, os.R_OK | os.X_OK)
    folder = folder.resolve()
    for step in (folder, *folder.parents):
        try:
            found = step.stat()
        except FileNotFoundError:
            continue
        needed = 0o005 if step == folder else 0o001
        if found.st_uid == account.uid:
            needed <<= 6
        if found.st_mode & needed != needed:
            return False
    return True


def spawn(
    argv: Sequence[str],
    *,
    account: Account | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | str | None = None,
    stdin: int | None = subprocess.DEVNULL,
    output: int | None = None,
    death_signal: int = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a child in its own session, so that Ctrl-C reaches only us and we stop the rest in order.

    ``death_signal`` is what the kernel (Linux) sends the child should we be killed outright.
    """

    def follow_parent() -> None:
        if LIBC is not None:
            LIBC.prctl(PR_SET_PDEATHSIG, death_signal)

    identity = {} if account is None else {"user": account.uid, "group": account.gid, "extra_groups": []}
    return subprocess.Popen(
        list(argv),
        env=dict(env) if env is not None else None,
        cwd=cwd,
        stdin=stdin,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        start_new_session=True,
        preexec_fn=follow_parent,
        **identity,
    )


def stop(child: subprocess.Popen[bytes], *signals: tuple[int, float]) -> None:
    """Send each signal in turn, waiting the seconds beside it; what is left then is killed with its group."""
    for number, seconds in signals:
        if child.poll() is not None:
            break
        child.send_signal(number)
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def command_line(pid: int) -> str:
    """The command line of a running process, or an empty string where there is none."""
    proc = Path("/proc")
    if (proc / "self").exists():
        try:
            return (proc / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    asked = subprocess.run(["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return asked.stdout


def end_leftover(pid: int, marker: str, number: int, seconds: float = 20) -> bool:
    """Stop a process left by a killed run if its command line holds the marker; True once it is gone."""
    if marker not in command_line(pid):
        return True
    deadline = time.monotonic() + seconds
    try:
        os.kill(pid, number)
        while marker in command_line(pid) and time.monotonic() < deadline:
            time.sleep(0.05)
    except ProcessLookupError:
        return True
    return marker not in command_line(pid)
