"""Who sees what on the pages, what is kept of what was typed, and what Today says."""

import re
import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from coaching.models import Claim, Package, WeightedList
from coaching.payments.rules import known_needs
from coaching.payments.urls import urlpatterns
from coaching.payments.workflow import Act
from projects.models import CoachAssignment, Project
from tests.builders import make, matching, payments
from tests.builders.counting import count_queries

TODAY = make.today
MONEY = re.compile(r"£\s?\d")


def url(world, name: str, claim=None) -> str:
    return reverse(name, args=[world.project.pk, *([claim.pk] if claim else [])])


def page_of(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def reached(world):
    """A package, with its first two milestones reached and nothing claimed."""
    payments.package(world.programme, world.manager)
    payments.reach_team(world.project)
    payments.reach_ramp(world.project)
    return world


def test_the_ladder_shows_what_is_reached_what_is_missing_and_the_money(reached, sign_in) -> None:
    page = page_of(sign_in(reached.lead), url(reached, "milestone-list"))
    for words in (
        "Two of three milestones are reached. £4,000 still to come.",
        "The team has a champion and a sponsor.",
        "Small tests 1 and 2 of a ramp are linked, studied and decided on.",
        "Still ahead: The storyboard is shown to others",
        "£1,500",
    ):
        assert words in page, words
    assert page.count(">Claim<") == 2, "what is ahead has no button"


def test_one_milestone_is_reached_and_several_are(world, sign_in) -> None:
    payments.package(world.programme, world.manager)
    payments.reach_team(world.project)
    assert "One of three milestones is reached." in page_of(sign_in(world.lead), url(world, "milestone-list"))


@pytest.mark.parametrize("who", ["member", "coach", "mentor"])
def test_those_who_help_see_milestones_and_no_sum(reached, sign_in, who) -> None:
    claim = payments.claim_in(reached, "paid")
    payments.claim_in(reached, "rejected", place=1)
    client = sign_in(reached.people[who])
    page = page_of(client, url(reached, "milestone-list"))
    assert "Two of three milestones are reached." in page
    assert "Still ahead" in page
    for words in ("Turned down", "Paid", "claims/", "Which two tests"):
        assert words not in page, words
    project = page_of(client, reverse("project-detail", args=[reached.project.pk]))
    for one in (page, project, page_of(client, reverse("today"))):
        assert not MONEY.search(one)
    assert client.get(url(reached, "claim-detail", claim)).status_code in {403, 404}


def test_a_former_coach_a_former_manager_and_a_former_lead_find_nothing(world, sign_in) -> None:
    """Every URL of this slice, once their time is over; the coach is still one of the programme's pool."""
    claim = payments.claim_in(world, "exported")
    payments.claim_in(world, "submitted", place=1)
    everything = {
        "project_id": world.project.pk, "claim_id": claim.pk, "milestone_key": claim.key,
        "programme_id": world.programme.pk, "file_id": claim.file_id, "year": 2026,
    }  # fmt: skip
    CoachAssignment.objects.filter(user=world.coach).update(ends_on=TODAY())
    world.manager.programme_memberships.update(ends_on=TODAY())
    world.project.team.filter(user=world.lead).update(ends_on=TODAY())
    steps = claim.steps.count()
    for who in ("coach", "manager", "lead"):
        client = sign_in(world.people[who])
        for one in urlpatterns:
            keys = {name: everything[name] for name in one.pattern.converters}
            address = reverse(one.name, kwargs=keys)
            refused = {404} if "project_id" in keys or who != "coach" else {403}
            assert client.get(address).status_code in refused, (who, one.name)
            assert client.post(address).status_code in refused, (who, one.name)
    assert (Claim.objects.get(pk=claim.pk).state, claim.steps.count()) == ("exported", steps)


def test_a_claim_walks_from_the_button_to_the_decision(reached, sign_in) -> None:
    client = sign_in(reached.lead)
    key = Package.objects.get().milestones.all()[1].key
    answer = client.post(reverse("claim-create", args=[reached.project.pk, key]), follow=True)
    page = answer.content.decode()
    assert "The evidence is attached. Look it over, then send it." in page
    assert "£1,500" in page
    claim = Claim.objects.get()
    send = url(reached, "claim-send", claim)
    assert client.post(send, {"version": claim.version, "words": "Ready"}).status_code == 302
    manager = sign_in(reached.manager)
    page = page_of(manager, url(reached, "claim-detail", claim))
    assert "Look at the evidence, then decide." in page
    assert "Ready" in page
    assert "There is no budget for" in page
    claim.refresh_from_db()
    empty = manager.post(url(reached, "claim-query", claim), {"version": claim.version, "words": ""})
    assert "error-summary" in empty.content.decode()
    said = {"version": claim.version, "words": "Which weeks?"}
    assert manager.post(url(reached, "claim-query", claim), said).status_code == 302
    assert "Helen Brandt asks: Which weeks?" in page_of(sign_in(reached.lead), url(reached, "claim-detail", claim))
    claim.refresh_from_db()
    client = sign_in(reached.lead)
    client.post(url(reached, "claim-answer", claim), {"version": claim.version, "words": "The first two of May"})
    claim.refresh_from_db()
    manager = sign_in(reached.manager)
    answer = manager.post(url(reached, "claim-approve", claim), {"version": claim.version}, follow=True)
    assert "The claim is approved. It can go to finance now." in answer.content.decode()


@pytest.mark.parametrize("version", ["", "-1", "x", "99999999999999", "²", "0"])
def test_a_button_that_shows_another_version_approves_nothing(world, sign_in, version) -> None:
    claim = payments.claim_in(world, "submitted")
    answer = sign_in(world.manager).post(url(world, "claim-approve", claim), {"version": version}, follow=True)
    assert "has changed since you opened this page" in answer.content.decode()
    assert Claim.objects.get().state == "submitted"


def test_turning_down_keeps_what_was_typed_and_refuses_an_nhs_number(world, sign_in) -> None:
    claim = payments.claim_in(world, "submitted")
    client, address = sign_in(world.manager), url(world, "claim-reject", claim)
    page = client.post(address, {"version": claim.version, "words": "Not the same week"}).content.decode()
    assert "Not the same week" in page
    assert "error-summary" in page
    number = {"version": claim.version, "reason": "other", "words": "Patient 943 476 5919 waited"}
    page = client.post(address, number).content.decode()
    assert "NHS number" in page
    assert re.search(r'value="other"[^>]*checked', page)
    assert Claim.objects.get().state == "submitted"
    client.post(address, {"version": claim.version, "reason": "evidence", "words": "Only one week"})
    page = page_of(sign_in(world.lead), url(world, "claim-detail", claim))
    assert "The evidence does not show it: Only one week" in page
    assert "Send it again" in page


def test_a_manager_sees_evidence_in_words_and_opens_what_is_shared_alone(reached, sign_in) -> None:
    claim = payments.sent(reached, place=1)
    page = page_of(sign_in(reached.manager), url(reached, "claim-detail", claim))
    assert "Small tests 1 and 2 of a ramp are linked" in page
    assert "/ramps/" not in page, "the team does not show its tests"
    reached.project.shares.create(tool="cycles", audience="programme")
    assert "/ramps/" in page_of(sign_in(reached.manager), url(reached, "claim-detail", claim))


# --- The manager's pages ------------------------------------------------------------------------------------------


def test_the_page_of_payments_before_and_after_a_package(world, sign_in) -> None:
    address = reverse("payment-list", args=[world.programme.pk])
    client = sign_in(world.manager)
    page = page_of(client, address)
    assert "No package yet" in page
    assert "There is no budget for" in page
    payments.claim_in(world, "submitted")
    payments.claim_in(world, "approved", place=1)
    payments.budget(world.programme, TODAY().year if TODAY().month > 3 else TODAY().year - 1, "1000")
    page = page_of(client, address)
    for words in (
        "£500 more is promised",
        "1 approved claim, £1,500",
        "Lead team in place",
        "The claims and the audit",
    ):
        assert words in page, words
    shown = page_of(client, f"{address}?state=approved")
    assert shown.count("nhsuk-table__row") < page.count("nhsuk-table__row")
    assert "No claim is in this state." in page_of(client, f"{address}?state=paid")
    assert page_of(client, f"{address}?state=x%00").count("Lead team in place") > 1


def test_the_page_takes_as_many_queries_for_two_as_for_twenty(world, sign_in) -> None:
    payments.claim_in(world, "submitted")
    client, counts = sign_in(world.manager), []
    for more in (2, 12):
        for _ in range(more):
            project = matching.waiting(world.programme)
            make.member(project, make.user(), is_champion=True)
            claim = payments.draft(world, project=project, by=world.manager)
            Claim.objects.filter(pk=claim.pk).update(
                state="submitted", number=Claim.objects.count() + 1, submitted_at=make.now(), submitted_by=world.lead
            )
        counts.append(count_queries(client, reverse("payment-list", args=[world.programme.pk])))
    assert counts[0] == counts[1]


def test_a_programme_shows_nothing_of_another(world, sign_in) -> None:
    payments.claim_in(world, "submitted")
    page = page_of(sign_in(world.other_manager), reverse("payment-list", args=[world.other_programme.pk]))
    assert "Larkmead" not in page
    assert sign_in(world.other_manager).get(reverse("payment-list", args=[world.programme.pk])).status_code == 404


def terms(**extra):
    return {
        "basis": "fixed", "starts_on": f"{TODAY():%d/%m/%Y}", "version": "0", "first_project_only": "on",
        "title0": "Team", "needs0": ["lead_team"], "amount0": "500", **extra,
    }  # fmt: skip


def test_a_package_is_written_changed_and_kept_in_its_versions(world, sign_in) -> None:
    client, address = sign_in(world.manager), reverse("package-update", args=[world.programme.pk])
    assert client.post(address, terms()).status_code == 302
    page = page_of(client, address)
    assert 'value="500"' in page
    key = Package.objects.get().milestones.get().key
    changed = terms(
        version="1", key0=str(key), amount0="£1,600.50", title1="Aim", needs1=["aim"], amount1="20", cap="4000"
    )
    assert client.post(address, changed).status_code == 302
    newest = Package.objects.first()
    assert [(one.title, one.amount) for one in newest.milestones.all()] == [
        ("Team", Decimal("1600.50")), ("Aim", Decimal(20)),
    ]  # fmt: skip
    assert newest.milestones.first().key == key
    page = page_of(client, reverse("package-detail", args=[world.programme.pk]))
    assert "£1,620.50" in page
    assert "Holds now" in page
    assert "Never came into force" in page


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ({"amount0": "lots"}, "lots"),
        ({"amount0": "0"}, "above nothing"),
        ({"amount0": "1.005"}, "no more places"),
        ({"needs0": []}, "Tick at least one thing"),
        ({"title0": ""}, "Give this milestone a name"),
        ({"title1": "", "amount1": "5"}, "Give this milestone a name"),
        ({"starts_on": "1 March 2024"}, "today or later"),
        ({"ends_on": "1 March 2024"}, "comes after the first"),
        ({"cap": "0"}, "error-summary"),
    ],
)
def test_terms_that_are_not_right_stay_on_the_page(world, sign_in, extra, words) -> None:
    data = terms(**{"title2": "A third one", **extra})
    page = sign_in(world.manager).post(reverse("package-update", args=[world.programme.pk]), data).content.decode()
    assert words in page
    assert "error-summary" in page
    assert 'value="A third one"' in page
    assert not Package.objects.exists()


def test_two_managers_at_the_terms_both_see_them(world, sign_in) -> None:
    client, address = sign_in(world.manager), reverse("package-update", args=[world.programme.pk])
    client.post(address, terms())
    page = client.post(address, terms(title0="My own words")).content.decode()
    assert "saved other terms while you were writing" in page
    assert "My own words" in page
    assert "Team: £500" in page
    assert client.post(address, terms(title0="My own words", version="1")).status_code == 302
    assert Package.objects.count() == 2


def test_only_needs_that_can_be_read_are_offered(world, sign_in) -> None:
    page = page_of(sign_in(world.manager), reverse("package-update", args=[world.programme.pk]))
    offered = set(re.findall(r'name="needs0"[^>]*value="([a-z_]+)"', page)) or set(
        re.findall(r'value="([a-z_]+)"[^>]*name="needs0"', page)
    )
    assert offered == {need.value for need in known_needs()}


def test_weighted_patients_are_entered_with_day_and_source_once(world, sign_in) -> None:
    client, address = sign_in(world.manager), url(world, "weighted-create")
    assert "9,500" in page_of(client, address)
    data = {"patients": "9,872", "day": "1/10/2025", "source": "Quarter 3", "key": str(uuid.uuid4())}
    page = client.post(address, {**data, "patients": "98720"}).content.decode()
    assert "far from the 9,500" in page
    assert 'value="98720"' in page
    assert 'value="Quarter 3"' in page
    for _ in range(2):
        assert client.post(address, data).status_code == 302
    assert WeightedList.objects.get().patients == 9872
    assert "Quarter 3" in page_of(client, address)


# --- Today, the project's page -----------------------------------------------------------------------------------


def test_today_tells_lead_and_manager_what_waits_and_nobody_else(reached, sign_in) -> None:
    today = reverse("today")
    assert "You can claim £2,000" in page_of(sign_in(reached.lead), today)
    assert "You can claim" not in page_of(sign_in(reached.member), today)
    claim = payments.claim_in(reached, "submitted")
    manager = page_of(sign_in(reached.manager), today)
    assert "One claim to approve" in manager
    assert "Larkmead Surgery: Lead team in place, £500" in manager
    other = payments.claim_in(reached, "submitted", place=1)
    assert "Two claims to approve" in page_of(sign_in(reached.manager), today)
    payments.move(claim, Act.QUERY, reached.manager)
    payments.move(other, Act.APPROVE, reached.manager)
    assert "You are asked about a claim" in page_of(sign_in(reached.lead), today)
    assert "One approved claim is not with finance yet" in page_of(sign_in(reached.manager), today)
    payments.move(claim, Act.REJECT, reached.manager)
    assert "A claim was turned down" in page_of(sign_in(reached.lead), today)


def test_a_managers_own_claim_is_no_decision_of_theirs(reached, sign_in) -> None:
    payments.sent(reached, by=reached.manager)
    assert "One claim to approve" not in page_of(sign_in(reached.manager), reverse("today"))
    second = payments.second_manager(reached)
    assert "One claim to approve" in page_of(sign_in(second), reverse("today"))


def test_the_project_leads_to_its_milestones_once_there_is_a_package(world, sign_in) -> None:
    address = reverse("project-detail", args=[world.project.pk])
    link = url(world, "milestone-list")
    assert link not in page_of(sign_in(world.lead), address)
    payments.package(world.programme, world.manager)
    for who in ("lead", "member", "coach", "manager"):
        assert link in page_of(sign_in(world.people[who]), address), who


def test_a_project_of_a_programme_without_a_package_says_so(world, sign_in) -> None:
    assert "No milestones yet" in page_of(sign_in(world.coach), url(world, "milestone-list"))
    payments.package(world.programme, world.manager)
    Project.objects.filter(pk=world.project.pk).update(status="withdrawn")
    page = page_of(sign_in(world.lead), url(world, "milestone-list"))
    assert "Only a project that is under way" in page
    assert ">Claim<" not in page
    ends = TODAY() - timedelta(days=1)
    Package.objects.update(ends_on=ends)
    assert "No milestones yet" in page_of(sign_in(world.lead), url(world, "milestone-list"))
