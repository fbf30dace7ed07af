from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from cmsportal.accounts.access import Guarded, get_or_404
from coaching.matching.reading import WORDS
from practices.models import Practice, ProgrammeMembership
from practices.permissions import is_manager
from projects.pages import FormPage
from projects.refusal import Refusal

from ..handover.presenters import departure_words, is_at_rest, url_of
from ..handover.reading import departure_of
from ..models import Departure, Training
from ..permissions import can_change_profile, can_read_coach, can_read_supervision_notes
from ..querysets import pool_known_to
from . import services
from .forms import ProfileForm, TrainingForm
from .presenters import places_of, profile_rows, training_views
from .reading import facts_of, mentees_of, profile_of


class CoachView(Guarded, abstract=True):
    """A page about one coach of a programme."""

    target: ProgrammeMembership

    def find_target(self) -> ProgrammeMembership:
        pool = pool_known_to(self.request.user).select_related("user", "programme", "mentor__user")
        keys = {"programme_id": self.kwargs["programme_id"], "pk": self.kwargs["membership_id"]}
        return get_or_404(pool, **keys)

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        membership = self.target
        return {
            "membership": membership,
            "programme": membership.programme,
            "is_own": membership.user_id == self.request.user.pk,
            "runs": is_manager(self.request.user, membership.programme),
            "coach_url": self.coach_url,
            "who_sees": "The coach, the coach's mentor and the programme's managers can see this page",
            **kwargs,
        }

    @property
    def coach_url(self) -> str:
        keys = {"programme_id": self.target.programme_id, "membership_id": self.target.pk}
        return reverse("coach-detail", kwargs=keys)


class CoachDetail(CoachView):
    permission = can_read_coach

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        membership, today = self.target, timezone.localdate()
        facts = facts_of(membership)
        trainings = Training.visible_to(request.user).filter(user=membership.user_id)
        mentor = membership.mentor
        context = self.page_context(
            places=places_of(facts.teams, facts.capacity, facts.unsettled) if facts else None,
            mentor=mentor.user.name if mentor and mentor.covers(today) else "",
            mentees=mentees_of(membership),
            rows=profile_rows(profile_of(membership.user), facts, WORDS),
            trainings=training_views(trainings, today),
            may_change=can_change_profile(request.user, membership),
            is_mentor=can_read_supervision_notes(request.user, membership),
            departure=_departure(request.user, membership),
        )
        return render(request, "coaching/coach_detail.html", context)


def _departure(user: Any, membership: ProgrammeMembership) -> dict[str, str] | None:
    """For those who may see it: the coach goes, or is away."""
    row, today = departure_of(membership, Departure.visible_to(user)), timezone.localdate()
    if row is None or (row.kind == Departure.Kind.FEWER and is_at_rest(row, today)):
        return None
    return {"words": departure_words(row, today), "url": url_of(row)}


class CoachFormPage(CoachView, FormPage, abstract=True):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return self.page_context(**kwargs)

    def get_next_url(self) -> HttpResponse:
        return redirect(self.coach_url)


class ProfileUpdate(CoachFormPage):
    permission = can_change_profile
    template_name = "coaching/profile_form.html"

    def get_form(self, data: Any = None) -> ProfileForm:
        profile = profile_of(self.target.user)
        return ProfileForm(data, instance=profile, practices=Practice.visible_to(self.request.user))

    def save(self, form: ProfileForm) -> str:
        services.save_profile(
            membership=self.target,
            values=form.values(),
            expected_version=form.expected_version,
            by=self.request.user,
        )
        return "The profile is saved."


class TrainingCreate(CoachFormPage):
    permission = can_change_profile
    template_name = "coaching/training_form.html"

    def get_form(self, data: Any = None) -> TrainingForm:
        return TrainingForm(data)

    def save(self, form: TrainingForm) -> str:
        given = form.cleaned_data
        services.add_training(
            membership=self.target,
            name=given["name"],
            done_on=given["done_on"],
            refresh_on=given["refresh_on"],
            key=given["key"],
            by=self.request.user,
        )
        return "The training is on the list."


class TrainingDelete(CoachView):
    permission = can_change_profile

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        trainings = Training.visible_to(request.user).filter(user=self.target.user_id)
        training = get_or_404(trainings, pk=kwargs["training_id"])
        try:
            services.remove_training(membership=self.target, training_id=training.pk, by=request.user)
        except Refusal as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, "The training is off the list.")
        return redirect(self.coach_url)
