"""``make check``: what finds slips without running the portal. All checks run; one slip fails the whole."""

import os
import subprocess
import sys
from pathlib import Path

from .supervisor import say

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sys.executable
MANAGE = (PYTHON, "-W", "ignore", "manage.py")
# A production configuration that reaches nobody: these checks open no connection.
DUMMY = {
    "CMSPORTAL_MODE": "production",
    "SECRET_KEY": "Zx9-check-only-" + "0aB3dE6gH9jK2mN5" * 4,
    "FIELD_ENCRYPTION_KEY": "Y2hlY2stb25seS1rZXktMzItYnl0ZXMtbG9uZy0wMCE=",
    "SITE_URL": "https://portal.example.org",
    "ALLOWED_HOSTS": "portal.example.org",
    "DATABASE_URL": "postgres://nobody:nothing@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp+tls://nobody:nothing@127.0.0.1:1",
    "DEFAULT_FROM_EMAIL": "Portal <portal@example.org>",
}
LINES, WIDTH = 60, 240  # shown of one check
NOT_OURS = "./.venv,./node_modules,./tests,./var,./benchmarks"
CHECKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("style", (PYTHON, "-m", "ruff", "check", ".")),
    ("form", (PYTHON, "-m", "ruff", "format", "--check", ".")),
    ("types", (PYTHON, "-m", "mypy")),
    ("templates", (PYTHON, "-m", "djlint", "--lint", "--quiet", "templates")),
    ("safety", (PYTHON, "-m", "bandit", "-ll", "-q", "-c", "pyproject.toml", "-x", NOT_OURS, "-r", ".")),
    ("production settings", (*MANAGE, "check", "--deploy", "--fail-level", "WARNING")),
    ("migrations", (*MANAGE, "makemigrations", "--check", "--dry-run")),
    ("locks", (PYTHON, "-m", "cmsportal.local.locks", "--check")),
    ("licences", (PYTHON, "-m", "cmsportal.local.licences")),
)  # fmt: skip


def slip(argv: tuple[str, ...]) -> str | None:
    """What the check has to say; None where all is well."""
    done = subprocess.run(argv, cwd=ROOT, env={**os.environ, **DUMMY}, capture_output=True, text=True)
    if not done.returncode:
        return None
    lines = (done.stdout + done.stderr).strip().splitlines() or ["no reason given"]
    shown = [line if len(line) <= WIDTH else f"{line[:WIDTH]} ..." for line in lines[:LINES]]
    return "\n".join(shown + ([f"... and {len(lines) - LINES} more lines"] if len(lines) > LINES else []))


def main() -> None:
    failed = []
    for name, argv in CHECKS:
        found = slip(argv)
        say(f"{name}: well" if found is None else f"{name}:\n{found}")
        if found is not None:
            failed.append(name)
    if failed:
        say(f"Put right: {', '.join(failed)}.")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
