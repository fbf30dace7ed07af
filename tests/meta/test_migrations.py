"""Migrations go through on a database that has rows, too: the tests' own has none while they run."""

import inspect

from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython

OURS = {"accounts", "audit", "practices", "projects", "toolkit", "coaching"}


def test_rows_that_were_changed_are_checked_before_their_tables_are_altered() -> None:
    """PostgreSQL refuses to alter a table while checks of its foreign keys are still to come."""
    assert {config.label for config in apps.get_app_configs()} >= OURS
    looked_at = 0
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        if app not in OURS:
            continue
        for place, operation in enumerate(migration.operations):
            if not isinstance(operation, RunPython):
                continue
            later = [one for one in migration.operations[place + 1 :] if not isinstance(one, RunPython)]
            if later:
                looked_at += 1
                assert "SET CONSTRAINTS ALL IMMEDIATE" in inspect.getsource(operation.code), f"{app}.{name}"
    assert looked_at >= 2
