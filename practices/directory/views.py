from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.views.generic import TemplateView
from django.views.generic import View as PlainView

from cmsportal.accounts.access import Guarded, get_or_404
from cmsportal.audit.services import record
from cmsportal.downloads import csv_response
from practices.models import Practice, PracticeImport
from practices.permissions import can_import_practices, can_see_directory
from practices.uploads.views import ChoosesFile, PreviewsFile

from .downloads import HEAD, cells
from .forms import ImportForm, PracticeFilter
from .presenters import HISTORY_SHOWN, commissioner_lines, facts, history_lines, pcn_lines, preview, rows
from .services import apply_list, keep_list

PER_PAGE = 25


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


class PracticeImportView(ChoosesFile):
    permission = can_import_practices
    template_name = "practices/practice_import.html"
    form_class = ImportForm
    model = PracticeImport
    preview_url = "practice-import-preview"

    def kept(self, values: dict[str, Any]) -> PracticeImport:
        return keep_list(upload=values["file"], as_of=values["as_of"], by=self.request.user)


class PracticeImportPreview(PreviewsFile):
    permission = can_import_practices
    template_name = "practices/practice_import_preview.html"
    model = PracticeImport
    done = "The list has been read in."
    present = preview
    write = apply_list
