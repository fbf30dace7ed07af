"""A wall's address without signing in: what it shows, what it never shows, and when it shows nothing."""

import re
from datetime import timedelta

import pytest
from django.core.signing import Signer
from django.urls import reverse
from django.utils import timezone

from cmsportal.audit.models import Event
from practices.models import Programme
from projects.models import Project
from tests.builders import make, walls
from toolkit.models import WallLink
from toolkit.walls import links, tokens

GONE = "does not show"
# Queries: link, wall, team, links, measures, marks, what the charts are made from; then figures, phases, the figures
# that others tell, and once more what the charts are made from.
WARM, COLD = 7, 11
RISEN = [52, 49, 55, 51, 58, 47, 53, 57, 50, 56, 54, 57, 68, 71, 67, 74, 72, 70, 76, 75, 78, 79]


@pytest.fixture
def hung(world):
    keeper = world.project.team.get(user=world.member)
    measure = make.measure(world.project, value_kind="count", unit="visits", goal=None, collector=keeper)
    make.figures(measure, [14, 3, 11, 22, 9, 18])
    make.chart_mark(world.project, label="Online form")
    return measure


def allow(world, allowed: bool = True) -> None:
    Programme.objects.filter(pk=world.programme.pk).update(public_walls=allowed)


def open_url(link: WallLink, name: str = "wall-open") -> str:
    return reverse(name, args=[walls.token(link)])


def urls_of(link: WallLink) -> list[str]:
    names = ["wall-open", "wall-now"] if link.kind == "screen" else ["wall-open"]
    return [open_url(link, name) for name in names]


@pytest.mark.parametrize("kind", ["screen", "public"])
def test_it_shows_the_wall_without_signing_in_and_sets_no_cookie(client, world, hung, kind) -> None:
    allow(world)
    link = getattr(walls, kind)(world.project, world.lead)
    for url in urls_of(link):
        answer = client.get(url)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert hung.name in page
        assert "<svg" in page
        assert not answer.cookies
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("kind", ["screen", "public"])
def test_its_page_leads_nowhere_else(client, world, hung, kind) -> None:
    """No link, no form, and no picture that would have to be fetched from anywhere."""
    allow(world)
    page = client.get(open_url(getattr(walls, kind)(world.project, world.lead))).content.decode()
    assert "<form" not in page
    assert "<img" not in page
    assert str(world.project.pk) not in page
    assert str(hung.pk) not in page
    assert page.count("<a ") == page.count('href="#maincontent"')


def test_its_token_opens_no_other_page(client, world, hung) -> None:
    link = walls.screen(world.project, world.lead)
    token = walls.token(link)
    client.get(open_url(link))
    for name, args in (
        ("wall-detail", [world.project.pk]),
        ("measure-chart", [world.project.pk, hung.pk, "svg"]),
        ("measure-download", [world.project.pk, hung.pk]),
        ("project-detail", [world.project.pk]),
    ):
        answer = client.get(reverse(name, args=args) + f"?token={token}")
        assert answer.status_code == 302, name
    for name in ("figure-link", "code-entry"):
        assert client.get(reverse(name, args=[token])).status_code == 410, name


@pytest.mark.parametrize("kind", ["screen", "public"])
@pytest.mark.parametrize(
    "way", ["altered", "invented", "forged", "expired", "revoked", "withdrawn", "completed", "long"]
)
def test_a_link_that_no_longer_works_says_so_and_shows_nothing(client, world, hung, kind, way) -> None:
    allow(world)
    link = getattr(walls, kind)(world.project, world.lead)
    token = walls.token(link)
    if way == "altered":
        token = token[:-1] + ("A" if token[-1] != "A" else "B")
    elif way == "invented":
        token = "abc.def"
    elif way == "forged":
        token = Signer(key="guessed", sep=".", salt=tokens.SIGNER.salt).sign(token.rsplit(".", 1)[0])
    elif way == "expired":
        WallLink.objects.update(expires_at=timezone.now())
    elif way == "revoked":
        links.revoke_link(link=link, by=world.member)
    elif way == "long":
        token += "A" * 200
    else:
        Project.objects.filter(pk=world.project.pk).update(status=way)
    for name in ("wall-open", "wall-now"):
        answer = client.get(reverse(name, args=[token]))
        page = answer.content.decode()
        assert answer.status_code == 410
        assert GONE in page
        for hidden in (hung.name, world.project.title, "Larkmead", "<svg id", "Sam Whitlock"):
            assert hidden not in page
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_screen_goes_on_in_a_pause(client, world, hung) -> None:
    link = walls.screen(world.project, world.lead)
    Project.objects.filter(pk=world.project.pk).update(status="paused")
    assert client.get(open_url(link)).status_code == 200


def test_every_public_link_stops_when_the_programme_no_longer_allows_them(client, world, hung) -> None:
    allow(world)
    link, screen = walls.public(world.project, world.lead), walls.screen(world.project, world.lead)
    assert client.get(open_url(link)).status_code == 200
    allow(world, False)
    assert client.get(open_url(link)).status_code == 410
    assert client.get(open_url(screen)).status_code == 200, "a screen is the practice's own"


def test_a_public_link_has_no_screen(client, world, hung) -> None:
    allow(world)
    assert client.get(open_url(walls.public(world.project, world.lead), "wall-now")).status_code == 410


def test_a_link_shows_the_wall_of_its_own_project(client, world, hung) -> None:
    make.figures(make.measure(world.other_project, name="Theirs"), RISEN)
    page = client.get(open_url(walls.screen(world.other_project, world.other_practice_lead))).content.decode()
    assert "Theirs" in page
    assert hung.name not in page


def test_what_was_taken_down_is_gone(client, world, hung) -> None:
    link = walls.screen(world.project, world.lead)
    type(hung).objects.filter(pk=hung.pk).update(on_wall=False, is_lead=False)
    page = client.get(open_url(link)).content.decode()
    assert hung.name not in page
    assert "will hang here" in page


def test_names_stand_on_a_screen_and_on_no_public_page(client, world, hung) -> None:
    allow(world)
    make.figures(hung, [12], last=make.today() - timedelta(days=90))
    hung.figures.filter(date__gt=make.today() - timedelta(days=60)).delete()
    screen = client.get(open_url(walls.screen(world.project, world.lead))).content.decode()
    assert "Sam Whitlock can refresh it" in screen
    page = client.get(open_url(walls.public(world.project, world.lead))).content.decode()
    assert "No figure since" in page
    for name in ("Sam Whitlock", "Jo Pritchard"):
        assert name not in page


def test_a_staff_screen_shows_figures_as_they_are_and_the_teams_sentence(client, world, hung) -> None:
    hung.figures.filter(date__gt=make.today() - timedelta(days=30)).delete()
    inside = walls.screen(world.project, world.lead, hides_small_numbers=False)
    assert "or say that you were closed" in client.get(open_url(inside)).content.decode()
    outside = client.get(open_url(walls.screen(world.project, world.lead))).content.decode()
    assert "or say that you were closed" not in outside


def test_a_screen_asks_again_and_is_told_that_nothing_changed(client, world, hung) -> None:
    link = walls.screen(world.project, world.lead)
    url = open_url(link, "wall-now")
    first = client.get(url)
    tag = first.headers["ETag"]
    assert tag in client.get(open_url(link)).content.decode().replace("&quot;", '"')
    for known in (tag, f"W/{tag}"):
        again = client.get(url, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["Cache-Control"] == "private, no-store"
    make.figures(hung, [40], last=make.today())
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 200


def test_opening_writes_last_seen_now_and_then_and_nothing_else(client, world, hung) -> None:
    link = walls.screen(world.project, world.lead)
    before = Event.objects.count()
    client.get(open_url(link))
    first = WallLink.objects.get().last_seen_at
    assert first is not None
    client.get(open_url(link))
    client.get(open_url(link, "wall-now"))
    assert WallLink.objects.get().last_seen_at == first
    WallLink.objects.update(last_seen_at=timezone.now() - timedelta(minutes=6))
    client.get(open_url(link, "wall-now"))
    assert WallLink.objects.get().last_seen_at > timezone.now() - timedelta(minutes=1)
    assert Event.objects.count() == before


@pytest.mark.parametrize("kind", ["screen", "public"])
def test_the_same_queries_for_one_chart_and_for_twelve(client, world, hung, kind, django_assert_num_queries) -> None:
    allow(world)
    link = getattr(walls, kind)(world.project, world.lead, last_seen_at=timezone.now())
    for number in (0, 13):
        for place in range(number):
            make.figures(make.measure(world.project, name=f"More {place}", is_lead=False, position=place), RISEN)
        with django_assert_num_queries(COLD):
            client.get(open_url(link))
        with django_assert_num_queries(WARM):
            page = client.get(open_url(link)).content.decode()
    assert page.count("<h2 class=") >= 12


def test_a_token_holds_no_secret_of_the_table(world) -> None:
    link = walls.screen(world.project, world.lead)
    token = walls.token(link)
    assert not any(token in str(value) for value in WallLink.objects.values().get().values())
    assert tokens.find_link(token) == link


# --- Nothing that a hidden figure could be worked back from ---------------------------------------------------------


@pytest.mark.parametrize("kind", ["screen", "public"])
def test_nothing_on_an_open_wall_depends_on_a_hidden_figure(client, world, kind) -> None:
    allow(world)
    link = getattr(walls, kind)(world.project, world.lead, last_seen_at=timezone.now())
    assert len({_bytes(client, world, link, which) for which in (0, 1)}) == 1


def test_the_same_check_sees_the_difference_on_a_staff_screen(client, world) -> None:
    link = walls.screen(world.project, world.lead, hides_small_numbers=False, last_seen_at=timezone.now())
    assert len({_bytes(client, world, link, which) for which in (0, 1)}) == 2


def _bytes(client, world, link: WallLink, which: int) -> bytes:
    """Two worlds that differ in hidden figures only: those up to 7, and the share of a few."""
    world.project.measures.all().delete()
    visits = make.measure(world.project, name="Urgent home visits", value_kind="count", unit="visits", goal=None)
    pairs = [(14, 14), (3, 7), (11, 11), (22, 22), (1, 6), (9, 9), (18, 18), (5, 2), (13, 13), (30, 30), (7, 1)]
    make.figures(visits, [pair[which] for pair in pairs])
    falls = make.measure(world.project, name="Falls", value_kind="count", unit="falls", goal=None, is_lead=False)
    make.figures(falls, [20 + k for k in range(11)] + [(3, 7)[which]])  # one hidden: a middle line is drawn
    found = b""
    for url in urls_of(link):
        answer = client.get(url)
        assert answer.status_code == 200
        page = re.sub(rb' data-at="\d+"', b"", answer.content)  # when it was made
        found += page + answer.headers.get("ETag", "").encode()
    return found


# --- Making and withdrawing them ------------------------------------------------------------------------------------


def test_the_team_adds_a_screen_and_gets_its_address(world, sign_in) -> None:
    client = sign_in(world.member)
    answer = client.post(reverse("wallscreen-create", args=[world.project.pk]), {"name": "Staff room"}, follow=True)
    link = WallLink.objects.get()
    assert (link.kind, link.hides_small_numbers, link.created_by) == ("screen", False, world.member)
    page = answer.content.decode()
    assert tokens.address_of(link) in page
    assert "<svg" in page
    event = Event.objects.get(action="wall_link.made")
    assert (event.actor, event.detail) == (world.member, {"kind": "screen", "small_numbers": True})


def test_patients_can_see_it_unless_the_team_says_otherwise(world, sign_in) -> None:
    page = sign_in(world.lead).get(reverse("wallscreen-create", args=[world.project.pk])).content.decode()
    box = page[page.index('name="hides_small_numbers"') - 200 : page.index('name="hides_small_numbers"') + 200]
    assert "checked" in box


def test_a_name_is_needed_and_what_was_typed_stays(world, sign_in) -> None:
    url = reverse("wallscreen-create", args=[world.project.pk])
    page = sign_in(world.lead).post(url, {"name": "", "code": "K7M 3FQ"}).content.decode()
    assert "error-summary" in page
    assert "K7M 3FQ" in page
    assert not WallLink.objects.exists()


def test_two_clicks_add_one_screen(world, sign_in) -> None:
    client = sign_in(world.lead)
    for _ in range(2):
        client.post(reverse("wallscreen-create", args=[world.project.pk]), {"name": "Staff room"})
    assert WallLink.objects.count() == 1


def test_there_is_an_end_to_screens(world, sign_in) -> None:
    for number in range(links.MOST_OPEN):
        walls.screen(world.project, world.lead, name=f"Screen {number}")
    url = reverse("wallscreen-create", args=[world.project.pk])
    page = sign_in(world.lead).post(url, {"name": "One more"}).content.decode()
    assert "20 screens and links at most" in page
    assert WallLink.objects.count() == links.MOST_OPEN


PUBLIC = {"name": "Our website", "lasts": "3", "last_day": ""}


@pytest.mark.parametrize(("lasts", "days"), [("1", 30), ("3", 91), ("12", 365)])
def test_a_public_link_runs_out_and_hides_small_numbers(world, sign_in, lasts, days) -> None:
    allow(world)
    url = reverse("wallpublic-create", args=[world.project.pk])
    sign_in(world.lead).post(url, {**PUBLIC, "lasts": lasts})
    link = WallLink.objects.get()
    assert (link.kind, link.hides_small_numbers) == ("public", True)
    assert timezone.localdate(link.expires_at - timedelta(seconds=1)) == make.today() + timedelta(days=days)


@pytest.mark.parametrize(
    ("last_day", "sentence"),
    [
        ("", "Enter"),
        ("yesterday-ish", "date"),
        (str(make.today() - timedelta(days=1)), "still to come"),
        (str(make.today() + timedelta(days=367)), "within a year"),
    ],
    ids=["empty", "no date", "gone by", "too far"],
)
def test_a_day_that_does_not_do_is_said_beside_the_field(world, sign_in, last_day, sentence) -> None:
    allow(world)
    url = reverse("wallpublic-create", args=[world.project.pk])
    page = sign_in(world.lead).post(url, {**PUBLIC, "lasts": "date", "last_day": last_day}).content.decode()
    assert "error-summary" in page
    assert sentence in page
    assert "Our website" in page
    assert not WallLink.objects.exists()


@pytest.mark.parametrize("who", ["lead", "member"])
def test_no_public_link_where_the_programme_does_not_allow_it(world, sign_in, who) -> None:
    client = sign_in(getattr(world, who))
    url = reverse("wallpublic-create", args=[world.project.pk])
    assert client.get(url).status_code == 403
    assert client.post(url, PUBLIC).status_code == 403
    page = client.get(reverse("walllink-list", args=[world.project.pk])).content.decode()
    assert "does not allow public links" in page
    assert url not in page
    assert not WallLink.objects.exists()


def test_whoever_leads_the_team_makes_public_links(world, sign_in) -> None:
    allow(world)
    url = reverse("wallpublic-create", args=[world.project.pk])
    assert sign_in(world.member).post(url, PUBLIC).status_code == 403
    page = sign_in(world.member).get(reverse("walllink-list", args=[world.project.pk])).content.decode()
    assert "Whoever leads the team can make one" in page


def test_anybody_on_the_team_withdraws_and_it_is_written_down_once(world, sign_in) -> None:
    link = walls.screen(world.project, world.lead)
    client = sign_in(world.member)
    for _ in range(2):
        client.post(reverse("walllink-revoke", args=[world.project.pk, link.pk]))
    link.refresh_from_db()
    assert link.revoked_by == world.member
    assert Event.objects.filter(action="wall_link.revoked").count() == 1
    page = client.get(reverse("walllink-detail", args=[world.project.pk, link.pk])).content.decode()
    assert "Withdrawn on" in page
    assert walls.token(link) not in page


def test_a_link_is_withdrawn_also_when_the_project_has_ended(world, sign_in) -> None:
    link = walls.screen(world.project, world.lead)
    Project.objects.filter(pk=world.project.pk).update(status="completed")
    client = sign_in(world.member)
    assert "the project has ended" in client.get(reverse("walllink-list", args=[world.project.pk])).content.decode()
    client.post(reverse("walllink-revoke", args=[world.project.pk, link.pk]))
    assert WallLink.objects.get().revoked_at is not None


def test_another_projects_link_is_not_found(world, sign_in) -> None:
    link = walls.screen(world.other_project, world.other_practice_lead)
    client = sign_in(world.lead)
    assert client.get(reverse("walllink-detail", args=[world.project.pk, link.pk])).status_code == 404
    assert client.post(reverse("walllink-revoke", args=[world.project.pk, link.pk])).status_code == 404


def test_the_wall_says_who_sees_it_without_signing_in(world, sign_in, hung) -> None:
    allow(world)
    url = reverse("wall-detail", args=[world.project.pk])
    assert "whoever passes" not in sign_in(world.lead).get(url).content.decode()
    for name in ("Staff room", "Corridor"):
        walls.screen(world.project, world.lead, name=name)
    walls.public(world.project, world.lead)
    page = sign_in(world.lead).get(url).content.decode()
    assert "and so can whoever passes its two screens and everybody with its public link" in page
    assert "Screens and links (two screens, one public link)" in page
    allow(world, False)
    page = sign_in(world.lead).get(url).content.decode()
    assert "and so can whoever passes its two screens" in page
    assert "public link" not in page


def test_the_manager_allows_public_links_in_the_settings(world, sign_in) -> None:
    url = reverse("programme-settings", args=[world.programme.pk])
    client = sign_in(world.manager)
    assert "Teams may give their data wall a public link" in client.get(url).content.decode()
    client.post(url, {"name": "Kept", "small_number_threshold": "7", "public_walls": "on", "version": "0"})
    assert Programme.objects.get(pk=world.programme.pk).public_walls is True
    assert Event.objects.get(action="programme.changed").detail["public_walls"] is True
