"""One page sent again: the same words stay one row, other words make another, and two at once make one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from cmsportal.sent_once import sent_once
from practices.models import Closure
from projects.actions.services import add_action
from projects.closures.services import add_closure
from projects.huddles.running import assign_item, say
from projects.meetings.agenda import add_point
from projects.meetings.planning import plan_meeting
from projects.meetings.running import promise, write_down
from projects.models import Action, AgendaItem, HuddleItem, Meeting, MeetingNote, Project, TeamMember
from projects.refusal import Refusal
from projects.signup.services import Contact, SignUp, sign_up
from projects.team.services import Details, add_member
from tests.builders import huddles, make
from tests.builders import meetings as build
from tests.builders.together import run_together
from toolkit.cycles.services import add_idea, start_ramp
from toolkit.models import ChangeIdea, Ramp, Standard
from toolkit.playbook.services import save_standard

WORDS = ("Ring the phone company", "Ring the other company")
Send = Callable[[str], Any]


def action(world, key) -> tuple[type, Send]:
    return Action, lambda text: add_action(project=world.project, text=text, key=key, by=world.lead)


def promised(world, key) -> tuple[type, Send]:
    meeting = build.running(world.project, world.lead)
    return Action, lambda text: promise(meeting=meeting, text=text, key=key, by=world.lead)


def closure(world, key) -> tuple[type, Send]:
    days = {text: make.today() + timedelta(days=number) for number, text in enumerate(WORDS)}
    return Closure, lambda text: add_closure(
        project=world.project, first_day=days[text], last_day=None, reason=text, key=key, by=world.lead
    )


def line(world, key) -> tuple[type, Send]:
    huddle = huddles.huddle(world.project)
    return HuddleItem, lambda text: say(huddle=huddle, prompt="tomorrow", text=text, key=key, by=world.lead)


def point(world, key) -> tuple[type, Send]:
    meeting = build.meeting(world.project)
    return AgendaItem, lambda text: add_point(meeting=meeting, title=text, minutes=5, key=key, by=world.lead)


def note(world, key) -> tuple[type, Send]:
    meeting = build.running(world.project, world.lead)
    return MeetingNote, lambda text: write_down(
        meeting=meeting, kind="decision", text=text, item=None, key=key, by=world.lead
    )


def planned(world, key) -> tuple[type, Send]:
    tomorrow = make.now() + timedelta(days=1)
    return Meeting, lambda text: plan_meeting(
        project=world.project, kind="lead_team", starts_at=tomorrow, minutes=30, place=text, key=key, by=world.lead
    )


def member(world, key) -> tuple[type, Send]:
    return TeamMember, lambda text: add_member(
        project=world.project, details=Details(text, "nurse"), key=key, by=world.lead
    )


def idea(world, key) -> tuple[type, Send]:
    return ChangeIdea, lambda text: add_idea(project=world.project, text=text, key=key, by=world.lead)


def ramp(world, key) -> tuple[type, Send]:
    return Ramp, lambda text: start_ramp(
        project=world.project, title=text, first_test="One call", key=key, by=world.lead
    )


def standard(world, key) -> tuple[type, Send]:
    return Standard, lambda text: save_standard(
        standard=Standard(project=world.project, title=text, who="Reception", what="Ring"), key=key, by=world.lead
    )


def project(world, key) -> tuple[type, Send]:
    contact = Contact("Dr Eli Marsh", "", "gp")
    return Project, lambda text: sign_up(
        programme=world.programme,
        practice=world.practice,
        key=key,
        details=SignUp(text, contact),
        by=world.manager,
    )


USES = (action, promised, closure, line, point, note, planned, member, idea, ramp, standard, project)
every = pytest.mark.parametrize("use", USES, ids=lambda use: use.__name__)


@every
def test_the_same_words_stay_one_and_other_words_make_another(world, use) -> None:
    model, send = use(world, uuid4())
    before = model.objects.count()
    first, again, other = send(WORDS[0]), send(f"{WORDS[0]}"), send(WORDS[1])
    assert first.pk == again.pk != other.pk
    assert model.objects.count() == before + 2
    assert send(WORDS[0]).pk == first.pk, "also after the other one was sent"


@every
@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one(world, use) -> None:
    model, send = use(world, uuid4())
    before = model.objects.count()
    made = run_together(lambda: send(WORDS[0]), lambda: send(WORDS[0]))
    assert made[0].pk == made[1].pk
    assert model.objects.count() == before + 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_with_other_words_make_two(world) -> None:
    _, send = idea(world, uuid4())
    made = run_together(lambda: send(WORDS[0]), lambda: send(WORDS[1]))
    assert {row.text for row in made} == set(WORDS)
    assert ChangeIdea.objects.count() == 2


def test_words_of_a_row_that_was_changed_since_are_not_sent_again(world) -> None:
    """The page is compared with what it sent, not with what somebody made of it."""
    _, send = action(world, uuid4())
    row = send(WORDS[0])
    Action.objects.filter(pk=row.pk).update(text="Changed since")
    assert send(WORDS[0]).text == "Changed since"
    assert Action.objects.count() == 1


def test_a_key_of_another_projects_page_meets_nothing_there(world) -> None:
    key, theirs = uuid4(), make.project(world.programme, make.practice("Elm Grove"))
    first = add_action(project=theirs, text=WORDS[0], key=key, by=world.manager)
    second = add_action(project=world.project, text=WORDS[0], key=key, by=world.lead)
    third = add_action(project=world.project, text=WORDS[0], key=first.pk, by=world.lead)
    assert len({first.pk, second.pk, third.pk}) == 3
    assert (second.project, third.project) == (world.project, world.project)


def test_what_no_page_sends_is_always_new(world) -> None:
    assert sent_once(Action, None, text="x")[0] != sent_once(Action, None, text="x")[0]


def test_a_line_taken_on_twice_is_one_action_and_other_words_are_told(world) -> None:
    item, key = huddles.item(world.project), uuid4()
    for _ in range(2):
        row = assign_item(item=item, text=WORDS[0], owner=world.lead, key=key, by=world.lead)
    assert row.action.text == WORDS[0]
    with pytest.raises(Refusal, match="taken this on already"):
        assign_item(item=item, text=WORDS[1], owner=world.lead, key=key, by=world.lead)
    assert Action.objects.count() == 1


def test_an_idea_that_is_tried_already_is_told_with_its_ramp(world) -> None:
    row = make_idea(world)
    first = start_ramp(project=world.project, title="Ring", first_test="One", idea=row, key=uuid4(), by=world.lead)
    again = start_ramp(project=world.project, title="Ring", first_test="One", idea=row, key=uuid4(), by=world.member)
    assert first.pk == again.pk
    with pytest.raises(Refusal, match="tries this idea already, as ‘Ring’"):
        start_ramp(project=world.project, title="Text", first_test="Two", idea=row, key=uuid4(), by=world.member)


def make_idea(world) -> ChangeIdea:
    return add_idea(project=world.project, text=WORDS[0], key=uuid4(), by=world.lead)
