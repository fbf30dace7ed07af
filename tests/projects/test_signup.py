from uuid import uuid4

import pytest
from django.core import mail
from django.urls import reverse

from cmsportal.audit.models import Event
from projects.models import Project, Share, StatusChange
from projects.refusal import Refusal
from projects.signup.services import Contact, SignUp, change_adopter, change_details, sign_up
from projects.steps.presenters import steps_for
from projects.tools import AS_DELIVERED, Step
from tests.builders import make
from tests.builders.counting import count_queries
from tests.builders.together import run_together

CONTACT = Contact("Dr Eli Marsh", "eli.marsh@example.org", "gp_partner", is_champion=True)


def filled(practice, **extra) -> dict:
    return {
        "title": "Repeat prescriptions",
        "types": ["process", "health"],
        "adopter": "early_adopter",
        "adopter_reason": "Asked us first",
        "contact_name": "Dr Eli Marsh",
        "contact_email": "eli.marsh@example.org",
        "contact_discipline": "gp_partner",
        "contact_is_champion": "on",
        "has_agreed": "yes",
        "key": uuid4(),
        "practice": practice.pk,
        **extra,
    }


def url(world) -> str:
    return reverse("project-create", args=[world.programme.pk])


@pytest.fixture
def surgery():
    return make.practice("Mill Lane Surgery", code="M99001")


def test_sign_up_makes_everything_at_once(world, surgery, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        project = sign_up(
            programme=world.programme,
            practice=surgery,
            key=uuid4(),
            details=SignUp("Repeat prescriptions", CONTACT, ["process"], adopter="innovator", adopter_reason="First"),
            by=world.manager,
        )
    member = project.team.get()
    assert (member.name, member.is_lead, member.is_champion, member.user) == ("Dr Eli Marsh", True, True, None)
    shares = set(Share.objects.open().filter(project=project).values_list("audience", "tool"))
    assert shares == {(audience, tool) for audience, tools in AS_DELIVERED.items() for tool in tools}
    assert StatusChange.objects.get(project=project).to_status == "active"
    assert Event.objects.filter(action="project.signed_up", project_id=project.pk).count() == 1
    assert mail.outbox[0].to == ["eli.marsh@example.org"]
    views = steps_for(project, project.progress.all())
    assert next(view.step for view in views if view.is_present) is Step.TEAM
    assert project.history.count() == 1


@pytest.mark.parametrize("who", ["coach", "lead", "other_manager", "admin", "outsider"])
def test_only_a_manager_of_the_programme_signs_up(world, surgery, who) -> None:
    with pytest.raises(Refusal):
        sign_up(
            programme=world.programme,
            practice=surgery,
            key=uuid4(),
            details=SignUp("X", CONTACT),
            by=world.people[who],
        )


def test_from_the_search_to_the_coach(world, surgery, sign_in) -> None:
    client = sign_in(world.manager)
    assert "Which practice joins?" in client.get(url(world)).text
    for query in ("mill lane", "m99001"):
        page = client.get(url(world), {"q": query})
        assert [choice.title for choice in page.context["found"]] == ["Mill Lane Surgery"]
    choose = page.context["found"][0].url
    form_page = client.get(url(world) + choose)
    assert "Sign Mill Lane Surgery up" in form_page.text
    answer = client.post(url(world) + choose, filled(surgery))
    project = Project.objects.get(practice=surgery)
    assert answer["Location"] == reverse("coach-assign", args=[project.pk])
    assert (project.types, project.adopter, project.status) == (["process", "health"], "early_adopter", "active")


def test_not_yet_agreed_means_invited(world, surgery, sign_in) -> None:
    page = sign_in(world.manager).post(url(world), filled(surgery, has_agreed="no"), follow=True)
    assert "Mill Lane Surgery is invited. Next: choose a coach." in page.text
    assert Project.objects.get(practice=surgery).status == "invited"


def test_a_practice_may_have_several_projects(world, surgery, sign_in) -> None:
    client = sign_in(world.manager)
    client.post(url(world), filled(surgery))
    page = client.get(url(world), {"q": "mill"})
    assert "In the programme already: Repeat prescriptions." in page.text
    client.post(url(world), filled(surgery, title="Missed appointments"))
    assert Project.objects.filter(practice=surgery).count() == 2


@pytest.mark.parametrize(
    ("status", "tag", "why"),
    [("C", "Closed", "is closed"), ("D", "Dormant", "is dormant"), ("P", "Proposed", "is not open yet")],
)
def test_a_practice_that_is_not_open_is_shown_with_why_it_cannot_be_chosen(world, sign_in, status, tag, why) -> None:
    practice = make.practice("Old Mill Surgery", status=status)
    sentence = f"Old Mill Surgery {why}, so it cannot join."
    client = sign_in(world.manager)
    page = client.get(url(world), {"q": "old mill"})
    assert page.context["found"][0].url == ""
    assert page.context["found"][0].tag == tag
    assert sentence in page.text
    chosen = client.get(url(world), {"practice": practice.pk})
    assert chosen.status_code == 200
    assert sentence in chosen.text
    assert "Which practice joins?" in chosen.text
    kept = client.post(url(world), filled(practice, title="What was typed"))
    assert sentence in kept.text
    assert "What was typed" in kept.text
    assert not Project.objects.filter(practice=practice).exists()


def test_the_search_forgives_a_slip_of_the_pen_and_a_blank(world, surgery, sign_in) -> None:
    type(surgery).objects.filter(pk=surgery.pk).update(postcode="HW1 2AB")
    client = sign_in(world.manager)
    for query in ("mil lane", "hw12ab", "HW1 2AB"):
        found = client.get(url(world), {"q": query}).context["found"]
        assert found[0].title == "Mill Lane Surgery", query


@pytest.mark.parametrize("given", ["nonsense", "00000000-0000-0000-0000-000000000000", "1"])
def test_a_malformed_or_unknown_practice_is_not_found(world, sign_in, given) -> None:
    assert sign_in(world.manager).get(url(world), {"practice": given}).status_code == 404


def test_nothing_found_and_many_found(world, sign_in) -> None:
    client = sign_in(world.manager)
    assert "No practice is called" in client.get(url(world), {"q": "<b>zzz"}).text
    assert "&lt;b&gt;zzz" in client.get(url(world), {"q": "<b>zzz"}).text
    for number in range(22):
        make.practice(f"Hilltop {number}")
    page = client.get(url(world), {"q": "hilltop"})
    assert len(page.context["found"]) == 20
    assert "There are more." in page.text


def test_the_search_costs_the_same_for_one_and_for_twenty(world, surgery, sign_in) -> None:
    client = sign_in(world.manager)
    few = count_queries(client, url(world) + "?q=mill")
    for number in range(19):
        practice = make.practice(f"Mill Road {number}")
        make.project(world.programme, practice)
    assert count_queries(client, url(world) + "?q=mill") == few


BAD = [
    {"title": ""},
    {"contact_email": "nobody"},
    {"has_agreed": ""},
    {"contact_discipline": "wizard"},
    {"types": ["wrong"]},
    {"adopter_reason": "Mrs Smith 943 476 5919 asked"},
    {"title": "9434765919"},
    {"title": "x" * 121},
]


@pytest.mark.parametrize("wrong", BAD)
def test_bad_input_keeps_everything_and_writes_nothing(world, surgery, sign_in, wrong) -> None:
    before = Project.objects.count(), Event.objects.count()
    page = sign_in(world.manager).post(url(world), filled(surgery, **wrong))
    assert page.status_code == 200
    assert "nhsuk-error-summary" in page.text
    assert "Dr Eli Marsh" in page.text
    for name, value in wrong.items():
        assert page.context["form"][name].value() == value
    assert (Project.objects.count(), Event.objects.count()) == before


def test_a_double_click_signs_up_once(world, surgery, sign_in) -> None:
    client = sign_in(world.manager)
    twice = filled(surgery)
    for _ in range(2):
        assert client.post(url(world), twice).status_code == 302
    project = Project.objects.get(practice=surgery)
    assert project.team.count() == 1


def test_the_page_sent_again_for_another_practice_signs_that_one_up(world, surgery, sign_in) -> None:
    key = uuid4()
    for practice in (surgery, make.practice("Elm Grove")):
        assert sign_in(world.manager).post(url(world), filled(practice, key=key)).status_code == 302
        assert Project.objects.filter(practice=practice).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_time_sign_up_once(world, surgery) -> None:
    key = uuid4()

    def click():
        return sign_up(
            programme=world.programme,
            practice=surgery,
            key=key,
            details=SignUp("Repeat prescriptions", CONTACT),
            by=world.manager,
        )

    made = run_together(click, click)
    project = Project.objects.get(practice=surgery)
    assert made == [project, project]
    assert (project.team.count(), project.status_changes.count()) == (1, 1)


# --- Later changes ----------------------------------------------------------------------------------------------


def test_the_leader_changes_title_and_type(world, sign_in) -> None:
    page = sign_in(world.lead)
    address = reverse("project-update", args=[world.project.pk])
    page.post(address, {"title": "Phones", "types": ["process"], "crosses_organisations": "on", "version": 0})
    world.project.refresh_from_db()
    assert (world.project.title, world.project.types, world.project.version) == ("Phones", ["process"], 1)


def test_a_stale_save_shows_both_texts(world, sign_in) -> None:
    change_details(
        project=Project.objects.get(pk=world.project.pk),
        title="Theirs",
        types=[],
        crosses_organisations=False,
        expected_version=0,
        by=world.lead,
    )
    page = sign_in(world.lead).post(
        reverse("project-update", args=[world.project.pk]), {"title": "Mine", "version": 0}
    )
    assert "Theirs" in page.text
    assert "Mine" in page.text
    world.project.refresh_from_db()
    assert world.project.title == "Theirs"


def test_the_manager_changes_the_adopter_category(world, sign_in) -> None:
    address = reverse("adopter-update", args=[world.project.pk])
    filled_in = {"adopter": "late_majority", "adopter_reason": "Waited for others", "version": 0}
    sign_in(world.manager).post(address, filled_in)
    world.project.refresh_from_db()
    assert (world.project.adopter, world.project.adopter_reason) == ("late_majority", "Waited for others")


def test_each_may_change_their_own_part_alone(world) -> None:
    with pytest.raises(Refusal):
        change_adopter(project=world.project, adopter="", adopter_reason="", expected_version=0, by=world.lead)
    with pytest.raises(Refusal):
        change_details(
            project=world.project,
            title="X",
            types=[],
            crosses_organisations=False,
            expected_version=0,
            by=world.manager,
        )
