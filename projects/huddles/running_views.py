"""The screens of a huddle that is being held, for one hand on a phone."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from cmsportal.accounts.access import get_or_404, page_of_button
from projects.actions.services import people_for
from projects.models import Huddle, HuddleItem
from projects.pages import ProjectFormPage
from projects.permissions import can_edit_project
from projects.tools import Tool
from projects.views_base import ProjectView

from .forms import BeginForm, RewordForm, SayForm, TakeOnForm
from .presenters import open_words, people_words, present_items
from .prompts import BY_SLUG, FOLLOW_UPS, QUESTIONS, Question, after, before
from .reading import earlier_items, said_in, todays_huddle
from .running import assign_item, begin_huddle, finish_huddle, reword_item, say, settle_item, today_at
from .sources import told_under


def find_huddle(view: Any) -> Huddle:
    """The huddle the address names, if it is one of this project's."""
    rows = Huddle.visible_to(view.request.user).select_related("begun_by", "finished_by")
    huddle = get_or_404(rows, project=view.project, pk=view.kwargs["huddle_id"])
    huddle.project = view.project
    return huddle


def find_item(view: Any) -> HuddleItem:
    rows = HuddleItem.visible_to(view.request.user).select_related("huddle", "action")
    item = get_or_404(rows, huddle__project=view.project, pk=view.kwargs["item_id"])
    item.huddle.project = view.project
    return item


class HuddleScreen(ProjectFormPage, abstract=True):
    """One question on one screen."""

    permission = can_edit_project
    tool = Tool.HUDDLES
    template_name = "projects/huddle_run.html"
    huddle: Any  # a Huddle; None before today's is begun
    question: Question

    def url_of(self, question: Question | None, huddle: Huddle) -> str:
        keys = {"project_id": self.project.pk}
        if question is None:
            return reverse("huddle-detail", kwargs=keys)
        if question.prompt is None:
            return reverse("huddle-begin", kwargs=keys)
        return reverse("huddle-question", kwargs={**keys, "huddle_id": huddle.pk, "slug": question.slug})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        huddle, question, today = self.huddle, self.question, today_at(self.project)
        left = present_items(earlier_items(self.project, huddle), today=today, earlier=True)
        prompt = question.slug
        back = before(question)
        return super().get_context_data(
            huddle=huddle,
            day=huddle.day if huddle else today,
            people=people_words(huddle.people_here) if huddle else "",
            question=question,
            questions=QUESTIONS,
            following=after(question),
            back_url=self.url_of(back, huddle) if back and huddle else "",
            earlier=[item for item in left if not prompt or item.prompt == prompt],
            left=open_words(left),
            items=present_items([row for row in said_in(huddle) if row.prompt == prompt], today=today)
            if huddle and prompt
            else [],
            told=told_under(prompt, self.project) if prompt else [],
            **kwargs,
        )


class HuddleBegin(HuddleScreen):
    """What is left from last time; the button begins today's huddle, or takes part in it."""

    question = FOLLOW_UPS

    def get_form(self, data: Any = None) -> BeginForm:
        self.huddle = todays_huddle(self.project)
        return BeginForm(data, instance=self.huddle)

    def save(self, form: Any) -> str:
        self.huddle = begin_huddle(
            project=self.project,
            people_here=form.cleaned_data["people_here"],
            expected_version=form.expected_version,
            by=self.request.user,
        )
        return ""

    def get_next_url(self) -> Any:
        return redirect(self.url_of(after(self.question), self.huddle))


class HuddleQuestion(HuddleScreen):
    """A question: what is open under it, and one line to add. The large button saves the line, too."""

    def find_target(self) -> Any:
        project = super().find_target()
        if self.kwargs["slug"] not in BY_SLUG:
            raise Http404
        self.question = BY_SLUG[self.kwargs["slug"]]
        return project

    def get_form(self, data: Any = None) -> SayForm:
        self.huddle = find_huddle(self)
        people = people_for(self.project) if data is not None else []
        keep = f"{self.huddle.pk}-{self.question.slug}"
        return SayForm(data, people=people, keep=keep, goes_on=bool(data and "go" in data))

    def save(self, form: Any) -> str:
        spoken = form.spoken()
        if spoken.what:
            say(
                huddle=self.huddle,
                prompt=self.question.slug,
                text=spoken.what,
                owner=spoken.owner,
                due_on=spoken.due_on,
                key=form.cleaned_data["key"],
                by=self.request.user,
            )
        if "go" in self.request.POST and after(self.question) is None:
            finish_huddle(huddle=self.huddle, by=self.request.user)
            return ""  # the page it leads to says so
        return ""

    def get_next_url(self) -> Any:
        """For ``huddle.js`` the page after the end is named, not sent: the browser opens it with its notices."""
        wanted = after(self.question) if "go" in self.request.POST else self.question
        url = self.url_of(wanted, self.huddle)
        if wanted is None and self.request.headers.get("X-Requested-With") == "huddle":
            return HttpResponse(headers={"X-Next": url})
        return redirect(url)


class HuddleFinish(ProjectView):
    """Finish one that was left open."""

    permission = can_edit_project
    tool = Tool.HUDDLES

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        huddle = find_huddle(self)
        finish_huddle(huddle=huddle, by=request.user)
        return redirect("huddle-detail", project_id=self.project.pk)


class HuddleItemSettle(ProjectView):
    """Tick off what was said, or with ``undo`` in the form open it again, and go back to the button's page."""

    permission = can_edit_project
    tool = Tool.HUDDLES

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        settle_item(item=find_item(self), settled="undo" not in request.POST, by=request.user)
        return redirect(page_of_button(request, reverse("huddle-detail", kwargs={"project_id": self.project.pk})))


class HuddleItemPage(ProjectFormPage, abstract=True):
    """A page about one line; afterwards back to where it was opened."""

    permission = can_edit_project
    tool = Tool.HUDDLES
    template_name = "projects/huddle_item.html"
    heading: str
    item: HuddleItem

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(heading=self.heading, item=self.item, **kwargs)

    def get_next_url(self) -> Any:
        detail = reverse("huddle-detail", kwargs={"project_id": self.project.pk})
        return redirect(page_of_button(self.request, detail))


class HuddleItemUpdate(HuddleItemPage):
    heading = "Change what was said"

    def get_form(self, data: Any = None) -> RewordForm:
        self.item = find_item(self)
        return RewordForm(data, instance=find_item(self))

    def save(self, form: Any) -> str:
        reword_item(item=self.item, text=form.cleaned_data["text"], expected_version=form.expected_version)
        return "It is changed."


class HuddleItemAssign(HuddleItemPage):
    heading = "Who takes this on?"

    def get_form(self, data: Any = None) -> TakeOnForm:
        self.item = find_item(self)
        return TakeOnForm(data, people=people_for(self.project), text=self.item.text)

    def save(self, form: Any) -> str:
        assign_item(item=self.item, **form.details(), key=form.cleaned_data["key"], by=self.request.user)
        return "It is an action now."
