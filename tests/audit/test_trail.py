"""The audit trail: written with the act, never changed, read by administrators."""

import csv
import io
from datetime import UTC, datetime
from uuid import uuid4

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cmsportal.audit.models import Event
from cmsportal.audit.services import record
from projects.actions.services import add_action
from projects.signup.services import change_details
from projects.team.services import Details, add_member
from tests.builders import toolkit as build
from toolkit.cycles.services import add_idea
from toolkit.fishbone.services import add_cause


def event(world, action: str = "figure.entered", by=None, at: datetime | None = None) -> Event:
    with time_machine.travel(at or datetime.now(UTC), tick=False):
        return record(action, world.project, by=by or world.lead, project=world.project)


def rows_of(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


@pytest.mark.parametrize("act", [lambda row: row.update(action="x"), lambda row: row.delete()])
def test_nobody_changes_it(act, world) -> None:
    made = event(world)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        act(Event.objects.filter(pk=made.pk))
    assert Event.objects.get().action == "figure.entered"


@pytest.mark.django_db(transaction=True)
def test_refuses_to_be_written_outside_the_act() -> None:
    with pytest.raises(RuntimeError):
        record("figure.entered", None, by=None)


@transaction.atomic
def act_that_fails(world) -> None:
    event(world)
    raise ZeroDivisionError


def test_goes_with_the_act_that_failed(world) -> None:
    with pytest.raises(ZeroDivisionError):
        act_that_fails(world)
    assert not Event.objects.exists()


def test_filters_stand_in_the_address(world, sign_in) -> None:
    event(world, "figure.entered")
    event(world, "visit.logged", by=world.coach)
    client = sign_in(world.admin)
    text = client.get(reverse("event-list"), {"what": "visit.logged"}).content.decode()
    assert "1 row." in text
    assert "?what=visit.logged" in text
    assert "1 row." in client.get(reverse("event-list"), {"who": "osei"}).content.decode()
    assert "Nothing was done that fits" in client.get(reverse("event-list"), {"who": "zzz"}).content.decode()


def test_days_are_those_of_london(world, sign_in) -> None:
    """23:30 UTC in July is half past midnight of the next day."""
    event(world, at=datetime(2026, 7, 1, 23, 30, tzinfo=UTC))
    client = sign_in(world.admin)
    for since, until, found in [("2/7/2026", "2/7/2026", 1), ("1/7/2026", "1/7/2026", 0), ("", "2/7/2026", 1)]:
        text = client.get(reverse("event-list"), {"since": since, "until": until}).content.decode()
        assert (f"{found} row" in text) is True, (since, until)


@pytest.mark.parametrize("query", [{"since": "soon"}, {"what": "nothing.like_it"}, {"who": "a\x00b"}])
def test_filters_that_make_no_sense(query: dict[str, str], world, sign_in) -> None:
    event(world)
    page = sign_in(world.admin).get(reverse("event-list"), query)
    assert page.status_code == 200
    assert "nhsuk-error-summary" in page.content.decode()


def test_pages(world, sign_in) -> None:
    for _ in range(51):
        event(world)
    client = sign_in(world.admin)
    text = client.get(reverse("event-list"), {"who": "jo", "page": "2"}).content.decode()
    assert text.count("Figure entered</td>") == 1
    assert "who=jo" in text
    assert client.get(reverse("event-list"), {"page": "no"}).status_code == 200


def test_steady_number_of_queries(world, sign_in) -> None:
    client = sign_in(world.admin)

    def measure() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("event-list"))
        return len(queries)

    event(world)
    measure()
    few = measure()
    for _ in range(20):
        event(world, by=world.coach)
    assert measure() == few


def test_download_holds_what_the_page_shows(world, sign_in) -> None:
    event(world)
    record("person.signed_in", world.lead, by=world.lead)
    client = sign_in(world.admin)
    answer = client.get(reverse("event-download"), {"what": "figure.entered"})
    head, *rows = rows_of(answer)
    assert head[0].startswith("When")
    assert [row[2] for row in rows] == ["figure.entered"]
    assert Event.objects.filter(action="audit.downloaded").get().detail == {"rows": 1}


def test_formulas_are_made_harmless(world, sign_in) -> None:
    world.outsider.name = "=1+1"
    world.outsider.save()
    record("person.closed", world.outsider, by=world.admin)
    rows = rows_of(sign_in(world.admin).get(reverse("event-download")))
    assert any("'=1+1" in row for row in rows)
    assert not any(cell.startswith("=") for row in rows for cell in row)


def test_hostile_text_is_escaped(world, sign_in) -> None:
    world.outsider.name = "<script>alert(1)</script>"
    world.outsider.save()
    record("person.closed", world.outsider, by=world.outsider)
    assert "<script>alert" not in sign_in(world.admin).get(reverse("event-list")).content.decode()


def test_nobody_else_reads_it(world) -> None:
    event(world)
    assert not Event.visible_to(world.manager).exists()
    assert Event.visible_to(world.admin).exists()


def test_what_a_team_wrote_is_in_neither_page_nor_file_nor_table(world, sign_in) -> None:
    """Who did what and when, and to what by kind and id (decision 0022)."""
    secret = "Pat never answers the phone"
    project, by = world.project, world.lead
    action = add_action(project=project, text=secret, by=by)
    add_idea(project=project, text=secret, by=by, key=uuid4())
    bone = build.fishbone(project)
    add_cause(fishbone=bone, place=f"category:{bone.categories.first().pk}", text=secret, by=by)
    add_member(project=project, details=Details(secret, "gp"), by=by)
    change_details(project=project, title=secret, types=[], crosses_organisations=False, expected_version=0, by=by)
    client = sign_in(world.admin)
    page, rows = client.get(reverse("event-list")).content.decode(), rows_of(client.get(reverse("event-download")))
    assert secret not in page
    assert secret not in str(rows)
    assert f"Action {action.pk}</td>" in page
    line = next(row for row in rows if row[2] == "action.added")
    assert line[3:8] == ["", "projects.action", str(action.pk), str(project.programme_id), str(project.pk)]
    assert {"action.added", "idea.added", "cause.added", "team.joined", "project.changed"} <= {row[2] for row in rows}
    assert not Event.objects.filter(target_label__contains=secret).exists()


def test_the_database_refuses_words_of_a_project(world) -> None:
    with pytest.raises(IntegrityError, match="event_no_words_of_a_project"), transaction.atomic():
        Event.objects.create(action="x.y", target_label="Anything", project_id=world.project.pk)


def test_people_and_organisations_are_named(world, sign_in) -> None:
    record("account.closed", world.outsider, by=world.admin, reason="left")
    assert "Una Stone</td>" in sign_in(world.admin).get(reverse("event-list")).content.decode()
    assert str(Event.objects.get(action="account.closed")) == "account.closed: Una Stone"
