"""Counting and timing by a link: on phones that lose the line, without an account, and attacked."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cmsportal.audit.models import Event
from projects.models import ToolUse
from tests.builders import counts as build
from tests.builders import make, taking_part
from tests.builders.together import run_together
from toolkit.counting import services as counting
from toolkit.counting.services import Tap
from toolkit.models import Count, CountSheet, Seat, Stamp, TimedVisit, Timing, WayIn
from toolkit.timing import services as timings
from toolkit.ways_in import browsers
from toolkit.ways_in.services import revoke_link
from toolkit.ways_in.tokens import WayClosed, path_of, token_of


@pytest.fixture
def sheet(world) -> CountSheet:
    return build.sheet(world.project)


@pytest.fixture
def sheet_link(world, sheet) -> WayIn:
    return taking_part.way_in(world.project, world.lead, "count", sheet)


@pytest.fixture
def timing(world) -> Timing:
    return build.timing(world.project)


@pytest.fixture
def timing_link(world, timing) -> WayIn:
    return taking_part.way_in(world.project, world.lead, "timing", timing)


def ago(**span: int) -> str:
    return (make.now() - timedelta(**span)).isoformat()


def tap(line: int = 0, **extra: Any) -> dict[str, Any]:
    return {"do": "count", "id": str(uuid4()), "line": line, "at": ago(minutes=1), **extra}


def undo(act: dict[str, Any]) -> dict[str, Any]:
    return {**act, "do": "undo", "id": str(uuid4()), "of": act["id"]}


def stamp(visit: Any, point: int = 0, **extra: Any) -> dict[str, Any]:
    return {"do": "stamp", "id": str(uuid4()), "visit": str(visit), "point": point, "at": ago(minutes=1), **extra}


def sending(link: WayIn, *acts: Any, client: Client | None = None) -> Any:
    name = {"count": "sheet-part-send", "timing": "timing-part-send"}[link.opens]
    return (client or Client()).post(reverse(name, args=[token_of(link)]), {"acts": json.dumps(acts)})


def send(link: WayIn, *acts: Any) -> Any:
    answer = sending(link, *acts)
    assert answer.status_code == 200, answer.content
    return answer.json()


# --- Made and handed out by the team -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "noun", "tells"), [("sheet", "count", "counts"), ("timing", "timing", "times visits")]
)
def test_a_link_is_made_shown_as_a_code_and_withdrawn(world, sign_in, request, kind, noun, tells) -> None:
    thing = request.getfixturevalue(kind)
    client = sign_in(world.member)
    made = client.post(
        reverse(f"{kind}-link-create", args=[world.project.pk, thing.pk]), {"name": "Desk", "lasts": "2"}, follow=True
    )
    link = WayIn.objects.get()
    assert (link.opens, link.subject_id) == (noun, thing.pk)
    assert f"Whoever opens it {tells}, without an account." in made.text
    assert path_of(link) in made.text
    detail = reverse(f"{kind}-detail", args=[world.project.pk, thing.pk])
    assert "Desk" in client.get(detail).text
    assert client.post(reverse("wayin-revoke", args=[world.project.pk, link.pk])).url == detail
    assert Client().get(path_of(link)).status_code == 410
    assert [event.action for event in Event.objects.filter(action__contains="link").order_by("at")] == [
        f"{noun}.link_made",
        f"{noun}.link_revoked",
    ]


@pytest.mark.parametrize("kind", ["sheet", "timing"])
def test_no_link_to_what_is_closed(world, sign_in, request, kind) -> None:
    thing = request.getfixturevalue(kind)
    client = sign_in(world.lead)
    client.post(reverse(f"{kind}-close", args=[world.project.pk, thing.pk]))
    url = reverse(f"{kind}-link-create", args=[world.project.pk, thing.pk])
    detail = reverse(f"{kind}-detail", args=[world.project.pk, thing.pk])
    assert client.get(url).url == detail
    assert client.post(url, {"name": "Desk", "lasts": "2"}).url == detail
    assert not WayIn.objects.exists()


# --- Counting ----------------------------------------------------------------------------------------------------


def test_taps_by_a_link_count_once_and_come_with_the_teams(world, sheet, sheet_link) -> None:
    counting.keep_taps(sheet=sheet, taps=[Tap(uuid4(), 1, make.now())], by=world.lead)
    acts = [tap(0), tap(0), tap(1)]
    for _ in range(2):
        told = send(sheet_link, *acts)
    assert told == {"kept": [act["id"] for act in acts], "notes": [], "today": [2, 2]}
    page = Client().get(path_of(sheet_link))
    assert (page.context["total"], page["Cache-Control"]) == (4, "private, no-store")


def test_who_counts_by_a_link_is_nobody(world, sheet, sheet_link) -> None:
    client = Client()
    client.force_login(world.member, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert world.member.name not in client.get(path_of(sheet_link)).text
    assert sending(sheet_link, tap(), tap(), client=client).status_code == 200
    event = Event.objects.get(action="count.counted")
    assert (event.actor, event.detail) == (None, {"via": "link"})
    assert not Seat.objects.exists()
    assert browsers.COOKIE not in client.cookies
    use = ToolUse.objects.get(tool="counting", part="")
    assert (use.project, use.days) == (world.project, 1)


def test_one_takes_back_what_one_counted_and_nothing_else(world, sheet, sheet_link) -> None:
    mine, theirs = tap(0), build.count(sheet, make.today(), line=1, amount=30)
    send(sheet_link, mine)
    for _ in range(3):
        assert send(sheet_link, undo(mine))["today"] == [0, 30]
    for act in (undo({**mine, "id": str(theirs.pk)}), undo({**mine, "id": str(uuid4())})):
        assert send(sheet_link, act)["today"] == [0, 30]
    other = build.count(build.sheet(world.other_project), make.today())
    send(sheet_link, undo({**mine, "id": str(other.pk)}))
    assert Count.objects.count() == 4


def test_an_old_tap_stays(sheet, sheet_link) -> None:
    old = build.count(sheet, make.today() - timedelta(days=2), line=0)
    Count.objects.filter(pk=old.pk).update(created_at=make.now() - timedelta(days=2))
    assert send(sheet_link, undo({**tap(), "id": str(old.pk)}))["notes"] == ["A tap that is older than a day stays."]
    assert Count.objects.count() == 1


def test_without_script_each_button_is_a_form(sheet, sheet_link) -> None:
    client, address = Client(), path_of(sheet_link)
    sent = {"id": str(uuid4()), "line": "1"}
    for _ in range(2):
        page = client.post(address, sent, follow=True)
    assert page.context["total"] == 1
    assert "Undo the last one" in page.text
    assert client.post(address, {"do": "undo", "last": sent["id"]}, follow=True).context["total"] == 0
    refused = client.post(address, {"id": "x", "line": "99999"})
    assert (refused.status_code, "Nothing was counted. Tap again." in refused.text) == (422, True)


def test_a_closed_sheet_takes_what_was_tapped_before(world, sheet, sheet_link) -> None:
    before, after = tap(at=ago(minutes=10)), tap(at=make.now().isoformat())
    CountSheet.objects.filter(pk=sheet.pk).update(
        closed_at=timezone.now() - timedelta(minutes=5), closed_by=world.lead
    )
    told = send(sheet_link, before, after)
    assert (told["today"][0], "was closed" in told["notes"][0]) == (1, True)
    page = Client().get(path_of(sheet_link))
    assert "Enough is counted. Thank you." in page.text
    assert page.text.count("disabled") >= len(sheet.lines)


def test_a_sheet_takes_so_many_taps_a_day_and_no_more(sheet, sheet_link, monkeypatch) -> None:
    monkeypatch.setattr(counting, "MOST_IN_A_DAY", 3)
    told = send(sheet_link, *[tap() for _ in range(5)])
    assert (told["today"][0], told["notes"]) == (3, ["3 taps in a day are as many as can be kept."])


@pytest.mark.django_db(transaction=True)
def test_phones_at_once_lose_no_tap(world) -> None:
    sheet = build.sheet(world.project)
    link = taking_part.way_in(world.project, world.lead, "count", sheet)
    calls = [
        lambda: counting.keep_taps(sheet=sheet, taps=[Tap(uuid4(), 0, make.now()) for _ in range(5)], way_in=link)
        for _ in range(6)
    ]
    assert run_together(*calls) == [{}] * 6
    assert Count.objects.count() == 30


# --- Timing ------------------------------------------------------------------------------------------------------


def test_two_phones_follow_one_visit(timing, timing_link) -> None:
    visit = uuid4()
    door = stamp(visit, 0, at=ago(minutes=9))
    told = send(timing_link, door)
    assert told["kept"] == [door["id"]]
    other = Client().get(path_of(timing_link))
    assert "Visit 1" in other.text
    assert door["id"] not in other.text
    told = send(timing_link, stamp(visit, 1), stamp(visit, 2))
    assert [one["id"] for one in told["visits"]] == [str(visit)]
    assert [one["id"] for one in told["visits"][0]["stamps"]] == ["", "", ""]
    assert Stamp.objects.count() == 3
    assert "Visit 1" not in Client().get(path_of(timing_link)).text, "what is over is told to nobody"
    event = Event.objects.get(action="timing.visits_timed")
    assert (event.actor, event.detail) == (None, {"via": "link"})


def test_a_stamp_is_taken_back_by_who_knows_its_id(world, timing, timing_link) -> None:
    visit = uuid4()
    mine = stamp(visit)
    send(timing_link, mine)
    for foreign in (uuid4(), build.visit(build.timing(world.other_project), 0).stamps.get().pk):
        send(timing_link, {"do": "undo", "id": str(foreign)})
    assert Stamp.objects.count() == 2
    for _ in range(2):
        assert send(timing_link, {"do": "undo", "id": mine["id"]})["visits"] == []
    assert TimedVisit.objects.filter(timing=timing).count() == 0
    old = build.visit(timing, 0, at=make.now() - timedelta(days=2)).stamps.get()
    Stamp.objects.filter(pk=old.pk).update(created_at=make.now() - timedelta(days=2))
    assert "older than a day stays" in send(timing_link, {"do": "undo", "id": str(old.pk)})["notes"][0]


def test_without_script_each_point_is_a_form(timing, timing_link) -> None:
    client, address = Client(), path_of(timing_link)
    sent = {"visit": str(uuid4()), "stamp": str(uuid4()), "point": "0"}
    for _ in range(2):
        page = client.post(address, sent, follow=True)
    assert "Visit 1" in page.text
    assert "Undo the last one" in page.text
    assert "Undo the last one" not in Client().get(f"{address}?visit={sent['visit']}").text
    page = client.post(address, {"do": "undo", "stamp": sent["stamp"], "visit": sent["visit"]}, follow=True)
    assert not Stamp.objects.exists()
    refused = client.post(address, {"visit": "x", "stamp": "y", "point": "-1"})
    assert (refused.status_code, "Nothing was kept. Tap again." in refused.text) == (422, True)


def test_a_closed_timing_shows_its_buttons_shut(world, timing, timing_link) -> None:
    timings.set_closed(timing=timing, closed=True, by=world.lead)
    page = Client().get(path_of(timing_link)).text
    assert "Enough is timed. Thank you." in page
    assert "data-shut" in page
    assert "was closed" in send(timing_link, stamp(uuid4(), at=make.now().isoformat()))["notes"][0]


# --- Attacked ----------------------------------------------------------------------------------------------------


@pytest.fixture(params=["sheet_link", "timing_link"])
def link(request) -> WayIn:
    return request.getfixturevalue(request.param)


def act_for(link: WayIn) -> dict[str, Any]:
    return tap() if link.opens == "count" else stamp(uuid4())


def test_a_withdrawn_link_keeps_nothing_and_says_so_to_the_phone(world, link) -> None:
    revoke_link(way_in=link, by=world.lead)
    answer = sending(link, act_for(link))
    assert answer.status_code == 410
    assert "kept on this phone" in answer.json()["refused"]
    assert not Count.objects.exists()
    assert not Stamp.objects.exists()


def test_a_link_that_is_withdrawn_in_mid_send_keeps_nothing(world, sheet, sheet_link, timing, timing_link) -> None:
    for link in (sheet_link, timing_link):
        revoke_link(way_in=link, by=world.lead)
    with pytest.raises(WayClosed):
        counting.keep_taps(sheet=sheet, taps=[Tap(uuid4(), 0, make.now())], way_in=sheet_link)
    with pytest.raises(WayClosed):
        timings.keep_taps(timing=timing, taps=[timings.Tap(uuid4(), uuid4(), 0, make.now())], way_in=timing_link)


@pytest.mark.parametrize("opened_as", ["sheet-part-send", "timing-part-send", "rating-part", "survey-answer"])
def test_a_link_opens_its_own_thing_and_no_other(link, opened_as) -> None:
    own = {"count": "sheet-part-send", "timing": "timing-part-send"}[link.opens]
    answer = Client().post(reverse(opened_as, args=[token_of(link)]), {"acts": "[]"})
    assert (answer.status_code == 200) == (opened_as == own)


def test_a_link_to_a_thing_of_another_project_opens_nothing(world) -> None:
    for opens, thing in (("count", build.sheet(world.other_project)), ("timing", build.timing(world.other_project))):
        link = taking_part.way_in(world.project, world.lead, opens, thing)
        assert Client().get(path_of(link)).status_code == 410
        assert sending(link, tap() if opens == "count" else stamp(uuid4())).status_code == 410
    assert not Count.objects.exists()
    assert not Stamp.objects.exists()


@pytest.mark.parametrize(
    "acts",
    ["", "{}", "[1]", '[{"do": "burn"}]', "[" * 5000, json.dumps([{"do": "count", "id": "x", "line": 0}] * 201)],
    ids=["nothing", "no list", "numbers", "no act", "deep", "too many"],
)
def test_what_no_page_of_ours_sends_is_refused_with_a_sentence(link, acts) -> None:
    name = {"count": "sheet-part-send", "timing": "timing-part-send"}[link.opens]
    answer = Client().post(reverse(name, args=[token_of(link)]), {"acts": acts})
    assert (answer.status_code, answer.json()) == (400, {"refused": "This page is no longer whole. Open it again."})


def test_a_phone_whose_clock_is_wrong_is_told(link) -> None:
    for at, words in ((ago(minutes=-9), "ahead"), (ago(days=2), "older than a day")):
        assert words in send(link, {**act_for(link), "at": at})["notes"][0]
    assert not Count.objects.exists()
    assert not Stamp.objects.exists()


def test_a_flood_is_held_up_and_told_as_the_phone_reads_it(link, monkeypatch) -> None:
    monkeypatch.setattr("toolkit.ways_in.open_views.SENT", 2)
    with time_machine.travel(make.now(), tick=False):
        answers = [sending(link, act_for(link)) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "sent in a minute" in answers[2].json()["refused"]


def test_opening_the_page_writes_nothing(link) -> None:
    before = Event.objects.count()
    assert Client().get(path_of(link)).status_code == 200
    assert Client().head(path_of(link)).status_code == 200
    send_url = {"count": "sheet-part-send", "timing": "timing-part-send"}[link.opens]
    assert Client().get(reverse(send_url, args=[token_of(link)])).status_code == 405
    assert Event.objects.count() == before
    assert not ToolUse.objects.exists()
