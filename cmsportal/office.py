"""What files of Word and PowerPoint have in common."""

import re
from datetime import UTC, datetime
from typing import Any

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what no XML may hold
INK, GREY, RULE = (0x21, 0x2B, 0x32), (0x4C, 0x62, 0x72), (0xD8, 0xDD, 0xE0)
FONT = "Arial"


def fit(words: str) -> str:
    """The words without what no XML may hold."""
    return _UNFIT.sub("", words)


def set_properties(core: Any, *, title: str, author: str, made_at: datetime) -> None:
    """What a file says about itself. The same for equal input."""
    core.title, core.author, core.language = fit(title)[:255], fit(author)[:255], "en-GB"
    core.last_modified_by, core.revision, core.comments = core.author, 1, ""
    core.created = core.modified = made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
