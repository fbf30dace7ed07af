"""The pages of one project: its ladder, and each of its claims."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.utils.text import slugify

from cmsportal.downloads import file_response
from projects.pages import FormPage, ProjectFormPage
from projects.refusal import Refusal

from ..models import WeightedList
from . import budgets, overview, packages, presenters
from .amounts import pounds
from .claims import draft_claim, note_printed, send_claim
from .forms import ActForm, RejectForm, WeightedForm
from .ladder import ladder_of
from .paper import claim_pdf
from .permissions import (
    can_claim,
    can_decide,
    can_enter_weighted,
    can_see_claim,
    can_see_milestones,
    can_speak_for_practice,
)
from .views_base import FOR_LADDER, FOR_MANAGERS, ClaimView, PaymentsOfProject
from .weighing import Registered, registered_of
from .workflow import Act, allowed, perform, why_refused


class MilestoneList(PaymentsOfProject):
    """The ladder. Those who see no money see what is reached, and what is still missing."""

    permission = can_see_milestones
    sees = FOR_LADDER

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        money = can_claim(request.user, self.project)
        ladder = ladder_of(self.project)
        context = self.get_context_data(
            ladder=ladder,
            rungs=presenters.ladder_views(ladder, self.access, money=money),
            money=money,
            reached=presenters.reached_words(ladder) if ladder.rungs else "",
            total=presenters.total_words(ladder) if money else "",
            package=presenters.package_words(ladder.package) if money and ladder.package else "",
            weighs=can_enter_weighted(request.user, self.project),
        )
        return render(request, "coaching/milestone_list.html", context)


class ClaimCreate(PaymentsOfProject):
    """A button on the ladder: the claim is drafted, and its page opens."""

    permission = can_claim

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            claim = draft_claim(project=self.project, milestone_key=self.kwargs["milestone_key"], by=request.user)
        except Refusal as refusal:
            messages.warning(request, str(refusal))
            return redirect("milestone-list", project_id=self.project.pk)
        return redirect("claim-detail", project_id=self.project.pk, claim_id=claim.pk)


class WeightedCreate(PaymentsOfProject, ProjectFormPage):
    permission = can_enter_weighted
    sees = FOR_MANAGERS
    template_name = "coaching/weighted_form.html"
    next_url = "milestone-list"

    def get_form(self, data: Any = None) -> WeightedForm:
        return WeightedForm(data, registered=self.registered)

    @cached_property
    def registered(self) -> Registered | None:
        return registered_of(self.project.practice)

    def save(self, form: WeightedForm) -> str:
        packages.enter_weighted(project=self.project, by=self.request.user, **form.cleaned_data)
        return "The weighted patients are saved. Claims sent from now on use them."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lists = WeightedList.visible_to(self.request.user).filter(practice=self.project.practice)
        return super().get_context_data(
            registered=self.registered, lists=lists.select_related("entered_by")[:10], **kwargs
        )


class ClaimDetail(ClaimView):
    permission = can_see_claim

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        claim, user = self.target, request.user
        acts = allowed(claim, user)
        ladder = ladder_of(self.project)
        year = budgets.year_now(self.project.programme) if Act.APPROVE in acts else None
        context = self.get_context_data(
            heading=presenters.claim_heading(claim),
            sum=pounds(claim.amount),
            acts=set(acts),
            tag=presenters.TAGS[claim.state],
            stands=presenters.stands_words(claim, acts),
            own=why_refused(claim, Act.APPROVE, user)
            if self.access.is_manager and claim.state == "submitted"
            else "",
            over=overview.over_budget_words(claim, year) if year else "",
            ladder=ladder,
            rungs=presenters.ladder_views(ladder, self.access, money=True, here=claim),
            money=True,
            terms=presenters.terms_rows(claim),
            steps=presenters.step_views(claim.steps.all()),
        )
        return render(request, "coaching/claim_detail.html", context)


class ClaimPaper(ClaimView):
    """The claim with its evidence and its history, on paper."""

    permission = can_see_claim

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        made = claim_pdf(self.target)
        note_printed(claim=self.target, by=request.user)
        name = slugify(f"{self.project.practice.name} {self.target}")[:80]
        return file_response(made, f"{name}.pdf", disposition="inline")


# --- What is done with a claim ------------------------------------------------------------------------------------


class ActButton(ClaimView, abstract=True):
    """A button that carries the version of the claim as the page showed it."""

    act: Act
    said = ""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        given = request.POST.get("version", "")
        version = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else -1
        try:
            perform(claim=self.target, act=self.act, by=request.user, version=version)
        except Refusal as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, self.said)
            if not self.target.number and self.act is Act.DISCARD:
                return redirect("milestone-list", project_id=self.project.pk)
        return redirect("claim-detail", project_id=self.project.pk, claim_id=self.target.pk)


class ClaimApprove(ActButton):
    permission = can_decide
    act = Act.APPROVE
    said = "The claim is approved. It can go to finance now."


class ClaimTakeBack(ActButton):
    permission = can_speak_for_practice
    act = Act.TAKE_BACK
    said = "The claim is back with you. Send it again when it is ready."


class ClaimDiscard(ActButton):
    permission = can_speak_for_practice
    act = Act.DISCARD
    said = "The claim is gone. You can begin it again at any time."


class ActPage(ClaimView, FormPage, abstract=True):
    """A page with words: a question, an answer, a reason."""

    act: Act
    template_name = "coaching/claim_act.html"
    form_class: type[ActForm] = ActForm
    heading = ""
    lead = ""
    label = ""
    button = ""
    said = ""

    def get_form(self, data: Any = None) -> ActForm:
        return self.form_class(data, claim=self.target, label=self.label, button=self.button)

    def save(self, form: ActForm) -> str:
        given = form.cleaned_data
        perform(
            claim=self.target, act=self.act, by=self.request.user, version=given["version"], words=given["words"],
            reason=given.get("reason", ""),
        )  # fmt: skip
        return self.said

    def get_next_url(self) -> HttpResponse:
        return redirect("claim-detail", project_id=self.project.pk, claim_id=self.target.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        acts = allowed(self.target, self.request.user)
        return super().get_context_data(
            heading=self.heading,
            lead=self.lead,
            title=presenters.claim_heading(self.target),
            evidence=presenters.claim_evidence(self.target, self.access),
            stands=presenters.stands_words(self.target, acts),
            **kwargs,
        )


class ClaimSend(ActPage):
    """A draft, with a word for the manager if there is one; after a no with what is different now."""

    permission = can_speak_for_practice
    act = Act.SUBMIT
    heading = "Send the claim?"
    lead = "The evidence below goes with it, as the record stands now."
    button = "Send the claim"
    said = "The claim is sent. The programme’s manager decides on it."

    def get_form(self, data: Any = None) -> ActForm:
        again = self.target.state == "rejected"
        label = "What is different now?" if again else "Anything the manager should know? (if you like)"
        return ActForm(data, claim=self.target, label=label, button=self.button, required=again)

    def save(self, form: ActForm) -> str:
        given = form.cleaned_data
        send_claim(claim=self.target, by=self.request.user, version=given["version"], words=given["words"])
        return self.said


class ClaimAnswer(ActPage):
    permission = can_speak_for_practice
    act = Act.ANSWER
    heading = "Answer the question"
    label = "Your answer"
    button = "Send the answer"
    said = "Your answer is sent. The claim waits for a decision again."


class ClaimQuery(ActPage):
    permission = can_decide
    act = Act.QUERY
    heading = "Ask the practice"
    lead = "The claim waits until they have answered."
    label = "What do you want to know?"
    button = "Ask"
    said = "The practice is asked. The claim comes back with their answer."


class ClaimReject(ActPage):
    permission = can_decide
    act = Act.REJECT
    form_class = RejectForm
    heading = "Turn the claim down?"
    lead = "The practice reads why, and can send it again once something is different."
    label = "What should they know?"
    button = "Turn it down"
    said = "The claim is turned down. The practice can read why."


class ClaimSendBack(ActPage):
    permission = can_decide
    act = Act.SEND_BACK
    heading = "Has finance sent it back?"
    lead = "The claim is then approved and not paid. It can go to finance in a later file."
    label = "What does finance say?"
    button = "It came back"
    said = "Noted. The claim is approved, and can go to finance again."
