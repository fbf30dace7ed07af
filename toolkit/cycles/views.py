"""Pages of the small tests and of what is kept of them."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cmsportal.accounts.access import get_or_404
from cmsportal.nhsuk.layout import Save
from cmsportal.versions import Stale
from projects.pages import ProjectFormPage
from projects.permissions import can_edit_project, can_see
from projects.refusal import Refusal
from projects.tools import Tool
from projects.views_base import ProjectView

from ..charts import ramp as draw_ramp
from ..models import ChangeIdea, Cycle, Ramp, Standard
from ..pictures import picture_response
from . import services
from .forms import STAGE_FORMS, CycleForm, IdeaForm, RampForm, StandardForm
from .presenters import comparisons, panels, ramp_tests, ramp_view, summary_line
from .workflow import BACKWARD, MOVES, ONWARD, START, may_change, refusal_words

RAMP_SIZES = ("wide", "half", "third", "phone")
ANYWAY = "anyway"  # the value of the button on a page that has asked for a prediction already


class CycleProjectView(ProjectView, abstract=True):
    tool = Tool.CYCLES

    def find_cycle(self) -> Cycle:
        return get_or_404(
            Cycle.visible_to(self.request.user)
            .filter(ramp__project=self.project)
            .select_related("ramp", "previous")
            .prefetch_related("questions"),
            pk=self.kwargs["cycle_id"],
        )

    def to_cycle(self, cycle: Cycle) -> HttpResponse:
        return redirect("cycle-detail", project_id=self.project.pk, cycle_id=cycle.pk)

    def link(self, cycle: Cycle) -> str:
        return reverse("cycle-detail", kwargs={"project_id": self.project.pk, "cycle_id": cycle.pk})


class RampList(CycleProjectView):
    permission = can_see(Tool.CYCLES)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        ramps = Ramp.visible_to(request.user).filter(project=self.project).prefetch_related("cycles")
        ideas = ChangeIdea.visible_to(request.user).filter(project=self.project, ramps__isnull=True)
        views = [ramp_view(ramp, self.link) for ramp in ramps]
        context = self.get_context_data(ramps=views, ideas=ideas.select_related("cause"))
        return render(request, "toolkit/ramp_list.html", context)


class RampPicture(CycleProjectView):
    permission = can_see(Tool.CYCLES)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        ramp = get_or_404(
            Ramp.visible_to(request.user).filter(project=self.project).prefetch_related("cycles"),
            pk=kwargs["ramp_id"],
        )
        size = request.GET.get("size", "half")
        if size not in RAMP_SIZES:
            raise Http404
        return picture_response(request, draw_ramp(ramp_tests(ramp.cycles.all()), title=ramp.title, size=size))


class IdeaCreate(CycleProjectView, ProjectFormPage):
    permission = can_edit_project
    template_name = "toolkit/idea_create.html"
    next_url = "ramp-list"

    def get_form(self, data: Any = None) -> IdeaForm:
        return IdeaForm(data)

    def save(self, form: IdeaForm) -> str:
        services.add_idea(project=self.project, by=self.request.user, **form.cleaned_data)
        return "Idea added."


class RampCreate(CycleProjectView, ProjectFormPage):
    """The start of a ramp, from an idea (``?idea=``) or from nothing."""

    permission = can_edit_project
    template_name = "toolkit/ramp_create.html"

    def find_idea(self) -> ChangeIdea | None:
        asked = self.request.GET.get("idea")
        if not asked:
            return None
        ideas = ChangeIdea.visible_to(self.request.user).filter(project=self.project)
        return get_or_404(ideas, pk=asked)

    def get_form(self, data: Any = None) -> RampForm:
        self.idea = self.find_idea()
        return RampForm(data, initial={"title": self.idea.text[:120] if self.idea else ""})

    def save(self, form: RampForm) -> str:
        self.cycle = services.start_ramp(
            project=self.project, idea=self.idea, by=self.request.user, **form.cleaned_data
        )
        return ""

    def get_next_url(self) -> HttpResponse:
        return self.to_cycle(self.cycle)


class CyclePage(CycleProjectView, abstract=True):
    """The four panels, one of them open with its form for those who may write."""

    def page(self, cycle: Cycle, stage: str, form: CycleForm | None, **extra: Any) -> HttpResponse:
        context = self.get_context_data(
            cycle=cycle,
            form=form,
            panels=panels(cycle, stage if form else ""),
            comparisons=comparisons(cycle.questions.all()),
            summary=summary_line(cycle),
            backward=BACKWARD.get(Cycle.Stage(cycle.stage)),
            following=getattr(cycle, "next", None),
            standard_url=f"{reverse('standard-create', kwargs={'project_id': self.project.pk})}?cycle={cycle.pk}",
            **extra,
        )
        return render(self.request, "toolkit/cycle_detail.html", context)

    def make_form(self, cycle: Cycle, stage: str, data: Any = None, onward: str = "yes") -> CycleForm:
        form = STAGE_FORMS[stage](data, instance=cycle)
        form.action = reverse(
            "cycle-stage", kwargs={"project_id": self.project.pk, "cycle_id": cycle.pk, "stage": stage}
        )
        if stage == cycle.stage:
            label = ONWARD[Cycle.Stage(stage)].label
            form.buttons = (Save(label, name="onward", value=onward),)
            if stage != "act":
                form.buttons += (Save("Save for later", variant="secondary"),)
        return form


class CycleDetail(CyclePage):
    permission = can_see(Tool.CYCLES)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        cycle = self.find_cycle()
        if not self.access.edits:
            return self.page(cycle, cycle.stage, None)
        stage = request.GET.get("change", cycle.stage)
        form = self.make_form(cycle, stage) if may_change(cycle, stage) else None
        return self.page(cycle, stage, form)


class CycleStage(CyclePage, ProjectFormPage):
    """Saves one stage and, where asked, moves on. Moving on without a prediction is asked about once."""

    permission = can_edit_project

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.to_cycle(self.find_cycle())

    def post(self, request: HttpRequest, stage: str, **kwargs: Any) -> HttpResponse:
        self.cycle, self.stage = self.find_cycle(), stage
        if may_change(self.cycle, stage):
            return super().post(request, **kwargs)
        if stage not in STAGE_FORMS:
            raise Http404
        form = self.make_form(copy(self.cycle), stage, request.POST)
        if form.is_valid() and form.says_the_same():
            return self.to_cycle(self.cycle)  # sent twice
        form.add_error(None, refusal_words(self.cycle, stage))
        return self.show(form)  # somebody moved the test meanwhile: what was typed is kept

    def get_form(self, data: Any = None) -> CycleForm:
        return self.make_form(self.cycle, self.stage, data)

    def save(self, form: CycleForm) -> str:
        services.save_stage(
            cycle=self.cycle,
            fields=form.names,
            version=form.expected_version,
            questions=form.question_rows() if form.question_fields else None,
            by=self.request.user,
        )
        return "" if self.goes_on else "Saved."

    @property
    def goes_on(self) -> bool:
        return "onward" in self.request.POST and self.stage == self.cycle.stage

    def show(self, form: CycleForm, status: int = 200) -> HttpResponse:
        return self.page(self.cycle, self.stage, form)

    def get_next_url(self) -> HttpResponse:
        return self.move_on(self.cycle) if self.goes_on else self.to_cycle(self.cycle)

    def move_on(self, cycle: Cycle) -> HttpResponse:
        move = ONWARD[Cycle.Stage(cycle.stage)]
        if move is START and self.request.POST["onward"] != ANYWAY and not services.has_prediction(cycle):
            saved = self.find_cycle()
            return self.page(saved, "plan", self.make_form(saved, "plan", onward=ANYWAY), asks_prediction=True)
        try:
            following = services.go_on(cycle=cycle, by=self.request.user)
        except Refusal as refusal:
            messages.warning(self.request, str(refusal))
            following = None
        return self.to_cycle(following or cycle)


class CycleMove(CycleProjectView):
    """Back a stage, open a closed one again, or start without a prediction."""

    permission = can_edit_project

    def post(self, request: HttpRequest, move: str, **kwargs: Any) -> HttpResponse:
        if move not in MOVES:
            raise Http404
        cycle, following = self.find_cycle(), None
        try:
            following = services.take_move(cycle=cycle, move=MOVES[move], by=request.user)
        except Refusal as refusal:
            messages.warning(request, str(refusal))
        return self.to_cycle(following or cycle)


class StandardPage(ProjectView, abstract=True):
    tool = Tool.STANDARDS

    def find_standard(self) -> Standard:
        return get_or_404(
            Standard.visible_to(self.request.user)
            .filter(project=self.project)
            .select_related("owner", "measure", "cycle__ramp"),
            pk=self.kwargs["standard_id"],
        )


class StandardList(StandardPage):
    permission = can_see(Tool.STANDARDS)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        standards = Standard.visible_to(request.user).filter(project=self.project).select_related("owner")
        context = self.get_context_data(standards=standards)
        return render(request, "toolkit/standard_list.html", context)


class StandardDetail(StandardPage):
    permission = can_see(Tool.STANDARDS)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data(standard=self.find_standard())
        return render(request, "toolkit/standard_detail.html", context)


class StandardFormPage(StandardPage, ProjectFormPage, abstract=True):
    template_name = "toolkit/standard_write.html"
    standard: Standard

    def start(self) -> Standard:
        raise TypeError("a subclass says which standard is written")

    def get_form(self, data: Any = None) -> StandardForm:
        self.standard = self.start()
        return StandardForm(data, instance=self.standard, **services.standard_choices(self.standard))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(standard=self.standard, **kwargs)

    def get_next_url(self) -> HttpResponse:
        return redirect("standard-detail", project_id=self.project.pk, standard_id=self.standard.pk)


class StandardCreate(StandardFormPage):
    """Write down what works; from a small test (``?cycle=``) with what carries over filled in."""

    permission = can_edit_project

    def start(self) -> Standard:
        asked = self.request.GET.get("cycle")
        if not asked:
            return Standard(project=self.project)
        cycles = Cycle.visible_to(self.request.user).filter(ramp__project=self.project)
        return services.standard_from(get_or_404(cycles, pk=asked), self.project)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        test = self.start().cycle_id
        written = Standard.visible_to(request.user).filter(project=self.project, cycle=test)
        if test and (present := written.first()):
            return redirect("standard-update", project_id=self.project.pk, standard_id=present.pk)
        return super().get(request, **kwargs)

    def save(self, form: StandardForm) -> str:
        self.standard.pk = form.cleaned_data["key"] or self.standard.pk
        try:
            self.standard = services.save_standard(standard=self.standard, by=self.request.user)
        except Stale as stale:  # sent again, it changes the one that stands there
            keys = {"project_id": self.project.pk, "standard_id": stale.current.pk}
            form.action = reverse("standard-update", kwargs=keys)
            raise
        return "Written down."


class StandardUpdate(StandardFormPage):
    permission = can_edit_project

    def start(self) -> Standard:
        return self.find_standard()

    def save(self, form: StandardForm) -> str:
        services.change_standard(
            standard=self.standard, version=form.expected_version, fields=form._meta.fields, by=self.request.user
        )
        return "Saved."
