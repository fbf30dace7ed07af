"""Copy what the pages need of nhsuk-frontend into ``static/vendor``, ready for hashed names and a strict CSP.

Run as ``python -m cmsportal.local.assets`` after ``npm ci``.
"""

import json
import re
import shutil
import sys
import tempfile
from pathlib import Path

from .problems import Problem, one_sentence

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "node_modules/nhsuk-frontend"
TARGET = ROOT / "static/vendor/nhsuk-frontend"
FILES = ("nhsuk-frontend.min.css", "nhsuk-frontend.min.js")
STAMP = "VERSION"  # names the version copied and the form of this copy
FORM = 1
# The NHS logo is protected, and these carry it.
PROTECTED = re.compile(r"favicon\.\w+|nhsuk-icon-(?:180|192|512|mask)\.\w+|nhsuk-opengraph-image\.\w+|manifest\.json")


def own_css(css: str) -> str:
    """The style sheet with addresses relative to itself, no source map and no font from another host."""
    css = re.sub(r"@font-face\s*\{[^}]*https?://[^}]*\}", "", css)
    css = re.sub(r"""url\((["']?)/assets/""", r"url(\1assets/", css)
    return re.sub(r"\s*/\*# sourceMappingURL=.*?\*/\s*", "\n", css)


def own_script(script: str) -> str:
    """The script without the line that names its source map."""
    return re.sub(r"\s*//# sourceMappingURL=\S+\s*$", "\n", script)


def wanted_stamp(source: Path) -> str:
    try:
        package = json.loads((source / "package.json").read_text())
    except FileNotFoundError:
        raise Problem("nhsuk-frontend is not installed: run 'make setup'.") from None
    return f"{package['version']} form {FORM}\n"


def copied(source: Path = SOURCE, target: Path = TARGET) -> bool:
    """Whether the copy in place is of the installed version."""
    stamp = target / STAMP
    return stamp.exists() and stamp.read_text() == wanted_stamp(source)


def copy(source: Path = SOURCE, target: Path = TARGET) -> None:
    """Make the copy beside its place and swap it in, so that a copy broken off halfway is never used."""
    stamp = wanted_stamp(source)
    built = source / "dist/nhsuk"
    target.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=".copying-", dir=target.parent))
    try:
        making.chmod(0o755)
        (making / FILES[0]).write_text(own_css((built / FILES[0]).read_text()))
        (making / FILES[1]).write_text(own_script((built / FILES[1]).read_text()))
        shutil.copytree(built / "assets", making / "assets", ignore=protected)
        (making / STAMP).write_text(stamp)
        shutil.rmtree(target, ignore_errors=True)
        making.rename(target)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def protected(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if PROTECTED.fullmatch(name)}


def main() -> None:
    with one_sentence():
        if not copied():
            copy()
            sys.stdout.write("Copied nhsuk-frontend into static/vendor.\n")


if __name__ == "__main__":
    main()
