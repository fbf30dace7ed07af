from typing import Any

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from . import invitations, people, scopes
from .access import Guarded, is_administrator, page_of_button, public, signed_in
from .forms import CloseAccountForm, CloseReason, InviteForm, NewPersonForm, PeopleSearchForm
from .invitations import InvitationClosed, WrongPerson
from .models import Invitation, User
from .permissions import can_run_invitation
from .presenters import invitation_rows, place_row
from .views_base import InviteView

PER_PAGE = 50


@method_decorator([never_cache, sensitive_post_parameters("password")], name="dispatch")
class InvitationAccept(Guarded):
    """The page behind an invitation's link. Opening it changes nothing; its button accepts.

    The link is a secret: pages opened from here learn this site's name and no path. ('no-referrer' would say less
    still, but then browsers send ``Origin: null`` with the button's POST, which must be refused.)
    """

    permission = public

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = super().dispatch(request, *args, **kwargs)
        except InvitationClosed:
            response = render(request, "accounts/invitation_closed.html", status=404)
        response["Referrer-Policy"] = "strict-origin"
        return response

    def find_target(self) -> Invitation:
        return invitations.find_open(self.kwargs["token"])

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self._page()

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        if request.user.is_authenticated:
            return self._accept(token)
        if invitations.account_for(self.target):
            return redirect(self._sign_in_url())
        return self._join(token)

    def _accept(self, token: str) -> HttpResponse:
        try:
            invitation = invitations.accept_invitation(token=token, user=self.request.user)
        except WrongPerson:
            return self._page(status=403)
        except ValidationError as problem:
            return self._page(problem="; ".join(problem.messages), status=409)
        role = scopes.role_words(invitation.scope, invitation.role)
        messages.success(self.request, f"You are now {role}.")
        return redirect(settings.LOGIN_REDIRECT_URL)

    def _join(self, token: str) -> HttpResponse:
        form = NewPersonForm(self.request.POST, email=self.target.email)
        if not form.is_valid():
            return self._page(form=form)
        try:
            user = invitations.accept_as_new_person(token=token, **form.cleaned_data)
        except WrongPerson:
            return redirect(self._sign_in_url())
        except ValidationError as problem:
            return self._page(form=form, problem="; ".join(problem.messages), status=409)
        return perform_login(self.request, user, redirect_url=resolve_url(settings.LOGIN_REDIRECT_URL))

    def _page(self, form: Any = None, problem: str = "", status: int = 200) -> HttpResponse:
        account = invitations.account_for(self.target)
        user = self.request.user
        context = {
            "invitation": self.target,
            "role": scopes.role_words(self.target.scope, self.target.role),
            "is_other_person": user.is_authenticated and user != account,
            "has_account": account is not None,
            "sign_in_url": self._sign_in_url(),
            "problem": problem,
            "form": form or NewPersonForm(email=self.target.email, initial={"name": self.target.name}),
        }
        return render(self.request, "accounts/invitation_accept.html", context, status=status)

    def _sign_in_url(self) -> str:
        return f"{reverse('account_login')}?{urlencode({'next': self.request.path})}"


class InvitationAct(Guarded, abstract=True):
    """Something done to a pending invitation by a button; goes back to the page the button stood on."""

    target: Invitation

    def find_target(self) -> Invitation:
        found = Invitation.visible_to(self.request.user).pending()
        return get_object_or_404(found, pk=self.kwargs["invitation_id"])

    def act(self, service: Any, words: str) -> HttpResponse:
        try:
            invitation = service(invitation=self.target, by=self.request.user)
            messages.success(self.request, words.format(invitation.name))
        except InvitationClosed:  # between this page's reading it and the act
            messages.warning(self.request, f"The invitation of {self.target.name} is no longer open.")
        return redirect(page_of_button(self.request, settings.LOGIN_REDIRECT_URL))


class InvitationResend(InvitationAct):
    permission = can_run_invitation

    def post(self, request: HttpRequest, invitation_id: Any) -> HttpResponse:
        words = "{} gets a new link. The old one has stopped working."
        return self.act(invitations.resend_invitation, words)


class InvitationWithdraw(InvitationAct):
    permission = can_run_invitation

    def post(self, request: HttpRequest, invitation_id: Any) -> HttpResponse:
        words = "The invitation of {} is withdrawn. Its link has stopped working."
        return self.act(invitations.revoke_invitation, words)


class AccountDetail(Guarded):
    permission = signed_in

    def get(self, request: HttpRequest) -> HttpResponse:
        places = [place_row(place) for place in scopes.places_of(request.user) if place.is_current]
        has_second_step = request.user.authenticator_set.exists()
        return render(request, "accounts/account_detail.html", {"places": places, "has_second_step": has_second_step})


class SessionKeep(Guarded):
    """'Stay signed in' of the warning: any request prolongs the session, this one does nothing else."""

    permission = signed_in

    def get(self, request: HttpRequest) -> HttpResponse:
        return JsonResponse({"seconds": settings.SESSION_IDLE_SECONDS}, headers={"Cache-Control": "no-store"})

    def post(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=204)


class PersonList(Guarded):
    permission = is_administrator

    def get(self, request: HttpRequest) -> HttpResponse:
        form = PeopleSearchForm(request.GET or None)
        found = User.visible_to(request.user).order_by("name", "pk")
        if form.is_valid():
            found = found.search(form.cleaned_data["words"])
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
        waiting = Invitation.visible_to(request.user).pending().filter(role=scopes.ADMINISTRATOR)
        context = {
            "search": form,
            "page": page,
            "invitations": invitation_rows(waiting.select_related("invited_by")),
        }
        return render(request, "accounts/person_list.html", context)


class PersonView(Guarded, abstract=True):
    """A page about one person, for administrators."""

    target: User

    def find_target(self) -> User:
        return get_object_or_404(User.visible_to(self.request.user), pk=self.kwargs["person_id"])

    def page(self, form: Any = None, problem: str = "", status: int = 200) -> HttpResponse:
        context = {
            "person": self.target,
            "places": [place_row(place) for place in scopes.places_of(self.target)],
            "problem": problem,
            "close_form": form or CloseAccountForm(),
            "is_self": self.target == self.request.user,
        }
        return render(self.request, "accounts/person_detail.html", context, status=status)

    def act(self, service: Any, words: str, **values: Any) -> HttpResponse:
        try:
            service(person=self.target, by=self.request.user, **values)
        except ValidationError as problem:
            return self.page(problem="; ".join(problem.messages), status=409)
        messages.success(self.request, words)
        return redirect("person-detail", person_id=self.target.pk)


class PersonDetail(PersonView):
    permission = is_administrator

    def get(self, request: HttpRequest, person_id: Any) -> HttpResponse:
        return self.page()


class PersonClose(PersonView):
    permission = is_administrator

    def post(self, request: HttpRequest, person_id: Any) -> HttpResponse:
        form = CloseAccountForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        words = f"{self.target} is signed out, and cannot sign in any more."
        return self.act(people.close_account, words, reason=CloseReason(form.cleaned_data["reason"]))


class PersonReopen(PersonView):
    permission = is_administrator

    def post(self, request: HttpRequest, person_id: Any) -> HttpResponse:
        return self.act(people.reopen_account, f"{self.target} can sign in again.")


class AdministratorMake(PersonView):
    permission = is_administrator

    def post(self, request: HttpRequest, person_id: Any) -> HttpResponse:
        return self.act(people.make_administrator, f"{self.target} is now an administrator of this site.")


class AdministratorUnmake(PersonView):
    permission = is_administrator

    def post(self, request: HttpRequest, person_id: Any) -> HttpResponse:
        return self.act(people.unmake_administrator, f"{self.target} is no administrator of this site any more.")


class AdministratorInvite(InviteView):
    permission = is_administrator
    role = scopes.ADMINISTRATOR
    form_class = InviteForm
    heading = "Invite an administrator"
    why = "Administrators look after accounts and programmes and the audit trail, but no practice's project."

    def get_scope(self, form: Any) -> None:
        return None

    def get_back(self) -> tuple[str, str]:
        return "People", reverse("person-list")
