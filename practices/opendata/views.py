from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import FormView, TemplateView

from cmsportal.accounts.access import Guarded, get_or_404
from practices.imports.files import Refused
from practices.models import OpenDataImport
from practices.permissions import can_import_open_data

from .forms import OpenDataForm
from .presenters import kinds, preview
from .services import DayMissing, apply_file, keep_file

LAST_IMPORTS = 8


class OpenDataList(Guarded, FormView):
    """What has been read in, how new it is, and the form for the next file."""

    permission = can_import_open_data
    template_name = "practices/open_data_list.html"
    form_class = OpenDataForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        done = OpenDataImport.visible_to(self.request.user).applied().select_related("by").defer("content")
        newest = OpenDataImport.visible_to(self.request.user).newest_days()
        return super().get_context_data(
            imports=done.order_by("-applied_at")[:LAST_IMPORTS], kinds=kinds(newest), **kwargs
        )

    def form_valid(self, form: OpenDataForm) -> HttpResponse:
        values = form.cleaned_data
        try:
            row = keep_file(upload=values["file"], day=values["day"], by=self.request.user)
        except DayMissing as missing:
            form.add_error("day", str(missing))
            form.add_error("file", "Choose the file again, together with its day.")
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("open-data-preview", import_id=row.pk)
        return self.form_invalid(form)


class OpenDataPreview(Guarded, TemplateView):
    """What the file would change; the button writes it. Afterwards the same page says what was written."""

    permission = can_import_open_data
    template_name = "practices/open_data_preview.html"

    def find_target(self) -> OpenDataImport:
        rows = OpenDataImport.visible_to(self.request.user).select_related("by").defer("content")
        return get_or_404(rows, pk=self.kwargs["import_id"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(upload=self.target, preview=preview(self.target))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            apply_file(upload=self.target, by=request.user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, "The figures have been read in.")
        return redirect("open-data-preview", import_id=self.target.pk)
