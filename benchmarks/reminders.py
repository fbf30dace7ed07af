"""Ten thousand due reminders leave with one worker that is killed three times on the way.

    python benchmarks/reminders.py [reminders]

A real Celery worker (two processes, as docker-compose.yml starts it) over real PostgreSQL and Redis, and a mail
server in a process of its own. At a quarter, a half and three quarters of the mails the worker is killed without a
chance to clean up, and started again at once, as a container is. The time counts from the first start of the worker
to the last mail, its four starts included. Afterwards each mail must have come once, and each reminder be sent; one
that was leaving at the moment of a kill may stand on the administrator's list instead, because nobody can know.

Baseline in the same run: a bare loop over smtplib that sends mails of the same size to the same server, with nothing
looked up, written or remembered. A database of its own is made and dropped beside the one that DATABASE_URL names.
Needs DATABASE_URL and REDIS_URL; say so when that PostgreSQL does not flush to disk (fsync off).
"""

import os
import signal
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmsportal.settings")
os.environ.setdefault("CMSPORTAL_MODE", "test")

import django  # noqa: E402 - after the path

django.setup()

from django.db import connection  # noqa: E402 - after the set-up
from django.db.models import Count  # noqa: E402 - after the set-up
from django.utils import timezone  # noqa: E402 - after the set-up

from benchmarks.own_database import own_database  # noqa: E402 - after the set-up
from cmsportal.accounts.models import User  # noqa: E402 - after the set-up
from cmsportal.celery import app  # noqa: E402 - after the set-up
from practices.models import Practice, Programme  # noqa: E402 - after the set-up
from projects.models import HuddleSchedule, Project, Reminder, TeamMember  # noqa: E402 - after the set-up
from projects.reminders.sending import BATCH  # noqa: E402 - after the set-up
from tests.builders.smtp import MailProcess  # noqa: E402 - after the set-up
from toolkit.models import Measure  # noqa: E402 - after the set-up

TEAM = 7
SIZE = 500  # rows written at once
KILLS = 3
PROCESSES = 2  # of the one worker


def fill(count: int) -> None:
    """Reminders that are due now: in each project a huddle for a team of seven, and one figure."""
    now = timezone.now()
    soon = timezone.localtime(now) + timedelta(minutes=25)
    since = soon.date() - timedelta(days=90)
    programme = Programme.objects.create(name="Harwick Better Systems", starts_on=since)
    numbers = range(-(-count // (TEAM + 1)))
    practices = [Practice(code=f"Z{n:05d}", name=f"Surgery {n}", list_size=9000) for n in numbers]
    Practice.objects.bulk_create(practices, batch_size=SIZE)
    projects = [Project(programme=programme, practice=one, title="Answering the phones sooner") for one in practices]
    Project.objects.bulk_create(projects, batch_size=SIZE)
    people = [User(email=f"person.{n}@example.org", name=f"Person {n}") for n in range(len(projects) * TEAM)]
    User.objects.bulk_create(people, batch_size=SIZE)
    places = [
        TeamMember(
            project=projects[number // TEAM],
            user=user,
            name=user.name,
            discipline="reception",
            starts_on=since,
            is_champion=number % TEAM == 0,
        )
        for number, user in enumerate(people)
    ]
    TeamMember.objects.bulk_create(places, batch_size=SIZE)
    at = soon.time().replace(microsecond=0)
    schedules = [HuddleSchedule(project=one, weekdays=list(range(7)), time=at, place="Reception") for one in projects]
    HuddleSchedule.objects.bulk_create(schedules, batch_size=SIZE)
    measures = [
        Measure(
            project=one,
            name="Calls answered within 5 minutes",
            kind="outcome",
            value_kind="value",
            unit="%",
            direction="up",
            goal=80,
            is_lead=True,
            due_weekday=soon.weekday(),
        )
        for one in projects
    ]
    Measure.objects.bulk_create(measures, batch_size=SIZE)
    found = [("huddle", schedules[number // TEAM].pk, place) for number, place in enumerate(places)]
    found += [("figure", measure.pk, places[number * TEAM]) for number, measure in enumerate(measures)]
    rows = [
        Reminder(
            kind=kind,
            key=f"{kind}:{subject_id}:{place.user_id}",
            user_id=place.user_id,
            project_id=place.project_id,
            subject_id=subject_id,
            day=soon.date(),
            due_at=now,
            try_at=now,
            expires_at=now + timedelta(minutes=24),
        )
        for kind, subject_id, place in found[-count:]
    ]
    Reminder.objects.bulk_create(rows, batch_size=SIZE)


def start_worker(port: int) -> subprocess.Popen[bytes]:
    base = connection.settings_dict
    env = {
        **os.environ,
        "DATABASE_URL": f"postgres://{base['USER']}:{base['PASSWORD']}@{base['HOST']}:{base['PORT']}/{base['NAME']}",
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
    }
    command = [
        sys.executable,
        "-m",
        "celery",
        "--quiet",
        "--app",
        "cmsportal",
        "worker",
        "--concurrency",
        str(PROCESSES),
    ]
    # A session of its own, so that all its processes are killed at once, as those of a container are.
    return subprocess.Popen([*command, "--loglevel", "ERROR"], cwd=ROOT, env=env, start_new_session=True)  # noqa: S603


def send_with_kills(server: MailProcess, count: int) -> Iterator[tuple[str, float]]:
    """Words and seconds since the first start, at each kill and at the end."""
    began = time.perf_counter()
    worker = start_worker(server.port)
    try:
        for number in range(1, KILLS + 1):
            wait_for(server, count * number // (KILLS + 1))
            kill(worker)
            yield f"killed after {server.count():,} mails", time.perf_counter() - began
            worker = start_worker(server.port)
        while Reminder.objects.filter(state__in=["due", "claimed"]).exists():
            time.sleep(0.1)
        yield "all left", time.perf_counter() - began
    finally:
        kill(worker)


def kill(worker: subprocess.Popen[bytes]) -> None:
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait(10)


def wait_for(server: MailProcess, count: int) -> None:
    while server.count() < count:
        time.sleep(0.02)


def bare_loop(count: int, size: int) -> float:
    """Seconds that smtplib alone takes for as many mails of a size in bytes."""
    server = MailProcess()
    mail = b"Subject: Huddle\r\nMessage-ID: <one@example.org>\r\n\r\n" + b"x" * 70 + b"\r\n"
    mail += (b"y" * 70 + b"\r\n") * (size // 72)
    try:
        began = time.perf_counter()
        with smtplib.SMTP("127.0.0.1", server.port) as smtp:
            for number in range(count):
                smtp.sendmail("improve@example.org", [f"person.{number}@example.org"], mail)
        return time.perf_counter() - began
    finally:
        server.stop()


def flushes() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW fsync")
        return cursor.fetchone()[0]


def deliver(server: MailProcess, count: int) -> tuple[list[str], dict[str, int], list[Any]]:
    """Message-IDs of the mails that came, how many reminders are in which state, and those sent that did not come."""
    fill(count)
    app.control.purge()
    print(f"{count:,} reminders, one worker of {PROCESSES} processes, batches of {BATCH}")
    print(f"PostgreSQL's fsync is {flushes()}")
    for words, seconds in send_with_kills(server, count):
        print(f"{words:<32} {seconds:7.1f} s")
    ids = server.message_ids()
    states = dict(Reminder.objects.order_by().values_list("state").annotate(Count("pk")))
    sent = set(Reminder.objects.filter(state="sent").values_list("pk", flat=True))
    came = {identifier.partition("-")[2].partition("@")[0] for identifier in ids}
    lost = [pk for pk in sent if str(pk) not in came]
    print(f"mails {len(ids):,}, twice {len(ids) - len(set(ids))}, sent but not come {len(lost)}, states {states}")
    bare = bare_loop(count, server.mean_size())
    print(f"{'smtplib alone (baseline)':<32} {bare:7.1f} s: {seconds / bare:.1f} x {os.getloadavg()[0]:.1f} load")
    return ids, states, lost


def main(count: int) -> None:
    server = MailProcess()
    try:
        with own_database():
            ids, states, lost = deliver(server, count)
    finally:
        server.stop()
    if len(ids) != len(set(ids)) or lost or states.get("sent", 0) + states.get("failed", 0) != count:
        sys.exit("Some were lost or came twice.")
    if states.get("failed", 0) > KILLS * PROCESSES:
        sys.exit("More than one a process and kill is in doubt.")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
