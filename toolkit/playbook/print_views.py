"""The playbook on A4, one edition to a sheet: as a page to print, and as a PDF to keep or to send."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify

from cmsportal.downloads import file_response
from projects.permissions import can_see
from projects.tools import Tool

from ..models import PlaybookEntry
from . import services
from .paper import playbook_pdf
from .presenters import edition_line, sheet
from .views import EntryPage, StandardPage


class OneEdition(EntryPage, abstract=True):
    def chosen(self) -> tuple[str, list[PlaybookEntry]]:
        entry = self.find_entry()
        return entry.title, [entry]


class WholePlaybook(StandardPage, abstract=True):
    """All that holds in the practice, as far as this person sees what its projects keep."""

    def chosen(self) -> tuple[str, list[PlaybookEntry]]:
        entries = services.of_practice(self.request.user, self.project)
        return f"Playbook of {self.project.practice.name}", entries


class SheetsPage(StandardPage, abstract=True):
    pdf: str  # the name of the same sheets as a PDF

    def chosen(self) -> tuple[str, Sequence[PlaybookEntry]]:
        raise TypeError("a subclass says which editions are printed")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        title, entries = self.chosen()
        rows = [(entry, sheet(entry), edition_line(entry, self.today)) for entry in entries]
        pdf = reverse(self.pdf, kwargs=self.kwargs)
        context = self.get_context_data(rows=rows, title=title, today=self.today, pdf=pdf)
        return render(request, "toolkit/playbook_print.html", context)


class SheetsPdf(StandardPage, abstract=True):
    def chosen(self) -> tuple[str, Sequence[PlaybookEntry]]:
        raise TypeError("a subclass says which editions are printed")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        title, entries = self.chosen()
        practice = self.project.practice.name
        made = playbook_pdf(title=title, practice=practice, entries=entries, today=self.today)
        return file_response(made, f"{slugify(title)[:80] or 'playbook'}.pdf")


class PlaybookEntryPrint(OneEdition, SheetsPage):
    permission = can_see(Tool.STANDARDS)
    pdf = "playbookentry-pdf"


class PlaybookEntryPdf(OneEdition, SheetsPdf):
    permission = can_see(Tool.STANDARDS)


class PlaybookPrint(WholePlaybook, SheetsPage):
    permission = can_see(Tool.STANDARDS)
    pdf = "playbook-pdf"


class PlaybookPdf(WholePlaybook, SheetsPdf):
    permission = can_see(Tool.STANDARDS)
