"""The ways in which a journey is done; their names are the test ids."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from .hands import Finger, Hands, Mouse
from .keyboard import Keys
from .looking import DESKTOP, NARROW, Looker

WAYS: dict[str, tuple[type[Hands], dict[str, Any]]] = {
    "mouse": (Mouse, {"viewport": DESKTOP}),
    "keyboard": (Keys, {"viewport": DESKTOP}),
    "finger": (Finger, {"viewport": NARROW, "has_touch": True, "is_mobile": True}),
}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
EMPTY = "/in/"  # a page without sign-in, for what must be set before the first one that counts


def session_of(user: Any, address: str) -> dict[str, str]:
    """The cookie of a session in which somebody is signed in already."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": address}


def hands_of(way: str, open_page: Callable[..., Page], look: Looker, address: str, user: Any = None) -> Hands:
    """A browser of its own, in which ``user`` is signed in already; nobody is without one."""
    kind, options = WAYS[way]
    cookies = [] if user is None else [session_of(user, address)]
    hands = kind(open_page(EMPTY, **options), look)
    if cookies:
        hands.page.context.add_cookies(cookies)  # type: ignore[arg-type]
    return hands
