"""The file of the tools that a programme's teams used: as far as they share it, and nothing of what was written."""

import csv
from datetime import date
from io import StringIO
from typing import Any

from django.urls import reverse

from cmsportal.audit.models import Event
from projects.models import Progress, Project, ToolUse
from tests.builders import make
from tests.builders.counting import count_queries

DAY = date(2026, 3, 2)


def used(project: Project, tool: str, part: str = "", **extra: Any) -> ToolUse:
    values = {"first_on": DAY, "last_on": date(2026, 3, 9), "days": 3, **extra}
    return ToolUse.objects.create(project=project, tool=tool, part=part, **values)


def rows_for(client: Any, programme: Any) -> list[dict[str, str]]:
    answer = client.get(reverse("programme-use-download", args=[programme.pk]))
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode().removeprefix("\ufeff")
    return list(csv.DictReader(StringIO(text)))


def test_what_is_shared_is_in_the_file_in_plain_figures(world, sign_in) -> None:
    world.project.shares.create(tool="workbook", audience="programme")
    used(world.project, "workbook", asked=40, answered=12)
    used(world.project, "workbook", "patients", asked=10, answered=4)
    used(world.project, "aims")
    rows = rows_for(sign_in(world.manager), world.programme)
    assert [(row["Practice"], row["Tool"], row["Part"]) for row in rows] == [
        ("Larkmead Surgery", "About our practice", ""),
        ("Larkmead Surgery", "About our practice", "patients"),
        ("Larkmead Surgery", "What we will improve", ""),
    ]
    assert rows[0] == {
        **rows[0],
        "Code": world.practice.code,
        "Project": world.project.title,
        "First used": "2026-03-02",
        "Last used": "2026-03-09",
        "Days": "3",
        "Questions asked": "40",
        "Questions answered": "12",
        "Left out": "",
    }


def test_what_is_not_shared_is_not_in_it_used_or_left_out(world, sign_in) -> None:
    for tool in ("workbook", "counting", "ratings", "surveys", "fishbone"):
        used(world.project, tool)
    Progress.objects.create(
        project=world.project, step=2, tool="surveys", state="skipped", skip_reason="no_time", note="Secret words"
    )
    client = sign_in(world.manager)
    assert rows_for(client, world.programme) == []
    world.project.shares.create(tool="surveys", audience="programme")
    row = rows_for(client, world.programme)[0]
    assert (row["Tool"], row["Left out"]) == ("Short surveys", "yes")
    assert row["Why"]
    assert "Secret words" not in str(row)


def test_what_was_left_out_without_being_used_has_its_reason(world, sign_in) -> None:
    Progress.objects.create(project=world.project, step=3, tool="aims", state="skipped", skip_reason="no_time")
    row = rows_for(sign_in(world.manager), world.programme)[0]
    assert (row["Tool"], row["First used"], row["Left out"]) == ("What we will improve", "", "yes")


def test_another_programme_is_not_there_and_its_use_not_in_the_file(world, sign_in) -> None:
    used(world.foreign_project, "aims")
    client = sign_in(world.manager)
    assert rows_for(client, world.programme) == []
    assert client.get(reverse("programme-use-download", args=[world.other_programme.pk])).status_code == 404


def test_who_took_it_is_written_down(world, sign_in) -> None:
    used(world.project, "aims")
    client = sign_in(world.manager)
    rows_for(client, world.programme)
    event = Event.objects.get(action="programme.use_downloaded")
    assert (event.actor, event.target_id, event.detail) == (world.manager, str(world.programme.pk), {"rows": 1})
    page = client.get(reverse("programme-detail", args=[world.programme.pk]))
    assert reverse("programme-use-download", args=[world.programme.pk]) in page.text


def test_the_same_queries_for_two_projects_and_many(world, sign_in) -> None:
    client = sign_in(world.manager)
    url = reverse("programme-use-download", args=[world.programme.pk])
    used(world.project, "aims")
    few = count_queries(client, url)
    for number in range(6):
        used(make.project(world.programme, make.practice(f"Practice {number}")), "aims")
    assert count_queries(client, url) == few
