"""Rounds of rating: begun, rated by each for themselves, closed."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from cmsportal.audit.services import record
from projects.models import Project
from projects.refusal import Refusal
from projects.steps.services import touch_progress
from projects.tools import Tool
from toolkit.models import Rating, RatingRound, WayIn
from toolkit.ways_in import services as ways_in

from .spread import Given
from .things import SUBJECTS, Kind, subject_of, things_of


@transaction.atomic
def begin_round(*, project: Project, kind: str, by: Any) -> RatingRound:
    """The one under way where there is one: two people who begin together begin the same round."""
    Project.objects.select_for_update().get(pk=project.pk)
    open_round = RatingRound.objects.filter(project=project, kind=kind, closed_at__isnull=True).first()
    if open_round is not None:
        return open_round
    things = [{"key": key, "words": words} for key, words in SUBJECTS[Kind(kind)].things]
    row = RatingRound(project=project, kind=kind, things=things, begun_by=by)
    row.full_clean()
    row.save(force_insert=True)
    record("rating.begun", row, by=by, project=project, kind=kind)
    touch_progress(project=project, tool=Tool.RATINGS, by=by)
    return row


@transaction.atomic
def give_ratings(
    *,
    round: RatingRound,
    given: Iterable[Given],
    by: Any = None,
    way_in: WayIn | None = None,
    browser: str = "",
    instead_of: str = "",
) -> None:
    """What one person thinks, of the team (``by``) or by a link, with the hash of the browser; in place of what they
    said before. A thing that is not named is not rated. What comes by a link leaves no row in the trail.
    ``instead_of``: the hash of a browser by which the same person rated before; those answers go.

    Raises Refusal once the round is closed: a result that has been looked at does not change. Raises WayClosed when
    the link was closed meanwhile.
    """
    row = RatingRound.objects.select_for_update().get(pk=round.pk)
    if row.closed_at:
        raise Refusal("This round is closed. What you say counts in the next one.")
    whose: dict[str, Any] = {"rater": by}
    if way_in is not None:
        ways_in.check_open(way_in)
        whose = {"seat": ways_in.seat_at(way_in, browser)}
    if instead_of:
        row.ratings.filter(seat__browser_hash=instead_of).delete()
    known, top = dict(things_of(row)), len(subject_of(row).scale)
    wanted = {one.thing: one for one in given if one.thing in known and (one.value is None or 1 <= one.value <= top)}
    there = {rating.thing: rating for rating in row.ratings.filter(**whose)}
    Rating.objects.filter(pk__in=[old.pk for thing, old in there.items() if thing not in wanted]).delete()
    for thing, one in wanted.items():
        rating = there.get(thing) or Rating(round=row, thing=thing, **whose)
        rating.value, rating.working_on_it = one.value, one.working_on_it
        rating.patients_complain = one.patients_complain
        rating.version += thing in there
        rating.save()
    if by is not None and not there and wanted:
        record("rating.given", row, by=by, project=row.project)


@transaction.atomic
def take_back_ratings(*, round: RatingRound, way_in: WayIn, browser: str) -> None:
    """Away with what this browser said by a link: the person counts by what they say with an account.

    Raises Refusal once the round is closed, WayClosed when the link was closed meanwhile.
    """
    row = RatingRound.objects.select_for_update().get(pk=round.pk)
    if row.closed_at:
        raise Refusal("This round is closed. What was said stays.")
    ways_in.check_open(way_in)
    Rating.objects.filter(pk__in=[rating.pk for rating in said_by(row, way_in, browser)]).delete()


def has_links(round: RatingRound) -> bool:
    """Whether somebody can have rated without an account."""
    rows = WayIn.objects.filter(project=round.project_id, opens=WayIn.Opens.RATING, subject_id=round.pk)
    return rows.exists()


@transaction.atomic
def close_round(*, round: RatingRound, by: Any) -> RatingRound:
    """All have rated: the result shows from now on, and nobody can add to it. A second click changes nothing."""
    row = RatingRound.objects.select_for_update().get(pk=round.pk)
    if row.closed_at is None:
        row.closed_at, row.closed_by = timezone.now(), by
        row.version += 1
        row.save(update_fields=["closed_at", "closed_by", "version"])
        ways_in.close_all(project=row.project, opens=WayIn.Opens.RATING, subject_id=row.pk, by=by)
        record("rating.closed", row, by=by, project=row.project)
    return row


def round_behind(way_in: WayIn) -> RatingRound | None:
    """The round that a link opens, while it takes answers."""
    rows = RatingRound.objects.filter(pk=way_in.subject_id, project=way_in.project_id, closed_at__isnull=True)
    return rows.first()


def said_by(round: RatingRound, way_in: WayIn, browser: str) -> list[Rating]:
    """What this browser said, by whichever link to the round."""
    if not browser:
        return []
    return list(round.ratings.filter(seat__in=ways_in.seats_of(way_in).filter(browser_hash=browser)))
