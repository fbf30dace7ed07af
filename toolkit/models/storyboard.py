"""A project's story on one page."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Value
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from simple_history.models import HistoricalRecords

from cmsportal.models import Row, Versioned
from projects.models import Project

from .. import querysets
from .measures import Measure

WORDS, CHARACTERS, LINES = 40, 300, 6  # the most of one part
TITLE_WORDS, TITLE_CHARACTERS = 14, 90
PARTS = ("problem", "aim", "causes", "tests", "results", "stays", "lessons", "team")


def few_words(most: int, text: str) -> None:
    """Raises ValidationError with how many there are."""
    count = len(text.split())
    if count > most:
        raise ValidationError(f"These are {count} words. {most} fit: take {count - most} out.")


def fits_a_part(text: str) -> None:
    few_words(WORDS, text)
    lines = len([line for line in text.splitlines() if line.strip()])
    if lines > LINES:
        raise ValidationError(f"These are {lines} lines. {LINES} fit.")


def fits_the_title(text: str) -> None:
    few_words(TITLE_WORDS, text)


def _part(name: str) -> models.TextField:
    return models.TextField(name, max_length=CHARACTERS, blank=True, validators=[fits_a_part])


class Storyboard(Row, Versioned):
    """One page: chart first, words few. An empty part is filled in from the record when it is shown."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="storyboard")
    title = models.CharField(max_length=TITLE_CHARACTERS, blank=True, validators=[fits_the_title])
    measure = models.ForeignKey(
        Measure, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name="the chart on it"
    )
    problem = _part("the problem")
    aim = _part("our aim")
    causes = _part("what caused it")
    tests = _part("what we tested")
    results = _part("what came of it")
    stays = _part("what stays")
    lessons = _part("what we would tell others")
    team = _part("who we are")
    history = HistoricalRecords()
    objects = querysets.OfVisibleProject.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name=f"storyboard_{name}_is_short",
                condition=LessThanOrEqual(Length(name), Value(CHARACTERS)),
            )
            for name in PARTS
        ]

    def __str__(self) -> str:
        return self.title or f"Storyboard of {self.project}"
