from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from cmsportal.audit.services import record
from cmsportal.versions import Stale, save_versioned
from projects.models import Project
from projects.refusal import Refusal
from projects.steps.services import touch_progress
from projects.tools import Tool
from toolkit.models import BoxIdea, ChangeIdea, WayIn
from toolkit.ways_in import services as ways_in

State = BoxIdea.State
MOST_UNANSWERED = 200
FIELDS = ("state", "reply")


@transaction.atomic
def put_in(*, project: Project, text: str, by: Any = None, way_in: WayIn | None = None, browser: str = "") -> BoxIdea:
    """An idea of the team (``by``), or of whoever came by a link, with the hash of the browser; nobody is named then.

    The same words from the same hands, while they wait for an answer, are the same idea. Raises WayClosed when the
    link was closed meanwhile, and Refusal when very many wait.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    seat = None
    if way_in is not None:
        ways_in.check_open(way_in)
        seat = ways_in.seat_at(way_in, browser)
    waiting = BoxIdea.objects.unanswered().filter(project=project)
    twin = waiting.filter(seat=seat, text__iexact=text).first()
    if twin is not None:
        return twin
    if waiting.count() >= MOST_UNANSWERED:
        raise Refusal("The box is full until some ideas are answered. Tell somebody of the team instead.")
    row = BoxIdea(project=project, text=text, seat=seat)
    row.full_clean()
    row.save()
    via = {"via": "link"} if way_in is not None else {}
    record("box.idea_added", row, by=by, project=project, **via)
    if by is not None:
        touch_progress(project=project, tool=Tool.IDEA_BOX, by=by)
    return row


@transaction.atomic
def answer_idea(*, idea: BoxIdea, state: str, reply: str, try_it: bool, version: int, by: Any) -> BoxIdea:
    """Say what becomes of an idea, in words. ``try_it`` puts it among the ideas for small tests, once.

    Raises Stale when somebody else has answered meanwhile, Refusal without an answer.
    """
    row = _lock(idea)
    if state == State.NEW or not reply:
        raise Refusal("Say in a sentence what becomes of it: whoever had the idea reads it.")
    same = (row.state, row.reply) == (state, reply)
    if same and not (try_it and row.change_idea_id is None):
        return row
    row.state, row.reply = state, reply
    if row.answered_at is None:
        row.answered_at, row.answered_by = timezone.now(), by
    if try_it and row.change_idea is None:
        row.change_idea = ChangeIdea(project=row.project, source=ChangeIdea.Source.BOX, text=shortened(row.text))
        row.change_idea.full_clean()
        row.change_idea.save()
        record("idea.added", row.change_idea, by=by, project=row.project)
        touch_progress(project=row.project, tool=Tool.CYCLES, by=by)
    row.full_clean()
    save_versioned(row, version, [*FIELDS, "answered_at", "answered_by", "change_idea"])
    record("box.idea_answered", row, by=by, project=row.project)
    touch_progress(project=row.project, tool=Tool.IDEA_BOX, by=by)
    return row


@transaction.atomic
def restore_reply(*, idea: BoxIdea, version: int, over: int, by: Any) -> BoxIdea:
    """Bring an earlier answer back, as the newest. Raises Stale when ``over`` is not what stands there now."""
    row = _lock(idea)
    old = row.history.filter(version=version).order_by("-history_date").first()
    if old is None:
        raise Refusal("There is no such version.")
    if row.version != over:
        raise Stale(row)
    return answer_idea(idea=row, state=old.state, reply=old.reply, try_it=False, version=over, by=by)


@transaction.atomic
def take_out(*, idea: BoxIdea, by: Any) -> None:
    """For what should never have been put in, such as words about a person. Twice does no harm."""
    row = BoxIdea.objects.select_for_update().filter(pk=idea.pk).select_related(None).first()
    if row is None:
        return
    record("box.idea_removed", row, by=by, project=idea.project)
    row.history.all().delete()
    row.delete()
    BoxIdea.history.filter(id=idea.pk).delete()


def shortened(text: str) -> str:
    """As long as an idea for a test may be."""
    most = ChangeIdea._meta.get_field("text").max_length or 200
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _lock(idea: BoxIdea) -> BoxIdea:
    rows = BoxIdea.objects.select_for_update(of=("self",)).select_related("project", "change_idea")
    row = rows.filter(pk=idea.pk).first()
    if row is None:
        raise Stale(None)
    return row


def answered_ideas(project: Project) -> Any:
    """What everybody with a link may read: the ideas that were answered, newest answers first."""
    return BoxIdea.objects.filter(project=project).exclude(state=State.NEW).order_by("-answered_at")


def waiting_ideas(projects: Collection[Project]) -> dict[UUID, int]:
    """How many ideas wait for an answer, by project; those without any are not named. One query."""
    rows = BoxIdea.objects.unanswered().filter(project__in=projects).order_by()
    return dict(rows.values_list("project").annotate(waiting=Count("pk")))


def waiting_of_browser(way_in: WayIn, browser: str) -> Any:
    """What this browser put in and nobody has answered yet."""
    if not browser:
        return BoxIdea.objects.none()
    seats = ways_in.seats_of(way_in).filter(browser_hash=browser)
    return BoxIdea.objects.unanswered().filter(project=way_in.project_id, seat__in=seats)
