"""What is done with organisations: partners and programmes kept."""

from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from cmsportal.audit.services import record
from cmsportal.versions import save_versioned

from .models import (
    Commissioner,
    PartnerOrganisation,
    Programme,
    ProgrammeCommissioner,
    ProgrammePartner,
)
from .signals import partner_ended


class NotPossible(Exception):
    """What was asked cannot be done as things stand; the message says why. ``field`` is the form's."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


# --- Partners ---------------------------------------------------------------------------------------------------


@transaction.atomic
def create_partner(*, name: str, kind: str, programme: Programme, by: Any) -> tuple[PartnerOrganisation, bool]:
    """A partner that ``programme`` works with from today on.

    One of that name is in the portal already: then that one is taken, as others write it. Says whether it is new.
    """
    with connection.cursor() as cursor:  # two managers who write the same name at once wait for each other here
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"partner {name.casefold()}"])
    partner = PartnerOrganisation.objects.filter(name__iexact=name).first()
    new = partner is None
    if partner is None:
        partner = PartnerOrganisation(name=name, kind=kind)
        partner.full_clean()
        partner.save()
        record("partner.created", partner, by=by, programme=programme)
    attach_partner(partner=partner, programme=programme, by=by)
    return partner, new


@transaction.atomic
def change_partner(*, partner: PartnerOrganisation, name: str, kind: str, expected_version: int, by: Any) -> None:
    """Raises ``cmsportal.versions.Stale`` when somebody saved in between."""
    before = {"name": partner.name, "kind": partner.kind}
    partner.name, partner.kind = name, kind
    partner.full_clean()
    if before != {"name": name, "kind": kind}:
        save_versioned(partner, expected_version, ["name", "kind"])
        record("partner.changed", partner, by=by, before=before)


@transaction.atomic
def attach_partner(*, partner: PartnerOrganisation, programme: Programme, by: Any) -> ProgrammePartner:
    """The programme works with the partner from today; harmless where it does already."""
    today = timezone.localdate()
    Programme.objects.select_for_update().get(pk=programme.pk)
    relations = ProgrammePartner.objects.filter(programme=programme, partner=partner)
    standing = relations.on(today).first() or relations.filter(starts_on=today).first()
    if standing is None:
        standing = ProgrammePartner(programme=programme, partner=partner, starts_on=today)
        standing.full_clean()
        standing.save()
        record("partner.attached", partner, by=by, programme=programme)
    elif standing.ends_on is not None:
        standing.ends_on = None
        standing.save(update_fields=["ends_on"])
        record("partner.attached", partner, by=by, programme=programme)
    return standing


@transaction.atomic
def end_partner(*, relation: ProgrammePartner, by: Any) -> None:
    """The programme no longer works with the partner, from today, and its teams show it nothing; harmless twice."""
    relation = ProgrammePartner.objects.select_for_update().get(pk=relation.pk)
    if relation.ends_on is None:
        relation.ends_on = max(timezone.localdate(), relation.starts_on)
        relation.save(update_fields=["ends_on"])
        record("partner.ended", relation.partner, by=by, programme=relation.programme)
        partner_ended.send(ProgrammePartner, programme=relation.programme, partner=relation.partner, by=by)


# --- Programmes -------------------------------------------------------------------------------------------------


@transaction.atomic
def create_programme(*, name: str, commissioner: Commissioner, starts_on: date, by: Any) -> Programme:
    """A programme and the commissioner that runs it; harmless when sent twice."""
    standing = Programme.objects.filter(
        name=name, starts_on=starts_on, commissioner_relations__commissioner=commissioner
    ).first()
    if standing is not None:
        return standing
    programme = Programme(name=name, starts_on=starts_on)
    programme.full_clean()
    programme.save()
    ProgrammeCommissioner.objects.create(programme=programme, commissioner=commissioner, starts_on=starts_on)
    record("programme.created", programme, by=by, programme=programme, commissioner=commissioner.code)
    return programme


@transaction.atomic
def change_programme(*, programme: Programme, version: int, values: dict[str, Any], by: Any) -> None:
    """Raises ``cmsportal.versions.Stale`` when somebody saved in between."""
    for name, value in values.items():
        setattr(programme, name, value)
    programme.full_clean()
    save_versioned(programme, version, values)
    detail = {name: values[name] for name in ("public_walls",) if name in values}
    record("programme.changed", programme, by=by, programme=programme, fields=sorted(values), **detail)


@transaction.atomic
def change_commissioner(*, programme: Programme, commissioner: Commissioner, starts_on: date, by: Any) -> None:
    """Another commissioner runs the programme from a day on; the one before stays on record until that day.

    Raises NotPossible when the day is not after the present commissioner's first.
    """
    Programme.objects.select_for_update().get(pk=programme.pk)
    now = ProgrammeCommissioner.objects.filter(programme=programme).order_by("-starts_on").first()
    if now is not None and now.commissioner_id == commissioner.pk and now.ends_on is None:
        return
    if now is not None and starts_on <= now.starts_on:
        raise NotPossible("Choose a day after the present commissioner's first day.", "starts_on")
    if now is None and starts_on < programme.starts_on:
        raise NotPossible("Choose a day on or after the programme's first day.", "starts_on")
    if now is not None and (now.ends_on is None or now.ends_on > starts_on):
        now.ends_on = starts_on
        now.save(update_fields=["ends_on"])
    relation = ProgrammeCommissioner(programme=programme, commissioner=commissioner, starts_on=starts_on)
    relation.full_clean()
    relation.save()
    record("programme.commissioner_changed", programme, by=by, programme=programme, commissioner=commissioner.code)
