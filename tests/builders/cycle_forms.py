"""Forms of the small tests and of the playbook as a browser would send them: where, and what makes each whole."""

from uuid import uuid4

from django.urls import reverse

from tests.builders import make
from toolkit.models import Cycle

NHS_NUMBER = "943 476 5919"
HOSTILE = "<script>alert(1)</script>"


def url(name: str, project, **keys) -> str:
    return reverse(name, kwargs={"project_id": project.pk, **keys})


def stage_url(cycle: Cycle, stage: str = "plan") -> str:
    return url("cycle-stage", cycle.ramp.project, cycle_id=cycle.pk, stage=stage)


def page_url(cycle: Cycle) -> str:
    return url("cycle-detail", cycle.ramp.project, cycle_id=cycle.pk)


def plan(**more) -> dict[str, str]:
    return {
        "version": "0",
        "title": "Two people on the phones",
        "kind": "test",
        "q0_question": "Will the queue halve?",
        "q0_prediction": "From 14 to 7 minutes",
        **more,
    }


def standard_words(**more) -> dict[str, str]:
    return {"version": "0", "title": "Opening the phones", "who": "Reception", "what": "Two people at 8.", **more}


# Every form of the small tests: where it is sent, and what makes it whole.
def idea_form(world):
    return url("idea-create", world.project), {"text": "Ring back", "key": str(uuid4())}


def ramp_form(world):
    values = {"title": "Fewer calls", "first_test": "One morning", "key": str(uuid4())}
    return url("ramp-create", world.project), values


def plan_form(world):
    return stage_url(make.cycle(world.project)), plan()


def do_form(world):
    return stage_url(make.cycle(world.project, stage="do"), "do"), {"version": "0", "observations": "It rained"}


def study_form(world):
    cycle = make.cycle(world.project, stage="study")
    return stage_url(cycle, "study"), {"version": "0", "learned": "It helps", "q0_result": "To 9"}


def act_form(world):
    values = {"version": "0", "decision": "abandon", "decision_reason": "Nobody came"}
    return stage_url(make.cycle(world.project, stage="act"), "act"), values


def standard_form(world):
    return url("standard-create", world.project), standard_words(key=str(uuid4()))


def changed_standard_form(world):
    standard = make.standard(world.project)
    return url("standard-update", world.project, standard_id=standard.pk), standard_words()
