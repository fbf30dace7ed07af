"""Pages of ideas and ramps: the list, one ramp with its picture, and how an idea becomes the next ramp."""

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cmsportal.accounts.access import get_or_404
from projects.pages import ProjectFormPage
from projects.permissions import can_edit_project, can_see
from projects.tools import Tool
from projects.views_base import ProjectView

from ..charts import ramp as draw_ramp
from ..charts import ramp_over_time
from ..fidelity.reading import strip_of
from ..models import Cause, ChangeIdea, Cycle, PlaybookEntry, Ramp, Standard
from ..pictures import picture_response
from . import services
from .forms import IdeaForm, RampForm
from .ideas import idea_rows, lesson_for, most_voted, try_links
from .measure_chart import card_beside
from .ramp_presenters import cycle_row, lead_words, next_label, ramp_tests, ramp_view

SIZES = ("wide", "half", "third", "phone")
TIME_SIZES = ("wide", "phone")
FROM = ("idea__cause", "idea__learned_from__practice", "idea__learned_from__programme")  # what a source names


class CycleProjectView(ProjectView, abstract=True):
    tool = Tool.CYCLES

    def to_cycle(self, cycle: Cycle) -> HttpResponse:
        return redirect("cycle-detail", project_id=self.project.pk, cycle_id=cycle.pk)

    def link(self, cycle: Cycle) -> str:
        return reverse("cycle-detail", kwargs={"project_id": self.project.pk, "cycle_id": cycle.pk})

    def standard_url(self, cycle: Cycle) -> str:
        """Where what a test taught is written down."""
        return f"{reverse('standard-create', kwargs={'project_id': self.project.pk})}?cycle={cycle.pk}"


class RampPage(CycleProjectView, abstract=True):
    def find_ramp(self) -> Ramp:
        ramps = Ramp.visible_to(self.request.user).filter(project=self.project).select_related(*FROM)
        return get_or_404(ramps.prefetch_related("cycles__questions"), pk=self.kwargs["ramp_id"])

    def find_standard(self, ramp: Ramp) -> Standard | None:
        """What came of the ramp, for those who may read it."""
        if not self.access.sees(Tool.STANDARDS):
            return None
        return Standard.visible_to(self.request.user).filter(project=self.project, cycle__ramp=ramp).first()

    def find_edition(self, standard: Standard | None) -> PlaybookEntry | None:
        rows = PlaybookEntry.visible_to(self.request.user).in_force().filter(standard=standard)
        return rows.select_related("owner").first() if standard else None

    @staticmethod
    def measure_id(cycles: list[Cycle]) -> Any:
        return next((cycle.measure_id for cycle in reversed(cycles) if cycle.measure_id), None)


class RampList(CycleProjectView):
    permission = can_see(Tool.CYCLES)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        ramps = Ramp.visible_to(request.user).filter(project=self.project).prefetch_related("cycles")
        ideas = ChangeIdea.visible_to(request.user).filter(project=self.project, ramps__isnull=True)
        context = self.get_context_data(
            ramps=[ramp_view(ramp, self.link) for ramp in ramps],
            ideas=idea_rows(
                ideas.select_related("cause", "learned_from__practice", "learned_from__programme"),
                request.user,
                self.access,
            ),
            voted=most_voted(self.project) if self.access.edits else [],
            sees_fidelity=self.access.sees(Tool.FIDELITY),
        )
        return render(request, "toolkit/ramp_list.html", context)


class RampDetail(RampPage):
    """One ramp from its first small test to the standard, above the measure's chart on the same dates."""

    permission = can_see(Tool.CYCLES)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        ramp = self.find_ramp()
        cycles = list(ramp.cycles.all())
        card = card_beside(self.project, self.access, self.measure_id(cycles))
        standard = self.find_standard(ramp)
        waiting = next_label(cycles)
        adopted = next((cycle for cycle in cycles if cycle.stage == "closed" and cycle.decision == "adopt"), None)
        context = self.get_context_data(
            ramp=ramp,
            lead=lead_words(cycles, card.chart.title if card else ""),
            rows=[cycle_row(cycle, self.link) for cycle in cycles],
            source=idea_rows([ramp.idea], request.user, self.access)[0].source if ramp.idea else "",
            card=card,
            standard=standard,
            edition=self.find_edition(standard),
            adopted=adopted is not None,
            standard_url=self.standard_url(adopted) if adopted else "",
            next_label=waiting[0] if waiting else "",
            next_url=self.link(waiting[1]) if waiting else "",
            strip=strip_of(self.project, self.access, cycles) if self.access.sees(Tool.FIDELITY) else None,
            try_links=try_links(request.user, self.access, "ramp", ramp.pk),
        )
        return render(request, "toolkit/ramp_detail.html", context)


class RampPicture(RampPage):
    """By order, in the sizes of lists; with ``?by=time`` above the chart, as far as this reader may see it."""

    permission = can_see(Tool.CYCLES)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        ramp, by_time = self.find_ramp(), request.GET.get("by") == "time"
        size = request.GET.get("size", "wide" if by_time else "half")
        cycles = list(ramp.cycles.all())
        if size not in (TIME_SIZES if by_time else SIZES) or (by_time and not cycles):
            raise Http404
        if not by_time:
            return picture_response(request, draw_ramp(ramp_tests(cycles), title=ramp.title, size=size))
        card = card_beside(self.project, self.access, self.measure_id(cycles))
        tests = ramp_tests(cycles, self.find_edition(self.find_standard(ramp)))
        chart = card.chart if card else None
        return picture_response(request, ramp_over_time(tests, chart, title=ramp.title, size=size))


class IdeaCreate(CycleProjectView, ProjectFormPage):
    """Something to try; with ``?cause=`` of what most voted for."""

    permission = can_edit_project
    template_name = "toolkit/idea_create.html"
    next_url = "ramp-list"

    @cached_property
    def cause(self) -> Cause | None:
        asked = self.request.GET.get("cause")
        causes = Cause.visible_to(self.request.user).filter(fishbone__project=self.project)
        return get_or_404(causes, pk=asked) if asked else None

    def get_form(self, data: Any = None) -> IdeaForm:
        return IdeaForm(data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cause=self.cause, **kwargs)

    def save(self, form: IdeaForm) -> str:
        voted = self.cause is not None
        services.add_idea(
            project=self.project, by=self.request.user, cause=self.cause, voted=voted, **form.cleaned_data
        )
        return "Idea added."


class IdeaLearn(CycleProjectView, ProjectFormPage):
    """Try what another team shows in the learning library: a ramp or a standard of theirs."""

    permission = can_edit_project
    template_name = "toolkit/idea_create.html"
    next_url = "ramp-list"

    def get_form(self, data: Any = None) -> IdeaForm:
        self.lesson = lesson_for(self.request.user, self.project, self.kwargs["kind"], self.kwargs["source_id"])
        return IdeaForm(data, initial={"text": self.lesson.text})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(lesson=self.lesson, **kwargs)

    def save(self, form: IdeaForm) -> str:
        services.add_idea(
            project=self.project, by=self.request.user, learned_from=self.lesson.project, **form.cleaned_data
        )
        return "Idea added. It waits under ‘Ideas not tested yet’."


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

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ramps = Ramp.visible_to(self.request.user).filter(project=self.project, idea=self.idea)
        return super().get_context_data(begun=ramps.first() if self.idea else None, **kwargs)

    def save(self, form: RampForm) -> str:
        self.cycle = services.start_ramp(
            project=self.project, idea=self.idea, by=self.request.user, **form.cleaned_data
        )
        return ""

    def get_next_url(self) -> HttpResponse:
        return self.to_cycle(self.cycle)
