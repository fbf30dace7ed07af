"""Signing in and out, with real requests against the library's pages."""

import re
import time
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cmsportal.accounts.models import User
from cmsportal.audit.models import Event

PASSWORD = "three old kettles"


def sign(client: Client, email: str, password: str = PASSWORD, **query: str) -> Any:
    return client.post(reverse("account_login", query=query), {"login": email, "password": password})


def actions() -> list[str]:
    return list(Event.objects.order_by("id").values_list("action", flat=True))


def test_right_password(client, person) -> None:
    answer = sign(client, person.email.upper(), next="/account/")
    assert answer.status_code == 302
    assert answer["Location"] == "/account/"
    assert actions() == ["person.signed_in"]
    assert Event.objects.get().actor == person
    person.refresh_from_db()
    assert person.seen_at is not None


def test_lands_where_one_was_and_never_elsewhere(client, person) -> None:
    page = client.get("/account/")
    assert page["Location"] == f"{reverse('account_login')}?next=/account/"
    assert sign(client, person.email, next="https://elsewhere.example/")["Location"] == "/account/"


def test_wrong_password_keeps_the_address(client, person) -> None:
    page = sign(client, person.email, "wrong kettles")
    text = page.content.decode()
    assert page.status_code == 200
    assert person.email in text
    assert "wrong kettles" not in text
    assert "nhsuk-error-summary" in text
    event = Event.objects.get()
    assert (event.action, event.target_id, event.actor) == ("person.sign_in_failed", str(person.pk), None)
    assert person.email not in str(vars(event))


def words_of(page: Any, address: str) -> str:
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page.content.decode())
    return text.replace(address, "ADDRESS")


def test_an_unknown_address_looks_the_same(client, person) -> None:
    known = sign(client, person.email, "wrong kettles")
    unknown = sign(Client(), "nobody.here@example.org", "wrong kettles")
    assert words_of(known, person.email) == words_of(unknown, "nobody.here@example.org")
    assert Event.objects.filter(action="person.sign_in_failed", target_id="").count() == 1
    assert "nobody.here" not in str(list(Event.objects.values()))


def test_a_closed_account_is_refused(client, person) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)
    sign(client, person.email)
    assert "_auth_user_id" not in client.session


def test_somebody_whose_account_is_closed_is_out_at_once(client, person) -> None:
    sign(client, person.email)
    assert client.get("/account/").status_code == 200
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get("/account/").status_code == 302


def test_too_many_wrong_passwords(client, person) -> None:
    for _ in range(5):
        sign(client, person.email, "wrong kettles")
    page = sign(client, person.email)
    assert "_auth_user_id" not in client.session, "the right password after five wrong ones still waits"
    assert page.status_code in {200, 429}
    assert actions().count("person.sign_in_failed") == 5
    other = sign(Client(), "somebody.else@example.org", "wrong kettles")
    assert other.status_code == 200


def test_signing_out_needs_a_post(client, person) -> None:
    sign(client, person.email)
    client.get(reverse("account_logout"))
    assert client.get("/account/").status_code == 200
    assert client.post(reverse("account_logout")).status_code == 302
    assert client.get("/account/").status_code == 302
    assert actions() == ["person.signed_in", "person.signed_out"]


def test_forms_need_their_token(person) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert sign(strict, person.email).status_code == 403


def test_nobody_signs_up(client, db) -> None:
    page = client.get(reverse("account_signup"))
    assert page.status_code == 200
    assert "invitation" in page.content.decode()
    before = User.objects.count()
    client.post(reverse("account_signup"), {"email": "new@example.org", "password1": PASSWORD})
    assert User.objects.count() == before


@pytest.mark.parametrize("path", ["/account/email/", "/account/confirm-email/", "/admin/", "/account/password/set/"])
def test_pages_that_are_not_there(path: str, sign_in, person) -> None:
    assert sign_in(person).get(path).status_code == 404


@pytest.fixture
def no_mail_server(monkeypatch) -> None:
    def refuse(*args: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)


class TestReset:
    def ask(self, client: Client, email: str) -> Any:
        return client.post(reverse("account_reset_password"), {"email": email})

    def link_in(self, message: Any) -> str:
        return re.search(r"https?://[^/\s]+(/account/password/reset/key/\S+)", message.body)[1]

    def test_the_whole_way(self, client, person, mailoutbox) -> None:
        assert self.ask(client, person.email).status_code == 302
        assert mailoutbox[0].to == [person.email]
        html, kind = mailoutbox[0].alternatives[0]
        assert kind == "text/html"
        assert self.link_in(mailoutbox[0]) in html
        form = client.get(self.link_in(mailoutbox[0]), follow=True)
        url = form.redirect_chain[-1][0]
        assert "set-password" in url, "the key leaves the address before the page is drawn"
        new = "four new saucepans"
        answer = client.post(url, {"password1": new, "password2": new})
        assert answer.status_code == 302
        person.refresh_from_db()
        assert person.check_password(new)
        assert "password.changed" in actions()
        assert [message.subject for message in mailoutbox][1:] == ["Your password was changed"]
        assert mailoutbox[1].to == [person.email]
        again = Client().get(self.link_in(mailoutbox[0]), follow=True)
        assert "set-password" not in str(again.redirect_chain), "the link works once"

    def test_opening_the_link_changes_nothing(self, client, person, mailoutbox) -> None:
        self.ask(client, person.email)
        for _ in range(2):
            client.get(self.link_in(mailoutbox[0]))
        person.refresh_from_db()
        assert person.check_password(PASSWORD)

    def test_unknown_addresses_look_the_same(self, client, person) -> None:
        known = self.ask(client, person.email)
        unknown = self.ask(Client(), "nobody.here@example.org")
        assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])

    @pytest.mark.parametrize("known", [True, False])
    def test_a_mail_server_that_does_not_answer_is_told(self, client, person, no_mail_server, known) -> None:
        page = self.ask(client, person.email if known else "nobody.here@example.org")
        assert page.status_code == 200
        words = page.content.decode()
        assert "The mail could not be sent just now. Try again in a few minutes." in words
        assert ("nobody.here@example.org" in words) is not known, "what was typed is kept"

    def test_a_closed_account_gets_no_link(self, client, person, mailoutbox) -> None:
        User.objects.filter(pk=person.pk).update(is_active=False)
        self.ask(client, person.email)
        assert not [message for message in mailoutbox if "/reset/key/" in message.body]

    def test_weak_passwords_are_refused(self, client, person, mailoutbox) -> None:
        self.ask(client, person.email)
        url = client.get(self.link_in(mailoutbox[0]), follow=True).redirect_chain[-1][0]
        page = client.post(url, {"password1": "short", "password2": "short"})
        assert page.status_code == 200
        person.refresh_from_db()
        assert person.check_password(PASSWORD)


class TestChange:
    def test_its_owner_is_told_and_it_stands_without_a_mail_server(self, client, person, mailoutbox, request) -> None:
        new = "four new saucepans"
        for old, following in ((PASSWORD, new), (new, PASSWORD)):
            client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
            values = {"oldpassword": old, "password1": following, "password2": following}
            assert client.post(reverse("account_change_password"), values).status_code == 302
            person.refresh_from_db()
            assert person.check_password(following)
            request.getfixturevalue("no_mail_server")
        assert [(message.subject, message.to) for message in mailoutbox] == [
            ("Your password was changed", [person.email])
        ]

    def test_signs_out_other_browsers(self, client, person) -> None:
        other = Client()
        sign(client, person.email)
        sign(other, person.email)
        new = "four new saucepans"
        client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
        assert "password.changed" in actions()
        assert client.get("/account/").status_code == 200
        assert other.get("/account/").status_code == 302


class TestSecondStep:
    def code(self, secret: str, at: float) -> str:
        return format_hotp_value(hotp_value(secret, int(at) // 30))

    def turn_on(self, client: Client, person: User) -> str:
        sign(client, person.email)
        again = client.get(reverse("mfa_activate_totp"))["Location"]
        assert again.startswith(reverse("account_reauthenticate"))
        assert client.post(again, {"password": "wrong kettles"}).status_code == 200
        assert client.post(again, {"password": PASSWORD})["Location"] == reverse("mfa_activate_totp")
        assert client.get(reverse("mfa_activate_totp")).status_code == 200
        secret = client.session["mfa.totp.secret"]
        answer = client.post(reverse("mfa_activate_totp"), {"code": self.code(secret, time.time())})
        assert answer.status_code == 302
        return secret

    def test_asked_for_at_the_next_sign_in(self, client, person) -> None:
        secret = self.turn_on(client, person)
        assert "second_step.added" in actions()
        stored = Authenticator.objects.get(user=person, type="totp").data["secret"]
        assert secret not in stored, "the secret is kept encrypted"
        other = Client()
        answer = sign(other, person.email)
        assert answer["Location"] == reverse("mfa_authenticate")
        assert other.get("/account/").status_code == 302
        assert other.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
        later = time.time() + 30
        other.post(reverse("mfa_authenticate"), {"code": self.code(secret, later)})
        assert other.get("/account/").status_code == 200

    def test_a_recovery_code_works_once(self, client, person) -> None:
        self.turn_on(client, person)
        codes = Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()
        for expected in (200, 302):
            other = Client()
            sign(other, person.email)
            other.post(reverse("mfa_authenticate"), {"code": codes[0]})
            assert other.get("/account/").status_code == expected

    def test_can_be_turned_off_again(self, client, person) -> None:
        self.turn_on(client, person)
        client.post(reverse("mfa_deactivate_totp"))
        assert not Authenticator.objects.filter(user=person, type="totp").exists()
        assert "second_step.removed" in actions()


class TestSession:
    def test_runs_out_without_a_click(self, client, person, settings) -> None:
        sign(client, person.email)
        session = client.session
        most = settings.SESSION_IDLE_SECONDS + settings.SESSION_PROLONGED_EVERY
        assert settings.SESSION_IDLE_SECONDS <= session.get_expiry_age() <= most

    def test_any_page_prolongs_it(self, client, person) -> None:
        sign(client, person.email)
        with time_machine.travel(timezone.now() + timedelta(minutes=29, seconds=50)):
            assert client.get(reverse("session_keep")).status_code == 200
            assert Session.objects.get().expire_date > timezone.now() + timedelta(minutes=30)
        cache.clear()  # Redis has a clock of its own, which no test moves
        with time_machine.travel(timezone.now() + timedelta(minutes=61)):
            assert client.get(reverse("session_keep")).status_code == 302, "31 minutes without a click"

    def test_a_click_within_the_minute_writes_nothing(self, client, person) -> None:
        sign(client, person.email)
        client.get(reverse("session_keep"))
        before = Session.objects.get().expire_date
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("session_keep"))
        assert not [query for query in queries if "UPDATE" in query["sql"]]
        assert Session.objects.get().expire_date == before
        with time_machine.travel(timezone.now() + timedelta(seconds=61)):
            client.get(reverse("session_keep"))
        assert Session.objects.get().expire_date > before

    def test_keep(self, sign_in, person, settings) -> None:
        client = sign_in(person)
        assert client.post(reverse("session_keep")).status_code == 204
        assert client.get(reverse("session_keep")).json() == {"seconds": settings.SESSION_IDLE_SECONDS}

    def test_the_page_knows_the_clock(self, sign_in, person, settings) -> None:
        text = sign_in(person).get("/account/").content.decode()
        assert f'data-idle-seconds="{settings.SESSION_IDLE_SECONDS}"' in text
        assert f'data-keep-url="{reverse("session_keep")}"' in text


class TestSeen:
    def test_noted_at_most_every_five_minutes(self, sign_in, person) -> None:
        client = sign_in(person)
        client.get(reverse("session_keep"))
        person.refresh_from_db()
        first = person.seen_at
        assert first is not None
        client.get(reverse("session_keep"))
        person.refresh_from_db()
        assert person.seen_at == first
        User.objects.filter(pk=person.pk).update(seen_at=first - timedelta(minutes=6))
        client.get(reverse("session_keep"))
        person.refresh_from_db()
        assert person.seen_at >= first
