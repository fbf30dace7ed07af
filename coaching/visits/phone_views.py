"""The log without a signal: what a phone keeps, and what it sends when the line is back."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from cmsportal.accounts.access import Guarded, public, signed_in
from cmsportal.versions import Stale
from projects.permissions import can_log_visit
from projects.refusal import Refusal

from ..permissions import can_write_visit
from . import services
from .forms import VisitForm
from .sending import Sending, has_arrived, is_elsewheres, is_writer, read_sending, version_seen
from .views import VisitView, keep_on_phone

GARBLED = "This page is no longer whole. Open it again."
AHEAD = timedelta(days=2)  # of visits whose pages a phone keeps
MOST_KEPT = 12
MOST_TEAMS = 20  # whose page for a visit nobody planned is kept, too


class VisitWorker(Guarded):
    """The script that shows a coach's pages without a signal. It stands at the top, for it serves all pages."""

    permission = public

    def get(self, request: HttpRequest) -> HttpResponse:
        path = finders.find("js/visits-worker.js")
        if path is None:
            raise Http404
        with open(path, "rb") as file:
            answer = HttpResponse(file.read(), content_type="text/javascript; charset=utf-8")
        answer["Cache-Control"] = "no-cache"
        return answer


class VisitsKept(Guarded):
    """The logs and briefs that open without a signal, also the log of a visit that nobody planned, for each team.

    A phone keeps this page and those it names.
    """

    permission = signed_in

    def get(self, request: HttpRequest) -> HttpResponse:
        visits = services.to_keep(request.user, until=timezone.now() + AHEAD, most=MOST_KEPT)
        teams = services.teams_to_keep(request.user)
        context = {
            "visits": visits,
            "teams": teams[:MOST_TEAMS],
            "more_teams": len(teams) > MOST_TEAMS,
            "who_sees": "Only you see this page",
            "now": timezone.now(),
        }
        return keep_on_phone(render(request, "coaching/visits_kept.html", context), request.user)


class VisitSend(VisitView):
    """Takes a log that a phone sends by itself, and says what came of it."""

    permission = can_log_visit

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """In words for a script: whose log it is, and that somebody who may see the project no longer coaches it."""
        if not is_writer(request.POST, request.user):
            return JsonResponse({"state": "signed-out"}, status=403)
        try:
            return super().dispatch(request, *args, **kwargs)
        except PermissionDenied:
            return JsonResponse({"state": "shut"}, status=403)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        found = self.visits().filter(pk=kwargs["visit_id"]).first()
        if is_elsewheres(kwargs["visit_id"], self.project.pk):
            raise Http404
        if found is not None and not can_write_visit(request.user, found):
            raise Http404
        sending = read_sending(request.POST)
        if sending is None:
            return JsonResponse({"state": "refused", "problems": [GARBLED]}, status=422)
        if has_arrived(kwargs["visit_id"], sending):
            return self.saved()
        if found is None:
            visit = services.new_visit(self.project, request.user, draft=kwargs["visit_id"])
        else:
            found.project = self.project
            visit = services.with_habits(found)
        return self.take(visit, sending)

    def take(self, visit: Any, sending: Sending) -> HttpResponse:
        data = self.with_note(self.request.POST, visit)
        if not visit._state.adding:
            data = data.copy()
            data["version"] = version_seen(visit, sending, data.get("version", ""))
        form = VisitForm(data, instance=visit, zone=self.zone, team=self.team, read_note=self.note_of)
        if not form.is_valid():
            return self.not_taken(form)
        try:
            services.log_visit(
                visit=visit,
                values=form.visit_values(),
                note=form.cleaned_data.get("note"),
                next_steps=form.next_steps(),
                next_at=form.next_at(),
                version=form.expected_version,
                by=self.request.user,
                sent=sending.name,
                said_on=sending.written_on(self.zone),
            )
        except Stale:
            if has_arrived(visit.pk, sending):  # the same at the same time: the other one was quicker
                return self.saved()
            return JsonResponse({"state": "stale"}, status=409)
        except Refusal as refusal:
            return JsonResponse({"state": "refused", "problems": [str(refusal)]}, status=422)
        if not has_arrived(visit.pk, sending):  # another page has made this visit meanwhile
            return JsonResponse({"state": "stale"}, status=409)
        for warning in form.warnings:
            messages.warning(self.request, warning)
        return self.saved()

    def not_taken(self, form: VisitForm) -> HttpResponse:
        if form.clashes:
            return JsonResponse({"state": "stale"}, status=409)
        problems = [str(words) for errors in form.errors.values() for words in errors]
        return JsonResponse({"state": "refused", "problems": problems}, status=422)

    def saved(self) -> HttpResponse:
        page = reverse("visit-detail", kwargs=self.kwargs)
        return JsonResponse({"state": "saved", "page": page})
