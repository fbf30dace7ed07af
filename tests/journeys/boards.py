"""What a person does on a diagram that is edited where it stands, in its drawing and in its list."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect


def drawn(page: Page, text: str) -> Locator:
    return page.locator("[data-stage]").get_by_role("button", name=re.compile(f"^{re.escape(text)},"))


def listed(page: Page, text: str) -> Locator:
    return page.locator('[data-part="outline"]').get_by_role("button", name=text, exact=True)


def row_of(page: Page, text: str) -> Locator:
    """The line of the list with these words, without what stands under it."""
    return listed(page, text).locator("xpath=ancestor::div[contains(@class, 'app-rows__row')][1]")


def words(page: Page) -> Locator:
    return page.locator("#board-words")


def saved(page: Page) -> None:
    expect(page.get_by_text("All saved")).to_be_visible()
    expect(page.locator("[data-stage][aria-busy]")).to_have_count(0)


def middle(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def in_sight(page: Page) -> None:
    """The whole drawing: a drag near the edge of the window moves the page along, further on a slow machine."""
    stage = page.locator("[data-stage]")
    stage.evaluate("element => element.scrollIntoView({ block: 'center', behavior: 'instant' })")


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + 10, start[1] + 5, steps=3)
    page.mouse.move(*end, steps=12)
    page.mouse.up()


def hold_and_drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """A finger that rests a moment and then moves."""
    fingers = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        sent = {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]}
        fingers.send("Input.dispatchTouchEvent", sent)

    touch("touchStart", start)
    page.locator(".app-board__ghost").wait_for()  # it has rested long enough
    for step in range(1, 9):
        at = (start[0] + (end[0] - start[0]) * step / 8, start[1] + (end[1] - start[1]) * step / 8)
        touch("touchMove", at)
    touch("touchEnd")


class Tasks:
    """How long each task of the page kept the processor, in milliseconds: what else the machine did is left out.

    The browser calls a task long from 50 ms on.
    """

    def __init__(self, page: Page) -> None:
        self.page, self.browser = page, page.context.new_cdp_session(page)
        self.events: list[dict[str, Any]] = []
        self.complete = False
        self.browser.on("Tracing.dataCollected", lambda told: self.events.extend(told["value"]))
        self.browser.on("Tracing.tracingComplete", lambda _: setattr(self, "complete", True))
        self.browser.send("Tracing.start", {"categories": "toplevel", "transferMode": "ReportEvents"})

    def end(self) -> list[float]:
        self.browser.send("Tracing.end")
        for _ in range(100):
            if self.complete:
                break
            self.page.wait_for_timeout(100)
        assert self.complete
        return [one["tdur"] / 1000 for one in self.events if one["name"].endswith("RunTask") and "tdur" in one]
