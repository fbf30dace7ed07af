"""What the database itself refuses of habits, meetings, reminders and what is handed on."""

from datetime import date, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from practices.models import Closure
from projects.models import (
    Action,
    AgendaItem,
    CalendarFeed,
    CalendarInvite,
    Delivery,
    FollowUpCheck,
    Huddle,
    HuddleItem,
    HuddleSchedule,
    Meeting,
    MeetingNote,
    MeetingRole,
    MeetingSeries,
    Offer,
    Reminder,
    ReminderSettings,
    TemplateItem,
)
from tests.builders import make

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


def refused(name: str, model: Any, **values: Any) -> None:
    """The database says no, by the constraint of this name."""
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        model.objects.create(**values)


# --- The practice ------------------------------------------------------------------------------------------------


def test_a_nation_is_one_of_four() -> None:
    with pytest.raises(IntegrityError, match="practice_nation_known"), transaction.atomic():
        make.practice(nation="IRL")
    assert make.practice(nation="SCT").nation == "SCT"


def test_a_closure_is_a_stretch_of_days_and_stands_once(world) -> None:
    days = {"practice": world.practice, "first_day": DAY, "last_day": DAY, "added_by": world.lead}
    refused("closure_day_order", Closure, **{**days, "last_day": DAY - timedelta(days=1)})
    Closure.objects.create(**days)
    refused("closure_once", Closure, **days)


def test_closures_are_for_those_who_know_a_project_of_the_practice(world) -> None:
    closure = Closure.objects.create(
        practice=world.practice, first_day=DAY, last_day=DAY + timedelta(days=4), added_by=world.lead
    )
    assert list(Closure.visible_to(world.member)) == [closure]
    assert not Closure.visible_to(world.outsider).exists()
    assert not Closure.visible_to(world.other_practice_lead).exists()
    inside = Closure.objects.touching(DAY + timedelta(days=4), DAY + timedelta(days=9))
    assert list(inside) == [closure]
    assert not Closure.objects.touching(DAY + timedelta(days=5), DAY + timedelta(days=9)).exists()


# --- Huddles and actions -----------------------------------------------------------------------------------------


def test_only_what_is_paused_starts_again(world) -> None:
    values = {"project": world.project, "time": time(8, 50)}
    refused("huddleschedule_pause_has_its_end", HuddleSchedule, weekdays=[0], paused_until=DAY, **values)
    refused("huddleschedule_weekdays_of_a_week", HuddleSchedule, weekdays=[0, 7], **values)
    schedule = HuddleSchedule.objects.create(weekdays=[0, 6], is_paused=True, paused_until=DAY, **values)
    assert schedule.history.count() == 1


def huddle(world: Any, **extra: Any) -> Huddle:
    return Huddle.objects.create(**{"project": world.project, "day": DAY, "begun_by": world.lead, **extra})


def test_one_huddle_a_day_that_ends_after_it_began(world) -> None:
    held = huddle(world)
    values = {"project": world.project, "begun_by": world.lead}
    refused("huddle_one_a_day", Huddle, day=DAY, **values)
    half = {"begun_at": held.begun_at, "finished_at": make.now()}
    refused("huddle_finished_pair", Huddle, day=DAY + timedelta(days=1), **half, **values)
    early = held.begun_at - timedelta(minutes=1)
    ends = {"finished_at": early, "finished_by": world.lead, "begun_at": held.begun_at}
    refused("huddle_finished_after_begun", Huddle, day=DAY + timedelta(days=1), **ends, **values)
    assert not Huddle.objects.finished().exists()


def test_an_item_with_an_action_is_settled_by_the_action(world) -> None:
    held = huddle(world)
    action = make.action(world.project, source="huddle", source_id=held.pk)
    settled = {"settled_at": make.now(), "settled_by": world.lead}
    values = {"huddle": held, "prompt": "staffing", "text": "Cover for Sam's desk", "said_by": world.lead}
    refused("huddleitem_settled_by_its_action", HuddleItem, action=action, **settled, **values)
    refused("huddleitem_settled_pair", HuddleItem, settled_at=make.now(), **values)
    item = HuddleItem.objects.create(action=action, **values)
    settled_item = HuddleItem.objects.create(**settled, **values)
    assert list(HuddleItem.objects.open()) == [item]
    Action.objects.filter(pk=action.pk).update(done_at=make.now(), done_by=world.lead)
    assert not HuddleItem.objects.open().exists()
    assert list(HuddleItem.visible_to(world.outsider)) == []
    assert set(HuddleItem.visible_to(world.member)) == {item, settled_item}


@pytest.mark.parametrize("source", ["visit", "cycle", "meeting", "huddle", "team", "elsewhere"])
def test_an_action_names_where_it_came_from(world, source) -> None:
    row = {} if source != "team" else {"source_id": uuid4()}
    refused("action_source_named", Action, project=world.project, text="Ring back", source=source, **row)


# --- Meetings ----------------------------------------------------------------------------------------------------


def series(world: Any, **extra: Any) -> dict[str, Any]:
    return {
        "project": world.project,
        "kind": "lead_team",
        "rhythm": "weekly",
        "weekday": 1,
        "time": time(13),
        "starts_on": DAY,
        **extra,
    }


def meeting(world: Any, **extra: Any) -> dict[str, Any]:
    return {"project": world.project, "kind": "lead_team", "day": DAY, "starts_at": make.now(), **extra}


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("meetingseries_week_of_a_month", {"rhythm": "monthly"}),
        ("meetingseries_week_of_a_month", {"week": 1}),
        ("meetingseries_week_of_a_month", {"rhythm": "monthly", "week": 6}),
        ("meetingseries_weekday_of_a_week", {"weekday": 7}),
        ("meetingseries_has_a_length", {"minutes": 0}),
        ("meetingseries_pause_has_its_end", {"paused_until": DAY}),
    ],
    ids=["monthly without a week", "weekly with one", "a sixth week", "an eighth day", "no time", "pause"],
)
def test_a_series_that_could_not_be_kept(world, name, wrong) -> None:
    refused(name, MeetingSeries, **series(world, **wrong))


def test_one_series_a_kind_and_one_meeting_a_day_of_it(world) -> None:
    kept = MeetingSeries.objects.create(**series(world))
    refused("meetingseries_one_a_kind", MeetingSeries, **series(world, weekday=3))
    refused("templateitem_has_minutes", TemplateItem, series=kept, title="Welcome", minutes=0)
    Meeting.objects.create(**meeting(world, series=kept))
    refused("meeting_once_a_day_of_its_series", Meeting, **meeting(world, series=kept))
    Meeting.objects.create(**meeting(world))  # besides the series
    assert list(TemplateItem.visible_to(world.outsider)) == []


def times(world: Any, *names: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in names:
        found |= {f"{name}_at": make.now(), f"{name}_by": world.lead}
    return found


STATES = {"planned": (), "running": ("begun",), "closed": ("begun", "closed"), "cancelled": ("cancelled",)}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("other", STATES)
def test_a_meetings_state_and_its_times_agree(world, state, other) -> None:
    values = meeting(world, state=state, **times(world, *STATES[other]))
    if state == other:
        assert Meeting.objects.create(**values).state == state
    else:
        refused("meeting_state_has_its_time", Meeting, **values)


@pytest.mark.parametrize("stem", ["begun", "closed", "cancelled", "minutes_mailed"])
def test_a_time_of_a_meeting_has_a_person(world, stem) -> None:
    row = Meeting.objects.create(**meeting(world, state="closed", **times(world, "begun", "closed")))
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(pk=row.pk).update(**{f"{stem}_by": None, f"{stem}_at": make.now()})


def test_what_else_a_meeting_cannot_be(world) -> None:
    refused("meeting_score_range", Meeting, **meeting(world, score=11))
    refused("meeting_score_range", Meeting, **meeting(world, score=0))
    refused("meeting_has_a_length", Meeting, **meeting(world, minutes=1))
    refused("meeting_minutes_mailed_when_over", Meeting, **meeting(world, **times(world, "minutes_mailed")))
    Meeting.objects.create(**meeting(world, state="running", **times(world, "begun")))
    refused("meeting_one_at_a_time", Meeting, **meeting(world, state="running", **times(world, "begun")))
    other = meeting(world, project=world.other_project, state="running", **times(world, "begun"))
    Meeting.objects.create(**other)  # other teams meet when they like
    assert Meeting.objects.coming().count() == 2


def test_a_role_has_one_person(world) -> None:
    row = Meeting.objects.create(**meeting(world))
    place = world.project.team.get(user=world.member)
    MeetingRole.objects.create(meeting=row, role="leader", member=place)
    refused("meetingrole_one_person", MeetingRole, meeting=row, role="leader", member=place)
    MeetingRole.objects.create(meeting=row, role="recorder", member=place)  # in a small team one has two


def test_the_agenda(world) -> None:
    row = Meeting.objects.create(**meeting(world))
    values = {"meeting": row, "title": "Study test 3", "minutes": 10}
    refused("agendaitem_has_minutes", AgendaItem, **{**values, "minutes": 0})
    refused("agendaitem_source_named", AgendaItem, source="cycle", **values)
    refused("agendaitem_source_named", AgendaItem, source="typed", source_id=uuid4(), **values)
    refused("agendaitem_done_does_not_run", AgendaItem, running_since=make.now(), done_at=make.now(), **values)
    subject = uuid4()
    AgendaItem.objects.create(source="cycle", source_id=subject, running_since=make.now(), **values)
    refused("agendaitem_once_about_a_thing", AgendaItem, source="cycle", source_id=subject, **values)
    refused("agendaitem_one_runs", AgendaItem, running_since=make.now(), **values)
    assert list(AgendaItem.visible_to(world.outsider)) == []


def test_only_a_parked_idea_is_settled(world) -> None:
    row = Meeting.objects.create(**meeting(world))
    values = {"meeting": row, "text": "A second phone line", "written_by": world.lead}
    refused("meetingnote_only_the_parked_wait", MeetingNote, kind="decision", **times(world, "settled"), **values)
    refused("meetingnote_settled_pair", MeetingNote, kind="parked", settled_at=make.now(), **values)
    assert MeetingNote.objects.create(kind="parked", **times(world, "settled"), **values).settled_by == world.lead


# --- Reminders ---------------------------------------------------------------------------------------------------


def test_a_digest_is_of_no_project_and_all_else_is(world) -> None:
    due = make.now()
    values = {"user": world.lead, "subject_id": world.lead.pk, "day": DAY, "due_at": due, "try_at": due}
    name = "reminder_of_a_project_or_a_digest"
    refused(name, Reminder, kind="digest", key="1", project=world.project, **values)
    refused(name, Reminder, kind="huddle", key="1", **values)
    digest = Reminder.objects.create(kind=Reminder.DIGEST, key="1", **values)
    refused(name, Reminder, kind="digest", key="2", digest=digest, **values)
    part = make.reminder(world.project, world.lead, digest=digest)
    assert list(digest.parts.all()) == [part]


def test_only_what_went_to_the_portal_is_put_away_there(world) -> None:
    sent = {"state": "sent", "sent_at": make.now(), "seen_at": make.now()}
    name = "reminder_seen_in_the_portal"
    for wrong in ({**sent, "channel": "mail"}, {"channel": "portal", "seen_at": make.now()}):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            make.reminder(world.project, world.lead, **wrong)
    assert make.reminder(world.project, world.lead, channel="portal", **sent).seen_at


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("remindersettings_quiet_hours", {"quiet_from": time(19)}),
        ("remindersettings_quiet_hours_end", {"quiet_from": time(19), "quiet_until": time(19)}),
        ("remindersettings_pause", {"paused_until": DAY}),
        ("remindersettings_pause_order", {"paused_from": DAY, "paused_until": DAY}),
    ],
    ids=["quiet without an end", "quiet all day", "pause without a start", "pause of no day"],
)
def test_settings_that_could_not_be_kept(world, name, wrong) -> None:
    refused(f'"{name}"', ReminderSettings, user=world.lead, **wrong)


def test_settings_over_midnight_are_ones_own(world) -> None:
    own = ReminderSettings.objects.create(user=world.lead, quiet_from=time(19), quiet_until=time(7))
    assert list(ReminderSettings.visible_to(world.lead)) == [own]
    assert not ReminderSettings.visible_to(world.admin).exists()


def test_a_mail_is_accepted_once_and_a_code_is_a_reply(world) -> None:
    reminder = make.reminder(world.project, world.lead)
    refused("delivery_code_of_a_reply", Delivery, reminder=reminder, outcome="no_server", code=421)
    refused("delivery_code_of_a_reply", Delivery, reminder=reminder, outcome="refused", code=99)
    for outcome, code in (("no_server", None), ("not_now", 421), ("not_now", 450), ("accepted", 250)):
        Delivery.objects.create(reminder=reminder, outcome=outcome, code=code)
    refused("delivery_accepted_once", Delivery, reminder=reminder, outcome="accepted")
    assert Delivery.visible_to(world.admin).count() == Delivery.visible_to(world.lead).count() == 4
    assert not Delivery.visible_to(world.member).exists()


# --- Calendars, leaving, looking back ------------------------------------------------------------------------------


def test_one_open_calendar_a_person(world) -> None:
    feed = CalendarFeed.objects.create(user=world.lead)
    refused("calendarfeed_one_a_person", CalendarFeed, user=world.lead)
    refused("calendarfeed_revoked_pair", CalendarFeed, user=world.lead, revoked_at=make.now())
    CalendarFeed.objects.filter(pk=feed.pk).update(revoked_at=make.now(), revoked_by=world.lead)
    again = CalendarFeed.objects.create(user=world.lead)
    assert list(CalendarFeed.visible_to(world.lead).open()) == [again]
    assert not CalendarFeed.visible_to(world.admin).exists()


def test_one_invite_a_person_and_event(world) -> None:
    values = {"project": world.project, "user": world.lead, "subject": "series", "subject_id": uuid4(), "said": "a"}
    CalendarInvite.objects.create(**values)
    refused("calendarinvite_once_a_person", CalendarInvite, **values)
    CalendarInvite.objects.create(**{**values, "user": world.member})


@pytest.mark.parametrize("what", Offer.What.values)
def test_an_offer_names_its_row_or_is_a_role(world, what) -> None:
    place = world.project.team.get(user=world.member)
    values = {"project": world.project, "leaver": place, "what": what}
    is_role = what in {"champion", "sponsor", "lead"}
    right, wrong = (None, uuid4()) if is_role else (uuid4(), None)
    refused("offer_names_its_subject", Offer, subject_id=wrong, **values)
    values |= {"subject_id": right}
    refused("offer_taken_pair", Offer, taken_at=make.now(), **values)
    refused("offer_let_go_pair", Offer, let_go_at=make.now(), **values)
    refused("offer_taken_or_let_go", Offer, **times(world, "taken", "let_go"), **values)
    Offer.objects.create(**times(world, "taken"), **values)
    waits = Offer.objects.create(**values)
    refused("offer_one_open", Offer, **values)
    assert list(Offer.objects.open()) == [waits]


def test_a_check_is_done_when_it_says_whether_it_holds(world) -> None:
    values = {"project": world.project, "months": 3, "due_on": DAY}
    name = "followupcheck_done_says_whether_it_holds"
    refused(name, FollowUpCheck, **times(world, "done"), **values)
    refused(name, FollowUpCheck, holds="yes", **values)
    refused("followupcheck_done_pair", FollowUpCheck, holds="yes", done_at=make.now(), **values)
    refused("followupcheck_months_known", FollowUpCheck, **{**values, "months": 4})
    FollowUpCheck.objects.create(holds="partly", **times(world, "done"), **values)
    refused("followupcheck_once", FollowUpCheck, **values)
