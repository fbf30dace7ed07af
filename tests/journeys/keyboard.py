"""Somebody without a mouse: Tab, arrows, Space, Enter and letters, and nothing else.

At each stop of the Tab key it is asked whether the focus can be seen, lies in sight, and goes on in reading order.
"""

import re
from pathlib import Path
from typing import Any, NoReturn

from playwright.sync_api import ElementHandle, Locator, Page, expect

from .hands import Hands, Name

MOST_STOPS = 400
SCRIPT = Path(__file__).with_suffix(".js")


class Keys(Hands):
    """Fills pages by the keyboard alone, and walks through each once from top to bottom."""

    def __init__(self, page: Page, look: Any) -> None:
        super().__init__(page, look)
        page.add_init_script(path=SCRIPT)

    def look_at(self, name: str) -> None:
        """Every stop of the page, once in a session."""
        if (name, "keyboard") in self.look.seen:
            return
        self.look.seen.add((name, "keyboard"))
        self.page.wait_for_load_state()
        self.page.evaluate("() => window.byKeyboard.fromTheTop()")
        for _ in range(MOST_STOPS):
            stop = self._tab()
            if stop["end"] or stop["turned"]:
                return
        raise AssertionError(f"{name}: the Tab key does not come to an end.")

    def print_at(self, name: str) -> None:
        """Paper has no focus."""

    def fill(self, label: Name, words: str) -> None:
        box = self.field(label)
        self.go_to(box)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.press("Delete")
        self.page.keyboard.type(words)

    def choose(self, group: Name, option: Name) -> None:
        """Tab into the group, then arrows, as radio buttons work."""
        wanted = self.option(group, option)
        wanted.wait_for(state="attached")
        same = wanted.evaluate("one => one.name")
        for _ in range(MOST_STOPS):
            if self.page.evaluate("name => document.activeElement.name === name", same):
                break
            self._tab()
        else:
            self._never(wanted)
        for _ in range(20):
            if self._has_focus(wanted):
                self._is_shown(wanted)
                self.page.keyboard.press("Space")
                expect(wanted).to_be_checked()
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"The arrows do not reach '{option}'.")

    def tick(self, label: Name) -> None:
        self.go_to(self.box(label))
        self.page.keyboard.press("Space")

    def pick(self, label: Name, option: str) -> None:
        box = self.field(label)
        self.go_to(box)
        for _ in range(40):
            if box.evaluate("select => select.selectedOptions[0].text.trim()") == option:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"The arrows do not reach '{option}'.")

    def act(self, target: Locator) -> None:
        self.go_to(target)
        self._is_shown(target)
        self.page.keyboard.press("Enter")

    def go_to(self, wanted: Locator) -> None:
        """Tab until it has the focus. What stands earlier on the page is reached once round."""
        wanted.wait_for(state="attached")
        if self._has_focus(wanted):
            return
        sought, turns = (
            wanted.element_handle(),
            0,
        )  # found once: looking for words at every stop takes longer than Tab
        for _ in range(MOST_STOPS):
            stop = self._tab(sought)
            if stop["there"]:
                return
            if stop["gone"]:
                sought = wanted.element_handle()
            turns += bool(stop["end"] or stop["turned"])
            if turns > 2:
                break
        self._never(wanted)

    def _tab(self, sought: ElementHandle | None = None) -> dict[str, Any]:
        self.page.keyboard.press("Tab")
        stop: dict[str, Any] = self.page.evaluate("sought => window.byKeyboard.stop(sought)", sought)
        assert not stop["faults"], f"{self.page.url}:\n" + "\n".join(stop["faults"])
        return stop

    def _has_focus(self, wanted: Locator) -> bool:
        return bool(wanted.evaluate("element => element === document.activeElement"))

    def _is_shown(self, target: Locator) -> None:
        assert target.evaluate("element => window.byKeyboard.isShown(element)"), (
            f"The focus cannot be seen on {target}."
        )

    def _never(self, wanted: Locator) -> NoReturn:
        raise AssertionError(re.sub(r"\s+", " ", f"The Tab key does not reach {wanted}."))
