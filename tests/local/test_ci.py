"""The script for a bare machine installs what is missing, and stops with a sentence where that was not enough."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def machine(tmp_path):
    """A machine with a few commands of its own; ``make`` and ``apt-get`` only write down how they were called."""
    checkout, commands = tmp_path / "a checkout", tmp_path / "bin"
    (checkout / ".ci").mkdir(parents=True)
    commands.mkdir()
    (checkout / ".ci/run").write_text((ROOT / ".ci/run").read_text())

    def command(name: str, body: str = 'echo "$(basename "$0") $*" >> "$CALLS"') -> None:
        (commands / name).write_text(f"#!/bin/sh\n{body}\n")
        (commands / name).chmod(0o755)

    for name in ("bash", "sh", "dirname", "basename", "env", "id"):
        (commands / name).symlink_to(
            next(path for folder in ("/usr/bin", "/bin") if (path := Path(folder) / name).exists())
        )
    (commands / "python3").symlink_to(sys.executable)
    command("apt-get")
    command("sudo", 'shift; exec "$@"')

    def run() -> tuple[int, str, list[str]]:
        env = {"PATH": str(commands), "CALLS": str(tmp_path / "calls"), "HOME": str(tmp_path)}
        done = subprocess.run(
            [str(commands / "bash"), str(checkout / ".ci/run")], env=env, capture_output=True, text=True
        )
        calls = tmp_path / "calls"
        return done.returncode, done.stdout + done.stderr, calls.read_text().splitlines() if calls.exists() else []

    return command, run


def test_where_all_is_there_nothing_is_installed_and_both_parts_run(machine):
    command, run = machine
    for name in ("make", "git"):
        command(name)
    command("chromium", "exit 0")
    code, said, calls = run()
    assert (code, calls) == (0, ["make test", "make check"])
    assert said.splitlines()[-2:] == ["make test: passed", "make check: passed"]


def test_what_is_missing_is_asked_for_and_its_absence_told(machine):
    command, run = machine
    command("make")
    command("chromium", "exit 127")  # a name without a browser behind it
    code, said, calls = run()
    assert code == 1
    assert calls == [
        "apt-get update -qq",
        "apt-get install -qq -y --no-install-recommends git chromium fonts-liberation",
    ]
    assert said.splitlines()[-1] == "git is missing and could not be installed."


def test_a_browser_that_does_not_start_stops_the_run(machine):
    command, run = machine
    for name in ("make", "git"):
        command(name)
    code, said, calls = run()
    assert code == 1
    assert "make test" not in calls
    assert said.splitlines()[-1] == "Chromium is missing or does not start."


def test_a_part_that_fails_fails_the_whole_after_the_other_has_run(machine):
    command, run = machine
    command("git")
    command("chromium", "exit 0")
    command("make", 'echo "make $*" >> "$CALLS"; [ "$1" != test ]')
    code, said, calls = run()
    assert (code, calls) == (1, ["make test", "make check"])
    assert said.splitlines()[-2:] == ["make test: failed", "make check: passed"]
