"""The administrator's pages, one's own account, the people of a programme, and colleagues."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cmsportal.accounts.forms import CloseReason
from cmsportal.accounts.models import Invitation, User
from cmsportal.accounts.people import close_account, unmake_administrator
from cmsportal.audit.models import Event
from cmsportal.programme.people.services import change_coach
from cmsportal.versions import Stale
from practices.memberships import end_membership, take_up
from tests.builders import make

NHS_NUMBER = "943 476 5919"


def text_of(page: Any) -> str:
    return page.content.decode()


def person_url(name: str, person: Any) -> str:
    return reverse(name, kwargs={"person_id": person.pk})


def programme_url(name: str, world: Any, **more: Any) -> str:
    return reverse(name, kwargs={"programme_id": world.programme.pk, **more})


def colleague_url(name: str, world: Any, **more: Any) -> str:
    return reverse(name, kwargs={"project_id": world.project.pk, **more})


class TestAdministrator:
    def test_finds_people(self, world, sign_in) -> None:
        client = sign_in(world.admin)
        text = text_of(client.get(reverse("person-list"), {"words": "osei rachel"}))
        assert "Rachel Osei" in text
        assert "Helen Brandt" not in text
        assert "Nobody matches" in text_of(client.get(reverse("person-list"), {"words": "zzz"}))

    def test_list_has_a_steady_number_of_queries(self, world, sign_in) -> None:
        client = sign_in(world.admin)
        url = reverse("person-list")

        def measure() -> int:
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            return len(queries)

        measure()
        few = measure()
        for _ in range(20):
            make.user()
        assert measure() == few

    def test_sees_every_role_of_a_person(self, world, sign_in) -> None:
        end_membership(membership=world.coach.programme_memberships.get(), by=world.manager)
        make.member(world.other_project, world.coach)
        text = text_of(sign_in(world.admin).get(person_url("person-detail", world.coach)))
        assert "Coach" in text
        assert "until" in text
        assert "Beckwater Surgery" in text

    def test_closes_and_opens_an_account(self, world, sign_in, client) -> None:
        admin = sign_in(world.admin)
        assert admin.post(person_url("person-close", world.coach), {"reason": "left"}).status_code == 302
        world.coach.refresh_from_db()
        assert not world.coach.is_active
        assert Event.objects.get(action="account.closed").detail == {"reason": "left"}
        assert "cannot sign in" in text_of(admin.get(person_url("person-detail", world.coach)))
        admin.post(person_url("person-reopen", world.coach))
        admin.post(person_url("person-reopen", world.coach))
        world.coach.refresh_from_db()
        assert world.coach.is_active
        assert Event.objects.filter(action="account.reopened").count() == 1

    @pytest.mark.parametrize("values", [{}, {"reason": "because"}])
    def test_a_reason_is_needed(self, values: dict[str, str], world, sign_in) -> None:
        page = sign_in(world.admin).post(person_url("person-close", world.coach), values)
        assert "nhsuk-error-summary" in text_of(page)
        world.coach.refresh_from_db()
        assert world.coach.is_active

    def test_makes_and_unmakes_administrators(self, world, sign_in) -> None:
        admin = sign_in(world.admin)
        admin.post(person_url("administrator-make", world.outsider))
        world.outsider.refresh_from_db()
        assert world.outsider.is_superuser
        admin.post(person_url("administrator-unmake", world.outsider))
        world.outsider.refresh_from_db()
        assert not world.outsider.is_superuser
        made = Event.objects.filter(action__startswith="administrator.").order_by("id")
        assert [event.action for event in made] == ["administrator.made", "administrator.unmade"]

    def test_one_administrator_always_stays(self, world, sign_in) -> None:
        with pytest.raises(ValidationError):
            unmake_administrator(person=world.admin, by=world.admin)
        with pytest.raises(ValidationError):
            close_account(person=world.admin, reason=CloseReason.LEFT, by=world.admin)
        page = sign_in(world.admin).post(person_url("administrator-unmake", world.admin))
        assert page.status_code == 409
        assert "another administrator" in text_of(page)

    def test_a_closed_account_is_made_nothing(self, world, sign_in) -> None:
        User.objects.filter(pk=world.outsider.pk).update(is_active=False)
        assert sign_in(world.admin).post(person_url("administrator-make", world.outsider)).status_code == 409

    def test_hostile_names_are_escaped(self, world, sign_in) -> None:
        User.objects.filter(pk=world.outsider.pk).update(name="<script>alert(1)</script>")
        client = sign_in(world.admin)
        for url in (reverse("person-list"), person_url("person-detail", world.outsider)):
            assert "<script>alert" not in text_of(client.get(url))

    def test_no_trace_of_the_library_administration(self, world, sign_in) -> None:
        assert sign_in(world.admin).get("/admin/").status_code == 404


class TestOwnAccount:
    def test_says_what_one_is(self, world, sign_in) -> None:
        text = text_of(sign_in(world.lead).get(reverse("account-detail")))
        assert "Larkmead Surgery: Answering the phones sooner" in text
        assert world.lead.email in text

    def test_without_a_role(self, world, sign_in) -> None:
        assert "no role at the moment" in text_of(sign_in(world.outsider).get(reverse("account-detail")))

    def test_ended_roles_are_left_out(self, world, sign_in) -> None:
        world.partner.partner_memberships.update(ends_on=make.today())
        assert "Harwick Community" not in text_of(sign_in(world.partner).get(reverse("account-detail")))


INVITE = ("manager-invite", "coach-invite", "partner-person-invite")


class TestProgrammePeople:
    def values(self, world: Any, **more: Any) -> dict[str, Any]:
        values = {"name": "Ivy Newcomb", "email": "ivy@example.org", "capacity": "3"}
        return {**values, "partner": world.partner_organisation.pk, **more}

    def test_lists_everybody(self, world, sign_in) -> None:
        make.invitation(world.programme, by=world.manager)
        text = text_of(sign_in(world.manager).get(programme_url("programme-people", world)))
        for words in ("Helen Brandt", "1 of 2 teams. Mentor: Marcus Bell", "Naomi Adeyemi", "Ivy Newcomb"):
            assert words in text
        assert "Omar Farouk" not in text

    @pytest.mark.parametrize(("name", "role"), list(zip(INVITE, ("manager", "coach", "viewer"), strict=True)))
    def test_invites(self, name: str, role: str, world, sign_in) -> None:
        client = sign_in(world.manager)
        answer = client.post(programme_url(name, world), self.values(world))
        assert answer["Location"] == programme_url("programme-people", world)
        invitation = Invitation.objects.get()
        assert (invitation.role, invitation.email) == (role, "ivy@example.org")
        client.post(programme_url(name, world), self.values(world))
        assert Invitation.objects.count() == 1

    @pytest.mark.parametrize("name", INVITE)
    @pytest.mark.parametrize(
        "wrong",
        [{"email": "ivy at example"}, {"name": ""}, {"name": f"Ivy {NHS_NUMBER}"}, {"name": "x" * 121}],
    )
    def test_what_will_not_do_is_kept(self, name: str, wrong: dict[str, str], world, sign_in) -> None:
        values = self.values(world, **wrong)
        page = sign_in(world.manager).post(programme_url(name, world), values)
        assert page.status_code == 200
        assert "nhsuk-error-summary" in text_of(page)
        assert values["email"] in text_of(page)
        assert values["name"] in text_of(page)
        assert not Invitation.objects.exists()

    def test_a_mentor_from_elsewhere_is_no_choice(self, world, sign_in) -> None:
        stranger = make.pool_coach(world.other_programme, make.user())
        for mentor in (stranger.pk, "nonsense"):
            page = sign_in(world.manager).post(
                programme_url("coach-invite", world), self.values(world, mentor=mentor)
            )
            assert "nhsuk-error-summary" in text_of(page)
        assert not Invitation.objects.exists()

    def test_a_partner_from_elsewhere_is_no_choice(self, world, sign_in) -> None:
        page = sign_in(world.manager).post(
            programme_url("partner-person-invite", world), self.values(world, partner=make.partner().pk)
        )
        assert "nhsuk-error-summary" in text_of(page)
        assert not Invitation.objects.exists()

    def test_changes_a_coach(self, world, sign_in) -> None:
        row, mentor = world.other_coach.programme_memberships.get(), world.mentor.programme_memberships.get()
        url = programme_url("coach-edit", world, membership_id=row.pk)
        client = sign_in(world.manager)
        assert client.post(url, {"mentor": mentor.pk, "capacity": "4", "version": "0"}).status_code == 302
        row.refresh_from_db()
        assert (row.mentor, row.capacity) == (mentor, 4)
        for wrong in ({"mentor": row.pk, "capacity": "4"}, {"capacity": "many"}, {"capacity": "-1"}):
            assert "nhsuk-error-summary" in text_of(client.post(url, {**wrong, "version": row.version}))

    def test_an_old_form_about_a_coach_undoes_nothing(self, world, sign_in) -> None:
        row = world.other_coach.programme_memberships.get()
        url = programme_url("coach-edit", world, membership_id=row.pk)
        client = sign_in(world.manager)
        assert client.post(url, {"capacity": "4", "version": "0"}).status_code == 302
        page = client.post(url, {"capacity": "1", "version": "0"})
        assert "saved this page while you were writing" in text_of(page)
        assert page.context["form"].clashes["capacity"].theirs == "4"
        row.refresh_from_db()
        assert row.capacity == 4
        with pytest.raises(Stale):
            change_coach(membership=row, mentor=None, capacity=1, expected_version=0, by=world.manager)
        take_up(type(row), programme=world.programme, user=world.other_coach, role="coach", values={"capacity": 5})
        assert "nhsuk-error-summary" in text_of(client.post(url, {"capacity": "1", "version": row.version}))

    def test_a_mentor_whose_role_ended_is_not_named(self, world, sign_in) -> None:
        world.mentor.programme_memberships.update(ends_on=make.today())
        assert "Mentor:" not in text_of(sign_in(world.manager).get(programme_url("programme-people", world)))

    def test_the_last_manager_stays(self, world, sign_in) -> None:
        url = programme_url("member-end", world, membership_id=world.manager.programme_memberships.get().pk)
        client = sign_in(world.manager)
        page = client.post(url)
        assert page.status_code == 409
        assert "at least one manager" in text_of(page)
        second = make.manager(world.programme, make.user())
        User.objects.filter(pk=second.user_id).update(is_active=False)
        assert client.post(url).status_code == 409, "a closed account is no manager"
        User.objects.filter(pk=second.user_id).update(is_active=True)
        assert client.post(url).status_code == 302
        assert client.get(programme_url("programme-people", world)).status_code == 404

    def test_a_coach_with_teams_stays(self, world, sign_in) -> None:
        url = programme_url("member-end", world, membership_id=world.coach.programme_memberships.get().pk)
        client = sign_in(world.manager)
        page = client.post(url)
        assert page.status_code == 409
        assert "still has one team to coach" in text_of(page)
        world.coach.coach_assignments.update(starts_on=make.today() + timedelta(days=1))
        assert client.post(url).status_code == 409, "one that begins tomorrow would open the project then"
        world.coach.coach_assignments.update(starts_on=make.today() - timedelta(days=9), ends_on=make.today())
        assert client.post(url).status_code == 302
        assert client.post(url).status_code == 404
        assert Event.objects.filter(action="membership.ended").count() == 1

    def test_a_partner_leaves(self, world, sign_in) -> None:
        row = world.partner.partner_memberships.get()
        url = programme_url("partner-person-end", world, membership_id=row.pk)
        assert sign_in(world.manager).post(url).status_code == 302
        assert sign_in(world.partner).get(colleague_url("colleague-list", world)).status_code == 404

    @pytest.mark.parametrize("name", ["member-end", "coach-edit", "partner-person-end"])
    def test_rows_of_another_programme_are_not_there(self, name: str, world, sign_in) -> None:
        strangers = [
            make.pool_coach(world.other_programme, make.user()).pk,
            make.partner_person(make.partner(), make.user()).pk,
        ]
        for pk in strangers:
            url = programme_url(name, world, membership_id=pk)
            assert sign_in(world.manager).get(url).status_code == 404
            assert sign_in(world.manager).post(url).status_code == 404


class TestColleagues:
    def test_empty_page_says_what_for(self, world, sign_in) -> None:
        world.colleague.practice_memberships.all().delete()
        text = text_of(sign_in(world.lead).get(colleague_url("colleague-list", world)))
        assert "Nobody outside your team has an account yet" in text

    def test_invited_listed_and_ended(self, world, sign_in) -> None:
        client = sign_in(world.lead)
        url = colleague_url("colleague-list", world)
        answer = client.post(
            colleague_url("colleague-invite", world), {"name": "Ivy Newcomb", "email": "ivy@example.org"}
        )
        assert answer["Location"] == url
        text = text_of(client.get(url))
        assert "Dot Fielding" in text
        assert "Ivy Newcomb" in text
        assert "leads your team can see this page" in text
        row = world.colleague.practice_memberships.get()
        assert client.post(colleague_url("colleague-end", world, membership_id=row.pk)).status_code == 302
        assert "Dot Fielding cannot see" in text_of(client.get(url))
        assert "Dot Fielding" not in text_of(client.get(url))

    def test_bad_input_is_kept(self, world, sign_in) -> None:
        values = {"name": f"Ivy {NHS_NUMBER}", "email": "ivy@example.org"}
        page = sign_in(world.lead).post(colleague_url("colleague-invite", world), values)
        assert "NHS number" in text_of(page)
        assert values["name"] in text_of(page)
        assert not Invitation.objects.exists()

    def test_a_colleague_of_another_practice_is_not_there(self, world, sign_in) -> None:
        row = make.colleague(world.other_project.practice, make.user())
        url = colleague_url("colleague-end", world, membership_id=row.pk)
        assert sign_in(world.lead).post(url).status_code == 404

    def test_steady_number_of_queries(self, world, sign_in) -> None:
        client = sign_in(world.lead)
        url = colleague_url("colleague-list", world)

        def measure() -> int:
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            return len(queries)

        make.invitation(world.practice, by=world.lead, role="colleague")
        measure()
        few = measure()
        for _ in range(20):
            make.colleague(world.practice, make.user())
            make.invitation(world.practice, by=world.lead, role="colleague")
        assert measure() == few
