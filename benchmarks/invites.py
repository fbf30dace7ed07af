"""What the look at everybody's calendar costs, which comes round every few minutes.

    python benchmarks/invites.py [projects]

Projects with a lead team of seven, huddles every working day and a weekly meeting with a year of its meetings. Timed
when nothing has changed, and when one huddle in a hundred moved to another time. Baseline in the same run: fetching
the rows that any such look must read, as plain values.
A database of its own is made and dropped beside the one that DATABASE_URL names. Needs DATABASE_URL and REDIS_URL.
"""

import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmsportal.settings")
os.environ.setdefault("CMSPORTAL_MODE", "test")

import django

django.setup()

from django.db import connection  # noqa: E402 - after the set-up
from django.test.utils import CaptureQueriesContext  # noqa: E402 - after the set-up
from django.utils import timezone  # noqa: E402 - after the set-up

from benchmarks.own_database import own_database  # noqa: E402 - after the set-up
from benchmarks.reminders import SIZE, TEAM, fill  # noqa: E402 - after the set-up
from projects.calendar.invites import plan_invites  # noqa: E402 - after the set-up
from projects.models import (  # noqa: E402 - after the set-up
    CalendarInvite,
    HuddleSchedule,
    Meeting,
    MeetingSeries,
    Project,
    TeamMember,
)

WEEKS = 52


def add_meetings() -> None:
    today = timezone.localdate()
    first = today - timedelta(days=today.weekday() + 7 * WEEKS // 2)
    series = [
        MeetingSeries(project=project, kind="lead_team", rhythm="weekly", weekday=0, time=clock(13), starts_on=first)
        for project in Project.objects.all()
    ]
    MeetingSeries.objects.bulk_create(series, batch_size=SIZE)
    days = [first + timedelta(days=7 * number) for number in range(WEEKS)]
    rows = [
        Meeting(
            project_id=one.project_id,
            series=one,
            kind=one.kind,
            day=day,
            starts_at=datetime.combine(day, clock(13), tzinfo=UTC),
            minutes=60,
        )
        for one in series
        for day in days
    ]
    Meeting.objects.bulk_create(rows, batch_size=SIZE)


def rows_read() -> None:
    for model in (HuddleSchedule, MeetingSeries, Meeting, Project, CalendarInvite):
        list(model.objects.order_by().values_list())
    list(TeamMember.objects.current().order_by().values_list("project", "user"))


def timed(words: str, what: Callable[[], Any], baseline: float | None = None) -> float:
    with CaptureQueriesContext(connection) as queries:
        began = time.perf_counter()
        result = what()
        seconds = time.perf_counter() - began
    ratio = f"{seconds / baseline:6.1f} x" if baseline else ""
    told = f"; {result:,} mails" if result is not None else ""
    print(f"{words:<44} {seconds * 1000:9.0f} ms {ratio} {len(queries):6} queries{told}")
    return seconds


def main(count: int) -> None:
    with own_database():
        fill(count * (TEAM + 1))
        add_meetings()
        print(f"{count:,} projects, {Meeting.objects.count():,} meetings")
        timed("the first look: everybody is told", lambda: plan_invites(timezone.now()))
        baseline = timed("the rows alone (baseline)", rows_read)
        timed("nothing has changed", lambda: plan_invites(timezone.now()), baseline)
        some = HuddleSchedule.objects.order_by("pk").values_list("pk", flat=True)[: max(count // 100, 1)]
        HuddleSchedule.objects.filter(pk__in=list(some)).update(time=clock(7, 45))
        timed("one huddle in a hundred moved", lambda: plan_invites(timezone.now()), baseline)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1200)
