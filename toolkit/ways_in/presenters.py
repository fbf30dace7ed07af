"""Links in words, for the team. Nothing here says whether or when one was used."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from cmsportal.nhsuk.formats import day
from toolkit.models import WayIn


@dataclass(frozen=True)
class LinkRow:
    link: WayIn
    url: str
    state: str
    works: bool


def row_of(link: WayIn) -> LinkRow:
    last = link.expires_at - timedelta(seconds=1)
    works = link.revoked_at is None and link.expires_at > timezone.now() and link.project.is_open
    if link.revoked_at is not None:
        state = f"Withdrawn on {day(link.revoked_at)}"
    elif works:
        state = f"Works until {day(last)}"
    else:
        state = f"Ran out on {day(last)}" if link.project.is_open else "Opens nothing: the project has ended"
    return LinkRow(link, reverse("wayin-detail", args=[link.project_id, link.pk]), state, works)


def rows_of(links: Iterable[WayIn]) -> list[LinkRow]:
    return [row_of(link) for link in links]
