"""Invite, renew, withdraw, accept: what the services promise."""

import threading
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from cmsportal.accounts.invitations import (
    InvitationClosed,
    WrongPerson,
    accept_as_new_person,
    accept_invitation,
    find_open,
    invite,
    resend_invitation,
    revoke_invitation,
)
from cmsportal.accounts.models import Invitation, User, hash_token
from cmsportal.audit.models import Event
from practices.models import PartnerMembership, PracticeMembership, ProgrammeMembership
from tests.builders import make

PASSWORD = "three old kettles"


def test_the_token_stands_in_the_mail_alone(invited, world, mailoutbox) -> None:
    invitation, token = invited()
    assert invitation.token_hash == hash_token(token) != token
    message = mailoutbox[0]
    assert message.to == ["ivy.newcomb@example.org"]
    assert message.subject == "Helen Brandt invites you to improve together"
    assert "a coach in Harwick Better Systems" in message.body
    html, kind = message.alternatives[0]
    assert kind == "text/html"
    assert token in html
    assert Invitation.objects.get().mailed_at is not None
    assert token not in str(list(Event.objects.values()))


def test_names_are_escaped_in_the_mail(invited, mailoutbox) -> None:
    invited(name="<b>Ivy</b> & Co")
    assert "<b>Ivy" not in mailoutbox[0].alternatives[0][0]
    assert "<b>Ivy</b> & Co" in mailoutbox[0].body


def test_inviting_twice_renews_the_link(invited) -> None:
    first, old = invited()
    second, new = invited(email="IVY.Newcomb@example.org", name="Ivy N.")
    assert second.pk == first.pk
    assert Invitation.objects.get().name == "Ivy N."
    with pytest.raises(InvitationClosed):
        find_open(old)
    assert find_open(new) == second
    assert list(Event.objects.order_by("id").values_list("action", flat=True)) == [
        "invitation.sent",
        "invitation.renewed",
    ]


def test_resending_renews_the_link(invited, world, mailoutbox, django_capture_on_commit_callbacks) -> None:
    invitation, old = invited()
    with time_machine.travel(make.now() + timedelta(days=20)):
        with django_capture_on_commit_callbacks(execute=True):
            resend_invitation(invitation=invitation, by=world.manager)
        assert Invitation.objects.get().is_open
    assert len(mailoutbox) == 2
    with pytest.raises(InvitationClosed):
        find_open(old)


def test_two_roles_are_two_invitations(invited, world) -> None:
    invited(role="coach")
    invited(role="manager")
    assert Invitation.objects.count() == 2


def test_mail_that_cannot_be_sent_loses_nothing(
    world, monkeypatch, django_capture_on_commit_callbacks, caplog
) -> None:
    def fail(self: Any, **kwargs: Any) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", fail)
    with django_capture_on_commit_callbacks(execute=True):
        invitation = invite(
            email="ivy@example.org", name="Ivy", role="coach", scope=world.programme, by=world.manager
        )
    invitation.refresh_from_db()
    assert invitation.mailed_at is None
    assert "could not be mailed" in caplog.text
    assert "ivy@example.org" not in caplog.text


@pytest.mark.parametrize("who", ["coach", "lead", "partner", "other_manager", "outsider", "mentor"])
@pytest.mark.parametrize("role", ["manager", "coach"])
def test_only_a_manager_of_the_programme_invites_to_it(world, who: str, role: str) -> None:
    with pytest.raises(PermissionDenied):
        invite(email="ivy@example.org", name="Ivy", role=role, scope=world.programme, by=getattr(world, who))
    assert not Invitation.objects.exists()


def test_a_role_that_is_none(world) -> None:
    with pytest.raises(PermissionDenied):
        invite(email="ivy@example.org", name="Ivy", role="king", scope=world.programme, by=world.admin)


def test_a_manager_of_yesterday_invites_nobody(world) -> None:
    world.manager.programme_memberships.update(ends_on=make.today())
    with pytest.raises(PermissionDenied):
        invite(email="ivy@example.org", name="Ivy", role="coach", scope=world.programme, by=world.manager)


def test_bad_address_writes_nothing(world) -> None:
    with pytest.raises(ValidationError):
        invite(email="not an address", name="Ivy", role="coach", scope=world.programme, by=world.manager)
    assert not Invitation.objects.exists()
    assert not Event.objects.exists()


def test_a_closed_account_is_not_invited(world, person) -> None:
    person.is_active = False
    person.save()
    with pytest.raises(ValidationError, match="closed"):
        invite(email=person.email.upper(), name="Rosa", role="coach", scope=world.programme, by=world.manager)


def test_withdrawn(invited, world) -> None:
    invitation, token = invited()
    revoke_invitation(invitation=invitation, by=world.manager)
    with pytest.raises(InvitationClosed):
        find_open(token)
    with pytest.raises(InvitationClosed):
        revoke_invitation(invitation=invitation, by=world.manager)
    with pytest.raises(InvitationClosed):
        resend_invitation(invitation=invitation, by=world.manager)
    assert Event.objects.filter(action="invitation.revoked", actor=world.manager).count() == 1


def test_only_who_may_invite_withdraws(invited, world) -> None:
    invitation, _ = invited()
    with pytest.raises(PermissionDenied):
        revoke_invitation(invitation=invitation, by=world.coach)


def test_runs_out_after_fourteen_days(invited) -> None:
    _, token = invited()
    with time_machine.travel(make.now() + timedelta(days=13, hours=23)):
        find_open(token)
    with time_machine.travel(make.now() + timedelta(days=14, seconds=1)):
        with pytest.raises(InvitationClosed):
            find_open(token)
        with pytest.raises(InvitationClosed):
            accept_as_new_person(token=token, name="Ivy", password=PASSWORD)


def test_a_new_coach_with_mentor_and_capacity(invited, world) -> None:
    mentor = world.mentor.programme_memberships.get()
    _, token = invited(mentor=str(mentor.pk), capacity=3)
    user = accept_as_new_person(token=token, name=" Ivy Newcomb ", password=PASSWORD)
    membership = ProgrammeMembership.objects.get(user=user)
    assert (membership.role, membership.mentor, membership.capacity) == ("coach", mentor, 3)
    assert user.name == "Ivy Newcomb"
    assert user.check_password(PASSWORD)
    assert {"person.joined", "invitation.accepted"} <= set(Event.objects.values_list("action", flat=True))


def test_a_mentor_who_left_meanwhile_is_left_out(invited, world) -> None:
    mentor = world.mentor.programme_memberships.get()
    _, token = invited(mentor=str(mentor.pk), capacity=3)
    world.mentor.programme_memberships.update(ends_on=make.today())
    user = accept_as_new_person(token=token, name="Ivy", password=PASSWORD)
    assert user.programme_memberships.get().mentor is None


def test_the_next_click_finds_it_used(invited, person) -> None:
    _, token = invited(email=person.email)
    accept_invitation(token=token, user=person)
    with pytest.raises(InvitationClosed):
        accept_invitation(token=token, user=person)
    assert person.programme_memberships.count() == 1


def test_somebody_else_cannot_accept(invited, world, person) -> None:
    _, token = invited()
    with pytest.raises(WrongPerson):
        accept_invitation(token=token, user=person)
    assert Invitation.objects.get().is_open


def test_a_role_that_stands_already_is_not_doubled(invited, world) -> None:
    _, token = invited(email=world.coach.email, capacity=4)
    accept_invitation(token=token, user=world.coach)
    assert world.coach.programme_memberships.get().capacity == 4


def test_a_role_that_starts_later_starts_now(invited, world, person) -> None:
    make.pool_coach(world.programme, person, starts_on=make.today() + timedelta(days=30))
    _, token = invited(email=person.email)
    accept_invitation(token=token, user=person)
    assert person.programme_memberships.get().starts_on == make.today()


def test_a_former_coach_comes_back(invited, world, person) -> None:
    make.pool_coach(world.programme, person, ends_on=make.today())
    _, token = invited(email=person.email)
    accept_invitation(token=token, user=person)
    assert person.programme_memberships.count() == 2


def test_a_partner(invited, world) -> None:
    _, token = invited(scope=world.partner_organisation, role="viewer")
    user = accept_as_new_person(token=token, name="Ivy", password=PASSWORD)
    assert PartnerMembership.objects.filter(user=user, partner=world.partner_organisation).exists()


def test_a_partner_of_no_programme_of_mine(world) -> None:
    stranger = make.partner("Elsewhere Trust")
    for by in (world.manager, world.other_manager):
        with pytest.raises(PermissionDenied):
            invite(email="ivy@example.org", name="Ivy", role="viewer", scope=stranger, by=by)


def test_a_colleague_is_invited_by_the_lead_alone(invited, world) -> None:
    _, token = invited(scope=world.practice, role="colleague", by=world.lead)
    user = accept_as_new_person(token=token, name="Ivy", password=PASSWORD)
    assert PracticeMembership.objects.filter(user=user, practice=world.practice).exists()
    for by in (world.member, world.manager, world.coach, world.other_practice_lead):
        with pytest.raises(PermissionDenied):
            invite(email="x@example.org", name="X", role="colleague", scope=world.practice, by=by)


def test_a_place_in_the_team_gets_its_account(invited, world) -> None:
    place = make.member(world.project)
    assert place.user is None
    _, token = invited(scope=place, role="team", by=world.lead)
    user = accept_as_new_person(token=token, name="Wendy Hale", password=PASSWORD)
    place.refresh_from_db()
    assert place.user == user
    assert Event.objects.get(action="invitation.accepted").project_id == world.project.pk


def test_a_manager_invites_the_first_lead_and_no_other(world) -> None:
    place = make.member(world.project)
    with pytest.raises(PermissionDenied):
        invite(email="ivy@example.org", name="Ivy", role="team", scope=place, by=world.manager)
    world.project.team.filter(user=world.lead).update(ends_on=make.today())
    place = type(place).objects.get(pk=place.pk)  # the project remembers who may what for one request
    invite(email="ivy@example.org", name="Ivy", role="team", scope=place, by=world.manager)


def test_nobody_has_two_places_in_one_team(invited, world) -> None:
    place = make.member(world.project)
    _, token = invited(scope=place, role="team", by=world.lead, email=world.member.email)
    with pytest.raises(ValidationError):
        accept_invitation(token=token, user=world.member)
    assert Invitation.objects.get().is_open


def test_a_scope_that_is_gone(invited, world) -> None:
    place = make.member(world.project)
    _, token = invited(scope=place, role="team", by=world.lead)
    place.delete()
    with pytest.raises(InvitationClosed):
        find_open(token)


def test_administrators_are_invited_by_administrators(invited, world) -> None:
    with pytest.raises(PermissionDenied):
        invite(email="ivy@example.org", name="Ivy", role="administrator", scope=None, by=world.manager)
    invitation = invite(email="ivy@example.org", name="Ivy", role="administrator", scope=None, by=world.admin)
    again = invite(email="ivy@example.org", name="Ivy", role="administrator", scope=None, by=world.admin)
    assert invitation == again
    Invitation.objects.update(token_hash=hash_token("known"))
    assert accept_as_new_person(token="known", name="Ivy", password=PASSWORD).is_superuser


def test_who_sees_which_invitations(invited, world) -> None:
    mine = [
        invited()[0],
        invited(scope=world.partner_organisation, role="viewer")[0],
    ]
    colleague = invited(scope=world.practice, role="colleague", by=world.lead)[0]
    place = invited(scope=make.member(world.project), role="team", by=world.lead)[0]
    assert set(Invitation.visible_to(world.manager)) == set(mine)
    assert set(Invitation.visible_to(world.lead)) == {colleague, place}
    assert set(Invitation.visible_to(world.admin)) == {*mine, colleague, place}
    for who in ("other_manager", "coach", "member", "other_practice_lead", "partner", "outsider"):
        assert not Invitation.visible_to(getattr(world, who)).exists(), who


@pytest.mark.parametrize(
    "broken",
    [
        {"accepted_at": timezone.now()},
        {"revoked_at": timezone.now()},
        {"scope_id": None},
        {"role": "administrator"},
        {"scope_id": None, "scope_type": None},
    ],
)
def test_the_database_refuses_half_of_it(world, broken: dict[str, Any]) -> None:
    invitation = make.invitation(world.programme, by=world.manager)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk).update(**broken)


def test_the_database_refuses_accepted_and_withdrawn(world) -> None:
    invitation = make.invitation(world.programme, by=world.manager)
    now, who = timezone.now(), world.coach
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk).update(
            accepted_at=now, accepted_by=who, revoked_at=now, revoked_by=who
        )


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_accept_once() -> None:
    manager, programme = make.user("Helen Brandt"), make.programme()
    make.manager(programme, manager)
    invitation = make.invitation(programme, by=manager, token_hash=hash_token("one"))
    done: list[str] = []
    together = threading.Barrier(4)

    def click() -> None:
        together.wait()
        try:
            accept_as_new_person(token="one", name="Ivy", password=PASSWORD)
            done.append("accepted")
        except InvitationClosed:
            done.append("closed")
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == ["accepted", "closed", "closed", "closed"]
    assert User.objects.filter(email=invitation.email).count() == 1
    assert ProgrammeMembership.objects.filter(user__email=invitation.email).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_on_invite_makes_one_invitation() -> None:
    manager, programme = make.user("Helen Brandt"), make.programme()
    make.manager(programme, manager)
    problems: list[Exception] = []
    together = threading.Barrier(3)

    def click() -> None:
        together.wait()
        try:
            invite(email="ivy@example.org", name="Ivy", role="coach", scope=programme, by=manager)
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert Invitation.objects.count() == 1
