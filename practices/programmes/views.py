from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import FormView, TemplateView
from django.views.generic import View as PlainView

from cmsportal.accounts.access import Guarded, get_or_404
from cmsportal.versions import Stale
from practices import services
from practices.models import PartnerOrganisation, Programme
from practices.permissions import (
    can_create_programme,
    can_keep_partner,
    can_keep_partners,
    can_manage_programme,
    can_see_directory,
)

from .forms import (
    CommissionerForm,
    PartnerChangeForm,
    PartnerForm,
    ProgrammeChoice,
    ProgrammeForm,
    ProgrammeSettingsForm,
)
from .presenters import commissioners_of, partner_lines, partner_rows, programme_rows


class OwnChoices(Guarded, FormView, abstract=True):
    """A form whose choices depend on the person."""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}


# --- Programmes -------------------------------------------------------------------------------------------------


class ProgrammeList(Guarded, TemplateView):
    permission = can_see_directory
    template_name = "practices/programme_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        programmes = Programme.visible_to(user).kept_by(user).with_commissioners()
        return super().get_context_data(
            rows=programme_rows(programmes, timezone.localdate()), can_create=can_create_programme(user, None)
        )


class ProgrammeCreate(OwnChoices):
    permission = can_create_programme
    template_name = "practices/programme_create.html"
    form_class = ProgrammeForm

    def form_valid(self, form: ProgrammeForm) -> HttpResponse:
        programme = services.create_programme(**form.cleaned_data, by=self.request.user)
        messages.success(self.request, f"{programme} has been added. Its first manager comes by invitation.")
        return redirect("programme-settings", programme_id=programme.pk)


class ProgrammePage(Guarded, abstract=True):
    def find_target(self) -> Programme:
        programmes = Programme.visible_to(self.request.user).with_commissioners()
        return get_or_404(programmes, pk=self.kwargs["programme_id"])


class ProgrammeSettings(ProgrammePage, FormView):
    permission = can_manage_programme
    template_name = "practices/programme_settings.html"
    form_class = ProgrammeSettingsForm

    def get_form_kwargs(self) -> dict[str, Any]:
        # The form writes into its instance while it validates; the page's own words come from the target.
        fresh = get_or_404(Programme.visible_to(self.request.user), pk=self.target.pk)
        return {**super().get_form_kwargs(), "instance": fresh}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            programme=self.target, commissioners=commissioners_of(self.target, timezone.localdate()), **kwargs
        )

    def form_valid(self, form: ProgrammeSettingsForm) -> HttpResponse:
        values = {name: form.cleaned_data[name] for name in form.Meta.fields}
        try:
            services.change_programme(
                programme=form.instance, version=form.expected_version, values=values, by=self.request.user
            )
        except Stale as stale:
            form.show_stale(stale.current)
            return self.form_invalid(form)
        messages.success(self.request, "The settings are saved.")
        return redirect("programme-settings", programme_id=self.target.pk)


class ProgrammeCommissionerView(ProgrammePage, OwnChoices):
    permission = can_manage_programme
    template_name = "practices/programme_commissioner.html"
    form_class = CommissionerForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            programme=self.target, commissioners=commissioners_of(self.target, timezone.localdate()), **kwargs
        )

    def form_valid(self, form: CommissionerForm) -> HttpResponse:
        try:
            services.change_commissioner(programme=self.target, by=self.request.user, **form.cleaned_data)
        except services.NotPossible as reason:
            form.add_error(reason.field, str(reason))
            return self.form_invalid(form)
        messages.success(self.request, "The commissioner is changed.")
        return redirect("programme-settings", programme_id=self.target.pk)


# --- Partners ---------------------------------------------------------------------------------------------------


class PartnerList(Guarded, TemplateView):
    permission = can_keep_partners
    template_name = "practices/partner_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        partners = PartnerOrganisation.visible_to(self.request.user).with_programmes_of(self.request.user)
        return super().get_context_data(rows=partner_rows(partners, timezone.localdate()))


class PartnerCreate(OwnChoices):
    permission = can_keep_partners
    template_name = "practices/partner_create.html"
    form_class = PartnerForm

    def form_valid(self, form: PartnerForm) -> HttpResponse:
        partner, new = services.create_partner(**form.cleaned_data, by=self.request.user)
        programme = form.cleaned_data["programme"]
        known = "" if new else "was in the portal already. It "
        messages.success(self.request, f"{partner} {known}works with {programme} from today.")
        return redirect("partner-list")


class PartnerPage(Guarded, abstract=True):
    def find_target(self) -> PartnerOrganisation:
        partners = PartnerOrganisation.visible_to(self.request.user).with_programmes_of(self.request.user)
        return get_or_404(partners, pk=self.kwargs["partner_id"])


class PartnerUpdate(PartnerPage, FormView):
    permission = can_keep_partner
    template_name = "practices/partner_update.html"
    form_class = PartnerChangeForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.target}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = partner_lines(self.target.kept_relations, timezone.localdate())
        return super().get_context_data(partner=self.target, lines=lines, **kwargs)

    def form_valid(self, form: PartnerChangeForm) -> HttpResponse:
        values = {name: form.cleaned_data[name] for name in ("name", "kind")}
        try:
            services.change_partner(
                partner=self.target, **values, expected_version=form.expected_version, by=self.request.user
            )
        except Stale as stale:
            self.target.refresh_from_db()
            form.show_stale(stale.current)
            return self.form_invalid(form)
        except ValidationError:
            self.target.refresh_from_db()
            form.add_error("name", "Another partner has this name already.")
            return self.form_invalid(form)
        messages.success(self.request, "The partner is saved.")
        return redirect("partner-update", partner_id=self.target.pk)


class PartnerAttach(PartnerPage, OwnChoices):
    permission = can_keep_partner
    template_name = "practices/partner_attach.html"
    form_class = ProgrammeChoice

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(partner=self.target, **kwargs)

    def form_valid(self, form: ProgrammeChoice) -> HttpResponse:
        programme = form.cleaned_data["programme"]
        services.attach_partner(partner=self.target, programme=programme, by=self.request.user)
        messages.success(self.request, f"{programme} works with {self.target} from today.")
        return redirect("partner-update", partner_id=self.target.pk)


class PartnerEnd(PartnerPage, PlainView):
    """From today the programme no longer works with the partner."""

    permission = can_keep_partner
    http_method_names = ["post"]

    def post(self, request: HttpRequest, partner_id: Any, relation_id: Any) -> HttpResponse:
        relations = self.target.programme_relations.filter(
            programme__in=Programme.visible_to(request.user).kept_by(request.user)
        )
        relation = get_or_404(relations, pk=relation_id)
        services.end_partner(relation=relation, by=request.user)
        messages.success(request, f"{relation.programme} no longer works with {self.target}.")
        return redirect("partner-list")
