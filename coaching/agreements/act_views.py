"""What each side does with an edition: offer, accept, send back, say that it still holds, end."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from projects.pages import ProjectFormPage
from projects.refusal import Refusal

from ..permissions import can_accept_as_coach, can_accept_for_practice, can_speak_for_a_side, can_write_edition
from .forms import EndForm, SendBackForm
from .views import EditionView
from .workflow import Act, State, move


class ActView(EditionView, abstract=True):
    """A button. The address carries the version of the words that were read."""

    act: Act
    said: str
    said_of_both: str = ""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            done = move(agreement=self.target, act=self.act, by=request.user, seen=self.seen)
        except Refusal as refusal:
            messages.warning(request, str(refusal))
        else:
            both = done.state == State.IN_FORCE and self.said_of_both
            messages.success(request, both or self.said)
        return self.to_edition(self.target)

    @property
    def seen(self) -> int | None:
        """None where the address was changed by hand: then the words count as not read."""
        given = self.request.GET.get("seen", "")
        return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None


class AgreementOffer(ActView):
    permission = can_write_edition
    act = Act.OFFER
    said = "It is offered. Both sides are asked to read and accept it."


class AcceptView(ActView, abstract=True):
    said = "Accepted, thank you. It is in force once the other side has accepted, too."
    said_of_both = "Both sides have accepted. The agreement is in force."


class AgreementCoachAccept(AcceptView):
    permission = can_accept_as_coach
    act = Act.COACH_ACCEPT


class AgreementPracticeAccept(AcceptView):
    permission = can_accept_for_practice
    act = Act.PRACTICE_ACCEPT


class AgreementReview(ActView):
    permission = can_speak_for_a_side
    act = Act.REVIEW
    said = "Noted: you have looked at it again, and it still holds."


class SidePage(EditionView, ProjectFormPage, abstract=True):
    """A page on which one side says why."""

    permission = can_speak_for_a_side

    def get_next_url(self) -> HttpResponse:
        return self.to_edition(self.target)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(agreement=self.target, **kwargs)


class AgreementSendBack(SidePage):
    permission = can_speak_for_a_side
    template_name = "coaching/agreement_send_back.html"

    def get_form(self, data: Any = None) -> SendBackForm:
        return SendBackForm(data)

    def save(self, form: SendBackForm) -> str:
        move(agreement=self.target, act=Act.SEND_BACK, by=self.request.user, words=form.cleaned_data["words"])
        return "It is a draft again. Change it, then offer it again."


class AgreementEnd(SidePage):
    """Of what is in force; of an edition on its way it means that this change is given up."""

    permission = can_speak_for_a_side
    template_name = "coaching/agreement_end.html"

    def get_form(self, data: Any = None) -> EndForm:
        return EndForm(
            data,
            button="Give it up" if self.target.is_open else "End the agreement",
            was=self.target.state,
        )

    def save(self, form: EndForm) -> str:
        given = form.cleaned_data
        move(
            agreement=self.target,
            act=Act.END,
            by=self.request.user,
            reason=given["reason"],
            words=given["words"],
            was=given["was"],
        )
        return "It has ended. The other side is told."
