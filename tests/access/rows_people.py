"""Invitations, accounts, the people of a programme, colleagues, and the administrator's pages."""

from typing import Any

from cmsportal.accounts.models import Invitation, hash_token
from tests.builders import make

from .table import ADMIN, EVERYBODY, KNOW_PROJECT, Row, nothing, of_project

RUN_PROGRAMME = frozenset({"manager", "admin"})
KNOW_PROGRAMME = frozenset({"manager", "coach", "other_coach", "mentor", "admin"})
LEAD = frozenset({"lead"})
TOKEN = "a-token-that-only-the-mail-holds"


def invited(world: Any) -> Invitation:
    return make.invitation(world.programme, by=world.manager, token_hash=hash_token(TOKEN))


def of_token(world: Any) -> dict[str, Any]:
    invited(world)
    return {"token": TOKEN}


def of_invitation(world: Any) -> dict[str, Any]:
    return {"invitation_id": invited(world).pk}


def of_person(world: Any) -> dict[str, Any]:
    return {"person_id": world.outsider.pk}


def of_programme(world: Any) -> dict[str, Any]:
    return {"programme_id": world.programme.pk}


def of_member(world: Any) -> dict[str, Any]:
    return {**of_programme(world), "membership_id": world.other_coach.programme_memberships.get().pk}


def of_partner_person(world: Any) -> dict[str, Any]:
    return {**of_programme(world), "membership_id": world.partner.partner_memberships.get().pk}


def of_colleague(world: Any) -> dict[str, Any]:
    return {**of_project(world), "membership_id": world.colleague.practice_memberships.get().pk}


def programme_page(args: Any = of_programme, write: frozenset[str] = RUN_PROGRAMME) -> Row:
    return Row(args, read=RUN_PROGRAMME, write=write, known=KNOW_PROGRAMME)


def administrators(args: Any = nothing, read: frozenset[str] = ADMIN, write: frozenset[str] = ADMIN) -> Row:
    return Row(args, read=read, write=write, known=EVERYBODY)


def person_act() -> Row:
    """Somebody else's account does not exist for anybody but an administrator."""
    return Row(of_person, write=ADMIN, known=ADMIN | {"outsider"})


ROWS = {
    "invitation-accept": Row(of_token, read=EVERYBODY, known=EVERYBODY, open=True),  # it is for somebody else
    "invitation-resend": Row(of_invitation, write=RUN_PROGRAMME, known=RUN_PROGRAMME),
    "invitation-withdraw": Row(of_invitation, write=RUN_PROGRAMME, known=RUN_PROGRAMME),
    "account-detail": Row(nothing, read=EVERYBODY, known=EVERYBODY),
    "session_keep": Row(nothing, read=EVERYBODY, write=EVERYBODY, known=EVERYBODY),
    "help": Row(nothing, read=EVERYBODY, known=EVERYBODY, open=True),
    "privacy": Row(nothing, read=EVERYBODY, known=EVERYBODY, open=True),
    "accessibility": Row(nothing, read=EVERYBODY, known=EVERYBODY, open=True),
    "person-list": administrators(write=frozenset()),
    "administrator-invite": administrators(),
    "person-detail": Row(of_person, read=ADMIN, known=ADMIN | {"outsider"}),
    "person-close": person_act(),
    "person-reopen": person_act(),
    "administrator-make": person_act(),
    "administrator-unmake": person_act(),
    "event-list": administrators(write=frozenset()),
    "event-download": administrators(write=frozenset()),
    "programme-people": programme_page(write=frozenset()),
    "manager-invite": programme_page(),
    "coach-invite": programme_page(),
    "partner-person-invite": programme_page(),
    "member-end": programme_page(of_member),
    "coach-edit": programme_page(of_member),
    "partner-person-end": programme_page(of_partner_person),
    "colleague-list": Row(read=LEAD, known=KNOW_PROJECT),
    "colleague-invite": Row(read=LEAD, write=LEAD, known=KNOW_PROJECT),
    "colleague-end": Row(of_colleague, read=LEAD, write=LEAD, known=KNOW_PROJECT),
}
