"""Removing and moving the parts of a fishbone, one button each."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cmsportal.versions import Stale
from projects.permissions import can_edit_project
from projects.refusal import Refusal

from ..models import Category, Cause
from . import services
from .base_views import FishboneView


class Removal(FishboneView, abstract=True):
    """Says what goes with it, and removes it when that is what the person saw."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._show(self.find_row())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.find_row()
        try:
            self.remove(row, _whole(request.POST.get("seen")))
        except Refusal as refusal:
            return self._show(row, str(refusal), 409)
        except Stale:
            return self.back(f"Somebody removed '{row}' already.")
        return self.back(f"'{row}' removed.")

    def _show(self, row: Any, refused: str = "", status: int = 200) -> HttpResponse:
        context = self.get_context_data(row=row, goes=self.goes_with(row), refused=refused)
        return render(self.request, "toolkit/fishbone_remove.html", context, status=status)

    def find_row(self) -> Any:
        raise TypeError("a subclass finds the row")

    def goes_with(self, row: Any) -> list[Any]:
        raise TypeError("a subclass says what goes with it")

    def remove(self, row: Any, seen: int) -> None:
        raise TypeError("a subclass removes it")


class CategoryDelete(Removal):
    permission = can_edit_project

    def find_row(self) -> Category:
        return self.find(Category, "category_id")

    def goes_with(self, row: Category) -> list[Cause]:
        return list(row.causes.all())

    def remove(self, row: Category, seen: int) -> None:
        services.remove_category(category=row, causes_seen=seen, by=self.request.user)


class CauseDelete(Removal):
    permission = can_edit_project

    def find_row(self) -> Cause:
        return self.find(Cause, "cause_id")

    def goes_with(self, row: Cause) -> list[Cause]:
        return list(row.sub_causes.all())

    def remove(self, row: Cause, seen: int) -> None:
        services.remove_cause(cause=row, subs_seen=seen, by=self.request.user)


class Moving(FishboneView, abstract=True):
    """One place up or down, from where the person saw it."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        up, seen_at = request.POST.get("way") == "up", _whole(request.POST.get("at"))
        try:
            self.move(up=up, seen_at=seen_at, by=request.user)
        except Stale:
            return self.back("Somebody removed it meanwhile.")
        return self.back()

    def move(self, **how: Any) -> None:
        raise TypeError("a subclass moves the row")


class CategoryMove(Moving):
    permission = can_edit_project

    def move(self, **how: Any) -> None:
        services.move_category(category=self.find(Category, "category_id"), **how)


class CauseMove(Moving):
    permission = can_edit_project

    def move(self, **how: Any) -> None:
        services.move_cause(cause=self.find(Cause, "cause_id"), **how)


def _whole(text: Any) -> int:
    """The number in a hidden field; -1, which fits nothing, for anything else."""
    return int(text) if text and str(text).isascii() and str(text).isdigit() and len(str(text)) < 6 else -1
