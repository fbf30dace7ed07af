"""Pages of the QR codes: the team's list of them, and the page that a code opens."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from cmsportal.accounts.access import get_or_404, public
from cmsportal.limits import within_limit
from cmsportal.nhsuk.formats import day
from projects.permissions import access_to, can_edit_project
from toolkit.models import EntryCode, Figure, Measure
from toolkit.pictures import picture_response
from toolkit.qr import qr_svg

from . import codes, entering
from .codes import CodeSpent, CodeUnknown
from .figure_forms import CodeForm
from .figures import wants_counts
from .open_pages import OpenPage
from .presenters import figure_words
from .views_base import MeasuresView, MeasureView

SENT, SENT_IN = 20, 600  # figures sent by one code, seconds


class EntryCodeList(MeasuresView):
    """The codes of the project's wall, to print, cut out and put up."""

    permission = staticmethod(can_edit_project)
    template_name = "toolkit/entrycode_list.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        measures = list(self.measures.hanging())
        standing = {code.measure_id: code for code in codes.open_codes(self.project)}
        rows = [(measure, standing.get(measure.pk)) for measure in measures]
        return self.page(request, rows=rows, without=[measure for measure, code in rows if code is None])


class EntryCodeCreate(MeasuresView):
    """Make the codes that are missing, of every chart on the wall."""

    permission = staticmethod(can_edit_project)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        codes.make_codes(measures=self.measures.hanging(), by=request.user)
        return redirect("entrycode-list", self.project.pk)


class EntryCodeRevoke(MeasureView):
    """Withdraw a code, and with ``again`` make another in its place."""

    permission = staticmethod(can_edit_project)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        code = get_or_404(EntryCode.visible_to(request.user).filter(measure=self.measure), pk=kwargs["code_id"])
        codes.revoke_code(code=code, by=request.user)
        if request.POST.get("again") and self.measure.archived_at is None:
            codes.code_for(measure=self.measure, by=request.user)
        return redirect("entrycode-list", self.project.pk)


class EntryCodePicture(MeasureView):
    """The code as a picture. It opens a door, so only those who could make it may fetch it."""

    permission = staticmethod(can_edit_project)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        code = codes.open_codes(self.project).filter(measure=self.measure).first()
        if code is None:
            raise Http404
        return picture_response(request, qr_svg(codes.code_address(code)))


class CodeEntry(OpenPage):
    """Scanned from the wall: this period's figure, one field, one button. It shows no other figure.

    Opening it records nothing. Whoever is signed in and may edit gets the ordinary page.
    """

    permission = public
    closed_template = "toolkit/code_closed.html"

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            code = codes.find_code(token)
        except CodeUnknown as problem:
            return self.closed(problem.reason)
        if request.user.is_authenticated and access_to(code.measure.project, request.user).edits:
            return redirect("figure-create", code.measure.project_id, code.measure_id)
        form = self._form(code.measure, request.GET)
        return self.closed("there", 200) if form is None else self._page(code.measure, form)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            code = codes.find_code(token)
            if not within_limit("entry-code", str(code.pk), most=SENT, seconds=SENT_IN):
                return self.closed("often", 429)
            form = self._form(code.measure, request.POST, request.POST)
            if form is None:
                return self.closed("there", 200)
            if not form.is_valid():
                return self._page(code.measure, form)
            figure = codes.enter_by_code(code=code, entry=form.entry)
        except CodeUnknown as problem:
            return self.closed(problem.reason)
        except CodeSpent:
            return self.closed("there", 200)
        return self.answer("toolkit/code_saved.html", measure=code.measure, words=saved_words(code.measure, figure))

    def _form(self, measure: Measure, asked: Any, *args: Any) -> CodeForm | None:
        """None when this period's figure is in."""
        days = codes.days_wanted(measure)
        if not days:
            return None
        by_counts = wants_counts(measure, measure.figures.last(), asked.get("way", ""))
        today = entering.local_today(measure.project)
        return CodeForm(*args, measure=measure, days=days, today=today, by_counts=by_counts)

    def _page(self, measure: Measure, form: CodeForm) -> HttpResponse:
        return self.answer("toolkit/code_entry.html", form=form, measure=measure, day=form.days[0])


def saved_words(measure: Measure, figure: Figure) -> str:
    """What was saved and no more: the days between two events would tell of the one before."""
    if measure.value_kind == Measure.ValueKind.DAYS_BETWEEN:
        return day(figure.date)
    return figure_words(measure, figure)
