"""How long Today, a project page, the wall and a chart take, beside a page that does nothing in the same run.

    python benchmarks/pages.py [rounds]

Requests go to the WSGI application as gunicorn hands them over, with connections to the database kept as in
production. Two baselines: a signed-in view that answers with a few bytes, through the whole stack; and a file of a
chart's size through WhiteNoise, collected and found at start as in production. Milliseconds are medians, by the
clock and of this process alone (the second is what remains steady on a busy machine; it leaves out PostgreSQL's and
Valkey's own time). The wall carries twelve charts of 24 figures with four changes each. 'Cold' empties the cache of
cards and pictures first, not the session.
A database of its own is made and dropped beside the one that DATABASE_URL names. Needs DATABASE_URL and REDIS_URL.
"""

import logging
import os
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmsportal.settings")
os.environ.setdefault("CMSPORTAL_MODE", "test")

import django

django.setup()

from django.core.cache import caches  # noqa: E402 - after the set-up
from django.db import connection  # noqa: E402 - after the set-up
from django.http import HttpRequest, HttpResponse  # noqa: E402 - after the set-up
from django.test import override_settings  # noqa: E402 - after the set-up
from django.test.utils import CaptureQueriesContext  # noqa: E402 - after the set-up
from django.urls import include, path, reverse  # noqa: E402 - after the set-up

from benchmarks.own_database import own_database  # noqa: E402 - after the set-up
from benchmarks.wsgi import Browser, Spent, signed_in, spent  # noqa: E402 - after the set-up
from cmsportal.gunicorn import settle  # noqa: E402 - after the set-up
from tests.builders import make  # noqa: E402 - after the set-up
from tests.builders.addresses import pictures_on  # noqa: E402 - after the set-up
from toolkit.middleware import at_hand  # noqa: E402 - after the set-up

VALUES = [52, 49, 55, 51, 63, 47, 53, 58, 50, 66, 54, 57, 64, 55, None, 68, 71, 67, 74, 72, 70, 76, 75, 78]
PICTURE = b"<svg xmlns='http://www.w3.org/2000/svg'/>" * 250  # about as large as a chart


def nothing(request: HttpRequest) -> HttpResponse:
    """The smallest page of somebody signed in."""
    return HttpResponse(f"Hello {request.user.pk}")


urlpatterns = [
    path("nothing/", nothing, name="nothing"),
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


def forget() -> None:
    """Every kept card and picture, but not the sessions."""
    at_hand.clear()
    client = caches["default"]._cache.get_client(write=True)
    if keys := [key for kind in ("card", "chart", "sketch", "piece") for key in client.scan_iter(f"*{kind}:*", 1000)]:
        client.delete(*keys)


def queries_of(browser: Browser, address: str) -> int:
    browser.get(address)  # the first page of a session also reads what is kept afterwards
    with CaptureQueriesContext(connection) as queries:
        browser.get(address)
    return len(queries)


def main(rounds: int) -> None:
    settle()  # as every worker does
    connection.settings_dict["CONN_MAX_AGE"] = None
    connection.settings_dict["CONN_HEALTH_CHECKS"] = False
    project, measures, lead = build(12)
    few, _, few_lead = build(2)
    browser = signed_in(lead)
    wall, project_page, today, empty = (
        reverse("wall-detail", args=[project.pk]),
        reverse("project-detail", args=[project.pk]),
        reverse("today"),
        reverse("nothing"),
    )
    pictures = [address for address in pictures_on(browser.get(wall).decode()) if "/half/" in address]
    asked = reverse("measure-chart", args=[project.pk, measures[0].pk, "svg"]) + "?size=half"
    assert len(pictures) == 12

    def with_pictures() -> None:
        browser.get(wall)
        for address in pictures:
            browser.get(address)

    def time_of(address: str, times: int = rounds, **more: Any) -> Spent:
        return spent(lambda: browser.get(address), times, **more)

    slow = max(5, rounds // 5)
    page, file = time_of(empty, rounds * 3), time_of("/static/chart.svg", rounds * 10)
    rows = [
        ("a page that does nothing (baseline)", page, page),
        ("Today of a lead team", time_of(today), page),
        ("project page", time_of(project_page), page),
        ("wall page, 12 charts, warm", time_of(wall), page),
        ("wall page, 12 charts, cold", time_of(wall, slow, before=forget), page),
        ("wall page and its 12 pictures, warm", spent(with_pictures, slow), page),
        ("wall page and its 12 pictures, cold", spent(with_pictures, slow, forget), page),
        ("a file of the same size (baseline)", file, file),
        ("one chart by its signed address, cached", time_of(pictures[0], rounds * 10), file),
        ("one chart by its signed address, cold", time_of(pictures[0], slow, before=forget), file),
        ("one chart by the address that asks, cached", time_of(asked), file),
    ]
    print(f"{'':<44} {'by the clock':>22} {'this process alone':>24}")
    for name, took, base in rows:
        clock, own = took.wall / base.wall, took.own / base.own
        print(f"{name:<44} {took.wall:8.2f} ms {clock:6.1f} x    {took.own:8.2f} ms {own:6.1f} x")
    two = queries_of(signed_in(few_lead), reverse("wall-detail", args=[few.pk]))
    twelve = queries_of(browser, wall)
    print(f"queries of the wall page: {two} with 2 charts, {twelve} with 12")
    assert two == twelve


if __name__ == "__main__":
    logging.disable(logging.INFO)
    sys.modules["benchmarks.pages"] = sys.modules["__main__"]
    with own_database(), tempfile.TemporaryDirectory() as folder:
        Path(folder, "chart.svg").write_bytes(PICTURE)
        as_collected = {"WHITENOISE_AUTOREFRESH": False, "WHITENOISE_USE_FINDERS": False, "STATIC_ROOT": folder}
        with override_settings(ROOT_URLCONF="benchmarks.pages", **as_collected):
            main(int(sys.argv[1]) if len(sys.argv) > 1 else 30)
