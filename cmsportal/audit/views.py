"""The audit trail: read, narrowed, downloaded; nothing here changes it."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode

from cmsportal.accounts.access import Guarded, is_administrator
from cmsportal.downloads import csv_response

from .forms import TrailForm
from .models import Event, action_words
from .services import record

PER_PAGE = 50
HEAD = ("When (Europe/London)", "Who", "What", "To what", "Kind", "Id", "Programme", "Project", "Detail")


class TrailView(Guarded, abstract=True):
    def read_filters(self) -> tuple[TrailForm, Any]:
        events = Event.visible_to(self.request.user)
        actions = [(action, action_words(action)) for action in events.actions()]
        form = TrailForm(self.request.GET, actions=actions)
        events = events.narrowed(**form.cleaned_data) if form.is_valid() else events.none()
        return form, events.select_related("actor")


class TrailList(TrailView):
    permission = is_administrator

    def get(self, request: HttpRequest) -> HttpResponse:
        form, events = self.read_filters()
        page = Paginator(events, PER_PAGE).get_page(request.GET.get("page"))
        chosen = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
        context = {"form": form, "page": page, "query": urlencode(chosen)}
        return render(request, "audit/trail_list.html", context)


class TrailDownload(TrailView):
    permission = is_administrator

    def get(self, request: HttpRequest) -> HttpResponse:
        _, events = self.read_filters()
        with transaction.atomic():
            record("audit.downloaded", None, by=request.user, rows=events.count())
        return csv_response(f"audit-{timezone.localdate():%Y-%m-%d}.csv", HEAD, _lines(events))


def _lines(events: Any) -> Iterator[list[str]]:
    for event in events.iterator(chunk_size=1000):
        detail = "; ".join(f"{key}: {value}" for key, value in event.detail.items())
        cells = [
            f"{timezone.localtime(event.at):%Y-%m-%d %H:%M:%S}",
            event.actor.name if event.actor else "",
            event.action,
            event.target_label,  # empty for what belongs to a project: kind and id follow
            event.target_type,
            event.target_id,
            str(event.programme_id or ""),
            str(event.project_id or ""),
            detail,
        ]
        yield cells
