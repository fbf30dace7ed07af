"""What people do with comments: say something, take it back, settle a conversation."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cmsportal.audit.services import record
from cmsportal.sent_once import sent_once
from projects.models import Comment, Project
from projects.permissions import access_to
from projects.refusal import Refusal
from projects.reminders.nudging import nudge_on_commit
from projects.tools import Tool

from .mail import ask_to_look
from .mentions import named_in
from .permissions import people_at, writes_comments
from .places import PlaceKind, find_place, place_key

GONE = "This field was removed meanwhile. Copy what you want to keep."


@transaction.atomic
def add_comment(
    *,
    project: Project,
    kind: PlaceKind,
    ident: str,
    text: str,
    tell: Collection[UUID] = (),
    reply_to: UUID | None = None,
    key: UUID | None = None,
    by: Any,
) -> Comment:
    """Say something beside a field. Who is named in it, or ticked, gets a mail at once, if they may read it.

    Sent twice under one key, it is one. A reply to a conversation that was settled opens it again.

    Args:
        tell: ids of people; those who may not open the tool are passed over.

    Raises Refusal for somebody who may not write here, for a field that is gone, and for a reply to nothing.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    _check(by, project, kind.tool)
    place, text = place_key(kind.name, ident), text.strip()
    ident_of_row, present = sent_once(
        Comment,
        key,
        project=project,
        place=place,
        text=text,
        reply_to=reply_to,
        author=by,
        tell=sorted(map(str, tell)),
    )
    if present:
        return present
    if find_place(project, kind, ident) is None:
        raise Refusal(GONE)
    thread = _thread(project, place, reply_to) if reply_to else None
    row = Comment(
        pk=ident_of_row, project=project, tool=kind.tool, place=place, reply_to=thread, text=text, author=by
    )
    row.full_clean(validate_unique=False)
    row.save(force_insert=True)
    people = [person for person in people_at(project, kind.tool, timezone.localdate()) if person.pk != by.pk]
    named = named_in(text, people)
    told = [person for person in people if person.pk in set(tell) or person in named]
    row.mentioned.set(told)
    if ask_to_look(row, told):
        nudge_on_commit()
    record("comment.added", row, by=by, project=project, tool=kind.tool.value, told=len(told))
    if thread is not None and thread.settled_at:
        _settle(thread, None)
    return row


def _thread(project: Project, place: str, pk: UUID) -> Comment:
    row = (
        Comment.objects.select_for_update().filter(project=project, place=place, reply_to__isnull=True, pk=pk).first()
    )
    if row is None:
        raise Refusal("What you reply to is not here. Copy your words, and open the page again.")
    return row


def _check(by: Any, project: Project, tool: Tool) -> None:
    if not writes_comments(access_to(project, by), tool):
        raise Refusal("Only the lead team and its coach can write here, while the project is open.")


@transaction.atomic
def take_back_comment(*, comment: Comment, by: Any) -> None:
    """Its words are gone, also from mails that have not left yet. A second click changes nothing.

    Raises Refusal for what somebody else said.
    """
    row = _locked(comment)
    if row.author_id != by.pk:
        raise Refusal("Only who said it can take it back.")
    _check(by, row.project, Tool(row.tool))
    if row.taken_back_at:
        return
    row.text, row.taken_back_at = "", timezone.now()
    row.save(update_fields=["text", "taken_back_at"])
    row.mentioned.clear()
    record("comment.taken_back", row, by=by, project=row.project, tool=row.tool)


@transaction.atomic
def settle_comment(*, comment: Comment, by: Any) -> None:
    """The conversation is over; it can be opened again. Done already, nothing changes."""
    row = _locked(comment)
    _check(by, row.project, Tool(row.tool))
    if row.reply_to_id:
        raise Refusal("A reply is settled with what it replies to.")
    if not row.settled_at:
        _settle(row, by)
        record("comment.settled", row, by=by, project=row.project, tool=row.tool)


@transaction.atomic
def reopen_comment(*, comment: Comment, by: Any) -> None:
    row = _locked(comment)
    _check(by, row.project, Tool(row.tool))
    if row.settled_at:
        _settle(row, None)
        record("comment.reopened", row, by=by, project=row.project, tool=row.tool)


def _settle(row: Comment, by: Any) -> None:
    row.settled_by, row.settled_at = by, timezone.now() if by else None
    row.save(update_fields=["settled_by", "settled_at"])


def _locked(comment: Comment) -> Comment:
    return Comment.objects.select_for_update(of=("self",)).select_related("project").get(pk=comment.pk)
