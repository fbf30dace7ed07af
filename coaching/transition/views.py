"""The end of the coaching: its check-list, and the contacts afterwards."""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cmsportal.accounts.access import get_or_404
from projects.pages import ProjectFormPage
from projects.tools import Tool
from projects.views_base import ProjectView

from ..models import Contact, Transition
from ..permissions import can_read_transition, can_record_contact, can_run_transition
from . import presenters, services
from .forms import ContactForm, MoveForm, TransitionForm
from .reading import facts_for


class TransitionView(ProjectView, abstract=True):
    tool = Tool.STEPS

    @property
    def today(self) -> Any:
        return timezone.localdate(timezone=ZoneInfo(self.project.practice.time_zone))


class TransitionDetail(TransitionView):
    permission = can_read_transition

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access, today = self.access, self.today
        facts = facts_for(self.project, today)
        found = presenters.checks(facts, access, today)
        inside = access.is_team or access.is_coach or access.is_mentor
        context = self.get_context_data(
            transition=facts.transition,
            checks=found,
            ready=presenters.done_words(found),
            stands=presenters.programme_words(facts.transition, today),
            contacts=presenters.contact_views(
                facts.contacts,
                inside=inside,
                may_record=can_record_contact(request.user, self.project),
                today=today,
            ),
            may_run=can_run_transition(request.user, self.project),
        )
        return render(request, "coaching/transition/transition_detail.html", context)


class TransitionUpdate(TransitionView, ProjectFormPage):
    permission = can_run_transition
    template_name = "coaching/transition/transition_form.html"
    next_url = "transition-detail"

    def get_form(self, data: Any = None) -> TransitionForm:
        row = Transition.visible_to(self.request.user).filter(project=self.project).first()
        return TransitionForm(data, instance=row or Transition(project=self.project))

    def save(self, form: TransitionForm) -> str:
        services.save_transition(
            project=self.project,
            values=form.values(),
            celebrated=form.cleaned_data["celebrated"],
            expected_version=form.expected_version,
            by=self.request.user,
        )
        return "Saved."


class ContactPage(TransitionView, ProjectFormPage, abstract=True):
    next_url = "transition-detail"
    template_name = "coaching/transition/contact_form.html"
    heading = ""

    def contact(self) -> Contact:
        rows = Contact.visible_to(self.request.user).filter(project=self.project)
        return get_or_404(rows, months=self.kwargs["months"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heading = f"{self.heading} {self.contact().get_months_display().lower()}"
        return super().get_context_data(heading=heading, **kwargs)


class ContactMove(ContactPage):
    permission = can_record_contact
    heading = "Move the contact"

    def get_form(self, data: Any = None) -> MoveForm:
        return MoveForm(data, instance=self.contact())

    def save(self, form: MoveForm) -> str:
        services.move_contact(
            contact=self.contact(),
            due_on=form.cleaned_data["due_on"],
            expected_version=form.expected_version,
            by=self.request.user,
        )
        return "The contact is moved."


class ContactRecord(ContactPage):
    permission = can_record_contact
    heading = "The contact"

    def get_form(self, data: Any = None) -> ContactForm:
        return ContactForm(data, instance=self.contact())

    def save(self, form: ContactForm) -> str:
        names = ("held_on", "mode", "holds", "words")
        services.record_contact(
            contact=self.contact(),
            values={name: form.cleaned_data[name] for name in names},
            expected_version=form.expected_version,
            by=self.request.user,
        )
        return "The contact is written down."
