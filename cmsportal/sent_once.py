"""A form sent twice makes one row; the same page sent again with other words makes another.

Each form that adds something carries a hidden ``key``, drawn with its page. Who presses the button twice sends the
same key with the same words. Who goes back in the browser, or whose page lay in its cache, sends the same key with
other words, and those must not be lost. So the id of the row is made of the key *and* of what was sent: a version 5
UUID (RFC 9562, section 5.5). It needs no table, and a key taken from another project's page meets no row there.
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from typing import Any, TypeVar

from django.db import models

Made = TypeVar("Made", bound=models.Model)


def sent_once(model: type[Made], key: uuid.UUID | None, **sent: Any) -> tuple[uuid.UUID, Made | None]:
    """The id for a new row, and the row itself where the same thing was sent before.

    The caller holds a lock that two senders of one page share (the project's row), so that two at once make one row.

    Args:
        key: drawn with the form; None for what no form sends, which always makes a row.
        sent: where the row hangs, and everything the person entered, as the service would store it.
    """
    if key is None:
        return uuid.uuid4(), None
    words = json.dumps({"model": model._meta.label, **sent}, default=_plain, sort_keys=True)
    ident = uuid.uuid5(key, words)
    return ident, model._base_manager.filter(pk=ident).first()


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return str(value.pk)
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)
