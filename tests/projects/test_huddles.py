from datetime import UTC, date, datetime, time

import pytest
from django.urls import reverse

from projects.huddles.schedule import days_words, huddle_view
from projects.huddles.services import set_schedule
from projects.models import HuddleSchedule
from projects.series import next_occurrence
from tests.builders import make
from tests.builders.together import run_together

WEEKDAYS = [0, 1, 2, 3, 4]


def schedule(**extra) -> HuddleSchedule:
    return HuddleSchedule(**{"weekdays": WEEKDAYS, "time": time(8, 50), "place": "Reception desk", **extra})


@pytest.mark.parametrize(
    ("now", "at"),
    [
        (datetime(2026, 3, 2, 8, 0, tzinfo=UTC), datetime(2026, 3, 2, 8, 50, tzinfo=UTC)),
        (datetime(2026, 3, 2, 8, 50, tzinfo=UTC), datetime(2026, 3, 2, 8, 50, tzinfo=UTC)),
        (datetime(2026, 3, 2, 8, 51, tzinfo=UTC), datetime(2026, 3, 3, 8, 50, tzinfo=UTC)),
        (datetime(2026, 3, 6, 9, 0, tzinfo=UTC), datetime(2026, 3, 9, 8, 50, tzinfo=UTC)),
        # The clocks go forward on 29 March: 8:50 at the practice is 7:50 UTC from then on.
        (datetime(2026, 3, 27, 9, 0, tzinfo=UTC), datetime(2026, 3, 30, 7, 50, tzinfo=UTC)),
    ],
)
def test_next_huddle(now, at) -> None:
    assert next_occurrence(schedule(), now) == at


def test_once_a_week_comes_round_to_the_same_day() -> None:
    just_after = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    assert next_occurrence(schedule(weekdays=[0]), just_after) == datetime(2026, 3, 9, 8, 50, tzinfo=UTC)


def test_no_huddle_while_paused() -> None:
    assert next_occurrence(schedule(is_paused=True), datetime(2026, 3, 2, tzinfo=UTC)) is None


def test_the_words() -> None:
    assert [days_words(days) for days in (WEEKDAYS, [3, 0], list(range(7)), [2])] == [
        "Every weekday",
        "Mondays and Thursdays",
        "Every day",
        "Wednesdays",
    ]
    view = huddle_view(schedule(), datetime(2026, 3, 2, 8, 0, tzinfo=UTC), ())
    assert view.sentence == "Every weekday at 8:50am, Reception desk"
    assert view.next_sentence == "Next: today at 8:50am"
    friday = huddle_view(schedule(), datetime(2026, 3, 6, 10, 0, tzinfo=UTC), ())
    assert friday.next_sentence.startswith("Next: on Monday 9 March")


def page(world) -> str:
    return reverse("huddle-update", args=[world.project.pk])


FILLED = {"weekdays": ["0", "2"], "time": "8.50am", "place": "<i>Kitchen</i>", "version": "0"}


def test_set_change_and_pause(world, sign_in) -> None:
    client = sign_in(world.member)
    empty = client.get(reverse("huddle-detail", args=[world.project.pk])).text
    assert "No time is set yet" in empty
    shown = client.post(page(world), FILLED, follow=True).text
    assert "Mondays and Wednesdays at 8:50am, &lt;i&gt;Kitchen&lt;/i&gt;" in shown
    assert world.project.progress.filter(tool="huddles", state="doing").exists()
    version = HuddleSchedule.objects.get().version
    paused = client.post(page(world), {**FILLED, "is_paused": "on", "version": version}, follow=True).text
    assert "The huddles are paused." in paused


@pytest.mark.parametrize(
    "wrong", [{"weekdays": []}, {"weekdays": ["9"]}, {"time": "half past"}, {"place": "9434765919"}]
)
def test_bad_input_keeps_what_was_typed(world, sign_in, wrong) -> None:
    answer = sign_in(world.member).post(page(world), {**FILLED, **wrong})
    assert answer.status_code == 200
    assert "nhsuk-error-summary" in answer.text
    assert wrong.get("place", "Kitchen") in answer.text
    assert not HuddleSchedule.objects.exists()


def test_a_stale_save_shows_both(world, sign_in) -> None:
    row = make.huddle_schedule(world.project, version=3)
    answer = sign_in(world.member).post(page(world), {**FILLED, "version": 2})
    assert "Reception desk" in answer.text
    assert "Kitchen" in answer.text
    row.refresh_from_db()
    assert row.place == "Reception desk"


@pytest.mark.django_db(transaction=True)
def test_two_set_it_first_at_once(world) -> None:
    def click(place):
        return lambda: set_schedule(
            project=world.project,
            weekdays=[0],
            time=time(9),
            place=place,
            is_paused=False,
            expected_version=0,
            by=world.lead,
        )

    said = run_together(click("Kitchen"), click("Desk"))
    assert sorted(type(item).__name__ for item in said) == ["HuddleSchedule", "Stale"]
    said = run_together(click("Kitchen"), click(HuddleSchedule.objects.get().place))
    assert sorted(type(item).__name__ for item in said)[0] == "HuddleSchedule"


def test_a_pause_until_the_end_of_the_calendar_breaks_no_page(world, sign_in) -> None:
    make.huddle_schedule(world.project, is_paused=True, paused_until=date(9999, 12, 31))
    for name in ("huddle-detail", "project-detail"):
        assert sign_in(world.member).get(reverse(name, args=[world.project.pk])).status_code == 200
    for who in (world.member, world.manager):
        assert sign_in(who).get(reverse("today")).status_code == 200
