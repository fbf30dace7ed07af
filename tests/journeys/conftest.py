"""A real portal at a real address, a real browser, and what every journey looks at on the way.

The journeys of a module share one database, so that a later one finds what an earlier one left. Each is marked
``journey`` and can be left out with ``-m "not journey"``.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from time_machine import escape_hatch

from cmsportal.local.browser import FLAGS, HOW_TO_GET, find_chromium
from tests.conftest import is_for_tests

from .door import Door
from .looking import DESKTOP, Faults, Looker
from .steps import wait_until
from .ways import WAYS, cookies_of, hands_of

PASSWORD = "three old kettles"
PATIENCE = 20_000  # milliseconds: two journeys at once on a slow machine, and no sign of a fault
PAGE = 60_000  # a click waits for the page it leads to, and the first one of a run starts the portal
HERE = Path(__file__).parent
VENDORED = HERE.parents[1].joinpath("static/vendor/nhsuk-frontend/nhsuk-frontend.min.css")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in Path(item.path).parents:
            item.add_marker(pytest.mark.journey)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """A journey that fails shows the pages it stood on, as a screen reader has them."""
    report = yield
    item.stash.setdefault(OPEN_PAGES, [])
    if report.when == "call" and report.failed:
        for page in item.stash[OPEN_PAGES]:
            if not page.is_closed():
                report.sections.append((page.url, page.locator("body").aria_snapshot()))
    return report


expect.set_options(timeout=PATIENCE)
OPEN_PAGES = pytest.StashKey[list[Page]]()


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """The portal keeps its own log."""


def real_time() -> float:
    try:
        return escape_hatch.time.time()
    except ValueError:  # nobody has moved it
        return time.time()


# --- The portal -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def door() -> Door:
    """Answers bear the machine's own time, also while a journey has moved the portal's: a worker of the browser
    reads there how old a page is, and its clock cannot be moved."""
    return Door(get_wsgi_application(), real_time)


@pytest.fixture(scope="session")
def address(django_db_setup: None, door: Door) -> Iterator[str]:
    """The portal, served from this process, so that its settings and its mails can be reached."""
    assert VENDORED.exists(), "The front-end files are missing: run 'python -m cmsportal.local.assets'."
    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietHandler, allow_reuse_address=False)
    server.set_app(door)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module", autouse=True)
def kept_database(django_db_setup: None, django_db_blocker: Any, door: Door) -> Iterator[None]:
    """An empty database for one module; the browser's requests see what the test writes, and the other way round."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs a loop in this thread; nothing here is async
    with django_db_blocker.unblock():
        empty(door)
        yield
        empty(door)
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def empty(door: Door) -> None:
    assert is_for_tests(), "Only a test database is ever emptied."
    with door.shut():
        call_command("flush", verbosity=0, interactive=False)
    cache.clear()


@pytest.fixture(autouse=True)
def outbox(settings: Any, address: str) -> list[Any]:
    settings.SITE_URL = address
    settings.CSRF_TRUSTED_ORIGINS = [address]
    cache.clear()  # rate limits are counted there
    mail.outbox.clear()
    return mail.outbox


@pytest.fixture
def link_in_mail(outbox: list[Any]) -> Callable[[str], str]:
    """The first link in the newest mail to an address."""

    def find(to: str) -> str:
        wait_until(lambda: any(to in message.to for message in outbox))  # the request that sends it may still run
        words = next(message.body for message in reversed(outbox) if to in message.to).split()
        return next(word for word in words if word.startswith("http"))

    return find


# --- The browser ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    path = find_chromium()
    if path is None:
        leave = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        leave(f"Chromium is missing: {HOW_TO_GET}, or set CHROMIUM to the path of one.")
    return {"executable_path": path, "args": list(FLAGS)}


@pytest.fixture
def open_page(
    browser: Browser, address: str, door: Door, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """Opens a page in a browser of its own (cookies and storage), and asks at the end what went wrong in any."""
    contexts: list[BrowserContext] = []
    faults: list[Faults] = []
    pages = request.node.stash.setdefault(OPEN_PAGES, [])

    def do(path: str = "/", cookies: Sequence[Any] = (), **options: Any) -> Page:
        context = browser.new_context(
            base_url=address, locale="en-GB", timezone_id="Europe/London", **{"viewport": DESKTOP, **options}
        )
        context.set_default_timeout(PAGE)
        contexts.append(context)
        context.add_cookies(cookies)
        page = context.new_page()
        pages.append(page)
        faults.append(Faults(page, address))
        page.goto(path)
        return page

    yield do
    found = [fault for one in faults for fault in one.found]
    for context in contexts:
        context.close()
    door.settle()  # what a page still asked for writes nothing into the next journey
    assert not found, "\n".join(found)


@pytest.fixture(scope="session")
def look() -> Looker:
    return Looker()


@pytest.fixture(params=list(WAYS))
def hands(request: pytest.FixtureRequest, open_page: Callable[..., Page], look: Looker, address: str) -> Any:
    """The hands of somebody: with a mouse, by keyboard alone, with a finger on a phone. ``hands(user)`` begins."""

    def do(user: Any = None) -> Any:
        return hands_of(request.param, open_page, look, address, user)

    return do


@pytest.fixture(scope="session")
def have_signed_in() -> set[Any]:
    return set()


@pytest.fixture
def sign_in(open_page: Callable[..., Page], address: str, have_signed_in: set[Any]) -> Callable[..., Page]:
    """Signs somebody in, on a page of their own, which then shows Today.

    The first time through the form as it stands on the page. Later the same words are sent to it without a browser:
    to load that page and fill it again took longer than many a test.
    """

    def do(email: str, password: str = PASSWORD, **options: Any) -> Page:
        way = (email, options.get("java_script_enabled", True))
        if way in have_signed_in:
            client = Client()
            answer = client.post("/account/login/", {"login": email, "password": password})
            assert answer.status_code == 302, f"{email} cannot sign in."
            return open_page("/", cookies_of(client, address), **options)
        have_signed_in.add(way)
        page = open_page("/account/login/", **options)
        page.get_by_label("Email address").fill(email)
        page.get_by_label("Password", exact=True).fill(password)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: urlsplit(url).path == "/")
        return page

    return do
