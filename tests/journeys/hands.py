"""One journey, done in several ways: with a mouse on a desk, by keyboard alone, and with a finger on a phone.

A journey says what is filled, chosen and pressed by the words on the page; these classes say how.
"""

import re
from abc import ABC, abstractmethod

from playwright.sync_api import Locator, Page, expect

from .looking import NARROW, PHONE, Looker, run_axe, wider_than

Name = str | re.Pattern[str]

# Finger-sized or well apart (WCAG 2.2, 2.5.8). axe leaves that rule out unless it is asked.
TOUCH = {"runOnly": {"type": "rule", "values": ["target-size"]}, "rules": {"target-size": {"enabled": True}}}


def named(name: Name) -> re.Pattern[str]:
    """Words as they begin a name. What is only for screen readers follows with or without a colon."""
    if isinstance(name, re.Pattern):
        return name
    return re.compile("^" + r"\s*:?\s*".join(map(re.escape, name.split())))


class Hands(ABC):
    """What a person does to a page. ``press`` waits for the page that comes next; ``tap`` stays on this one."""

    def __init__(self, page: Page, look: Looker) -> None:
        self.page, self.look = page, look

    def go(self, path: str) -> None:
        self.page.goto(path)

    def press(self, name: Name) -> None:
        """A button, or a link to the page that comes next."""
        with self.page.expect_navigation():
            self.act(self.thing(name))

    def tap(self, name: Name) -> None:
        self.act(self.thing(name))

    def unfold(self, words: str) -> None:
        self.act(self.page.locator("summary").filter(has_text=words).first)

    def thing(self, name: Name) -> Locator:
        main = self.page.get_by_role("main")
        return main.get_by_role("button", name=named(name)).or_(main.get_by_role("link", name=named(name))).first

    def field(self, label: Name) -> Locator:
        return self.page.get_by_role("main").get_by_label(label, exact=True).first

    def option(self, group: Name, option: Name) -> Locator:
        place = self.page.get_by_role("group", name=named(group))
        return place.get_by_role("radio", name=named(option)).first

    def box(self, label: Name) -> Locator:
        return self.page.get_by_role("checkbox", name=named(label)).first

    @abstractmethod
    def print_at(self, name: str) -> None:
        """How it stands on paper: the same whoever prints it, so once is enough."""

    @abstractmethod
    def look_at(self, name: str) -> None:
        """What can go wrong on a page in this way."""

    @abstractmethod
    def fill(self, label: Name, words: str) -> None:
        """In the place of what stands there."""

    @abstractmethod
    def choose(self, group: Name, option: Name) -> None: ...

    @abstractmethod
    def tick(self, label: Name) -> None: ...

    @abstractmethod
    def pick(self, label: Name, option: str) -> None: ...

    @abstractmethod
    def act(self, target: Locator) -> None: ...


class Mouse(Hands):
    """Clicks, at a desk. Pages are looked at with axe at both widths, and on paper."""

    def look_at(self, name: str) -> None:
        self.look(self.page, name)

    def print_at(self, name: str) -> None:
        self.look.on_paper(self.page, name)

    def fill(self, label: Name, words: str) -> None:
        self.act(self.field(label))
        expect(self.field(label)).to_be_focused()  # a tap is a click a moment later
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(words)

    def choose(self, group: Name, option: Name) -> None:
        wanted = self.option(group, option)
        self.act(wanted)
        expect(wanted).to_be_checked()

    def tick(self, label: Name) -> None:
        self.act(self.box(label))

    def pick(self, label: Name, option: str) -> None:
        self.field(label).select_option(label=option)

    def act(self, target: Locator) -> None:
        target.click()


class Finger(Mouse):
    """Taps, on a phone of 320 px; pages are looked at on one of 390 px, too.

    Nothing reaches beyond the edge, and what is tapped is as large as a finger or stands apart.
    """

    def look_at(self, name: str) -> None:
        if (name, "finger") in self.look.seen:
            return
        self.look.seen.add((name, "finger"))
        self.page.wait_for_load_state()
        found = []
        for size in (PHONE, NARROW):
            found += [f"wider than {size['width']}: {element}" for element in wider_than(self.page, size)]
            found += [f"at {size['width']}: {one}" for one in hard_to_tap(self.page)]
            if self.look.folder:
                self.page.screenshot(path=self.look.folder / f"{name}-{size['width']}.png", full_page=True)
        assert not found, f"{name} ({self.page.url}):\n" + "\n".join(found)

    def print_at(self, name: str) -> None:
        """A desk prints it."""

    def act(self, target: Locator) -> None:
        target.tap()


def hard_to_tap(page: Page) -> list[str]:
    return [
        f"{node['html'][:160]}: {node['failureSummary']}"
        for violation in run_axe(page, TOUCH)
        for node in violation["nodes"]
    ]
