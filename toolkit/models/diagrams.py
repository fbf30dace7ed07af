"""Process maps and driver diagrams as nodes and edges, and the record of operations on every diagram."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cmsportal.models import Row, Versioned
from projects.models import Project

from .. import querysets
from .cycles import ChangeIdea
from .fishbone import Cause, Fishbone
from .measures import Measure

USER = settings.AUTH_USER_MODEL


class Diagram(Row, Versioned):
    """A process map, as it is now or as it should be, or a driver diagram."""

    class Kind(models.TextChoices):
        MAP = "map", "Process map"
        DRIVERS = "drivers", "Driver diagram"

    class When(models.TextChoices):
        NOW = "now", "As it works now"
        FUTURE = "future", "As it should work"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="diagrams")
    kind = models.CharField(max_length=7, choices=Kind)
    when = models.CharField(max_length=6, choices=When, blank=True, help_text="Of a map.")
    title = models.CharField("what it shows", max_length=160)
    made_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="made_into")
    objects = querysets.OfVisibleProject.as_manager()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                name="diagram_a_map_is_of_now_or_the_future",
                condition=Q(kind="map", when__in=["now", "future"]) | Q(kind="drivers", when=""),
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(kind="drivers"),
                name="diagram_one_driver_diagram",
                violation_error_message="This project has a driver diagram already.",
            ),
            models.CheckConstraint(
                name="diagram_not_made_from_itself", condition=Q(made_from__isnull=True) | ~Q(made_from=F("id"))
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Lane(Row, Versioned):
    """Who does what stands in this row of a map: a role, never a person."""

    diagram = models.ForeignKey(Diagram, on_delete=models.CASCADE, related_name="lanes")
    name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0)
    objects = querysets.OfDiagram.as_manager()

    class Meta:
        ordering = ["position", "created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["diagram", "name"],
                name="lane_name_once",
                violation_error_message="There is a lane with this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Node(Row, Versioned):
    """A step of a map, or a driver or idea of a driver diagram. Where it is drawn follows from order and lane."""

    class Kind(models.TextChoices):
        END = "end", "Start or end"
        STEP = "step", "Step"
        DECISION = "decision", "Decision"
        DELAY = "delay", "Wait"
        UNCLEAR = "unclear", "Not clear"
        PRIMARY = "primary", "What it depends on"
        SECONDARY = "secondary", "What that depends on"
        IDEA = "idea", "Change idea"

    diagram = models.ForeignKey(Diagram, on_delete=models.CASCADE, related_name="nodes")
    kind = models.CharField(max_length=9, choices=Kind)
    lane = models.ForeignKey(Lane, null=True, blank=True, on_delete=models.PROTECT, related_name="nodes")
    text = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    minutes = models.DecimalField(
        "how long it takes, in minutes", max_digits=7, decimal_places=1, null=True, blank=True
    )
    wait_minutes = models.DecimalField(
        "wait before it, in minutes", max_digits=7, decimal_places=1, null=True, blank=True
    )
    wastes = ArrayField(models.CharField(max_length=12), default=list, blank=True, help_text="Marks of waste.")
    measure = models.ForeignKey(Measure, null=True, blank=True, on_delete=models.SET_NULL, related_name="drivers")
    change_idea = models.ForeignKey(
        ChangeIdea, null=True, blank=True, on_delete=models.SET_NULL, related_name="nodes"
    )
    objects = querysets.OfDiagram.as_manager()

    class Meta:
        ordering = ["position", "created_at"]
        constraints = [
            models.CheckConstraint(
                name="node_kind_known",
                condition=Q(kind__in=["end", "step", "decision", "delay", "unclear", "primary", "secondary", "idea"]),
            ),
            models.CheckConstraint(
                name="node_drivers_have_no_lane",
                condition=Q(lane__isnull=True) | Q(kind__in=["end", "step", "decision", "delay", "unclear"]),
            ),
            models.CheckConstraint(
                name="node_times_not_negative",
                condition=(Q(minutes__isnull=True) | Q(minutes__gte=0))
                & (Q(wait_minutes__isnull=True) | Q(wait_minutes__gte=0)),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        super().clean()
        if self.lane is not None and self.lane.diagram_id != self.diagram_id:
            raise ValidationError({"lane": "This lane is of another diagram."})


class Edge(Row, Versioned):
    """From one node to the next, or from a driver to what it depends on. Both are of the same diagram."""

    diagram = models.ForeignKey(Diagram, on_delete=models.CASCADE, related_name="edges")
    source = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="out")
    target = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="into")
    label = models.CharField(max_length=40, blank=True, help_text="Of a decision, for example Yes.")
    objects = querysets.OfDiagram.as_manager()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="edge_once"),
            models.CheckConstraint(name="edge_leads_elsewhere", condition=~Q(source=F("target"))),
        ]

    def __str__(self) -> str:
        return f"{self.source} to {self.target}"

    def clean(self) -> None:
        super().clean()
        if {self.source.diagram_id, self.target.diagram_id} != {self.diagram_id}:
            raise ValidationError("An arrow stays inside one diagram.")


class Operation(Row):
    """One change of a diagram or a fishbone: what was done, and what undoes it.

    Numbers count up without a gap, so that a browser asks for all after the last it knows. The browser gives the id:
    an operation sent twice is done once. Undone and redone, it is a new operation that names the old one.
    """

    diagram = models.ForeignKey(Diagram, null=True, blank=True, on_delete=models.CASCADE, related_name="operations")
    fishbone = models.ForeignKey(Fishbone, null=True, blank=True, on_delete=models.CASCADE, related_name="operations")
    number = models.PositiveIntegerField()
    does = models.JSONField()
    undoes = models.JSONField(help_text="The operation that puts back what was there.")
    of = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="reversals")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    objects = querysets.OperationQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                name="operation_on_one_thing",
                condition=Q(diagram__isnull=False, fishbone__isnull=True)
                | Q(diagram__isnull=True, fishbone__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["diagram", "fishbone", "number"], nulls_distinct=False, name="operation_number_once"
            ),
            models.CheckConstraint(name="operation_numbers_from_one", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.number} on {self.diagram or self.fishbone}"


class CauseVote(models.Model):
    """A person of the team thinks that this is a cause worth working on."""

    cause = models.ForeignKey(Cause, on_delete=models.CASCADE, related_name="votes_of_people")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    objects = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cause", "user"], name="causevote_once")]

    def __str__(self) -> str:
        return f"A vote for {self.cause}"
