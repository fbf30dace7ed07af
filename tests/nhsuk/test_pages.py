"""The frame, the gallery, the error pages and the form that expired."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from cmsportal import views


@pytest.fixture
def strict() -> Client:
    return Client(enforce_csrf_checks=True)


def test_the_gallery_shows_every_control_and_refuses_like_any_form(world, sign_in) -> None:
    client = sign_in(world.admin)
    page = client.get(reverse("gallery")).content.decode()
    for css_class in (
        "app-path",
        "app-signal--better",
        "app-tiles",
        "app-segmented",
        "app-big",
        "nhsuk-password-input",
    ):
        assert css_class in page
    answer = client.post(reverse("gallery"), {"name": "943 476 5919", "observations": "kept text"})
    page = unescape(answer.content.decode())
    assert "'Name of the measure' holds what looks like an NHS number" in page
    assert "kept text" in page
    assert page.count("nhsuk-error-summary__heading") == 2  # the form's own, and the example of two writers


@pytest.mark.parametrize("name", ["accessibility", "privacy", "help", "account_login", "account_reset_password"])
def test_open_pages_need_no_account_and_ask_no_foreign_host(name: str, db, client: Client) -> None:
    answer = client.get(reverse(name))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count("<h1") == 1
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', page)
    assert " style=" not in page
    assert "onclick" not in page
    assert not re.findall(r"<script(?![^>]*\bsrc=)", page)
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert not re.search(r"\b(error|invalid|submit|please)\b", re.sub(r"<[^>]*>", " ", page), re.IGNORECASE)


def test_styles_and_scripts_ask_no_foreign_host() -> None:
    for path in [
        *Path(__file__).parents[2].joinpath("static/css").glob("*.css"),
        *Path(__file__).parents[2].joinpath("static/js").glob("*.js"),
    ]:
        assert "//" not in re.sub(r"(?m)^\s*//.*$|/\*.*?\*/", "", path.read_text(), flags=re.S), path.name


def test_a_page_that_does_not_exist(db, client: Client) -> None:
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    assert "There is no such page" in answer.content.decode()
    assert "quote <strong>" in answer.content.decode()


@pytest.mark.parametrize(
    ("exception", "words"),
    [
        (views.RequestDataTooBig(), "too large to take"),
        (views.TooManyFieldsSent(), "too many parts"),
        (views.MultiPartParserError(), "arrived in pieces"),
        (None, "makes no sense"),
    ],
)
def test_what_could_not_be_read(exception: Exception | None, words: str, db) -> None:
    answer = views.bad_request(RequestFactory().post("/"), exception)
    assert answer.status_code == 400
    assert words in answer.content.decode()


def test_no_right(db) -> None:
    answer = views.permission_denied(RequestFactory().get("/"))
    assert answer.status_code == 403
    assert "not open to you" in answer.content.decode()


def test_a_fault_of_ours_is_drawn_without_database() -> None:
    answer = views.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "our fault" in answer.content.decode()


def test_too_many_tries_has_its_page(db, client: Client) -> None:
    for _ in range(40):
        answer = client.post(
            reverse("account_login"), {"login": "nobody@example.org", "password": "wrong words here"}
        )
        if answer.status_code == 429 or b"Too many tries" in answer.content:
            return
    pytest.fail("nothing stopped forty tries")


def test_an_expired_form_hands_the_text_back_and_sends_it_again(world, strict: Client) -> None:
    strict.force_login(world.admin, backend="allauth.account.auth_backends.AuthenticationBackend")
    typed = {"observations": "A long thought <b>worth</b> keeping", "name": "N", "code": "hidden words"}
    headers = {"Sec-Fetch-Site": "same-origin"}
    answer = strict.post(reverse("gallery"), typed, headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "open for too long" in page or "did not send the cookie" in page
    assert "A long thought &lt;b&gt;worth&lt;/b&gt; keeping" in page
    assert "hidden words" not in page
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    again = strict.post(reverse("gallery"), {**typed, "csrfmiddlewaretoken": token}, headers=headers)
    assert again.status_code == 200
    assert "A long thought" in again.content.decode()


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}, {}])
def test_a_foreign_form_is_never_sent_on_by_a_click_here(headers: dict[str, str], world, strict: Client) -> None:
    strict.force_login(world.admin, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = strict.post(reverse("gallery"), {"observations": "Forged words"}, headers=headers)
    assert answer.status_code == 403
    assert "Send it again" not in answer.content.decode()


def test_signing_in_with_wrong_words_says_so_and_keeps_the_address(world, client: Client) -> None:
    answer = client.post(reverse("account_login"), {"login": world.lead.email, "password": "not the password"})
    page = answer.content.decode()
    assert "The email address and the password do not go together" in page
    assert "nhsuk-error-summary" in page
    assert f'value="{world.lead.email}"' in page
    assert "not the password" not in page


def test_nobody_signs_up(db, client: Client) -> None:
    page = client.get(reverse("account_signup")).content.decode()
    assert "Accounts are by invitation" in page
    assert "<input" not in page.split("<main")[1]


@override_settings(SESSION_IDLE_SECONDS=600, SESSION_WARNING_SECONDS=60)
def test_signed_in_pages_carry_the_sessions_clock(world, sign_in) -> None:
    page = sign_in(world.admin).get(reverse("gallery")).content.decode()
    assert 'data-idle-seconds="600"' in page
    assert 'data-warning-seconds="60"' in page
    assert 'id="session-dialog"' in page
    assert "nhsuk-header__account-form" in page
