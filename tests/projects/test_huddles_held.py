"""Huddles as they are held: begun, said, settled, taken on, finished; by two people at once, and twice."""

from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from cmsportal.audit.models import Event
from cmsportal.versions import Stale
from projects.actions.services import set_done
from projects.huddles.due import huddle_due
from projects.huddles.prompts import QUESTIONS
from projects.huddles.reading import earlier_items
from projects.huddles.running import assign_item, begin_huddle, finish_huddle, reword_item, say, settle_item
from projects.models import Action, Huddle, HuddleItem
from projects.refusal import Refusal
from tests.builders import huddles, make
from tests.builders.counting import count_queries
from tests.builders.together import run_together

LONDON = ZoneInfo("Europe/London")


def url(world, name, **keys) -> str:
    return reverse(name, kwargs={"project_id": world.project.pk, **keys})


def screen(world, huddle, slug="staffing") -> str:
    return url(world, "huddle-question", huddle_id=huddle.pk, slug=slug)


def test_six_taps_when_nothing_is_special(world, sign_in) -> None:
    """Every screen has one large button; from the first screen to 'done' it is tapped six times."""
    client = sign_in(world.member)
    page = client.get(url(world, "huddle-begin"))
    taps, headings = 0, []
    while "form" in page.context and page.context.get("question"):
        headings.append(page.context["question"].heading)
        form = page.context["form"]
        hidden = {field.name: field.value() for field in form.hidden_fields()}
        page = client.post(page.request["PATH_INFO"], {**hidden, "go": "on"}, follow=True)
        taps += 1
    assert taps == 6
    assert headings == [question.heading for question in QUESTIONS]
    huddle = Huddle.objects.get()
    assert huddle.finished_by == world.member
    assert not HuddleItem.objects.exists()
    assert "Today’s huddle is done." in page.text
    assert list(Event.objects.of_project(world.project).values_list("action", flat=True)[:2]) == [
        "huddle.finished",
        "huddle.begun",
    ]


def test_what_is_left_comes_first_and_again_under_its_question(world, sign_in) -> None:
    huddles.item(world.project, "Cover for <Sam>")
    huddles.item(
        world.project, "Ring the lab", prompt="heads_up", action=make.action(world.project, text="Ring the lab")
    )
    client = sign_in(world.member)
    first = client.get(url(world, "huddle-begin")).text
    assert "Two things are open</h2>" in first
    assert "Cover for &lt;Sam&gt;" in first
    assert "Ring the lab" in first
    huddle = huddles.huddle(world.project)
    assert "Cover for &lt;Sam&gt;" in client.get(screen(world, huddle)).text
    assert "Ring the lab" not in client.get(screen(world, huddle)).text
    assert "Ring the lab" in client.get(screen(world, huddle, "heads_up")).text


def test_what_was_ticked_off_today_stands_there_until_tomorrow(world, sign_in) -> None:
    item = huddles.item(world.project)
    client = sign_in(world.member)
    back = url(world, "huddle-begin")
    answer = client.post(url(world, "huddleitem-settle", item_id=item.pk) + f"?next={back}")
    assert answer["Location"] == back
    item.refresh_from_db()
    assert item.settled_by == world.member
    assert "Open again: Cover for the front desk" in client.get(back).text
    with time_machine.travel(make.now() + timedelta(days=1)):
        assert earlier_items(world.project, None) == []
    client.post(url(world, "huddleitem-settle", item_id=item.pk), {"undo": "1"})
    item.refresh_from_db()
    assert (item.settled_at, item.settled_by) == (None, None)


def test_a_line_is_added_once_and_the_large_button_takes_it_along(world, sign_in) -> None:
    huddle = huddles.huddle(world.project)
    client = sign_in(world.lead)
    key = client.get(screen(world, huddle)).context["form"]["key"].value()
    for _ in range(2):
        page = client.post(screen(world, huddle), {"line": "Sam is away <today>", "key": key}, follow=True)
    assert "Sam is away &lt;today&gt;" in page.text
    assert page.request["PATH_INFO"] == screen(world, huddle)
    assert HuddleItem.objects.get().prompt == "staffing"
    page = client.post(screen(world, huddle), {"line": "Jo, too", "key": uuid4(), "go": "on"}, follow=True)
    assert page.request["PATH_INFO"] == screen(world, huddle, "heads_up")
    assert set(HuddleItem.objects.values_list("text", flat=True)) == {"Sam is away <today>", "Jo, too"}


@pytest.mark.parametrize(
    ("line", "text", "owner"),
    [
        ("Sam: ring the locum, by tomorrow", "ring the locum", "member"),
        ("Flu clinic: bring chairs", "Flu clinic: bring chairs", None),
        ("Nothing by Friday", "Nothing by Friday", None),
    ],
)
def test_a_line_that_names_one_of_the_team_is_an_action(world, sign_in, line, text, owner) -> None:
    huddle = huddles.huddle(world.project)
    sign_in(world.lead).post(screen(world, huddle), {"line": line, "key": uuid4()})
    item = HuddleItem.objects.get()
    assert item.text == text
    assert bool(item.action) is bool(owner)
    if owner:
        assert item.action.owner == getattr(world, owner)
        assert item.action.due_on == make.today() + timedelta(days=1)
        assert (item.action.source, item.action.source_id) == ("huddle", huddle.pk)


@pytest.mark.parametrize("line", ["", "   ", "x" * 301, "Ring 943 476 5919"], ids=["none", "blank", "long", "nhs"])
def test_a_line_that_will_not_do_is_kept(world, sign_in, line) -> None:
    huddle = huddles.huddle(world.project)
    page = sign_in(world.lead).post(screen(world, huddle), {"line": line, "key": uuid4()})
    assert page.status_code == 200
    assert "nhsuk-error-summary" in page.text
    assert line.strip() in page.text
    assert not HuddleItem.objects.exists()


@pytest.mark.parametrize("number", ["0", "many", "500"])
def test_how_many_are_here_is_a_count(world, sign_in, number) -> None:
    page = sign_in(world.lead).post(url(world, "huddle-begin"), {"people_here": number, "version": 0})
    assert "nhsuk-error-summary" in page.text
    assert f'value="{number}"' in page.text
    assert not Huddle.objects.exists()


def test_beginning_twice_is_beginning_once(world, sign_in) -> None:
    client = sign_in(world.lead)
    for _ in range(2):
        client.post(url(world, "huddle-begin"), {"people_here": "4", "version": 0})
    huddle = Huddle.objects.get()
    assert (huddle.people_here, huddle.begun_by, huddle.version) == (4, world.lead, 1)
    other = client.post(url(world, "huddle-begin"), {"people_here": "5", "version": 0})
    assert "while you were writing" in other.text
    client.post(url(world, "huddle-begin"), {"people_here": "5", "version": 1})
    huddle.refresh_from_db()
    assert huddle.people_here == 5


def test_a_count_fills_what_was_left_empty(world) -> None:
    begin_huddle(project=world.project, by=world.lead)
    assert begin_huddle(project=world.project, people_here=3, by=world.member).people_here == 3
    assert begin_huddle(project=world.project, by=world.member).people_here == 3
    with pytest.raises(Stale):
        begin_huddle(project=world.project, people_here=4, expected_version=1, by=world.lead)


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_lose_nothing(world) -> None:
    def begin(by):
        return lambda: begin_huddle(project=world.project, by=by)

    first, second = run_together(begin(world.lead), begin(world.member))
    assert first.pk == second.pk
    key = uuid4()

    def speak(text, item_id, by):
        return lambda: say(huddle=first, prompt="tomorrow", text=text, owner=by, key=item_id, by=by)

    run_together(speak("One", uuid4(), world.lead), speak("Two", key, world.member), speak("Two", key, world.member))
    assert sorted(HuddleItem.objects.values_list("text", flat=True)) == ["One", "Two"]
    assert Action.objects.count() == 2
    plain = say(huddle=first, prompt="tomorrow", text="Three", key=uuid4(), by=world.lead)

    def take(by):
        return lambda: assign_item(item=plain, text="Three", owner=by, key=uuid4(), by=by)

    taken = run_together(
        take(world.lead), take(world.member), lambda: settle_item(item=plain, settled=True, by=world.lead)
    )
    plain.refresh_from_db()
    assert bool(plain.action_id) != bool(plain.settled_at) or plain.action.done_at
    assert sum(isinstance(result, HuddleItem) for result in taken[:2]) <= 1
    run_together(*[lambda: finish_huddle(huddle=first, by=world.lead)] * 2)
    assert Event.objects.filter(action="huddle.finished").count() == 1


def test_a_line_can_be_taken_on_with_owner_and_day(world, sign_in) -> None:
    item = huddles.item(world.project, "Order chairs")
    client = sign_in(world.lead)
    address = url(world, "huddleitem-assign", item_id=item.pk)
    form = client.get(address).context["form"]
    assert form["text"].value() == "Order chairs"
    given = {
        "text": "Order ten chairs",
        "person": world.member.pk,
        "due_on": "7 Marchember",
        "key": form["key"].value(),
    }
    bad = client.post(address, given)
    assert "7 Marchember" in bad.text
    assert not Action.objects.exists()
    back = url(world, "huddle-begin")
    for _ in range(2):
        answer = client.post(f"{address}?next={back}", {**given, "due_on": "7 March 2026"})
        assert answer["Location"] == back
    action = Action.objects.get()
    assert (action.text, action.owner, action.due_on) == ("Order ten chairs", world.member, date(2026, 3, 7))
    refused = client.post(address, {**given, "due_on": "", "key": uuid4()})
    assert "Somebody has taken this on already." in refused.text
    assert "Order ten chairs" in client.get(back).text
    set_done(action=action, done=True, by=world.member)
    with time_machine.travel(make.now() + timedelta(days=1)):
        assert earlier_items(world.project, None) == [], "the line follows its action"


def test_a_tick_of_a_line_is_a_tick_of_its_action(world) -> None:
    item = huddles.item(world.project, action=make.action(world.project))
    settle_item(item=item, settled=True, by=world.member)
    settle_item(item=item, settled=True, by=world.lead)
    action = Action.objects.get()
    assert action.done_by == world.member
    settle_item(item=item, settled=False, by=world.member)
    action.refresh_from_db()
    item.refresh_from_db()
    assert (action.done_at, item.settled_at) == (None, None)


def test_what_cannot_be_is_refused_with_a_word(world) -> None:
    settled = huddles.item(world.project)
    settle_item(item=settled, settled=True, by=world.member)
    with pytest.raises(Refusal, match="Open it again first"):
        assign_item(item=settled, text="x", key=uuid4(), by=world.lead)
    taken = huddles.item(world.project, action=make.action(world.project))
    with pytest.raises(Refusal, match="This is an action now"):
        reword_item(item=taken, text="x", expected_version=0)
    with pytest.raises(Refusal, match="neither on the lead team"):
        say(huddle=taken.huddle, prompt="test", text="x", owner=world.outsider, key=uuid4(), by=world.lead)
    assert HuddleItem.objects.count() == 2


def test_a_line_is_changed_and_a_stale_change_shows_both(world, sign_in) -> None:
    item = huddles.item(world.project)
    client = sign_in(world.lead)
    address = url(world, "huddleitem-update", item_id=item.pk)
    client.post(address, {"text": "Cover for both desks", "version": 0})
    item.refresh_from_db()
    assert item.text == "Cover for both desks"
    stale = client.post(address, {"text": "My words", "version": 0})
    assert "My words" in stale.text
    assert "Cover for both desks" in stale.text
    assert "nhsuk-error-summary" in client.post(address, {"text": "", "version": 1}).text


def test_one_that_nobody_finished_can_be_finished_later(world, sign_in) -> None:
    make.huddle_schedule(world.project)
    huddle = huddles.huddle(world.project, make.today() - timedelta(days=1))
    client = sign_in(world.member)
    assert "Was it held?" in client.get(url(world, "huddle-detail")).text
    assert "It was held: finish it" in client.get(url(world, "huddle-record", huddle_id=huddle.pk)).text
    client.post(url(world, "huddle-finish", huddle_id=huddle.pk))
    huddle.refresh_from_db()
    assert huddle.finished_by == world.member
    assert "Was it held?" not in client.get(url(world, "huddle-detail")).text
    assert "noted as held on" in client.get(url(world, "huddle-record", huddle_id=huddle.pk)).text


def test_the_record_says_what_was_said(world, sign_in) -> None:
    held = huddles.huddle(world.project, finished=True, people_here=4)
    huddles.item(world.project, "Flu clinic", huddle=held, prompt="heads_up")
    client = sign_in(world.coach)
    page = client.get(url(world, "huddle-record", huddle_id=held.pk)).text
    assert "Flu clinic" in page
    assert "4 people here" in page
    assert "Mark done" not in page
    assert client.get(url(world, "huddle-detail")).status_code == 200


def test_the_small_test_under_way_is_told(world, sign_in) -> None:
    held = huddles.huddle(world.project)
    client = sign_in(world.member)
    assert "No small test is under way." in client.get(screen(world, held, "test")).text
    cycle = make.cycle(world.project, stage="do", title="Two on the phones")
    page = client.get(screen(world, held, "test")).text
    assert "Two on the phones" in page
    assert reverse("cycle-detail", args=[world.project.pk, cycle.pk]) in page


def test_what_is_not_there_is_not_found(world, sign_in) -> None:
    theirs = huddles.huddle(world.other_project)
    client = sign_in(world.lead)
    assert client.get(url(world, "huddle-record", huddle_id=theirs.pk)).status_code == 404
    assert client.get(screen(world, theirs)).status_code == 404
    assert client.post(url(world, "huddle-finish", huddle_id=theirs.pk)).status_code == 404
    assert (
        client.post(url(world, "huddleitem-settle", item_id=huddles.item(world.other_project).pk)).status_code == 404
    )
    assert client.get(screen(world, huddles.huddle(world.project), "gossip")).status_code == 404


@pytest.mark.parametrize("name", ["huddle-begin", "huddle-detail"])
def test_many_lines_cost_the_same(world, sign_in, name) -> None:
    make.huddle_schedule(world.project)
    for _ in range(2):
        huddles.item(world.project, action=make.action(world.project, owner=world.member))
    client = sign_in(world.lead)
    few = count_queries(client, url(world, name))
    for _ in range(9):
        huddles.item(world.project, action=make.action(world.project, owner=world.member))
        huddles.item(world.project)
    assert count_queries(client, url(world, name)) == few


AT = datetime(2026, 3, 3, 8, 50, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("after", "state", "due"),
    [
        (-60, None, True),
        (5, None, True),
        (119, None, True),
        (121, None, False),
        (300, "begun", True),
        (5, "done", False),
    ],
)
def test_due_until_it_is_held_or_two_hours_late(after, state, due) -> None:
    now = AT + timedelta(minutes=after)
    schedule = make.HuddleSchedule(weekdays=[1], time=AT.time(), place="Desk")
    held = [Huddle(day=AT.date(), begun_at=AT, finished_at=now if state == "done" else None)] if state else []
    found = huddle_due(schedule, held, now, ())
    assert bool(found) is due
    assert not due or found.is_begun is (state == "begun")
    assert huddle_due(schedule, [], AT, {AT.date()}) is None, "not on a closed day"
    assert huddle_due(None, [], AT, ()) is None


def test_today_leads_to_the_first_screen(world, sign_in) -> None:
    make.huddle_schedule(world.project, weekdays=list(range(7)), time=AT.time())
    with time_machine.travel(datetime.combine(make.today(), AT.time(), tzinfo=LONDON), tick=False):
        client = sign_in(world.member)
        assert url(world, "huddle-begin") in client.get(reverse("today")).text
        huddles.huddle(world.project, finished=True)
        assert url(world, "huddle-begin") not in client.get(reverse("today")).text
