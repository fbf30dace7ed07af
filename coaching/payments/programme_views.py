"""The manager's pages: what waits, what goes to finance, the package and the budgets."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from cmsportal.accounts.access import get_or_404
from cmsportal.downloads import csv_response, file_response
from practices.permissions import is_manager
from projects.pages import FormPage

from ..models import Budget, Claim, ClaimStep, Package, PaymentFile
from ..views_base import OfProgramme
from . import budgets, files, overview, presenters, years
from .amounts import NOTHING, pounds
from .forms import BudgetForm, FileForm, PaidForm
from .package_forms import PackageForm
from .packages import newest_package, package_on, save_package
from .permissions import left_to_others
from .trail import reconcile
from .views_base import FOR_MANAGERS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PER_PAGE = 50
FIRST = 6  # claims to decide, and practices with something to claim, before the rest is folded away


class PaymentsOfProgramme(OfProgramme, abstract=True):
    permission = is_manager

    def claims(self) -> Any:
        rows = Claim.visible_to(self.request.user).filter(programme=self.target)
        return rows.with_names().order_by("-number", "-drafted_at")

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return {"programme": self.target, "who_sees": FOR_MANAGERS, **kwargs}


class PaymentList(PaymentsOfProgramme):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        context = self.page_context(**self.money(), **self.to_do(), **self.listed(), **self.terms())
        return render(request, "coaching/payment_list.html", context)

    def money(self) -> dict[str, Any]:
        """The budget of this year and of all, what may still be claimed, and whether the trail agrees."""
        all_years, ladders = budgets.years_of(self.target), overview.ladders_in(self.target)
        present = next(one for one in all_years if one.year == years.year_of(timezone.localdate()))
        still, trail, reached = budgets.ahead(ladders), reconcile(self.target), overview.reached_rows(ladders)
        return {
            "year": present,
            "next_year": present.year + 1,
            "figures": overview.figures_of(present),
            "bar": overview.bar_of(present),
            "left": overview.left_words(present),
            "year_rows": overview.year_rows(all_years, self.target),
            "reached": reached[:FIRST],
            "reached_more": reached[FIRST:],
            "ahead_reached": pounds(still.reached),
            "ahead_to_reach": pounds(still.to_reach),
            "trail": trail,
            "trail_rows": overview.trail_rows(trail),
        }

    def to_do(self) -> dict[str, Any]:
        """Claims to decide on, approved ones to hand over, and files of which something is not paid."""
        decide = self.claims().filter(state="submitted").order_by("submitted_at")
        others = set(decide.filter(left_to_others(self.request.user)).values_list("pk", flat=True))
        waiting = [(overview.claim_row(one), one.pk in others) for one in decide]
        approved = list(files.with_sent_back(self.claims().filter(state="approved").order_by("approved_at")))
        return {
            "decide": waiting[:FIRST],
            "decide_more": waiting[FIRST:],
            "approved": len(approved),
            "approved_words": overview.approved_words(approved),
            "approved_total": pounds(sum((one.amount for one in approved), NOTHING)),
            "open_files": self.open_files(),
        }

    def listed(self) -> dict[str, Any]:
        """All claims, or those in one state, page by page."""
        state = self.request.GET.get("state", "")
        rows = self.claims().filter(state=state) if state in Claim.State.values else self.claims()
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        return {
            "page": page,
            "rows": [overview.claim_row(one) for one in page.object_list],
            "states": Claim.State.choices,
            "state": state,
        }

    def terms(self) -> dict[str, Any]:
        package = Package.visible_to(self.request.user).filter(programme=self.target).first()
        return {
            "package": package,
            "package_words": presenters.package_words(package) if package else "",
            "package_valid": presenters.valid_words(package) if package else "",
        }

    def open_files(self) -> list[dict[str, Any]]:
        rows = self.claims().filter(state="exported", file__isnull=False).order_by("file__number")
        by_file: dict[Any, list[Claim]] = {}
        for claim in rows:
            by_file.setdefault(claim.file, []).append(claim)
        return [overview.file_row(file, claims) for file, claims in by_file.items()]


class PaymentDownload(PaymentsOfProgramme):
    """All claims that were ever sent, for a spreadsheet."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = files.with_sent_back(self.claims().filter(number__isnull=False).order_by("number"))
        files.note_taken_away(programme=self.target, file=None, kind="csv", by=request.user)
        return csv_response("claims.csv", files.HEAD, list(files.rows_of(rows)))


class PackageDetail(PaymentsOfProgramme):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = Package.visible_to(request.user).filter(programme=self.target)
        rows = rows.select_related("made_by").prefetch_related("milestones")
        now = package_on(self.target, timezone.localdate())
        context = self.page_context(now=now, versions=[presenters.package_view(one, now) for one in rows])
        return render(request, "coaching/package_detail.html", context)


class PackageUpdate(PaymentsOfProgramme, FormPage):
    permission = is_manager
    template_name = "coaching/package_form.html"

    def get_form(self, data: Any = None) -> PackageForm:
        return PackageForm(data, package=newest_package(self.target))

    def save(self, form: PackageForm) -> str:
        row = save_package(
            programme=self.target, values=form.values(), terms=form.terms(), expected_number=form.expected_number,
            by=self.request.user,
        )  # fmt: skip
        return f"Saved as version {row.number}. Claims that were begun before keep their terms."

    def get_next_url(self) -> HttpResponse:
        return redirect("package-detail", programme_id=self.target.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs["form"]
        stands = presenters.package_view(form.package, None) if form.package and form.errors else None
        return self.page_context(stands=stands, package=form.package, **kwargs)


class BudgetUpdate(PaymentsOfProgramme, FormPage):
    permission = is_manager
    template_name = "coaching/budget_form.html"

    @property
    def year(self) -> int:
        if not 2000 <= self.kwargs["year"] <= 2099:
            raise Http404
        return self.kwargs["year"]

    def get_form(self, data: Any = None) -> BudgetForm:
        stands = budgets.budget_of(self.target, self.year)
        return BudgetForm(data, instance=stands or Budget(programme=self.target, year=self.year))

    def save(self, form: BudgetForm) -> str:
        budgets.save_budget(
            programme=self.target, year=self.year, amount=form.cleaned_data["amount"],
            expected_version=form.expected_version, by=self.request.user,
        )  # fmt: skip
        return f"The budget of {years.words(self.year)} is saved."

    def get_next_url(self) -> HttpResponse:
        return redirect("payment-list", programme_id=self.target.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return self.page_context(
            words=years.words(self.year), first=years.first_day(self.year), last=years.last_day(self.year), **kwargs
        )


# --- Files for finance ------------------------------------------------------------------------------------------


class FileCreate(PaymentsOfProgramme, FormPage):
    """Which approved claims go to finance; all are ticked."""

    permission = is_manager
    template_name = "coaching/paymentfile_form.html"

    def get_form(self, data: Any = None) -> FileForm:
        self.approved = list(files.with_sent_back(self.claims().filter(state="approved").order_by("number")))
        return FileForm(data, claims=self.approved)

    def save(self, form: FileForm) -> str:
        given = form.cleaned_data
        self.file = files.make_file(
            programme=self.target, claims=given["claims"], key=given["key"], by=self.request.user
        )
        return f"{self.file} is made. Send it to finance, and mark it here once it is paid."

    def get_next_url(self) -> HttpResponse:
        return redirect("paymentfile-detail", programme_id=self.target.pk, file_id=self.file.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ticked = kwargs["form"].ticked
        rows = [
            (str(one.pk), overview.claim_row(one, overview.sent_back_note(one)), str(one.pk) in ticked)
            for one in self.approved
        ]
        return self.page_context(
            rows=rows, total=pounds(sum((one.amount for one in self.approved), NOTHING)), **kwargs
        )


class FileView(PaymentsOfProgramme, abstract=True):
    @cached_property
    def file(self) -> PaymentFile:
        rows = PaymentFile.visible_to(self.request.user).filter(programme=self.target)
        return get_or_404(rows.select_related("programme", "made_by"), pk=self.kwargs["file_id"])

    def of_file(self) -> list[Claim]:
        return list(files.with_sent_back(self.claims().filter(file=self.file).order_by("number")))

    def sent_back(self) -> Any:
        rows = ClaimStep.visible_to(self.request.user).filter(file=self.file, act="sent_back")
        return rows.select_related("claim__project__practice", "claim__milestone")


class FileDetail(FileView):
    permission = is_manager

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = self.of_file()
        context = self.page_context(
            file=self.file,
            rows=[overview.claim_row(one) for one in rows],
            total=pounds(sum((one.amount for one in rows), NOTHING)),
            unpaid=any(one.state == "exported" for one in rows),
            stands=overview.file_stands(rows),
            sent_back=overview.sent_back_rows(self.sent_back()),
        )
        return render(request, "coaching/paymentfile_detail.html", context)


class FileCsv(FileView):
    permission = is_manager

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = list(files.rows_of(self.of_file()))
        files.note_taken_away(programme=self.target, file=self.file, kind="csv", by=request.user)
        return csv_response(f"claims-file-{self.file.number}.csv", files.HEAD, rows)


class FileXlsx(FileView):
    permission = is_manager

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        made = files.workbook(f"{self.target}: {self.file}", self.of_file(), self.file.made_at)
        files.note_taken_away(programme=self.target, file=self.file, kind="xlsx", by=request.user)
        return file_response(made, f"claims-file-{self.file.number}.xlsx", XLSX)


class FilePaid(FileView, FormPage):
    """What finance has paid of a file, when and under which reference."""

    permission = is_manager
    template_name = "coaching/paymentfile_paid.html"

    def get_form(self, data: Any = None) -> PaidForm:
        self.waiting = [one for one in self.of_file() if one.state == "exported"]
        return PaidForm(data, claims=self.waiting)

    def save(self, form: PaidForm) -> str:
        paid = files.mark_paid(file=self.file, by=self.request.user, **form.cleaned_data)
        return f"Marked as paid: {pounds(sum((one.amount for one in paid), NOTHING))}."

    def get_next_url(self) -> Any:
        return redirect(
            reverse("paymentfile-detail", kwargs={"programme_id": self.target.pk, "file_id": self.file.pk})
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ticked = kwargs["form"].ticked
        rows = [(str(one.pk), overview.claim_row(one), str(one.pk) in ticked) for one in self.waiting]
        return self.page_context(file=self.file, rows=rows, **kwargs)
