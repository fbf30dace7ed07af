"""The QR code on the printed wall: this period's figure, where none is, without signing in; nothing else is shown."""

import re
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.signing import Signer
from django.db import close_old_connections
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from cmsportal.audit.models import Event
from tests.builders import make
from toolkit.measures import codes
from toolkit.measures.entering import enter_figure
from toolkit.measures.figures import Entry
from toolkit.models import EntryCode, Figure
from toolkit.qr import qr_svg

THURSDAY = datetime(2026, 3, 12, 9, tzinfo=UTC)


@pytest.fixture
def measure(world):
    return make.measure(world.project, value_kind="percentage", unit="%", created_at=timezone.now())


@pytest.fixture
def code(world, measure) -> EntryCode:
    return codes.code_for(measure=measure, by=world.lead)


@pytest.fixture
def address(code) -> str:
    return reverse("code-entry", args=[codes.token_of(code)])


def text_of(answer) -> str:
    """The page without the parts that are drawn by lot: a random key can hold any two digits."""
    page = answer.content.decode()
    page = re.sub(r'<input type="hidden" name="csrfmiddlewaretoken"[^>]*>', "", page)
    page = re.sub(r'nonce="[^"]*"', "", page)
    return " ".join(page.split())


def test_scanning_records_nothing_and_shows_no_other_figure(client, world, measure, address) -> None:
    make.figures(measure, [61, 67], last=make.monday(weeks=1))
    before = (Figure.objects.count(), Event.objects.count())
    answer = client.get(address)
    page = text_of(answer)
    assert answer.status_code == 200
    assert measure.name in page
    assert "This week" in page
    assert page.count('type="text"') == 1
    assert "67" not in strip_tags(page.split("<main")[1])
    assert answer.headers["Cache-Control"] == "no-store"
    assert (Figure.objects.count(), Event.objects.count()) == before


def test_its_button_enters_this_periods_figure_in_nobodys_name(client, world, measure, address) -> None:
    make.figures(measure, [61, 67], last=make.monday(weeks=1))
    page = text_of(client.post(address, {"value": "81%"}))
    assert "Saved: 81%. Thank you." in page
    assert "67" not in strip_tags(page.split("<main")[1])
    figure = measure.figures.last()
    assert (figure.value, figure.via, figure.entered_by) == (81, "code", None)
    assert figure.date == make.monday()
    event = Event.objects.get(action="figure.entered")
    assert (event.actor, event.detail) == (None, {"via": "code"})
    assert EntryCode.objects.get().used_at is not None


def test_scanned_again_it_says_that_the_figure_is_in_and_shows_nothing(client, measure, address) -> None:
    client.post(address, {"value": "81"})
    for answer in (client.get(address), client.post(address, {"value": "90"})):
        page = text_of(answer)
        assert "It is in already" in page
        assert measure.name not in page
        assert "81" not in strip_tags(page.split("<main")[1].split("</main>")[0])
    assert measure.figures.get().value == 81


@pytest.mark.parametrize("later", range(7))
def test_on_no_day_of_the_week_is_a_late_figure_followed_by_an_early_one(client, world, later) -> None:
    """On a Friday the next Monday's figure could come early; whoever scans second holds the same count, though."""
    with time_machine.travel(datetime.now(UTC).replace(hour=12) + timedelta(days=later)):
        measure = make.measure(world.project, value_kind="percentage", unit="%", created_at=timezone.now())
        address = reverse("code-entry", args=[codes.token_of(codes.code_for(measure=measure, by=world.lead))])
        for value in ("81", "82"):
            page = text_of(client.post(address, {"value": value}))
        assert "It is in already" in page
        assert measure.figures.get().value == 81


def test_an_early_figure_is_taken_where_the_late_one_came_on_another_day(client, world) -> None:
    friday = datetime(2026, 11, 27, 12, tzinfo=UTC)
    with time_machine.travel(friday - timedelta(days=3)):
        measure = make.measure(world.project, value_kind="percentage", unit="%", created_at=timezone.now())
        address = reverse("code-entry", args=[codes.token_of(codes.code_for(measure=measure, by=world.lead))])
        client.post(address, {"value": "81"})
    with time_machine.travel(friday):
        assert "Thank you." in text_of(client.post(address, {"value": "82"}))
    assert [figure.date for figure in measure.figures.order_by("date")] == [date(2026, 11, 23), date(2026, 11, 27)]


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ("altered", "Part of its address is missing"),
        ("invented", "Part of its address is missing"),
        ("forged", "Part of its address is missing"),
        ("expired", "has run out or was withdrawn"),
        ("revoked", "has run out or was withdrawn"),
        ("archived", "does not collect this figure"),
        ("ended", "does not collect this figure"),
    ],
)
def test_a_code_that_opens_nothing_says_so_kindly(client, sign_in, world, measure, code, address, way, words) -> None:
    token = codes.token_of(code)
    if way == "altered":
        address = reverse("code-entry", args=[("A" if token[0] != "A" else "B") + token[1:]])
    elif way == "invented":
        address = reverse("code-entry", args=["a:b"])
    elif way == "forged":
        forged = Signer(key="guessed", salt=codes.SIGNER.salt).sign(token.rsplit(":", 1)[0])
        address = reverse("code-entry", args=[forged])
    elif way == "expired":
        EntryCode.objects.update(expires_at=timezone.now())
    elif way == "revoked":
        sign_in(world.member).post(reverse("entrycode-revoke", args=[world.project.pk, measure.pk, code.pk]))
        client.logout()
        assert EntryCode.objects.get().revoked_by == world.member
    elif way == "archived":
        type(measure).objects.update(archived_at=timezone.now(), archived_by=world.lead)
    elif way == "ended":
        type(world.project).objects.filter(pk=world.project.pk).update(status="withdrawn")
    for answer in (client.get(address), client.post(address, {"value": "81"})):
        assert answer.status_code == 410
        assert words in text_of(answer)
        assert measure.name not in text_of(answer)
    assert not Figure.objects.exists()


def test_no_words_and_no_other_day_are_taken(client, measure, address) -> None:
    client.post(address, {"value": "81", "note": "Ann was here", "date": "1 January 2020", "closed": "on"})
    figure = measure.figures.get()
    assert (figure.note, figure.value, figure.status) == ("", 81, "figure")
    assert figure.date >= make.today() - timedelta(days=6)


def test_what_does_not_fit_is_said_and_stays(client, measure, address) -> None:
    page = text_of(client.post(address, {"value": "810"}))
    assert "A percentage lies between 0 and 100." in page
    assert 'value="810"' in page
    assert not Figure.objects.exists()


def test_a_week_that_ends_while_the_page_is_open_is_not_mixed_up(client, world, measure) -> None:
    sunday = datetime(2026, 3, 8, 20, tzinfo=UTC)
    with time_machine.travel(sunday, tick=False):
        address = reverse("code-entry", args=[codes.token_of(codes.code_for(measure=measure, by=world.lead))])
        assert 'value="2026-03-02"' in text_of(client.get(address))
    with time_machine.travel(sunday + timedelta(days=1), tick=False):
        page = text_of(client.post(address, {"value": "81", "day": "2026-03-02"}))
        assert "A new day has come since you opened this page." in page
        assert not Figure.objects.exists()
        client.post(address, {"value": "81", "day": "2026-03-09"})
    assert measure.figures.get().date.isoformat() == "2026-03-09"


def test_whoever_may_edit_goes_to_the_ordinary_page(sign_in, world, measure, address) -> None:
    answer = sign_in(world.member).get(address)
    assert answer.headers["Location"] == reverse("figure-create", args=[world.project.pk, measure.pk])
    assert sign_in(world.outsider).get(address).status_code == 200


def test_a_rate_asks_for_its_two_counts(client, world) -> None:
    measure = make.measure(world.project, value_kind="rate", unit="", is_lead=False)
    address = reverse("code-entry", args=[codes.token_of(codes.code_for(measure=measure, by=world.lead))])
    assert "Out of how many" in text_of(client.get(address))
    client.post(address, {"numerator": "12", "denominator": "4000", "way": "counts"})
    assert measure.figures.get().value == 3


def test_a_code_is_made_once_and_lasts_180_days(world, measure, code) -> None:
    assert codes.code_for(measure=measure, by=world.lead) == code
    assert timedelta(days=179, hours=23) < code.expires_at - timezone.now() <= timedelta(days=180)
    assert [event.action for event in Event.objects.filter(target_id=str(code.pk))] == ["entry_code.made"]
    assert codes.token_of(code) not in str(EntryCode.objects.values().get())


def test_a_code_that_is_printed_again_goes_on(world, measure, code) -> None:
    """The sheet on the wall and the new one open the same page."""
    EntryCode.objects.update(expires_at=make.now() + timedelta(days=20))
    again = codes.code_for(measure=measure, by=world.lead)
    assert again == code
    assert again.expires_at > make.now() + timedelta(days=179)


def test_one_that_has_run_out_is_followed_by_another(world, measure, code) -> None:
    EntryCode.objects.update(expires_at=timezone.now())
    following = codes.code_for(measure=measure, by=world.lead)
    assert following != code
    assert EntryCode.objects.filter(measure=measure, revoked_at=None).get() == following


def test_tries_without_end_are_stopped(client, measure, address) -> None:
    with time_machine.travel(timezone.now(), tick=False):
        for _ in range(20):
            assert client.post(address, {"value": "810"}).status_code == 200
        answer = client.post(address, {"value": "81"})
    assert answer.status_code == 429
    assert "Too many tries" in text_of(answer)
    assert not Figure.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_people_scan_at_once_and_one_figure_is_entered(world, measure, address) -> None:
    from django.test import Client

    ready, answers = threading.Barrier(2), []

    def send(value: str) -> None:
        close_old_connections()
        ready.wait()
        answers.append(text_of(Client().post(address, {"value": value})))
        close_old_connections()

    threads = [threading.Thread(target=send, args=(value,)) for value in ("81", "82")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert measure.figures.count() == 1
    assert sorted("Thank you." in page and "Saved:" in page for page in answers) == [False, True]
    assert any("It is in already" in page for page in answers)


def test_the_team_makes_prints_renews_and_withdraws_codes(sign_in, world, measure) -> None:
    client = sign_in(world.member)
    url = reverse("entrycode-list", args=[world.project.pk])
    assert "Make the codes" in text_of(client.get(url))
    client.post(reverse("entrycode-create", args=[world.project.pk]))
    code = EntryCode.objects.get()
    page = text_of(client.get(url))
    assert f"QR code for {measure.name}" in page
    assert "Works until" in page
    picture = client.get(reverse("entrycode-picture", args=[world.project.pk, measure.pk]))
    assert picture.headers["Content-Type"] == "image/svg+xml"
    revoke = reverse("entrycode-revoke", args=[world.project.pk, measure.pk, code.pk])
    client.post(revoke, {"again": "1"})
    assert EntryCode.objects.filter(revoked_at=None).get() != code
    client.post(reverse("entrycode-revoke", args=[world.project.pk, measure.pk, EntryCode.objects.first().pk]))
    assert not EntryCode.objects.filter(revoked_at=None).exists()
    assert client.get(reverse("entrycode-picture", args=[world.project.pk, measure.pk])).status_code == 404


def test_another_projects_code_cannot_be_withdrawn_here(sign_in, world, measure) -> None:
    foreign = codes.code_for(measure=make.measure(world.other_project), by=world.other_practice_lead)
    answer = sign_in(world.lead).post(reverse("entrycode-revoke", args=[world.project.pk, measure.pk, foreign.pk]))
    assert answer.status_code == 404
    assert EntryCode.objects.get(pk=foreign.pk).revoked_at is None


def test_the_picture_holds_the_address(code) -> None:
    import segno

    svg = qr_svg("https://example.org/scan/x/").decode()
    side = segno.make("https://example.org/scan/x/", error="m", micro=False).symbol_size(border=4)[0]
    assert f'viewBox="0 0 {side} {side}"' in svg
    assert "style=" not in svg
    assert codes.code_address(code).endswith(f"/scan/{codes.token_of(code)}/")


def test_the_page_of_a_rare_event_tells_no_day_of_another(client, world) -> None:
    """The same page, and the same thanks, whether or not something is noted for a day."""
    seen = []
    for noted in (False, True):
        rare = make.measure(
            world.project, name="Falls", value_kind="days_between", schedule="event", unit="falls", is_lead=False,
            goal=None,
        )  # fmt: skip
        today = make.today()
        if noted:
            for back in range(7):
                on = today - timedelta(days=back)
                enter_figure(measure=rare, entry=Entry(on, note="Ward 3" if back == 1 else ""), by=world.lead)
        address = reverse("code-entry", args=[codes.token_of(codes.code_for(measure=rare, by=world.lead))])
        pages = [client.get(address), *(client.post(address, {"date": day}) for day in ("today", "yesterday"))]
        texts = [page.content.decode().replace(address, "") for page in pages]
        seen.append([re.sub(r'value="[A-Za-z0-9]{64}"', "", text) for text in texts])
        assert rare.figures.filter(date=today - timedelta(days=1)).count() == 1
    assert seen[0] == seen[1]
