"""How long Today, a project page, the wall and a chart take, beside a page that does nothing in the same run.

    python benchmarks/pages.py [rounds]

The baseline is the smallest answer through the same server code, middleware and session: a signed-in view that
answers with a few bytes, and for pictures a static file's answer. Milliseconds are medians of all rounds. The wall
carries twelve charts of 24 figures with four changes each. 'Cold' empties the picture cache first. The wall's page
draws no pictures, so its cold time is that of the page with its twelve pictures, fetched one after the other.
A test database is made and dropped beside the one that DATABASE_URL names. Needs DATABASE_URL and REDIS_URL.
"""

import logging
import os
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmsportal.settings")
os.environ.setdefault("CMSPORTAL_MODE", "test")

import django

django.setup()

from django.core.cache import cache  # noqa: E402 - after the set-up
from django.db import connection  # noqa: E402 - after the set-up
from django.http import HttpRequest, HttpResponse  # noqa: E402 - after the set-up
from django.test import Client, override_settings  # noqa: E402 - after the set-up
from django.test.runner import DiscoverRunner  # noqa: E402 - after the set-up
from django.test.utils import CaptureQueriesContext  # noqa: E402 - after the set-up
from django.urls import include, path, reverse  # noqa: E402 - after the set-up

from tests.builders import make  # noqa: E402 - after the set-up

VALUES = [52, 49, 55, 51, 63, 47, 53, 58, 50, 66, 54, 57, 64, 55, None, 68, 71, 67, 74, 72, 70, 76, 75, 78]
PICTURE = b"<svg xmlns='http://www.w3.org/2000/svg'/>" * 300  # about as large as a chart


def nothing(request: HttpRequest) -> HttpResponse:
    """The smallest page of somebody signed in."""
    return HttpResponse(f"Hello {request.user.pk}")


def plain_file(request: HttpRequest) -> HttpResponse:
    """A picture that is there already: what a static file costs through the same stack."""
    return HttpResponse(PICTURE, content_type="image/svg+xml")


urlpatterns = [
    path("nothing/", nothing, name="nothing"),
    path("plain-file/", plain_file, name="plain-file"),
    path("", include("cmsportal.urls")),
]


def build(charts: int) -> tuple[Any, list[Any], Any]:
    programme = make.programme("Benchmark programme")
    project = make.project(programme, make.practice("Benchmark Surgery"))
    lead = make.user("Jo Pritchard")
    make.member(project, lead, is_lead=True)
    measures = [
        make.measure(project, name=f"Calls answered in time, line {n}", is_lead=not n, position=n)
        for n in range(charts)
    ]
    for measure in measures:
        figures = make.figures(measure, VALUES)
    for number in range(4):
        make.chart_mark(project, date=figures[4 + 5 * number].date + timedelta(days=2), label=f"Change {number}")
    return project, measures, lead


def milliseconds(act: Callable[[], Any], rounds: int, before: Callable[[], Any] = lambda: None) -> float:
    times = []
    act()
    for _ in range(rounds):
        before()
        start = time.perf_counter()
        act()
        times.append((time.perf_counter() - start) * 1000)
    return median(times)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def get(client: Client, url: str) -> HttpResponse:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer


def wall_queries(client: Client, wall: str) -> int:
    get(client, wall)  # the first page of a session also reads what is kept afterwards
    with CaptureQueriesContext(connection) as queries:
        get(client, wall)
    return len(queries)


def main(rounds: int) -> None:
    project, measures, lead = build(12)
    few, _, few_lead = build(2)
    client = signed_in(lead)
    wall = reverse("wall-detail", args=[project.pk])
    project_page = reverse("project-detail", args=[project.pk])
    charts = [reverse("measure-chart", args=[project.pk, m.pk, "svg"]) + "?size=half" for m in measures]

    def with_pictures() -> None:
        get(client, wall)
        for chart in charts:
            get(client, chart)

    page = milliseconds(lambda: get(client, reverse("nothing")), rounds)
    file = milliseconds(lambda: get(client, reverse("plain-file")), rounds)
    rows = [
        ("a page that does nothing (baseline)", page, page),
        ("Today of a lead team", milliseconds(lambda: get(client, reverse("today")), rounds), page),
        ("project page", milliseconds(lambda: get(client, project_page), rounds), page),
        ("wall page, 12 charts", milliseconds(lambda: get(client, wall), rounds), page),
        ("wall page and 12 pictures, cold", milliseconds(with_pictures, max(3, rounds // 5), cache.clear), page),
        ("wall page and 12 pictures, cached", milliseconds(with_pictures, max(3, rounds // 5)), page),
        ("a file of the same size (baseline)", file, file),
        ("one chart, cold", milliseconds(lambda: get(client, charts[0]), rounds, cache.clear), file),
        ("one chart, cached", milliseconds(lambda: get(client, charts[0]), rounds), file),
    ]
    for name, spent, base in rows:
        print(f"{name:<40} {spent:8.2f} ms   {spent / base:6.1f} x baseline")
    two = wall_queries(signed_in(few_lead), reverse("wall-detail", args=[few.pk]))
    twelve = wall_queries(client, wall)
    print(f"queries of the wall page: {two} with 2 charts, {twelve} with 12")
    assert two == twelve


if __name__ == "__main__":
    logging.disable(logging.INFO)
    runner = DiscoverRunner(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    sys.modules["benchmarks.pages"] = sys.modules["__main__"]
    try:
        with override_settings(ROOT_URLCONF="benchmarks.pages"):
            main(int(sys.argv[1]) if len(sys.argv) > 1 else 30)
    finally:
        runner.teardown_databases(databases)
