from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from projects.models import Progress
from projects.refusal import Refusal
from projects.steps.facts import CycleDue, FigureDue, HuddleDue, MeetingDue, ProjectFacts, StandardDue
from projects.steps.next import BUILD, DUE, next_action, next_actions
from projects.steps.presenters import TOOLS_IN, ToolFact, skipped_tools, steps_for
from projects.steps.services import Part, mark_doing, mark_done, mark_skipped, touch_progress
from projects.tools import TOOLS, Step, Tool
from tests.builders.counting import count_queries

MONDAY = date(2026, 3, 2)


def states(project, facts=None) -> list[str]:
    return [view.state for view in steps_for(project, project.progress.all(), facts)]


def present(project, facts=None) -> Step:
    return next(view.step for view in steps_for(project, project.progress.all(), facts) if view.is_present)


def test_a_new_project_stands_at_its_first_step(world) -> None:
    assert states(world.project) == ["not_started"] * 5
    assert present(world.project) is Step.TEAM


def test_facts_say_what_is_under_way_and_how_it_stands(world) -> None:
    facts = {Tool.WORKBOOK: ToolFact(begun=True, sentence="Patients and purpose are filled in.")}
    view = steps_for(world.project, [], facts)[1]
    assert (view.state, view.is_present) == ("doing", True)
    assert view.sentence == "Patients and purpose are filled in."


def test_present_step_is_the_furthest_under_way(world) -> None:
    touch_progress(project=world.project, tool=Tool.WORKBOOK, by=world.lead)
    touch_progress(project=world.project, tool=Tool.CYCLES, by=world.lead)
    assert present(world.project) is Step.TESTS
    mark_done(project=world.project, part=Part(Step.TESTS), by=world.lead)
    assert present(world.project) is Step.PRACTICE


def test_a_step_is_done_when_its_tools_are_done_or_skipped(world) -> None:
    mark_done(project=world.project, part=Part.named("aims"), by=world.member)
    assert states(world.project)[2] == "doing"
    mark_skipped(project=world.project, part=Part.named("fishbone"), reason="did_recently", by=world.member)
    view = steps_for(world.project, world.project.progress.all())[2]
    assert view.state == "done"
    assert view.sentence == "All done. ‘What causes it’ skipped."


def test_an_aid_holds_up_its_step_only_once_it_is_begun(world) -> None:
    for name in ("aims", "fishbone"):
        mark_done(project=world.project, part=Part.named(name), by=world.member)
    assert states(world.project)[2] == "done"
    mark_doing(project=world.project, part=Part.named("drivers"), by=world.member)
    assert states(world.project)[2] == "doing"
    mark_done(project=world.project, part=Part.named("drivers"), by=world.member)
    assert states(world.project)[2] == "done"


def test_skip_says_why_and_can_be_taken_back(world) -> None:
    part = Part.named("workbook")
    mark_skipped(project=world.project, part=part, reason="other", note="Ran it in July", by=world.lead)
    tool = steps_for(world.project, world.project.progress.all())[1].tools[0]
    assert (tool.state, tool.sentence) == ("skipped", "Skipped: ran it in July.")
    assert skipped_tools(world.project.progress.all()) == {Tool.WORKBOOK}
    row = mark_doing(project=world.project, part=part, by=world.lead)
    assert (row.state, row.skip_reason, row.note) == ("doing", "", "")
    assert [item.state for item in row.history.all()] == ["doing", "skipped", "doing"]


def test_skipping_a_step_skips_its_tools_save_those_begun(world) -> None:
    touch_progress(project=world.project, tool=Tool.MEASURES, by=world.lead)
    mark_skipped(project=world.project, part=Part(Step.TESTS), reason="no_time", by=world.lead)
    progress = list(world.project.progress.all())
    assert skipped_tools(progress) == set(TOOLS_IN[Step.TESTS]) - {Tool.MEASURES}
    shown = {tool.tool for tool in steps_for(world.project, progress)[3].tools if tool.state == "skipped"}
    assert shown == set(TOOLS_IN[Step.TESTS]) - {Tool.MEASURES}


def test_a_skip_needs_a_reason(world) -> None:
    with pytest.raises(ValidationError):
        mark_skipped(project=world.project, part=Part(Step.TESTS), reason="nonsense", by=world.lead)
    assert not Progress.objects.exists()


@pytest.mark.parametrize("who", ["coach", "manager", "admin", "other_practice_lead"])
def test_only_the_team_marks_steps(world, who) -> None:
    with pytest.raises(Refusal):
        mark_done(project=world.project, part=Part(Step.TEAM), by=world.people[who])


def test_writing_in_a_tool_is_noted_once(world, django_assert_num_queries) -> None:
    for _ in range(2):
        touch_progress(project=world.project, tool=Tool.CYCLES, by=world.lead)
    assert sorted(world.project.progress.values_list("step", "tool", "state")) == [
        (4, "", "doing"),
        (4, "cycles", "doing"),
    ]
    with django_assert_num_queries(1):
        touch_progress(project=world.project, tool=Tool.CYCLES, by=world.lead)


def test_writing_keeps_what_is_done_and_takes_up_what_was_skipped(world) -> None:
    mark_done(project=world.project, part=Part(Step.TESTS), by=world.lead)
    mark_skipped(project=world.project, part=Part.named("cycles"), reason="no_time", by=world.lead)
    touch_progress(project=world.project, tool=Tool.CYCLES, by=world.lead)
    assert sorted(world.project.progress.values_list("tool", "state")) == [("", "done"), ("cycles", "doing")]


def test_marking_twice_changes_nothing_the_second_time(world) -> None:
    for _ in range(2):
        row = mark_done(project=world.project, part=Part.named("aims"), by=world.lead)
    assert row.history.count() == 2  # made, then done


@pytest.mark.parametrize("name", ["step-0", "step-6", "step-x", "visits", "fidelity", "nonsense", "step-"])
def test_a_malformed_part_is_not_found(world, sign_in, name) -> None:
    assert sign_in(world.lead).post(reverse("progress-done", args=[world.project.pk, name])).status_code == 404


def test_the_page_shows_the_path_and_marks(world, sign_in) -> None:
    client = sign_in(world.member)
    page = client.get(reverse("steps-detail", args=[world.project.pk])).text
    assert all(step.label in page for step in Step)
    assert all(tool.label in page for tool in TOOLS)
    answer = client.post(reverse("progress-done", args=[world.project.pk, "step-1"]))
    assert answer["Location"].endswith("#step-1")
    page = client.get(reverse("steps-detail", args=[world.project.pk])).text
    assert "‘Lead team’ is done." in page
    client.post(reverse("progress-open", args=[world.project.pk, "step-1"]))
    assert states(world.project)[0] == "doing"


def test_skip_page_keeps_the_note_when_no_reason_is_chosen(world, sign_in) -> None:
    client = sign_in(world.member)
    url = reverse("progress-skip", args=[world.project.pk, "workbook"])
    page = client.post(url, {"note": "<script>x</script> July"}).text
    assert "nhsuk-error-summary" in page
    assert "&lt;script&gt;x&lt;/script&gt; July" in page
    assert not Progress.objects.exists()
    client.post(url, {"reason": "did_recently", "note": "July"})
    assert Progress.objects.get().state == "skipped"


def test_readers_get_no_links_to_what_they_may_not_open(world, sign_in) -> None:
    page = sign_in(world.manager).get(reverse("steps-detail", args=[world.project.pk]))
    tools = {tool.tool: tool.url for step in page.context["steps"] for tool in step.tools}
    assert tools[Tool.MEASURES]
    assert tools[Tool.WORKBOOK] == ""
    assert "Mark done" not in page.text


# --- What to do today -------------------------------------------------------------------------------------------

FIGURE = FigureDue(uuid4(), "Calls answered", MONDAY, "78%", MONDAY - timedelta(days=7))
CYCLE = CycleDue(uuid4(), "Text with a link", 4)
MEETING = MeetingDue(uuid4(), time(13), "Meeting room")
STANDARD = StandardDue(uuid4(), "Ring back by noon", MONDAY - timedelta(days=3))
EVERYTHING = {
    "meeting_running": MEETING,
    "figures_due": (FIGURE,),
    "cycles_to_study": (CYCLE,),
    "cycles_to_decide": (CYCLE,),
    "cycles_to_start": (CYCLE,),
    "huddle_today": HuddleDue(time(8, 50), "Reception desk"),
    "meeting_today": MEETING,
    "late_actions": 2,
    "standards_to_review": (STANDARD,),
    "has_champion": False,
    "has_sponsor": False,
    "workbook_begun": False,
    "fishbone_begun": False,
    "has_global_aim": False,
    "has_specific_aim": False,
    "has_measure": False,
    "has_figures": False,
    "has_cycle": False,
    "has_huddle_schedule": False,
    "standards_to_agree": (STANDARD,),
    "cycle_adopted": True,
    "has_patient_partner": False,
}
SETTLED = {
    **{name: True for name, value in EVERYTHING.items() if value is False},
    "figures_due": (),
    "cycles_to_study": (),
    "cycles_to_decide": (),
    "cycles_to_start": (),
    "huddle_today": None,
    "meeting_running": None,
    "meeting_today": None,
    "late_actions": 0,
    "standards_to_review": (),
    "standards_to_agree": (),
    "cycle_adopted": False,
}
ORDER = [
    "running", "figure", "study", "decide", "start", "huddle", "meeting", "late", "review",
    "champion", "sponsor", "workbook", "fishbone", "aim",
    "specific_aim", "measure", "first_figure", "cycle", "huddle_schedule", "agree", "standard",
    "patient_partner", "nothing",
]  # fmt: skip


def facts(**known) -> ProjectFacts:
    return ProjectFacts(project_id=uuid4(), today=MONDAY, **known)


def test_the_whole_order_one_by_one() -> None:
    """Settle the most pressing thing again and again: what comes next is the next in the order."""
    known = dict(EVERYTHING)
    seen = [next_action(facts(**known)).kind]
    for name in EVERYTHING:
        known[name] = SETTLED[name]
        seen.append(next_action(facts(**known)).kind)
    assert seen == ORDER
    assert len(ORDER) == len(DUE) + len(BUILD) + 1


def test_everything_at_once_is_listed_in_the_same_order() -> None:
    assert [action.kind for action in next_actions(facts(**EVERYTHING))] == ORDER[:-1]


def test_the_sentence_the_button_and_where_it_leads() -> None:
    action = next_action(facts(figures_due=(FIGURE,)))
    assert action.sentence == "This week's figure is due today"
    assert action.detail == "Calls answered. On Monday 23 February it was 78%."
    assert (action.label, action.url_name) == ("Enter this week's figure", "figure-create")
    assert action.kwargs["measure_id"] == FIGURE.measure_id
    late = FigureDue(uuid4(), "Calls", MONDAY - timedelta(days=3))
    assert next_action(facts(figures_due=(late,))).sentence == "Last week's figure was due on Friday 27 February"
    assert next_action(facts(cycles_to_study=(CYCLE,))).label == "Study test 4"
    assert next_action(facts(huddle_today=HuddleDue(time(8, 50)))).sentence == "Huddle at 8:50am"
    assert next_action(facts(meeting_today=MEETING)).sentence == "Meeting at 1pm"
    assert next_action(facts(meeting_running=MEETING)).label == "Join the meeting"
    assert next_action(facts(late_actions=1)).sentence == "One action is late"


@pytest.mark.parametrize(
    ("period", "due_on", "sentence", "label"),
    [
        ("daily", date(2026, 3, 2), "Today's figure is due today", "Enter today's figure"),
        ("daily", date(2026, 2, 27), "A figure was due on Friday 27 February", "Enter the figure"),
        ("weekly", date(2026, 3, 2), "This week's figure is due today", "Enter this week's figure"),
        (
            "weekly",
            date(2026, 2, 24),
            "Last week's figure was due on Tuesday 24 February",
            "Enter last week's figure",
        ),
        ("monthly", date(2026, 3, 2), "This month's figure is due today", "Enter this month's figure"),
        (
            "monthly",
            date(2026, 2, 2),
            "Last month's figure was due on Monday 2 February",
            "Enter last month's figure",
        ),
    ],
)
def test_a_figure_is_called_by_its_period(period, due_on, sentence, label) -> None:
    action = next_action(facts(figures_due=(FigureDue(uuid4(), "Calls", due_on, period=period),)))
    assert (action.sentence, action.label) == (sentence, label)


def test_a_test_that_should_have_begun_is_not_said_to_start_today() -> None:
    def sentence(starts_on: date) -> str:
        return next_action(facts(cycles_to_start=(CycleDue(uuid4(), "Text", 4, starts_on),))).sentence

    assert sentence(MONDAY) == "Small test 4 starts today"
    assert sentence(MONDAY - timedelta(days=10)) == "Small test 4 was to start on Friday 20 February"


def test_what_was_skipped_is_not_asked_for() -> None:
    assert next_action(facts(workbook_begun=False, skipped=frozenset({Tool.WORKBOOK}))).kind == "nothing"
    skipped = frozenset({Tool.STANDARDS})
    assert next_action(facts(cycle_adopted=True, skipped=skipped)).kind == "nothing"


@pytest.mark.parametrize(
    ("status", "url_name"),
    [
        ("invited", "project-accept"),
        ("paused", "project-resume"),
        ("declined", "project-return"),
        ("withdrawn", "project-return"),
        ("completed", "wall-detail"),
    ],
)
def test_a_project_not_under_way_asks_for_that_alone(status, url_name) -> None:
    leader = facts(status=status, can_change_status=True, **EVERYTHING)
    assert [action.url_name for action in next_actions(leader)] == [url_name]
    other = next_action(facts(status=status, **EVERYTHING))
    assert other.url_name == ("wall-detail" if status == "completed" else "steps-detail")


def test_somebody_who_only_reads_is_told_to_do_nothing() -> None:
    assert next_action(facts(can_edit=False, **EVERYTHING)).kind == "nothing"


def test_every_next_action_leads_somewhere(world) -> None:
    for action in next_actions(facts(**EVERYTHING)):
        assert action.url_name.rsplit("-", 1)[1] in {"create", "detail", "list", "begin", "decide"}
        assert reverse(action.url_name, kwargs=action.kwargs)
        assert set(action.kwargs) <= {"project_id", "measure_id", "cycle_id", "meeting_id", "standard_id"}
        assert len(action.sentence.split()) < 20


def test_the_page_costs_the_same_with_much_history(world, sign_in) -> None:
    client = sign_in(world.lead)
    url = reverse("steps-detail", args=[world.project.pk])
    touch_progress(project=world.project, tool=Tool.WORKBOOK, by=world.lead)
    few = count_queries(client, url)
    for tool in TOOLS:
        touch_progress(project=world.project, tool=tool, by=world.lead)
        mark_done(project=world.project, part=Part.named(tool.value), by=world.lead)
    assert count_queries(client, url) == few


def test_since_is_the_day_it_was_marked(world) -> None:
    row = mark_done(project=world.project, part=Part.named("aims"), by=world.lead)
    assert row.since == timezone.localdate()


@pytest.mark.parametrize(
    ("who", "labels"),
    [
        ("lead", ["Change title and type", "Who sees what", "Pause", "Withdraw", "Complete"]),
        ("member", ["Who sees what"]),
        ("coach", ["Who sees what"]),
        ("manager", ["Coach", "How early this practice joins in", "Pause", "Withdraw", "Complete"]),
    ],
)
def test_links_lead_only_where_the_reader_may_go(world, sign_in, who, labels) -> None:
    client = sign_in(world.people[who])
    links = client.get(reverse("steps-detail", args=[world.project.pk])).context["links"]
    assert [link.label for link in links] == labels
    assert all(client.get(link.url).status_code == 200 for link in links)
