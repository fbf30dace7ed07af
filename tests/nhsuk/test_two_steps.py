"""Setting up and using the second step, in our pages and words."""

import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client
from django.urls import reverse

WORDS = "three quiet words here"


@pytest.fixture(autouse=True)
def lands_on_help(settings) -> None:
    settings.LOGIN_REDIRECT_URL = "/help/"


@pytest.fixture
def person(world):
    world.lead.set_password(WORDS)
    world.lead.save()
    return world.lead


def sign_in(client: Client, person):
    return client.post(reverse("account_login"), {"login": person.email, "password": WORDS})


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@time_machine.travel("2026-03-12T09:00:05Z", tick=False)  # a code lasts to the next half minute
@pytest.mark.django_db(transaction=True)
def test_two_steps_from_set_up_to_sign_in(person, client: Client) -> None:
    assert sign_in(client, person).status_code == 302
    page = client.get(reverse("mfa_index")).content.decode()
    assert "Set up two steps" in page
    answer = client.get(reverse("mfa_activate_totp"), follow=True)
    assert "Is it you?" in answer.content.decode()
    answer = client.post(
        answer.request["PATH_INFO"] + "?next=" + reverse("mfa_activate_totp"), {"password": WORDS}, follow=True
    )
    page = answer.content.decode()
    secret = re.search(r'class="app-key">(\w+)<', page)[1]
    assert "<svg" in page
    assert "data:" not in page
    assert " style=" not in page
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert b"nhsuk-error-summary" in wrong.content
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)}, follow=True)
    assert Authenticator.objects.filter(user=person, type="totp").exists()
    told = [(message.subject, message.to) for message in mail.outbox]
    assert told == [("Two steps are on", [person.email])]
    assert "recovery codes" in answer.content.decode().lower()
    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    codes = re.findall(r"<li><code>(\w+)</code>", page)
    assert len(codes) == 10
    assert "Two steps are on" in client.get(reverse("mfa_index")).content.decode()
    client.post(reverse("account_logout"))
    answer = sign_in(client, person)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert "Second step" in client.get(reverse("mfa_authenticate")).content.decode()
    answer = client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(person.pk)


def test_a_new_password_by_mail(person, client: Client) -> None:
    answer = client.post(reverse("account_reset_password"), {"email": person.email}, follow=True)
    assert "Look in your email" in answer.content.decode()
    message = mail.outbox[0]
    assert message.subject.endswith("Your new password")
    assert "Hello from" not in message.body
    link = re.search(r"https?://\S+", message.body)[0]
    page = client.get(link, follow=True)
    assert "Choose a new password" in page.content.decode()
    address = page.redirect_chain[-1][0]
    short = client.post(address, {"password1": "short", "password2": "short"})
    assert b"nhsuk-error-summary" in short.content
    done = client.post(address, {"password1": "a new long phrase", "password2": "a new long phrase"}, follow=True)
    assert "Your new password is set" in done.content.decode()
    assert "This link no longer works" in client.get(link, follow=True).content.decode()


def test_an_unknown_address_looks_the_same(db, client: Client) -> None:
    answer = client.post(reverse("account_reset_password"), {"email": "nobody@example.org"}, follow=True)
    assert "Look in your email" in answer.content.decode()
    assert "no account" in mail.outbox[0].body


def test_signing_out_asks_first(person, client: Client) -> None:
    sign_in(client, person)
    assert "Sign out" in client.get(reverse("account_logout")).content.decode()
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


def test_changing_the_password(person, client: Client) -> None:
    sign_in(client, person)
    assert "Change your password" in client.get(reverse("account_change_password")).content.decode()
    client.post(
        reverse("account_change_password"),
        {"oldpassword": WORDS, "password1": "a new long phrase", "password2": "a new long phrase"},
    )
    person.refresh_from_db()
    assert person.check_password("a new long phrase")
