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
from projects.models import Project
from projects.permissions import can_log_visit
from projects.refusal import Refusal

from ..models import Visit
from ..permissions import can_send_log, can_write_visit
from . import late, services
from .forms import VisitForm
from .sending import Sending, has_arrived, is_elsewheres, is_writer, read_sending, version_seen
from .views import VisitView, keep_on_phone

GARBLED = "This page is no longer whole. Open it again."
CHANGED = "This visit was changed elsewhere while its log waited on the phone."
SENT_LATE = "You do not coach this team any more, so you cannot open it again."
NOT_PLANNED = "The next visit that you chose is not in the calendar."
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

    permission = can_send_log

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """In words for a script: whose log it is, and that somebody who may see the project no longer coaches it."""
        if not is_writer(request.POST, request.user):
            return JsonResponse({"state": "signed-out"}, status=403)
        try:
            return super().dispatch(request, *args, **kwargs)
        except PermissionDenied:
            return JsonResponse({"state": "shut"}, status=403)

    def find_target(self) -> Project:
        """For a log that is whole also the team of a coach who has left it lately, and finds no page of it."""
        try:
            return super().find_target()
        except Http404:
            place = late.place_left(self.request.user, self.kwargs["project_id"])
            if place is None or read_sending(self.request.POST) is None:
                raise
            self.project = place.project
            return self.project

    @property
    def is_late(self) -> bool:
        return not can_log_visit(self.request.user, self.project)

    @property
    def team(self) -> list[str]:
        """For a coach who has left also those who were on the team then: the page with the ticks is of that day."""
        place = late.place_left(self.request.user, self.project.pk) if self.is_late else None
        return services.team_names(self.project, since=place.ends_on if place else None)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if is_elsewheres(kwargs["visit_id"], self.project.pk):
            raise Http404
        sending = read_sending(request.POST)
        if sending is None:
            return self.refused(GARBLED)
        if self.is_late:
            return self.take_late(sending)
        found = self.visits().filter(pk=kwargs["visit_id"]).first()
        if found is not None and not can_write_visit(request.user, found):
            raise Http404
        if has_arrived(kwargs["visit_id"], sending):
            return self.saved()
        if found is None:
            visit = services.new_visit(self.project, request.user, draft=kwargs["visit_id"])
        else:
            found.project = self.project
            visit = services.with_habits(found)
        return self.take(visit, sending)

    def take_late(self, sending: Sending) -> HttpResponse:
        visit_id = self.kwargs["visit_id"]
        if has_arrived(visit_id, sending):
            return self.saved()
        try:
            visit = late.visit_to_log(self.project, visit_id, self.request.user)
        except Refusal as refusal:
            return self.refused(str(refusal))
        return self.take(visit, sending)

    def take(self, visit: Visit, sending: Sending) -> HttpResponse:
        form = self.form_of(visit, sending)
        if not form.is_valid():
            words = [str(words) for errors in form.errors.values() for words in errors]
            return self.stale() if form.clashes else self.refused(*words)
        try:
            self.log(visit, form, sending)
        except (Stale, Refusal) as problem:
            if has_arrived(visit.pk, sending):  # the same at the same time: the other one was quicker
                return self.saved()
            return self.stale() if isinstance(problem, Stale) else self.refused(str(problem))
        if not has_arrived(visit.pk, sending):  # another page has made this visit meanwhile
            return self.stale()
        for warning in form.warnings:
            messages.warning(self.request, warning)
        return self.saved()

    def form_of(self, visit: Visit, sending: Sending) -> VisitForm:
        data = self.with_note(self.request.POST, visit)
        if not visit._state.adding:
            data = data.copy()
            data["version"] = version_seen(visit, sending, data.get("version", ""))
        return VisitForm(data, instance=visit, zone=self.zone, team=self.team, read_note=self.note_of)

    def log(self, visit: Visit, form: VisitForm, sending: Sending) -> None:
        written = {
            "visit": visit,
            "values": form.visit_values(),
            "note": form.cleaned_data.get("note"),
            "next_steps": form.next_steps(),
            "version": form.expected_version,
            "by": self.request.user,
            "sent": sending.name,
            "said_on": sending.written_on(self.zone),
        }
        if self.is_late:
            late.log_late(**written)
        else:
            services.log_visit(next_at=form.next_at(), **written)

    # --- What the phone is told; to whoever coaches the team no more every page of the visit is shut ---------------

    def saved(self) -> HttpResponse:
        if self.is_late:
            words = f"{SENT_LATE} {NOT_PLANNED}" if self.request.POST.get("next_in") else SENT_LATE
            return JsonResponse({"state": "saved", "page": reverse("visits-kept"), "words": words})
        return JsonResponse({"state": "saved", "page": reverse("visit-detail", kwargs=self.kwargs)})

    def stale(self) -> HttpResponse:
        return self.refused(CHANGED) if self.is_late else JsonResponse({"state": "stale"}, status=409)

    def refused(self, *problems: str) -> HttpResponse:
        if self.is_late:
            return JsonResponse({"state": "shut", "words": " ".join(problems)}, status=403)
        return JsonResponse({"state": "refused", "problems": problems}, status=422)
