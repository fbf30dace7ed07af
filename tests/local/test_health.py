import pytest
from django.db import OperationalError

from cmsportal import health


def test_the_process_lives_without_any_database(client):
    answer = client.get("/healthz")  # the database is blocked in this test
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_ready_with_database_redis_and_migrations(client, monkeypatch):
    monkeypatch.setitem(health.known, "migrations", False)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_not_ready_names_redis(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["missing"]) == (503, ["redis"])


def test_not_ready_names_the_database(client, monkeypatch):
    def down(*_):
        raise OperationalError("connection refused")

    monkeypatch.setitem(health.known, "migrations", False)
    monkeypatch.setattr(health.connection, "cursor", down)
    monkeypatch.setattr(health, "MigrationExecutor", down)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["missing"]) == (503, ["database", "migrations"])


@pytest.mark.django_db
def test_not_ready_names_migrations_that_are_not_applied(client, monkeypatch):
    monkeypatch.setitem(health.known, "migrations", False)
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda self, targets: ["one more"])
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["missing"]) == (503, ["migrations"])
