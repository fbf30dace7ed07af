"""What a coach does on a phone, and what is looked at on the way."""

from playwright.sync_api import Page

from .looking import NARROW, PHONE, Looker, axe_findings, wider_than


def count_taps(page: Page) -> None:
    """Counts what a hand does from now on: taps on anything, and keys pressed. Words by voice press no key."""
    page.evaluate("""() => {
        window.hand = { taps: 0, keys: 0 };
        document.addEventListener("pointerdown", () => { window.hand.taps += 1; }, true);
        document.addEventListener("keydown", () => { window.hand.keys += 1; }, true);
    }""")


def taps(page: Page) -> int:
    """Taps and keys together."""
    return page.evaluate("window.hand.taps + window.hand.keys")


def hand(page: Page) -> tuple[int, int]:
    """Taps, and keys pressed."""
    return page.evaluate("window.hand.taps"), page.evaluate("window.hand.keys")


def choose(page: Page, *names: str) -> None:
    for name in names:
        page.get_by_label(name, exact=True).click()


def press_link(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first.click()


def stored(page: Page) -> str:
    """What waits on the phone, as it is kept there."""
    return page.evaluate(
        "Object.entries(localStorage).filter(([key]) => key.startsWith('visit:')).map(([, value]) => value).join()"
    )


def picture(page: Page, look: Looker, name: str) -> None:
    if look.folder:
        page.screenshot(path=look.folder / f"{name}.png", full_page=True)


def look_narrow(page: Page, look: Looker, name: str) -> None:
    """What is shown without a signal cannot be looked at with one: axe and width here and now."""
    page.wait_for_load_state()
    for size in (PHONE, NARROW):
        wide = wider_than(page, size)
        assert not wide, f"{name} at {size['width']}: {wide}"
        found = axe_findings(page)
        assert not found, f"{name} at {size['width']}: {found}"
        picture(page, look, f"{name}-{size['width']}")
    page.set_viewport_size(PHONE)
