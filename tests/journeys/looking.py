"""What is looked at on every page a journey visits: axe, width, and what the browser complains about."""

import gzip
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ConsoleMessage, Page, Request, Response, TimeoutError, ViewportSize

DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
PAPER: ViewportSize = {"width": 672, "height": 950}  # A4 between its margins
HAIR = 4  # the borders of tables reach that far into the margin
VISIBLE = """elements => elements
    .filter((one) => one.checkVisibility({ visibilityProperty: true }))
    .filter((one) => one.getBoundingClientRect().width > 0 && one.getBoundingClientRect().height > 0)
    .map((one) => one.outerHTML.slice(0, 160))"""
NARROW: ViewportSize = {"width": 320, "height": 640}
EXPECTED = {403, 404, 409, 410, 422}  # pages and htmx parts that answer so on purpose; a file that does so is a fault
SETTLED = "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
FIRST_LOAD = 300_000  # bytes, without pictures
LOADED = """() => performance.getEntriesByType("resource")
    .filter((entry) => entry.name.includes("/static/") && !/\\.(svg|png|ico)$/.test(entry.name))
    .map((entry) => entry.name)"""
TOO_WIDE = """() => {
    const width = document.documentElement.clientWidth;
    const wide = [...document.querySelectorAll("body *")].filter(
        (element) => element.getBoundingClientRect().right > width + 1,
    );
    return wide.slice(-3).map((element) => element.outerHTML.slice(0, 160)).join("\\n") || "the page";
}"""


WHAT_IS_WRONG = {"resultTypes": ["violations"]}
RUN_AXE = "options => axe.run(options).then(({ violations }) => violations)"
# What 'failed to load' is looked at as a response; htmx reports a request that a newer one replaced.
NO_FAULT = ("Failed to load resource", "htmx:sendAbort", "htmx:afterRequest")


# axe takes a style off elements it has looked under. The hash is that of no style at all.
NO_STYLE = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


class Faults:
    """What one page of the browser did wrong, collected until it is asked for."""

    def __init__(self, page: Page, address: str) -> None:
        self.found: list[str] = []
        self.host = urlsplit(address).netloc
        page.on("console", self.heard)
        page.on("pageerror", lambda exception: self.found.append(f"script: {exception}"))
        page.on("request", self.asked)
        page.on("response", self.answered)

    def heard(self, message: ConsoleMessage) -> None:
        if message.text.startswith(NO_FAULT) or NO_STYLE in message.text:
            return
        if message.type in {"error", "warning"}:
            self.found.append(f"console: {message.text}")

    def asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self.host:
            self.found.append(f"another host: {request.url}")

    def answered(self, response: Response) -> None:
        bare = response.request.resource_type in {"document", "fetch", "xhr"}
        if response.status >= 400 and not (bare and response.status in EXPECTED):
            self.found.append(f"{response.status}: {response.url}")


def run_axe(page: Page, options: dict[str, Any] = WHAT_IS_WRONG) -> list[dict[str, Any]]:
    """What axe finds wrong with the page as it stands. It is put into a page once, and passes on nothing else."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = page.evaluate(RUN_AXE, options)
    return found


def axe_findings(page: Page) -> list[str]:
    return [
        f"{violation['id']} ({violation['help']}): {node['html'][:200]}"
        for violation in run_axe(page)
        for node in violation["nodes"]
    ]


def wider_than(page: Page, size: ViewportSize) -> list[str]:
    """What makes the page scroll sideways at this size; the menu may take a moment to fold."""
    page.set_viewport_size(size)
    try:
        page.wait_for_function(SETTLED, timeout=10_000)
    except TimeoutError:
        return [page.evaluate(TOO_WIDE)]
    return []


class Looker:
    """Looks at each page once per width: no finding of axe, nothing wider than 320 px, not too heavy for a bad line.

    JOURNEY_PICTURES names a folder that gets a picture of each page at both widths.
    """

    def __init__(self) -> None:
        self.seen: set[Any] = set()
        self.weights: dict[str, int] = {}
        folder = os.environ.get("JOURNEY_PICTURES", "")
        self.folder = Path(folder) if folder else None

    def __call__(self, page: Page, name: str) -> None:
        if name in self.seen:
            return
        self.seen.add(name)
        page.wait_for_load_state()
        before = page.viewport_size or DESKTOP
        found = []
        for label, size in (("desktop", DESKTOP), ("phone", PHONE)):
            page.set_viewport_size(size)
            found += [f"axe at {size['width']}: {finding}" for finding in axe_findings(page)]
            if self.folder:
                page.screenshot(path=self.folder / f"{name}-{label}.png", full_page=True)
        found += [f"wider than 320 px: {element}" for element in wider_than(page, NARROW)]
        if (weight := self.weight(page)) >= FIRST_LOAD:
            found.append(f"heavier than {FIRST_LOAD} bytes: {weight}")
        page.set_viewport_size(before)
        assert not found, f"{name} ({page.url}):\n" + "\n".join(found)

    def weight(self, page: Page) -> int:
        """Bytes of a first load: the page as it is, and its files as a web server sends them, compressed."""
        files = set(page.evaluate(LOADED))
        for name in files - self.weights.keys():
            self.weights[name] = len(gzip.compress(page.request.get(name).body()))
        return len(page.content().encode()) + sum(self.weights[name] for name in files)

    def on_paper(self, page: Page, name: str) -> None:
        """As A4: no frame, nothing to press, nothing beyond the edge of the paper."""
        if (name, "paper") in self.seen:
            return
        self.seen.add((name, "paper"))
        before = page.viewport_size or DESKTOP
        page.emulate_media(media="print")
        page.set_viewport_size(PAPER)
        across = page.evaluate("() => document.documentElement.scrollWidth")
        found = [] if across <= PAPER["width"] + HAIR else [f"wider than the paper: {page.evaluate(TOO_WIDE)}"]
        shown = "nav, header, footer, .nhsuk-button, .app-link-button, input, textarea"
        found += page.locator(shown).evaluate_all(VISIBLE)
        if self.folder:
            page.screenshot(path=self.folder / f"{name}-paper.png", full_page=True)
        page.emulate_media(media="screen")
        page.set_viewport_size(before)
        assert not found, f"{name} on paper ({page.url}):\n" + "\n".join(found)
