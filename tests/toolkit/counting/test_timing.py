"""Stamping visits: what a phone sends is kept once, and what it adds up to."""

import json
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import uuid4

import pytest
from django.urls import reverse

from cmsportal.audit.models import Event
from projects.models import Progress
from projects.refusal import Refusal
from tests.builders import counts as build
from tests.builders import make
from tests.builders.counting import count_queries
from tests.builders.together import run_together
from toolkit.models import Stamp, TimedVisit, Timing
from toolkit.timing import services
from toolkit.timing.durations import out_of_order, stretches
from toolkit.timing.services import Tap

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def visit(*minutes: float | None) -> dict[int, datetime]:
    return {n: START + timedelta(minutes=m) for n, m in enumerate(minutes) if m is not None}


def test_each_part_and_the_whole() -> None:
    found = stretches(["In", "Called", "Out"], [visit(0, 4, 10), visit(0, 6, 30), visit(0, 5, None)])
    assert [(part.label, part.minutes) for part in found] == [
        ("In to called", (4, 5, 6)),
        ("Called to out", (6, 24)),
        ("The whole visit", (10, 30)),
    ]
    assert found[0].median == 5
    assert found[0].half is None, "three visits are too few"


def test_the_middle_half_of_five() -> None:
    (part,) = stretches(["In", "Out"], [visit(0, m) for m in (1, 2, 3, 4, 100)])
    assert (part.median, part.half) == (3, (2, 4))


def test_a_part_that_ends_before_it_begins_does_not_count() -> None:
    (part,) = stretches(["In", "Out"], [visit(5, 1), visit(0, 0)])
    assert part.minutes == (0,)
    assert out_of_order(visit(5, 1))
    assert not out_of_order(visit(0, None, 3))


@pytest.fixture
def timing(world) -> Timing:
    return build.timing(world.project)


def send_url(timing: Timing) -> str:
    return reverse("timing-send", args=[timing.project_id, timing.pk])


def act(point: int, visit_id, *, minutes_ago: float = 5, **extra) -> dict:
    at = make.now() - timedelta(minutes=minutes_ago)
    return {"do": "stamp", "id": str(uuid4()), "visit": str(visit_id), "point": point, "at": at.isoformat(), **extra}


def send(client, timing: Timing, *acts) -> dict:
    answer = client.post(send_url(timing), {"acts": json.dumps(acts)})
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_what_was_kept_on_the_phone_is_sent_later_and_counts_once(world, sign_in, timing) -> None:
    client, one = sign_in(world.member), uuid4()
    acts = [act(0, one, minutes_ago=30), act(1, one, minutes_ago=20), act(2, one, minutes_ago=1)]
    for _ in range(3):
        told = send(client, timing, *acts)
    assert told["kept"] == [a["id"] for a in acts]
    assert [stamp["point"] for stamp in told["visits"][0]["stamps"]] == [0, 1, 2]
    stamps = list(Stamp.objects.filter(visit__timing=timing))
    assert [round((stamps[n + 1].at - stamps[n].at).total_seconds() / 60) for n in (0, 1)] == [10, 19]
    assert TimedVisit.objects.get().number == 1
    assert Event.objects.filter(action="timing.visits_timed").count() == 1


def test_undo_and_undo_twice(world, sign_in, timing) -> None:
    client, one = sign_in(world.member), uuid4()
    stamp = act(0, one)
    send(client, timing, stamp)
    for _ in range(2):
        send(client, timing, {"do": "undo", "id": stamp["id"]})
    assert not TimedVisit.objects.exists(), "a visit without a stamp is none"


def test_undo_does_not_reach_other_timings(world, sign_in, timing) -> None:
    other = build.visit(build.timing(world.other_project), 0, 4)
    send(sign_in(world.member), timing, {"do": "undo", "id": str(other.stamps.first().pk)})
    assert other.stamps.count() == 2


@pytest.mark.parametrize(
    ("extra", "sentence"),
    [
        ({"minutes_ago": -20}, "clock is 20 minutes ahead"),
        ({"minutes_ago": 25 * 60}, "older than a day"),
        ({"point": 7}, "Open the page again"),
    ],
)
def test_what_is_not_kept_is_said_and_forgotten(world, sign_in, timing, extra, sentence) -> None:
    point = extra.pop("point", 0)
    stamp = act(point, uuid4(), **extra)
    told = send(sign_in(world.member), timing, stamp)
    assert sentence in told["notes"][0]
    assert told["kept"] == [stamp["id"]], "the phone does not send it for ever"
    assert not Stamp.objects.exists()


def test_ids_of_other_projects_are_not_taken(world, sign_in, timing) -> None:
    other = build.visit(build.timing(world.other_project), 0, 4)
    told = send(sign_in(world.member), timing, act(2, other.pk), act(0, uuid4(), id=str(other.stamps.first().pk)))
    assert "mixed up" in told["notes"][0]
    assert Stamp.objects.count() == 2


@pytest.mark.parametrize(
    "acts",
    [
        "",
        "{",
        "{}",
        "[1]",
        '[{"do":"stamp"}]',
        '[{"do":"stamp","id":"x"}]',
        "[" * 2000,
        json.dumps([{"do": "stamp", "id": str(uuid4()), "visit": str(uuid4()), "point": True, "at": "2026-03-02"}]),
        json.dumps(
            [{"do": "stamp", "id": str(uuid4()), "visit": str(uuid4()), "point": 0, "at": "2026-03-02T09:00"}]
        ),
        json.dumps([{"do": "undo", "id": str(uuid4())}] * 201),
    ],
    ids=count(),
)
def test_garbled_sendings_are_refused_whole(world, sign_in, timing, acts) -> None:
    answer = sign_in(world.member).post(send_url(timing), {"acts": acts})
    assert answer.status_code == 400
    assert "Open it again" in answer.json()["refused"]
    assert not Stamp.objects.exists()


def test_a_closed_timing_takes_what_was_tapped_before(world, sign_in, timing) -> None:
    services.set_closed(timing=timing, closed=True, by=world.lead)
    told = send(sign_in(world.member), timing, act(0, uuid4(), minutes_ago=2), act(0, uuid4(), minutes_ago=-1))
    assert len(told["notes"]) == 1
    assert Stamp.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_phones_number_visits_apart(world) -> None:
    timing = build.timing(world.project)
    calls = [
        lambda n=n: services.keep_taps(timing=timing, taps=[Tap(uuid4(), uuid4(), 0, make.now())], by=world.lead)
        for n in range(6)
    ]
    assert run_together(*calls) == [{}] * 6
    assert sorted(TimedVisit.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_without_script_our_clock_is_taken(world, sign_in, timing) -> None:
    client = sign_in(world.member)
    url = reverse("timing-phone", args=[world.project.pk, timing.pk])
    sent = {"point": "0", "stamp": str(uuid4()), "visit": str(uuid4())}
    for _ in range(2):
        page = client.post(url, sent, follow=True).text
    assert "Visit 1" in page
    stamp = Stamp.objects.get()
    assert abs(make.now() - stamp.at) < timedelta(seconds=20)
    client.post(url, {"do": "undo", "stamp": str(stamp.pk), "visit": sent["visit"]})
    assert not Stamp.objects.exists()
    assert "Tap again" in client.post(url, {"point": "9" * 5000, "stamp": "x"}, follow=True).text


def test_from_the_first_page_to_the_result(world, sign_in) -> None:
    client = sign_in(world.lead)
    create = reverse("timing-create", args=[world.project.pk])
    key = client.get(create).context["form"]["key"].value()
    typed = {"title": "Blood test", "points": "In\n\n  Called  \nOut", "key": key, "version": "0"}
    for _ in range(2):
        client.post(create, typed)
    timing = world.project.timings.get()
    assert timing.points == ["In", "Called", "Out"]
    assert Progress.objects.filter(project=world.project, tool="counting", state="doing").exists()
    for minutes in (20, 30, 40):
        build.visit(timing, 0, minutes - 5, minutes)
    page = client.get(reverse("timing-detail", args=[world.project.pk, timing.pk])).text
    assert "A whole visit usually takes 30 minutes." in page
    picture = client.get(reverse("timing-picture", args=[world.project.pk, timing.pk]))
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"usually takes 30 minutes" in picture.content


@pytest.mark.parametrize(
    ("points", "sentence"),
    [
        ("One", "at least two lines"),
        ("\n".join(str(n) for n in range(13)), "12 lines at most"),
        ("In\nin", "stands there twice"),
        ("In\n" + "x" * 61, "longer than 60 characters"),
        ("In\n943 476 5919", "NHS number"),
    ],
)
def test_points_that_are_refused_stay_typed(world, sign_in, points, sentence) -> None:
    page = sign_in(world.lead).post(
        reverse("timing-create", args=[world.project.pk]), {"title": "<b>", "points": points, "key": str(uuid4())}
    )
    assert sentence in page.text
    assert "&lt;b&gt;" in page.text
    assert points.splitlines()[0] in page.text
    assert not Timing.objects.exists()


def test_points_can_be_reworded_and_not_taken_away(world, timing) -> None:
    build.visit(timing, 0, 4)
    services.change_timing(timing=timing, title="B", points=["a", "b", "c"], expected_version=0, by=world.lead)
    with pytest.raises(Refusal, match="3 points"):
        services.change_timing(timing=timing, title="B", points=["a", "b"], expected_version=1, by=world.lead)


def test_a_visit_left_out_is_not_in_the_summary(world, sign_in, timing) -> None:
    client = sign_in(world.lead)
    build.visit(timing, 0, 1, 2)
    odd = build.visit(timing, 0, 50, 100)
    url = reverse("visit-note", args=[world.project.pk, timing.pk, odd.pk])
    page = client.post(url, {"note": "Fire alarm", "left_out": "on"}, follow=True).text
    assert "usually takes 2 minutes" in page
    assert "Fire alarm" in page


def test_the_same_queries_for_two_visits_and_twenty(world, sign_in, timing) -> None:
    client = sign_in(world.lead)
    url = reverse("timing-detail", args=[world.project.pk, timing.pk])
    build.visit(timing, 0, 1, 2)
    client.get(url)
    few = count_queries(client, url)
    for _ in range(20):
        build.visit(timing, 0, 1, 2)
    assert count_queries(client, url) == few
