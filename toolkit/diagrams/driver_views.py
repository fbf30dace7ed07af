"""Pages of the driver diagram. Each change has a small page of its own and works without scripts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cmsportal.accounts.access import get_or_404
from projects.permissions import can_edit_project, can_see
from projects.tools import Tool

from ..models import Edge, Measure, Node
from . import services
from .board_views import OperationsView
from .diagram_views import Detail, DiagramView, Doing, Moving, Page, Picture, Removal, Undo
from .forms import DriversForm, EntryForm, JoinForm
from .rules import LEVEL


class DriverDetail(Detail):
    tool = Tool.DRIVERS
    permission = can_see(Tool.DRIVERS)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.find_thing() is None:
            return render(request, "toolkit/diagrams/drivers_empty.html", self.get_context_data())
        return super().get(request, **kwargs)


class DriverPicture(Picture):
    tool = Tool.DRIVERS
    permission = can_see(Tool.DRIVERS)


class DriverOperations(DiagramView, OperationsView):
    tool = Tool.DRIVERS
    permission = can_see(Tool.DRIVERS)


class DriverEdit(Page):
    """What the driver diagram is for; the first time that begins it."""

    tool = Tool.DRIVERS
    permission = can_edit_project
    title = "What you want to reach"
    lead = "Everything else on the diagram answers: what does this depend on?"

    def get_form(self, data: Any = None) -> DriversForm:
        return DriversForm(data, instance=self.find_thing())

    def save(self, form: DriversForm) -> str:
        title, by, known = form.cleaned_data["title"], self.request.user, self.find_thing()
        if known is None:
            self._thing = services.begin_drivers(project=self.project, title=title, by=by)
        else:
            services.rename(diagram=known, title=title, version=form.expected_version, by=by)
        return "Saved."


class EntryPage(Page, abstract=True):
    tool = Tool.DRIVERS

    def make_form(self, data: Any, instance: Node | None = None) -> EntryForm:
        measures = list(Measure.visible_to(self.request.user).filter(project=self.project).in_use())
        nodes = [view.node for view in self.outline().nodes]
        initial = {} if instance else {"kind": "primary" if not nodes else "secondary"}
        under = self.request.GET.get("under", "")
        if under and instance is None:
            above = next((node for node in nodes if str(node.pk) == under), None)
            kind = "secondary" if above is None or above.kind == Node.Kind.PRIMARY else "idea"
            initial = {"under": under, "kind": kind}
        return EntryForm(data, instance=instance, nodes=nodes, measures=measures, initial=initial)


class EntryCreate(EntryPage):
    permission = can_edit_project
    title = "Add to the diagram"
    button = "Add this"

    def get_form(self, data: Any = None) -> EntryForm:
        return self.make_form(data)

    def save(self, form: EntryForm) -> str:
        under = form.cleaned_data["under"]
        above = get_or_404(Node.visible_to(self.request.user).filter(diagram=self.thing), pk=under) if under else None
        values = {name: form.cleaned_data[name] for name in ("text", "kind")}
        values["measure"] = form.cleaned_data["measure"] or None
        services.add_driver(diagram=self.thing, values=values, under=above, by=self.request.user)
        return f"'{values['text']}' added."


class EntryEdit(EntryPage):
    permission = can_edit_project
    title = "Change it"

    def get_form(self, data: Any = None) -> EntryForm:
        self.row = self.find(Node, "node_id")
        return self.make_form(data, self.row)

    def save(self, form: EntryForm) -> str:
        values = {"text": form.cleaned_data["text"], "measure": form.cleaned_data["measure"] or None}
        services.change_row(row=self.row, values=values, version=form.expected_version, by=self.request.user)
        return "Saved."


class JoinCreate(Page):
    """Hang an entry on another one, too."""

    tool = Tool.DRIVERS
    permission = can_edit_project
    title = "What else it hangs on"
    button = "Join them"

    def get_form(self, data: Any = None) -> JoinForm:
        self.row = self.find(Node, "node_id")
        self.lead = self.row.text
        views = self.outline().nodes
        joined = {above.pk for view in views if view.node.pk == self.row.pk for _edge, above in view.hangs}
        free = [view.node for view in views if LEVEL[view.node.kind] < LEVEL[self.row.kind]]
        return JoinForm(data, nodes=[node for node in free if node.pk not in joined])

    def save(self, form: JoinForm) -> str:
        values = {"source": form.cleaned_data["above"], "target": str(self.row.pk)}
        services.add_row(diagram=self.thing, row="edge", values=values, by=self.request.user)
        return "Joined."


class JoinDelete(Doing):
    tool = Tool.DRIVERS
    permission = can_edit_project

    def do(self) -> str:
        services.remove_row(row=self.find(Edge, "edge_id"), by=self.request.user)
        return "The line is gone."


class DriverUndo(Undo):
    tool = Tool.DRIVERS
    permission = can_edit_project


class EntryMove(Moving):
    tool = Tool.DRIVERS
    permission = can_edit_project


class EntryTest(Doing):
    """From an idea of the driver diagram to something worth trying."""

    tool = Tool.DRIVERS
    permission = can_edit_project

    def do(self) -> str:
        services.test_entry(node=self.find(Node, "node_id"), by=self.request.user)
        return "Kept as a change idea."


class EntryDelete(Removal):
    tool = Tool.DRIVERS
    permission = can_edit_project
