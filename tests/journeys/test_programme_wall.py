"""A manager looks over hundreds of charts; a figure that comes in is on the programme's wall before anybody looks."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from celery.contrib.testing.worker import start_worker
from django.core.cache import cache
from django.core.management import call_command
from playwright.sync_api import Page, expect

from cmsportal.accounts.models import User
from cmsportal.celery import app
from cmsportal.programme import wall
from practices.models import Programme
from tests.builders import make
from toolkit.charts import fingerprint
from toolkit.measures import entering
from toolkit.measures.entering import Entry
from toolkit.measures.images import kept_as
from toolkit.measures.series import Reader, chart_of, for_charts, marks_of
from toolkit.models import ChartSummary, Measure

from .conftest import PASSWORD
from .looking import PHONE
from .steps import follow, heading, press, wait_until

MANAGER = "manager.1@national.example"
LOADED = "() => [...document.querySelectorAll('.app-small__picture')].every((p) => p.complete && p.naturalWidth > 0)"
SIZE = {"practices": 60, "projects": 20, "measures": 60, "figures": 4_500, "programmes": 1}


@pytest.fixture(scope="module", autouse=True)
def seeded(kept_database: None) -> None:
    call_command("seed_national", **SIZE, workers=1, password=PASSWORD, verbosity=0)


def show_all(page: Page) -> None:
    """Pictures further down are fetched when they come into view."""
    for picture in page.locator(".app-small__picture").all():
        picture.scroll_into_view_if_needed()
    page.wait_for_function(LOADED)


@pytest.mark.parametrize("viewport", [None, PHONE], ids=["desktop", "phone"])
def test_a_manager_finds_what_changed(
    sign_in: Callable[..., Page], look: Callable[[Page, str], None], viewport: dict[str, int] | None
) -> None:
    page = sign_in(MANAGER, **({"viewport": viewport} if viewport else {}))
    follow(page, "All charts")
    heading(page, "All charts")
    expect(page.locator(".app-small__title")).to_have_count(24)
    show_all(page)
    look(page, f"programme-wall-{'phone' if viewport else 'desktop'}")
    page.get_by_label("What it shows").select_option("worse")
    press(page, "Show")
    expect(page).to_have_url(re.compile("signal=worse"))
    expect(page.locator(".app-small .app-signal").first).to_be_visible()
    signals = page.locator(".app-small .app-signal").all_inner_texts()
    assert signals
    assert set(signals) == {"Changed for the worse"}
    page.get_by_label("Practice", exact=True).fill("no such practice")
    press(page, "Show")
    expect(page.get_by_text("No chart fits")).to_be_visible()
    look(page, f"programme-wall-none-{'phone' if viewport else 'desktop'}")
    follow(page, "Show all charts")
    follow(page, "Next page")
    expect(page).to_have_url(re.compile("page=2"))
    page.locator(".app-small__name a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("data wall")
    page.wait_for_function(
        "() => [...document.querySelectorAll('.app-chart')].slice(0, 1).every((p) => p.naturalWidth)"
    )


def test_a_figure_is_on_the_wall_before_anybody_looks(sign_in: Callable[..., Page]) -> None:
    """A real worker draws the chart and renews its summary."""
    named = wall.charts_of(Programme.objects.get()).filter(measure__name="Calls answered within 5 minutes")
    shown = named.filter(last_on__lt=make.today())  # on a Monday some have this week's figure
    measure = Measure.objects.get(pk=shown.order_by("pk")[0].pk)
    lead = User.objects.get(team_places__project=measure.project, team_places__is_lead=True)
    newest = measure.figures.order_by("date").last()
    cache.clear()
    app.control.purge()
    entry = Entry(
        min(make.today(), newest.date + timedelta(days=1)), numerator=Decimal(250), denominator=Decimal(500)
    )
    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=30):
        figure = entering.enter_figure(measure=measure, entry=entry, by=lead)
        wait_until(lambda: ChartSummary.objects.get(pk=measure.pk).last_on == figure.date)
    fetched = for_charts(Measure.objects.filter(pk=measure.pk)).get()
    for raw in (True, False):
        chart = chart_of(fetched, marks_of(measure.project), Reader(raw, 7, make.today()))
        assert all(cache.get(kept_as(fingerprint(chart, size))) for size in ("half", "phone", "small"))
    page = sign_in(MANAGER)
    page.goto(f"/programmes/{Programme.objects.get().pk}/wall/?q={measure.project.practice.name}")
    # A practice may count the same in two of its projects.
    of_the_project = page.locator(f"a[href*='{measure.project_id}']")
    card = page.locator(".app-small").filter(has=of_the_project).filter(has_text=measure.name)
    expect(card).to_contain_text("50%")
