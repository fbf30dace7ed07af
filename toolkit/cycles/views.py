"""Pages of one small test."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cmsportal.accounts.access import get_or_404
from cmsportal.nhsuk.layout import Save
from projects.pages import ProjectFormPage
from projects.permissions import can_edit_project, can_see
from projects.refusal import Refusal
from projects.tools import Tool

from ..charts import chart_with_test
from ..models import Cycle
from ..pictures import picture_response
from . import services
from .forms import STAGE_FORMS, CycleForm
from .measure_chart import card_beside, meanwhile, span_of
from .presenters import carries_over, comparisons, panels, summary_line
from .ramp_views import CycleProjectView
from .workflow import BACKWARD, MOVES, ONWARD, START, STUDIED, may_change, refusal_words


class OneCycle(CycleProjectView, abstract=True):
    def find_cycle(self) -> Cycle:
        return get_or_404(
            Cycle.visible_to(self.request.user)
            .filter(ramp__project=self.project)
            .select_related("ramp", "previous", "measure")
            .prefetch_related("questions"),
            pk=self.kwargs["cycle_id"],
        )

    def after(self, cycle: Cycle, following: Cycle | None) -> HttpResponse:
        """Where the team goes once a test has moved: to the next test, or to writing down what works."""
        if following is None and services.is_adopted(cycle) and self.access.edits:
            return redirect(self.standard_url(cycle))
        return self.to_cycle(following or cycle)


class CyclePage(OneCycle, abstract=True):
    """The four panels, one of them open with its form for those who may write."""

    def page(self, cycle: Cycle, stage: str, form: CycleForm | None, **extra: Any) -> HttpResponse:
        questions = list(cycle.questions.all())
        unanswered = cycle.stage == "plan" and not any(question.prediction for question in questions)
        context = self.get_context_data(
            cycle=cycle,
            form=form,
            panels=panels(cycle, stage if form else ""),
            comparisons=comparisons(questions, planned=cycle.stage == "plan"),
            summary=summary_line(cycle),
            backward=BACKWARD.get(Cycle.Stage(cycle.stage)),
            following=getattr(cycle, "next", None),
            standard_url=self.standard_url(cycle),
            asks_prediction=bool(cycle.prediction_asked_at) and unanswered and self.access.edits,
            carried=carries_over(cycle, questions) if cycle.stage == "act" else (),
            **self.chart(cycle),
            **extra,
        )
        return render(self.request, "toolkit/cycle_detail.html", context)

    def chart(self, cycle: Cycle) -> dict[str, Any]:
        """From Study on: the measure's chart with the days of the test."""
        span = span_of(cycle)
        if cycle.stage not in STUDIED:
            return {}
        card = card_beside(self.project, self.access, cycle.measure_id)
        return {"card": card, "span": span, "meanwhile": meanwhile(card, span) if card and span else None}

    def make_form(self, cycle: Cycle, stage: str, data: Any = None) -> CycleForm:
        form = STAGE_FORMS[stage](data, instance=cycle, measures=services.measure_choices(cycle))
        form.action = reverse(
            "cycle-stage", kwargs={"project_id": self.project.pk, "cycle_id": cycle.pk, "stage": stage}
        )
        if stage == cycle.stage:
            label = ONWARD[Cycle.Stage(stage)].label
            form.buttons = (Save(label, name="onward", value="yes"),)
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
        if ONWARD[Cycle.Stage(cycle.stage)] is START and services.asks_prediction(cycle=cycle):
            return self.to_cycle(cycle)  # the page asks, and goes on asking until it is answered or passed over
        try:
            following = services.go_on(cycle=cycle, by=self.request.user)
        except Refusal as refusal:
            messages.warning(self.request, str(refusal))
            return self.to_cycle(cycle)
        return self.after(cycle, following)


class CycleMove(OneCycle):
    """Back a stage, open a closed one again, or start without a prediction."""

    permission = can_edit_project

    def post(self, request: HttpRequest, move: str, **kwargs: Any) -> HttpResponse:
        if move not in MOVES:
            raise Http404
        cycle = self.find_cycle()
        if MOVES[move] is START and services.asks_prediction(cycle=cycle):
            return self.to_cycle(cycle)
        try:
            following = services.take_move(cycle=cycle, move=MOVES[move], by=request.user)
        except Refusal as refusal:
            messages.warning(request, str(refusal))
            return self.to_cycle(cycle)
        return self.after(cycle, following)


class CycleChart(OneCycle):
    """The measure's chart with the days of the test, as this reader may see it."""

    permission = can_see(Tool.CYCLES)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        cycle, size = self.find_cycle(), request.GET.get("size", "half")
        span = span_of(cycle)
        card = card_beside(self.project, self.access, cycle.measure_id) if span else None
        if card is None or span is None or size not in ("half", "phone"):
            raise Http404
        name = f"Test {cycle.number}"
        return picture_response(request, chart_with_test(card.chart, span, name, size=size, analysis=card.analysis))
