import pytest
from django.urls import reverse

from cmsportal.audit.models import Event
from practices.services import attach_partner, end_partner
from projects.models import Project, Share
from projects.permissions import access_to
from projects.presenters import who_sees
from projects.refusal import Refusal
from projects.sharing.services import Key, change_shares
from projects.tools import AS_DELIVERED, SHAREABLE, Audience, Tool
from tests.builders import make
from tests.builders.counting import count_queries
from tests.builders.together import run_together
from tests.conftest import CAST

WALL, WORKBOOK, CYCLES = Tool.WALL, Tool.WORKBOOK, Tool.CYCLES
READERS = {"coach", "mentor", "manager", "partner", "colleague", "other_coach", "other_practice_lead"}


def fresh(world) -> Project:
    return Project.objects.get(pk=world.project.pk)


def seen(world, who) -> frozenset[Tool]:
    return access_to(fresh(world), world.people[who]).tools


@pytest.fixture
def unshared(world):
    world.project.shares.filter(audience="partner").delete()
    return world


def test_as_delivered(unshared) -> None:
    world = unshared
    for who in CAST:
        expected = {
            "lead": set(Tool),
            "member": set(Tool),
            "coach": set(Tool),
            "mentor": set(Tool),
            "manager": {Tool.STEPS, Tool.TEAM, Tool.AIMS, Tool.MEASURES, Tool.WALL},
        }.get(who, set())
        assert set(seen(world, who)) == expected, who
        known = Project.visible_to(world.people[who]).filter(pk=world.project.pk).exists()
        assert known is bool(expected), who


@pytest.mark.parametrize(
    ("audience", "who"),
    [
        ("practice", {"colleague"}),
        ("partner", {"partner"}),
        ("library", {"manager", "coach", "other_coach", "mentor", "other_practice_lead"}),
    ],
)
def test_a_share_reaches_its_audience_and_nobody_else(unshared, audience, who) -> None:
    world = unshared
    before = {name: seen(world, name) for name in READERS}
    partner = world.partner_organisation.pk if audience == "partner" else None
    key = Key(Tool.STANDARDS, Audience(audience), partner)
    change_shares(project=world.project, opened=[key], ended=[], by=world.lead)
    for name in READERS:
        assert seen(world, name) == before[name] | ({Tool.STANDARDS} if name in who else set()), name
    change_shares(project=world.project, opened=[], ended=[key], by=world.lead)
    assert {name: seen(world, name) for name in READERS} == before
    kept = Share.objects.get(tool="standards", audience=audience)
    assert (kept.shared_by, kept.ended_by) == (world.lead, world.lead)
    actions = Event.objects.filter(project_id=world.project.pk).order_by("id").values_list("action", "detail__key")
    assert list(actions) == [("share.opened", str(key)), ("share.ended", str(key))]


@pytest.mark.parametrize("who", ["member", "coach", "manager", "admin", "other_practice_lead"])
def test_only_the_leader_changes_it(world, who) -> None:
    with pytest.raises(Refusal):
        change_shares(project=world.project, opened=[Key(WALL, Audience.LIBRARY)], ended=[], by=world.people[who])


@pytest.mark.parametrize(
    "key",
    [
        Key(WORKBOOK, Audience.LIBRARY),
        Key(Tool.VISITS, Audience.PROGRAMME),
        Key(Tool.VISITS, Audience.COACH),
        Key(Tool.STEPS, Audience.PROGRAMME),
        Key(Tool.MEASURES, Audience.PARTNER),
    ],
)
def test_what_cannot_be_shared_is_refused(world, key) -> None:
    before = Share.objects.count()
    with pytest.raises(Refusal):
        change_shares(project=world.project, opened=[key], ended=[], by=world.lead)
    with pytest.raises(Refusal):
        change_shares(project=world.project, opened=[], ended=[key], by=world.lead)
    assert Share.objects.count() == before


def test_a_partner_of_another_programme_cannot_be_chosen(world) -> None:
    stranger = make.partner("Far Away Trust")
    with pytest.raises(Refusal):
        change_shares(
            project=world.project, opened=[Key(WALL, Audience.PARTNER, stranger.pk)], ended=[], by=world.lead
        )


def test_the_page_offers_only_what_can_be_shared(world, sign_in) -> None:
    page = sign_in(world.lead).get(reverse("sharing-detail", args=[world.project.pk]))
    asked = {(row.tool, box.key.split(":")[1]) for row in page.context["rows"] for box in row.boxes if box.possible}
    assert asked == {(tool, audience.value) for audience, tools in SHAREABLE.items() for tool in tools}
    boxes = [box for row in page.context["rows"] for box in row.boxes]
    assert page.text.count('name="shares"') == sum(box.possible and not box.fixed for box in boxes)
    assert len({len(row.boxes) for row in page.context["rows"]} | {len(page.context["columns"])}) == 1


def post(client, world, *, seen: str, shares: list[str]):
    return client.post(
        reverse("sharing-detail", args=[world.project.pk]), {"seen": seen, "shares": shares}, follow=True
    )


def test_saving_says_what_changed(world, sign_in) -> None:
    client = sign_in(world.lead)
    form = client.get(reverse("sharing-detail", args=[world.project.pk])).context["form"]
    standing = form.initial["seen"]
    partner = f"cycles:partner:{world.partner_organisation.pk}"
    keep = [key for key in standing.split() if key != "workbook:coach"]
    page = post(client, world, seen=standing, shares=[*keep, partner])
    assert "Harwick Community Trust can now see ‘Small tests’." in page.text
    assert "Your coach can no longer see ‘About our practice’." in page.text
    assert "What was shown before" in page.text
    assert WORKBOOK not in seen(world, "coach")
    assert CYCLES in seen(world, "partner")
    assert "Nothing changed." in post(client, world, seen="", shares=[]).text


def test_a_stale_page_undoes_nothing_that_somebody_else_did(world, sign_in) -> None:
    client = sign_in(world.lead)
    standing = client.get(reverse("sharing-detail", args=[world.project.pk])).context["form"].initial["seen"]
    change_shares(project=world.project, opened=[], ended=[Key(WORKBOOK, Audience.COACH)], by=world.lead)
    post(client, world, seen=standing, shares=[*standing.split(), "wall:library"])
    assert WORKBOOK not in seen(world, "coach")
    assert WALL in seen(world, "other_practice_lead")


def test_a_made_up_box_is_refused_beside_the_form(world, sign_in) -> None:
    before = Share.objects.count()
    page = post(sign_in(world.lead), world, seen="", shares=["workbook:library", "<script>"])
    assert page.status_code == 200
    assert "nhsuk-error-summary" in page.text
    assert "<script>&" not in page.text
    assert Share.objects.count() == before


def test_members_and_the_coach_read_without_boxes(world, sign_in) -> None:
    for who in ("member", "coach"):
        page = sign_in(world.people[who]).get(reverse("sharing-detail", args=[world.project.pk])).text
        assert "The team's leader can change the rest." in page.replace("&#x27;", "'")
        assert 'name="shares"' not in page
        assert 'app-table-scroll" role="region"' in page, "without boxes the keyboard reaches the table itself"


def test_the_page_costs_the_same_for_many_partners(world, sign_in) -> None:
    client = sign_in(world.lead)
    url = reverse("sharing-detail", args=[world.project.pk])
    few = count_queries(client, url)
    for _ in range(20):
        partner = make.partner()
        make.works_with(world.programme, partner)
        world.project.shares.create(tool="wall", audience="partner", partner=partner)
    assert count_queries(client, url) == few


@pytest.mark.django_db(transaction=True)
def test_two_leaders_open_the_same_box_at_once(world) -> None:
    key = Key(WALL, Audience.LIBRARY)

    def act():
        return change_shares(project=fresh(world), opened=[key], ended=[], by=world.lead)

    said = run_together(act, act)
    assert sorted(len(changes.opened) for changes in said) == [0, 1]


@pytest.mark.parametrize(
    ("tool", "who", "line"),
    [
        (
            WORKBOOK,
            "lead",
            "Your lead team, your coach (Rachel Osei) and the coach's mentor (Marcus Bell) can see this page",
        ),
        (
            Tool.VISITS,
            "coach",
            "The lead team, the coach (Rachel Osei) and the coach's mentor (Marcus Bell) can see this page",
        ),
    ],
)
def test_who_sees_names_the_coach_and_the_mentor(world, tool, who, line) -> None:
    assert who_sees(world.project, tool, access_to(world.project, world.people[who])) == line


def test_who_sees_in_its_other_forms(world) -> None:
    world.programme.memberships.filter(user=world.coach).update(mentor=None)

    def line(tool):
        project = fresh(world)
        return who_sees(project, tool, access_to(project, world.lead))

    assert line(WORKBOOK) == "Your lead team and your coach, Rachel Osei, can see this page"
    assert line(WALL) == (
        "Your lead team, your coach (Rachel Osei), the programme's managers and Harwick Community Trust"
        " can see this page"
    )
    world.project.coach_assignments.all().delete()
    assert line(WORKBOOK) == "Your lead team and your coach once there is one can see this page"
    world.project.shares.all().delete()
    assert line(WORKBOOK) == "Your lead team can see this page"


def test_as_delivered_is_what_the_table_says() -> None:
    for audience, tools in AS_DELIVERED.items():
        assert set(tools) - {Tool.VISITS} <= set(SHAREABLE[audience])


def test_a_partner_whose_work_ends_is_shown_nothing(world) -> None:
    elsewhere = make.project(world.other_programme, make.practice("Mill Road Surgery"), "Recalls")
    make.works_with(world.other_programme, world.partner_organisation)
    elsewhere.shares.create(tool="wall", audience="partner", partner=world.partner_organisation)
    relation = world.programme.partner_relations.get()
    end_partner(relation=relation, by=world.manager)
    end_partner(relation=relation, by=world.manager)
    assert seen(world, "partner") == frozenset()
    assert not Project.visible_to(world.partner).filter(pk=world.project.pk).exists()
    assert Project.visible_to(world.partner).filter(pk=elsewhere.pk).exists()
    share = world.project.shares.get(audience="partner")
    assert share.ended_by == world.manager
    assert Event.objects.filter(action="share.ended", project_id=world.project.pk).count() == 1
    attach_partner(partner=world.partner_organisation, programme=world.programme, by=world.manager)
    assert seen(world, "partner") == frozenset(), "what was shown before is for the team to show again"


@pytest.mark.django_db(transaction=True)
def test_sharing_while_the_partner_s_work_ends_leaves_nothing_open(unshared) -> None:
    world = unshared
    key = Key(WALL, Audience.PARTNER, world.partner_organisation.pk)
    relation = world.programme.partner_relations.get()

    def share() -> None:
        change_shares(project=fresh(world), opened=[key], ended=[], by=world.lead)

    run_together(share, lambda: end_partner(relation=relation, by=world.manager))
    assert seen(world, "partner") == frozenset()


def test_the_page_says_that_the_mentor_sees_it_too(world, sign_in) -> None:
    url = reverse("sharing-detail", args=[world.project.pk])
    line = "Your lead team, your coach (Rachel Osei) and the coach&#x27;s mentor (Marcus Bell) can see this page"
    assert line in sign_in(world.lead).get(url).text
    assert sign_in(world.mentor).get(url).status_code == 200
    world.project.coach_assignments.update(ends_on=make.today())
    assert "Your lead team and your coach once there is one can see this page" in sign_in(world.lead).get(url).text
