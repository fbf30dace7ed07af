"""Ideas and votes: everybody adds from their own phone, then votes."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from cmsportal.models import Row, Versioned, paired
from projects.models import Project

from .. import querysets
from .ways_in import Seat

USER = settings.AUTH_USER_MODEL


class Brainstorm(Row, Versioned):
    """One question, the ideas to it, and the votes. Nobody sees another's idea while all write in silence."""

    class State(models.TextChoices):
        ADDING = "adding", "Everybody writes, in silence"
        SORTING = "sorting", "Same ideas are joined"
        VOTING = "voting", "Everybody votes"
        DONE = "done", "Counted"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="brainstorms")
    question = models.CharField("the question", max_length=200)
    state = models.CharField(max_length=7, choices=State, default=State.ADDING)
    votes_each = models.PositiveSmallIntegerField(
        "votes each", null=True, blank=True, help_text="Fixed when voting begins: a third of the ideas, rounded up."
    )
    theme = models.CharField("the theme we chose", max_length=200, blank=True)
    begun_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    counted_at = models.DateTimeField(null=True, blank=True)
    counted_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()
    objects = querysets.OfVisibleProject.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            paired("brainstorm_counted_pair", "counted_at", "counted_by"),
            models.CheckConstraint(
                name="brainstorm_state_has_what_it_needs",
                condition=Q(state__in=["adding", "sorting"], counted_at__isnull=True, votes_each__isnull=True)
                | Q(state="voting", counted_at__isnull=True, votes_each__isnull=False, votes_each__gte=1)
                | Q(state="done", counted_at__isnull=False, votes_each__isnull=False, votes_each__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return self.question


class StormIdea(Row, Versioned):
    """A numbered idea of a brainstorm. One joined to another is counted with it and shown beneath it."""

    brainstorm = models.ForeignKey(Brainstorm, on_delete=models.CASCADE, related_name="ideas")
    number = models.PositiveSmallIntegerField()
    text = models.CharField("the idea", max_length=200)
    seat = models.ForeignKey(Seat, null=True, blank=True, on_delete=models.SET_NULL, related_name="storm_ideas")
    joined_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="joined")
    objects = querysets.OfBrainstorm.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["brainstorm", "number"], name="stormidea_number_once"),
            models.CheckConstraint(name="stormidea_numbers_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="stormidea_not_joined_to_itself", condition=Q(joined_to__isnull=True) | ~Q(joined_to=F("id"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"


class StormVote(models.Model):
    """One vote of one browser for one idea. The service, which locks the brainstorm, counts a seat's votes."""

    idea = models.ForeignKey(StormIdea, on_delete=models.CASCADE, related_name="votes")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="storm_votes")
    objects = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["idea", "seat"], name="stormvote_one_an_idea")]

    def __str__(self) -> str:
        return f"A vote for {self.idea}"
