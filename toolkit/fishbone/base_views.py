"""What the pages of a fishbone share: the fishbone, its rows, and the way back to it."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

from cmsportal.accounts.access import get_or_404
from projects.tools import Tool
from projects.words import words_for

from ..diagrams.board_views import BoardView
from ..diagrams.operations import own_votes
from ..models import Category, Cause, ChangeIdea, Fishbone
from . import presenters


class FishboneView(BoardView, abstract=True):
    tool = Tool.FISHBONE

    def find_thing(self) -> Fishbone | None:
        return Fishbone.visible_to(self.request.user).filter(project=self.project).first()

    @property
    def fishbone(self) -> Fishbone:
        """The project's fishbone, or a 404."""
        return self.thing

    def outline(self) -> presenters.Outline:
        user, bone = self.request.user, self.fishbone
        ideas = ChangeIdea.visible_to(user).filter(project=self.project, cause__isnull=False)
        return presenters.outline_of(
            bone,
            Category.visible_to(user).filter(fishbone=bone),
            Cause.visible_to(user).filter(fishbone=bone),
            ideas.prefetch_related("ramps"),
            title=words_for(self.project).name(Tool.FISHBONE),
        )

    def find(self, model: Any, name: str) -> Any:
        """The row that the URL names, of this project's fishbone."""
        return get_or_404(model.visible_to(self.request.user).filter(fishbone=self.fishbone), pk=self.kwargs[name])

    def back(self, said: str = "") -> HttpResponse:
        """To the fishbone; with scripts, the fishbone as it now stands in place of the old one."""
        if self.request.htmx:
            self.__dict__.pop("_thing", None)
            context = self.picture_context(said=said)
            answer = render(self.request, "toolkit/fishbone/board.html", context)
            answer["HX-Retarget"], answer["HX-Reswap"] = "#fishbone", "outerHTML"
            return answer
        if said:
            messages.success(self.request, said)
        return redirect("fishbone-detail", project_id=self.project.pk)

    def picture_context(self, **extra: Any) -> dict[str, Any]:
        number = self.last_number()  # before the rows: what comes meanwhile is asked for again
        outline = self.outline()
        pictures = {f"picture_{size}": presenters.digest(outline, size) for size in ("full", "phone")}
        back, forth = self.way_back()
        mine, most = own_votes(self.fishbone, self.request.user) if self.access.edits else (set(), 0)
        votes = {"own_votes": mine, "votes_each": most, "may_undo": back, "may_redo": forth}
        places = presenters.places(outline)
        context = {
            "outline": outline,
            "number": number,
            "places": places,
            "places_json": json.dumps(places),
            **votes,
            **pictures,
            **extra,
        }
        return self.get_context_data(**context)

    def shown(self) -> dict[str, Any]:
        context = self.picture_context()
        picture = reverse("fishbone-picture", kwargs={"project_id": self.project.pk})
        return {
            "parts": {
                name: render_to_string(f"toolkit/fishbone/part_{name}.html", context, self.request)
                for name in ("head", "outline")
            },
            "picture": f"{picture}?v={context['picture_full']}",
            "alt": context["outline"].alt,
            "places": context["places"],
        }
