"""The link in the reminder mail: one figure, one measure, one date, once, without signing in."""

from datetime import timedelta

import pytest
from django.core.signing import Signer
from django.urls import reverse
from django.utils import timezone

from cmsportal.audit.models import Event
from tests.builders import make
from toolkit.measures import links
from toolkit.measures.reminders import compose, fetch
from toolkit.models import Figure, FigureLink

SPENT = "This link does not open anything now"


@pytest.fixture
def measure(world):
    return make.measure(world.project, value_kind="percentage", unit="%")


@pytest.fixture
def address(world, measure) -> str:
    return reverse("figure-link", args=[make.figure_link_token(measure, world.member)])


def test_opening_it_records_nothing_and_needs_no_sign_in(client, measure, address) -> None:
    before = (Figure.objects.count(), Event.objects.count())
    answer = client.get(address)
    assert answer.status_code == 200
    assert "Calls answered within 5 minutes" in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    assert (Figure.objects.count(), Event.objects.count()) == before
    assert FigureLink.objects.get().used_at is None


def test_its_button_enters_the_figure_in_the_persons_name_and_spends_it(client, world, measure, address) -> None:
    answer = client.post(address, {"value": "81%", "note": ""})
    page = answer.content.decode()
    assert "Saved: 81% for" in page
    figure = measure.figures.get()
    assert (figure.value, figure.date, figure.entered_by) == (81, make.today(), world.member)
    assert figure.history.get().history_user == world.member
    assert Event.objects.get(action="figure.entered").detail == {"via": "link"}
    for again in (client.get(address), client.post(address, {"value": "90"})):
        assert again.status_code == 410
        assert SPENT in again.content.decode()
        assert measure.name not in again.content.decode()
    assert measure.figures.get().value == 81


def test_it_enters_that_date_and_that_measure_alone(client, world, measure, address) -> None:
    other = make.measure(world.project, name="Other", is_lead=False)
    yesterday = make.today() - timedelta(days=1)
    client.post(address, {"value": "81", "date": str(yesterday), "measure": str(other.pk)})
    assert measure.figures.get().date == make.today()
    assert not other.figures.exists()
    assert client.get(reverse("measure-list", args=[world.project.pk])).status_code == 302


def test_what_does_not_fit_is_said_and_the_link_stays_good(client, measure, address) -> None:
    page = client.post(address, {"value": "eighty", "note": "Half the line was down"}).content.decode()
    assert "must be a number" in page
    assert "Half the line was down" in page
    assert client.post(address, {"value": "80"}).status_code == 200
    assert measure.figures.get().value == 80


@pytest.mark.parametrize(
    "way", ["altered", "invented", "expired", "revoked", "left", "archived", "closed", "entered"]
)
def test_a_link_that_no_longer_works_shows_nothing(client, world, measure, address, way) -> None:
    link = FigureLink.objects.get()
    if way == "altered":
        address = address.rstrip("/")[:-1] + ("A/" if address.rstrip("/")[-1] != "A" else "B/")
    elif way == "invented":
        address = reverse("figure-link", args=["a:b"])
    elif way == "expired":
        FigureLink.objects.update(expires_at=timezone.now())
    elif way == "revoked":
        client.force_login(world.lead, backend="allauth.account.auth_backends.AuthenticationBackend")
        client.post(reverse("figurelink-revoke", args=[world.project.pk, measure.pk, link.pk]))
        client.logout()
        assert FigureLink.objects.get().revoked_by == world.lead
    elif way == "left":
        world.project.team.filter(user=world.member).update(ends_on=make.today())
    elif way == "archived":
        type(measure).objects.update(archived_at=timezone.now(), archived_by=world.lead)
    elif way == "closed":
        type(world.project).objects.filter(pk=world.project.pk).update(status="withdrawn")
    elif way == "entered":
        make.figures(measure, [50], last=make.today())
    for answer in (client.get(address), client.post(address, {"value": "81"})):
        assert answer.status_code == 410
        assert SPENT in answer.content.decode()
        assert measure.name not in answer.content.decode()
    assert not measure.figures.filter(value=81).exists()


def test_a_day_still_to_come_is_said_as_on_every_page(client, world, measure) -> None:
    """The link of a day that has not begun where the practice is."""
    tomorrow = make.today() + timedelta(days=1)
    address = links.make_figure_link(measure=measure, user=world.member, due_on=tomorrow)
    assert client.get(address).status_code == 200
    answer = client.post(address, {"value": "81"})
    assert answer.status_code == 200
    assert "That day is still to come." in answer.content.decode()
    assert not Figure.objects.exists()
    assert FigureLink.objects.get().used_at is None


def test_it_lasts_ten_days_and_is_kept_as_a_hash(world, measure) -> None:
    token = make.figure_link_token(measure, world.member)
    link = FigureLink.objects.get()
    assert timedelta(days=9, hours=23) < link.expires_at - timezone.now() <= timedelta(days=10)
    assert token not in str(FigureLink.objects.values().get())


def test_a_mail_written_anew_carries_the_same_link(world, measure) -> None:
    """A server that did not answer, a worker that was stopped: the reminder is composed again, the link is not."""
    reminder = make.reminder(world.project, world.member, kind="figure", subject_id=measure.pk)
    reminder.about, reminder.on_team = fetch([measure.pk])[measure.pk], True
    first, again = (compose(reminder, timezone.now()).context["link"] for _ in range(2))
    assert first == again
    assert FigureLink.objects.count() == 1
    other = make.figure_link_token(measure, world.lead)
    assert other not in first


@pytest.mark.parametrize("at", ["used_at", "revoked_at", "expires_at"])
def test_a_link_that_is_closed_is_followed_by_another(client, world, measure, at) -> None:
    first = make.figure_link_token(measure, world.member)
    by = {"revoked_by": world.lead} if at == "revoked_at" else {}
    FigureLink.objects.update(**{at: timezone.now()}, **by)
    second = make.figure_link_token(measure, world.member)
    assert client.get(reverse("figure-link", args=[first])).status_code == 410
    assert client.get(reverse("figure-link", args=[second])).status_code == 200
    assert make.figure_link_token(measure, world.member) == second


def test_a_token_cannot_be_made_from_what_the_table_holds(client, world, measure) -> None:
    token = make.figure_link_token(measure, world.member)
    forged = Signer(key="guessed", salt=links.SIGNER.salt).sign(token.rsplit(":", 1)[0])
    assert client.get(reverse("figure-link", args=[forged])).status_code == 410


def test_another_projects_link_cannot_be_withdrawn_here(world, sign_in, measure) -> None:
    foreign = make.measure(world.other_project)
    make.figure_link_token(foreign, world.other_practice_lead)
    link = foreign.figure_links.get()
    answer = sign_in(world.lead).post(reverse("figurelink-revoke", args=[world.project.pk, measure.pk, link.pk]))
    assert answer.status_code == 404
