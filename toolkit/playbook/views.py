"""Pages of what the team keeps: the list, one process and its editions, and what is decided."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cmsportal.accounts.access import get_or_404
from cmsportal.versions import Stale
from projects.pages import ProjectFormPage
from projects.permissions import can_edit_project, can_see
from projects.tools import Tool
from projects.views_base import ProjectView

from ..cycles.ideas import try_links
from ..measures.entering import local_today
from ..models import Cycle, PlaybookEntry, Standard
from . import services
from .forms import DecideForm, StandardForm
from .presenters import edition_line, edition_rows, sheet, shelved
from .workflow import State, decisions_from, state_of

REVIEW_IN = timedelta(days=182)  # half a year, unless the team says otherwise


class StandardPage(ProjectView, abstract=True):
    tool = Tool.STANDARDS

    @property
    def today(self) -> date:
        return local_today(self.project)

    def find_standard(self) -> Standard:
        return get_or_404(
            Standard.visible_to(self.request.user)
            .filter(project=self.project)
            .select_related("owner", "measure", "cycle__ramp"),
            pk=self.kwargs["standard_id"],
        )

    def editions(self, standard: Standard) -> list[PlaybookEntry]:
        """Newest first."""
        rows = PlaybookEntry.visible_to(self.request.user).filter(standard=standard)
        return list(rows.select_related("owner", "agreed_by", "ended_by", "standard").order_by("-edition"))


class StandardList(StandardPage):
    permission = can_see(Tool.STANDARDS)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = Standard.visible_to(request.user).filter(project=self.project).order_by("title", "created_at")
        found = [shelved(row, row.editions.all(), self.today) for row in rows.prefetch_related("editions__owner")]
        context = self.get_context_data(
            kept=[row for row in found if row.held],
            written=[row for row in found if row.state is State.WRITTEN],
            back=[row for row in found if row.state is State.BACK],
            found=found,
        )
        return render(request, "toolkit/standard_list.html", context)


class StandardDetail(StandardPage):
    permission = can_see(Tool.STANDARDS)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        standard = self.find_standard()
        editions = self.editions(standard)
        held = next((entry for entry in editions if entry.ended_at is None), None)
        shown = standard if held is None or self.access.edits else held
        context = self.get_context_data(
            standard=standard,
            held=held,
            sheet=sheet(shown),
            state=state_of(standard, held),
            is_due=held is not None and held.review_on <= self.today,
            line=edition_line(held, self.today) if held else "",
            editions=edition_rows(editions, self.today),
            sees_tests=self.access.sees(Tool.CYCLES),
            try_links=try_links(request.user, self.access, "standard", standard.pk),
        )
        return render(request, "toolkit/standard_detail.html", context)


class StandardFormPage(StandardPage, ProjectFormPage, abstract=True):
    template_name = "toolkit/standard_write.html"
    standard: Standard

    def start(self) -> Standard:
        raise TypeError("a subclass says which standard is written")

    def get_form(self, data: Any = None) -> StandardForm:
        self.standard = self.start()
        return StandardForm(data, instance=self.standard, **services.standard_choices(self.standard))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(standard=self.standard, **kwargs)

    def get_next_url(self) -> HttpResponse:
        return redirect("standard-detail", project_id=self.project.pk, standard_id=self.standard.pk)


class StandardCreate(StandardFormPage):
    """Write down what works; from a small test (``?cycle=``) with what carries over filled in."""

    permission = can_edit_project

    def start(self) -> Standard:
        asked = self.request.GET.get("cycle")
        if not asked:
            return Standard(project=self.project)
        cycles = Cycle.visible_to(self.request.user).filter(ramp__project=self.project)
        return services.standard_from(get_or_404(cycles, pk=asked), self.project)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """A ramp has one standard: what a later test of it taught goes into the words that stand there."""
        test = self.start().cycle
        written = Standard.visible_to(request.user).filter(project=self.project, cycle__ramp=test and test.ramp_id)
        if test and (present := written.first()):
            return redirect("standard-update", project_id=self.project.pk, standard_id=present.pk)
        return super().get(request, **kwargs)

    def save(self, form: StandardForm) -> str:
        key = form.cleaned_data["key"]
        try:
            self.standard = services.save_standard(standard=self.standard, key=key, by=self.request.user)
        except Stale as stale:  # sent again, it changes the one that stands there
            keys = {"project_id": self.project.pk, "standard_id": stale.current.pk}
            form.action = reverse("standard-update", kwargs=keys)
            raise
        return "Written down."


class StandardUpdate(StandardFormPage):
    permission = can_edit_project

    def start(self) -> Standard:
        return self.find_standard()

    def save(self, form: StandardForm) -> str:
        services.change_standard(
            standard=self.standard, version=form.expected_version, fields=form._meta.fields, by=self.request.user
        )
        return "Saved."


class StandardDecide(StandardPage, ProjectFormPage):
    """Keep it, revise it, or take it back to small tests."""

    permission = can_edit_project
    template_name = "toolkit/standard_decide.html"

    def get_form(self, data: Any = None) -> DecideForm:
        self.standard = self.find_standard()
        self.state = state_of(self.standard, services.in_force(self.standard))
        return DecideForm(
            data,
            instance=self.standard,
            owners=services.standard_choices(self.standard)["owners"],
            decisions=decisions_from(self.state),
            in_a_while=self.today + REVIEW_IN,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(standard=self.standard, state=self.state, **kwargs)

    def save(self, form: DecideForm) -> str:
        self.decided = services.decide(
            standard=self.standard, version=form.expected_version, by=self.request.user, **form.decided()
        )
        edition = self.decided.edition if form.cleaned_data["decision"] == Standard.Decision.KEEP else None
        return f"Edition {edition.edition} is in the playbook." if edition else ""

    def get_next_url(self) -> HttpResponse:
        if self.decided.following is not None:
            return redirect("cycle-detail", project_id=self.project.pk, cycle_id=self.decided.following.pk)
        page = "standard-update" if self.decided.standard.decision == "revise" else "standard-detail"
        return redirect(page, project_id=self.project.pk, standard_id=self.standard.pk)


class EntryPage(StandardPage, abstract=True):
    def find_entry(self) -> PlaybookEntry:
        rows = PlaybookEntry.visible_to(self.request.user).filter(standard__project=self.project)
        return get_or_404(
            rows.select_related("owner", "agreed_by", "ended_by", "standard"),
            standard_id=self.kwargs["standard_id"],
            edition=self.kwargs["edition"],
        )


class PlaybookEntryDetail(EntryPage):
    """One edition as it was agreed on, also when it has ended."""

    permission = can_see(Tool.STANDARDS)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        entry = self.find_entry()
        context = self.get_context_data(
            entry=entry,
            sheet=sheet(entry),
            line=edition_line(entry, self.today),
            place=f"Edition {entry.edition}",
        )
        return render(request, "toolkit/playbookentry_detail.html", context)
