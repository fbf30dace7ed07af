"""The delivery log: a row for each try, all of them for the administrator, one's own for a person."""

from datetime import timedelta

import pytest
from django.urls import reverse

from projects.models import Delivery
from tests.builders import make
from tests.builders.counting import count_queries

URL = "/account/mails/log/"


def tried(project, user, outcome: str = "accepted", code: int | None = 250, **extra) -> Delivery:
    row = make.reminder(project, user, **extra)
    return Delivery.objects.create(reminder=row, outcome=outcome, code=code)


def shown(answer) -> list[str]:
    return [row.to for row in answer.context["rows"]]


def test_the_administrator_sees_all_and_a_person_their_own(world, sign_in) -> None:
    tried(world.project, world.member)
    tried(world.project, world.lead, "refused", 550)
    page = sign_in(world.admin).get(URL)
    assert len(shown(page)) == 2
    assert "The mail server said no (550)" in page.content.decode()
    page = sign_in(world.member).get(URL)
    assert shown(page) == [f"{world.member.name}, {world.member.email}"]
    assert world.lead.email not in page.content.decode()
    assert "Nothing was sent yet" in sign_in(world.outsider).get(URL).content.decode()


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"outcome": "refused"}, 1),
        ({"kind": "figure"}, 1),
        ({"person": "whitlock"}, 1),
        ({"person": "nobody"}, 0),
        ({"since": "1 January 2040"}, 0),
        ({"outcome": "accepted", "kind": "huddle"}, 1),
        ({"outcome": "no-such"}, 0),
    ],
    ids=range(7),
)
def test_filters(world, sign_in, query, count) -> None:
    tried(world.project, world.member)
    tried(world.project, world.lead, "refused", 550, kind="figure")
    answer = sign_in(world.admin).get(URL, query)
    assert len(shown(answer)) == count


def test_a_person_cannot_look_for_others(world, sign_in) -> None:
    tried(world.project, world.lead)
    assert shown(sign_in(world.member).get(URL, {"person": world.lead.name})) == []


def test_a_digest_is_of_no_one_project(world, sign_in) -> None:
    row = make.reminder(None, world.member, kind="digest")
    Delivery.objects.create(reminder=row, outcome="accepted", code=250, at=make.now() - timedelta(days=1))
    page = sign_in(world.admin).get(URL).content.decode()
    assert "Your day in one mail" in page
    assert "All projects" in page


def test_as_many_queries_for_two_as_for_twenty(world, sign_in) -> None:
    client = sign_in(world.admin)
    for _ in range(2):
        tried(world.project, world.member)
    few = count_queries(client, URL)
    for _ in range(18):
        tried(make.project(world.programme, make.practice()), make.user())
    assert count_queries(client, URL) == few


def test_the_list_of_failures_leads_to_it(world, sign_in) -> None:
    assert URL in sign_in(world.admin).get(reverse("reminder-list")).content.decode()
    assert URL in sign_in(world.member).get(reverse("reminder-preferences")).content.decode()
