"""Comments: all of a project, those of one field, and the buttons on them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from cmsportal.accounts.access import get_or_404
from projects.models import Comment
from projects.pages import ProjectFormPage
from projects.presenters import coach_words, listed
from projects.refusal import Refusal
from projects.tools import Tool
from projects.views_base import ProjectView

from . import services
from .addresses import address_of
from .forms import CommentForm
from .permissions import can_read_comments, can_write_comments, people_at, reads_comments, writes_comments
from .places import as_id, find_place, kind_named, place_key, places_of
from .presenters import Thread, threads_of, with_places


class CommentView(ProjectView, abstract=True):
    """Who sees it is said in words of its own: a tool may be shown more widely than what is said about it."""

    tool = Tool.STEPS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        who = listed(["Your lead team" if self.access.is_team else "The lead team", *coach_words(self.access)[:1]])
        return super().get_context_data(**kwargs) | {"who_sees": f"{who} can see comments, and nobody else"}

    def rows(self, **narrowed: Any) -> list[Comment]:
        rows = Comment.visible_to(self.request.user).filter(project=self.project, **narrowed)
        return list(rows.select_related("author", "settled_by").prefetch_related("mentioned"))


class CommentList(CommentView):
    """Every conversation about the tools this person may open; the open ones first."""

    permission = can_read_comments

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = [row for row in self.rows() if reads_comments(self.access, Tool(row.tool))]
        threads = with_places(threads_of(rows, user=request.user, can_write=False), places_of(rows))
        context = self.get_context_data(
            open=[thread for thread in threads if not thread.is_settled],
            settled=[thread for thread in threads if thread.is_settled],
        )
        return render(request, "projects/comments/comment_list.html", context)


class CommentPlace(CommentView, ProjectFormPage):
    """What is said about one field, with a box to say more; ``?reply=`` opens it under a conversation."""

    permission = can_read_comments
    template_name = "projects/comments/comment_place.html"
    refused_status = 422

    def find_target(self) -> Any:
        target = super().find_target()
        self.kind = kind_named(self.kwargs["kind"])
        if self.kind is None or not reads_comments(self.access, self.kind.tool):
            if can_read_comments(self.request.user, target):
                raise Http404
            return target  # the permission says no
        self.place = find_place(target, self.kind, self.kwargs["ident"])
        if self.place is None:
            raise Http404
        return target

    @property
    def page_url(self) -> str:
        return reverse("comment-place", kwargs=self.kwargs)

    @property
    def reply_to(self) -> Thread | None:
        wanted = as_id(self.request.GET.get("reply", ""))
        return next((thread for thread in self.threads if thread.row.pk == wanted), None)

    @property
    def threads(self) -> list[Thread]:
        if not hasattr(self, "_threads"):
            rows = self.rows(place=place_key(self.kwargs["kind"], self.kwargs["ident"]))
            self._threads = threads_of(rows, user=self.request.user, can_write=self.can_write)
        return self._threads

    @property
    def can_write(self) -> bool:
        return writes_comments(self.access, self.kind.tool)

    def get_form(self, data: Any = None) -> CommentForm:
        me = self.request.user
        people = [person for person in people_at(self.project, self.kind.tool, timezone.localdate()) if person != me]
        thread = self.reply_to
        ticked = [person.pk for person in people if thread and person.pk in thread.people]
        return CommentForm(data, people=people, ticked=ticked, reply_url=self.page_url if thread else "")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            place=self.place,
            threads=self.threads,
            reply_to=self.reply_to,
            can_write=self.can_write,
            page_url=self.page_url,
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.can_write:
            raise PermissionDenied
        if request.GET.get("reply") and self.reply_to is None:
            form = self.get_form(request.POST)
            form.add_error(
                None, "What you reply to is not here any more. Your words are kept: send them as a comment."
            )
            return self.show(form, self.refused_status)
        return super().post(request, **kwargs)

    def save(self, form: Any) -> str:
        thread = self.reply_to
        made = services.add_comment(
            project=self.project,
            kind=self.kind,
            ident=self.kwargs["ident"],
            text=form.cleaned_data["text"],
            tell=[UUID(pk) for pk in form.cleaned_data.get("tell", [])],
            reply_to=thread.row.pk if thread else None,
            key=form.cleaned_data["key"],
            by=self.request.user,
        )
        told = [person.name for person in made.mentioned.order_by("name")]
        return f"Said. A mail goes to {listed(told)}." if told else "Said."

    def get_next_url(self) -> HttpResponse:
        return redirect(self.page_url)


class CommentButton(ProjectView, abstract=True):
    """One button on a comment, then back to its field. ``done`` is said when it worked."""

    tool = Tool.STEPS
    done = ""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = Comment.visible_to(request.user).select_related("project")
        comment = get_or_404(rows, project=self.project, pk=self.kwargs["comment_id"])
        if not reads_comments(self.access, Tool(comment.tool)):
            raise Http404
        try:
            self.act(comment)
        except Refusal as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, self.done)
        return redirect(address_of(comment))

    def act(self, comment: Comment) -> None:
        raise TypeError("a subclass calls its service")


class CommentTakeBack(CommentButton):
    permission = can_write_comments
    done = "Your comment is taken back. Its words are gone."

    def act(self, comment: Comment) -> None:
        services.take_back_comment(comment=comment, by=self.request.user)


class CommentSettle(CommentButton):
    permission = can_write_comments
    done = "Settled."

    def act(self, comment: Comment) -> None:
        services.settle_comment(comment=comment, by=self.request.user)


class CommentReopen(CommentButton):
    permission = can_write_comments
    done = "Open again."

    def act(self, comment: Comment) -> None:
        services.reopen_comment(comment=comment, by=self.request.user)
