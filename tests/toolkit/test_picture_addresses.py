"""Addresses of pictures: quick for the reader they were made for, and of no use to anybody else."""

import gzip
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.backends.cached_db import SessionStore
from django.core.cache import cache, caches
from django.test import Client
from django.urls import reverse
from redis.exceptions import ConnectionError as RedisDown

from tests.builders import make
from tests.builders.addresses import pictures_on
from toolkit.addresses import is_signed, made_for, signed
from toolkit.charts import draw
from toolkit.measures.cards import card_of
from toolkit.measures.series import Reader, chart_of, for_charts, marks_of
from toolkit.middleware import AtHand, at_hand
from toolkit.models import Measure

COUNTS = [14, 3, 11, 22, 9, 31, 12, 40, 18, 25, 13, 17]
KEPT = "private, max-age=86400, immutable"


@pytest.fixture
def measure(world) -> Measure:
    row = make.measure(world.project, name="Urgent home visits", value_kind="count", unit="visits", goal=None)
    make.figures(row, COUNTS)
    return row


@pytest.fixture(autouse=True)
def nothing_at_hand() -> None:
    at_hand.clear()


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def pictures(client: Client, world) -> list[str]:
    page = client.get(reverse("wall-detail", args=[world.project.pk])).content.decode()
    found = pictures_on(page)
    assert found, "the wall names no picture"
    return found


def chart(measure: Measure, *, raw: bool):
    reader = Reader(raw, 7, make.today())
    return chart_of(for_charts(Measure.objects.filter(pk=measure.pk)).get(), marks_of(measure.project), reader)


def test_a_picture_of_ones_own_page_comes_without_a_query(world, measure, django_assert_num_queries) -> None:
    client = signed_in(world.lead)
    phone, first = pictures(client, world)[:2]
    cache.clear()
    drawn = client.get(first)  # nothing is known of it any more: the view draws it
    assert drawn.headers["Cache-Control"] == "private, no-cache"
    for address in (first, phone):
        client.get(address)
        with django_assert_num_queries(0):
            answer = client.get(address)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/svg+xml")
        assert answer.headers["Cache-Control"] == KEPT
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert {"Cookie", "Accept-Encoding"} <= {part.strip() for part in answer.headers["Vary"].split(",")}
    assert client.get(phone).content == draw(chart(measure, raw=True), "phone")


def test_it_is_sent_packed_to_whoever_takes_it_so(world, measure) -> None:
    client = signed_in(world.lead)
    address = pictures(client, world)[0]
    plain = client.get(address).content
    packed = client.get(address, headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain
    assert "Content-Encoding" not in client.get(address).headers


def test_a_partners_address_leads_to_the_partners_copy(world, measure) -> None:
    client = signed_in(world.partner)
    size = draw(chart(measure, raw=False), "full")
    for _ in range(2):  # drawn, then kept
        assert client.get(pictures(client, world)[1]).content == size


def test_a_copied_address_shows_nothing_that_was_not_shown_before(world, measure) -> None:
    """Each gets what the ordinary rules give: their own copy, 'not found', or the page to sign in."""
    leads = signed_in(world.lead)
    address = pictures(leads, world)[1]
    full = leads.get(address).content
    assert leads.get(address).headers["Cache-Control"] == KEPT
    answer = signed_in(world.partner).get(address)
    assert answer.content == draw(chart(measure, raw=False), "full") != full
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert signed_in(world.outsider).get(address).status_code == 404
    assert signed_in(world.other_practice_lead).get(address).status_code == 404
    nobody = Client().get(address)
    assert nobody.status_code == 302
    assert nobody["Location"].startswith(reverse("account_login"))


def test_another_session_of_the_same_person_asks_the_ordinary_way(world, measure) -> None:
    first = signed_in(world.lead)
    address = pictures(first, world)[0]
    first.get(address)
    answer = signed_in(world.lead).get(address)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-cache")


def test_the_key_of_somebody_elses_picture_is_of_no_use(world, measure) -> None:
    """The partner knows the fingerprint of the full picture, and has signed addresses of their own."""
    leads, partners = signed_in(world.lead), signed_in(world.partner)
    full = pictures(leads, world)[1]
    leads.get(full)
    own = pictures(partners, world)[1]
    altered = "/".join([*full.split("/")[:-1], own.split("/")[-1]])
    assert partners.get(altered).content == draw(chart(measure, raw=False), "full")


@pytest.mark.parametrize("part", [2, 3, 4, 5, 6])
def test_an_altered_address_is_not_served_from_the_cache(world, measure, part) -> None:
    client = signed_in(world.lead)
    parts = pictures(client, world)[0].split("/")
    client.get("/".join(parts))
    parts[part] = {4: "small"}.get(part) or parts[part][::-1].replace("gvs.", "") + (".svg" if part == 6 else "")
    answer = client.get("/".join(parts))
    assert answer.status_code == 404 or answer.headers["Cache-Control"] == "private, no-cache"


def test_nothing_is_served_after_signing_out(world, measure) -> None:
    client = signed_in(world.lead)
    address = pictures(client, world)[0]
    client.get(address)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post(reverse("account_logout"))
    client.cookies[settings.SESSION_COOKIE_NAME] = session  # somebody kept the cookie
    assert client.get(address).status_code == 302


def test_nothing_is_served_when_the_session_has_run_out(world, measure) -> None:
    client = signed_in(world.lead)
    address = pictures(client, world)[0]
    client.get(address)
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=settings.SESSION_COOKIE_AGE + 60)):
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        cache.delete(SessionStore.cache_key_prefix + session)  # Redis has a clock of its own
        assert client.get(address).status_code == 302


def test_without_the_kept_session_the_ordinary_way_is_gone(world, measure) -> None:
    """Redis was emptied: the session is read from the database, the picture drawn, and both kept again."""
    client = signed_in(world.lead)
    address = pictures(client, world)[0]
    before = client.get(address).content
    cache.clear()
    assert client.get(address).content == before
    assert client.get(address).headers["Cache-Control"] == KEPT


def test_an_address_ends_with_the_following_day() -> None:
    moment = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    with time_machine.travel(moment):
        given = signed("what", "holder")
    for later, good in ((timedelta(hours=23), True), (timedelta(hours=38), True), (timedelta(hours=39), False)):
        with time_machine.travel(moment + later):
            assert is_signed("what", given, "holder") is good
            assert not is_signed("what", given, "another")
            assert not is_signed("what else", given, "holder")
    assert not is_signed("what", signed("what", ""), ""), "nobody is no holder"


def test_without_redis_the_view_draws(world, measure, monkeypatch) -> None:
    client = signed_in(world.lead)
    address = pictures(client, world)[0]

    def down(*args, **kwargs):
        raise RedisDown

    monkeypatch.setattr(type(caches["default"]), "get_many", down)
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-cache")


def test_a_page_for_nobody_in_particular_keeps_the_ordinary_addresses(world, measure) -> None:
    row = for_charts(Measure.objects.filter(pk=measure.pk)).get()
    reader = Reader(True, 7, make.today())
    assert "/measures/" in card_of(row, [], reader).picture.url
    with made_for("somebody's session"):
        address = card_of(row, [], reader).picture.url
    what, signature = address.removeprefix("/pictures/").removesuffix(".svg").rsplit("/", 1)
    assert is_signed(what, signature, "somebody's session")


def test_a_figure_that_came_later_is_on_the_picture_of_the_next_page(world, measure) -> None:
    client = signed_in(world.lead)
    before = pictures(client, world)[0]
    make.figures(measure, [60], last=make.today() - timedelta(days=make.today().weekday() + 1))
    after = pictures(client, world)[0]
    assert before.split("/")[5] != after.split("/")[5]
    cache.clear()
    assert client.get(before).content == client.get(after).content, "what is no longer kept is drawn as it is today"


def test_who_may_no_longer_see_the_chart_gets_no_new_picture(world, measure) -> None:
    """What the session was shown stays readable until it ends; what was not yet drawn does not."""
    client = signed_in(world.partner)
    other, shown = pictures(client, world)[:2]
    cache.clear()
    client.get(shown)
    share = world.project.shares.get(tool="wall", audience="partner")
    share.ended_at, share.ended_by = share.shared_at, world.lead
    share.save()
    assert client.get(other).status_code == 404
    assert client.get(shown).status_code == 200


def test_a_picture_that_a_page_names_is_drawn_without_a_query(world, measure, django_assert_num_queries) -> None:
    """From what the page was made from, also for whoever sees less."""
    for who, raw in ((world.lead, True), (world.partner, False)):
        client = signed_in(who)
        for address, size in zip(pictures(client, world), ("phone", "full"), strict=True):
            with django_assert_num_queries(0):
                answer = client.get(address)
            assert answer.headers["Cache-Control"] == KEPT
            assert answer.content == draw(chart(measure, raw=raw), size)


def test_a_picture_at_hand_asks_nobody(world, measure, monkeypatch) -> None:
    client = signed_in(world.lead)
    address = pictures(client, world)[0]
    picture = client.get(address).content

    def asked(*args, **kwargs):
        raise AssertionError("Redis was asked")

    monkeypatch.setattr(type(caches["default"]), "get_many", asked)
    assert client.get(address).content == picture


def test_a_session_that_was_ended_elsewhere_gets_what_is_at_hand_for_five_seconds(world, measure) -> None:
    client = signed_in(world.lead)
    address = pictures(client, world)[0]
    client.get(address)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    SessionStore(session).delete()  # as another process does when somebody signs out
    assert client.get(address).status_code == 200
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=AtHand.OPEN_FOR + 1)):
        assert client.get(address).status_code == 302


def test_another_session_finds_nothing_at_hand_until_it_was_looked_up(world, measure) -> None:
    client = signed_in(world.lead)
    client.get(pictures(client, world)[0])
    place = next(iter(at_hand._pictures))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert at_hand.picture(place, session)
    assert at_hand.picture(place, "another session") is None


def test_what_is_at_hand_has_a_bound() -> None:
    hand = AtHand()
    for number in range(20):
        hand.put(f"place {number}", "session", b"x" * 2**20)
    assert hand.picture("place 0", "session") is None
    assert hand.picture("place 19", "session") is not None
    assert sum(len(hand.picture(f"place {n}", "session") or b"") for n in range(20)) == AtHand.PICTURES
    hand.put("too large", "session", b"x" * (AtHand.PICTURES + 1))
    assert hand.picture("too large", "session") is None
