"""The pages of the small tests and of the playbook."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.html import escape

from cmsportal.audit.models import Event
from cmsportal.versions import Stale
from tests.builders import make
from tests.builders.counting import count_queries
from tests.builders.together import run_together
from toolkit.cycles import services
from toolkit.models import ChangeIdea, Cycle, CycleQuestion, Ramp, Standard

NHS_NUMBER = "943 476 5919"
HOSTILE = "<script>alert(1)</script>"


def url(name: str, project, **keys) -> str:
    return reverse(name, kwargs={"project_id": project.pk, **keys})


def stage_url(cycle: Cycle, stage: str = "plan") -> str:
    return url("cycle-stage", cycle.ramp.project, cycle_id=cycle.pk, stage=stage)


def page_url(cycle: Cycle) -> str:
    return url("cycle-detail", cycle.ramp.project, cycle_id=cycle.pk)


def plan(**more) -> dict[str, str]:
    return {
        "version": "0",
        "title": "Two people on the phones",
        "kind": "test",
        "q0_question": "Will the queue halve?",
        "q0_prediction": "From 14 to 7 minutes",
        **more,
    }


def standard_words(**more) -> dict[str, str]:
    return {"version": "0", "title": "Opening the phones", "who": "Reception", "what": "Two people at 8.", **more}


# Every form of the small tests: where it is sent, and what makes it whole.
def idea_form(world):
    return url("idea-create", world.project), {"text": "Ring back", "key": str(uuid4())}


def ramp_form(world):
    values = {"title": "Fewer calls", "first_test": "One morning", "key": str(uuid4())}
    return url("ramp-create", world.project), values


def plan_form(world):
    return stage_url(make.cycle(world.project)), plan()


def do_form(world):
    return stage_url(make.cycle(world.project, stage="do"), "do"), {"version": "0", "observations": "It rained"}


def study_form(world):
    cycle = make.cycle(world.project, stage="study")
    return stage_url(cycle, "study"), {"version": "0", "learned": "It helps", "q0_result": "To 9"}


def act_form(world):
    values = {"version": "0", "decision": "abandon", "decision_reason": "Nobody came"}
    return stage_url(make.cycle(world.project, stage="act"), "act"), values


def standard_form(world):
    return url("standard-create", world.project), standard_words(key=str(uuid4()))


def changed_standard_form(world):
    standard = make.standard(world.project)
    return url("standard-update", world.project, standard_id=standard.pk), standard_words()


TEXT_FIELDS = [
    *((idea_form, name) for name in ("text",)),
    *((ramp_form, name) for name in ("title", "first_test")),
    *(
        (plan_form, name)
        for name in (
            "title",
            "q0_question",
            "q0_prediction",
            "q1_question",
            "what",
            "who",
            "where",
            "scale",
            "data_plan",
        )
    ),
    *((do_form, name) for name in ("observations", "surprises")),
    *((study_form, name) for name in ("learned", "q0_result")),
    *((act_form, name) for name in ("decision_reason", "next_change")),
    *(
        (form, name)
        for form in (standard_form, changed_standard_form)
        for name in ("title", "who", "what", "when", "tools", "training", "followed_how", "exceptions")
    ),
]


@pytest.mark.parametrize(("form", "name"), TEXT_FIELDS, ids=lambda value: getattr(value, "__name__", value))
def test_no_field_takes_an_nhs_number(world, sign_in, form, name) -> None:
    target, values = form(world)
    before = (Cycle.objects.count(), Standard.objects.count(), ChangeIdea.objects.count(), Ramp.objects.count())
    versions = list(Cycle.objects.values_list("version", flat=True))
    page = sign_in(world.member).post(target, {**values, name: f"Kept words {NHS_NUMBER}"}).content.decode()
    assert "looks like an NHS number" in page
    assert f"Kept words {NHS_NUMBER}" in page
    assert f'href="#id_{name}"' in page, "the summary leads to the field"
    assert before == (
        Cycle.objects.count(), Standard.objects.count(), ChangeIdea.objects.count(), Ramp.objects.count()
    )  # fmt: skip
    assert versions == list(Cycle.objects.values_list("version", flat=True))


@pytest.mark.parametrize(
    ("form", "wrong", "words", "kept"),
    [
        (idea_form, {"text": ""}, "Enter the idea", ""),
        (ramp_form, {"first_test": ""}, "Answer", "Fewer calls"),
        (plan_form, {"title": "", "what": "Kept words"}, "Enter what we try", "Kept words"),
        (plan_form, {"starts_on": "12/3/2026", "ends_on": "11/3/2026"}, "The end is before the start.", "12/3/2026"),
        (plan_form, {"starts_on": "soon"}, "soon", "soon"),
        (plan_form, {"size": "-4"}, "must be 0 or more", "-4"),
        (plan_form, {"size": "99999999999"}, "2147483647", "99999999999"),
        (plan_form, {"size": "", "size_unit": "patients", "who": "Kept words"}, "a number from 1 up", "Kept words"),
        (plan_form, {"size": "0", "size_unit": "patients"}, "a number from 1 up", "patients"),
        (plan_form, {"size": "4", "size_unit": "oxen"}, "That choice is no longer there", "4"),
        (
            plan_form,
            {"measure": "11111111-1111-4111-8111-111111111111", "who": "Kept words"},
            "That choice is no longer there",
            "Kept words",
        ),
        (plan_form, {"q1_prediction": "Half"}, "Write the question that this prediction answers.", "Half"),
        (do_form, {"as_planned": "perhaps"}, "That choice is no longer there", "It rained"),
        (study_form, {"q0_comparison": "perhaps"}, "That choice is no longer there", "It helps"),
        (act_form, {"decision": ""}, "Choose what you decide.", "Nobody came"),
        (act_form, {"decision_reason": " "}, "Say why you stop", ""),
        (standard_form, {"what": "", "when": "At 8"}, "Enter what they do", "At 8"),
        (standard_form, {"review_on": "31 February"}, "31 February", "31 February"),
        (changed_standard_form, {"who": "", "tools": "A headset"}, "Enter who does it", "A headset"),
    ],
)
def test_bad_input_is_kept_and_said_beside_the_field(world, sign_in, form, wrong, words, kept) -> None:
    target, values = form(world)
    answer = sign_in(world.member).post(target, {**values, **wrong})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "There is a problem" in page
    assert words in page.replace("&#x27;", "'")
    assert kept in page
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        (study_form, {"q0_result": "x" * 301}),
        (plan_form, {"q0_prediction": "x" * 201}),
        (act_form, {"decision": "x"}),
    ],
)
def test_labels_of_questions_are_words(world, sign_in, form, wrong) -> None:
    target, values = form(world)
    page = sign_in(world.member).post(target, {**values, **wrong}).content.decode()
    assert "There is a problem" in page
    words = re.findall(r"<(?:label|legend|h1|h2|a|span)[^>]*>([^<]*)<", page)
    assert not any("Q0" in word or "Q1" in word for word in words)
    assert "Ensure this value" not in page


# --- Ideas and ramps ------------------------------------------------------------------------------------------------


def test_the_page_of_the_tests_begins_empty(world, sign_in) -> None:
    page = sign_in(world.member).get(url("ramp-list", world.project)).content.decode()
    assert "No test yet" in page
    assert url("ramp-create", world.project) in page
    assert (
        url("ramp-create", world.project)
        not in sign_in(world.coach).get(url("ramp-list", world.project)).content.decode()
    )


def test_an_idea_sent_twice_is_one(world, sign_in) -> None:
    target, values = idea_form(world)
    for _ in range(2):
        assert sign_in(world.member).post(target, values).status_code == 302
    assert ChangeIdea.objects.get().text == "Ring back"


def test_a_ramp_sent_twice_is_one(world, sign_in) -> None:
    target, values = ramp_form(world)
    answers = [sign_in(world.member).post(target, values) for _ in range(2)]
    cycle = Cycle.objects.get()
    assert (cycle.title, cycle.ramp.title, cycle.number) == ("One morning", "Fewer calls", 1)
    assert {answer.headers["Location"] for answer in answers} == {page_url(cycle)}


def test_an_idea_becomes_a_ramp_and_leaves_the_list(world, sign_in) -> None:
    idea = ChangeIdea.objects.create(project=world.project, text="Ring people back")
    client, target = sign_in(world.member), f"{url('ramp-create', world.project)}?idea={idea.pk}"
    assert 'value="Ring people back"' in client.get(target).content.decode()
    client.post(target, {"title": "Ring back", "first_test": "One call", "key": str(uuid4())})
    assert Ramp.objects.get().idea == idea
    page = client.get(url("ramp-list", world.project)).content.decode()
    assert "Nothing waits here." in page


@pytest.mark.parametrize("asked", ["nonsense", "0", "11111111-1111-4111-8111-111111111111"])
def test_an_idea_that_is_not_there(world, sign_in, asked) -> None:
    assert sign_in(world.member).get(f"{url('ramp-create', world.project)}?idea={asked}").status_code == 404
    assert sign_in(world.member).get(f"{url('standard-create', world.project)}?cycle={asked}").status_code == 404


def test_another_projects_rows_are_not_found(world, sign_in) -> None:
    """Also for somebody who works in both."""
    make.member(world.other_project, world.member)
    cycle, standard = make.cycle(world.other_project), make.standard(world.other_project)
    idea = ChangeIdea.objects.create(project=world.other_project, text="Theirs")
    client = sign_in(world.member)
    for target in (
        url("cycle-detail", world.project, cycle_id=cycle.pk),
        url("cycle-stage", world.project, cycle_id=cycle.pk, stage="plan"),
        url("ramp-picture", world.project, ramp_id=cycle.ramp_id),
        url("standard-detail", world.project, standard_id=standard.pk),
        url("standard-update", world.project, standard_id=standard.pk),
        f"{url('ramp-create', world.project)}?idea={idea.pk}",
        f"{url('standard-create', world.project)}?cycle={cycle.pk}",
    ):
        assert client.get(target).status_code == 404, target
    assert client.post(url("cycle-move", world.project, cycle_id=cycle.pk, move="start")).status_code == 404
    assert Cycle.objects.get().stage == "plan"


@pytest.mark.parametrize("size", ["wide", "half", "third", "phone"])
def test_the_picture_of_a_ramp(world, sign_in, size) -> None:
    target = url("ramp-picture", world.project, ramp_id=make.cycle(world.project).ramp_id) + f"?size={size}"
    answer = sign_in(world.coach).get(target)
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert b"<svg" in answer.content
    again = sign_in(world.coach).get(target, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_picture_of_no_such_size(world, sign_in) -> None:
    target = url("ramp-picture", world.project, ramp_id=make.cycle(world.project).ramp_id)
    assert sign_in(world.coach).get(f"{target}?size=9999").status_code == 404


# --- A cycle --------------------------------------------------------------------------------------------------------


def test_the_plan_is_saved_with_its_questions(world, sign_in) -> None:
    cycle = make.cycle(world.project)
    values = plan(
        who="Reception", starts_on="9/3/2026", ends_on="13/3/2026", size="20", q1_question="Do staff like it?"
    )
    answer = sign_in(world.member).post(stage_url(cycle), values)
    assert answer.headers["Location"] == page_url(cycle)
    saved = Cycle.objects.get()
    assert (saved.who, saved.size, saved.starts_on.isoformat()) == ("Reception", 20, "2026-03-09")
    assert [row.question for row in saved.questions.all()] == ["Will the queue halve?", "Do staff like it?"]
    page = sign_in(world.coach).get(page_url(cycle)).content.decode()
    assert "Do staff like it?" in page
    assert "<form" not in page.split("app-panels")[1].split("app-section")[0], "a coach reads"


def test_starting_without_a_prediction_asks_once(world, sign_in) -> None:
    cycle = make.cycle(world.project)
    values, client = plan(q0_prediction="", onward="yes"), sign_in(world.member)
    page = client.post(stage_url(cycle), values, follow=True).content.decode()
    assert "No prediction is written yet" in page
    assert Cycle.objects.get().stage == "plan"
    assert "No prediction is written yet" in client.get(page_url(cycle)).content.decode(), "the page opened anew"
    assert "No prediction is written yet" not in sign_in(world.coach).get(page_url(cycle)).content.decode()
    version = Cycle.objects.get().version
    sign_in(world.member).post(stage_url(cycle), {**values, "version": str(version)})
    assert Cycle.objects.get().stage == "do", "asked once, the team goes on"


def test_a_test_taken_back_is_not_asked_again(world, sign_in) -> None:
    cycle, client = make.cycle(world.project), sign_in(world.member)
    CycleQuestion.objects.update(prediction="")
    start, back = (
        url("cycle-move", world.project, cycle_id=cycle.pk, move=move) for move in ("start", "back-to-plan")
    )
    for address, stage in ((start, "plan"), (start, "do"), (back, "plan"), (start, "do")):
        client.post(address)
        assert Cycle.objects.get().stage == stage


@pytest.mark.django_db(transaction=True)
def test_of_two_who_start_at_once_one_is_asked(world) -> None:
    cycle = make.cycle(world.project)
    CycleQuestion.objects.update(prediction="")
    asked = run_together(lambda: services.asks_prediction(cycle=cycle), lambda: services.asks_prediction(cycle=cycle))
    assert sorted(asked) == [False, True]


def test_a_prediction_needs_no_asking(world, sign_in) -> None:
    cycle = make.cycle(world.project)
    assert sign_in(world.member).post(stage_url(cycle), plan(onward="yes")).status_code == 302
    assert Cycle.objects.get().stage == "do"


def test_the_whole_way(world, sign_in) -> None:
    cycle, client = make.cycle(world.project), sign_in(world.member)
    client.post(stage_url(cycle), plan(onward="yes"))
    client.post(
        stage_url(cycle, "do"), {"version": "2", "as_planned": "mostly", "observations": "x", "onward": "yes"}
    )
    client.post(
        stage_url(cycle, "study"),
        {"version": "4", "q0_result": "9 minutes", "q0_comparison": "different", "learned": "y", "onward": "yes"},
    )
    answer = client.post(stage_url(cycle, "act"), {"version": "6", "decision": "adapt", "onward": "yes"})
    first, second = Cycle.objects.order_by("number")
    assert (first.stage, first.questions.get().get_comparison_display()) == ("closed", "Not as predicted")
    assert answer.headers["Location"] == page_url(second)
    page = client.get(page_url(first)).content.decode()
    assert "9 minutes" in page
    assert page_url(second) in page
    assert "Change the decision" not in page


def test_a_test_that_worked_leads_to_the_playbook(world, sign_in) -> None:
    cycle = make.cycle(world.project, stage="closed", decision="adopt", who="Reception", what="Two at 8")
    client = sign_in(world.member)
    link = f"{url('standard-create', world.project)}?cycle={cycle.pk}"
    page = client.get(page_url(cycle)).content.decode()
    assert f'href="{link}"' in page
    page = client.get(link).content.decode()
    assert 'value="Two people on the phones"' in page
    assert 'value="Reception"' in page
    assert "Two at 8" in page
    client.post(link, standard_words(key=str(uuid4())))
    standard = Standard.objects.get()
    assert (standard.cycle, standard.project) == (cycle, world.project)
    changed = url("standard-update", world.project, standard_id=standard.pk)
    assert client.get(link).headers["Location"] == changed, "asked again, the one that stands there"


def test_a_decision_taken_is_changed_by_opening_it(world, sign_in) -> None:
    cycle = make.cycle(world.project, stage="closed", decision="adopt")
    client = sign_in(world.member)
    page = client.get(f"{page_url(cycle)}?change=act").content.decode()
    assert 'name="decision"' not in page
    assert "?change=act" not in page
    assert "Change the decision" in page
    page = client.post(stage_url(cycle, "act"), {"version": "0", "decision": "adapt"}, follow=True).content.decode()
    assert "This decision is taken" in page
    assert Cycle.objects.get().decision == "adopt"


def test_a_decision_taken_meanwhile_shows_both_reasons(world, sign_in) -> None:
    """Two decide at once: the second reads what the first wrote, and has not typed for nothing."""
    cycle = make.cycle(world.project, stage="act", starts_on=make.today())
    first = {"version": cycle.version, "decision": "abandon", "decision_reason": "Nobody rang back", "onward": "yes"}
    for _ in range(2):
        answer = sign_in(world.lead).post(stage_url(cycle, "act"), first)
        assert answer["Location"] == page_url(cycle), "sent twice, it says nothing"
    typed = first | {"decision_reason": "The line was down for two days"}
    page = sign_in(world.member).post(stage_url(cycle, "act"), typed).content.decode()
    assert "This decision is taken" in page
    assert "The line was down for two days" in page
    assert "Nobody rang back" in page
    assert Cycle.objects.get().decision_reason == "Nobody rang back"


def test_what_was_typed_stays_when_the_test_goes_back_a_stage(world, sign_in) -> None:
    cycle = make.cycle(world.project, stage="do")
    typed = {"version": cycle.version, "learned": "Two calls in three came before nine"}
    page = sign_in(world.member).post(stage_url(cycle, "study"), typed).content.decode()
    assert "comes later" in page
    assert "Two calls in three came before nine" in page
    assert Cycle.objects.get().learned == ""


def test_a_stage_to_come_is_not_written_yet(world, sign_in) -> None:
    cycle = make.cycle(world.project)
    page = sign_in(world.member).post(stage_url(cycle, "study"), {"version": "0", "learned": "x"}, follow=True)
    assert "comes later" in page.content.decode()
    assert Cycle.objects.get().learned == ""
    assert sign_in(world.member).post(stage_url(cycle, "closed"), {}).status_code == 404
    assert sign_in(world.member).post(stage_url(cycle, "nonsense"), {}).status_code == 404


def test_an_earlier_stage_can_be_mended(world, sign_in) -> None:
    cycle = make.cycle(world.project, stage="study")
    client = sign_in(world.member)
    assert 'name="data_plan"' in client.get(f"{page_url(cycle)}?change=plan").content.decode()
    client.post(stage_url(cycle), plan(who="Nurses"))
    assert (Cycle.objects.get().who, Cycle.objects.get().stage) == ("Nurses", "study")


@pytest.mark.parametrize(
    ("stage", "move", "words"),
    [("do", "conclude", "is at &#x27;Do&#x27; now"), ("act", "close", "Choose what you decide first")],
)
def test_a_move_that_does_not_fit_says_why(world, sign_in, stage, move, words) -> None:
    cycle = make.cycle(world.project, stage=stage)
    target = url("cycle-move", world.project, cycle_id=cycle.pk, move=move)
    assert words in sign_in(world.member).post(target, follow=True).content.decode()


def test_no_such_move(world, sign_in) -> None:
    cycle = make.cycle(world.project)
    assert (
        sign_in(world.member).post(url("cycle-move", world.project, cycle_id=cycle.pk, move="x")).status_code == 404
    )


def test_a_plan_sent_twice_is_saved_once_and_clashes_with_nobody(world, sign_in) -> None:
    cycle, client = make.cycle(world.project), sign_in(world.member)
    values = plan(who="Reception", q1_question="Do staff like it?", onward="yes")
    assert [client.post(stage_url(cycle), values).status_code for _ in range(2)] == [302, 302]
    assert CycleQuestion.objects.count() == 2
    assert Cycle.objects.get().stage == "do"


def test_a_stale_plan_shows_both_texts_also_of_the_prediction(world, sign_in) -> None:
    cycle = make.cycle(world.project)
    sign_in(world.lead).post(stage_url(cycle), plan(who="Nurses", q0_prediction="Down to 10"))
    page = sign_in(world.member).post(stage_url(cycle), plan(who="Reception")).content.decode()
    for words in ("Nurses", "Reception", "Down to 10", "From 14 to 7 minutes", "Jo Pritchard"):
        assert words in page
    assert (Cycle.objects.get().who, CycleQuestion.objects.get().prediction) == ("Nurses", "Down to 10")
    version = Cycle.objects.get().version
    sign_in(world.member).post(stage_url(cycle), plan(who="Reception", version=str(version)))
    assert Cycle.objects.get().who == "Reception"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_told(world) -> None:
    pk = make.cycle(world.project).pk

    def save(words: str, by) -> None:
        cycle = Cycle.objects.select_related("ramp__project").get(pk=pk)
        cycle.who = words
        services.save_stage(cycle=cycle, fields=["who"], version=0, questions=None, by=by)

    done = run_together(lambda: save("One", world.lead), lambda: save("Two", world.member))
    assert [type(row) for row in done if row is not None] == [Stale]
    assert Cycle.objects.get().who in {"One", "Two"}


@pytest.mark.parametrize("stage", ["plan", "do", "study", "act", "closed"])
def test_hostile_words_stay_words(world, sign_in, stage) -> None:
    decided = {"decision": "abandon"} if stage == "closed" else {}
    texts = dict.fromkeys(
        ("what", "who", "where", "scale", "observations", "surprises", "learned", "decision_reason"), HOSTILE
    )
    cycle = make.cycle(world.project, stage=stage, title=HOSTILE, **texts, **decided)
    CycleQuestion.objects.update(question=HOSTILE, prediction=HOSTILE, result=HOSTILE)
    Ramp.objects.update(title=HOSTILE)
    ChangeIdea.objects.create(project=world.project, text=HOSTILE)
    for target in (page_url(cycle), f"{page_url(cycle)}?change=plan", url("ramp-list", world.project)):
        page = sign_in(world.member).get(target).content.decode()
        assert HOSTILE not in page
        assert escape(HOSTILE) in page
    picture = sign_in(world.member).get(url("ramp-picture", world.project, ramp_id=cycle.ramp_id)).content.decode()
    assert "<script" not in picture


def test_the_list_takes_as_many_queries_for_twenty_as_for_two(world, sign_in) -> None:
    client = sign_in(world.member)
    counts = []
    for number in (2, 20):
        for extra in range(number):
            ramp = Ramp.objects.create(project=world.project, title=f"Ramp {extra}")
            Cycle.objects.create(ramp=ramp, number=1, title="A test")
            ChangeIdea.objects.create(project=world.project, text="An idea")
            make.standard(world.project, owner=world.lead)
        counts.append([count_queries(client, url(name, world.project)) for name in ("ramp-list", "standard-list")])
    assert counts[0] == counts[1]


def test_a_cycle_takes_as_many_queries_for_four_questions_as_for_one(world, sign_in) -> None:
    cycle, client = make.cycle(world.project, stage="study"), sign_in(world.member)
    before = count_queries(client, page_url(cycle))
    for number in range(3):
        CycleQuestion.objects.create(cycle=cycle, question=f"Question {number}?")
    assert count_queries(client, page_url(cycle)) == before


def marks(project) -> list[tuple[str, str]]:
    return [(mark.label, mark.date.isoformat()) for mark in project.chart_marks.all()]


def test_the_mark_on_the_charts_goes_with_the_test(world, sign_in) -> None:
    """From the day it begins; moved and renamed with the plan; gone while it is only planned."""
    cycle, client = make.cycle(world.project), sign_in(world.member)
    client.post(stage_url(cycle), plan(starts_on="9/3/2026"))
    assert marks(world.project) == []
    client.post(stage_url(cycle), plan(starts_on="9/3/2026", version="1", onward="yes"))
    assert marks(world.project) == [("Two people on the phones", "2026-03-09")]
    client.post(stage_url(cycle), plan(starts_on="16/3/2026", title="Three people", version="3"))
    assert marks(world.project) == [("Three people", "2026-03-16")]
    client.post(stage_url(cycle), plan(starts_on="16/3/2026", title="Three people", who="Sam", version="4"))
    assert Event.objects.filter(action="change.marked").count() == 2, "only what changed is recorded"
    client.post(url("cycle-move", world.project, cycle_id=cycle.pk, move="back-to-plan"))
    assert marks(world.project) == []
    assert Event.objects.filter(action="change.unmarked").count() == 1
    client.post(url("cycle-move", world.project, cycle_id=cycle.pk, move="start"))
    assert marks(world.project) == [("Three people", "2026-03-16")]
    client.post(stage_url(cycle), plan(title="Three people", version=str(Cycle.objects.get().version)))
    assert marks(world.project) == [], "without a day there is nothing to mark"


# --- The playbook ---------------------------------------------------------------------------------------------------


def test_a_process_is_written_down_and_changed(world, sign_in) -> None:
    client = sign_in(world.member)
    measure = make.measure(world.project)
    words = standard_words(
        key=str(uuid4()), measure=str(measure.pk), is_stable="False", owner=str(world.lead.pk),
        review_on="1 June 2027",
    )  # fmt: skip
    answer = client.post(url("standard-create", world.project), words)
    standard = Standard.objects.get()
    target = url("standard-detail", world.project, standard_id=standard.pk)
    assert answer.headers["Location"] == target
    assert (standard.measure, standard.is_stable, standard.owner) == (measure, False, world.lead)
    page = client.get(target).content.decode()
    assert "not stable yet" in page
    assert "Jo Pritchard" in page
    form = client.get(url("standard-update", world.project, standard_id=standard.pk)).content.decode()
    assert 'value="False" checked' in form.replace('" checked', '" checked')
    client.post(url("standard-update", world.project, standard_id=standard.pk), standard_words(is_stable=""))
    standard.refresh_from_db()
    assert (standard.is_stable, standard.decision, standard.owner) == (None, "", None)


def test_a_process_sent_twice_is_one(world, sign_in) -> None:
    words = standard_words(key=str(uuid4()))
    answers = [sign_in(world.member).post(url("standard-create", world.project), words) for _ in range(2)]
    assert Standard.objects.count() == 1
    assert len({answer.headers["Location"] for answer in answers}) == 1


def test_two_who_write_down_the_same_test_lose_nothing(world, sign_in) -> None:
    cycle = make.cycle(world.project, stage="closed", decision="adopt")
    target = f"{url('standard-create', world.project)}?cycle={cycle.pk}"
    sign_in(world.lead).post(target, standard_words(key=str(uuid4()), what="Lead's words", is_stable="True"))
    page = (
        sign_in(world.member).post(target, standard_words(key=str(uuid4()), what="Member's words")).content.decode()
    )
    written = Standard.objects.get()
    assert "Lead&#x27;s words" in page
    assert "Member&#x27;s words" in page
    assert f'action="{url("standard-update", world.project, standard_id=written.pk)}"' in page
    assert written.what == "Lead's words"


def test_a_stale_process_shows_both_texts(world, sign_in) -> None:
    standard = make.standard(world.project, is_stable=True)
    target = url("standard-update", world.project, standard_id=standard.pk)
    sign_in(world.lead).post(target, standard_words(what="New words", is_stable="True"))
    page = sign_in(world.member).post(target, standard_words(what="Other words", is_stable="False")).content.decode()
    assert "New words" in page
    assert "Other words" in page
    assert Standard.objects.get().what == "New words"


@pytest.mark.parametrize("field", ["measure", "owner"])
def test_another_projects_measure_or_person_cannot_be_chosen(world, sign_in, field) -> None:
    foreign = {"measure": make.measure(world.other_project).pk, "owner": world.other_practice_lead.pk}[field]
    words = standard_words(key=str(uuid4()), **{field: str(foreign)})
    page = sign_in(world.member).post(url("standard-create", world.project), words).content.decode()
    assert "That choice is no longer there" in page
    assert not Standard.objects.exists()


def test_a_measure_put_away_stays_with_its_process(world, sign_in) -> None:
    measure = make.measure(world.project)
    standard = make.standard(world.project, measure=measure, owner=world.member)
    measure.archived_at, measure.archived_by = make.now(), world.lead
    measure.save()
    world.project.team.filter(user=world.member).update(ends_on=make.today())
    target = url("standard-update", world.project, standard_id=standard.pk)
    words = standard_words(measure=str(measure.pk), owner=str(world.member.pk), when="At 8")
    assert sign_in(world.lead).post(target, words).status_code == 302
    standard.refresh_from_db()
    assert (standard.when, standard.measure, standard.owner) == ("At 8", measure, world.member)


def test_hostile_words_in_the_playbook(world, sign_in) -> None:
    texts = dict.fromkeys(
        ("title", "who", "what", "when", "tools", "training", "followed_how", "exceptions"), HOSTILE
    )
    standard = make.standard(world.project, **texts)
    for name, keys in (("standard-list", {}), ("standard-detail", {"standard_id": standard.pk}),
                       ("standard-update", {"standard_id": standard.pk})):  # fmt: skip
        page = sign_in(world.member).get(url(name, world.project, **keys)).content.decode()
        assert HOSTILE not in page
        assert escape(HOSTILE) in page


def test_an_empty_playbook_says_what_will_be_here(world, sign_in) -> None:
    assert (
        "Nothing is written down yet"
        in sign_in(world.member).get(url("standard-list", world.project)).content.decode()
    )


def test_a_day_at_the_beginning_of_the_calendar_breaks_no_page(world, sign_in) -> None:
    make.figures(make.measure(world.project), [50, 55, 61])
    cycle = make.cycle(world.project, stage="study", starts_on=date(1, 1, 3), ends_on=date(1, 1, 4))
    page = sign_in(world.member).get(reverse("cycle-detail", args=[world.project.pk, cycle.pk]))
    assert page.status_code == 200
