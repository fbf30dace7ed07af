"""Which mails one gets; the link that turns a kind off; and what could not be sent, for the administrator."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from cmsportal.accounts.access import Guarded, is_administrator, public, signed_in
from projects.models import Delivery, Reminder, ReminderSettings
from projects.pages import FormPage
from projects.refusal import Refusal

from . import digest, services
from .forms import DeliveryForm, PreferencesForm
from .kinds import all_kinds
from .presenters import failed_view, try_view

PER_PAGE = 50


class ReminderPreferences(FormPage):
    permission = signed_in
    template_name = "projects/reminder_preferences.html"
    next_url = "reminder-preferences"

    def get_form(self, data: Any = None) -> PreferencesForm:
        user = self.request.user
        kinds = services.kinds_for(user)
        own = ReminderSettings.visible_to(user).first()
        usual = ReminderSettings()
        initial = {name: getattr(usual, name) for name in ("channel", "bundle", "time_of_day")} if own is None else {}
        return PreferencesForm(data, kinds=kinds, on=services.kinds_on(user, kinds), instance=own, initial=initial)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"has_kinds": bool(kwargs["form"].fields["wanted"].choices), **kwargs}

    def save(self, form: PreferencesForm) -> str:
        user = self.request.user
        services.set_preferences(
            user=user,
            wanted=form.cleaned_data["wanted"],
            details=form.details(),
            expected_version=form.expected_version,
            by=user,
        )
        return "Your choice is saved."


@method_decorator(never_cache, name="dispatch")
class ReminderOff(Guarded):
    """The page behind a mail's 'stop these mails'. Opening it changes nothing; its button does."""

    permission = public

    def find_target(self) -> Any:
        return services.person_and_kind(self.kwargs["token"])

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.page()

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        if self.target:
            user, kind = self.target
            services.turn_off(user=user, kind=kind)
        return self.page()

    def page(self) -> HttpResponse:
        if self.target is None:
            return render(self.request, "projects/reminder_off_broken.html", status=404)
        user, kind = self.target
        context = {
            "kind": kind,
            "is_on": services.is_on(user, kind),
            "is_digest": kind.name == Reminder.DIGEST,
        }
        response = render(self.request, "projects/reminder_off.html", context)
        response["Referrer-Policy"] = "strict-origin"
        return response


class ReminderList(Guarded):
    permission = is_administrator

    def get(self, request: HttpRequest) -> HttpResponse:
        failed = Reminder.visible_to(request.user).failed().select_related("user", "project__practice")
        page = Paginator(failed.order_by("-due_at", "pk"), PER_PAGE).get_page(request.GET.get("page"))
        context = {
            "page": page,
            "rows": [failed_view(reminder) for reminder in page],
            "sent_today": services.sent_since(request.user, timezone.now() - timedelta(days=1)),
        }
        return render(request, "projects/reminder_list.html", context)


class ReminderAct(Guarded, abstract=True):
    """A button beside a mail that could not be sent."""

    target: Reminder

    def find_target(self) -> Reminder:
        return get_object_or_404(Reminder.visible_to(self.request.user), pk=self.kwargs["reminder_id"])

    def post(self, request: HttpRequest, reminder_id: Any) -> HttpResponse:
        try:
            messages.success(request, self.act())
        except Refusal as refusal:
            messages.warning(request, str(refusal))
        return redirect("reminder-list")

    def act(self) -> str:
        raise TypeError("An act says what it does.")


class ReminderResend(ReminderAct):
    permission = is_administrator

    def act(self) -> str:
        services.send_again(reminder=self.target, by=self.request.user)
        return "The mail is sent again within a minute or two."


class ReminderDrop(ReminderAct):
    permission = is_administrator

    def act(self) -> str:
        services.let_go(reminder=self.target, by=self.request.user)
        return "The mail is off the list."


class ReminderSeen(Guarded):
    """Puts a line of one's Today page away."""

    permission = signed_in
    target: Reminder

    def find_target(self) -> Reminder:
        own = Reminder.visible_to(self.request.user).filter(user=self.request.user)
        return get_object_or_404(own, pk=self.kwargs["reminder_id"])

    def post(self, request: HttpRequest, reminder_id: Any) -> HttpResponse:
        services.put_away(reminder=self.target)
        return redirect("today")


class DeliveryList(Guarded):
    """The delivery log: of everybody for the administrator, of one's own mails for anybody else."""

    permission = signed_in

    def get(self, request: HttpRequest) -> HttpResponse:
        for_all = is_administrator(request.user, None)
        kinds = [*all_kinds(), digest.KIND] if for_all else [*services.kinds_for(request.user), digest.KIND]
        form = DeliveryForm(request.GET, kinds=kinds, for_all=for_all)
        tries = Delivery.visible_to(request.user)
        tries = tries.narrowed(**form.narrowing()) if form.is_valid() else tries.none()
        tries = tries.select_related("reminder__user", "reminder__project__practice")
        page = Paginator(tries.order_by("-at", "pk"), PER_PAGE).get_page(request.GET.get("page"))
        chosen = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
        context = {
            "form": form,
            "page": page,
            "rows": [try_view(one) for one in page],
            "for_all": for_all,
            "query": urlencode(chosen),
        }
        return render(request, "projects/delivery_list.html", context)
