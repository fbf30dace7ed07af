"""The file of the tools that a programme's teams used: as far as they share it, and nothing of what was written."""

import csv
from datetime import UTC, date, datetime
from io import StringIO
from typing import Any

import time_machine
from django.urls import reverse
from django.utils import timezone

from cmsportal.audit.models import Event
from cmsportal.nhsuk.formats import day
from projects.models import Progress, Project, ToolUse
from tests.builders import make
from tests.builders.counting import count_queries
from toolkit.models import WorkbookSkip
from toolkit.workbook.services import Draft, save_answers
from toolkit.workbook.skipping import skip_questions, undo_skip

DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


def used(project: Project, tool: str, part: str = "", **extra: Any) -> ToolUse:
    values = {"first_on": DAY, "last_on": date(2026, 3, 9), "days": 3, **extra}
    return ToolUse.objects.create(project=project, tool=tool, part=part, **values)


def left_out(project: Project, tool: str, step: int, skip_reason: str = "no_time") -> None:
    Progress.objects.create(
        project=project, step=step, tool=tool, state="skipped", skip_reason=skip_reason, since=DAY
    )


def write(world: Any) -> None:
    """One answer in Patients."""
    draft = Draft("patients.conditions", {"text": "Diabetes"}, None)
    save_answers(project=world.project, drafts=[draft], by=world.lead)


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
        ("Larkmead Surgery", "About our practice", "Patients"),
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
        "State": "Under way",
        "Left out on": "",
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
    assert (row["Tool"], row["State"], row["Why"]) == ("Short surveys", "Left out", "No time just now")
    assert "Secret words" not in str(row)


def test_what_was_left_out_without_being_used_has_its_reason(world, sign_in) -> None:
    left_out(world.project, "aims", 3)
    row = rows_for(sign_in(world.manager), world.programme)[0]
    assert (row["Tool"], row["First used"], row["State"]) == ("What we will improve", "", "Left out")
    assert (row["Left out on"], row["Why"]) == ("2026-03-02", "No time just now")


def test_what_was_left_out_with_its_whole_step_has_the_steps_day_and_reason(world, sign_in) -> None:
    left_out(world.project, "", 3, skip_reason="not_useful")
    used(world.project, "aims")
    row = rows_for(sign_in(world.manager), world.programme)[0]
    assert (row["Tool"], row["Days"], row["State"]) == ("What we will improve", "3", "Left out")
    assert (row["Left out on"], row["Why"]) == ("2026-03-02", "Not useful for us")


def test_what_was_marked_done_says_when_also_without_a_day_of_use(world, sign_in) -> None:
    Progress.objects.create(project=world.project, step=3, tool="aims", state="done", since=DAY)
    row = rows_for(sign_in(world.manager), world.programme)[0]
    assert (row["Tool"], row["State"], row["Done on"], row["Days"]) == (
        *("What we will improve", "Done", "2026-03-02", ""),
    )


@time_machine.travel(AT, tick=False)
def test_parts_of_the_workbook_left_out_are_in_it_with_day_and_reason(world, sign_in) -> None:
    world.project.shares.create(tool="workbook", audience="programme")
    write(world)
    for part, group in (("purpose", ""), ("patients", ""), ("professionals", "skills")):
        skip_questions(
            project=world.project, part=part, group=group, reason="no_time", note="Secret words", by=world.lead
        )
    rows = rows_for(sign_in(world.manager), world.programme)
    assert [(row["Part"], row["Group of questions"], row["State"]) for row in rows] == [
        ("", "", "Under way"),
        ("Purpose", "", "Left out"),
        ("Patients", "", "Left out"),
        ("Professionals", "What we can do", "Left out"),
    ]
    assert {(row["Left out on"], row["Why"]) for row in rows[1:]} == {("2026-03-02", "No time just now")}
    assert (rows[1]["Days"], rows[1]["Questions asked"]) == ("", ""), "nobody has written in it"
    assert (rows[2]["Days"], rows[2]["Questions answered"]) == ("1", "1"), "how far it had come is kept"
    assert int(rows[2]["Questions asked"]) > 1
    assert int(rows[0]["Questions answered"]) == 0, "of what is asked still"
    assert "Secret words" not in str(rows)


def test_parts_left_out_are_no_more_shared_than_the_workbook(world, sign_in) -> None:
    skip_questions(project=world.project, part="purpose", reason="no_time", by=world.lead)
    client = sign_in(world.manager)
    page = reverse("use-list", args=[world.project.pk])
    assert rows_for(client, world.programme) == []
    assert "Purpose" not in client.get(page).text
    said = "What the team does not show you is not in it."
    assert said in client.get(page).text
    assert said not in sign_in(world.member).get(page).text
    client = sign_in(world.manager)
    world.project.shares.create(tool="workbook", audience="programme")
    assert [row["Part"] for row in rows_for(client, world.programme)] == ["", "Purpose"]
    assert "About our practice: Purpose" in client.get(page).text


def test_the_teams_own_page_says_when_and_why_each_was_left_out(world, sign_in) -> None:
    write(world)
    for part in ("purpose", "patients"):
        skip_questions(project=world.project, part=part, reason="no_time", by=world.lead)
    page = sign_in(world.lead).get(reverse("use-list", args=[world.project.pk]))
    said = {row[0]: row[1:] for row in page.context["rows"]}
    why = f"{day(timezone.localdate(WorkbookSkip.objects.earliest('created_at').created_at))}: no time just now"
    assert said["About our practice: Purpose"] == ("–", "–", "–", "–", why)
    assert said["About our practice: Patients"][2:] == ("1", said["About our practice: Patients"][3], why)
    assert said["About our practice: Patients"][3].startswith("1 of ")
    undo_skip(project=world.project, part="purpose", by=world.lead)
    page = sign_in(world.lead).get(reverse("use-list", args=[world.project.pk]))
    assert "About our practice: Purpose" not in [row[0] for row in page.context["rows"]]


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
        project = make.project(world.programme, make.practice(f"Practice {number}"))
        used(project, "aims")
        WorkbookSkip.objects.create(project=project, part="purpose", reason="no_time")
    assert count_queries(client, url) == few
