"""The demo programme: the same every time, in every state, and only where it belongs."""

import io
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from cmsportal.accounts.models import User
from cmsportal.programme.demo.build import build, invented_name
from cmsportal.programme.demo.cast import SIGN_INS
from coaching.models import Visit
from practices.models import Practice, Programme
from practices.opendata.figures import published_for
from projects.models import Action, Project, TeamMember
from toolkit.models import Cycle, Figure, Measure, PlaybookEntry, SpecificAim, WorkbookSkip

HEADINGS = {
    "Jo Pritchard": "My actions",
    "Sam Whitlock": "My actions",
    "Rachel Osei": "visit",
    "Marcus Bell": "My teams",
    "Helen Brandt": "wait for you",
    "Naomi Adeyemi": "shared with you",
    "Dot Fielding": "One data wall shared with you",
    "Ada Keeper": "Everything is in order",
}


def figures() -> list[tuple]:
    return list(
        Figure.objects.order_by("measure__project__title", "measure__position", "date").values_list(
            "measure__project__title", "measure__name", "date", "value", "numerator", "denominator"
        )
    )


def test_each_sign_in_sees_something(db, sign_in) -> None:
    out = io.StringIO()
    call_command("make_demo", stdout=out)
    assert set(HEADINGS) == {person.name for person in SIGN_INS}
    for person in SIGN_INS:
        assert person.email in out.getvalue()
        user = User.objects.get(email=person.email)
        assert user.check_password("improve-together")
        page = sign_in(user).get(reverse("today")).content.decode()
        assert HEADINGS[person.name] in page, person.name
        assert sign_in(user).get(reverse("project-list")).status_code == 200
    for project in Project.objects.all():
        page = sign_in(User.objects.get(name="Helen Brandt")).get(reverse("project-detail", args=[project.pk]))
        assert page.status_code == 200, project


def test_every_state_and_step_and_its_own_rules(db) -> None:
    programme = build(7)
    projects = list(programme.projects.all())
    assert len(projects) >= 25
    assert {project.status for project in projects} == set(Project.Status.values)
    assert {row.stage for row in Cycle.objects.all()} >= {"plan", "do", "study", "closed"}
    assert {row.decision for row in Cycle.objects.exclude(decision="")} >= {"adopt", "adapt", "abandon"}
    wrong = []
    for model in (Project, Measure, Cycle, TeamMember, Visit, Action, SpecificAim, Practice):
        for row in model.objects.all():
            try:
                row.full_clean()
            except ValidationError as problem:
                wrong.append((row, problem))
    assert wrong == []
    jo = Project.objects.get(practice__name="Larkmead Surgery")
    assert [entry.edition for entry in PlaybookEntry.objects.filter(standard__project=jo).order_by("edition")] == [
        1,
        2,
    ]
    assert not jo.progress.filter(tool="standards", state="skipped").exists()
    published = published_for(jo.practice, timezone.localdate())
    assert published.patients.total == sum(published.patients.by_age) == jo.practice.list_size
    assert published.roles
    assert published.demand.months[-1][0] < timezone.localdate().replace(day=1)
    assert jo.answers.filter(origin="open_data").count() == 7
    assert not Figure.objects.filter(date__gt=timezone.localdate()).exists()


def test_the_same_seed_makes_the_same_figures_and_another_others(db) -> None:
    from django.db import transaction

    seen = []
    for seed in (5, 5, 6):
        with transaction.atomic():
            build(seed)
            seen.append(figures())
            transaction.set_rollback(True)
    assert seen[0] == seen[1]
    assert seen[0] != seen[2]


def test_a_second_time_changes_nothing(db) -> None:
    Programme.objects.create(name="Mine", starts_on="2026-01-01")
    out = io.StringIO()
    call_command("make_demo", stdout=out)
    assert "there already" in out.getvalue()
    assert Programme.objects.get().name == "Mine"
    assert not User.objects.exists()


def test_it_is_not_for_production(db, settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="not for production"):
        call_command("make_demo")
    assert not Programme.objects.exists()


def test_invented_names_differ() -> None:
    assert len({invented_name(number) for number in range(200)}) == 200


def test_the_record_of_use_goes_back_to_the_steps(db) -> None:
    build()
    jo = Project.objects.get(practice__name="Larkmead Surgery")
    uses = {(use.tool, use.part): use for use in jo.tool_uses.all()}
    begun = jo.progress.get(tool="team").since
    assert begun <= uses["workbook", ""].first_on < timezone.localdate() - timedelta(days=60)
    assert uses["workbook", ""].days > 1
    assert ("workbook", "purpose") in uses
    assert {"surveys", "counting", "ratings", "maps", "drivers"} <= {tool for tool, _ in uses}
    done = {row.tool: row.since for row in jo.progress.filter(state="done") if row.tool}
    assert uses["fishbone", ""].first_on < uses["fishbone", ""].last_on == done["fishbone"], "done after it was used"
    assert WorkbookSkip.objects.filter(
        reason="no_time", created_at__lt=timezone.localtime() - timedelta(days=1)
    ).exists()
