"""The headers that every page carries."""

import pytest
from django.urls import reverse

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


@pytest.mark.parametrize("url_name", ["privacy", "account-detail"])
def test_content_security_policy(url_name: str, world, sign_in) -> None:
    header = sign_in(world.member).get(reverse(url_name))["Content-Security-Policy"]
    assert dict(part.strip().split(" ", 1) for part in header.split(";")) == POLICY


def test_a_page_that_is_not_there_carries_it_too(client, db) -> None:
    assert "default-src 'none'" in client.get("/no-such-page/")["Content-Security-Policy"]


def test_other_headers(client, db) -> None:
    answer = client.get(reverse("privacy"))
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
