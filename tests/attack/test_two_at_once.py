"""The same thing done twice at once: once is enough, and nobody sees a page that broke."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from cmsportal.accounts.invitations import InvitationClosed, accept_invitation, invite
from cmsportal.accounts.models import Invitation, hash_token
from cmsportal.versions import Stale
from coaching.visits.services import log_visit, new_visit
from practices.services import attach_partner, create_partner
from projects.models import Progress
from projects.refusal import Refusal
from projects.steps.services import Part, mark_done
from projects.tools import Tool
from tests.builders import make
from tests.builders import toolkit as build
from tests.builders.together import run_together
from toolkit.cycles import services as cycles
from toolkit.cycles.workflow import CLOSE, START, move_cycle
from toolkit.measures import marks, phases, services
from toolkit.models import ChartMark, Measure, Phase, WorkbookSkip
from toolkit.workbook.services import Draft, save_answer
from toolkit.workbook.skipping import skip_questions

pytestmark = pytest.mark.django_db(transaction=True)
IN_WORDS = (Refusal, Stale, ValidationError, InvitationClosed)


def together(*calls: Any) -> list[Any]:
    """What came back; only what a page says in words may be raised."""
    results = run_together(*calls)
    broken = [result for result in results if isinstance(result, Exception) and not isinstance(result, IN_WORDS)]
    assert not broken, broken
    return results


def test_what_a_team_writes_twice_at_once_stands_once(world) -> None:
    project, by = world.project, world.lead
    measure = make.measure(project)
    cycle = make.cycle(project)
    day = make.today()

    key = uuid4()  # drawn with the form, the same in both of its posts
    together(*[lambda: cycles.add_idea(project=project, text="Ring back at 9", by=by, key=key)] * 2)
    assert project.change_ideas.count() == 1
    ramp = {"title": "Ring back", "first_test": "One morning", "key": key}
    together(*[lambda: cycles.start_ramp(project=project, **ramp, by=by)] * 2)
    assert project.ramps.filter(title="Ring back").count() == 1
    together(*[lambda: marks.mark_change(project=project, date=day, label="A", by=by)] * 2)
    assert ChartMark.objects.filter(label="A").count() == 1
    together(*[lambda: marks.mark_change(project=project, date=day, label="B", cycle=cycle, by=by)] * 2)
    assert ChartMark.objects.filter(cycle=cycle).count() == 1
    together(*[lambda: phases.start_phase(measure=measure, starts_on=day, label="After 1", reason="r", by=by)] * 2)
    assert Phase.objects.count() == 1
    together(*[lambda: skip_questions(project=project, part="patients", reason="no_time", by=by)] * 2)
    assert WorkbookSkip.objects.count() == 1
    together(*[lambda: mark_done(project=project, part=Part.named("workbook"), by=by)] * 2)
    assert Progress.objects.filter(project=project, tool=Tool.WORKBOOK).count() == 1
    together(*[lambda: services.add_measure(project=project, values=_values("Complaints"), by=by)] * 2)
    assert Measure.objects.filter(name="Complaints").count() == 1


def _values(name: str) -> dict[str, Any]:
    return {"name": name, "kind": "outcome", "value_kind": "value", "unit": "minutes", "direction": "up"}


def test_two_people_move_one_test(world) -> None:
    cycle = make.cycle(world.project, starts_on=make.today())
    together(*[lambda: cycles.take_move(cycle=cycle, move=START, by=world.lead)] * 2)
    cycle.refresh_from_db()
    assert cycle.stage == "do"
    assert ChartMark.objects.filter(cycle=cycle).count() == 1
    cycle.stage, cycle.decision = "act", "adapt"
    cycle.save()
    together(*[lambda: cycles.close_cycle(cycle=cycle, by=world.lead)] * 2)
    assert cycle.ramp.cycles.count() == 2
    together(lambda: move_cycle(cycle=cycle, move=CLOSE, by=world.lead), lambda: _start_over(cycle, world))


def _start_over(cycle: Any, world: Any) -> Any:
    return move_cycle(cycle=cycle, move=START, by=world.lead)


def test_two_people_lead_two_measures(world) -> None:
    first = make.measure(world.project)
    second, third = (make.measure(world.project, name=name, is_lead=False) for name in ("B", "C"))
    together(
        lambda: services.choose_lead_measure(measure=second, by=world.lead),
        lambda: services.choose_lead_measure(measure=third, by=world.member),
        lambda: services.archive_measure(measure=first, by=world.lead),
    )
    assert Measure.objects.filter(project=world.project, is_lead=True).count() == 1


def test_a_programme_does_things_twice_at_once(world) -> None:
    programme, by = world.programme, world.manager
    together(*[lambda: create_partner(name="Quarry Care", kind="community", programme=programme, by=by)] * 2)
    partner = programme.partner_relations.get(partner__name="Quarry Care").partner
    other = world.other_programme
    together(*[lambda: attach_partner(partner=partner, programme=other, by=by)] * 2)
    assert partner.programme_relations.count() == 2
    together(*[lambda: invite(email="a@example.org", name="A", role="coach", scope=programme, by=by)] * 2)
    assert Invitation.objects.filter(email="a@example.org").count() == 1


def test_two_invitations_to_one_role_accepted_at_once(world) -> None:
    """By two links, mailed at different times to the same person."""
    person = make.user("Ivy Newcomb", email="ivy@example.org")
    for token in ("one", "two"):
        make.invitation(
            world.programme if token == "one" else world.partner_organisation,
            by=world.manager,
            role="coach" if token == "one" else "viewer",
            email=person.email,
            token_hash=hash_token(token),
        )
    together(*[lambda: accept_invitation(token="one", user=person)] * 2)
    together(*[lambda: accept_invitation(token="two", user=person)] * 2)
    assert person.programme_memberships.count() == 1
    assert person.partner_memberships.count() == 1


def test_one_answer_and_one_visit_sent_twice_at_once(world) -> None:
    build.fishbone(world.project)
    draft = Draft("patients.list_size", {"number": 9500}, None)
    results = together(*[lambda: save_answer(project=world.project, draft=draft, by=world.lead)] * 2)
    assert world.project.answers.count() == 1
    assert not [result for result in results if isinstance(result, ValidationError)]
    ident = uuid4()

    def log() -> Any:
        visit = new_visit(world.project, world.coach, draft=ident)
        at = make.now() - timedelta(hours=2)
        values = {"mode": "phone", "at": at}
        return log_visit(
            visit=visit, values=values, note="", next_steps=["Sam: ring"], next_at=None, version=0, by=world.coach
        )

    together(log, log)
    assert world.project.visits.count() == 1
    assert world.project.actions.count() == 1


def test_posts_that_repeat_a_minute_later_add_nothing(world, sign_in) -> None:
    """A second click, or 'Send it again': the same fields once more."""
    client, project = sign_in(world.lead), world.project.pk
    key, today = uuid4(), f"{make.today():%d/%m/%Y}"
    posts = {
        "idea-create": {"text": "Ring back at 9", "key": uuid4()},
        "ramp-create": {"title": "Ring back", "first_test": "One morning", "key": uuid4()},
        "action-create": {"text": "Ask", "key": key},
        "team-create": {"name": "Ann", "discipline": "gp", "key": uuid4()},
        "chartmark-create": {"label": "Two people", "date": today},
        "standard-create": {"title": "T", "who": "W", "what": "X", "version": 0, "key": uuid4()},
    }
    for name, data in posts.items():
        url = reverse(name, args=[project])
        answers = [client.post(url, data), client.post(url, data)]
        assert [answer.status_code for answer in answers] == [302, 302], name
    found = world.project
    counts = [
        rows.count() for rows in (found.change_ideas, found.ramps, found.actions, found.chart_marks, found.standards)
    ]
    assert counts == [1, 1, 1, 1, 1]
    assert found.team.count() == 3
