"""The people, the calendar and the pages of the way from the waiting list to a paid claim."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.test import Client
from playwright.sync_api import Page
from pypdf import PdfReader

from coaching.agreements.leaving import end_those_of_former_coaches
from coaching.handover.settling import sweep
from coaching.models import Agreement, Claim, Match, Visit
from projects.reminders.planning import plan_reminders
from projects.reminders.sending import send_due
from tests.builders import make, matching, payments

from .looking import Looker
from .phone import look_narrow
from .ways import BACKEND, EMPTY, cookies_of, signed_in
from .world import person

LONDON = ZoneInfo("Europe/London")
BEGINS = datetime(2026, 6, 1, 10, tzinfo=LONDON)  # a Monday without a clock change or a bank holiday near it
SECRET = "Wombat"
NOTE = f"{SECRET}: the partners quarrel"
TERMS = (
    ("We have begun", ["agreement", "lead_team"], "750"),
    ("First tests studied", ["first_ramp"], "1500"),
    ("Follow-up", ["follow_up"], "2000"),
)


class Calendar:
    """The day on which all this happens; the nights between them have been, and the post has come."""

    def __init__(self, moved: Any) -> None:
        self.moved = moved

    def turn_to(self, month: int, day: int, hour: int, minute: int = 0) -> None:
        at = datetime(2026, month, day, hour, minute, tzinfo=LONDON)
        assert at > make.now(), "Time goes on."
        self.moved.move_to(at)
        sweep()
        end_those_of_former_coaches()


def post() -> None:
    """Mails that are due by now go out."""
    plan_reminders(make.now())
    send_due()


class People:
    """A practice that waits, a programme with two managers and four coaches, and another team beside it."""

    def __init__(self) -> None:
        self.programme = make.programme()
        self.practice = make.practice("Larkmead Surgery", postcode="ZZ1 2AB")
        self.project = make.project(self.programme, self.practice, signed_up_on=make.today() - timedelta(days=18))
        self.lead, self.member, self.sponsor = (
            person(name) for name in ("Jo Pritchard", "Sam Whitlock", "Dr Amina Sethi")
        )
        make.member(self.project, self.lead, is_lead=True, is_champion=True)
        make.member(self.project, self.member)
        make.member(self.project, self.sponsor, is_sponsor=True, discipline="gp_partner")
        self.manager, self.second_manager = person("Helen Brandt"), person("Nadia Frost")
        make.manager(self.programme, self.manager)
        make.manager(self.programme, self.second_manager)
        self._coaches()
        payments.package(self.programme, self.manager, TERMS)
        payments.budget(self.programme, 2026)

    def _coaches(self) -> None:
        """Rachel fits best, Naomi next; Dot has no room; Marcus, the mentor, sets out far away."""
        self.mentor, self.coach, self.successor, full = (
            person(name) for name in ("Marcus Bell", "Rachel Osei", "Naomi Adeyemi", "Dot Fielding")
        )
        mentor = make.pool_coach(self.programme, self.mentor, capacity=1)
        self.place = make.pool_coach(self.programme, self.coach, mentor=mentor)
        make.pool_coach(self.programme, self.successor, mentor=mentor, capacity=1)
        make.pool_coach(self.programme, full, capacity=1)
        matching.profile(self.mentor, postcode="QQ9 1AA")
        matching.profile(self.coach, postcode="ZZ1 9XY", earlier_projects=3)
        matching.profile(self.successor, postcode="ZZ2 4CD", earlier_projects=2, about="I was a practice manager.")
        other = make.project(self.programme, make.practice("Quay House Surgery"))
        make.member(other, person("Ravi Shah"), is_lead=True)
        make.coaches(other, full)

    @property
    def match(self) -> Match:
        return Match.objects.filter(project=self.project).latest("chosen_at")

    @property
    def agreement(self) -> Agreement:
        return Agreement.objects.filter(project=self.project).latest("number")

    def planned(self) -> Visit:
        return Visit.objects.planned().get(project=self.project)

    def logged(self) -> list[Visit]:
        return list(Visit.objects.logged().filter(project=self.project).order_by("at"))

    def claim(self, title: str) -> Claim:
        return Claim.objects.get(project=self.project, milestone__title=title)

    def url(self, path: str = "") -> str:
        return f"/projects/{self.project.pk}/{path}"


class Way:
    """Browsers of people who are signed in, and the addresses that each of them passed."""

    def __init__(self) -> None:
        self.passed: dict[Any, list[str]] = {}

    def enter(self, who: Any, open_page: Callable[..., Page], address: str, **options: Any) -> Page:
        """A browser of one's own, by the clock of the calendar, on Today."""
        page = open_page(EMPTY, **options)
        page.context.add_cookies(cookies_of(signed_in(who), address))
        page.clock.install(time=make.now())
        page.on("framenavigated", lambda frame: self._pass(who, frame.url))
        page.goto("/")
        return page

    def _pass(self, who: Any, url: str) -> None:
        """Not a page of an earlier address, such as the one before signing in."""
        path = urlsplit(url).path
        mine = self.passed.setdefault(who.pk, [])
        if path.startswith("/") and path not in mine:
            mine.append(path)

    def of(self, who: Any) -> list[str]:
        return self.passed.get(who.pk, [])

    def everywhere(self) -> list[str]:
        return sorted({path for paths in self.passed.values() for path in paths})


def asked_by(who: Any, paths: Iterable[str]) -> dict[str, tuple[int, bytes]]:
    """What these addresses answer to somebody: state and content."""
    client = Client()
    client.force_login(who, backend=BACKEND)
    found = {}
    for path in paths:
        answer = client.get(path)
        found[path] = (answer.status_code, b"".join(answer) if answer.streaming else answer.content)
    return found


def look_on_phone(page: Page, look: Looker, name: str) -> None:
    """A page that is meant for a phone: with axe at 390 and 320, and as any other at 1280."""
    if name in look.seen:
        return
    look_narrow(page, look, name)
    look(page, name)


def on_paper(page: Page, look: Looker, path: str, name: str) -> str:
    """The words of a print-out, which is kept beside the pictures where those are asked for."""
    answer = page.request.get(path)
    assert answer.headers["content-type"] == "application/pdf", path
    if look.folder:
        (look.folder / f"{name}.pdf").write_bytes(answer.body())
    pages = PdfReader(BytesIO(answer.body())).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())
