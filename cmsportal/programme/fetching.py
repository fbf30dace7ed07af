"""The query behind a Snapshot: all that it reads of projects, in a fixed number of queries."""

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from cmsportal.audit.models import Event
from projects.models import (
    Action,
    CoachAssignment,
    GroundRule,
    Huddle,
    Meeting,
    Progress,
    Project,
    StatusChange,
    TeamMember,
)
from toolkit.measures.series import for_charts
from toolkit.models import (
    BoxIdea,
    Brainstorm,
    Cause,
    CountSheet,
    Cycle,
    Diagram,
    Figure,
    Measure,
    PlaybookEntry,
    Ramp,
    RatingRound,
    Standard,
    Storyboard,
    Survey,
    Timing,
)

# Acts of the team and its coach that leave nothing to read behind.
NOTHING_WRITTEN = (
    *("wall.opened", "wall.printed", "figures.downloaded", "figure_link.revoked"),
    *("agreement.taken_away", "claim_paper.taken_away", "storyboard.taken_away", "workbook.taken_away"),
    *("survey.downloaded",),
    *("invitation.accepted", "invitation.renewed", "invitation.revoked", "invitation.sent"),
)


def _written() -> QuerySet[Event]:
    """What the team or its coach wrote in a project; not what others did in it, nor what was only read."""
    team, coaches = (
        Exists(model.objects.filter(project_id=OuterRef("project_id"), user=OuterRef("actor")))
        for model in (TeamMember, CoachAssignment)
    )
    events = Event.objects.filter(project_id=OuterRef("pk")).exclude(action__in=NOTHING_WRITTEN)
    return events.filter(team | coaches)


def with_snapshot(projects: QuerySet[Project], *, lead_measure_only: bool = False) -> QuerySet[Project]:
    """The projects with all that a Snapshot reads."""
    today = timezone.localdate()
    measures = Measure.objects.in_use()
    if lead_measure_only:
        measures = measures.filter(is_lead=True)
    return (
        projects.select_related(
            *("practice", "programme", "global_aim", "specific_aim__measure"),
            *("fishbone", "huddle_schedule", "transition"),
        )
        .annotate(
            answered=Count("answers", distinct=True),
            has_map=Exists(Diagram.objects.filter(project=OuterRef("pk"), kind="map")),
            has_drivers=Exists(Diagram.objects.filter(project=OuterRef("pk"), kind="drivers")),
            has_causes=Exists(Cause.objects.filter(fishbone__project=OuterRef("pk"))),
            has_surveys=Exists(Survey.objects.filter(project=OuterRef("pk"), opened_at__isnull=False)),
            has_box_ideas=Exists(BoxIdea.objects.filter(project=OuterRef("pk"))),
            has_brainstorms=Exists(Brainstorm.objects.filter(project=OuterRef("pk"))),
            has_counts=Exists(CountSheet.objects.filter(project=OuterRef("pk")))
            | Exists(Timing.objects.filter(project=OuterRef("pk"))),
            has_actions=Exists(Action.objects.filter(project=OuterRef("pk"))),
            has_rules=Exists(GroundRule.objects.filter(project=OuterRef("pk"))),
            has_ratings=Exists(RatingRound.objects.filter(project=OuterRef("pk"))),
            has_storyboard=Exists(Storyboard.objects.filter(project=OuterRef("pk"))),
            measures_count=Count("measures", filter=Q(measures__archived_at__isnull=True), distinct=True),
            has_figures=Exists(Figure.objects.filter(measure__project=OuterRef("pk"))),
            last_event_at=Subquery(_written().order_by("-at").values("at")[:1]),
        )
        .prefetch_related(
            Prefetch("team", TeamMember.objects.on(today).select_related("user")),
            Prefetch("coach_assignments", CoachAssignment.objects.on(today).select_related("user")),
            Prefetch("progress", Progress.objects.all()),
            Prefetch("measures", for_charts(measures)),
            "chart_marks",
            Prefetch("ramps", Ramp.objects.prefetch_related(Prefetch("cycles", Cycle.objects.order_by("number")))),
            Prefetch("actions", Action.objects.filter(done_at__isnull=True).select_related("owner")),
            Prefetch(
                "standards", Standard.objects.prefetch_related(Prefetch("editions", PlaybookEntry.objects.in_force()))
            ),
            Prefetch("huddles", Huddle.objects.filter(day=today)),
            Prefetch("meetings", Meeting.objects.coming()),
            Prefetch("status_changes", StatusChange.objects.select_related("by").order_by("-at")),
        )
    )
