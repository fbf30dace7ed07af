"""Benchmarks never work in a database that the tests, or another script, may be using."""

import contextlib
import os
from pathlib import Path

import pytest
from django.db import connection

from benchmarks.own_database import own_database

SCRIPTS = sorted((Path(__file__).resolve().parents[2] / "benchmarks").glob("*.py"))
RUNS_TESTS = ("DiscoverRunner", "setup_databases", "create_test_db")


@pytest.mark.parametrize("script", [path.name for path in SCRIPTS if path.name != "own_database.py"])
def test_no_script_takes_the_database_of_the_tests(script) -> None:
    source = SCRIPTS[0].with_name(script).read_text(encoding="utf-8")
    assert not [word for word in RUNS_TESTS if word in source], "use own_database"


def test_the_database_of_a_script_is_its_own(monkeypatch) -> None:
    """Named after the process, made and taken away; the name that was there before is there afterwards."""
    calls: list[tuple[str, tuple[str, ...]]] = []
    taken = []
    before = connection.settings_dict["NAME"]
    monkeypatch.setitem(connection.settings_dict["TEST"], "NAME", connection.settings_dict["TEST"].get("NAME"))
    for name in ("create_test_db", "destroy_test_db"):
        monkeypatch.setattr(connection.creation, name, lambda *given, name=name, **more: calls.append((name, given)))
    with contextlib.suppress(KeyboardInterrupt), own_database():
        taken.append(connection.settings_dict["TEST"]["NAME"])
        raise KeyboardInterrupt
    assert taken == [f"measured_{os.getpid()}"]
    assert calls == [("create_test_db", ()), ("destroy_test_db", (before,))], "also where the script is stopped"
