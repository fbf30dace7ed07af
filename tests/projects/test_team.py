import threading

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from cmsportal.accounts import invitations
from cmsportal.accounts.invitations import InvitationClosed, accept_invitation
from cmsportal.accounts.models import Invitation, hash_token
from cmsportal.audit.models import Event
from cmsportal.versions import Stale
from projects.models import Project, TeamMember
from projects.permissions import access_to
from projects.refusal import Refusal
from projects.team import services
from projects.team.presenters import team_view
from projects.team.services import (
    Details,
    add_member,
    change_member,
    invite_member,
    leave_team,
    roles_of,
    set_no_patient_partner,
)
from tests.builders import make
from tests.builders.counting import count_queries
from tests.builders.together import run_together


def place(world, who, project=None) -> TeamMember:
    return TeamMember.objects.get(project=project or world.project, user=world.people[who], ends_on__isnull=True)


def change(member, details, by) -> TeamMember:
    return change_member(member=member, details=details, expected_version=member.version, by=by)


def view(world, invitations=()):
    project = Project.objects.get(pk=world.project.pk)
    return team_view(project, list(project.team.all()), invitations, timezone.localdate())


def leads(world, who) -> bool:
    return access_to(Project.objects.get(pk=world.project.pk), world.people[who]).is_lead


def test_who_is_missing_in_plain_words(world) -> None:
    assert [item.kind for item in view(world).missing] == ["sponsor", "patient_partner"]
    assert view(world).missing[0].sentence == "No sponsor yet: a senior partner who backs this."
    set_no_patient_partner(project=world.project, reason="Asking the patient group in May", by=world.lead)
    assert [item.kind for item in view(world).missing] == ["sponsor"]
    make.member(world.project, name="Wendy Hale", is_patient_partner=True)
    make.member(world.project, name="Dr Amara Okafor", is_sponsor=True)
    assert view(world).missing == []
    world.project.team.update(is_lead=False, is_champion=False)
    assert [item.kind for item in view(world).missing] == ["leader", "champion"]


def test_somebody_without_an_account_is_welcome(world) -> None:
    set_no_patient_partner(project=world.project, reason="Not asked yet", by=world.lead)
    details = Details("Wendy Hale", "patient", is_patient_partner=True)
    member = add_member(project=world.project, details=details, by=world.lead)
    assert member.user is None
    assert not Invitation.objects.exists()
    world.project.refresh_from_db()
    assert world.project.no_patient_partner_reason == ""
    with pytest.raises(Refusal):
        set_no_patient_partner(project=world.project, reason="None", by=world.lead)


def test_adding_with_an_address_invites(world, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        member = add_member(
            project=world.project, details=Details("Priya Nair", "nurse"), email="priya@example.org", by=world.lead
        )
    invitation = Invitation.objects.get()
    assert (invitation.scope, invitation.role, invitation.email) == (member, "team", "priya@example.org")
    assert mail.outbox[0].to == ["priya@example.org"]
    shown = {member.name: member.invitation for member in view(world, [invitation]).members}
    assert shown["Priya Nair"].email == "priya@example.org"
    assert Event.objects.filter(action="team.joined", actor=world.lead).count() == 1


def test_the_same_form_twice_adds_one_person(world) -> None:
    key = make.user().pk
    for _ in range(2):
        add_member(project=world.project, details=Details("Priya Nair", "nurse"), key=key, by=world.lead)
    assert world.project.team.filter(name="Priya Nair").count() == 1


def test_an_address_of_the_team_or_its_coach_is_refused(world) -> None:
    for who, words in (("member", "is on the team already"), ("coach", "coaches this team")):
        with pytest.raises(Refusal, match=words):
            add_member(
                project=world.project,
                details=Details("Somebody", "gp"),
                email=world.people[who].email.upper(),
                by=world.lead,
            )
    assert world.project.team.count() == 2


def test_champion_and_sponsor_pass_over_in_one_step(world) -> None:
    sponsor = make.member(world.project, name="Dr Amara Okafor", discipline="gp_partner", is_sponsor=True)
    details = Details("Sam Whitlock", "reception", is_champion=True, is_sponsor=True)
    change(place(world, "member"), details, by=world.lead)
    assert roles_of(place(world, "member")) == ["champion", "sponsor"]
    assert roles_of(place(world, "lead")) == ["lead"]
    sponsor.refresh_from_db()
    assert roles_of(sponsor) == []
    assert sponsor.history.count() == 2


def test_a_champion_who_alone_leads_keeps_the_list_until_the_next_has_an_account(world) -> None:
    world.project.team.filter(user=world.lead).update(is_lead=False)
    wendy = make.member(world.project, name="Wendy Hale")
    change(wendy, Details("Wendy Hale", "patient", is_champion=True), by=world.lead)
    assert roles_of(place(world, "lead")) == ["lead"]
    assert leads(world, "lead")


def test_the_last_leader_neither_leaves_nor_steps_down_alone(world) -> None:
    with pytest.raises(Refusal, match="Choose who takes over"):
        leave_team(member=place(world, "lead"), by=world.lead)
    with pytest.raises(Refusal, match="Somebody must lead"):
        change(place(world, "lead"), Details("Jo Pritchard", "manager"), by=world.lead)
    wendy = make.member(world.project, name="Wendy Hale")
    with pytest.raises(Refusal, match="no account yet"):
        leave_team(member=place(world, "lead"), successor=wendy, by=world.lead)
    assert leads(world, "lead")


def test_a_successor_takes_over_everything_and_the_history_stays(world) -> None:
    leave_team(member=place(world, "lead"), successor=place(world, "member"), by=world.lead)
    assert roles_of(place(world, "member")) == ["champion", "lead"]
    assert not leads(world, "lead")
    assert not Project.visible_to(world.lead).filter(pk=world.project.pk).exists()
    former = view(world).former
    assert [(member.name, member.main_role) for member in former] == [("Jo Pritchard", "Champion")]
    assert Event.objects.filter(action="team.left").count() == 1


def test_leaving_twice_and_coming_back(world) -> None:
    gone = place(world, "member")
    for _ in range(2):
        leave_team(member=gone, by=world.lead)
    assert Event.objects.filter(action="team.left").count() == 1
    make.member(world.project, world.member, starts_on=make.today())
    assert [member.name for member in view(world).members] == ["Jo Pritchard", "Sam Whitlock"]


@pytest.mark.parametrize("who", ["member", "coach", "manager", "other_practice_lead", "outsider"])
def test_only_the_leader_changes_the_team(world, who) -> None:
    by = world.people[who]
    with pytest.raises(Refusal):
        add_member(project=world.project, details=Details("X", "gp"), by=by)
    with pytest.raises(Refusal):
        leave_team(member=place(world, "member"), by=by)
    with pytest.raises(Refusal):
        invite_member(member=make.member(world.project), email="w@example.org", by=by)


def test_the_manager_looks_after_a_team_without_a_leader(world, sign_in) -> None:
    world.project.team.update(is_lead=False, is_champion=False)
    client = sign_in(world.manager)
    assert client.get(reverse("team-create", args=[world.project.pk])).status_code == 200
    details = Details("Sam Whitlock", "reception", is_lead=True)
    change(place(world, "member"), details, by=world.manager)
    assert client.get(reverse("team-create", args=[world.project.pk])).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_two_leaders_remove_each_other_and_one_stays(world) -> None:
    world.project.team.filter(user=world.member).update(is_lead=True)
    first, second = place(world, "lead"), place(world, "member")
    said = run_together(
        lambda: leave_team(member=second, by=world.lead), lambda: leave_team(member=first, by=world.member)
    )
    assert sorted(type(item).__name__ for item in said) == ["Refusal", "TeamMember"]
    assert leads(world, "lead") != leads(world, "member")


def test_whoever_leaves_takes_no_place_by_an_old_invitation(world, sign_in) -> None:
    wendy = make.member(world.project, name="Wendy Hale")
    invitation = make.place_invitation(wendy, world.lead, token_hash=hash_token("old"))
    leave_team(member=wendy, by=world.lead)
    invitation.refresh_from_db()
    assert invitation.revoked_by == world.lead
    assert Event.objects.filter(action="invitation.revoked").count() == 1
    person = make.user("Wendy Hale", email=invitation.email)
    answer = sign_in(person).post(reverse("invitation-accept", args=["old"]))
    assert answer.status_code == 404
    assert "does not work any more" in answer.text
    assert not Project.visible_to(person).exists()


def test_a_place_that_has_ended_is_not_taken(world, sign_in) -> None:
    """However it ended: the link says so, and nobody reads that they are on a team which they cannot open."""
    wendy = make.member(world.project, name="Wendy Hale", ends_on=make.today())
    make.place_invitation(wendy, world.lead, token_hash=hash_token("late"))
    person = make.user("Wendy Hale", email="wendy.hale@example.org")
    answer = sign_in(person).post(reverse("invitation-accept", args=["late"]))
    assert answer.status_code == 409
    assert "This place on the team has ended." in answer.text
    assert "You are now" not in answer.text
    wendy.refresh_from_db()
    assert wendy.user is None


@pytest.mark.django_db(transaction=True)
def test_leaving_and_accepting_at_once(world) -> None:
    for number in range(4):
        person = make.user("Wendy Hale", email=f"wendy{number}@example.org")
        wendy = make.member(world.project, name="Wendy Hale")
        make.place_invitation(wendy, world.lead, person.email, token_hash=hash_token(str(number)))
        said = run_together(
            lambda wendy=wendy: leave_team(member=wendy, by=world.lead),
            lambda number=number, person=person: accept_invitation(token=str(number), user=person),
        )
        assert isinstance(said[0], TeamMember), said
        assert isinstance(said[1], Invitation | InvitationClosed), said
        assert not Project.visible_to(person).exists()


@pytest.mark.django_db(transaction=True)
def test_an_account_taken_up_while_the_team_changes_is_not_written_over(world, monkeypatch) -> None:
    """Wendy accepts between the moment she is read as the successor and the moment she is saved."""
    make.member(world.project, make.user("Priya Lowe"), is_lead=True)
    wendy = make.member(world.project, name="Wendy Hale")
    person = make.user("Wendy Hale", email="wendy.hale@example.org")
    make.place_invitation(wendy, world.lead, token_hash=hash_token("t"))
    read, save, accepted = threading.Event(), services._save, threading.Event()

    def save_later(row: TeamMember) -> None:
        if row.pk == wendy.pk:
            read.set()
            accepted.wait(0.5)  # it waits for the team in its turn
        save(row)

    def accept() -> Invitation:
        read.wait(5)
        try:
            return accept_invitation(token="t", user=person)
        finally:
            accepted.set()

    monkeypatch.setattr(services, "_save", save_later)
    jo = place(world, "lead")
    said = run_together(lambda: leave_team(member=jo, successor=wendy, by=world.lead), accept)
    assert [type(item).__name__ for item in said] == ["TeamMember", "Invitation"], said
    wendy.refresh_from_db()
    assert (wendy.user, wendy.is_champion, wendy.is_lead) == (person, True, True)


@pytest.mark.django_db(transaction=True)
def test_inviting_again_and_accepting_do_not_wait_for_each_other(world, monkeypatch) -> None:
    """Each has locked the first of its rows before the other goes on to its second."""
    wendy = make.member(world.project, name="Wendy Hale")
    person = make.user("Wendy Hale", email="wendy.hale@example.org")
    make.place_invitation(wendy, world.lead, token_hash=hash_token("t"))
    renewing, accepting = threading.Event(), threading.Event()
    pending, grant = invitations._pending, invitations._grant

    def pending_later(*args) -> Invitation | None:
        renewing.set()
        accepting.wait(0.5)
        return pending(*args)

    def grant_later(*args) -> None:
        accepting.set()
        renewing.wait(0.5)
        grant(*args)

    monkeypatch.setattr(invitations, "_pending", pending_later)
    monkeypatch.setattr(invitations, "_grant", grant_later)
    said = run_together(
        lambda: invite_member(member=wendy, email=person.email, by=world.lead),
        lambda: accept_invitation(token="t", user=person),
    )
    assert all(isinstance(item, Invitation | InvitationClosed | Refusal) for item in said), said
    assert any(isinstance(item, Invitation) for item in said)


def test_an_old_form_does_not_undo_a_hand_over(world, sign_in) -> None:
    """Jo's form says that Jo is the champion; meanwhile Sam has taken over."""
    client = sign_in(world.lead)
    url = reverse("team-update", args=[world.project.pk, place(world, "lead").pk])
    old = client.get(url).context["form"]
    typed = {"name": "Jo Pritchard", "discipline": "manager", "roles": ["is_lead", "is_champion"]}
    change(place(world, "member"), Details("Sam Whitlock", "reception", is_champion=True), by=world.lead)
    answer = client.post(url, {**typed, "version": old["version"].value()})
    assert "saved this page while you were writing" in answer.text
    assert answer.context["form"].clashes["roles"].yours.count("Champion") == 1
    assert roles_of(place(world, "member")) == ["champion"]
    again = client.post(url, {**typed, "version": answer.context["form"]["version"].value()})
    assert again.status_code == 302
    assert roles_of(place(world, "lead")) == ["champion", "lead"]


def test_every_other_change_of_a_place_is_told_to_an_old_form(world) -> None:
    sam, jo = place(world, "member"), place(world, "lead")
    leave_team(member=jo, successor=sam, by=world.lead)
    with pytest.raises(Stale):
        change(sam, Details("Sam W.", "reception", is_lead=True), by=world.member)
    wendy = make.member(world.project, name="Wendy Hale")
    make.place_invitation(wendy, world.member, token_hash=hash_token("t"))
    accept_invitation(token="t", user=make.user("Wendy Hale", email="wendy.hale@example.org"))
    with pytest.raises(Stale):
        change(wendy, Details("Wendy H.", "patient"), by=world.member)


@pytest.mark.django_db(transaction=True)
def test_two_forms_of_one_person_at_once(world) -> None:
    wendy = make.member(world.project, name="Wendy Hale")
    said = run_together(
        lambda: change(wendy, Details("Wendy A.", "patient"), by=world.lead),
        lambda: change(wendy, Details("Wendy B.", "patient"), by=world.lead),
    )
    assert sorted(type(item).__name__ for item in said) == ["Stale", "TeamMember"]


# --- The pages --------------------------------------------------------------------------------------------------


def test_the_list_with_an_open_invitation(world, sign_in) -> None:
    member = make.member(world.project, name="<b>Wendy</b>")
    invitation = make.place_invitation(member, world.lead)
    client = sign_in(world.lead)
    page = client.get(reverse("team-detail", args=[world.project.pk])).text
    assert "&lt;b&gt;Wendy&lt;/b&gt;" in page
    assert "wendy.hale@example.org" in page
    back = "?next=" + reverse("team-detail", args=[world.project.pk])
    for name, words in (("invitation-resend", "gets a new link"), ("invitation-withdraw", "is withdrawn")):
        assert f'action="{reverse(name, args=[invitation.pk])}{back}"' in page
        answer = client.post(reverse(name, args=[invitation.pk]) + back, follow=True)
        assert words in answer.text
        assert answer.request["PATH_INFO"] == reverse("team-detail", args=[world.project.pk])
    assert client.post(reverse("invitation-withdraw", args=[invitation.pk])).status_code == 404
    assert (
        "wendy.hale@example.org"
        not in sign_in(world.member).get(reverse("team-detail", args=[world.project.pk])).text
    )


def test_members_do_not_read_addresses(world, sign_in) -> None:
    make.place_invitation(make.member(world.project), world.lead)
    for who in ("member", "coach", "manager"):
        page = sign_in(world.people[who]).get(reverse("team-detail", args=[world.project.pk])).text
        assert "wendy.hale@example.org" not in page
        assert "Wendy Hale" in page


def test_invitations_and_members_of_another_project_are_not_found(world, sign_in) -> None:
    theirs = make.member(world.other_project)
    invitation = make.place_invitation(theirs, world.other_practice_lead)
    client = sign_in(world.lead)
    for name in ("team-update", "team-leave", "team-invite"):
        assert client.get(reverse(name, args=[world.project.pk, theirs.pk])).status_code == 404, name
        assert client.post(reverse(name, args=[world.project.pk, theirs.pk])).status_code == 404, name
    for name in ("invitation-resend", "invitation-withdraw"):
        assert client.post(reverse(name, args=[invitation.pk])).status_code == 404, name


def test_pages_add_change_and_leave(world, sign_in) -> None:
    client = sign_in(world.lead)
    create = reverse("team-create", args=[world.project.pk])
    key = client.get(create).context["form"]["key"].value()
    filled = {"name": "Dr Amara Okafor", "discipline": "gp_partner", "roles": ["is_sponsor"], "key": key}
    for _ in range(2):
        assert "Dr Amara Okafor is on the team." in client.post(create, filled, follow=True).text
    amara = world.project.team.get(name="Dr Amara Okafor")
    update = client.get(reverse("team-update", args=[world.project.pk, place(world, "member").pk])).text
    assert "(takes over from Dr Amara Okafor)" in update
    client.post(
        reverse("team-update", args=[world.project.pk, amara.pk]),
        {"name": "Dr A. Okafor", "discipline": "gp", "roles": [], "version": amara.version},
    )
    amara.refresh_from_db()
    assert (amara.name, amara.is_sponsor) == ("Dr A. Okafor", False)
    leave = reverse("team-leave", args=[world.project.pk, amara.pk])
    assert "has left the team" in client.post(leave, follow=True).text
    assert client.get(leave).status_code == 404


def test_the_leaver_goes_to_today(world, sign_in) -> None:
    client = sign_in(world.lead)
    leave = reverse("team-leave", args=[world.project.pk, place(world, "lead").pk])
    refused = client.post(leave, {"successor": "none"})
    assert "Choose who takes over." in refused.text
    answer = client.post(leave, {"successor": place(world, "member").pk})
    assert answer["Location"] == reverse("today")


def test_invite_page(world, sign_in) -> None:
    member = make.member(world.project)
    answer = sign_in(world.lead).post(
        reverse("team-invite", args=[world.project.pk, member.pk]), {"email": "Wendy@Example.org"}, follow=True
    )
    assert "on its way" in answer.text
    assert Invitation.objects.get(scope_type=ContentType.objects.get_for_model(TeamMember)).scope_id == member.pk


def test_the_page_costs_the_same_for_many_members(world, sign_in) -> None:
    client = sign_in(world.lead)
    url = reverse("team-detail", args=[world.project.pk])
    make.place_invitation(make.member(world.project), world.lead)
    few = count_queries(client, url)
    for number in range(18):
        member = make.member(world.project, name=f"Person {number}")
        make.place_invitation(member, world.lead, f"person{number}@example.org")
    assert count_queries(client, url) == few
