"""What a browser fetches for a page at first sight, without its pictures: under 300 kB on the way, for every page.

Counted as it is sent: packed with gzip, which is more than the Brotli that most browsers take. Styles and scripts
count once each, with all that they import and with their fonts; so does the page itself.
"""

import gzip
import posixpath
import re
from functools import cache
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.meta.test_access import ROWS

MOST = 300_000  # bytes
LINKED = re.compile(r'<link[^>]+rel="stylesheet"[^>]+href="([^"]+)"|<script[^>]+src="([^"]+)"')
IMPORTED = re.compile(r'(?:\bfrom\s*|\bimport\s*\(?\s*|@import\s+(?:url\()?)["\']([^"\']+)["\']')
FONTS = re.compile(r'url\(["\']?([^"\')]+\.(?:woff2?|ttf|otf))')


def packed(content: bytes) -> int:
    return len(gzip.compress(content, 9, mtime=0))


@cache
def size_and_needs(name: str) -> tuple[int, frozenset[str]]:
    """Of a static file: its size as sent, and the names of what it needs."""
    found = finders.find(name)
    assert found, f"{name} is linked and not there"
    content = Path(found).read_bytes()
    if name.endswith((".woff", ".woff2")):
        return len(content), frozenset()  # packed already
    text = content.decode("utf-8", "replace")
    inside = {*IMPORTED.findall(text), *FONTS.findall(text)}
    needs = {posixpath.normpath(posixpath.join(posixpath.dirname(name), one)) for one in inside if one[:1] in "./"}
    needs |= {posixpath.normpath(posixpath.join(posixpath.dirname(name), one)) for one in FONTS.findall(text)}
    return packed(content), frozenset(one for one in needs if finders.find(one))


def weight(html: bytes, address: str) -> dict[str, int]:
    """By name, what the page loads; the page itself is ''."""
    found = {"": packed(html)}
    waiting = []
    for groups in LINKED.findall(html.decode()):
        path = urlsplit(urljoin(address, next(filter(None, groups)))).path
        assert path.startswith(settings.STATIC_URL), f"{path} comes from elsewhere"
        waiting.append(path.removeprefix(settings.STATIC_URL))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name], needs = size_and_needs(name)
            waiting += needs
    return found


@pytest.mark.django_db
def test_every_page_weighs_less_than_300_kb_at_first_sight(world) -> None:
    """As the person of its readers who comes first in the cast: a form is heavier than what others read."""
    order = ("lead", "coach", "manager", "admin", "partner")
    clients = {who: Client() for who in order}
    for who, client in clients.items():
        client.force_login(getattr(world, who), backend="allauth.account.auth_backends.AuthenticationBackend")
    weights = {}
    for name, row in sorted(ROWS.items()):
        who = next((one for one in order if one in row.read), None)
        if who is None:
            continue
        with transaction.atomic():
            url = reverse(name, kwargs=row.args(world))
            answer = clients[who].get(url, follow=True)
            transaction.set_rollback(True)
        if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
            continue
        if b"<head" not in answer.content:
            continue  # a piece that is put into a page
        loads = weight(answer.content, url)
        weights[name] = sum(loads.values()), sorted(loads.items(), key=lambda pair: -pair[1])[:4]
    assert len(weights) > 100
    assert {name: found for name, found in weights.items() if found[0] >= MOST} == {}


def test_the_scale_sees_what_a_style_and_a_script_bring_along() -> None:
    """So that a new import cannot hide: the portal's script brings its modules and the design system's."""
    html = f'<script type="module" src="{settings.STATIC_URL}js/app.js"></script>'.encode()
    loads = weight(html, "/")
    assert "js/drafts.js" in loads
    assert any("nhsuk-frontend" in name for name in loads)
    assert sum(loads.values()) > max(loads.values())
