"""Fills an empty database: rows in bulk, figures by COPY, the same ones for the same seed and day."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from multiprocessing import get_context
from random import Random
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import connection, connections
from django.utils import timezone

from cmsportal.accounts.models import User
from practices.models import (
    PCN,
    Commissioner,
    Practice,
    PracticeCommissioner,
    PracticePCN,
    Programme,
    ProgrammeCommissioner,
    ProgrammeMembership,
)
from projects.models import CoachAssignment, Project, Share, TeamMember
from projects.tools import AS_DELIVERED, Audience, Tool
from toolkit.measures.summaries import refresh
from toolkit.models import ChartMark, Figure, Measure

from . import names, shapes

MAIL = "national.example"
BEGAN = timedelta(days=1200)
KEEPS_WALL, OFF_WALL, RARE = 0.05, 0.06, 0.03  # shares of teams and measures
CHANGES = (
    "Two people on phones 8 to 9",
    "Online form",
    "Call-back list",
    "Text with a link",
    "New rota",
    "Morning huddle",
)
CHUNK = 300


@dataclass(frozen=True)
class Size:
    """How much of each. ``measures`` are spread over the projects, ``figures`` over the measures."""

    practices: int = 7_000
    projects: int = 3_000
    measures: int = 9_000
    figures: int = 1_000_000
    programmes: int = 6


class Builder:
    """Holds what later rows refer to."""

    def __init__(self, size: Size, seed: int, today: date) -> None:
        self.size, self.today = size, today
        self.random = Random(seed)  # noqa: S311 - nothing secret: the same figures for the same seed
        self.began = today - BEGAN

    def ident(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)

    def organisations(self) -> None:
        size, random = self.size, self.random
        commissioners = [
            Commissioner(id=self.ident(), code=f"ZZ{n:03d}", name=f"NHS {place} and {other}", kind="sub_icb")
            for n, (place, other) in enumerate(_pairs(names.PLACES, max(1, size.practices // 170)))
        ]
        networks = [
            PCN(id=self.ident(), code=f"U{90_000 + n}", name=f"{random.choice(names.PLACES)} Network {n + 1}")
            for n in range(max(1, size.practices // 6))
        ]
        self.practices = [
            Practice(
                id=self.ident(),
                code=f"Z{n:05d}",
                name=names.practice_name(n, random),
                postcode=f"ZZ{n % 90 + 1} {n % 9 + 1}ZZ",
                list_size=random.randint(2_000, 19_000),
            )
            for n in range(size.practices)
        ]
        self.commissioners = commissioners
        _bulk(commissioners, networks, self.practices)
        near = {"starts_on": self.began}
        _bulk(
            [
                PracticeCommissioner(
                    id=self.ident(),
                    practice=row,
                    commissioner=commissioners[n * len(commissioners) // size.practices],
                    **near,
                )
                for n, row in enumerate(self.practices)
            ],
            [
                PracticePCN(id=self.ident(), practice=row, pcn=networks[n * len(networks) // size.practices], **near)
                for n, row in enumerate(self.practices)
            ],
        )

    def person(self, what: str, number: int, password: str = "") -> User:
        name = names.person_name(self.random)
        email = f"{what}.{number}@{MAIL}"
        return User(id=self.ident(), email=email, name=name, password=make_password(password or None))

    def programmes(self, password: str) -> None:
        rows, people, roles, runs = [], [], [], []
        pool = max(1, self.size.projects // self.size.programmes // 5)
        self.coaches: list[list[User]] = []
        for n in range(self.size.programmes):
            programme = Programme(id=self.ident(), name=f"National improvement, area {n + 1}", starts_on=self.began)
            manager = self.person("manager", n + 1, password)
            coaches = [self.person(f"coach.{n + 1}", k + 1) for k in range(pool)]
            rows.append(programme)
            people += [manager, *coaches]
            roles += [
                ProgrammeMembership(
                    id=self.ident(), programme=programme, user=user, role=role, capacity=6, starts_on=self.began
                )
                for user, role in [(manager, "manager"), *((coach, "coach") for coach in coaches)]
            ]
            commissioner = self.commissioners[n % len(self.commissioners)]
            runs.append(
                ProgrammeCommissioner(
                    id=self.ident(), programme=programme, commissioner=commissioner, starts_on=self.began
                )
            )
            self.coaches.append(coaches)
        self.rows = rows
        _bulk(rows, people, roles, runs)

    def projects(self) -> None:
        size, random = self.size, self.random
        chosen = random.sample(self.practices, size.projects)
        self.projects_made, people, team, coached, shares = [], [], [], [], []
        for n, practice in enumerate(chosen):
            area = n * size.programmes // size.projects
            begun = self.today - timedelta(days=random.randint(200, 1_100))
            kind = random.choice(shapes.KINDS)
            project = Project(
                id=self.ident(), programme=self.rows[area], practice=practice, title=str(kind.fields["name"]),
                signed_up_on=begun, types=[random.choice(Project.Type.values)],
            )  # fmt: skip
            self.projects_made.append(project)
            lead = self.person("lead", n + 1)
            people.append(lead)
            team += [
                TeamMember(
                    id=self.ident(), project=project, user=lead, name=lead.name, discipline="manager", is_lead=True,
                    is_champion=True, starts_on=begun,
                ),
                TeamMember(
                    id=self.ident(), project=project, name=names.person_name(random), discipline="gp_partner",
                    is_sponsor=True, starts_on=begun,
                ),
                TeamMember(
                    id=self.ident(), project=project, name=names.person_name(random), discipline="reception",
                    starts_on=begun,
                ),
            ]  # fmt: skip
            coach = random.choice(self.coaches[area])
            coached.append(
                CoachAssignment(id=self.ident(), project=project, user=coach, is_lead=True, starts_on=begun)
            )
            keeps = random.random() < KEEPS_WALL
            shares += [
                Share(id=self.ident(), project=project, tool=tool, audience=audience)
                for audience, tools in AS_DELIVERED.items()
                for tool in tools
                if not (keeps and audience == Audience.PROGRAMME and tool == Tool.WALL)
            ]
        self.team = team
        _bulk(self.projects_made, people, team, coached, shares)

    def measures(self) -> None:
        random, size = self.random, self.size
        self.measures_made: list[tuple[Measure, shapes.Kind]] = []
        marks = []
        for n in range(size.measures):
            project = self.projects_made[n * size.projects // size.measures]
            first = not self.measures_made or self.measures_made[-1][0].project_id != project.pk
            kind = shapes.RARE if not first and random.random() < RARE else random.choice(shapes.KINDS)
            level = sum(kind.level) / 2
            goal = (
                round(level * (1.2 if kind.fields["direction"] == "up" else 0.8)) if random.random() < 0.6 else None
            )
            measure = Measure(
                id=self.ident(), project=project, goal=goal,
                kind="outcome" if first else random.choice(("process", "balancing")),
                is_lead=first, on_wall=first or random.random() > OFF_WALL, position=n % 3,
                collector=random.choice(self.team[3 * (n * size.projects // size.measures) :][:3]), **kind.fields,
            )  # fmt: skip
            self.measures_made.append((measure, kind))
            if first:
                marks += [
                    ChartMark(
                        id=self.ident(), project=project, label=label,
                        date=self.today - timedelta(days=random.randint(20, 500)),
                    )
                    for label in random.sample(CHANGES, 2)
                ]  # fmt: skip
        _bulk([measure for measure, _ in self.measures_made], marks)

    def figures(self) -> None:
        """Each measure has its share of the figures: daily ones more, monthly ones fewer."""
        weights = [
            {"daily": 3.0, "monthly": 0.35, "event": 0.3}.get(measure.schedule, 1.0) * self.random.uniform(0.4, 1.6)
            for measure, _ in self.measures_made
        ]
        counts = _spread(self.size.figures, weights)
        columns = ("id", "measure_id", "date", "status", "value", "numerator", "denominator", "note", "via")
        columns += ("entered_at", "created_at", "version")
        with connection.cursor() as cursor:
            names_of = ", ".join(columns)
            with cursor.copy(f"COPY {Figure._meta.db_table} ({names_of}) FROM STDIN") as copy:
                for (measure, kind), count in zip(self.measures_made, counts, strict=True):
                    copy.write("".join(self._lines(measure, kind, count)))
            cursor.execute("ANALYZE")

    def _lines(self, measure: Measure, kind: shapes.Kind, count: int) -> Iterator[str]:
        late = self.random.choice((0, 0, 0, 7, 7, 14, 90))  # some walls have gone quiet
        last = self.today - timedelta(days=late)
        days = shapes.days_back(measure.schedule, count, last, self.random)
        bits, owner = self.random.getrandbits, measure.pk.hex
        for day, (status, value, part, of) in zip(days, shapes.series(kind, count, self.random), strict=True):
            cells = "\t".join("\\N" if cell is None else str(cell) for cell in (value, part, of))
            at = f"{day} 17:00:00+00"
            yield f"{bits(128):032x}\t{owner}\t{day}\t{status}\t{cells}\t\tfile\t{at}\t{at}\t0\n"


def build(size: Size, *, seed: int, password: str, workers: int, say: Callable[[str], None]) -> None:
    """Fill an empty database. ``workers``: processes that make the charts' summaries; 1 makes them here."""
    builder = Builder(size, seed, timezone.localdate())
    builder.organisations()
    say(f"{size.practices:,} practices with their networks and commissioners")
    builder.programmes(password)
    builder.projects()
    say(f"{size.programmes} programmes with {size.projects:,} projects and their teams")
    builder.measures()
    builder.figures()
    say(f"{size.measures:,} measures with {size.figures:,} figures")
    made = summarise([measure.pk for measure, _ in builder.measures_made], workers)
    say(f"{made:,} summaries of charts")


def summarise(ids: list[UUID], workers: int) -> int:
    if workers < 2:
        return refresh(ids)
    chunks = [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]
    connections.close_all()  # a connection must not be shared between processes
    with ProcessPoolExecutor(workers, get_context("fork"), initializer=connections.close_all) as pool:
        return sum(pool.map(refresh, chunks))


def processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _bulk(*lists: Iterable[Any]) -> None:
    for rows in map(list, lists):
        if rows:
            type(rows[0]).objects.bulk_create(rows, batch_size=5_000)


def _pairs(words: tuple[str, ...], number: int) -> list[tuple[str, str]]:
    return [(words[n % len(words)], words[(n * 7 + n // len(words) + 1) % len(words)]) for n in range(number)]


def _spread(total: int, weights: list[float]) -> list[int]:
    """``total`` in whole parts, as the weights say; what rounding leaves goes to the first."""
    whole = sum(weights)
    parts = [int(total * weight / whole) for weight in weights]
    for n in range(total - sum(parts)):
        parts[n % len(parts)] += 1
    return parts
