"""The agreement of a project: its editions, one of them, and its words."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify

from cmsportal.accounts.access import get_or_404
from cmsportal.downloads import file_response
from projects.pages import ProjectFormPage
from projects.refusal import Refusal
from projects.tools import Tool
from projects.views_base import ProjectView

from ..models import Agreement
from ..permissions import can_read_agreement, can_read_edition, can_write_agreement, can_write_edition
from . import presenters, services, terms
from .forms import AgreementForm
from .proposing import coach_of, propose
from .workflow import State, allowed, why_not


class AgreementView(ProjectView, abstract=True):
    """Read by those who read the project's page: the team, its coach, the mentor and the managers."""

    tool = Tool.STEPS

    def editions(self) -> Any:
        """All of the project, the newest first."""
        people = ("coach", "practice_accepted_by", "offered_by", "ended_by", "reviewed_by")
        return Agreement.visible_to(self.request.user).filter(project=self.project).select_related(*people)

    def to_edition(self, agreement: Agreement) -> HttpResponse:
        return redirect("agreement-detail", project_id=self.project.pk, agreement_id=agreement.pk)


class EditionView(AgreementView, abstract=True):
    """A page of one edition, which is the permission's target."""

    target: Agreement

    def find_target(self) -> Any:
        super().find_target()
        found = get_or_404(self.editions(), pk=self.kwargs["agreement_id"])
        found.project = self.project
        return found


class AgreementList(AgreementView):
    """What holds, what is on its way, and the editions before."""

    permission = can_read_agreement

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        editions = list(self.editions())
        may_write = can_write_agreement(request.user, self.project)
        context = self.get_context_data(
            in_force=next((one for one in editions if one.state == State.IN_FORCE), None),
            opened=next((one for one in editions if one.is_open), None),
            older=[
                (one, presenters.edition_words(one), presenters.state_words(one))
                for one in editions
                if one.state in {State.REPLACED, State.ENDED}
            ],
            coach=coach_of(self.project),
            may_write=may_write,
            refusal=self.refusal() if may_write else "",
        )
        return render(request, "coaching/agreement_list.html", context)

    def refusal(self) -> str:
        """Why no edition can be begun; empty where one can."""
        try:
            services.check_can_begin(self.project)
        except Refusal as refusal:
            return str(refusal)
        return ""


class AgreementDetail(EditionView):
    permission = can_read_edition

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        agreement = self.target
        acts, stuck = allowed(agreement, request.user), why_not(agreement)
        before = self.before(agreement)
        is_coach = agreement.coach_id == request.user.pk
        context = self.get_context_data(
            agreement=agreement,
            heading=presenters.heading(agreement, is_coach),
            edition=presenters.edition_words(agreement),
            state=presenters.state_tag(agreement),
            state_words=presenters.state_words(agreement),
            next_words=presenters.what_next(
                agreement, acts, stuck, has_older=before is not None and before.state == State.IN_FORCE
            ),
            review_due=presenters.review_is_due(agreement),
            acts=set(acts),
            seen=f"?seen={agreement.version}",
            parts=terms.parts_of(agreement),
            before=before,
            changes=terms.changes(before, agreement) if before else [],
            signatures=presenters.signatures(agreement),
            may_change=agreement.state == State.DRAFT
            and not stuck
            and can_write_agreement(request.user, self.project),
            may_renew=self.may_renew(agreement, stuck),
        )
        return render(request, "coaching/agreement_detail.html", context)

    def before(self, agreement: Agreement) -> Agreement | None:
        """The edition that was in force last before this one: what its changes are measured by."""
        rows = self.editions().filter(number__lt=agreement.number, in_force_at__isnull=False)
        return rows.order_by("-number").first()

    def may_renew(self, agreement: Agreement, stuck: str) -> bool:
        """Whether a change of what is in force can be begun from this page."""
        return (
            agreement.state == State.IN_FORCE
            and not stuck
            and can_write_agreement(self.request.user, self.project)
            and not self.editions().open().exists()
        )


class WordsPage(AgreementView, ProjectFormPage, abstract=True):
    template_name = "coaching/agreement_form.html"
    agreement: Agreement

    def make_form(self, data: Any, agreement: Agreement) -> AgreementForm:
        self.agreement = agreement
        self.is_change = agreement.number > 1
        return AgreementForm(data, instance=agreement, is_change=self.is_change, back=self.back_url())

    def back_url(self) -> str:
        return reverse("agreement-list", kwargs={"project_id": self.project.pk})

    def get_next_url(self) -> HttpResponse:
        return self.to_edition(self.agreement)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(agreement=self.agreement, is_change=self.is_change, **kwargs)


class AgreementCreate(WordsPage):
    """The first edition, or a change."""

    permission = can_write_agreement

    def get_form(self, data: Any = None) -> AgreementForm:
        coach = coach_of(self.project)
        if coach is None:
            raise Http404
        return self.make_form(data, propose(self.project, coach))

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Where no edition can be begun, the list says why."""
        try:
            services.check_can_begin(self.project)
        except Refusal as refusal:
            messages.warning(request, str(refusal))
            return redirect(self.back_url())
        return super().get(request, **kwargs)

    def save(self, form: AgreementForm) -> str:
        self.agreement = services.draft_agreement(
            project=self.project, values=form.values(), key=form.cleaned_data["key"], by=self.request.user
        )
        return "The draft is saved. Nobody has been asked yet."


class AgreementUpdate(EditionView, WordsPage):
    """The words of a draft."""

    permission = can_write_edition

    def get_form(self, data: Any = None) -> AgreementForm:
        return self.make_form(data, self.target)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        agreement = self.target
        return super().get(request, **kwargs) if agreement.state == State.DRAFT else self.to_edition(agreement)

    def back_url(self) -> str:
        keys = {"project_id": self.project.pk, "agreement_id": self.kwargs["agreement_id"]}
        return reverse("agreement-detail", kwargs=keys)

    def save(self, form: AgreementForm) -> str:
        services.change_draft(
            agreement=self.agreement, values=form.values(), version=form.expected_version, by=self.request.user
        )
        return "The draft is saved."


class AgreementPdf(EditionView):
    permission = can_read_edition

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        agreement = self.target
        made = services.take_away(agreement=agreement, by=request.user)
        name = slugify(f"agreement {self.project.practice.name} edition {agreement.number}")
        return file_response(made, f"{name}.pdf")
