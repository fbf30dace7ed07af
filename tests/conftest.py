"""The cast and the world they live in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import setup_databases, teardown_databases
from hypothesis import HealthCheck, settings

from tests.builders import make
from tests.builders.replay import replayed

CAST = (
    "manager",
    "other_manager",
    "coach",
    "other_coach",
    "mentor",
    "lead",
    "member",
    "other_practice_lead",
    "colleague",
    "partner",
    "outsider",
    "admin",
)

# The same examples in every run: neither a new one nor a busy machine stops a change that has nothing to do with it.
settings.register_profile("steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")


@dataclass
class World:
    """One programme with a project whose wall is shared with a partner, and a second programme next to it."""

    programme: Any
    practice: Any
    project: Any
    other_programme: Any
    other_project: Any  # another practice's, in the same programme
    foreign_project: Any  # in the other programme
    partner_organisation: Any
    people: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any, django_db_keepdb: bool) -> Iterator[None]:
    """The test database, also where no test asks pytest-django for one: the journeys share theirs.

    Tests with transactions of their own empty the tables afterwards; the audit trail would refuse that.
    """
    made = None
    with django_db_blocker.unblock():
        if not is_for_tests():
            made = setup_databases(verbosity=0, interactive=False, keepdb=django_db_keepdb)
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_event_no_truncate")
    yield
    if made and not django_db_keepdb:
        with django_db_blocker.unblock():
            with connection.cursor() as cursor:  # threads of the live server may still hold connections
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            teardown_databases(made, verbosity=0)


def is_for_tests() -> bool:
    return connection.settings_dict["NAME"].startswith("test_")


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    """All tests come from one address, whose tries are counted in the shared cache: none finds those of another."""
    cache.clear()


@pytest.fixture
def world(db: None) -> World:
    return replayed(("world", make.today()), make_world)


def make_world() -> World:
    programme = make.programme()
    practice = make.practice("Larkmead Surgery")
    project = make.project(programme, practice)
    other_project = make.project(programme, make.practice("Beckwater Surgery"), "Missed appointments")
    other_programme = make.programme("Northmoor Improves")
    foreign_project = make.project(other_programme, make.practice("Quarry Street Surgery"), "Letters")
    organisation = make.partner("Harwick Community Trust")
    make.works_with(programme, organisation)
    world = World(programme, practice, project, other_programme, other_project, foreign_project, organisation)
    people = world.people
    people["manager"] = make.user("Helen Brandt")
    make.manager(programme, people["manager"])
    people["other_manager"] = make.user("Omar Farouk")
    make.manager(other_programme, people["other_manager"])
    people["mentor"] = make.user("Marcus Bell")
    mentor = make.pool_coach(programme, people["mentor"])
    people["coach"] = make.user("Rachel Osei")
    make.pool_coach(programme, people["coach"], mentor=mentor)
    make.coaches(project, people["coach"])
    people["other_coach"] = make.user("Anita Rowe")
    make.pool_coach(programme, people["other_coach"])
    make.coaches(other_project, people["other_coach"])
    people["lead"] = make.user("Jo Pritchard")
    make.member(project, people["lead"], is_lead=True, is_champion=True)
    people["member"] = make.user("Sam Whitlock")
    make.member(project, people["member"])
    people["other_practice_lead"] = make.user("Priya Lowe")
    make.member(other_project, people["other_practice_lead"], is_lead=True, is_champion=True)
    people["colleague"] = make.user("Dot Fielding")
    make.colleague(practice, people["colleague"])
    people["partner"] = make.user("Naomi Adeyemi")
    make.partner_person(organisation, people["partner"])
    project.shares.create(tool="wall", audience="partner", partner=organisation)
    people["outsider"] = make.user("Una Stone")
    people["admin"] = make.user("Ada Keeper", is_superuser=True)
    return world


@pytest.fixture
def sign_in(client: Client) -> Callable[[Any], Client]:
    def do(user: Any) -> Client:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return do
