"""``make test``: all tests but the journeys on two processes, then the journeys in Chromium on two."""

import os
import subprocess
import sys
from pathlib import Path

from .browser import HOW_TO_GET, find_chromium
from .supervisor import say

ROOT = Path(__file__).resolve().parents[2]
PYTEST = (sys.executable, "-m", "pytest", "-q")
# The journeys of a file share a database and go on from each other, so a file stays with one process. Two browsers at
# once are as many as two cores carry without a page coming later than it is waited for; one core carries one.
TOGETHER = ("-n", "auto", "--maxprocesses", "2", "--dist", "loadfile")


def run(*arguments: str) -> int:
    return subprocess.run([*PYTEST, *arguments], cwd=ROOT).returncode


def journeys() -> list[str]:
    """The names of the tests that need Chromium."""
    asked = [*PYTEST, "--collect-only", "-m", "journey"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True)
    return [line.split("::", 1)[1] for line in done.stdout.splitlines() if "::" in line]


def left_out(names: list[str]) -> str:
    """The sentences that say what was not run and how to get it."""
    listed = "\n".join(f"  {name}" for name in names)
    return (
        f"Left out, because Chromium is missing: {len(names)} tests that walk the portal in a browser.\n{listed}\n"
        f"To run them: {HOW_TO_GET}, or set CHROMIUM to the path of one."
    )


def run_all() -> int:
    """Both parts of the suite, also after a failure; the exit code is 0 when both passed."""
    code = run("-n", "2", "-m", "not journey")
    if find_chromium():
        return run(*TOGETHER, "-m", "journey") or code
    say(left_out(journeys()))
    if os.environ.get("CI") == "true" and not code:
        say("CI=true asks for all of them, so this run has failed.")
        return 1
    return code


def main() -> None:
    try:
        sys.exit(run(*sys.argv[1:]) if sys.argv[1:] else run_all())
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
