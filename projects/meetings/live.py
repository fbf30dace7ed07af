"""What the screen of a running meeting shows: read once for the page and for each look by the other's browser."""

from typing import Any

from django.http import Http404
from django.utils import timezone

from projects.models import AgendaItem

from .forms import LiveForm
from .presenters import is_looked_at, meeting_left_words, points, present_point, role_rows, stamp
from .reading import actions_of
from .views_base import MeetingView, read_id


def live_context(view: MeetingView, form: Any = None) -> dict[str, Any]:
    """The agenda with its times, the point to write under, and what came of the meeting so far."""
    meeting, now = view.meeting, timezone.now()
    items = list(meeting.agenda.all())
    asked = view.request.GET.get("item", "") or (form.data.get("item", "") if form is not None else "")
    item = present_point(items, read_id(asked))
    if asked and item is None:
        raise Http404
    outcomes = list(meeting.outcomes.select_related("item", "written_by"))
    actions = actions_of(meeting)
    shown = points(items, view.project.pk, now, edits=view.access.edits)
    return view.get_context_data(
        points=shown,
        item=item,
        here=next((point for point in shown if item and point.id == item.pk), None),
        is_all_done=bool(items) and all(point.done_at for point in items),
        decisions=[note for note in outcomes if note.kind == "decision"],
        parked=[note for note in outcomes if note.kind == "parked"],
        actions=actions,
        ground_rules=list(view.project.ground_rules.all()),
        roles=role_rows(meeting.roles.select_related("member")),
        present=sorted(member.name for member in meeting.present.all()),
        left=meeting_left_words(meeting, now),
        is_looked_at=is_looked_at(meeting, now),
        stamp=stamp(meeting, items, outcomes, actions),
        form=form if form is not None else live_form(item),
    )


def live_form(item: AgendaItem | None, data: Any = None) -> LiveForm:
    notes = item.notes if item else ""
    return LiveForm(data, initial={"base": notes, "notes": notes, "item": item.pk if item else None})
