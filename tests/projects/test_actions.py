from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from cmsportal.audit.models import Event
from projects.actions.parsing import Spoken, read_action
from projects.actions.presenters import action_list
from projects.actions.services import add_action, people_for, set_done
from projects.models import Action
from projects.permissions import can_tick
from projects.refusal import Refusal
from tests.builders import make
from tests.builders.counting import count_queries

MONDAY = date(2026, 3, 2)


@dataclass
class Person:
    name: str

    @property
    def first_name(self) -> str:
        return self.name.split()[0]


SAM, SAMIRA, OTHER_SAM = Person("Sam Whitlock"), Person("Samira Khan"), Person("Sam Lee")


@pytest.mark.parametrize(
    ("line", "spoken"),
    [
        ("Sam: ring the phone company, by Friday", Spoken("ring the phone company", SAM, "", date(2026, 3, 6))),
        ("sam whitlock: ring them by 7 March", Spoken("ring them", SAM, "", date(2026, 3, 7))),
        ("Sam: ring by monday.", Spoken("ring", SAM, "", date(2026, 3, 9))),
        ("Sam: ring, by next Tue", Spoken("ring", SAM, "", date(2026, 3, 3))),
        ("Wendy Hale: tell the patient group", Spoken("tell the patient group", None, "Wendy Hale", None)),
        ("Put up the new chart", Spoken("Put up the new chart")),
        ("Stand by the door", Spoken("Stand by the door")),
        ("Ask them to reply by return", Spoken("Ask them to reply by return")),
        ("What we said on Tuesday last week: do it", Spoken("What we said on Tuesday last week: do it")),
        ("Sam: call 8:50 list by tomorrow", Spoken("call 8:50 list", SAM, "", date(2026, 3, 3))),
        ("  Sam :  ring   them ", Spoken("ring them", SAM)),
        ("Sam:", Spoken("Sam:")),
    ],
)
def test_a_line_is_read_as_people_say_it(line, spoken) -> None:
    assert read_action(line, [SAM, SAMIRA], MONDAY) == spoken


def test_a_first_name_that_two_share_stays_a_name() -> None:
    assert read_action("Sam: ring", [SAM, OTHER_SAM], MONDAY) == Spoken("ring", None, "Sam")
    assert read_action("Sam Lee: ring", [SAM, OTHER_SAM], MONDAY).owner is OTHER_SAM


def test_owners_are_the_team_and_the_coach(world) -> None:
    assert {person.name for person in people_for(world.project)} == {"Jo Pritchard", "Sam Whitlock", "Rachel Osei"}
    with pytest.raises(Refusal):
        add_action(project=world.project, text="Ring", owner=world.outsider, by=world.lead)


def test_coaching_adds_the_next_steps_of_a_visit(world) -> None:
    visit = uuid4()
    action = add_action(
        project=world.project,
        text="Send the chart",
        owner=world.coach,
        source="visit",
        source_id=visit,
        by=world.coach,
    )
    assert (action.source, action.source_id, action.owner) == ("visit", visit, world.coach)
    assert Event.objects.get(action="action.added").detail == {"source": "visit"}


def test_done_and_undone_and_twice(world) -> None:
    action = make.action(world.project)
    for _ in range(2):
        set_done(action=action, done=True, by=world.member)
    action.refresh_from_db()
    assert action.done_by == world.member
    assert Event.objects.filter(action="action.done").count() == 1
    set_done(action=action, done=False, by=world.member)
    action.refresh_from_db()
    assert (action.done_at, action.done_by) == (None, None)


def test_the_list_in_words(world) -> None:
    today = make.today()
    rows = [
        make.action(world.project, due_on=today - timedelta(days=1), owner=world.member),
        make.action(world.project, owner_name="Wendy Hale"),
        make.action(world.project, due_on=today),
    ]
    shown = action_list(rows, user=world.member, today=today)
    assert shown.sentence == "Three actions open. One is late."
    assert [view.is_mine for view in shown.open] == [True, False, False]
    assert shown.mine[0].when.startswith("was due ")
    assert shown.others[1].when.startswith("by ")
    assert action_list([], user=world.member, today=today).sentence == "No actions open."


def list_url(world) -> str:
    return reverse("action-list", args=[world.project.pk])


def test_one_line_adds_an_action_once(world, sign_in) -> None:
    client = sign_in(world.lead)
    key = client.get(list_url(world)).context["form"]["key"].value()
    for _ in range(2):
        page = client.post(list_url(world), {"line": "Sam: ring <them>, by tomorrow", "key": key}, follow=True)
    action = world.project.actions.get()
    assert (action.owner, action.text) == (world.member, "ring <them>")
    assert action.due_on == make.today() + timedelta(days=1)
    assert "ring &lt;them&gt;" in page.text


@pytest.mark.parametrize("line", ["", "Sam: 943 476 5919", "x" * 301, "x" * 401])
def test_a_line_that_will_not_do_is_kept(world, sign_in, line) -> None:
    page = sign_in(world.lead).post(list_url(world), {"line": line, "key": uuid4()})
    assert page.status_code == 200
    assert "nhsuk-error-summary" in page.text
    assert line in page.text
    assert not Action.objects.exists()


def test_a_reader_adds_nothing(world, sign_in) -> None:
    answer = sign_in(world.coach).post(list_url(world), {"line": "Do it", "key": uuid4()})
    assert answer.status_code == 403


def test_the_fields_one_by_one(world, sign_in) -> None:
    client = sign_in(world.lead)
    create = reverse("action-create", args=[world.project.pk])
    key = client.get(create).context["form"]["key"].value()
    bad = client.post(create, {"text": "Ask", "person": "else", "due_on": "7 Marchember", "key": key})
    assert bad.status_code == 200
    assert "7 Marchember" in bad.text
    assert {"owner_name", "due_on"} <= set(bad.context["form"].errors)
    client.post(
        create, {"text": "Ask", "person": "else", "owner_name": "Wendy", "due_on": "7 March 2026", "key": key}
    )
    action = world.project.actions.get()
    assert (action.owner_name, action.due_on) == ("Wendy", date(2026, 3, 7))
    update = reverse("action-update", args=[world.project.pk, action.pk])
    client.post(update, {"text": "Ask again", "person": world.member.pk, "owner_name": "Wendy", "version": 0})
    action.refresh_from_db()
    assert (action.text, action.owner, action.owner_name, action.version) == ("Ask again", world.member, "", 1)
    stale = client.post(update, {"text": "My words", "person": "", "version": 0})
    assert "My words" in stale.text
    assert "Ask again" in stale.text


def test_tick_and_undo_on_the_page(world, sign_in) -> None:
    action = make.action(world.project)
    client = sign_in(world.member)
    done = reverse("action-done", args=[world.project.pk, action.pk])
    assert "Done lately" in client.post(done, follow=True).text
    client.post(done, {"undo": "1"})
    action.refresh_from_db()
    assert action.done_at is None
    assert client.post(f"{done}?next=/")["Location"] == reverse("today")
    assert client.post(f"{done}?next=https://elsewhere.example/")["Location"] == list_url(world)


@pytest.mark.parametrize(
    "back", ["foo", "action-list", "project-list", "?x=1", "#x", "@evil.example", "projects.views"]
)
def test_a_button_goes_back_to_a_path_and_to_nothing_else(back, world, sign_in) -> None:
    """What is no path would be taken for the name of a URL: a page that broke after the act, or another page."""
    done = reverse("action-done", args=[world.project.pk, make.action(world.project).pk])
    answer = sign_in(world.member).post(done, query_params={"next": back})
    assert answer["Location"] == list_url(world)


def test_the_coach_ticks_only_what_the_coach_said(world, sign_in) -> None:
    own, theirs = make.action(world.project, owner=world.coach), make.action(world.project, owner=world.member)
    client = sign_in(world.coach)
    assert client.post(reverse("action-done", args=[world.project.pk, own.pk])).status_code == 302
    assert client.post(reverse("action-done", args=[world.project.pk, theirs.pk])).status_code == 403


@pytest.mark.parametrize("state", ["open", "closed", "unshared", "former", "paused"])
def test_today_offers_a_coach_done_only_where_it_works(world, sign_in, state) -> None:
    action = make.action(world.project, owner=world.coach, text="Bring the phone counts")
    if state in {"closed", "paused"}:
        status = "withdrawn" if state == "closed" else "paused"
        type(world.project).objects.filter(pk=world.project.pk).update(status=status)
    if state == "unshared":
        world.project.shares.filter(tool="actions").update(ended_at=make.now(), ended_by=world.lead)
    if state == "former":
        world.project.coach_assignments.update(ends_on=make.today())
        world.project.shares.create(tool="wall", audience="library")
    client, works = sign_in(world.coach), state in {"open", "paused"}
    page = client.get(reverse("today")).text
    done = reverse("action-done", args=[world.project.pk, action.pk])
    assert (f'action="{done}' in page) is works
    assert (f'action="{done}?next=/"' in page) is works
    assert ("Bring the phone counts" in page) is (state != "former")
    assert client.post(f"{done}?next=/").status_code == (302 if works else 403)
    if state == "unshared":
        action.project = type(world.project).objects.get(pk=world.project.pk)
        assert not can_tick(world.coach, action)


@pytest.mark.parametrize("status", ["active", "withdrawn"])
def test_today_offers_the_team_done_only_where_it_works(world, sign_in, status) -> None:
    action = make.action(world.project, owner=world.member, text="Bring the phone counts")
    type(world.project).objects.filter(pk=world.project.pk).update(status=status)
    client = sign_in(world.member)
    done = reverse("action-done", args=[world.project.pk, action.pk])
    page = client.get(reverse("today"), {"as": "team"}).text
    assert "Bring the phone counts" in page
    assert (f'action="{done}' in page) is (status == "active")
    assert (f'action="{done}?next=/?as=team"' in page) is (status == "active")
    answer = client.post(f"{done}?next=/?as=team")
    assert answer.status_code == (302 if status == "active" else 403)
    assert status != "active" or answer["Location"] == "/?as=team"


def test_what_looks_like_a_birthday_is_saved_and_said(world, sign_in) -> None:
    values = {"text": "Ring Pat, born 12/03/1961", "person": "", "key": uuid4()}
    page = sign_in(world.lead).post(reverse("action-create", args=[world.project.pk]), values, follow=True).text
    assert "The action is added." in page
    assert "may hold a date of birth" in page
    assert world.project.actions.count() == 1


def test_another_projects_action_is_not_found(world, sign_in) -> None:
    theirs = make.action(world.other_project)
    client = sign_in(world.lead)
    assert client.get(reverse("action-update", args=[world.project.pk, theirs.pk])).status_code == 404
    assert client.post(reverse("action-done", args=[world.project.pk, theirs.pk])).status_code == 404


def test_the_list_costs_the_same_for_many(world, sign_in) -> None:
    client = sign_in(world.lead)
    for _ in range(2):
        make.action(world.project, owner=world.member)
    few = count_queries(client, list_url(world))
    for _ in range(18):
        make.action(world.project, owner=world.member)
    assert count_queries(client, list_url(world)) == few
