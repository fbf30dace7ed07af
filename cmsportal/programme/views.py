"""The pages one lands on, and those that look over everything."""

from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from cmsportal.accounts.access import Guarded, signed_in
from cmsportal.audit.services import record
from cmsportal.downloads import csv_response
from practices.models import Programme
from practices.permissions import is_manager
from projects.models import Project
from projects.permissions import can_see
from projects.steps.used import FILE_HEAD
from projects.tools import Tool
from projects.views_base import ProjectView
from toolkit.pictures import picture_response

from . import library, overview, project_page, today
from .today.reader import list_context
from .used import use_rows

PER_PAGE = 50


class Today(Guarded):
    """What to do today. Somebody with several roles gets the page of the first of them and links to the others."""

    permission = signed_in

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        role, context = today.context_for(request.user, request.GET.get("as", ""))
        return render(request, f"programme/today_{role}.html", context)


class ProjectDetail(ProjectView):
    permission = can_see(Tool.STEPS)
    tool = Tool.STEPS

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data(**project_page.context_for(self.project, self.access, request.user))
        return render(request, "programme/project_detail.html", context)


class ProjectList(Guarded):
    """One's own projects, and those of coaches one mentors."""

    permission = signed_in

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return render(request, "programme/project_list.html", list_context(request.user))


class ProgrammeView(Guarded, abstract=True):
    permission = is_manager
    programme: Programme

    def find_target(self) -> Programme:
        programmes = Programme.visible_to(self.request.user)
        self.programme = get_object_or_404(programmes, pk=self.kwargs["programme_id"])
        return self.programme


class ProgrammeDetail(ProgrammeView):
    """All projects in a table: filtered, sorted and paged by the address."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        filters = overview.Filters.from_query(request.GET)
        projects = filters.apply(overview.programme_projects(self.programme))
        page = Paginator(projects, PER_PAGE).get_page(request.GET.get("page"))
        context = {
            "programme": self.programme,
            "commissioner": overview.commissioner_words(self.programme),
            "filters": filters,
            "statuses": Project.Status.choices,
            "page": page,
            "head": overview.HEAD,
            "sorts": overview.SORT_WORDS,
            "rows": overview.rows_of(page.object_list, self.programme),
        }
        return render(request, "programme/programme_detail.html", context)


class ProgrammeDownload(ProgrammeView):
    """The same table as a file, with the same filters."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        filters = overview.Filters.from_query(request.GET)
        projects = filters.apply(overview.programme_projects(self.programme))
        rows = [row.cells() for row in overview.rows_of(projects, self.programme)]
        with transaction.atomic():
            record("programme.downloaded", self.programme, by=request.user, programme=self.programme, rows=len(rows))
        return csv_response("projects.csv", overview.HEAD, rows)


class UseDownload(ProgrammeView):
    """Which tools were used, when and how fully, as far as the teams share it."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = use_rows(self.programme, request.user)
        with transaction.atomic():
            record(
                "programme.use_downloaded", self.programme, by=request.user, programme=self.programme, rows=len(rows)
            )
        return csv_response("tools-used.csv", FILE_HEAD, rows)


class AdoptionPicture(ProgrammeView):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        size = "phone" if request.GET.get("size") == "phone" else "wide"
        return picture_response(request, overview.curve(self.programme, size))


class LibraryList(Guarded):
    """What other teams have opened to read."""

    permission = signed_in

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return render(request, "programme/library_list.html", {"shelves": library.shelves(request.user)})
