"""Days on which a practice is closed, and the nation whose bank holidays it keeps."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from cmsportal.workdays import bank_holidays, is_bank_holiday, next_working_day
from practices.models import Closure
from projects.closures.services import remove_closure
from tests.builders import huddles, make
from tests.builders.counting import count_queries


def url(world, name, **keys) -> str:
    return reverse(name, kwargs={"project_id": world.project.pk, **keys})


def given(**extra) -> dict[str, object]:
    return {"first_day": "12 March 2030", "last_day": "", "reason": "<i>Training</i>", "key": uuid4(), **extra}


def test_add_change_and_take_off(world, sign_in) -> None:
    client = sign_in(world.member)
    assert "No closed days to come" in client.get(url(world, "closure-list")).text
    values = given()
    for _ in range(2):
        page = client.post(url(world, "closure-create"), values, follow=True).text
    assert "Tuesday 12 March 2030" in page
    assert "&lt;i&gt;Training&lt;/i&gt;" in page
    row = Closure.objects.get()
    assert (row.first_day, row.last_day, row.added_by) == (date(2030, 3, 12), date(2030, 3, 12), world.member)
    change = url(world, "closure-update", closure_id=row.pk)
    changed = client.post(change, given(last_day="14 March 2030", version=0), follow=True).text
    assert "Tuesday 12 March 2030 to Thursday 14 March 2030" in changed
    stale = client.post(change, given(reason="Moving house", version=0)).text
    assert "while you were writing" in stale
    assert "Moving house" in stale
    page = client.post(url(world, "closure-delete", closure_id=row.pk), follow=True).text
    assert "off the list" in page
    again = client.post(url(world, "closure-delete", closure_id=row.pk), follow=True)
    assert again.status_code == 200, "a second click"
    elsewhere = reverse("closure-delete", args=[world.project.pk, uuid4()])
    assert client.post(elsewhere).status_code == 404
    assert not Closure.objects.exists()
    assert Closure.history.filter(history_type="-").count() == 1
    row.pk = row.id = values["key"]
    remove_closure(project=world.project, closure=row, by=world.lead)


@pytest.mark.parametrize(
    "wrong",
    [
        {"first_day": ""},
        {"first_day": "32 March"},
        {"last_day": "11 March 2030"},
        {"last_day": "12 March 2040"},
        {"reason": "Pat 943 476 5919"},
        {"reason": "x" * 121},
    ],
    ids=["none", "no-day", "before", "too-long", "nhs", "wordy"],
)
def test_bad_input_is_kept_and_nothing_is_saved(world, sign_in, wrong) -> None:
    page = sign_in(world.member).post(url(world, "closure-create"), given(**wrong))
    assert page.status_code == 200
    assert "nhsuk-error-summary" in page.text
    assert next(iter(wrong.values())) in page.text
    assert not Closure.objects.exists()


def test_the_same_days_twice_are_said_so(world, sign_in) -> None:
    huddles.closure(world.practice, date(2030, 3, 12))
    page = sign_in(world.member).post(url(world, "closure-create"), given())
    assert "on the list already" in page.text
    assert Closure.objects.count() == 1


def test_another_practices_days_are_not_found(world, sign_in) -> None:
    theirs = huddles.closure(world.other_project.practice)
    client = sign_in(world.lead)
    assert client.get(url(world, "closure-update", closure_id=theirs.pk)).status_code == 404
    assert client.post(url(world, "closure-delete", closure_id=theirs.pk)).status_code == 404


def test_the_nation_is_set_by_a_leader(world, sign_in) -> None:
    client = sign_in(world.lead)
    with time_machine.travel(date(2026, 11, 2)):
        assert "Monday 30 November" not in client.get(url(world, "closure-list")).text
        page = client.post(url(world, "nation-update"), {"nation": "SCT", "version": 0}, follow=True).text
    assert "Bank holidays of Scotland" in page
    assert "Monday 30 November" in page, "Saint Andrew's Day"
    world.practice.refresh_from_db()
    assert world.practice.nation == "SCT"
    stale = client.post(url(world, "nation-update"), {"nation": "WLS", "version": 0}).text
    assert "while you were writing" in stale
    assert "nhsuk-error-summary" in client.post(url(world, "nation-update"), {"nation": "FRA", "version": 1}).text


def test_a_member_reads_the_nation_and_does_not_set_it(world, sign_in) -> None:
    client = sign_in(world.member)
    assert url(world, "nation-update") not in client.get(url(world, "closure-list")).text
    assert client.post(url(world, "nation-update"), {"nation": "SCT", "version": 0}).status_code == 403


def test_a_closed_day_is_no_day_of_the_huddle(world, sign_in) -> None:
    make.huddle_schedule(world.project, weekdays=list(range(7)))
    tomorrow = make.today() + timedelta(days=1)
    huddles.closure(world.practice, make.today(), last_day=tomorrow)
    client = sign_in(world.member)
    page = client.get(reverse("huddle-detail", args=[world.project.pk])).text
    assert "Next: tomorrow" not in page
    assert "Next: on " in page
    assert reverse("huddle-begin", args=[world.project.pk]) not in client.get(reverse("today")).text


def test_many_closed_days_cost_the_same(world, sign_in) -> None:
    client = sign_in(world.lead)
    for number in range(2):
        huddles.closure(world.practice, make.today() + timedelta(days=number))
    few = count_queries(client, url(world, "closure-list"))
    for number in range(2, 20):
        huddles.closure(world.practice, make.today() + timedelta(days=number))
    assert count_queries(client, url(world, "closure-list")) == few


@pytest.mark.parametrize(
    ("nation", "day"),
    [
        ("ENG", date(2026, 4, 6)),  # Easter Monday
        ("WLS", date(2026, 4, 6)),
        ("SCT", date(2026, 1, 2)),
        ("NIR", date(2026, 3, 17)),  # Saint Patrick's Day
    ],
)
def test_each_nation_has_its_own(nation, day) -> None:
    assert is_bank_holiday(day, nation)
    assert next_working_day(day - timedelta(days=1), nation) > day
    kept_by = {each for each in ("ENG", "WLS", "SCT", "NIR") if day in bank_holidays(day.year, each)}
    assert kept_by != {"ENG", "WLS", "SCT", "NIR"}


def test_paused_until_is_asked_for_and_starts_again_by_itself(world, sign_in) -> None:
    client = sign_in(world.member)
    address = url(world, "huddle-update")
    until = make.today() + timedelta(days=10)
    filled = {"weekdays": ["0", "1", "2", "3", "4", "5", "6"], "time": "8.50am", "place": "", "is_paused": "on"}
    past = client.post(address, {**filled, "paused_until": "1 March 2020", "version": 0}).text
    assert "Choose a day later than today." in past
    assert "1 March 2020" in past
    words = f"{until:%d %B %Y}"
    page = client.post(address, {**filled, "paused_until": words, "version": 0}, follow=True).text
    assert "The huddles are paused until" in page
    with time_machine.travel(make.now() + timedelta(days=10)):
        client = sign_in(world.member)
        page = client.get(reverse("huddle-detail", args=[world.project.pk])).text
        assert "paused" not in page
        assert "Next: to" in page
        form = client.get(address).context["form"]
        assert not form["is_paused"].value(), "the pause is over"
        row = world.project.huddle_schedule
        client.post(address, {**filled, "is_paused": "", "paused_until": "rubbish", "version": row.version})
        row.refresh_from_db()
        assert (row.is_paused, row.paused_until) == (False, None)
