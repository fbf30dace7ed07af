"""Offers in words, from rows already fetched."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from cmsportal.nhsuk.formats import count_words, day
from projects.models import Offer
from projects.presenters import listed

from .holdings import Thing

ROLES = (Offer.What.CHAMPION, Offer.What.SPONSOR, Offer.What.LEAD)
# What taking it over means, where the hint of the thing itself says nothing.
MEANS = {
    Offer.What.MEASURE: "You enter its figures, and get the mail that asks for them.",
    Offer.What.STANDARD: "You look after it, and look at it again when its day comes.",
    Offer.What.WALL: "You see that the charts on the wall are up to date.",
}
PLURALS = {Offer.What.ACTION: "actions", Offer.What.MEASURE: "measures", Offer.What.STANDARD: "standards"}


@dataclass(frozen=True)
class OfferView:
    id: UUID
    name: str
    kind: str  # 'Action'; empty of a role, whose name says it
    text: str
    is_role: bool


@dataclass(frozen=True)
class LeaverView:
    """What one person left, in the order in which it matters."""

    name: str
    since: str
    offers: list[OfferView]


def offer_view(offer: Offer, thing: Thing) -> OfferView:
    what = Offer.What(offer.what)
    is_role = what in ROLES
    means = " ".join(words for words in (MEANS.get(what, ""), thing.hint) if words)
    return OfferView(offer.pk, thing.name, "" if is_role else str(what.label), means, is_role)


def settled_words(offer: Offer) -> str:
    """'Measure, from Jo Pritchard: Sam Whitlock took it over on Monday 3 March.'"""
    what = f"{offer.get_what_display()}, from {offer.leaver.name}"
    if offer.taken_by:
        return f"{what}: {offer.taken_by.name} took it over on {day(offer.taken_at)}."
    return f"{what}: {offer.let_go_by.name} let it go on {day(offer.let_go_at)}." if offer.let_go_by else what


def by_leaver(pairs: Iterable[tuple[Offer, Thing]]) -> list[LeaverView]:
    """The one who left last comes first."""
    found: dict[UUID, list[tuple[Offer, Thing]]] = {}
    for offer, thing in pairs:
        found.setdefault(offer.leaver_id, []).append((offer, thing))
    views = []
    for rows in sorted(found.values(), key=lambda rows: rows[0][0].leaver.ends_on, reverse=True):
        leaver = rows[0][0].leaver
        views.append(LeaverView(leaver.name, day(leaver.ends_on), [offer_view(*row) for row in rows]))
    return views


def waiting_words(pairs: list[tuple[Offer, Thing]]) -> str:
    """'Jo Pritchard has left. The champion, two measures and one action wait for somebody to take them over.'"""
    if not pairs:
        return ""
    names = list(dict.fromkeys(offer.leaver.name for offer, _ in pairs))
    whats = [Offer.What(offer.what) for offer, _ in pairs]
    parts = []
    for what in dict.fromkeys(whats):
        count = whats.count(what)
        noun = PLURALS[what] if count > 1 else str(what.label).lower()
        parts.append(
            f"{count_words(count)} {noun}" if what in PLURALS else {"lead": "the team list"}.get(what, f"the {noun}")
        )
    joined = listed(parts)
    one = len(pairs) == 1
    verb, them = ("waits", "it") if one else ("wait", "them")
    return f"{listed(names)} {'has' if len(names) == 1 else 'have'} left. " + (
        f"{joined[0].upper()}{joined[1:]} {verb} for somebody to take {them} over."
    )
