"""What the pages of process maps and of the driver diagram share."""

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

from cmsportal.accounts.access import get_or_404
from cmsportal.versions import Stale
from projects.pages import ProjectFormPage
from projects.refusal import Refusal
from projects.tools import Tool
from projects.words import words_for

from ..models import Diagram, Edge, Lane, Measure, Node
from ..pictures import picture_response
from . import presenters, services
from .board_views import BoardView
from .kinds import MAP_KINDS, WASTES


class DiagramView(BoardView, abstract=True):
    """Of one map, or of the driver diagram where the address names none."""

    tool = Tool.MAPS

    def find_thing(self) -> Diagram | None:
        of_project = Diagram.visible_to(self.request.user).filter(project=self.project)
        if self.tool == Tool.DRIVERS:
            return of_project.filter(kind=Diagram.Kind.DRIVERS).first()
        return get_or_404(of_project.filter(kind=Diagram.Kind.MAP), pk=self.kwargs["diagram_id"])

    def find(self, model: Any, name: str) -> Any:
        """The row that the address names, of this diagram."""
        rows = model.visible_to(self.request.user).filter(diagram=self.thing)
        return get_or_404(rows.select_related("diagram"), pk=self.kwargs[name])

    def outline(self) -> presenters.Outline:
        user, diagram = self.request.user, self.thing
        nodes = Node.visible_to(user).filter(diagram=diagram)
        edges = list(Edge.visible_to(user).filter(diagram=diagram))
        if self.tool == Tool.DRIVERS:
            nodes = nodes.select_related("measure", "change_idea").prefetch_related("change_idea__ramps")
            title = words_for(self.project).name(Tool.DRIVERS)
            return presenters.driver_outline(diagram, list(nodes), edges, title=title)
        lanes = list(Lane.visible_to(user).filter(diagram=diagram))
        return presenters.map_outline(diagram, lanes, list(nodes), edges)

    def address(self, name: str) -> str:
        """Of this diagram: its picture, its operations."""
        kwargs = {"project_id": self.project.pk}
        if self.tool == Tool.DRIVERS:
            return reverse(f"driver-{name}", kwargs=kwargs)
        return reverse(f"map-{name}", kwargs={**kwargs, "diagram_id": self.thing.pk})

    def drawn(self, **extra: Any) -> dict[str, Any]:
        """What the page shows of the diagram, and what its editor needs."""
        number = self.last_number()  # before the rows: what comes meanwhile is asked for again
        outline = self.outline()
        back, forth = self.way_back()
        return self.get_context_data(
            outline=outline,
            number=number,
            may_undo=back,
            may_redo=forth,
            picture_url=self.address("picture"),
            undo_url=self.address("undo"),
            operations_url=self.address("operations"),
            places=json.dumps(outline.places),
            **self.choices(),
            **extra,
        )

    def choices(self) -> dict[str, Any]:
        """What the fields of the editor offer."""
        if self.tool == Tool.MAPS:
            return {"kinds": [(kind.value, kind.label) for kind in MAP_KINDS], "waste_marks": WASTES.items()}
        if not self.access.edits:
            return {}
        return {"measures": Measure.visible_to(self.request.user).filter(project=self.project).in_use()}

    def around(self) -> dict[str, Any]:
        """What else its head says."""
        return {}

    def shown(self) -> dict[str, Any]:
        context = self.drawn(**self.around())
        outline = context["outline"]
        return {
            "parts": {
                name: render_to_string(f"toolkit/diagrams/{self.tool.value}_{name}.html", context, self.request)
                for name in ("head", "outline")
            },
            "picture": f"{context['picture_url']}?v={outline.key}",
            "alt": outline.alt,
            "places": outline.places,
        }

    def back(self, said: str = "") -> HttpResponse:
        if said:
            messages.success(self.request, said)
        if self.tool == Tool.DRIVERS:
            return redirect("driver-detail", project_id=self.project.pk)
        return redirect("map-detail", project_id=self.project.pk, diagram_id=self.thing.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(view=self, diagram=self.__dict__.get("_thing"), **kwargs)


class Detail(DiagramView, abstract=True):
    """The picture, and the same list as an outline."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return render(request, f"toolkit/diagrams/{self.tool.value}.html", self.drawn(**self.around()))


class Picture(DiagramView, abstract=True):
    """The drawing: SVG, or with ``?format=`` PNG, or PDF on A4. ``?sheet=2``: what stands on that sheet of paper."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        fmt = request.GET.get("format", "svg")
        if fmt not in {"svg", "png", "pdf"}:
            raise Http404
        outline, sheet = self.outline(), request.GET.get("sheet")
        if sheet is None:
            return picture_response(request, outline.picture(fmt), fmt)
        if sheet not in map(str, outline.sheet_numbers) or fmt != "svg":
            raise Http404
        return picture_response(request, outline.sheet(int(sheet)))


class Page(DiagramView, ProjectFormPage, abstract=True):
    """A small form on a page of its own."""

    template_name = "toolkit/diagrams/form.html"
    title = ""
    button = "Save"
    lead = ""

    def get_next_url(self) -> HttpResponse:
        return self.back()


class Doing(DiagramView, abstract=True):
    """A button: does one thing and goes back to the diagram."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return self.back(self.do())
        except Stale:
            messages.warning(request, "Somebody removed it meanwhile.")
        except Refusal as refusal:
            messages.warning(request, str(refusal))
        return self.back()

    def do(self) -> str:
        raise TypeError("a subclass does something")


class Undo(Doing, abstract=True):
    def do(self) -> str:
        forth = self.request.POST.get("way") == "redo"
        done = services.go_back(diagram=self.thing, forth=forth, by=self.request.user)
        return ("Done again." if forth else "Undone.") if done else ""


class Moving(Doing, abstract=True):
    model: Any = Node
    name = "node_id"

    def do(self) -> str:
        up, seen = self.request.POST.get("way") == "up", whole(self.request.POST.get("at"))
        services.move_row(row=self.find(self.model, self.name), up=up, seen_at=seen, by=self.request.user)
        return ""


class Removal(DiagramView, abstract=True):
    """Says what goes with it, and removes it when that is what the person saw."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show(self.find_row())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.find_row()
        words = str(row)
        try:
            self.remove(row, whole(request.POST.get("seen")))
        except Refusal as refusal:
            return self.show(row, str(refusal), 409)
        except Stale:
            return self.back(f"Somebody removed '{words}' already.")
        return self.back(f"'{words}' removed.")

    def show(self, row: Any, refused: str = "", status: int = 200) -> HttpResponse:
        context = self.get_context_data(row=row, goes=self.goes_with(row), refused=refused)
        return render(self.request, "toolkit/diagrams/remove.html", context, status=status)

    def find_row(self) -> Any:
        return self.find(Node, "node_id")

    def goes_with(self, row: Any) -> list[Any]:
        return []

    def remove(self, row: Any, seen: int) -> None:
        services.remove_row(row=row, by=self.request.user)


def whole(text: Any) -> int:
    """The number in a hidden field; -1, which fits nothing, for anything else."""
    return int(text) if text and str(text).isascii() and str(text).isdigit() and len(str(text)) < 6 else -1
