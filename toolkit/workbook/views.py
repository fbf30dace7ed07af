"""Pages of the 5Ps workbook."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cmsportal.accounts.access import page_of_button
from projects.pages import ProjectFormPage
from projects.permissions import can_edit_project, can_see
from projects.tools import Tool
from projects.views_base import ProjectView

from ..findings.presenters import Offer, left_words, offers_of
from ..findings.reading import found_for
from ..findings.services import take_over
from ..formpage import FormsOfPage
from ..measures.entering import local_today
from ..models import Answer, Workbook, WorkbookSkip
from . import pages, presenters, services, skipping
from .advice import worth_doing
from .asking import Path, keys_of, left_for_later, parts_asked, question_count
from .at_hand import AtHand, at_hand
from .companions import companions_of
from .forms import AnswerForm, PathForm, SkipForm
from .presenters import clash_words, merged_words
from .questions import PARTS, Group, Part, find_part

Kwargs = Any


class WorkbookView(ProjectView, abstract=True):
    tool = Tool.WORKBOOK

    def answers(self) -> dict[str, Answer]:
        rows = Answer.visible_to(self.request.user).filter(project=self.project)
        return presenters.by_key(rows.select_related("answered_by"))

    def skips(self) -> dict[tuple[str, str], WorkbookSkip]:
        return presenters.by_place(WorkbookSkip.visible_to(self.request.user).filter(project=self.project))

    @cached_property
    def workbook(self) -> Workbook | None:
        return Workbook.visible_to(self.request.user).filter(project=self.project).first()

    def path(self) -> str:
        """Which way the team goes through it."""
        return self.workbook.path if self.workbook is not None else Path.SHORT

    def parts_asked(self, answers: Any, skips: presenters.Skips, also: Iterable[str] = ()) -> tuple[Part, ...]:
        """The five parts as the team's way asks them; what is left out shows why."""
        left_out = [key for place in skips for key in keys_of(*place)]
        return parts_asked(self.path(), answers, [*left_out, *also])

    def find_place(self) -> tuple[Part, Group | None]:
        """The part, and the group if any, that the URL names; a 404 where there is none."""
        part = find_part(self.kwargs["part"])
        slug = self.kwargs.get("group", "")
        group = part.group(slug) if part and slug else None
        if part is None or (slug and group is None):
            raise Http404
        return part, group


class WorkbookDetail(WorkbookView):
    """The way through the five parts, and what is worth doing next."""

    permission = can_see(Tool.WORKBOOK)

    def get(self, request: HttpRequest, **kwargs: Kwargs) -> HttpResponse:
        answers, skips = self.answers(), self.skips()
        path, parts = self.path(), self.parts_asked(answers, skips)
        latest = pages.newest(answers)
        begun = self.workbook is not None and self.workbook.begun_from_id is not None
        begun = begun or any(answer.earlier for answer in answers.values())  # the project it began from may be gone
        ready = self.ready(answers, parts, begun=begun)
        context = self.get_context_data(
            has_earlier=begun or bool(ready.earlier),
            path=presenters.path_of(self.project, answers, skips, parts=parts),
            advice=worth_doing(self.project, answers, skips, parts, ready),
            ways=presenters.ways(path, question_count(parts_asked(Path.SHORT, {})), question_count(PARTS)),
            trouble=presenters.rated(answers),
            is_empty=not answers and not skips,
            saved=presenters.saved_line(latest),
        )
        return render(request, "toolkit/workbook_detail.html", context)

    def ready(self, answers: dict[str, Answer], parts: tuple[Part, ...], *, begun: bool) -> AtHand:
        """What the team could put in without typing. Readers put nothing in."""
        if not self.access.edits:
            return AtHand()
        today = local_today(self.project)
        return at_hand(self.project, self.request.user, answers, parts, begun=begun, today=today)


class WorkbookPart(WorkbookView):
    """One P: its questions in groups. The lead team fills it in, others whom the team allows read it."""

    permission = can_see(Tool.WORKBOOK)

    def get(self, request: HttpRequest, **kwargs: Kwargs) -> HttpResponse:
        answers, skips = self.answers(), self.skips()
        part = self._asked(answers, skips)
        forms = pages.forms_for(part, answers, skips) if self.access.edits else None
        return self._show(part, answers, skips, forms)

    def post(self, request: HttpRequest, **kwargs: Kwargs) -> HttpResponse:
        """The whole page at once, as browsers without scripts send it. A figure that cannot be read stops it all."""
        if not can_edit_project(request.user, self.project):
            raise PermissionDenied
        part, _ = self.find_place()  # in full: what another way of asking showed a moment ago is saved, too
        answers, skips = self.answers(), self.skips()
        forms = pages.forms_for(part, answers, skips, request.POST)
        sent = [form for form in forms.values() if form.is_bound]
        refused = [form for form in sent if not form.is_valid()]
        if refused:
            return self._show(self._asked(answers, skips, forms), answers, skips, forms, status=422)
        drafts, before = [form.draft() for form in sent], answers
        outcome = services.save_answers(project=self.project, drafts=drafts, by=request.user)
        self._warn(form for form in sent if form.question.key not in outcome.stale)
        for key, names in outcome.merged.items():
            messages.info(request, merged_words(before[key], names))
        if outcome.stale:
            answers = self.answers()
            fresh = {
                key: form if key in outcome.stale else AnswerForm(form.question, answers.get(key))
                for key, form in forms.items()
            }
            return self._show(self._asked(answers, skips), answers, skips, fresh, stale=outcome.stale, status=409)
        self._take_up(part, request.POST.get("take_up", ""))
        if key := request.POST.get("found", ""):
            return self._use_found(part, key, outcome)
        if request.POST.get("path") == Path.FULL:
            skipping.choose_path(project=self.project, path=Path.FULL, by=request.user)
        following = pages.next_part(part) if "next" in request.POST else part
        messages.success(request, "Saved.")
        if following is None:
            return redirect("workbook-detail", project_id=self.project.pk)
        return redirect("workbook-part", project_id=self.project.pk, part=following.slug)

    def _asked(self, answers: dict[str, Answer], skips: presenters.Skips, forms: Any = None) -> Part:
        """The part with the questions that are asked on the team's way, and those of ``forms`` that were sent."""
        part, _ = self.find_place()
        typed = [key for key, form in (forms or {}).items() if form.is_bound]
        self.parts = self.parts_asked(answers, skips, typed)
        return next(one for one in self.parts if one.slug == part.slug)

    def _warn(self, forms: Iterable[AnswerForm]) -> None:
        for form in forms:
            for words in [*form.warnings, *form.left_out()]:
                messages.warning(self.request, words)

    def _take_up(self, part: Part, slug: str) -> None:
        """A group that was left out, taken up again by a button of the page; the page is saved with it."""
        if slug and part.group(slug):
            skipping.undo_skip(project=self.project, part=part.slug, group=slug, by=self.request.user)

    def _use_found(self, part: Part, key: str, outcome: services.Outcome) -> HttpResponse:
        """What the team found out by itself, taken over by the button beside the field; the page is saved with it."""
        finding = found_for(self.project, self.request.user, part.slug).get(key)
        if finding is None:
            messages.warning(self.request, "That result is no longer there. Nothing was changed by it.")
            return redirect("workbook-part", project_id=self.project.pk, part=part.slug)
        answer = self.answers().get(key)
        seen = {} if key in outcome.merged else {key: None if answer is None else answer.version}
        written, left = take_over(project=self.project, findings=[finding], versions=seen, by=self.request.user)
        if left:
            messages.warning(self.request, left_words([finding.question.label]))
        elif written:
            messages.success(self.request, f"‘{finding.question.label}’ is filled in. Change it if it is wrong.")
        target = redirect("workbook-part", project_id=self.project.pk, part=part.slug)
        target["Location"] += f"#{finding.question.slug}"
        return target

    def _offers(self, part: Part, answers: Any) -> dict[str, Offer]:
        if not self.access.edits:
            return {}
        return offers_of(self.project, found_for(self.project, self.request.user, part.slug), answers)

    def _show(self, part: Part, answers: Any, skips: Any, forms: Any, *, stale: Any = None, status: int = 200) -> Any:
        latest = pages.newest(answers, part)
        offers = self._offers(part, answers)
        asks = self.access.edits and (part.slug, "") not in skips
        ways = companions_of(self.project, part.slug, self.access.tools) if asks else {}
        sentences = [clash_words(key, clash.current) for key, clash in (stale or {}).items()]
        context = self.get_context_data(
            part=part,
            path=presenters.path_of(self.project, answers, skips, here=part.slug, parts=self.parts),
            later=left_for_later(part),
            part_skip=skips.get((part.slug, "")),
            sections=pages.sections_of(part, answers, skips, forms, stale, offers, ways),
            form=FormsOfPage(_refused(forms), sentences),
            saved=presenters.saved_line(latest),
            next_part=pages.next_part(part),
        )
        return render(self.request, "toolkit/workbook_part.html", context, status=status)


def _refused(forms: Any) -> list[AnswerForm]:
    return [form for form in (forms or {}).values() if form.is_bound and form.errors]


class WorkbookSkipEdit(WorkbookView, ProjectFormPage):
    """Leave out a part or a group, with a reason."""

    permission = can_edit_project
    template_name = "toolkit/workbook_skip.html"
    refused_status = 422
    stale_status = 409

    def get_form(self, data: Any = None) -> SkipForm:
        self.part, self.group = self.find_place()
        skip = self.skips().get((self.part.slug, self._slug))
        initial = {"reason": skip.reason, "note": skip.note, "version": skip.version} if skip else {}
        return SkipForm(data, initial=initial)

    def save(self, form: SkipForm) -> str:
        skipping.skip_questions(
            project=self.project, part=self.part.slug, group=self._slug, **form.cleaned_data, by=self.request.user
        )
        return ""

    @property
    def _slug(self) -> str:
        return self.group.slug if self.group else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(part=self.part, group=self.group, **kwargs)

    def get_next_url(self) -> HttpResponse:
        return redirect("workbook-part", project_id=self.project.pk, part=self.part.slug)


class WorkbookPath(WorkbookView):
    """The short way or everything. Nothing that was answered goes away by it."""

    permission = can_edit_project

    def post(self, request: HttpRequest, **kwargs: Kwargs) -> HttpResponse:
        form = PathForm(request.POST)
        if form.is_valid():
            skipping.choose_path(project=self.project, path=form.cleaned_data["path"], by=request.user)
        return redirect(page_of_button(request, reverse("workbook-detail", kwargs={"project_id": self.project.pk})))


class WorkbookTakeUp(WorkbookView):
    """Do a part after all."""

    permission = can_edit_project

    def post(self, request: HttpRequest, **kwargs: Kwargs) -> HttpResponse:
        part, _ = self.find_place()
        skipping.undo_skip(project=self.project, part=part.slug, by=request.user)
        return redirect("workbook-part", project_id=self.project.pk, part=part.slug)


class WorkbookPrint(WorkbookView):
    """The whole workbook on A4, with room to write where nothing is known yet."""

    permission = can_see(Tool.WORKBOOK)

    def get(self, request: HttpRequest, **kwargs: Kwargs) -> HttpResponse:
        answers, skips = self.answers(), self.skips()
        parts = [
            {
                "part": part,
                "skip": skips.get((part.slug, "")),
                "sections": pages.sections_of(part, answers, skips),
            }
            for part in self.parts_asked(answers, skips)
        ]
        return render(request, "toolkit/workbook_print.html", self.get_context_data(parts=parts))
