"""Pages of process maps. Each change has a small page of its own and works without scripts."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cmsportal.accounts.access import get_or_404
from projects.permissions import can_edit_project, can_see
from projects.tools import Tool
from projects.views_base import ProjectView

from ..models import Diagram, Edge, Lane, Node
from . import services
from .board_views import OperationsView
from .diagram_views import Detail, DiagramView, Doing, Moving, Page, Picture, Removal, Undo
from .forms import LaneForm, LineForm, MapForm, StepForm, TitleForm


class MapBoard(DiagramView, abstract=True):
    def around(self) -> dict[str, Any]:
        return {"future": self.thing.made_into.first(), "came_from": self.thing.made_from}


class MapDetail(MapBoard, Detail):
    permission = can_see(Tool.MAPS)


class MapList(ProjectView):
    """All maps of the project: as it works now, and as it should work."""

    tool = Tool.MAPS
    permission = can_see(Tool.MAPS)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        maps = Diagram.visible_to(request.user).filter(project=self.project, kind=Diagram.Kind.MAP)
        return render(request, "toolkit/diagrams/map_list.html", self.get_context_data(maps=list(maps)))


class MapPicture(Picture):
    permission = can_see(Tool.MAPS)


class MapOperations(MapBoard, OperationsView):
    permission = can_see(Tool.MAPS)


class MapCreate(Page):
    permission = can_edit_project
    title = "Draw how it works"
    lead = "One map for one way of working. Begin with how it works now, not with how it should."
    button = "Begin the map"

    def get_form(self, data: Any = None) -> MapForm:
        return MapForm(data)

    def save(self, form: MapForm) -> str:
        values = {name: form.cleaned_data[name] for name in ("title", "when")}
        self._thing = services.make_map(project=self.project, by=self.request.user, **values)
        return "The map is there. Add who takes part, then the first step."


class MapEdit(Page):
    permission = can_edit_project
    title = "Rename the map"

    def get_form(self, data: Any = None) -> TitleForm:
        return TitleForm(data, instance=self.thing)

    def save(self, form: TitleForm) -> str:
        title, version = form.cleaned_data["title"], form.expected_version
        services.rename(diagram=self.thing, title=title, version=version, by=self.request.user)
        return "Saved."


class LaneCreate(Page):
    permission = can_edit_project
    title = "Add a lane"
    button = "Add this lane"

    def get_form(self, data: Any = None) -> LaneForm:
        _ = self.thing
        return LaneForm(data)

    def save(self, form: LaneForm) -> str:
        values = {"name": form.cleaned_data["name"]}
        services.add_row(diagram=self.thing, row="lane", values=values, by=self.request.user)
        return f"Lane '{values['name']}' added."


class LaneEdit(Page):
    permission = can_edit_project
    title = "Rename a lane"

    def get_form(self, data: Any = None) -> LaneForm:
        self.row = self.find(Lane, "lane_id")
        return LaneForm(data, instance=self.row)

    def save(self, form: LaneForm) -> str:
        values = {"name": form.cleaned_data["name"]}
        services.change_row(row=self.row, values=values, version=form.expected_version, by=self.request.user)
        return "Renamed."


class StepPage(Page, abstract=True):
    def make_form(self, data: Any, instance: Node | None = None) -> StepForm:
        outline = self.outline()
        return StepForm(data, instance=instance, lanes=outline.lanes, nodes=[view.node for view in outline.nodes])

    def values(self, form: StepForm) -> dict[str, Any]:
        found = {name: form.cleaned_data[name] for name in ("text", "kind", "wastes")}
        for name in ("minutes", "wait_minutes"):
            value = form.cleaned_data[name]
            found[name] = None if value is None else float(value)
        return found


class StepCreate(StepPage):
    permission = can_edit_project
    title = "Add a step"
    button = "Add this step"
    lead = "Put between two steps that are joined, it goes in between."

    def get_form(self, data: Any = None) -> StepForm:
        return self.make_form(data)

    def save(self, form: StepForm) -> str:
        after = form.cleaned_data.get("after")
        nodes = Node.visible_to(self.request.user).filter(diagram=self.thing)
        before = get_or_404(nodes, pk=after) if after else None
        values = {**self.values(form), "lane": form.cleaned_data["lane"] or None}
        label = form.cleaned_data.get("label", "")
        services.add_step(diagram=self.thing, values=values, after=before, label=label, by=self.request.user)
        return f"'{values['text']}' added."


class StepEdit(StepPage):
    permission = can_edit_project
    title = "Change a step"

    def get_form(self, data: Any = None) -> StepForm:
        self.row = self.find(Node, "node_id")
        return self.make_form(data, self.row)

    def save(self, form: StepForm) -> str:
        refs, version = {"lane": form.cleaned_data["lane"] or None}, form.expected_version
        by = self.request.user
        services.change_row(row=self.row, values=self.values(form), refs=refs, version=version, by=by)
        return "Saved."


class LineCreate(Page):
    permission = can_edit_project
    title = "Where it leads to"
    button = "Join them"

    def get_form(self, data: Any = None) -> LineForm:
        self.row = self.find(Node, "node_id")
        self.lead = f"From: {self.row.text}"
        return LineForm(data, nodes=[view.node for view in self.outline().nodes if view.node.pk != self.row.pk])

    def save(self, form: LineForm) -> str:
        values = {"source": str(self.row.pk), **{name: form.cleaned_data[name] for name in ("target", "label")}}
        services.add_row(diagram=self.thing, row="edge", values=values, by=self.request.user)
        return "Joined."


class MapUndo(Undo):
    permission = can_edit_project


class MapFuture(Doing):
    permission = can_edit_project

    def do(self) -> str:
        self._thing = services.copy_to_future(diagram=self.thing, by=self.request.user)
        return "This is a copy. Change it into how it should work."


class StepMove(Moving):
    permission = can_edit_project


class LaneMove(Moving):
    model, name = Lane, "lane_id"
    permission = can_edit_project


class LineDelete(Doing):
    permission = can_edit_project

    def do(self) -> str:
        services.remove_row(row=self.find(Edge, "edge_id"), by=self.request.user)
        return "The line is gone."


class StepDelete(Removal):
    permission = can_edit_project


class LaneDelete(Removal):
    permission = can_edit_project

    def find_row(self) -> Lane:
        return self.find(Lane, "lane_id")

    def goes_with(self, row: Lane) -> list[Node]:
        return list(row.nodes.all())

    def remove(self, row: Lane, seen: int) -> None:
        services.remove_row(row=row, seen=seen, by=self.request.user)


class MapDelete(Removal):
    permission = can_edit_project

    def find_row(self) -> Diagram:
        return self.thing

    def goes_with(self, row: Diagram) -> list[Node]:
        return list(row.nodes.all())

    def remove(self, row: Diagram, seen: int) -> None:
        services.remove_map(diagram=row, nodes_seen=seen, by=self.request.user)

    def back(self, said: str = "") -> HttpResponse:
        messages.success(self.request, said)
        return redirect("map-list", project_id=self.project.pk)
