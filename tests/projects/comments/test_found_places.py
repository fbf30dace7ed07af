"""Comments beside results: what was measured, counted, rated, asked and collected, actions and ground rules."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from projects.comments.places import find_place, kind_named
from projects.comments.services import add_comment
from projects.models import Comment, Reminder
from projects.reminders import preparing
from tests.builders import counts, make, taking_part
from toolkit.measures.presenters import definition_rows
from toolkit.models import Measure, Survey
from toolkit.places_found import MEASURE_PARTS
from toolkit.ratings.services import close_round, give_ratings
from toolkit.ratings.spread import Given
from toolkit.ways_in.tokens import path_of

pytestmark = pytest.mark.django_db
PHONES = "processes.phones"
Where = tuple[str, str, str]  # the page, the kind of place and the name of the field


def of_measure(world) -> Where:
    row = make.measure(world.project, definition="Each call")
    return reverse("measure-detail", args=[world.project.pk, row.pk]), "measure", f"{row.pk}.what-exactly-is-counted"


def of_timing(world) -> Where:
    row = counts.timing(world.project)
    counts.visit(row, 0, 4, 9)
    return reverse("timing-detail", args=[world.project.pk, row.pk]), "timing", str(row.pk)


def of_sheet(world) -> Where:
    row = counts.sheet(world.project)
    counts.count(row, make.today())
    return reverse("sheet-detail", args=[world.project.pk, row.pk]), "sheet", str(row.pk)


def of_rating(world) -> Where:
    row = counts.rating_round(world.project, world.lead)
    for person in (world.lead, world.member, make.user()):
        give_ratings(round=row, given=[Given(PHONES, 2)], by=person)
    close_round(round=row, by=world.lead)
    return reverse("rating-detail", args=[world.project.pk, row.pk]), "rating", f"{row.pk}.{PHONES}"


def of_survey(world) -> Where:
    row = taking_part.survey(world.project, world.lead)
    taking_part.many(taking_part.survey_link(row, world.lead), times=5, mood="3")
    return reverse("survey-detail", args=[world.project.pk, row.pk]), "survey", f"{row.pk}.mood"


def of_brainstorm(world) -> Where:
    row = taking_part.storm(world.project, world.lead)
    return reverse("brainstorm-detail", args=[world.project.pk, row.pk]), "brainstorm", str(row.pk)


def of_storm_idea(world) -> Where:
    row, (idea, *_) = taking_part.with_ideas(world.project, world.lead, "A second line", "Longer", state="done")
    return reverse("brainstorm-detail", args=[world.project.pk, row.pk]), "storm-idea", str(idea.pk)


def of_box(world) -> Where:
    row = taking_part.idea(world.project)
    return reverse("boxidea-list", args=[world.project.pk]), "box-idea", str(row.pk)


def of_action(world) -> Where:
    return reverse("action-list", args=[world.project.pk]), "action", str(make.action(world.project).pk)


def of_rule(world) -> Where:
    row = world.project.ground_rules.create(text="One speaks, the others listen.")
    return reverse("rule-list", args=[world.project.pk]), "rule", str(row.pk)


EVERY = [
    *(of_measure, of_timing, of_sheet, of_rating, of_survey, of_brainstorm, of_storm_idea, of_box, of_action, of_rule)
]


def address(world, kind: str, ident: str) -> str:
    return reverse("comment-place", args=[world.project.pk, kind, ident])


def inside(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("place", EVERY, ids=lambda place: place.__name__)
def test_team_and_coach_talk_beside_the_field_and_are_mailed(world, sign_in, place: Callable[..., Where]) -> None:
    page, kind, ident = place(world)
    link = f'href="{address(world, kind, ident)}"'
    client = sign_in(world.coach)
    assert link in client.get(page).text
    told = {"text": "Look at this", "tell": [str(world.lead.pk)], "key": str(uuid4())}
    assert "A mail goes to Jo Pritchard." in client.post(address(world, kind, ident), told, follow=True).text
    assert Comment.objects.get().author == world.coach
    seen = inside(sign_in(world.lead).get(page).text)
    assert link in seen
    assert "1 comment<" in seen


@pytest.mark.parametrize("place", EVERY, ids=lambda place: place.__name__)
def test_who_is_neither_on_the_team_nor_its_coach_sees_no_trace(world, sign_in, place: Callable[..., Where]) -> None:
    page, kind, ident = place(world)
    Comment.objects.create(
        project=world.project, tool=kind_named(kind).tool, place=f"{kind}:{ident}", text="Us", author=world.lead
    )
    for user in (world.mentor, world.manager):
        answer = sign_in(user).get(page)
        assert answer.status_code in (200, 403, 404)
        assert "omment" not in inside(answer.text), user
        assert sign_in(user).get(address(world, kind, ident)).status_code == 403


def test_every_part_of_what_a_measure_means_has_a_place(world) -> None:
    """A row that is added to the definition and not to the table would have no comments."""
    row = make.measure(
        world.project, definition="x", numerator="x", denominator="x", exclusions="x", data_source="x",
        collector=make.member(world.project), value_kind="rate", per=100, unit="", baseline=1, goal=2,
        goal_on=make.today(),
    )  # fmt: skip
    reader = type("Reader", (), {"raw": True})()
    labels = [label for label, _ in definition_rows(Measure.objects.get(pk=row.pk), reader, row.baseline)]
    assert {slugify(label): label for label in labels} == MEASURE_PARTS


def test_the_idea_of_a_silent_phase_has_no_place(world, sign_in) -> None:
    _, (idea, *_) = taking_part.with_ideas(world.project, world.lead, "Mine alone", state="adding")
    client = sign_in(world.lead)
    assert client.get(address(world, "storm-idea", str(idea.pk))).status_code == 404


def test_phones_that_take_part_are_shown_no_comments(world) -> None:
    row, _ = taking_part.with_ideas(world.project, world.lead, "A second line", state="done")
    Comment.objects.create(
        project=world.project, tool="brainstorm", place=f"brainstorm:{row.pk}", text="Us", author=world.lead
    )
    link = taking_part.way_in(world.project, world.lead, "brainstorm", row)
    answer = Client().get(path_of(link))
    assert answer.status_code == 200
    assert "omment" not in inside(answer.text)


@pytest.mark.parametrize(
    ("place", "part"),
    [
        (of_measure, "."), (of_measure, ".nothing"), (of_rating, ""), (of_rating, "."), (of_rating, ".made.up"),
        (of_survey, ""), (of_survey, ".harder.x"), (of_timing, ".x"),
    ],
    ids=range(8),
)  # fmt: skip
def test_a_part_that_is_not_there_is_a_404(world, sign_in, place: Callable[..., Where], part: str) -> None:
    _, kind, ident = place(world)
    row = ident.partition(".")[0]
    assert find_place(world.project, kind_named(kind), ident) is not None
    assert sign_in(world.lead).get(address(world, kind, row + part)).status_code == 404


def test_comments_beside_a_result_change_nothing_between_two_batches(world, sign_in) -> None:
    """Answers that wait for others show by nothing on the page, with comments on it, either."""
    page, kind, ident = of_survey(world)
    client = sign_in(world.lead)
    client.post(address(world, kind, ident), {"text": "Why?", "key": str(uuid4())})
    before = client.get(page).content
    link = taking_part.survey_link(Survey.objects.get(), world.lead, name="Second")
    seen = []
    for _ in range(4):
        taking_part.answered(link, mood="0")
        seen.append(inside(client.get(page).text).count("1 comment<"))
    assert seen == [1] * 4
    assert inside(before.decode()).count("1 comment<") == 1


@pytest.mark.parametrize("place", [of_storm_idea, of_box], ids=lambda place: place.__name__)
def test_words_of_somebody_without_an_account_stand_in_no_subject(world, place: Callable[..., Where]) -> None:
    _, kind, ident = place(world)
    add_comment(
        project=world.project, kind=kind_named(kind), ident=ident, text="Look", by=world.lead, tell=[world.member.pk]
    )
    reminder = Reminder.objects.select_related("user", "project__practice", "project__programme").get(kind="mention")
    mail = preparing.write([reminder], timezone.now())[reminder.pk]
    assert mail.subject == "Jo Pritchard asks you to look: an idea"
