"""What people can be invited to. The apps above fill the register in ``AppConfig.ready``; this one names no role.

A scope is a kind of thing one belongs to (a programme, a practice, a partner, a place in a lead team) with the roles
there are in it, who may invite to it, and how a role is granted.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet

ADMINISTRATOR = "administrator"  # a role in the installation as a whole, without a scope


@dataclass(frozen=True)
class Place:
    """One role that a person holds or held, for the pages that list them."""

    role: str
    where: str
    since: date
    until: date | None = None

    @property
    def is_current(self) -> bool:
        return self.until is None


@dataclass(frozen=True)
class Scope:
    """``roles`` maps a key to the words after 'you are invited to be', for example 'a coach'."""

    model: type[Model]
    roles: Mapping[str, str]
    grant: Callable[[Any, Any], None]  # (invitation, user): safe when the person has the role already
    may_invite: Callable[[Any, Any, str], bool]  # (user, scope, role)
    run_by: Callable[[Any], QuerySet]  # the scopes whose people this person looks after
    places_of: Callable[[Any], list[Place]] = field(default=lambda user: [])
    name: Callable[[Any], str] = str


_scopes: dict[type[Model], Scope] = {}


def register_scope(scope: Scope) -> None:
    _scopes[scope.model] = scope


def scope_of(instance: Any) -> Scope:
    """Raises KeyError for a kind of thing that nobody can be invited to."""
    return _scopes[type(instance)]


def may_invite(user: Any, scope: Any, role: str) -> bool:
    """Invite, invite again, and withdraw an invitation."""
    if not user.is_authenticated or not user.is_active:
        return False
    if scope is None:
        return user.is_superuser and role == ADMINISTRATOR
    found = scope_of(scope)
    return role in found.roles and (user.is_superuser or found.may_invite(user, scope, role))


def role_words(scope: Any, role: str) -> str:
    """'a coach in Harwick Better Systems'."""
    if scope is None:
        return "an administrator of this site"
    found = scope_of(scope)
    return f"{found.roles[role]} {found.name(scope)}"


def run_by(user: Any) -> Q:
    """The condition that an invitation belongs to a scope whose people this person looks after."""
    condition = Q(pk__in=[])
    for scope in _scopes.values():
        kind = ContentType.objects.get_for_model(scope.model)
        condition |= Q(scope_type=kind, scope_id__in=scope.run_by(user).values("pk"))
    return condition


def places_of(user: Any) -> list[Place]:
    """Every role the person holds or held, present ones first."""
    places = [place for scope in _scopes.values() for place in scope.places_of(user)]
    return sorted(places, key=lambda place: (not place.is_current, place.where, place.role))
