"""The workbook to take away, made from what the reader may see."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify

from cmsportal.downloads import file_response
from cmsportal.word import TYPE
from projects.permissions import can_see
from projects.tools import Tool
from projects.views_base import ProjectView
from projects.words import words_for

from .forms import DocumentForm
from .kinds import Kind
from .making import make_document

TYPES = {"docx": TYPE, "pdf": "application/pdf"}


class WorkbookDocument(ProjectView):
    """Choose what it shall be; the button makes the file. Opening the page makes nothing."""

    tool = Tool.WORKBOOK
    permission = can_see(Tool.WORKBOOK)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._page(self._form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        kind = Kind(form.cleaned_data["kind"])
        content = make_document(project=self.project, access=self.access, kind=kind, by=request.user)
        name = slugify(f"{self.project.practice.name} {words_for(self.project).name(Tool.WORKBOOK)}")[:80]
        return file_response(content, f"{name}.{kind.ending}", TYPES[kind.ending])

    def _form(self, data: Any = None) -> DocumentForm:
        return DocumentForm(data, cancel_url=reverse("workbook-detail", kwargs={"project_id": self.project.pk}))

    def _page(self, form: DocumentForm, status: int = 200) -> HttpResponse:
        context = self.get_context_data(form=form)
        return render(self.request, "toolkit/workbook_document.html", context, status=status)
