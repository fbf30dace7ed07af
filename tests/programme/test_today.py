"""What each person is shown on arriving."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from cmsportal.audit.services import record
from cmsportal.programme.snapshots import project_snapshots
from cmsportal.programme.today.common import greeting
from cmsportal.programme.today.manager import decisions
from projects.models import Project
from projects.workflow import Action, change_status
from tests.builders import handover, make, taking_part
from tests.builders.counting import count_queries
from toolkit.models import Storyboard

HOSTILE = "<script>alert(1)</script>"
FIRST = {
    "manager": "waits for you",
    "other_manager": "waits for you",
    "coach": "No visit today",
    "other_coach": "No visit today",
    "mentor": "No visit today",
    "lead": "My actions",
    "member": "My actions",
    "other_practice_lead": "My actions",
    "colleague": "No data wall yet",
    "partner": "One data wall shared with you",
    "outsider": "No data wall yet",
    "admin": "Everything is in order",
}


def today(client, query: str = "") -> str:
    return client.get(reverse("today") + query).content.decode()


@pytest.mark.parametrize("who", FIRST)
def test_everybody_has_a_page_of_their_own(world, sign_in, who) -> None:
    page = today(sign_in(getattr(world, who)))
    assert FIRST[who] in page
    assert page.count("<h1") == 1
    assert "Your other roles" not in page


@pytest.mark.parametrize("who", ["nobody", "manager", "coach", "lead", "admin"])
def test_without_any_project(db, sign_in, who) -> None:
    programme, user = make.programme(), make.user("Nia Bly", is_superuser=who == "admin")
    if who == "manager":
        make.manager(programme, user)
    if who == "coach":
        make.pool_coach(programme, user)
    page = today(sign_in(user))
    expected = {"manager": "No practice has joined yet", "coach": "No team yet", "admin": "Everything is in order"}
    assert expected.get(who, "Nothing is shared with you yet") in page


def test_somebody_with_every_role_reaches_every_page(world, sign_in) -> None:
    user = make.user("Ola Many", is_superuser=True)
    make.manager(world.programme, user)
    make.coaches(world.other_project, user, is_lead=False)
    make.member(world.project, user)
    client = sign_in(user)
    page = today(client)
    assert "waits for you" in page
    for role, words in (
        ("coach", "Losing momentum"), ("team", "My actions"), ("administrator", "Everything is in order")
    ):  # fmt: skip
        assert f'href="/?as={role}"' in page
        assert words in today(client, f"?as={role}")
    assert 'href="/?as=manager"' in today(client, "?as=team")


@pytest.mark.parametrize("asked", ["manager", "administrator", "reader", "nonsense", HOSTILE, "%00"])
def test_a_role_one_has_not_is_not_to_be_had(world, sign_in, asked) -> None:
    page = today(sign_in(world.member), f"?as={asked}")
    assert "My actions" in page
    assert HOSTILE not in page


def test_the_greeting_follows_the_clock_of_the_practice() -> None:
    london = ZoneInfo("Europe/London")
    words = [greeting(datetime(2026, 7, 1, hour, 30, tzinfo=london))["greeting"] for hour in (9, 12, 19)]
    assert words == ["Good morning", "Good afternoon", "Good evening"]


# --- The lead team --------------------------------------------------------------------------------------------------


def test_the_team_sees_what_is_due_and_its_own_actions(world, sign_in) -> None:
    measure = make.measure(world.project)
    make.figures(measure, [50, None, 60], last=make.monday(weeks=1))
    make.action(world.project, owner=world.member, text="Ring the phone company", due_on=make.today())
    make.action(world.project, owner=world.lead, text="Somebody else's")
    page = today(sign_in(world.member))
    assert reverse("figure-create", args=[world.project.pk, measure.pk]) in page
    assert "Ring the phone company" in page
    assert "Somebody else" not in page
    assert "closed" in page.split("app-habits", 1)[1]


def test_the_project_with_the_most_pressing_thing_comes_first(world, sign_in) -> None:
    make.member(world.other_project, world.member)
    make.figures(make.measure(world.other_project), [50] * 5, last=make.monday(weeks=1))
    page = today(sign_in(world.member))
    assert page.index("Calls answered within 5 minutes") < page.index("Your other projects")
    assert "Larkmead Surgery" in page.split("Your other projects")[1]


def test_a_measure_is_due_from_the_practices_own_day_on(world) -> None:
    """23:30 UTC of a Monday in July is Tuesday in the practice: the figure of that Monday is not asked for."""
    type(world.practice).objects.filter(pk=world.practice.pk).update(time_zone="Europe/London")
    made = datetime(2026, 7, 6, 23, 30, tzinfo=UTC)
    with time_machine.travel(made, tick=False):
        make.measure(world.project, due_weekday=0)
    for later, due in ((timedelta(hours=1), 0), (timedelta(days=7), 1)):
        with time_machine.travel(made + later, tick=False):
            [snapshot] = project_snapshots(Project.objects.filter(pk=world.project.pk))
            assert len(snapshot.figures_due) == due


# --- The coach ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("hour", "words"), [(9, "Open the brief"), (15, "Log this visit")])
def test_the_coach_sees_the_visits_of_the_day(world, sign_in, hour, words) -> None:
    day = timezone.localdate()
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Europe/London"))
    make.visit(world.project, world.coach, at=noon)
    make.visit(world.other_project, world.other_coach, at=noon)
    with time_machine.travel(noon.replace(hour=hour), tick=False):
        page = today(sign_in(world.coach))
    assert "One visit today" in page
    assert words in page
    assert "Beckwater" not in page


def test_a_visit_of_yesterday_waits_to_be_logged(world, sign_in) -> None:
    make.visit(world.project, world.coach)
    page = today(sign_in(world.coach))
    assert "One visit to log" in page


def test_a_team_that_loses_momentum_is_named_with_why(world, sign_in) -> None:
    make.figures(make.measure(world.project), [50] * 5, last=make.today() - timedelta(days=60))
    make.cycle(world.project, stage="do", ends_on=make.today() - timedelta(days=30))
    world.project.team.update(is_champion=False)
    words = ("No figure since", "Small test 1 should have ended", "The team has no champion")
    page = today(sign_in(world.coach))
    assert all(word in page for word in words)
    world.project.shares.update(ended_at=make.now(), ended_by=world.lead)
    page = today(sign_in(world.coach))
    assert not any(word in page for word in words), "what the team no longer shows leaves no trace"
    assert "Calls answered" not in page


def nothing_written(client) -> bool:
    return "Nothing was written since" in today(client)


@pytest.mark.parametrize(
    ("act", "who", "counts"),
    [
        ("action.added", "member", True),
        ("visit.logged", "coach", True),
        ("wall.opened", "partner", False),
        ("wall.opened", "coach", False),
        ("project.changed", "manager", False),
        ("coach.assigned", "manager", False),
        ("invitation.accepted", "member", False),
        ("reminder.let_go", "admin", False),
        ("figure.entered", None, False),
    ],
)
def test_only_what_the_team_and_its_coach_write_keeps_momentum(world, sign_in, act, who, counts) -> None:
    Project.objects.filter(pk=world.project.pk).update(signed_up_on=make.today() - timedelta(days=90))
    client = sign_in(world.coach)
    assert nothing_written(client)
    record(act, world.project, by=getattr(world, who) if who else None, project=world.project)
    assert nothing_written(client) is not counts


def test_a_manager_who_pauses_writes_nothing_and_one_who_resumes_starts_the_clock(world, sign_in) -> None:
    Project.objects.filter(pk=world.project.pk).update(signed_up_on=make.today() - timedelta(days=90))
    client = sign_in(world.coach)
    changes = world.project.status_changes
    changes.create(action="pause", from_status="active", to_status="paused", reason="no_time", by=world.manager)
    assert nothing_written(client)
    changes.create(action="resume", from_status="paused", to_status="active", by=world.manager)
    assert not nothing_written(client)


def test_a_former_member_and_a_former_coach_did_write(world, sign_in) -> None:
    Project.objects.filter(pk=world.project.pk).update(signed_up_on=make.today() - timedelta(days=90))
    record("idea.added", world.project, by=world.member, project=world.project)
    world.project.team.filter(user=world.member).update(ends_on=make.today())
    assert not nothing_written(sign_in(world.coach))


# --- The manager ----------------------------------------------------------------------------------------------------


def test_what_waits_comes_in_the_order_of_waiting(world, sign_in) -> None:
    world.project.coach_assignments.update(ends_on=make.today() - timedelta(days=10))  # it waits since then
    Project.objects.filter(pk=world.project.pk).update(signed_up_on=make.today() - timedelta(days=200))
    make.visit(world.other_project, world.other_coach, logged_at=make.now(), needs_help=True, barriers="A quarrel")
    Project.objects.filter(pk=world.other_project.pk).update(
        status="invited", signed_up_on=make.today() - timedelta(days=30)
    )
    page = today(sign_in(world.manager))
    order = ("Beckwater Surgery has not answered", "Larkmead Surgery has no coach", "Anita Rowe asks for help")
    places = [page.index(words) for words in order]
    assert places == sorted(places)
    assert "Three things wait for you" in page
    assert "A quarrel" not in page
    assert decisions([], []) == []


def test_the_manager_sees_nothing_of_what_is_not_shown(world, sign_in) -> None:
    make.figures(make.measure(world.project), [20, 60, 70] * 5)
    make.cycle(world.project, title="A secret test", stage="do", ends_on=make.today() - timedelta(days=40))
    make.action(world.project, text="A secret action")
    page = today(sign_in(world.manager))
    assert "secret" not in page
    assert "1 test" not in page
    assert "app-spark" in page
    world.project.shares.update(ended_at=make.now(), ended_by=world.lead)
    assert "app-spark" not in today(sign_in(world.manager))


def test_why_a_project_is_paused_stays_inside(world, sign_in) -> None:
    make_paused(world, "The partners quarrel")
    for who, sees in (("manager", False), ("lead", True), ("coach", True)):
        client = sign_in(getattr(world, who))
        page = client.get(reverse("project-detail", args=[world.project.pk])).content.decode()
        assert ("The partners quarrel" in page) is sees
        assert "no time" in page.lower()
        assert "The partners quarrel" not in today(client)


def test_each_change_of_the_week_carries_its_own_state(world, sign_in) -> None:
    for action, reason in ((Action.PAUSE, "no_time"), (Action.RESUME, ""), (Action.COMPLETE, "")):
        change_status(project=world.project, action=action, reason=reason, by=world.manager)
    page = today(sign_in(world.manager)).split("What changed this week")[1].split("</section>")[0]
    for words in ("paused, ", "under way, ", "completed, "):
        assert page.count(words) == 1, words


def test_the_columns_count_projects(world, sign_in) -> None:
    make.project(world.programme, world.practice, "A second theme")
    assert "3 projects</p>" in today(sign_in(world.manager))


def make_paused(world, note: str) -> None:
    Project.objects.filter(pk=world.project.pk).update(status="paused")
    world.project.status_changes.create(
        action="pause", from_status="active", to_status="paused", reason="no_time", note=note, by=world.lead
    )


# --- Partners, colleagues, administrators ---------------------------------------------------------------------------


def test_a_partner_sees_the_walls_shared_with_them_those_with_a_signal_first(world, sign_in) -> None:
    make.figures(make.measure(world.project), [52, 49, 55] * 8)
    share = {"tool": "wall", "audience": "partner", "partner": world.partner_organisation}
    world.other_project.shares.create(**share)
    make.figures(make.measure(world.other_project), [50, 52, 49, 51] * 3 + [70, 72, 71, 73] * 3)
    page = today(sign_in(world.partner))
    assert "Two data walls shared with you" in page
    assert page.index("Beckwater Surgery") < page.index("Larkmead Surgery")
    assert reverse("wall-detail", args=[world.project.pk]) in page


def test_a_partner_is_told_of_the_storyboards_shared_with_them(world, sign_in) -> None:
    client = sign_in(world.partner)
    assert "Storyboards" not in today(client)
    share = {"tool": "storyboard", "audience": "partner", "partner": world.partner_organisation}
    for project, title in ((world.project, f"Four in five {HOSTILE}"), (world.other_project, "")):
        project.shares.create(**share)
        if title:
            Storyboard.objects.create(project=project, title=title)
    page = today(client)
    assert "One data wall and two storyboards shared with you" in page
    assert escape(HOSTILE) in page
    for project in (world.project, world.other_project):
        assert reverse("storyboard-detail", args=[project.pk]) in page
    assert escape(world.other_project.title) in page, "not written yet: by the name of the project"
    world.project.shares.filter(tool="wall").delete()
    page = today(client)
    assert "Two storyboards shared with you" in page
    assert "Nothing is shared with you yet" not in page


def test_counts_say_what_they_count(world, sign_in) -> None:
    assert "2 set up" in today(sign_in(world.admin)), "a bare 2 says nothing"
    make.figures(make.measure(world.project), [50] * 3)
    page = today(sign_in(world.coach))
    assert "Measures: 1 chosen." in page
    assert "1 measure." not in page


def test_the_name_of_a_test_stands_as_a_name(world, sign_in) -> None:
    make.cycle(world.project, stage="do", starts_on=make.today(), ends_on=make.today())
    assert "‘Two people on the phones’." in today(sign_in(world.lead))


def test_a_shared_wall_stands_under_the_data_walls_in_the_menu(world, sign_in) -> None:
    page = sign_in(world.partner).get(reverse("wall-detail", args=[world.project.pk])).content.decode()
    assert f'href="{reverse("wall-list")}" aria-current="true"' in page


@pytest.mark.parametrize("who", ["lead", "coach", "manager", "partner", "mentor", "other_coach"])
def test_as_many_queries_for_many_projects_as_for_few(world, sign_in, who) -> None:
    user, client = getattr(world, who), sign_in(getattr(world, who))
    counts = []
    for number in (2, 6):
        for extra in range(number):
            project = make.project(world.programme, make.practice(f"Surgery {who} {number} {extra}"))
            make.figures(make.measure(project), [50, 52] * 7)
            make.cycle(project)
            make.action(project, owner=user)
            make.visit(project, user)
            if who in {"lead"}:
                make.member(project, user)
            if who in {"coach", "other_coach"}:
                make.coaches(project, user)
            if who == "mentor":
                make.coaches(project, world.coach)
            for audience in ("library", "partner"):
                partner = world.partner_organisation if audience == "partner" else None
                project.shares.create(tool="wall", audience=audience, partner=partner)
        names = ("today", "project-list", "library-list")
        counts.append({name: count_queries(client, reverse(name)) for name in names})
    assert counts[0] == counts[1]


def test_hostile_names_stay_names(world, sign_in) -> None:
    type(world.practice).objects.filter(pk=world.practice.pk).update(name=HOSTILE)
    Project.objects.filter(pk=world.project.pk).update(title=HOSTILE)
    make.figures(make.measure(world.project, name=HOSTILE), [50] * 5)
    for who in ("lead", "coach", "mentor", "manager", "partner"):
        client = sign_in(getattr(world, who))
        for name in ("today", "project-list", "library-list"):
            assert HOSTILE not in client.get(reverse(name)).content.decode()
        assert escape(HOSTILE) in today(client)


@pytest.mark.parametrize(
    ("count", "title"), [(1, "One idea waits for an answer"), (3, "Three ideas wait for an answer")]
)
def test_ideas_in_the_box_wait_on_the_teams_page(world, sign_in, count, title) -> None:
    for number in range(count):
        taking_part.idea(world.project, text=f"Idea {number}")
    now = make.now()
    taking_part.idea(world.project, text="Old", state="not", reply="No", answered_at=now, answered_by=world.lead)
    taking_part.idea(world.other_project, text="Of others")
    page = sign_in(world.member).get(reverse("today")).text
    assert title in page
    assert reverse("boxidea-list", args=[world.project.pk]) in page
    assert "for an answer" not in sign_in(world.coach).get(reverse("today")).text


def test_no_idea_waits_where_the_project_has_ended_or_the_box_is_empty(world, sign_in) -> None:
    assert "for an answer" not in sign_in(world.lead).get(reverse("today")).text
    taking_part.idea(world.project)
    type(world.project).objects.filter(pk=world.project.pk).update(status="completed")
    assert "for an answer" not in sign_in(world.lead).get(reverse("today")).text


class TestTeamsNotVisitedYet:
    HEADING = "Teams you have not visited yet"

    def page(self, sign_in, who) -> str:
        return sign_in(who).get(reverse("today")).text

    def test_a_new_team_is_to_be_visited(self, world, sign_in) -> None:
        page = self.page(sign_in, world.coach)
        assert self.HEADING in page
        assert reverse("visit-plan", args=[world.project.pk]) in page

    @pytest.mark.parametrize("days", [-3, 3])
    def test_not_once_a_visit_is_planned_or_was(self, world, sign_in, days) -> None:
        logged = make.now() if days < 0 else None
        for project in (world.project, world.other_project):
            make.visit(project, world.coach, at=make.now() + timedelta(days=days), logged_at=logged)
        assert self.HEADING not in self.page(sign_in, world.coach)

    def test_a_successor_begins_with_the_note(self, world, sign_in) -> None:
        handover.follow(world, handover.say(world, from_on=make.today()), world.other_coach)
        page = self.page(sign_in, world.other_coach)
        assert f"{world.coach.name} has left you a note." in page
        assert reverse("handover-note", args=[world.project.pk, handover.of(world.project).pk]) in page

    def test_nor_one_that_rests(self, world, sign_in) -> None:
        Project.objects.update(status="paused")
        assert self.HEADING not in self.page(sign_in, world.coach)
