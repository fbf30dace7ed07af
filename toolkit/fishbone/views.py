"""Pages of the fishbone: looked at, printed, fetched as a picture, voted on and gone back through."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from projects.permissions import can_edit_project, can_see
from projects.refusal import Refusal
from projects.tools import Tool

from ..diagrams.board_views import OperationsView
from ..diagrams.services import go_back
from ..models import Cause
from ..pictures import picture_response
from . import presenters, services
from .base_views import FishboneView


class FishboneDetail(FishboneView):
    """The picture, and the same list as an outline."""

    permission = can_see(Tool.FISHBONE)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.find_thing() is None:
            return render(request, "toolkit/fishbone_empty.html", self.get_context_data())
        return render(request, "toolkit/fishbone_detail.html", self.picture_context())


class FishbonePrint(FishboneView):
    """The picture across landscape pages, sheet by sheet, and the outline below."""

    permission = can_see(Tool.FISHBONE)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.find_thing() is None:
            return redirect("fishbone-detail", project_id=self.project.pk)
        return render(request, "toolkit/fishbone_print.html", self.picture_context())


class FishbonePicture(FishboneView):
    """The drawing: SVG, or with ``?format=`` PNG, or PDF on A4; ``?size=phone`` for narrow screens.

    ``?sheet=2``: what stands on that sheet of paper.
    """

    permission = can_see(Tool.FISHBONE)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        size = "phone" if request.GET.get("size") == "phone" else "full"
        fmt = request.GET.get("format", "svg")
        if fmt not in {"svg", "png", "pdf"}:
            raise Http404
        outline, sheet = self.outline(), request.GET.get("sheet")
        if sheet is None:
            return picture_response(request, presenters.picture(outline, size, fmt), fmt)
        if sheet not in map(str, outline.sheet_numbers) or fmt != "svg":
            raise Http404
        return picture_response(request, outline.sheet(int(sheet)))


class FishboneOperations(FishboneView, OperationsView):
    """The same fishbone for the browser that edits it: see ``OperationsView``."""

    permission = can_see(Tool.FISHBONE)


class CauseVoting(FishboneView):
    """A person's own vote for a cause, given or taken back."""

    permission = can_edit_project

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        cause = self.find(Cause, "cause_id")
        on = request.POST.get("on") == "1"
        try:
            services.vote_for_cause(cause=cause, on=on, by=request.user)
        except Refusal as refusal:
            messages.warning(request, str(refusal))
            return self.back()
        return self.back(f"You voted for '{cause}'." if on else f"Your vote for '{cause}' is taken back.")


class FishboneUndo(FishboneView):
    """Puts back what this person did last, or does it again."""

    permission = can_edit_project

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        forth = request.POST.get("way") == "redo"
        try:
            done = go_back(diagram=self.fishbone, forth=forth, by=request.user)
        except Refusal as refusal:
            messages.warning(request, str(refusal))
            return self.back()
        return self.back(("Done again." if forth else "Undone.") if done else "")
