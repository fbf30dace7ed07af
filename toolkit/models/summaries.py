"""What a programme's wall needs of each chart, so that thousands of them sort in SQL."""

from django.db import models
from django.db.models import F

from practices.models import Programme

from .. import querysets
from .measures import Measure


class ChartSummary(models.Model):
    """One measure in a row, as readers outside the practice may see it. Made from figures, never edited.

    ``source`` says what it was made from: a row whose figures, marks or definition have changed since is known by it.
    """

    class Rank(models.IntegerChoices):
        """The order of a programme's wall: what got worse before all, then what changed."""

        WORSE = 0, "Changed for the worse"
        BETTER = 1, "Changed for the better"
        CHANGE = 2, "Something has changed"
        NONE = 3, "No clear change yet"
        EARLY = 4, "Too early to judge"
        HIDDEN = 5, "Some figures hidden"
        EMPTY = 6, "No figures yet"
        WITHHELD = 7, "Not shown outside the practice"

    measure = models.OneToOneField(Measure, primary_key=True, on_delete=models.CASCADE, related_name="summary")
    programme = models.ForeignKey(
        Programme,
        on_delete=models.CASCADE,
        related_name="chart_summaries",
        db_index=False,
        help_text="The project's.",
    )
    rank = models.PositiveSmallIntegerField(choices=Rank)
    state = models.CharField(max_length=10, help_text="As the words around the chart have it.")
    signal = models.CharField(max_length=60)
    brief = models.CharField(max_length=300, blank=True)
    last_on = models.DateField("date of the last figure", null=True, blank=True)
    last_words = models.CharField(max_length=80, blank=True)
    is_stale = models.BooleanField(default=False)
    picture = models.CharField("key of the small picture", max_length=32, blank=True)
    source = models.CharField("what it was made from", max_length=64)
    renew_on = models.DateField("the first day on which it says something else", null=True, blank=True)
    made_at = models.DateTimeField(auto_now=True)
    objects = querysets.ChartSummaryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["programme", "rank", "-last_on", "measure"], name="summary_by_signal"),
            models.Index("programme", F("last_on").desc(nulls_last=True), "measure", name="summary_by_date"),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id}: {self.signal}"
