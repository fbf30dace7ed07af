"""Every URL against every member of the cast."""

import importlib
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import URLResolver, get_resolver, reverse

from tests.access.table import EVERYBODY, Row

LIBRARY_PREFIXES = ("account_", "mfa_")  # allauth's own views, tested with the sign-in pages
ROWS: dict[str, Row] = {}
for path in sorted((Path(__file__).parent.parent / "access").glob("rows_*.py")):
    for name, row in importlib.import_module(f"tests.access.{path.stem}").ROWS.items():
        assert name not in ROWS, f"{name} stands in the access table twice"
        ROWS[name] = row


def url_names(resolver: URLResolver | None = None) -> set[str]:
    names: set[str] = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            names |= url_names(pattern)
        else:
            assert pattern.name, f"{pattern.pattern} has no name"
            names.add(pattern.name)
    return names


def test_every_url_stands_in_the_table() -> None:
    ours = {name for name in url_names() if not name.startswith(LIBRARY_PREFIXES)}
    assert ours - set(ROWS) == set(), "these URLs have no row in tests/access"
    assert set(ROWS) - ours == set(), "these rows name no URL"


@pytest.mark.parametrize("name", sorted(ROWS))
def test_url(name: str, world, client) -> None:
    row = ROWS[name]
    url = reverse(name, kwargs=row.args(world))
    for who in sorted(EVERYBODY):
        client.force_login(getattr(world, who), backend="allauth.account.auth_backends.AuthenticationBackend")
        refused = 403 if who in row.known else 404
        if who in row.read:
            assert client.get(url).status_code in {200, 302}, f"{who} cannot open {url}"
        else:
            assert client.get(url).status_code == (405 if who in row.write else refused), f"{who} GET {url}"
        if who in row.write:
            with transaction.atomic():  # what it does is for the page's own tests, and must not reach the next person
                allowed = client.post(url + row.query).status_code
                transaction.set_rollback(True)
            assert allowed not in {403, 404, 405}, f"{who} POST {url}: {allowed}"
            continue
        expected = {403, 405} if who in row.read else {refused}
        assert client.post(url).status_code in expected, f"{who} POST {url}"
    client.logout()
    answer = client.get(url)
    if row.open:
        assert answer.status_code in {200, 302, 404, 405}
    else:
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_login"))
