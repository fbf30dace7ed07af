"""Whether every dependency's licence allows this MIT project to be distributed with it.

Run as ``python -m cmsportal.local.licences``. What the portal imports at run time may be permissive, or weak
copyleft used unchanged. Tools that are only run beside it (checks, test servers) may be under the GPL too.
"""

import importlib.metadata
import re
import sys
from pathlib import Path

from .locks import names_in

ROOT = Path(__file__).resolve().parents[2]
PERMISSIVE = (
    "MIT", "BSD", "Apache", "ISC", "PSF", "Python Software Foundation", "CNRI", "HPND", "Historical Permission",
    "Unlicense", "Public Domain", "Zlib", "0BSD", "BlueOak", "PostgreSQL", "CC0",
)  # fmt: skip
WEAK_COPYLEFT = ("LGPL", "Lesser General Public", "MPL", "Mozilla Public License")
TOOLS_ONLY = ("GPL", "General Public License")


def licence_of(package: importlib.metadata.Distribution) -> str:
    """The licence as the package states it: expression, classifiers, field, or the licence file it brings."""
    stated = package.metadata
    if stated.get("License-Expression"):
        return str(stated["License-Expression"])
    classified = [
        line.rsplit("::", 1)[1].strip()
        for line in stated.get_all("Classifier") or []
        if line.startswith("License ::")
    ]
    classified = [name for name in classified if name != "OSI Approved"]
    if classified:
        return " OR ".join(classified)
    field = str(stated.get("License") or "")
    return named_by_text(field) or named_by_text(licence_text(package)) or field.strip().split("\n")[0]


def licence_text(package: importlib.metadata.Distribution) -> str:
    """The licence file that the package brings along, or an empty string."""
    found = [file for file in package.files or [] if file.name.upper().startswith(("LICENSE", "LICENCE"))]
    return Path(str(found[0].locate())).read_text(errors="replace") if found else ""


def named_by_text(text: str) -> str | None:
    """The licence whose first words these are; None where they are not known."""
    opening = " ".join(text.split())
    return "MIT" if "Permission is hereby granted, free of charge, to any person obtaining" in opening else None


def allowed(licence: str, *, at_run_time: bool) -> bool:
    """Whether one of the alternatives may be used; every part of it must be allowed.

    >>> allowed("GPL-2.0-only OR MIT", at_run_time=True)
    True
    >>> allowed("MIT AND GPL-3.0-or-later", at_run_time=True)
    False
    """
    if re.search(r"AGPL|Affero", licence):
        return False
    known = PERMISSIVE + WEAK_COPYLEFT + (() if at_run_time else TOOLS_ONLY)
    alternatives = re.split(r"\s+OR\s+", licence.strip("() "))
    return any(
        all(any(word.lower() in part.lower() and not hides_gpl(part, word) for word in known) for part in parts)
        for parts in (re.split(r"\s+AND\s+", alternative) for alternative in alternatives)
    )


def hides_gpl(part: str, word: str) -> bool:
    """'GPL' stands in 'LGPL', not the other way round; a permissive word beside a bare GPL does not free it."""
    bare_gpl = re.search(r"(?<![LA])GPL|(?<!Lesser )General Public License", part)
    return bool(bare_gpl) and word not in TOOLS_ONLY


def refused() -> list[str]:
    """One sentence for each installed package whose licence does not allow it."""
    run_time = names_in(ROOT / "requirements/base.txt")
    problems = []
    for package in importlib.metadata.distributions():
        name = re.sub(r"[-_.]+", "-", package.metadata["Name"]).lower()
        licence = licence_of(package)
        if not allowed(licence, at_run_time=name in run_time):
            where = "at run time" if name in run_time else "as a tool"
            problems.append(f"{name} is under '{licence or 'no stated licence'}', which is not allowed {where}.")
    return sorted(problems)


def main() -> None:
    problems = refused()
    sys.stdout.writelines(f"{line}\n" for line in problems)
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
