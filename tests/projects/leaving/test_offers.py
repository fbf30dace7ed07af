"""Somebody leaves: what they looked after is offered, found by another, or let go."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cmsportal.accounts.people import close_account
from cmsportal.audit.models import Event
from projects.actions.services import change_action
from projects.leaving.presenters import waiting_words
from projects.leaving.queries import waiting_in
from projects.leaving.services import FOUND, NOT_ON_TEAM, let_offer_go, take_offer
from projects.models import Offer, TeamMember
from projects.refusal import Refusal
from projects.team.services import Details, change_member, leave_team
from tests.builders import keeping, make, playbook
from tests.builders.counting import count_queries
from tests.builders.together import run_together
from toolkit.models import Wall


@pytest.fixture
def busy(world):
    """Sam looks after something of every kind, and leads the team besides Jo."""
    place = world.project.team.get(user=world.member)
    TeamMember.objects.filter(pk=place.pk).update(is_sponsor=True, is_lead=True)
    make.action(world.project, owner=world.member, text="Print the rota", due_on=make.today() + timedelta(days=3))
    make.action(world.project, owner=world.member, text="Done long ago", done_at=make.now(), done_by=world.lead)
    make.action(world.project, owner=world.lead, text="Jo’s own")
    make.measure(world.project, collector=place)
    make.standard(world.project, owner=world.member)
    Wall.objects.create(project=world.project, owner=place)
    return TeamMember.objects.get(pk=place.pk)


def offered(project) -> dict[str, str]:
    return {offer.what: thing.name for offer, thing in waiting_in([project])}


def test_all_that_a_leaver_held_is_offered_at_once(world, busy) -> None:
    leave_team(member=busy, by=world.lead)
    assert offered(world.project) == {
        "sponsor": "Sponsor",
        "action": "Print the rota",
        "measure": "Calls answered within 5 minutes",
        "standard": world.project.standards.get().title,
        "wall": "Our data wall",
    }, "and not the lead: Jo leads the team"
    assert waiting_words(waiting_in([world.project])) == (
        "Sam Whitlock has left. The sponsor, one action, one measure, one standard and the data wall wait for"
        " somebody to take them over."
    )


def test_leaving_twice_offers_once(world, busy) -> None:
    leave_team(member=busy, by=world.lead)
    count = Offer.objects.count()
    leave_team(member=busy, by=world.lead)
    assert Offer.objects.count() == count == 5


def test_a_successor_has_the_roles_and_the_rest_is_offered(world, busy) -> None:
    leave_team(member=busy, successor=world.project.team.get(user=world.lead), by=world.lead)
    assert "sponsor" not in offered(world.project)
    assert "measure" in offered(world.project)


def test_nothing_is_offered_when_the_leaving_fails(world) -> None:
    make.action(world.project, owner=world.lead)
    with pytest.raises(Refusal, match="only one who leads"):
        leave_team(member=world.project.team.get(user=world.lead), by=world.lead)
    assert not Offer.objects.exists()


@pytest.mark.parametrize("what", ["sponsor", "action", "measure", "standard", "wall"])
def test_taken_it_is_theirs(world, busy, what) -> None:
    leave_team(member=busy, by=world.lead)
    offer = Offer.objects.get(what=what)
    take_offer(offer=offer, by=world.lead)
    place = world.project.team.get(user=world.lead)
    held = {
        "sponsor": lambda: place.is_sponsor,
        "action": lambda: world.project.actions.get(text="Print the rota").owner == world.lead,
        "measure": lambda: world.project.measures.get().collector == place,
        "standard": lambda: world.project.standards.get().owner == world.lead,
        "wall": lambda: Wall.objects.get().owner == place,
    }
    assert held[what]()
    assert what not in offered(world.project)
    assert Event.objects.filter(action="offer.taken", actor=world.lead, project_id=world.project.pk).count() == 1
    with pytest.raises(Refusal, match="Jo Pritchard has taken this over already"):
        take_offer(offer=offer, by=world.lead)
    with pytest.raises(Refusal, match="already"):
        let_offer_go(offer=offer, by=world.lead)


@pytest.mark.parametrize("what", ["sponsor", "action", "measure", "standard", "wall"])
def test_let_go_it_stays_with_nobody(world, busy, what) -> None:
    leave_team(member=busy, by=world.lead)
    offer = Offer.objects.get(what=what)
    let_offer_go(offer=offer, by=world.lead)
    nobody = {
        "sponsor": lambda: not world.project.team.current().filter(is_sponsor=True).exists(),
        "action": lambda: world.project.actions.get(text="Print the rota").owner is None,
        "measure": lambda: world.project.measures.get().collector is None,
        "standard": lambda: world.project.standards.get().owner is None,
        "wall": lambda: Wall.objects.get().owner is None,
    }
    assert nobody[what]()
    assert what not in offered(world.project)
    with pytest.raises(Refusal, match="Jo Pritchard has let this go already"):
        take_offer(offer=offer, by=world.lead)


@pytest.mark.parametrize("ends", ["taken", "let go"])
def test_the_edition_that_holds_names_who_has_taken_over_or_nobody(world, busy, sign_in, ends) -> None:
    standard = world.project.standards.get()
    entry = playbook.edition(standard, world.member, edition=2)
    ended = playbook.edition(standard, world.member, ended_at=make.now(), ended_by=world.lead)
    leave_team(member=busy, by=world.lead)
    offer = Offer.objects.get(what="standard")
    take_offer(offer=offer, by=world.lead) if ends == "taken" else let_offer_go(offer=offer, by=world.lead)
    entry.refresh_from_db()
    ended.refresh_from_db()
    assert entry.owner == (world.lead if ends == "taken" else None)
    assert ended.owner == world.member, "what was is not rewritten"
    client, words = sign_in(world.lead), "Jo Pritchard looks after it" if ends == "taken" else "Nobody looks after it"
    assert words in client.get(reverse("standard-list", args=[world.project.pk])).text
    for name in ("playbookentry-detail", "playbookentry-print"):
        page = client.get(reverse(name, args=[world.project.pk, standard.pk, 2])).text
        assert ("Jo Pritchard" if ends == "taken" else "Nobody") in page
        assert "after by Sam Whitlock" not in " ".join(page.split())
    page = client.get(reverse("standard-detail", args=[world.project.pk, standard.pk])).text
    assert ("Nobody: choose somebody" in page) == (ends == "let go")


def test_somebody_chosen_meanwhile_stays(world, busy) -> None:
    """The edition that holds is let go; the new words name Jo already."""
    standard = world.project.standards.get()
    entry = playbook.edition(standard, world.member)
    standard.owner = world.lead
    standard.save()
    leave_team(member=busy, by=world.lead)
    let_offer_go(offer=Offer.objects.get(what="standard"), by=world.lead)
    entry.refresh_from_db()
    standard.refresh_from_db()
    assert (entry.owner, standard.owner) == (None, world.lead)


def test_whoever_takes_the_champion_leads(world) -> None:
    successor = world.project.team.get(user=world.member)
    TeamMember.objects.filter(pk=successor.pk).update(is_lead=True)
    leave_team(member=world.project.team.get(user=world.lead), by=world.lead)
    assert offered(world.project) == {"champion": "Champion"}
    take_offer(offer=Offer.objects.get(), by=world.member)
    successor.refresh_from_db()
    assert successor.is_champion
    assert Event.objects.filter(action="team.changed", actor=world.member).count() == 1


def test_what_found_somebody_by_another_way_waits_no_longer(world, busy) -> None:
    leave_team(member=busy, by=world.lead)
    offer = Offer.objects.get(what="action")
    action = world.project.actions.get(text="Print the rota")
    change_action(action=action, text=action.text, owner=world.lead, expected_version=action.version)
    place = world.project.team.get(user=world.lead)
    details = Details(place.name, place.discipline, is_lead=True, is_champion=True, is_sponsor=True)
    change_member(member=place, details=details, expected_version=place.version, by=world.lead)
    assert {"action", "sponsor"}.isdisjoint(offered(world.project))
    with pytest.raises(Refusal, match=FOUND):
        take_offer(offer=offer, by=world.lead)
    assert Offer.objects.open().filter(pk=offer.pk).exists(), "a refusal claims nothing"


def test_the_next_who_leaves_with_it_has_it_offered_again(world, busy) -> None:
    leave_team(member=busy, by=world.lead)
    action = world.project.actions.get(text="Print the rota")
    again = make.member(world.project, make.user("Wendy Hale"))
    change_action(action=action, text=action.text, owner=again.user, expected_version=action.version)
    leave_team(member=again, by=world.lead)
    assert Offer.objects.get(what="action").leaver == again
    assert offered(world.project)["action"] == "Print the rota"


def test_who_comes_back_has_their_own_again(world, busy) -> None:
    leave_team(member=busy, by=world.lead)
    make.member(world.project, world.member, starts_on=make.today())
    assert "action" not in offered(world.project)


def test_actions_of_somebody_without_an_account_go_by_the_name(world) -> None:
    wendy = make.member(world.project, name="Wendy Hale")
    make.action(world.project, owner_name="Wendy Hale", text="Ask the patient group")
    make.action(world.project, owner_name="Wendy Hale’s sister", text="Not hers")
    leave_team(member=wendy, by=world.lead)
    assert offered(world.project) == {"action": "Ask the patient group"}


def test_a_closed_account_counts_as_leaving(world) -> None:
    make.action(world.project, owner=world.lead)
    close_account(person=world.lead, reason="left", by=world.admin)
    assert world.project.team.get(user=world.lead).ends_on == make.today()
    assert set(offered(world.project)) == {"champion", "lead", "action"}
    take_offer(offer=Offer.objects.get(what="lead"), by=world.member)
    assert world.project.team.get(user=world.member).is_lead


def test_an_account_kept_safe_is_no_leaving(world) -> None:
    close_account(person=world.lead, reason="safety", by=world.admin)
    assert world.project.team.get(user=world.lead).ends_on is None
    assert not Offer.objects.exists()


def test_only_the_team_takes(world) -> None:
    offer = keeping.offer(world.project)
    for who in ("coach", "manager", "outsider", "other_practice_lead"):
        with pytest.raises(Refusal, match=NOT_ON_TEAM):
            take_offer(offer=offer, by=getattr(world, who))
    assert Offer.objects.open().count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_gets_it(world) -> None:
    offer = keeping.offer(world.project)

    def take(who) -> str:
        try:
            return take_offer(offer=Offer.objects.select_related("leaver").get(pk=offer.pk), by=who)
        except Refusal as refusal:
            return str(refusal)

    words = run_together(lambda: take(world.lead), lambda: take(world.member))
    assert sum("already" in word for word in words) == 1, words
    assert Offer.objects.get().taken_by in {world.lead, world.member}
    assert world.project.actions.get().owner == Offer.objects.get().taken_by


# --- Pages -------------------------------------------------------------------------------------------------------


def test_leaving_leads_to_what_is_left(world, busy, sign_in) -> None:
    client = sign_in(world.lead)
    leave = reverse("team-leave", args=[world.project.pk, busy.pk])
    answer = client.post(leave, {"successor": "none"}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("offer-list", args=[world.project.pk])
    words = answer.content.decode()
    assert "What Sam Whitlock looked after" in words
    assert "Print the rota" in words
    answer = client.post(
        reverse("offer-take", args=[world.project.pk, Offer.objects.get(what="action").pk]), follow=True
    )
    assert "‘Print the rota’ is yours now." in answer.content.decode()
    answer = client.post(
        reverse("offer-let-go", args=[world.project.pk, Offer.objects.get(what="wall").pk]), follow=True
    )
    assert "Nobody takes over ‘Our data wall’." in answer.content.decode()


def test_an_offer_of_another_project_does_not_exist(world, sign_in) -> None:
    offer = keeping.offer(world.other_project)
    client = sign_in(world.lead)
    for name in ("offer-take", "offer-let-go"):
        assert client.post(reverse(name, args=[world.project.pk, offer.pk])).status_code == 404
        assert client.post(reverse(name, args=[world.other_project.pk, offer.pk])).status_code == 404


def test_nothing_waits_says_so(world, sign_in) -> None:
    page = sign_in(world.member).get(reverse("offer-list", args=[world.project.pk]))
    assert "Everything is in somebody’s hands" in page.content.decode()


def test_the_same_queries_for_two_offers_and_twenty(world, sign_in) -> None:
    client = sign_in(world.lead)
    url = reverse("offer-list", args=[world.project.pk])
    counts = []
    for number in (2, 18):
        for _ in range(number):
            keeping.offer(world.project)
        counts.append(count_queries(client, url))
    assert counts[0] == counts[1]


def test_today_asks_the_whole_team_for_a_champion(world, sign_in) -> None:
    TeamMember.objects.filter(user=world.member).update(is_lead=True)
    make.action(world.project, owner=world.lead)
    leave_team(member=world.project.team.get(user=world.lead), by=world.lead)
    page = sign_in(world.member).get(reverse("today")).content.decode()
    assert "Who will be your champion?" in page
    assert "Jo Pritchard has left. The champion and one action wait for somebody to take them over." in page
    assert reverse("offer-list", args=[world.project.pk]) in page
    team = sign_in(world.member).get(reverse("team-detail", args=[world.project.pk])).content.decode()
    assert "Who takes this over?" in team
