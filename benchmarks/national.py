"""A database at national size: how long it takes to fill, and the pages that must not feel it.

    python benchmarks/national.py [rounds]

Seeds 7,000 practices, 3,000 projects, 9,000 measures and 1,000,000 figures in **one** programme, the hardest case.
Opens the programme's wall as its manager: first page, each order, a search, a filter, the last page. Baselines in the
same run: a signed-in page that does nothing, and the same wall over a database a hundredth as large. The wall of one
project and the nightly look at every summary are timed, too.
Databases of their own are made and dropped beside the one that DATABASE_URL names. Needs DATABASE_URL and REDIS_URL.
"""

import logging
import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmsportal.settings")
os.environ.setdefault("CMSPORTAL_MODE", "test")

import django

django.setup()

from django.core.cache import cache  # noqa: E402 - after the set-up
from django.db import connection  # noqa: E402 - after the set-up
from django.http import HttpRequest, HttpResponse  # noqa: E402 - after the set-up
from django.test import override_settings  # noqa: E402 - after the set-up
from django.test.utils import CaptureQueriesContext  # noqa: E402 - after the set-up
from django.urls import include, path, reverse  # noqa: E402 - after the set-up

from benchmarks.own_database import own_database  # noqa: E402 - after the set-up
from benchmarks.wsgi import signed_in, spent  # noqa: E402 - after the set-up
from cmsportal.accounts.models import User  # noqa: E402 - after the set-up
from cmsportal.programme.national.build import MAIL, Size, build, processors  # noqa: E402 - after the set-up
from practices.models import Programme  # noqa: E402 - after the set-up
from toolkit.measures.summaries import refresh_all  # noqa: E402 - after the set-up

WHOLE = replace(Size(), programmes=1)
SMALL = Size(practices=70, projects=30, measures=90, figures=10_000, programmes=1)
QUERIES = {
    "first page": "",
    "by practice": "?sort=practice",
    "newest figure first": "?sort=updated",
    "one signal": "?signal=better",
    "search": "?q=meadow",
    "last page": "?page=100000",
}


def nothing(request: HttpRequest) -> HttpResponse:
    """The smallest page of somebody signed in."""
    return HttpResponse(f"Hello {request.user.pk}")


urlpatterns = [path("nothing/", nothing, name="nothing"), path("", include("cmsportal.urls"))]


def measure(size: Size, rounds: int) -> None:
    """Fill a database of its own, and open its pages."""
    with own_database():
        connection.settings_dict["CONN_MAX_AGE"] = None
        connection.settings_dict["CONN_HEALTH_CHECKS"] = False
        cache.clear()
        began = time.perf_counter()
        build(size, seed=2026, password="", workers=processors(), say=lambda words: None)
        print(
            f"\n{size.figures:,} figures: filled in {time.perf_counter() - began:.0f} s on {processors()} processors"
        )
        pages(rounds)
        began = time.perf_counter()
        made = refresh_all()
        print(
            f"the nightly look at {size.measures:,} summaries: {time.perf_counter() - began:.1f} s, {made} made anew"
        )


def pages(rounds: int) -> None:
    programme = Programme.objects.get()
    browser = signed_in(User.objects.get(email=f"manager.1@{MAIL}"))
    base = spent(lambda: browser.get(reverse("nothing")), rounds * 3)
    wall = reverse("programme-wall", args=[programme.pk])
    project = programme.projects.filter(shares__tool="wall", shares__audience="programme").order_by("pk").first()
    rows: list[tuple[str, Any]] = [("a page that does nothing (baseline)", reverse("nothing"))]
    rows += [(f"programme wall, {name}", wall + query) for name, query in QUERIES.items()]
    rows += [("wall of one project", reverse("wall-detail", args=[project.pk]))]
    for name, address in rows:
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            browser.get(address)
        counted = len(queries)  # the next request forgets them
        took = spent(lambda address=address: browser.get(address), rounds)
        ratio = took.wall / base.wall
        print(f"{name:<40} {took.wall:8.1f} ms {ratio:6.1f} x  own {took.own:7.1f} ms  {counted} queries")


def main(rounds: int) -> None:
    with override_settings(ROOT_URLCONF="benchmarks.national"):
        for size in (SMALL, WHOLE):
            measure(size, rounds)


if __name__ == "__main__":
    logging.disable(logging.INFO)
    sys.modules["benchmarks.national"] = sys.modules["__main__"]
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
