"""Frames offered from practice to practice: nothing tells whose they are, withdrawn ends offers and not copies."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from cmsportal.audit.models import Event
from projects.refusal import Refusal
from tests.builders import diagrams as draw
from tests.builders import make
from tests.builders import toolkit as build
from toolkit.copying import services
from toolkit.models import Category, Diagram, Measure, Node, Survey, Template
from toolkit.surveys.questions import questions_for

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
    with pytest.raises(Refusal, match="Name your problem"):
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


# --- Maps, driver diagrams and surveys ---------------------------------------------------------------------------


def offer_page(world: Any, what: str, row: Any = None) -> str:
    return url(world.project, "template-offer", what=what, **({"row_id": row.pk} if row else {}))


def test_a_map_goes_with_its_shape_and_without_times_and_waste(world: Any, sign_in: Callable) -> None:
    board = draw.process_map(world.project, title="A repeat prescription")
    board.nodes.filter(text="Write a note").update(minutes=7, wait_minutes=90, wastes=["twice"])
    board.edges.filter(target__text="Sent").update(label="Yes")
    client = sign_in(world.lead)
    assert "The steps of 'A repeat prescription', as it works now" in text(client.get(url(world.project)))
    data = {
        "title": "Repeat scripts",
        "lanes": "Desk\nGP",
        "entries": "Patient rings\nWrite it down\nDue?\nSent",
        "labels": "Yes",
    }
    short = client.post(offer_page(world, "maps", board), {**data, "entries": "Patient rings\nSent"})
    assert short.status_code == 422
    assert "There were 4 steps, and these are 2. Keep one line for each." in text(short)
    assert "Repeat scripts" in text(short)
    assert client.post(offer_page(world, "maps", board), data).status_code == 302
    row = Template.objects.get()
    assert "90" not in str(row.content)
    assert "twice" not in str(row.content)
    for _ in range(2):
        services.copy(template=row, project=world.other_project, by=world.other_practice_lead)
    assert Diagram.objects.filter(project=world.other_project).count() == 2, "two maps, to change in two ways"
    copy = Diagram.objects.filter(project=world.other_project).first()
    steps = [(node.text, node.kind, node.lane.name, node.minutes, node.wastes) for node in copy.nodes.all()]
    assert steps[1] == ("Write it down", "step", "Desk", None, [])
    assert [kind for _, kind, *_ in steps] == ["end", "step", "decision", "end"]
    assert {(e.source.text, e.target.text, e.label) for e in copy.edges.all()} == {
        ("Patient rings", "Write it down", ""),
        ("Write it down", "Due?", ""),
        ("Due?", "Sent", "Yes"),
    }
    assert copy.operations.count() == 1, "undone as one"


def test_what_an_aim_depends_on_joins_a_diagram_that_is_there(world: Any, sign_in: Callable) -> None:
    measure = make.measure(world.project, name="Calls of Larkmead")
    board = draw.drivers(world.project, title="Larkmead answers at once")
    board.nodes.filter(kind="primary").update(measure=measure)
    client = sign_in(world.lead)
    page = text(client.get(offer_page(world, "drivers")))
    assert "Enough people at 8" in page
    assert "Larkmead answers at once" not in page, "the aim is the team's own"
    data = {"title": "Phones at 8", "entries": "Enough people\nRota\nTwo people from 8 to 9"}
    assert client.post(offer_page(world, "drivers"), data).status_code == 302
    row = Template.objects.get()
    assert "Calls of" not in str(row.content)
    with pytest.raises(Refusal, match="Say what you want to reach"):
        services.copy(template=row, project=world.other_project, by=world.other_practice_lead)
    own = Diagram.objects.create(project=world.other_project, kind="drivers", title="Ours")
    Node.objects.create(diagram=own, kind="primary", text="What we had")
    for _ in range(2):  # a second click adds nothing
        services.copy(template=row, project=world.other_project, by=world.other_practice_lead)
    assert [node.text for node in own.nodes.all()] == [
        "What we had",
        "Enough people",
        "Rota",
        "Two people from 8 to 9",
    ]
    assert {(e.source.text, e.target.text) for e in own.edges.all()} == {
        ("Enough people", "Rota"),
        ("Rota", "Two people from 8 to 9"),
    }


def test_a_surveys_questions_go_without_answers_and_dates(world: Any, sign_in: Callable) -> None:
    asked = [one.as_json() for one in questions_for("staff", ("mood", "harder"), ("Wendy's rota helps us.",))]
    survey = Survey.objects.create(
        project=world.project, kind="staff", title="How we are", introduction="Two minutes.", questions=asked
    )
    client = sign_in(world.lead)
    data = {"title": "How we are", "introduction": "Two minutes, no name.", "own": "The rota helps us."}
    page = text(client.get(offer_page(world, "surveys", survey)))
    assert "Wendy's rota helps us." in page  # to be read and changed
    assert client.post(offer_page(world, "surveys", survey), {**data, "own": ""}).status_code == 422
    assert client.post(offer_page(world, "surveys", survey), data).status_code == 302
    row = Template.objects.get()
    for _ in range(2):
        services.copy(template=row, project=world.other_project, by=world.other_practice_lead)
    copy = Survey.objects.get(project=world.other_project)
    assert (copy.title, copy.introduction, copy.opened_at) == ("How we are", "Two minutes, no name.", None)
    assert [one["words"] for one in copy.questions] == [
        "How is the mood in our practice these weeks?",
        "The rota helps us.",
        "What makes your work harder than it should be?",
    ]
    assert copy.questions[0]["choices"] == asked[0]["choices"]


def test_frames_of_other_teams_cannot_be_offered(world: Any, sign_in: Callable) -> None:
    theirs = draw.process_map(world.other_project)
    client = sign_in(world.lead)
    for address in (offer_page(world, "maps", theirs), offer_page(world, "drivers"), offer_page(world, "surveys")):
        assert client.get(address).status_code == 404
