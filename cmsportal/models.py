"""What every table of the portal has in common. Abstract bases only."""

import uuid
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone


class Row(models.Model):
    """A row with an id that cannot be guessed, so that it may stand in a URL."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def visible_to(cls, user: Any) -> models.QuerySet[Self]:
        """The rows that this person may know of; what is outside does not exist for them (404)."""
        return cls.objects.visible_to(user)  # type: ignore[attr-defined]


class Versioned(models.Model):
    """A row that several people edit: a save names the version it started from (see cmsportal.versions)."""

    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True


class DateRange(Func):
    """PostgreSQL's daterange(start, end, '[)'); an empty end is open."""

    function = "DATERANGE"
    output_field = DateRangeField()


def span(start: str = "starts_on", end: str = "ends_on") -> DateRange:
    return DateRange(F(start), F(end), RangeBoundary())


class Dated(models.Model):
    """Something that holds from a day up to, not including, another; open while ``ends_on`` is empty."""

    starts_on = models.DateField("from")
    ends_on = models.DateField("until", null=True, blank=True)

    class Meta:
        abstract = True

    def covers(self, day: Any) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)

    def clean(self) -> None:
        super().clean()
        if self.ends_on and self.starts_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": "The end is before the start."})


def date_order(name: str, start: str = "starts_on", end: str = "ends_on") -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": F(start)}),
        violation_error_message="The end is before the start.",
    )


def no_overlap(name: str, *fields: str, condition: Q | None = None) -> ExclusionConstraint:
    """At most one dated row at a time for the same ``fields``."""
    return ExclusionConstraint(
        name=name,
        expressions=[(span(), RangeOperators.OVERLAPS), *((field, RangeOperators.EQUAL) for field in fields)],
        condition=condition,
        violation_error_message="These dates overlap with others already recorded.",
    )


def paired(name: str, *fields: str) -> models.CheckConstraint:
    """All of these fields are filled in, or none is."""
    none = Q(**{f"{field}__isnull": True for field in fields})
    every = Q(**{f"{field}__isnull": False for field in fields})
    return models.CheckConstraint(name=name, condition=none | every)


class Current(models.QuerySet):
    """For dated rows."""

    def on(self, day: Any) -> Self:
        return self.filter(current_on(day))

    def current(self) -> Self:
        return self.on(timezone.localdate())

    def not_over(self, day: Any = None) -> Self:
        """Those that hold on a day (today) or will hold later; one that ended before it began never does."""
        day = day or timezone.localdate()
        return self.filter(Q(ends_on__isnull=True) | (Q(ends_on__gt=day) & Q(ends_on__gt=F("starts_on"))))


def current_on(day: Any, prefix: str = "") -> Q:
    """The condition that a dated row, reached by ``prefix``, holds on a day."""
    return Q(**{f"{prefix}starts_on__lte": day}) & (
        Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gt": day})
    )
