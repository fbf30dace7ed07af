"""What a person does on a page, in the words that stand on it."""

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect


def press(place: Page | Locator, name: str, **options: Any) -> None:
    place.get_by_role("button", name=name, **options).click()


def follow(place: Page | Locator, name: str, **options: Any) -> None:
    place.get_by_role("link", name=name, **options).first.click()


def heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def fill(page: Page, answers: dict[str, str]) -> None:
    for label, words in answers.items():
        page.get_by_label(label, exact=True).fill(words)


def tab_to(page: Page, role: Any, name: str) -> None:
    """Tab until the element has the focus, as somebody without a mouse does."""
    wanted = page.get_by_role(role, name=name, exact=True).first
    wanted.wait_for()
    sought = wanted.element_handle()
    for _ in range(120):
        if page.evaluate("sought => sought === document.activeElement", sought):
            return
        if not page.evaluate("sought => sought.isConnected", sought):
            sought = wanted.element_handle()
        page.keyboard.press("Tab")
    raise AssertionError(f"The Tab key does not reach '{name}'.")


def wait_until(happened: Callable[[], bool], seconds: float = 20) -> None:
    ends = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < ends, "It did not happen in time."
        time.sleep(0.1)
