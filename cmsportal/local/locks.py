"""The lock files: exact versions with hashes, and no address of a registry or of a machine.

``python -m cmsportal.local.locks`` renews them; with ``--check`` it looks for slips.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from .problems import Problem, one_sentence

ROOT = Path(__file__).resolve().parents[2]
SETS = ("base", "dev", "uv", "node")
ADDRESS = re.compile(r"\b(?:https?|file|git\+\w+)://|--(?:find-links|index-url|extra-index-url)")
PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)(?:\s*;[^\\]*)?\s*\\$", re.MULTILINE)


def versions_in(lock: Path) -> set[tuple[str, str]]:
    """Names and versions that a lock pins."""
    return set(PINNED.findall(lock.read_text()))


def names_in(lock: Path) -> set[str]:
    return {name for name, _ in versions_in(lock)}


def addresses_in(file: Path) -> list[str]:
    """One sentence for each line that holds an address."""
    lines = file.read_text().splitlines()
    return [
        f"{file.name}:{at} holds an address: {line.strip()}"
        for at, line in enumerate(lines, 1)
        if ADDRESS.search(line)
    ]


def unhashed_in(lock: Path) -> list[str]:
    """One sentence for each requirement that is not pinned with a hash below it."""
    problems = []
    for block in re.split(r"\n(?=[^\s#])", lock.read_text()):
        wanted = block.lstrip("\n")
        if wanted and not wanted.startswith(("#", " ")) and "--hash=sha256:" not in wanted:
            problems.append(f"{lock.name} pins no hash for {wanted.splitlines()[0]}")
    return problems


def unlocked_in(wanted: Path, lock: Path) -> list[str]:
    """One sentence for each line of an .in file that its lock does not hold."""
    versions = versions_in(lock)
    names = {name for name, _ in versions}
    problems = []
    for line in wanted.read_text().splitlines():
        asked = re.match(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?(?:==(\S+))?", line)
        if not asked or line.startswith(("#", "-")):
            continue
        name = re.sub(r"[-_.]+", "-", asked[1]).lower()
        if name not in names or (asked[2] and (name, asked[2]) not in versions):
            problems.append(f"{lock.name} does not hold '{line}': run 'make lock'.")
    return problems


def npm_slips(lock: Path) -> list[str]:
    packages = json.loads(lock.read_text())["packages"]
    return [
        f"{lock.name} pins no hash for {name}"
        for name, entry in packages.items()
        if name and "integrity" not in entry
    ]


def slips(root: Path = ROOT) -> list[str]:
    """Everything that is wrong with the lock files, one sentence each."""
    folder = root / "requirements"
    problems = [*addresses_in(root / "package-lock.json"), *npm_slips(root / "package-lock.json")]
    for name in SETS:
        lock = folder / f"{name}.txt"
        problems += [*addresses_in(lock), *unhashed_in(lock), *unlocked_in(folder / f"{name}.in", lock)]
    for name, version in sorted(versions_in(folder / "base.txt") - versions_in(folder / "dev.txt")):
        problems.append(f"base.txt and dev.txt differ in {name} {version}: run 'make lock'.")
    return problems


def renew() -> None:
    """Resolve anew with uv, for every platform and Python from 3.11 on."""
    here = str(Path(sys.executable).parent)  # where pip puts it; 'make' has no activated environment
    uv = shutil.which("uv", path=os.pathsep.join([here, os.environ.get("PATH", "")]))
    if uv is None:
        raise Problem("uv is missing: run '.venv/bin/python -m pip install uv' and try again.")
    quiet = ("--quiet", "--no-header", "--no-emit-index-url", "--no-emit-find-links")
    for name in SETS:
        asked = [uv, "pip", "compile", "--upgrade", "--generate-hashes", "--universal", "--python-version", "3.11"]
        done = subprocess.run([*asked, *quiet, f"{name}.in", "-o", f"{name}.txt"], cwd=ROOT / "requirements")
        if done.returncode:
            raise Problem(f"uv could not resolve requirements/{name}.in.")


def main() -> None:
    with one_sentence():
        if "--check" not in sys.argv:
            renew()
        problems = slips()
        sys.stdout.writelines(f"{line}\n" for line in problems)
        sys.exit(bool(problems))


if __name__ == "__main__":
    main()
