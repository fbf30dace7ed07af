"""The table of who sees what, in words. No queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from practices.models import PartnerOrganisation
from projects.models import Share
from projects.presenters import listed
from projects.tools import Audience, Tool

from .services import ALWAYS, Changes, Key, key_of, shareable_keys

AUDIENCE_WORDS = {
    Audience.COACH: "Our coach",
    Audience.PROGRAMME: "The programme's managers",
    Audience.PRACTICE: "Everybody in our practice",
    Audience.LIBRARY: "Other teams (learning library)",
}
REACHES = {
    Audience.COACH: "your coach",
    Audience.PROGRAMME: "the programme's managers",
    Audience.PRACTICE: "everybody in the practice",
    Audience.LIBRARY: "other teams in the programme",
}


@dataclass(frozen=True)
class Box:
    key: str
    label: str
    ticked: bool
    fixed: bool = False  # always open: shown, not asked
    possible: bool = True  # no: this tool cannot be shown to them at all


@dataclass(frozen=True)
class ToolRow:
    tool: Tool
    label: str
    boxes: list[Box]


@dataclass(frozen=True)
class PastShare:
    words: str
    since: datetime
    until: datetime
    who: str


def sharing_table(
    shares: Iterable[Share], partners: Iterable[PartnerOrganisation], ticked: set[str] | None = None
) -> list[ToolRow]:
    """One row a tool. ``ticked`` replaces what stands, for a form that is shown again."""
    partners = list(partners)
    standing = {str(key_of(share)) for share in shares} if ticked is None else ticked
    asked = set(shareable_keys(partners))
    return [
        ToolRow(tool, tool.label, [_box(key, name, key in asked, standing) for key, name in _row(tool, partners)])
        for tool in Tool
        if tool is not Tool.VISITS
    ]


def _row(tool: Tool, partners: list[PartnerOrganisation]) -> list[tuple[Key, str]]:
    """Every column of the table for one tool."""
    cells = []
    for audience in Audience:
        if audience is Audience.PARTNER:
            cells += [(Key(tool, audience, partner.pk), partner.name) for partner in partners]
        else:
            cells.append((Key(tool, audience), AUDIENCE_WORDS[audience]))
    return cells


def _box(key: Key, name: str, asked: bool, standing: set[str]) -> Box:
    fixed = (key.tool, key.audience) in ALWAYS
    return Box(str(key), name, ticked=fixed or (asked and str(key) in standing), fixed=fixed, possible=asked or fixed)


def change_sentence(changes: Changes, partners: Iterable[PartnerOrganisation]) -> str:
    """'Harwick Community Trust can now see the data wall. Your coach can no longer see the workbook.'"""
    if not changes:
        return "Nothing changed."
    names = {partner.pk: partner.name for partner in partners}
    opened = _by_audience(changes.opened, names)
    ended = _by_audience(changes.ended, names)
    return " ".join(
        [f"{who} can now see {listed(tools)}." for who, tools in opened.items()]
        + [f"{who} can no longer see {listed(tools)}." for who, tools in ended.items()]
    )


def _by_audience(keys: Iterable[Key], names: dict) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key in keys:
        who = names.get(key.partner_id, "A partner") if key.partner_id else REACHES[key.audience]
        found.setdefault(who[:1].upper() + who[1:], []).append(f"‘{key.tool.label}’")
    return found


def past_shares(shares: Iterable[Share]) -> list[PastShare]:
    """What was shown before. ``shares`` come with partner and ended_by."""
    return [
        PastShare(
            words=f"{share.get_tool_display()}: "
            f"{share.partner.name if share.partner else AUDIENCE_WORDS.get(Audience(share.audience), '')}",
            since=share.shared_at,
            until=share.ended_at,
            who=share.ended_by.name if share.ended_by else "",
        )
        for share in shares
        if share.ended_at
    ]
