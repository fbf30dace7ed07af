"""Count sheets: taps from phones, sums from paper, and what they add up to by hour and weekday."""

import json
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from projects.refusal import Refusal
from tests.builders import counts as build
from tests.builders import make
from tests.builders.counting import count_queries
from tests.builders.together import run_together
from toolkit.counting import presenters, services
from toolkit.counting.services import Tap
from toolkit.counting.sums import Summed, sums_of
from toolkit.models import Count, CountSheet

MONDAY = date(2026, 3, 2)
LINES = ["Appointment", "Prescription"]


def test_a_weekday_is_averaged_over_the_days_that_were_counted() -> None:
    week = timedelta(days=7)
    sums = sums_of(
        LINES,
        [
            Summed(MONDAY, 8, 0, 30),
            Summed(MONDAY + week, 8, 0, 20),
            Summed(MONDAY + week, 8, 1, 4),
            Summed(MONDAY + timedelta(days=1), 19, 1, 7),
            Summed(MONDAY, None, 1, 100),
        ],
    )
    assert sums.lines == (50, 111)
    assert sums.usual[0, 8] == 27
    assert sums.usual[0, 9] == 0, "on a counted day an hour without a tap is none"
    assert (2, 8) not in sums.usual, "nobody counted on a Wednesday"
    assert sums.hours == tuple(range(8, 20))
    assert sums.busiest == (0, 8)
    assert presenters.sentence_of(sums) == "161 in three days. Most on Monday from 8am to 9am: about 27."


def test_no_sum_is_below_zero() -> None:
    sums = sums_of(LINES, [Summed(MONDAY, 9, 0, -2), Summed(MONDAY, 10, 0, 3)])
    assert sums.lines == (3, 0)
    assert sums.usual[0, 9] == 0


@pytest.fixture
def sheet(world) -> CountSheet:
    return build.sheet(world.project)


def act(line: int = 0, at: datetime | None = None, **extra) -> dict:
    moment = at or make.now() - timedelta(minutes=1)
    return {"do": "count", "id": str(uuid4()), "line": line, "at": moment.isoformat(), **extra}


def send(client, sheet: CountSheet, *acts) -> dict:
    url = reverse("sheet-send", args=[sheet.project_id, sheet.pk])
    answer = client.post(url, {"acts": json.dumps(acts)})
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_taps_are_kept_once_and_taken_back(world, sign_in, sheet) -> None:
    client, taps = sign_in(world.member), [act(0), act(0), act(1)]
    for _ in range(2):
        told = send(client, sheet, *taps)
    assert sum(told["today"]) == 3
    told = send(client, sheet, {**taps[1], "do": "undo", "id": str(uuid4()), "of": taps[1]["id"]})
    assert sorted(told["today"]) == [1, 1]
    assert Count.objects.count() == 4, "nothing is taken away, so that two phones lose nothing"


@pytest.mark.parametrize(
    ("moment", "day", "hour"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), date(2026, 3, 29), 0),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), date(2026, 3, 29), 2),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25), 1),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), date(2026, 10, 25), 1),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), date(2026, 7, 1), 0),
    ],
)
def test_day_and_hour_are_the_practices(world, moment, day, hour) -> None:
    sheet = build.sheet(world.project, first_day=date(2026, 1, 1), last_day=date(2026, 12, 31))
    assert services.keep_taps(sheet=sheet, taps=[Tap(uuid4(), 0, moment)], by=world.lead, now=moment) == {}
    counted = Count.objects.get()
    assert (counted.day, counted.hour) == (day, hour)


def test_a_tap_outside_of_the_sheets_days_is_not_kept(world, sign_in) -> None:
    sheet = build.sheet(world.project, first_day=make.today() + timedelta(days=1))
    assert "This sheet is for" in send(sign_in(world.member), sheet, act())["notes"][0]
    assert not Count.objects.exists()


def test_ids_of_another_sheet_are_not_taken(world, sign_in, sheet) -> None:
    other = build.count(build.sheet(world.other_project), make.today())
    assert "mixed up" in send(sign_in(world.member), sheet, act(id=str(other.pk)))["notes"][0]
    assert Count.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_phones_at_once_lose_no_tap(world) -> None:
    sheet = build.sheet(world.project)
    calls = [
        lambda: services.keep_taps(sheet=sheet, taps=[Tap(uuid4(), 0, make.now()) for _ in range(5)], by=world.lead)
        for _ in range(6)
    ]
    assert run_together(*calls) == [{}] * 6
    assert Count.objects.count() == 30


def test_without_script_a_tap_is_a_form(world, sign_in, sheet) -> None:
    client = sign_in(world.member)
    url = reverse("sheet-phone", args=[world.project.pk, sheet.pk])
    sent = {"id": str(uuid4()), "line": "1"}
    for _ in range(2):
        page = client.post(url, sent, follow=True)
    assert page.context["total"] == 1
    for _ in range(2):
        page = client.post(url, {"do": "undo", "last": sent["id"]}, follow=True)
    assert page.context["total"] == 0
    assert "Nothing was counted" in client.post(url, {"id": "x", "line": "99999"}, follow=True).text


def add(client, sheet: CountSheet, **typed):
    url = reverse("sheet-add", args=[sheet.project_id, sheet.pk])
    values = {"day": make.today().isoformat(), "hour": "9", "line": "0", "amount": "12", "key": str(uuid4())}
    return client.post(url, {**values, **typed}, follow=True)


def test_a_paper_sheet_is_typed_in_and_counts_once(world, sign_in, sheet) -> None:
    client, key = sign_in(world.lead), str(uuid4())
    for _ in range(2):
        assert "Added." in add(client, sheet, key=key).text
    add(client, sheet, hour="", line="1", amount="30")
    add(client, sheet, amount="-2")
    page = client.get(reverse("sheet-detail", args=[world.project.pk, sheet.pk])).text
    assert "40 in one day." in page
    assert "75%" in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"day": "2020-03-02"}, "This sheet is for"),
        ({"day": "tomorrow"}, "date"),
        ({"amount": "0"}, "other than 0"),
        ({"amount": "-3"}, "There are 0 to take away from."),
        ({"line": "7"}, ""),
        ({"amount": "many"}, ""),
    ],
)
def test_what_is_refused_stays_typed(world, sign_in, sheet, typed, sentence) -> None:
    page = add(sign_in(world.lead), sheet, **typed)
    assert "nhsuk-error-message" in page.text
    assert sentence in page.text
    assert not Count.objects.exists()


def test_lines_that_were_counted_on_stay(world, sheet) -> None:
    build.count(sheet, make.today(), line=1)
    same = {"title": "Calls", "first_day": sheet.first_day, "last_day": sheet.last_day, "by": world.lead}
    with pytest.raises(Refusal, match="line that is gone"):
        services.change_sheet(sheet=sheet, **same, lines=["One"], expected_version=0)
    with pytest.raises(Refusal, match="outside"):
        services.change_sheet(
            sheet=sheet, **{**same, "last_day": make.today() - timedelta(days=1)}, lines=LINES, expected_version=0
        )
    with pytest.raises(ValidationError, match="at most"):
        services.change_sheet(
            sheet=sheet, **{**same, "last_day": make.today() + timedelta(days=300)}, lines=LINES, expected_version=0
        )
    changed = services.change_sheet(sheet=sheet, **same, lines=["A", "B", "C"], expected_version=0)
    assert (changed.version, changed.lines) == (1, ["A", "B", "C"])


def test_a_closed_sheet(world, sign_in, sheet) -> None:
    client = sign_in(world.lead)
    close = reverse("sheet-close", args=[world.project.pk, sheet.pk])
    client.post(close)
    assert "closed" in add(client, sheet).text
    client.post(close, {"reopen": "1"})
    assert "Added." in add(client, sheet).text


@pytest.mark.parametrize("kind", ["phone", "unplanned"])
def test_a_sheet_is_begun(world, sign_in, kind) -> None:
    client = sign_in(world.lead)
    url = reverse("sheet-create", args=[world.project.pk, kind])
    given = {name: field.value() for name, field in [(f.name, f) for f in client.get(url).context["form"]]}
    typed = {**given, "lines": "\n".join(given["lines"]), "first_day": "2026-11-02", "last_day": "2026-11-13"}
    for _ in range(2):
        page = client.post(url, typed, follow=True)
    sheet = world.project.count_sheets.get()
    assert (sheet.kind, len(sheet.lines) > 3) == (kind, True)
    assert sheet.title in page.text
    backwards = {**typed, "key": str(uuid4()), "last_day": "2026-11-01"}
    assert "before the first" in client.post(url, backwards).text


def test_no_other_kind(world, sign_in) -> None:
    assert sign_in(world.lead).get(reverse("sheet-create", args=[world.project.pk, "activity"])).status_code == 404


def test_picture_and_table_say_the_same(world, sign_in, sheet) -> None:
    client = sign_in(world.coach)
    build.count(sheet, make.today(), hour=11, amount=17)
    page = client.get(reverse("sheet-detail", args=[world.project.pk, sheet.pk])).text
    picture = client.get(reverse("sheet-picture", args=[world.project.pk, sheet.pk]))
    assert ">17<" in picture.text
    assert "11am to midday: about 17." in page
    assert "not counted" in page


def test_the_same_queries_for_two_counts_and_many(world, sign_in, sheet) -> None:
    client = sign_in(world.lead)
    url = reverse("sheet-detail", args=[world.project.pk, sheet.pk])
    build.count(sheet, make.today())
    client.get(url)
    few = count_queries(client, url)
    for hour in range(20):
        build.count(sheet, make.today(), hour=hour)
    assert count_queries(client, url) == few
