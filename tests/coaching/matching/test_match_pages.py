"""The manager's pages, and those on which practice and coach answer."""

from datetime import timedelta

import pytest
from django.urls import reverse

from coaching.matching.presenters import pair_token, read_pair
from coaching.models import Match
from projects.models import CoachAssignment, Project
from tests.builders import make, matching
from tests.builders.counting import count_queries

TODAY = make.today


def page_of(client, name, *args, **query) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_overview_shows_who_waits_who_was_asked_and_who_has_room(world, sign_in) -> None:
    matching.waiting(world.programme, "Mill Lane Surgery", days=63)
    asked = matching.waiting(world.programme, "Weir Street Practice")
    matching.match(asked, world.mentor, world.manager, coach_agreed_at=make.now())
    world.other_coach.programme_memberships.update(capacity=0)
    matching.training(world.coach, refresh_on=TODAY() + timedelta(days=9))
    page = page_of(sign_in(world.manager), "match-list", world.programme.pk)
    for words in (
        "One practice waits. There is room for two more teams.",
        "Mill Lane Surgery",
        "Waits for nine weeks.",
        "The coach said yes, the practice has not answered yet.",
        "Over capacity",
        "1 of 2 teams, one of them not settled yet",
        "Refresh soon",
        "Mentor: Marcus Bell",
    ):
        assert words in page, words
    assert page.index("Anita Rowe") < page.index("Rachel Osei</a>"), "those with too many teams stand first"


def test_nobody_waits_and_nobody_coaches(world, sign_in) -> None:
    page = page_of(sign_in(world.manager), "match-list", world.programme.pk)
    assert "No practice waits." in page
    assert "Propose a coach for each" not in page
    page = page_of(sign_in(world.other_manager), "match-list", world.other_programme.pk)
    assert "No coaches yet" in page
    assert "No practice waits" in page_of(sign_in(world.manager), "match-fill", world.programme.pk)


def test_the_overview_takes_as_many_queries_for_two_as_for_twenty(world, sign_in) -> None:
    client, counts = sign_in(world.manager), []
    for more in (2, 18):
        for _ in range(more):
            matching.waiting(world.programme)
            matching.match(matching.waiting(world.programme), make.user(), world.manager)
            make.pool_coach(world.programme, make.user())
        counts.append(count_queries(client, reverse("match-list", args=[world.programme.pk])))
    assert counts[0] == counts[1]


def test_from_the_list_to_a_question(world, sign_in) -> None:
    project = matching.waiting(world.programme, "Mill Lane Surgery")
    matching.profile(world.mentor, earlier_projects=3)
    client = sign_in(world.manager)
    page = page_of(client, "match-choose", project.pk)
    assert page.index("Marcus Bell") < page.index("Anita Rowe")
    assert "Has coached 3 projects" in page
    assert "has no mentor yet" in page
    first = world.mentor.programme_memberships.get()
    url = reverse("match-ask", args=[project.pk, first.pk])
    assert "Why not" not in client.get(url).content.decode()
    assert client.post(url, {"starts_on": f"{TODAY():%d/%m/%Y}"}).status_code == 302
    assert Match.objects.get().coach == world.mentor
    assert "Marcus Bell has been asked" in page_of(client, "match-choose", project.pk)


def test_somebody_else_than_the_first_needs_a_reason_on_the_page_too(world, sign_in) -> None:
    project = matching.waiting(world.programme)
    matching.profile(world.mentor, earlier_projects=3)
    url = reverse("match-ask", args=[project.pk, world.other_coach.programme_memberships.get().pk])
    client = sign_in(world.manager)
    page = client.post(url, {"starts_on": "32 Mai", "override_reason": ""}).content.decode()
    assert "Why not Marcus Bell?" in page
    assert 'value="32 Mai"' in page
    assert page.count("nhsuk-error-message") == 2
    past = {"starts_on": "1 March 2024", "override_reason": "They know her"}
    page = client.post(url, past).content.decode()
    assert "This day is past" in page
    assert "They know her" in page
    assert not Match.objects.exists()
    assert client.post(url, {**past, "starts_on": f"{TODAY():%d/%m/%Y}"}).status_code == 302
    assert Match.objects.get().override_reason == "They know her"


def test_all_at_once_is_shown_then_asked(world, sign_in) -> None:
    first, second = matching.waiting(world.programme, "One"), matching.waiting(world.programme, "Two", days=80)
    client = sign_in(world.manager)
    url = reverse("match-fill", args=[world.programme.pk])
    page = client.get(url).content.decode()
    assert page.index("Two") < page.index("One</strong>")
    assert page.count('name="pairs"') == 2
    data = {"starts_on": f"{TODAY():%d/%m/%Y}"}
    none = client.post(url, data).content.decode()
    assert "Tick at least one practice." in none
    forged = client.post(url, {**data, "pairs": [f"{first.pk}:{world.mentor.pk}"]}).content.decode()
    assert "The proposal has changed meanwhile" in forged
    assert not Match.objects.exists()
    token = pair_token(second.pk, world.mentor.pk)
    assert read_pair(token) == (second.pk, world.mentor.pk)
    assert client.post(url, {**data, "pairs": [token]}).status_code == 302
    assert Match.objects.get().project == second


def test_too_few_places_are_said(world, sign_in) -> None:
    for who in ("coach", "mentor", "other_coach"):
        world.people[who].programme_memberships.update(capacity=0)
    matching.waiting(world.programme, "Mill Lane Surgery")
    page = page_of(sign_in(world.manager), "match-fill", world.programme.pk)
    assert "No coach is left for" in page
    assert "Mill Lane Surgery" in page


@pytest.fixture
def match(world):
    matching.leave(world.project)
    return matching.match(
        world.project, world.other_coach, world.manager, rank=2, override_reason="They asked for her",
        reasons=[[False, "New to it, and has no mentor yet"]],
    )  # fmt: skip


def test_each_side_learns_of_the_other_and_no_more(world, sign_in, match) -> None:
    matching.profile(world.other_coach, postcode="EX4 3AB", about="I was a nurse", keeps_out_of=["Z99999"])
    matching.wish(world.project, clinical_areas=["diabetes"], words="Mornings only")
    private = ("They asked for her", "has no mentor yet", "EX4 3AB", "Z99999")
    coach = page_of(sign_in(world.other_coach), "match-detail", match.pk)
    assert "Will you coach Larkmead Surgery?" in coach
    assert "Mornings only" in coach
    team = page_of(sign_in(world.lead), "match-detail", match.pk)
    assert "Anita Rowe could be your coach" in team
    assert "I was a nurse" in team
    for words in private:
        assert words not in team, words
    assert "They asked for her" not in coach
    manager = page_of(sign_in(world.manager), "match-detail", match.pk)
    assert "They asked for her" in manager
    assert "has no mentor yet" in manager
    member = page_of(sign_in(world.member), "match-detail", match.pk)
    assert "Yes, we want this coach" not in member
    assert "Yes, we want this coach" in team


def test_both_say_yes_on_the_pages(world, sign_in, match) -> None:
    sign_in(world.other_coach).post(reverse("match-coach-agree", args=[match.pk]))
    answer = sign_in(world.lead).post(reverse("match-practice-agree", args=[match.pk]), follow=True)
    assert "coaches Larkmead Surgery now that both have said yes" in answer.content.decode()
    assert CoachAssignment.objects.current().get(project=world.project).user == world.other_coach


def test_a_no_is_for_the_manager_and_keeps_what_was_typed(world, sign_in, match) -> None:
    client, url = sign_in(world.lead), reverse("match-practice-decline", args=[match.pk])
    page = client.post(url, {"words": "We know her too well"}).content.decode()
    assert "error-summary" in page
    assert "We know her too well" in page
    client.post(url, {"reason": "too_close", "words": "We know her too well"})
    for who, seen in (("manager", True), ("other_coach", False), ("lead", False)):
        words = page_of(sign_in(world.people[who]), "match-detail", match.pk)
        assert ("We know her too well" in words) is seen, who
        assert "The practice said no" in words


def test_a_coach_who_was_asked_no_more_does_not_find_it(world, sign_in, match) -> None:
    sign_in(world.manager).post(reverse("match-withdraw", args=[match.pk]))
    assert sign_in(world.other_coach).get(reverse("match-detail", args=[match.pk])).status_code == 404
    assert not Project.visible_to(world.other_coach).filter(pk=world.project.pk).exists()


def test_today_asks_for_what_is_wanted_of_each(world, sign_in, match) -> None:
    today = reverse("today")
    assert "Will you coach them?" in sign_in(world.other_coach).get(today).content.decode()
    assert "Anita Rowe could be your coach" in sign_in(world.lead).get(today).content.decode()
    assert "Anita Rowe could be your coach" not in sign_in(world.member).get(today).content.decode()
    matching.waiting(world.programme, "Mill Lane Surgery", days=30)
    manager = sign_in(world.manager).get(today).content.decode()
    assert "Mill Lane Surgery has no coach" in manager
    assert "is not settled" not in manager
    Match.objects.update(chosen_at=make.now() - timedelta(days=8))
    matching.waiting(world.programme, "Weir Street Practice")
    manager = sign_in(world.manager).get(today).content.decode()
    assert "Two practices need a coach" in manager
    assert "Anita Rowe for Larkmead Surgery is not settled" in manager
    sign_in(world.other_coach).post(reverse("match-coach-agree", args=[match.pk]))
    assert "Will you coach them?" not in sign_in(world.other_coach).get(today).content.decode()


def test_a_wish_saved_twice_shows_both_texts(world, sign_in) -> None:
    url = reverse("wish-update", args=[world.project.pk])
    assert sign_in(world.lead).post(url, {"words": "Mornings", "weekdays": ["0"], "version": "0"}).status_code == 302
    page = sign_in(world.manager).post(url, {"words": "Evenings", "version": "0"}).content.decode()
    assert "Mornings" in page
    assert "Evenings" in page
    assert world.project.__class__.objects.get(pk=world.project.pk).coach_wish.words == "Mornings"


def test_a_coach_of_another_programme_cannot_be_asked(world, sign_in) -> None:
    elsewhere = make.pool_coach(world.other_programme, make.user("Vera Lind"))
    make.manager(world.other_programme, world.manager)
    project = matching.waiting(world.programme)
    url = reverse("match-ask", args=[project.pk, elsewhere.pk])
    assert sign_in(world.manager).get(url).status_code == 404
    assert sign_in(world.manager).post(url, {"starts_on": f"{TODAY():%d/%m/%Y}"}).status_code == 404
    assert not Match.objects.exists()
