"""What is published about the practice, beside the workbook, and filled in from there."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from cmsportal.audit.models import Event
from practices.models import Appointments, OpenDataImport, PracticeCommissioner, RegisteredPatients
from practices.opendata.figures import published_for
from projects.models import Progress
from tests.builders import make
from tests.builders import opendata as build
from toolkit.models import Answer
from toolkit.published.presenters import groups_of, value_words
from toolkit.published.proposals import figures_of, proposals_of
from toolkit.published.services import fill_in
from toolkit.workbook import services as workbook
from toolkit.workbook.services import Draft

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 1)


def url(world: Any, page: str = "published-figures", **extra: Any) -> str:
    return reverse(page, kwargs={"project_id": world.project.pk, **extra})


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def figures(world: Any) -> Any:
    return figures_of(published_for(world.practice, make.today()))


def fill(world: Any, **versions: Any) -> Any:
    return fill_in(project=world.project, figures=figures(world), versions=versions, by=world.lead)


def test_figures_for_the_questions(world: Any) -> None:
    build.kept(world.practice)
    found = {figure.key: figure.number for figure in figures(world)}
    assert found == {
        "patients.list_size": 10320, "patients.female": Decimal("53.5"), "patients.age_0_17": 1233,
        "patients.age_18_39": 1947, "patients.age_40_64": 2800, "patients.age_65_79": 1980,
        "patients.age_80_up": 2360,
        "professionals.gp_partner_heads": 4, "professionals.gp_partner_wte": Decimal("3.05"),
        "professionals.reception_heads": 8, "professionals.reception_wte": 5,
    }  # fmt: skip
    bands = [number for key, number in found.items() if key.startswith("patients.age_")]
    assert sum(bands) == found["patients.list_size"]


def test_women_alone_tell_no_total(world: Any) -> None:
    build.kept(world.practice)
    RegisteredPatients.objects.filter(sex="male").delete()
    assert published_for(world.practice, make.today()).patients is None


def test_the_newest_day_counts(world: Any) -> None:
    build.kept(world.practice)
    build.kept(world.practice, date(2025, 9, 1), months=0)
    RegisteredPatients.objects.filter(day=DAY, sex="female").update(total=1)
    published = published_for(world.practice, make.today())
    assert published.patients.day == published.roles_day == DAY
    assert published.patients.total == 4801


def test_the_area_stands_in_where_the_practice_has_none(world: Any) -> None:
    build.kept(world.practice, months=0)
    area = make.commissioner(name="NHS Dorset")
    PracticeCommissioner.objects.create(practice=world.practice, commissioner=area, starts_on=date(2020, 1, 1))
    Appointments.objects.create(
        commissioner=area,
        source=OpenDataImport.objects.get(),
        month=date(2025, 10, 1),
        by="status",
        value="DNA",
        count=9,
    )
    demand = published_for(world.practice, make.today()).demand
    assert (demand.area, demand.months) == ("NHS Dorset", ((date(2025, 10, 1), 9),))


def test_filled_in_with_origin_and_day(world: Any) -> None:
    build.kept(world.practice)
    written, left = fill(world)
    assert (len(written), left) == (11, [])
    row = Answer.objects.get(key="patients.list_size")
    assert (row.number, row.origin, row.as_of, row.certainty, row.answered_by) == (
        10320, "open_data", DAY, "known", world.lead,
    )  # fmt: skip
    assert row.source == "Patients registered at a GP practice, NHS England"
    assert Progress.objects.get(project=world.project, tool="workbook").state == "doing"
    assert Event.objects.filter(action="workbook.filled_in").count() == 1
    assert fill(world) == ([], [])  # the same again writes nothing
    assert Event.objects.filter(action="workbook.filled_in").count() == 1
    assert row.history.count() == 1


def test_typed_over_it_is_the_teams_own(world: Any) -> None:
    build.kept(world.practice)
    fill(world)
    draft = Draft("patients.list_size", {"number": Decimal(10400), "certainty": "known"}, 0)
    row = workbook.save_answer(project=world.project, draft=draft, by=world.member)
    assert (row.origin, row.as_of) == ("typed", None)
    written, left = fill(world)
    assert written == []
    assert [figure.key for figure in left] == ["patients.list_size"]
    assert Answer.objects.get(key="patients.list_size").number == 10400


def test_changed_between_the_page_and_the_button(world: Any, sign_in: Callable) -> None:
    build.kept(world.practice)
    fill(world)
    client = sign_in(world.lead)
    Answer.objects.filter(key="patients.list_size").update(number=9, origin="typed", as_of=None, version=1)
    page = text(client.post(url(world), {"take": ["patients.list_size:0"]}, follow=True))
    assert "'Patients on our list' was changed meanwhile and is left as it is." in page
    assert Answer.objects.get(key="patients.list_size").number == 9


class TestChoices:
    def test_people_and_posts_of_a_role_are_one_box(self, world: Any, sign_in: Callable) -> None:
        build.kept(world.practice)
        client = sign_in(world.lead)
        page = text(client.get(url(world)))
        both = "professionals.gp_partner_heads:,professionals.gp_partner_wte:"
        assert f'value="{both}" checked' in page
        assert "4 people, 3.05 full-time" in page
        assert "2 figures filled in" in text(client.post(url(world), {"take": [both]}, follow=True))
        assert set(Answer.objects.values_list("key", "number")) == {
            ("professionals.gp_partner_heads", 4),
            ("professionals.gp_partner_wte", Decimal("3.05")),
        }
        page = text(client.get(url(world)))
        assert both not in page
        assert "In our workbook already: GP partners." in page

    def test_a_team_that_counts_the_people_itself_keeps_its_figure_unless_it_ticks(self, world: Any) -> None:
        build.kept(world.practice)
        key = "professionals.gp_partner_heads"
        Answer.objects.create(project=world.project, key=key, number=5, certainty="known", version=3)
        rows = [row for group in groups(world) for row in group.choices if row.label == "GP partners"]
        assert [(row.ours, row.ticked, row.value) for row in rows] == [
            ("5 people", False, f"{key}:3,professionals.gp_partner_wte:")
        ]

    def test_one_group_for_each_part_and_day(self, world: Any) -> None:
        build.kept(world.practice)
        source = OpenDataImport.objects.get()
        RegisteredPatients.objects.create(
            practice=world.practice, source=source, day=date(2026, 2, 1), sex="all", total=10400
        )
        assert [(group.title, len(group.choices)) for group in groups(world)] == [
            ("Patients, Sunday 1 February 2026", 1),
            ("Patients, Thursday 1 January 2026", 6),
            ("Professionals, Thursday 1 January 2026", 2),
        ]


def groups(world: Any) -> Any:
    answers = {row.key: row for row in Answer.objects.filter(project=world.project)}
    return groups_of(proposals_of(figures(world), answers))


@pytest.mark.parametrize(
    ("published", "said"),
    [
        ("Face-to-Face", "Face-to-face"),
        ("More than 28 Days", "More than 28 days"),
        ("GP", "GP"),
        ("Other Practice staff", "Other practice staff"),
        ("DNA", "Did not attend"),
    ],
)
def test_published_words_in_the_case_of_a_sentence(published: str, said: str) -> None:
    assert value_words(published) == said


class TestPage:
    def test_nothing_yet(self, world: Any, sign_in: Callable) -> None:
        page = text(sign_in(world.lead).get(url(world)))
        assert "Nothing published has been read in yet" in page
        assert "Fill in what is ticked" not in page

    def test_ticked_where_nothing_is_lost(self, world: Any, sign_in: Callable) -> None:
        build.kept(world.practice)
        Answer.objects.create(project=world.project, key="patients.female", number=50, certainty="estimate")
        client = sign_in(world.lead)
        page = text(client.get(url(world)))
        assert 'value="patients.list_size:" checked' in page
        assert 'value="patients.female:0">' in page  # the team's own is not ticked
        assert "10,320 people" in page
        assert "42% are 65 or older, and 12% are under 18." in page
        assert "for every 1,000 patients" in page
        done = client.post(url(world), {"take": ["patients.list_size:", "patients.female:0"]}, follow=True)
        assert "2 figures filled in" in text(done)
        assert Answer.objects.get(key="patients.female").number == Decimal("53.5")

    def test_nothing_chosen(self, world: Any, sign_in: Callable) -> None:
        build.kept(world.practice)
        for take in ([], ["patients.shoe_size:"], ["patients.list_size:x"]):
            answer = sign_in(world.lead).post(url(world), {"take": take})
            assert answer.status_code == 422
            assert text(answer).count("Choose at least one figure to fill in.") == 2
        assert not Answer.objects.exists()

    def test_a_coach_reads_and_does_not_fill_in(self, world: Any, sign_in: Callable) -> None:
        build.kept(world.practice)
        client = sign_in(world.coach)
        assert "Fill in what is ticked" not in text(client.get(url(world)))
        assert client.post(url(world), {"take": ["patients.list_size:"]}).status_code == 403

    @pytest.mark.parametrize("name", ["ages", "staff", "appointments"])
    def test_pictures(self, name: str, world: Any, sign_in: Callable) -> None:
        build.kept(world.practice)
        client = sign_in(world.lead)
        for size in ("wide", "phone"):
            answer = client.get(url(world, "published-picture", name=name, fmt="svg"), {"size": size})
            assert answer.content.startswith(b"<svg")
            again = client.get(
                url(world, "published-picture", name=name, fmt="svg"),
                {"size": size},
                headers={"If-None-Match": answer["ETag"]},
            )
            assert again.status_code == 304
        assert client.get(url(world, "published-picture", name=name, fmt="gif")).status_code == 404
        assert client.get(url(world, "published-picture", name="hats", fmt="svg")).status_code == 404
        assert client.get(url(world, "published-picture", name=name, fmt="png")).content.startswith(b"\x89PNG")

    def test_as_many_queries_for_much_as_for_little(
        self, world: Any, sign_in: Callable, django_assert_max_num_queries: Any
    ) -> None:
        build.kept(world.practice)
        client = sign_in(world.lead)
        client.get(url(world))
        with django_assert_max_num_queries(30):
            client.get(url(world))
