"""Nothing that was written goes away: not by a form that fails, not by people who leave, not by hand in the trail."""

import re
from html import unescape

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from cmsportal.audit.services import record
from tests.builders import make
from tests.builders import toolkit as build

TYPED = "Words that took ten minutes"
# What may go with a person: mails and links that are for them alone, and how they want them. What they did stays.
GOES_WITH_A_PERSON = {
    "projects.CalendarFeed.user",
    "projects.CalendarInvite.user",
    "projects.Reminder.user",
    "projects.ReminderPreference.user",
    "projects.ReminderSettings.user",
    "toolkit.FigureImport.by",  # cells on their way in, kept for a day
    "toolkit.FigureLink.user",
}


def _ours() -> list[type[models.Model]]:
    own = {"accounts", "audit", "practices", "projects", "toolkit", "coaching"}
    return [model for model in apps.get_models() if model._meta.app_label in own]


def test_people_cannot_be_deleted_from_under_what_they_did() -> None:
    found = {}
    for model in _ours():
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model is get_user_model():
                found[f"{model._meta.label}.{field.name}"] = field.remote_field.on_delete
    assert len(found) > 20
    loose = {name for name, act in found.items() if act is models.CASCADE}
    assert loose <= GOES_WITH_A_PERSON
    kept = {name: act for name, act in found.items() if ".Historical" not in name and name not in loose}
    assert {name for name, act in kept.items() if act is not models.PROTECT} == set()


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE audit_event",
        "TRUNCATE audit_event CASCADE",
        "DELETE FROM audit_event",
        "UPDATE audit_event SET action = ''",
    ],
)
def test_the_trail_refuses_every_change_by_hand(statement, world) -> None:
    with transaction.atomic():
        record("idea.added", world.project, by=world.lead, project=world.project)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE audit_event ENABLE TRIGGER audit_event_no_truncate")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(statement)
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_event_no_truncate")


def test_migrations_are_complete_and_doing_them_again_does_nothing(db) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def test_every_constraint_of_ours_has_a_name_that_says_what_it_is(db) -> None:
    """Names that Django or PostgreSQL made up are for keys alone, never for a rule somebody has to read in a log."""
    with connection.cursor() as cursor:
        for model in _ours():
            if not model._meta.managed:
                continue
            found = connection.introspection.get_constraints(cursor, model._meta.db_table)
            named = {constraint.name for constraint in model._meta.constraints}
            assert named <= set(found), model
            keys = {
                field.column for field in model._meta.concrete_fields if field.is_relation and field.db_constraint
            }
            kept = {next(iter(c["columns"])) for c in found.values() if c["foreign_key"]}
            assert keys <= kept, f"{model._meta.label}: no foreign key in the database for {keys - kept}"


def _values(page: str) -> str:
    return unescape(re.sub(r"\s+", " ", page))


@pytest.mark.parametrize(
    ("name", "who", "args", "data", "kept"),
    [
        ("action-create", "lead", (), {"text": TYPED, "person": "else", "due_on": "32 Mai"}, ("32 Mai",)),
        ("action-list", "lead", (), {"line": TYPED}, ()),
        ("team-create", "lead", (), {"name": TYPED, "roles": ["is_lead", "is_sponsor"]}, ("is_lead", "is_sponsor")),
        ("ramp-create", "lead", (), {"title": TYPED}, ()),
        ("chartmark-create", "lead", (), {"label": TYPED, "date": "soon"}, ("soon",)),
        ("specific-aim-edit", "lead", (), {"what": TYPED, "goal": "lots", "direction": "decrease"}, ("lots",)),
        ("global-aim-edit", "lead", (), {"where": TYPED}, ()),
        ("measure-create", "lead", (), {"definition": TYPED, "value_kind": "rate", "goal": "1e999"}, ("1e999",)),
        ("standard-create", "lead", (), {"what": TYPED, "is_stable": "False", "review_on": "x"}, ("False",)),
        ("huddle-update", "lead", (), {"place": TYPED, "weekdays": ["1", "3"], "time": "late"}, ("late",)),
        ("project-update", "lead", (), {"title": "", "types": ["process", "health"]}, ("process", "health")),
        ("project-pause", "lead", (), {"note": TYPED}, ()),
        ("adopter-update", "manager", (), {"adopter": "none-such", "adopter_reason": TYPED, "version": 0}, ()),
        ("visit-plan", "coach", (), {"day": "32 Mai", "time": "9:00", "mode": "video"}, ("32 Mai", "9:00", "video")),
        ("coach-assign", "manager", (), {"starts_on": "32 Mai"}, ("32 Mai",)),
    ],
)  # fmt: skip
def test_a_form_that_fails_keeps_all_that_was_typed_or_chosen(name, who, args, data, kept, world, sign_in) -> None:
    answer = sign_in(getattr(world, who)).post(reverse(name, args=[world.project.pk, *args]), data)
    page = _values(answer.content.decode())
    assert answer.status_code in {200, 422}
    assert "error-summary" in page
    if TYPED in data.values():
        assert TYPED in page
    for text in kept:
        assert f'value="{text}"' in page, text
    for values in data.values():
        for value in values if isinstance(values, list) else [values]:
            chosen = re.search(
                rf'<input[^>]*type="(?:radio|checkbox)"[^>]*value="{re.escape(str(value))}"[^>]*>', page
            )
            assert not chosen or "checked" in chosen.group(), f"{value} is no longer chosen"


def test_a_visit_that_fails_keeps_every_choice(world, sign_in) -> None:
    visit = make.visit(world.project, world.coach)
    data = {
        "day": "32 Mai", "time": "9:15", "mode": "video", "minutes": "45", "helped": ["helping", "technical"],
        "tools_used": ["workbook"], "energy": "4", "progress": TYPED, "step0": "Sam: ring them", "step3": "Ann: ask",
        "note": "Only for my mentor", "needs_help": "on", "version": visit.version,
    }  # fmt: skip
    url = reverse("visit-log", args=[world.project.pk, visit.pk])
    page = _values(sign_in(world.coach).post(url, data).content.decode())
    for text in ("32 Mai", "9:15", "45", TYPED, "Sam: ring them", "Ann: ask", "Only for my mentor"):
        assert text in page, text
    checked = set(re.findall(r'<input[^>]*value="([^"]*)"[^>]*checked', page))
    assert {"video", "helping", "technical", "workbook", "4"} <= checked
    assert re.search(r'<input[^>]*name="needs_help"[^>]*checked', page)


def test_what_a_page_says_goes_is_all_that_goes(world, sign_in) -> None:
    """A group of the fishbone goes with its causes; the ideas that came of them stay."""
    bone = build.fishbone(world.project)
    cause = build.cause(bone)
    build.cause(bone, "Nobody told us", parent=cause)
    world.project.change_ideas.create(text="Two people at 8", source="cause", cause=cause)
    client, url = sign_in(world.lead), reverse("category-delete", args=[world.project.pk, cause.category_id])
    page = client.get(url).content.decode()
    assert cause.text in page
    assert "Nobody told us" in page
    assert client.post(url, {"seen": "1"}).status_code == 409
    assert bone.causes.count() == 2
    assert client.post(url, {"seen": "2"}).status_code == 302
    assert bone.causes.count() == 0
    assert world.project.change_ideas.get().cause is None
    assert type(cause).history.filter(history_type="-").count() == 2
