"""What the migration that brought meetings and fidelity does to projects that were there before."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from projects.models import Action, Share
from projects.tools import Tool
from tests.builders import make

pytestmark = pytest.mark.django_db
migration = import_module("projects.migrations.0002_meetings_huddles_and_reminders")
NEW = (Tool.FIDELITY, Tool.MEETINGS)


def shown(project) -> set[str]:
    return set(
        Share.objects.open().filter(project=project, audience="coach", tool__in=NEW).values_list("tool", flat=True)
    )


def test_a_coach_who_sees_the_tests_sees_how_they_are_done(world) -> None:
    Share.objects.filter(tool__in=NEW).delete()
    hides_tests = Share.objects.filter(project=world.other_project, tool=Tool.CYCLES, audience="coach")
    hides_tests.update(ended_at=make.now(), ended_by=world.other_practice_lead)
    migration.show_new_tools_to_coaches(apps, None)
    assert shown(world.project) == set(NEW)
    assert shown(world.other_project) == {Tool.MEETINGS}
    assert not Share.objects.filter(tool=Tool.FIDELITY, audience="programme").exists(), "the team decides"
    migration.hide_new_tools(apps, None)
    assert shown(world.project) == set()


def test_an_action_that_names_no_row_is_the_teams_own(world) -> None:
    action = make.action(world.project)
    named = make.action(world.project, source="visit", source_id=world.project.pk)
    with connection.schema_editor() as schema_editor:
        migration.name_sources(apps, schema_editor)
    assert Action.objects.get(pk=action.pk).source == "team"
    assert Action.objects.get(pk=named.pk).source == "visit"
