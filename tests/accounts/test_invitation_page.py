"""The page behind the link, as browsers and mail scanners meet it."""

import logging
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cmsportal.accounts import views
from cmsportal.accounts.invitations import accept_invitation, revoke_invitation
from cmsportal.accounts.models import Invitation, User
from cmsportal.audit.models import Event
from cmsportal.logs import scrub
from tests.accounts.conftest import token_in
from tests.builders import make

PASSWORD = "three old kettles"


def url_of(token: str) -> str:
    return reverse("invitation-accept", kwargs={"token": token})


def counts() -> tuple[int, ...]:
    return User.objects.count(), Event.objects.count(), Invitation.objects.pending().count()


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_opening_the_link_changes_nothing(method: str, invited, client) -> None:
    _, token = invited()
    before = counts()
    for _ in range(3):
        assert getattr(client, method)(url_of(token), headers={"Purpose": "prefetch"}).status_code == 200
    assert counts() == before


def test_says_who_invites_to_what(invited, client) -> None:
    _, token = invited()
    page = client.get(url_of(token))
    text = page.content.decode()
    assert "Helen Brandt invites you" in text
    assert "a coach in Harwick Better Systems" in text
    assert "Ivy Newcomb" in text
    assert page["Referrer-Policy"] == "strict-origin"
    assert "no-store" in page["Cache-Control"]


def test_a_new_person_chooses_a_password_and_is_in(invited, client) -> None:
    _, token = invited()
    answer = client.post(url_of(token), {"name": "Ivy Newcomb", "password": PASSWORD})
    assert answer.status_code == 302
    page = client.get(answer["Location"])
    assert "Harwick Better Systems" in page.content.decode()
    assert Event.objects.filter(action="person.signed_in").count() == 1


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name": "Ivy Newcomb", "password": "short"}, "10 characters"),
        ({"name": "Ivy Newcomb", "password": "ivy.newcomb@example.org"}, "similar"),
        ({"name": "Ivy 943 476 5919", "password": PASSWORD}, "NHS number"),
        ({"name": "", "password": PASSWORD}, "name"),
    ],
)
def test_what_will_not_do_is_said_and_kept(values: dict[str, str], words: str, invited, client) -> None:
    _, token = invited()
    before = counts()
    page = client.post(url_of(token), values)
    text = page.content.decode()
    assert words in text
    assert "nhsuk-error-summary" in text
    assert values["name"] in text
    assert f'value="{values["password"]}"' not in text
    assert counts() == before


def test_hostile_names_are_escaped(invited, client, world) -> None:
    world.manager.name = "<script>alert(1)</script>"
    world.manager.save()
    _, token = invited(name="<img src=x>")
    text = client.get(url_of(token)).content.decode()
    assert "<script>alert" not in text
    assert "<img src=x>" not in text


def test_somebody_with_an_account_signs_in_first(invited, client, person) -> None:
    _, token = invited(email=person.email)
    assert 'name="password"' not in client.get(url_of(token)).content.decode()
    answer = client.post(url_of(token))
    assert answer.status_code == 302
    assert not person.programme_memberships.exists()
    page = client.post(answer["Location"], {"login": person.email, "password": PASSWORD})
    assert page["Location"] == url_of(token)
    assert "Accept the invitation" in client.get(page["Location"]).content.decode()
    assert not person.programme_memberships.exists()
    assert client.post(url_of(token)).status_code == 302
    assert person.programme_memberships.count() == 1


def test_somebody_else_is_told_kindly(invited, sign_in, person) -> None:
    _, token = invited()
    client = sign_in(person)
    text = client.get(url_of(token)).content.decode()
    assert "another address" in text
    assert "Accept the invitation" not in text
    assert client.post(url_of(token)).status_code == 403
    assert Invitation.objects.get().is_open


def closed_links(world: Any, invited: Any) -> dict[str, str]:
    used = invited(email=world.outsider.email)
    accept_invitation(token=used[1], user=world.outsider)
    withdrawn = invited(email="gone@example.org")
    revoke_invitation(invitation=withdrawn[0], by=world.manager)
    late = invited(email="late@example.org")
    Invitation.objects.filter(pk=late[0].pk).update(expires_at=late[0].created_at)
    return {
        "used": used[1],
        "withdrawn": withdrawn[1],
        "run out": late[1],
        "altered": late[1][:-1] + ("a" if late[1][-1] != "a" else "b"),
        "never given": "x" * 43,
    }


def test_closed_links_all_look_the_same(world, invited, client) -> None:
    pages = set()
    for kind, token in closed_links(world, invited).items():
        for method in ("get", "post"):
            page = getattr(client, method)(url_of(token))
            assert page.status_code == 404, kind
            assert page["Referrer-Policy"] == "strict-origin"
            text = page.content.decode()
            assert "This link does not work any more" in text
            assert "Harwick" not in text
            assert "Helen" not in text
            pages.add(text.replace(token, ""))
    assert len(pages) == 1


def test_the_token_is_in_no_log(invited, client, caplog) -> None:
    _, token = invited()
    with caplog.at_level(logging.DEBUG):
        client.get(url_of(token))
        Client(enforce_csrf_checks=True).post(url_of(token), {"name": "Ivy", "password": PASSWORD})
        client.get(url_of(token + "x"))
    written = [scrub(record.getMessage()) for record in caplog.records]
    assert written
    assert not [line for line in written if token in line]


def test_a_reset_key_is_in_no_log() -> None:
    assert (
        scrub("shown for /account/password/reset/key/3-abc-def/") == "shown for /account/password/reset/key/[secret]/"
    )


def test_buttons_on_the_list_go_back_to_it(invited, sign_in, world, mailoutbox, django_capture_on_commit_callbacks):
    invitation, old = invited()
    client = sign_in(world.manager)
    back = reverse("programme-people", kwargs={"programme_id": world.programme.pk})
    url = reverse("invitation-resend", kwargs={"invitation_id": invitation.pk})
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{url}?next={back}")["Location"] == back
    assert token_in(mailoutbox[-1]) != old
    assert client.post(f"{url}?next=https://elsewhere.example/")["Location"] == reverse("account-detail")
    url = reverse("invitation-withdraw", kwargs={"invitation_id": invitation.pk})
    assert client.post(f"{url}?next={back}").status_code == 302
    assert client.post(f"{url}?next={back}").status_code == 404


def test_queries_do_not_grow(world, sign_in) -> None:
    client = sign_in(world.manager)
    url = reverse("programme-people", kwargs={"programme_id": world.programme.pk})

    def measure() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    measure()
    few = measure()
    for _ in range(20):
        make.invitation(world.programme, by=world.manager)
        make.invitation(world.partner_organisation, by=world.manager, role="viewer")
        make.pool_coach(world.programme, make.user(), mentor=world.mentor.programme_memberships.get())
        make.manager(world.programme, make.user())
        make.partner_person(world.partner_organisation, make.user())
    assert measure() <= few + 2  # the scopes of the invitations, one query for each kind


@pytest.mark.parametrize("name", ["invitation-resend", "invitation-withdraw"])
def test_a_button_pressed_as_the_invitation_is_used_says_so(invited, sign_in, world, monkeypatch, name) -> None:
    """Between the page's reading the invitation and the act somebody accepted it."""
    invitation, _ = invited()
    allowed = views.InvitationAct.find_target

    def used_meanwhile(view):
        found = allowed(view)
        Invitation.objects.filter(pk=found.pk).update(accepted_at=timezone.now(), accepted_by=world.outsider)
        return found

    monkeypatch.setattr(views.InvitationAct, "find_target", used_meanwhile)
    back = reverse("programme-people", kwargs={"programme_id": world.programme.pk})
    url = reverse(name, kwargs={"invitation_id": invitation.pk})
    answer = sign_in(world.manager).post(f"{url}?next={back}", follow=True)
    assert answer.status_code == 200
    assert "is no longer open." in answer.content.decode()
