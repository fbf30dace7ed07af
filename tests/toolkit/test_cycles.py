"""The pages of one small test, from the plan to what was decided."""

from uuid import uuid4

import pytest
from django.utils.html import escape

from cmsportal.audit.models import Event
from cmsportal.versions import Stale
from tests.builders import make
from tests.builders.counting import count_queries
from tests.builders.cycle_forms import HOSTILE, page_url, plan, stage_url, standard_words, url
from tests.builders.together import run_together
from toolkit.cycles import services
from toolkit.models import ChangeIdea, Cycle, CycleQuestion, Ramp, Standard


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
