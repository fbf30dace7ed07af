"""One process that starts several, watches them and stops them all, in order, however it is told to end."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from .problems import Problem
from .process import spawn, stop


@dataclass(frozen=True)
class Service:
    """A child that is meant to run until it is told to stop; ``patience`` in seconds."""

    name: str
    argv: Sequence[str]
    patience: float = 10


def on_stop_signals_interrupt() -> None:
    """Make Ctrl-C, ``kill`` and a closed terminal interrupt us once; while we clean up, more of them are ignored."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def interrupt(number: int, frame: FrameType | None) -> None:
        for other in numbers:
            signal.signal(other, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in numbers:
        signal.signal(number, interrupt)


def last_line(log: Path) -> str:
    """The last line of a log that says something."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1] if lines else "it gave no reason"


def why_it_ended(child: subprocess.Popen[bytes]) -> str:
    code = child.returncode
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


class Supervisor:
    """Runs services with their output in ``<logs>/<name>.log``."""

    def __init__(self, env: Mapping[str, str], cwd: Path, logs: Path) -> None:
        self.env, self.cwd, self.logs = env, cwd, logs
        self.children: list[tuple[Service, subprocess.Popen[bytes]]] = []
        logs.mkdir(parents=True, exist_ok=True)

    def log_of(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def open(self, name: str, argv: Sequence[str]) -> subprocess.Popen[bytes]:
        with self.log_of(name).open("wb") as log:
            return spawn(argv, env=self.env, cwd=self.cwd, output=log.fileno())

    def begin_step(self, name: str, argv: Sequence[str]) -> Callable[[], str]:
        """Start a command that ends by itself. The function returned waits for it and gives what it wrote.

        That function raises Problem where the command has failed.
        """
        child = self.open(name, argv)
        entry = (Service(name, argv, 2), child)
        self.children.append(entry)

        def finish() -> str:
            child.wait()
            self.children.remove(entry)
            log = self.log_of(name)
            if child.returncode:
                raise Problem(f"The step '{name}' failed: {told(log)}")
            return log.read_text(errors="replace")

        return finish

    def run_step(self, name: str, argv: Sequence[str]) -> str:
        """Run a command to its end and return what it wrote. Raises Problem where it fails."""
        return self.begin_step(name, argv)()

    def start(self, services: Sequence[Service]) -> None:
        for service in services:
            self.children.append((service, self.open(service.name, service.argv)))

    def check(self) -> None:
        """Raises Problem, naming it, where one of the services has ended by itself."""
        for service, child in self.children:
            if child.poll() is not None:
                log = self.log_of(service.name)
                raise Problem(f"The {service.name} stopped ({why_it_ended(child)}): {told(log)}")

    def watch(self, also: Callable[[], None]) -> None:
        """Stay until a service ends (Problem) or a signal comes (KeyboardInterrupt)."""
        while True:
            self.check()
            also()
            time.sleep(0.2)

    def stop(self) -> None:
        """Ask all of them to finish at once, then wait for each; what does not listen is killed."""
        for _, child in self.children:
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        deadline = {service.name: time.monotonic() + service.patience for service, _ in self.children}
        for service, child in self.children:
            try:
                child.wait(max(0.0, deadline[service.name] - time.monotonic()))
            except subprocess.TimeoutExpired:
                stop(child, (signal.SIGQUIT, 1))
        self.children.clear()


def told(log: Path) -> str:
    words = last_line(log)
    if "No space left on device" in log.read_text(errors="replace"):
        words = "the disk is full; free some space"
    return f"{words} (all of it is in {log})"


def say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()
