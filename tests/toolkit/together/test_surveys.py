"""Short surveys: written, opened, handed out by a link, answered without an account, closed."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cmsportal.audit.models import Event
from projects.models import Progress
from projects.refusal import Refusal
from tests.builders import make, taking_part
from toolkit.models import Survey, SurveyAnswer, WayIn
from toolkit.surveys import services
from toolkit.surveys.questions import BANK, Question, questions_for
from toolkit.surveys.results import released, results_of, shuffled
from toolkit.ways_in import open_views
from toolkit.ways_in.services import MOST_OPEN, make_link
from toolkit.ways_in.tokens import path_of


@pytest.fixture
def survey(world) -> Survey:
    return taking_part.survey(world.project, world.lead)


@pytest.fixture
def link(world, survey) -> WayIn:
    return taking_part.survey_link(survey, world.lead)


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def url(name: str, world, *more) -> str:
    return reverse(name, args=[world.project.pk, *more])


@pytest.mark.parametrize("kind", ["staff", "patients"])
def test_it_is_written_in_our_words_opened_and_handed_out(sign_in, client, world, kind) -> None:
    keys = [question.key for question in BANK[kind]][:2]
    sign_in(world.member)
    sent = {"title": "Two minutes", "introduction": "Tell us.", "asks": keys, "own": "Our huddle helps me."}
    page = client.post(url("survey-create", world, kind), sent, follow=True)
    survey = Survey.objects.get()
    assert [row["key"] for row in survey.questions] == [*keys, "own-1"]
    assert "Our huddle helps me." in text_of(page)
    page = client.post(url("survey-open", world, survey.pk), follow=True)
    survey.refresh_from_db()
    assert (survey.opened_by, survey.closed_at) == (world.member, None)
    assert "No link yet" in text_of(page)
    page = client.post(
        url("survey-link-create", world, survey.pk), {"name": "Waiting room", "lasts": "8"}, follow=True
    )
    link = WayIn.objects.get()
    assert (link.opens, link.subject_id) == ("survey", survey.pk)
    assert path_of(link) in text_of(page)
    assert "<svg" in text_of(page)
    acts = set(Event.objects.values_list("action", flat=True))
    assert {"survey.written", "survey.opened", "survey.link_made"} <= acts
    assert Progress.objects.filter(project=world.project, tool="surveys", state="doing").exists()


def test_an_activity_survey_asks_for_hours_of_each_activity(sign_in, client, world) -> None:
    sign_in(world.lead)
    sent = {"title": "Where a receptionist’s day goes", "introduction": "", "own": "Phones\n\n  Letters \nPhones"}
    client.post(url("survey-create", world, "activity"), sent)
    asked = Survey.objects.get().questions
    assert [row["words"] for row in asked] == ["Phones", "Letters"]
    assert asked[0]["choices"][-1] == "More than 4 hours"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        pytest.param({"asks": [], "own": ""}, "Choose one question at least", id="nothing"),
        pytest.param({"asks": ["mood"], "own": "a\nb\nc\nd"}, "There are 4 lines", id="many"),
        pytest.param({"asks": ["mood"], "own": "x" * 161}, "may have 160 characters", id="long"),
        pytest.param({"asks": ["mood"], "own": "943 476 5919"}, "NHS number", id="nhs-number"),
        pytest.param({"asks": ["forged"], "own": ""}, "no longer there", id="forged"),
    ],
)
def test_what_does_not_fit_is_said_and_kept(sign_in, client, world, sent, words) -> None:
    sign_in(world.lead)
    page = client.post(url("survey-create", world, "staff"), {"title": "Ours", "introduction": "", **sent})
    assert words in text_of(page)
    assert sent["own"].splitlines()[:1] == [] or sent["own"].splitlines()[0] in page.content.decode()
    assert not Survey.objects.exists()


def test_a_kind_that_is_none_is_not_there(sign_in, world) -> None:
    assert sign_in(world.lead).get(url("survey-create", world, "gossip")).status_code == 404


def test_questions_stay_once_it_is_open(sign_in, client, world, survey) -> None:
    sent = {"title": "Other", "introduction": "", "asks": ["heard"], "own": "", "version": survey.version}
    page = sign_in(world.lead).post(url("survey-edit", world, survey.pk), sent)
    assert "its questions stay" in text_of(page)
    survey.refresh_from_db()
    assert survey.title == "How we work together"
    with pytest.raises(Refusal, match="so it stays"):
        services.delete_survey(survey=survey, by=world.lead)


def test_two_people_who_change_a_draft_see_both_texts(sign_in, client, world) -> None:
    draft = taking_part.survey(world.project, world.lead, opened_at=None, opened_by=None)
    sign_in(world.lead)
    base = {"introduction": "", "asks": ["mood", taking_part.TEXT], "own": "", "version": 0}
    client.post(url("survey-edit", world, draft.pk), {**base, "title": "First"})
    page = text_of(client.post(url("survey-edit", world, draft.pk), {**base, "title": "Second"}))
    assert "Nothing is lost" in page
    assert "First" in page
    assert "Second" in page


def test_a_draft_can_be_deleted_and_a_second_click_writes_nothing_more(sign_in, client, world) -> None:
    sign_in(world.lead)
    sent = {"title": "Ours", "introduction": "", "asks": ["mood"], "own": ""}
    for _ in range(2):
        client.post(url("survey-create", world, "staff"), sent)
    draft = Survey.objects.get()
    client.post(url("survey-delete", world, draft.pk))
    assert not Survey.objects.exists()


def test_people_answer_without_an_account_and_are_thanked(client, link) -> None:
    page = client.get(path_of(link))
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "How is the mood" in text_of(page)
    page = client.post(path_of(link), {"mood": "3", "harder": "The printer"}, follow=True)
    assert "Your answers are in" in text_of(page)
    assert SurveyAnswer.objects.get().answers == {"mood": 3, "harder": "The printer"}


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        pytest.param({}, "Answer one question at least", id="nothing"),
        pytest.param({"mood": "9", "harder": "Kept words"}, "Kept words", id="no-such-choice"),
        pytest.param({"harder": "Ask 943 476 5919"}, "NHS number", id="nhs-number"),
        pytest.param({"harder": "x" * 501}, "x" * 501, id="long"),
    ],
)
def test_an_answer_that_does_not_fit_is_said_and_kept(link, sent, words) -> None:
    page = taking_part.answered(link, **sent)
    assert words in text_of(page)
    assert not SurveyAnswer.objects.exists()


@pytest.mark.parametrize("way", ["altered", "expired", "revoked", "closed", "project-ended", "other-kind"])
def test_a_link_that_opens_nothing_says_so_kindly_and_takes_nothing(client, world, survey, link, way) -> None:
    address = path_of(link)
    client.get(address)
    if way == "altered":
        address = address[:-3] + "xx/"
    elif way == "expired":
        WayIn.objects.update(expires_at=timezone.now())
    elif way == "revoked":
        WayIn.objects.update(revoked_at=timezone.now(), revoked_by=world.lead)
    elif way == "closed":
        services.close_survey(survey=survey, by=world.lead)
    elif way == "project-ended":
        type(world.project).objects.filter(pk=world.project.pk).update(status="withdrawn")
    else:
        WayIn.objects.update(opens="brainstorm")
    for answer in (client.get(address), client.post(address, {"mood": "3"})):
        assert answer.status_code == 410
        assert "opens nothing now" in text_of(answer)
        assert survey.title not in text_of(answer)
    assert not SurveyAnswer.objects.exists()


def test_a_link_leads_to_a_survey_of_its_own_project_only(client, world, survey) -> None:
    other = make.project(world.programme, make.practice())
    forged = taking_part.way_in(other, world.lead, "survey", survey)
    assert client.get(path_of(forged)).status_code == 410


def test_after_many_guesses_nothing_opens_for_whoever_made_them(client, link) -> None:
    with time_machine.travel(timezone.now(), tick=False):
        for number in range(31):
            client.get(f"/in/survey/{number}/")
        assert client.get(path_of(link)).status_code == 429


def test_one_link_takes_no_flood_of_answers(client, link, monkeypatch) -> None:
    monkeypatch.setattr(open_views, "SENT", 3)
    client.get(path_of(link))
    with time_machine.travel(timezone.now(), tick=False):
        found = [client.post(path_of(link), {}).status_code for _ in range(4)]
    assert found == [200, 200, 200, 429]


def test_a_link_lasts_a_year_at_most_and_there_are_not_too_many(world, survey) -> None:
    made = {"project": world.project, "opens": "survey", "subject_id": survey.pk, "by": world.lead}
    today = make.today()
    for day in (today - timedelta(days=2), today + timedelta(days=400)):
        with pytest.raises(ValidationError):
            make_link(name="Far", last_day=day, **made)
    for number in range(MOST_OPEN):
        first = make_link(name=str(number), last_day=today + timedelta(days=7), **made)
        assert make_link(name=str(number), last_day=today + timedelta(days=7), **made).pk == first.pk
    with pytest.raises(Refusal):
        make_link(name="One more", last_day=today, **made)


def test_the_list_asks_as_much_for_twenty_surveys_as_for_two(sign_in, world) -> None:
    client = sign_in(world.lead)
    counts = []
    client.get(url("survey-list", world))
    for more in (2, 18):
        for _ in range(more):
            taking_part.survey(world.project, world.lead)
        with CaptureQueriesContext(connection) as queries:
            client.get(url("survey-list", world))
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- What is told of the answers, as pure functions ---------------------------------------------------------------

MOOD = Question("mood", "How is the mood?", choices=("Bad", "Good"))
WORDS = Question("words", "In your words?", kind="text")


def test_results_count_and_share_each_choice() -> None:
    batches = [[{"mood": 1}] * 4 + [{"mood": 0}], [{"mood": 1}] * 5]
    (result,) = results_of([MOOD], batches)
    assert result.answered == 10
    assert [(line.count, line.percent) for line in result.lines] == [(1, 10), (9, 90)]


@pytest.mark.parametrize(
    ("sizes", "told"),
    [([4], 0), ([5], 5), ([4, 4], 8), ([5, 1], 5), ([5, 1, 4], 10), ([0, 0, 5], 5), ([3, 1, 0], 0), ([2, 5, 4], 7)],
    ids=str,
)
def test_what_is_told_grows_by_five_people_at_least(sizes, told) -> None:
    batches = [[f"{number}-{place}" for place in range(size)] for number, size in enumerate(sizes)]
    assert len(released(batches)) == told
    before = 0
    for upto in range(len(batches) + 1):
        now = len(released(batches[:upto]))
        assert now == before or now - before >= 5
        before = now


def test_words_are_told_in_an_order_that_says_nothing() -> None:
    texts = [f"text {number}" for number in range(20)]
    assert shuffled(texts) == shuffled(reversed(texts)) != texts


def test_every_question_of_ours_has_words_of_its_own() -> None:
    asked = [question for kind in BANK.values() for question in kind]
    assert len({question.words for question in asked}) == len(asked)
    assert all(len(question.choices) >= 3 for question in asked if question.kind == "choice")
    assert [question.kind for question in questions_for("staff", ["proud", "mood"], ["Ours"])] == [
        "choice",
        "choice",
        "text",
    ]
