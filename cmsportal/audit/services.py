from typing import Any

from django.db import connection, models

from .models import Event


def record(
    action: str,
    target: models.Model | None,
    *,
    by: Any,
    project: models.Model | None = None,
    programme: models.Model | None = None,
    **detail: Any,
) -> Event:
    """Write down that somebody did something, in the transaction of the act itself.

    Of what belongs to a project the kind and the id are kept and not the name, which a team wrote: administrators
    read the trail, and nothing in it can be taken back (docs/decisions/0022-administrators-see-no-project.md).

    Args:
        action: what was done, as ``noun.verb``, for example ``figure.entered``.
        target: what it was done to; None for what has no row, such as a sign-in with an unknown address.
        by: the person, or None for the portal itself.
        detail: small JSON-able facts. No free text that a person typed: it may hold what must not be kept.
    Raises:
        RuntimeError: outside a transaction, where the act and its record could part.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("audit.record must be called inside the transaction of the act")
    if project is not None and programme is None:
        programme_id = project.programme_id  # type: ignore[attr-defined]
    else:
        programme_id = programme.pk if programme is not None else None
    return Event.objects.create(
        action=action,
        actor=by if by is not None and by.is_authenticated else None,
        target_type=target._meta.label_lower if target is not None else "",
        target_id=str(target.pk) if target is not None else "",
        target_label=str(target)[:200] if target is not None and project is None else "",
        project_id=project.pk if project is not None else None,
        programme_id=programme_id,
        detail=detail,
    )
