"""Frames offered from practice to practice: nothing tells whose they are, withdrawn ends offers and not copies."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from cmsportal.audit.models import Event
from projects.refusal import Refusal
from tests.builders import make
from tests.builders import toolkit as build
from toolkit.copying import services
from toolkit.models import Category, Measure, Template

pytestmark = pytest.mark.django_db


def url(project: Any, page: str = "template-list", **extra: Any) -> str:
    return reverse(page, kwargs={"project_id": project.pk, **extra})


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def offered(world: Any, groups: Any = ("Rooms", "Phones"), **extra: Any) -> Template:
    values = {"title": "Groups for letters", "what_for": "Where things get lost", **extra}
    return services.offer(
        project=world.project, tool="fishbone", content={"groups": list(groups)}, by=world.lead, **values
    )


def of_measure(client: Any, world: Any, measure: Measure, **changes: Any) -> Any:
    data = {"title": "Calls in time", "what_for": "", "name": "Calls answered in time",
    "definition": "Within 5 minutes",
            "numerator": "", "denominator": "", "exclusions": "", "unit": "%", **changes}  # fmt: skip
    return client.post(url(world.project, "template-offer", what="measures", row_id=measure.pk), data)


def test_a_measure_goes_without_figures_aims_and_names(world: Any, sign_in: Callable) -> None:
    measure = make.measure(
        world.project, baseline=41, data_source="Wendy's list", definition="At Larkmead, within 5 minutes"
    )
    client = sign_in(world.lead)
    page = text(client.get(url(world.project, "template-offer", what="measures", row_id=measure.pk)))
    assert "At Larkmead, within 5 minutes" in page  # to be read and changed
    refused = of_measure(client, world, measure, definition="At Larkmead, asked by Jo")
    assert refused.status_code == 422
    assert "This would tell others whose it is: 'Larkmead'." in text(refused)
    assert "At Larkmead, asked by Jo" in text(refused)  # what was typed stays
    assert not Template.objects.exists()
    assert of_measure(client, world, measure).status_code == 302
    row = Template.objects.get()
    assert set(row.content) == {
        "name", "definition", "numerator", "denominator", "exclusions", "unit", "kind", "value_kind",
        "decimals", "per",
        "direction", "schedule",
    }  # fmt: skip
    assert "Wendy" not in str(row.content)
    assert Event.objects.filter(action="template.offered").count() == 1
    of_measure(client, world, measure)  # a second click
    assert Template.objects.count() == 1


@pytest.mark.parametrize("word", ["LARKMEAD", "Whitlock", "Pritchard's"], ids=["practice", "member", "lead"])
def test_words_that_tell(word: str, world: Any) -> None:
    for place in ({"title": f"Of {word}"}, {"what_for": f"As {word} does it"}, {"groups": ["Rooms", word[:40]]}):
        with pytest.raises(Refusal, match="whose it is"):
            offered(world, **place)
    offered(world, title="The surgery's rooms")  # what every practice is called


def test_copied_by_another_team_that_does_not_see_whose_it_is(world: Any, sign_in: Callable) -> None:
    measure = make.measure(world.project, baseline=41)
    of_measure(sign_in(world.lead), world, measure)
    client = sign_in(world.other_practice_lead)
    page = text(client.get(url(world.other_project)))
    assert "Calls in time" in page
    for word in ("Larkmead", "Pritchard", world.project.title, str(world.project.pk), str(world.lead.pk)):
        assert word not in page, word
    row = Template.objects.get()
    done = client.post(url(world.other_project, "template-copy", template_id=row.pk), follow=True)
    assert "'Calls answered in time' is among your measures." in text(done)
    copy = Measure.objects.get(project=world.other_project)
    assert (copy.baseline, copy.goal, copy.collector, copy.value_kind) == (None, None, None, "value")
    row.refresh_from_db()
    assert row.copies == 1


def test_groups_join_those_that_are_there(world: Any) -> None:
    row = offered(world)
    with pytest.raises(Refusal, match="Name the problem"):
        services.copy(template=row, project=world.other_project, by=world.other_practice_lead)
    fishbone = build.fishbone(world.other_project)
    before = Category.objects.filter(fishbone=fishbone).count()
    services.copy(template=row, project=world.other_project, by=world.other_practice_lead)
    services.copy(template=row, project=world.other_project, by=world.other_practice_lead)
    assert Category.objects.filter(fishbone=fishbone).count() == before + 2


def test_too_many_groups_copy_none(world: Any, sign_in: Callable) -> None:
    row = offered(world, groups=[f"Group {chr(65 + n)}" for n in range(12)])
    fishbone = build.fishbone(world.other_project)
    before = Category.objects.filter(fishbone=fishbone).count()
    client = sign_in(world.other_practice_lead)
    page = text(client.post(url(world.other_project, "template-copy", template_id=row.pk), follow=True))
    assert "groups already" in page
    assert Category.objects.filter(fishbone=fishbone).count() == before
    row.refresh_from_db()
    assert row.copies == 0


def test_withdrawn_ends_the_offer_and_no_copy(world: Any, sign_in: Callable) -> None:
    row = offered(world)
    fishbone = build.fishbone(world.other_project)
    services.copy(template=row, project=world.other_project, by=world.other_practice_lead)
    client = sign_in(world.lead)
    assert "No longer offered" in text(
        client.post(url(world.project, "template-withdraw", template_id=row.pk), follow=True)
    )
    services.withdraw(template=row, by=world.lead)
    assert Event.objects.filter(action="template.withdrawn").count() == 1
    assert Category.objects.filter(fishbone=fishbone, name="Rooms").exists()
    other = sign_in(world.other_practice_lead)
    assert "Groups for letters" not in text(other.get(url(world.other_project)))
    assert other.post(url(world.other_project, "template-copy", template_id=row.pk)).status_code == 404
    with pytest.raises(Refusal, match="no longer offered"):
        services.copy(template=row, project=world.other_project, by=world.other_practice_lead)


def test_not_another_teams_to_withdraw_nor_another_programmes_to_see(world: Any, sign_in: Callable) -> None:
    row = offered(world)
    other = sign_in(world.other_practice_lead)
    assert other.post(url(world.other_project, "template-withdraw", template_id=row.pk)).status_code == 404
    stranger = make.user("Nell Far")
    make.member(world.foreign_project, stranger, is_lead=True)
    client = sign_in(stranger)
    assert "Groups for letters" not in text(client.get(url(world.foreign_project)))
    assert client.post(url(world.foreign_project, "template-copy", template_id=row.pk)).status_code == 404
    row.refresh_from_db()
    assert (row.withdrawn_at, row.copies) == (None, 0)


@pytest.mark.parametrize("groups", ["", "\n \n", "\n".join(f"Group {n}" for n in range(13)), "x" * 41])
def test_groups_that_do_not_fit(groups: str, world: Any, sign_in: Callable) -> None:
    build.fishbone(world.project)
    address = url(world.project, "template-offer", what="fishbone")
    answer = sign_in(world.lead).post(address, {"title": "Groups", "groups": groups})
    assert answer.status_code == 422
    assert not Template.objects.exists()


def test_what_cannot_be_offered(world: Any, sign_in: Callable) -> None:
    client = sign_in(world.lead)
    theirs = make.measure(world.other_project)
    for extra in (
        {"what": "fishbone"},
        {"what": "aims"},
        {"what": "measures", "row_id": theirs.pk},
        {"what": "measures"},
    ):
        assert client.get(url(world.project, "template-offer", **extra)).status_code == 404
