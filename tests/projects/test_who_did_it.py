"""Who closed, called off, settled, took over, let go, withdrew or added something stands where one looks for it."""

import pytest
from django.urls import reverse

from cmsportal.nhsuk.formats import day
from practices.models import Closure
from projects.calendar.feeds import open_feed, revoke_feed
from projects.huddles.running import settle_item
from projects.leaving.services import let_offer_go, take_offer
from projects.meetings.reading import read_minutes
from tests.builders import huddles, keeping, make, meetings
from tests.builders.counting import count_queries


def page(client, name: str, *keys) -> str:
    return client.get(reverse(name, args=keys)).content.decode()


def test_the_minutes_say_who_closed_the_meeting(world, sign_in) -> None:
    over = meetings.closed(world.project, world.member)
    words = f"Sam Whitlock closed the meeting on {day(over.closed_at)}."
    assert words in page(sign_in(world.coach), "meeting-detail", world.project.pk, over.pk)


def test_under_way_nobody_has_closed_it(world, sign_in) -> None:
    running = meetings.running(world.project, world.member)
    assert "closed the meeting" not in page(sign_in(world.coach), "meeting-detail", world.project.pk, running.pk)


def test_a_meeting_called_off_says_by_whom(world, sign_in) -> None:
    off = meetings.cancelled(world.project, world.lead)
    words = f"Jo Pritchard called this meeting off on {day(off.cancelled_at)}."
    assert words in page(sign_in(world.member), "meeting-detail", world.project.pk, off.pk)


def test_the_minutes_say_who_settled_what_was_parked(world, sign_in) -> None:
    over = meetings.closed(world.project, world.lead)
    meetings.note(over, world.lead, kind="parked", text="Chairs for the hall")
    assert read_minutes(over).put_aside == ("Chairs for the hall",)
    over.outcomes.update(settled_at=make.now(), settled_by=world.member)
    words = f"Chairs for the hall (settled by Sam Whitlock on {day(make.now())})"
    assert words in page(sign_in(world.coach), "meeting-detail", world.project.pk, over.pk)


def test_a_line_of_a_huddle_says_who_settled_it(world, sign_in) -> None:
    item = huddles.item(world.project, "Cover for the front desk")
    client = sign_in(world.coach)
    assert "ettled by" not in page(client, "huddle-detail", world.project.pk)
    settle_item(item=item, settled=True, by=world.member)
    assert "Settled by Sam Whitlock" in page(client, "huddle-detail", world.project.pk)
    settle_item(item=item, settled=False, by=world.member)
    assert "ettled by" not in page(client, "huddle-detail", world.project.pk)


@pytest.mark.parametrize(
    ("act", "words"), [(take_offer, "took it over"), (let_offer_go, "let it go")], ids=["taken", "let go"]
)
def test_the_page_of_offers_says_who_took_it_or_let_it_go(world, sign_in, act, words) -> None:
    offer, client = keeping.offer(world.project), sign_in(world.lead)
    keeping.offer(world.other_project)
    assert "What found somebody" not in page(client, "offer-list", world.project.pk)
    act(offer=offer, by=world.member)
    said = f"Action, from Lucy Grant: Sam Whitlock {words} on {day(make.now())}."
    assert said in page(client, "offer-list", world.project.pk)


def test_the_calendar_says_when_an_address_was_withdrawn(world, sign_in) -> None:
    client = sign_in(world.member)
    open_feed(user=world.member)
    assert "withdrew" not in page(client, "calendar-detail")
    revoke_feed(user=world.member)
    assert f"Sam Whitlock withdrew an earlier address on {day(make.now())}." in page(client, "calendar-detail")
    assert "withdrew" not in page(sign_in(world.lead), "calendar-detail"), "another person's"


def closed(world, reason: str, by) -> Closure:
    today = make.today()
    return Closure.objects.create(
        practice=world.practice, first_day=today, last_day=today, reason=reason, added_by=by
    )


@pytest.mark.parametrize(
    ("reason", "words"), [("Training", "Training (added by Sam Whitlock)"), ("", "Added by Sam Whitlock")],
    ids=["a reason", "none"],
)  # fmt: skip
def test_closed_days_say_who_added_them(world, sign_in, reason, words) -> None:
    closed(world, reason, world.member)
    assert words in page(sign_in(world.coach), "closure-list", world.project.pk)


def test_names_cost_no_query_of_their_own(world, sign_in) -> None:
    client, counts = sign_in(world.lead), []
    over = meetings.closed(world.project, world.lead)
    for number in (2, 18):
        for _ in range(number):
            by = make.user()
            settled = {"settled_at": make.now(), "settled_by": by}
            meetings.note(over, world.lead, kind="parked", **settled)
            huddles.item(world.project, **settled)
            keeping.offer(world.project, taken_at=make.now(), taken_by=by)
        counts.append(
            [
                count_queries(client, reverse(name, args=keys))
                for name, keys in (
                    ("meeting-detail", [world.project.pk, over.pk]),
                    ("huddle-detail", [world.project.pk]),
                    ("offer-list", [world.project.pk]),
                )
            ]
        )
    assert counts[0] == counts[1]
