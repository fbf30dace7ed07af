from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import FormView, TemplateView
from django.views.generic import View as PlainView

from cmsportal.accounts.access import Guarded, get_or_404
from cmsportal.audit.services import record
from cmsportal.downloads import csv_response
from practices.imports.files import Refused
from practices.models import Practice, PracticeImport
from practices.permissions import can_import_practices, can_see_directory
from practices.services import apply_upload, keep_upload

from .downloads import HEAD, cells
from .forms import ImportForm, PracticeFilter
from .presenters import HISTORY_SHOWN, commissioner_lines, facts, history_lines, pcn_lines, preview, rows

PER_PAGE = 25
LAST_IMPORTS = 5


def filtered(request: HttpRequest) -> tuple[PracticeFilter, Any]:
    form = PracticeFilter(request.GET or None, user=request.user)
    practices = Practice.visible_to(request.user)
    found = form.narrowed(practices) if form.is_bound else practices.order_by("name", "code")
    return form, found


class PracticeListView(Guarded, TemplateView):
    permission = can_see_directory
    template_name = "practices/practice_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form, practices = filtered(self.request)
        shown = practices.with_today().with_projects_of(self.request.user)
        page = Paginator(shown, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            filter=form,
            page=page,
            rows=rows(page.object_list),
            total=page.paginator.count,
            any_practice=page.paginator.count > 0 or Practice.visible_to(self.request.user).exists(),
            query=self.request.GET.urlencode(),
            can_import=can_import_practices(self.request.user),
        )


class PracticeDownload(Guarded, PlainView):
    permission = can_see_directory

    def get(self, request: HttpRequest) -> StreamingHttpResponse:
        practices = filtered(request)[1].with_today().with_projects_of(request.user)
        with transaction.atomic():
            record("practices.downloaded", None, by=request.user, rows=practices.count())
        return csv_response("practices.csv", HEAD, cells(practices))


class PracticeDetail(Guarded, TemplateView):
    permission = can_see_directory
    template_name = "practices/practice_detail.html"

    def find_target(self) -> Practice:
        practices = Practice.visible_to(self.request.user).with_projects_of(self.request.user)
        relations = ("commissioner_relations__commissioner__names", "pcn_relations__pcn")
        return get_or_404(practices.prefetch_related(*relations), pk=self.kwargs["practice_id"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        practice, today = self.target, timezone.localdate()
        versions = practice.history.select_related("history_user")[: HISTORY_SHOWN + 1]
        return super().get_context_data(
            practice=practice,
            facts=facts(practice),
            commissioners=commissioner_lines(practice.commissioner_relations.all(), today),
            networks=pcn_lines(practice.pcn_relations.all(), today),
            projects=practice.managed_projects,
            changes=history_lines(list(versions))[:HISTORY_SHOWN],
        )


class PracticeImportView(Guarded, FormView):
    permission = can_import_practices
    template_name = "practices/practice_import.html"
    form_class = ImportForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        done = PracticeImport.visible_to(self.request.user).applied().select_related("by").defer("content")
        return super().get_context_data(imports=done.order_by("-applied_at")[:LAST_IMPORTS], **kwargs)

    def form_valid(self, form: ImportForm) -> HttpResponse:
        try:
            row = keep_upload(
                upload=form.cleaned_data["file"], as_of=form.cleaned_data["as_of"], by=self.request.user
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
            return self.form_invalid(form)
        return redirect("practice-import-preview", import_id=row.pk)


class PracticeImportPreview(Guarded, TemplateView):
    """What the list would change; the button writes it. Afterwards the same page says what was written."""

    permission = can_import_practices
    template_name = "practices/practice_import_preview.html"

    def find_target(self) -> PracticeImport:
        rows = PracticeImport.visible_to(self.request.user).select_related("by").defer("content")
        return get_or_404(rows, pk=self.kwargs["import_id"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(upload=self.target, preview=preview(self.target))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            apply_upload(upload=self.target, by=request.user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return redirect("practice-import-preview", import_id=self.target.pk)
        messages.success(request, "The list has been read in.")
        return redirect("practice-import-preview", import_id=self.target.pk)
