"""Who sees what: opens a project's tools to audiences and closes them again. What was shared before is kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cmsportal.audit.services import record
from practices.models import PartnerOrganisation, Programme, ProgrammePartner
from projects.models import Project, Share
from projects.permissions import can_share
from projects.refusal import Refusal
from projects.tools import AS_DELIVERED, SHAREABLE, Audience, Tool

# The project page itself is always open to those who look after the project: it says no more than where it stands.
ALWAYS = frozenset({(Tool.STEPS, Audience.COACH), (Tool.STEPS, Audience.PROGRAMME)})


@dataclass(frozen=True, order=True)
class Key:
    """One box of the table: a tool and whom it is shown to."""

    tool: Tool
    audience: Audience
    partner_id: UUID | None = None

    def __str__(self) -> str:
        return ":".join([self.tool, self.audience, *([str(self.partner_id)] if self.partner_id else [])])

    @classmethod
    def read(cls, text: str) -> "Key":
        """The key that ``str`` wrote. Raises ValueError for anything else."""
        tool, audience, *partner = text.split(":")
        return cls(Tool(tool), Audience(audience), UUID(partner[0]) if partner else None)


@dataclass(frozen=True)
class Changes:
    opened: tuple[Key, ...] = ()
    ended: tuple[Key, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.opened or self.ended)


def share_as_delivered(*, project: Project, by: Any) -> list[Share]:
    """What everybody may see on the day a practice joins."""
    return Share.objects.bulk_create(
        Share(project=project, tool=tool, audience=audience, shared_by=by)
        for audience, tools in AS_DELIVERED.items()
        for tool in tools
    )


def partners_of(project: Project) -> list[PartnerOrganisation]:
    """The partners the team can share with: those that the programme works with today."""
    working = ProgrammePartner.objects.current().filter(programme=project.programme_id).values("partner")
    return list(PartnerOrganisation.objects.filter(pk__in=working))


def shareable_keys(partners: Iterable[PartnerOrganisation]) -> list[Key]:
    """Every box of the table, tool by tool."""
    partners = list(partners)
    return [
        key
        for tool in Tool
        for audience in Audience
        if tool in SHAREABLE[audience] and (tool, audience) not in ALWAYS
        for key in _keys(tool, audience, partners)
    ]


def _keys(tool: Tool, audience: Audience, partners: list[PartnerOrganisation]) -> list[Key]:
    if audience is not Audience.PARTNER:
        return [Key(tool, audience)]
    return [Key(tool, audience, partner.pk) for partner in partners]


def key_of(share: Share) -> Key:
    return Key(Tool(share.tool), Audience(share.audience), share.partner_id)


@transaction.atomic
def change_shares(*, project: Project, opened: Iterable[Key], ended: Iterable[Key], by: Any) -> Changes:
    """Open and close what a person ticked and unticked; what they left alone stays as it stands now.

    So two people who save at the same time both get their way. Returns what really changed.

    Raises:
        Refusal: the person does not lead the team, or a tool cannot be shown to an audience.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    if not can_share(by, project):
        raise Refusal("Only the team's leader can change who sees what.")
    allowed = set(shareable_keys(partners_of(project)))
    opened, ended = set(opened), set(ended)
    if not (opened | ended) <= allowed:
        raise Refusal("One of these boxes is no longer there. Open the page again.")
    standing = {key_of(share): share for share in Share.objects.open().filter(project=project)}
    changes = Changes(
        opened=tuple(sorted(opened - set(standing))), ended=tuple(sorted(ended & set(standing) - opened))
    )
    for key in changes.opened:
        _open(project, key, by)
    for key in changes.ended:
        _end(project, standing[key], by)
    project.__dict__.pop("_access", None)
    return changes


@transaction.atomic
def end_partner_shares(*, programme: Programme, partner: PartnerOrganisation, by: Any, **kwargs: Any) -> None:
    """The programme works with the partner no longer: what its teams showed it is shown no more."""
    # Waits for whoever is sharing with the partner at this moment, so that no box is left open behind.
    projects = {row.pk: row for row in Project.objects.select_for_update().filter(programme=programme).order_by("pk")}
    for share in Share.objects.open().filter(project__in=projects, partner=partner):
        _end(projects[share.project_id], share, by)


def _open(project: Project, key: Key, by: Any) -> None:
    share = Share(project=project, tool=key.tool, audience=key.audience, partner_id=key.partner_id, shared_by=by)
    share.full_clean()
    share.save()
    record("share.opened", share, by=by, project=project, key=str(key))


def _end(project: Project, share: Share, by: Any) -> None:
    share.ended_at, share.ended_by = timezone.now(), by
    share.save(update_fields=["ended_at", "ended_by"])
    record("share.ended", share, by=by, project=project, key=str(key_of(share)))
