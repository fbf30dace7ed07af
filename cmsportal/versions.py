"""Two writers on one record: a save that would overwrite unseen work is refused, and told what stands there now."""

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.db.models import F


class Stale(Exception):
    """Someone saved in between. ``current`` is the row as it stands, None when it is gone."""

    def __init__(self, current: Any) -> None:
        super().__init__("The record was saved by someone else meanwhile.")
        self.current = current


def save_versioned(instance: models.Model, expected_version: int, fields: Iterable[str]) -> None:
    """Save the named fields of ``instance`` if its row still carries ``expected_version``; raise Stale otherwise.

    The version is claimed by one conditional UPDATE, which also locks the row; the fields are then saved in the same
    transaction through ``save()``, so that the kept history gets its row. Fields that set themselves on saving
    (``auto_now``) are saved too. On success ``instance.version`` is the new version.
    """
    model = type(instance)
    wanted = {*fields, "version"}
    wanted |= {field.name for field in model._meta.concrete_fields if getattr(field, "auto_now", False)}
    with transaction.atomic():
        rows = model._base_manager.filter(pk=instance.pk, version=expected_version)
        if not rows.update(version=F("version") + 1):
            raise Stale(model._base_manager.filter(pk=instance.pk).first())
        instance.version = expected_version + 1
        instance.save(update_fields=sorted(wanted))


def last_editor(instance: models.Model) -> str:
    """Who saved the record last, in words; 'someone else' when the history does not say."""
    history = getattr(instance, "history", None)
    latest = history.select_related("history_user").first() if history is not None else None
    user = getattr(latest, "history_user", None)
    if user is None:
        return "someone else"
    return user.get_full_name() if hasattr(user, "get_full_name") and user.get_full_name() else str(user)
