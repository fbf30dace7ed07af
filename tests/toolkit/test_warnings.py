"""What looks like a birthday is saved, and said: on every page where a team or its coach writes words."""

import ast
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.builders import make
from tests.builders import toolkit as build
from tests.meta.code import is_views, modules

BORN = "Mrs Hale, born 3/4/1950"
SAID = "may hold a date of birth"


def at(world, name: str, **keys) -> str:
    return reverse(name, kwargs={"project_id": world.project.pk, **keys})


def measure_add(world):
    values = {"name": "Letters", "value_kind": "count", "unit": "letters", "direction": "up", "schedule": "weekly"}
    return at(world, "measure-create"), {**values, "definition": BORN}


def measure_change(world):
    _, values = measure_add(world)
    row = make.measure(world.project, value_kind="count", unit="letters")
    return at(world, "measure-update", measure_id=row.pk), {**values, "version": "0"}


def figure_enter(world):
    row = make.measure(world.project)
    return at(world, "figure-create", measure_id=row.pk), {"value": "8", "date": str(make.today()), "note": BORN}


def figure_correct(world):
    row = make.measure(world.project)
    figure = make.figures(row, [5])[0]
    values = {"value": "8", "date": str(figure.date), "note": BORN, "version": "0"}
    return at(world, "figure-update", measure_id=row.pk, figure_id=figure.pk), values


def figure_by_link(world):
    token = make.figure_link_token(make.measure(world.project), world.member)
    return reverse("figure-link", args=[token]), {"value": "8", "note": BORN}


def mark_make(world):
    make.figures(make.measure(world.project), [5, 6])
    return at(world, "chartmark-create"), {"label": BORN, "date": str(make.today())}


def mark_change(world):
    mark = make.chart_mark(world.project)
    return at(world, "chartmark-update", mark_id=mark.pk), {"label": BORN, "date": str(mark.date), "version": "0"}


def phase_start(world):
    values = [52, 49, 55, 51, 58, 47, 53, 57, 50, 56, 54, 57, 68, 71, 67, 74, 72, 70, 76, 75, 78, 79]
    row = make.measure(world.project, value_kind="percentage", unit="%")
    make.chart_mark(world.project, date=make.figures(row, values)[11].date)
    return at(world, "phase-create", measure_id=row.pk), {"reason": BORN}


def phase_begin(world):
    row = make.measure(world.project)
    day = make.figures(row, [5, 6, 7])[1].date
    values = {"starts_on": f"{day:%d/%m/%Y}", "label": "New phones", "reason": BORN}
    return at(world, "phase-begin", measure_id=row.pk), values


def idea(world):
    return at(world, "idea-create"), {"text": BORN, "key": str(uuid4())}


def ramp(world):
    return at(world, "ramp-create"), {"title": BORN, "first_test": "One morning", "key": str(uuid4())}


def plan(world):
    row = make.cycle(world.project)
    values = {"title": "Two people", "kind": "test", "q0_question": "Will it?", "q0_prediction": "Yes"}
    return at(world, "cycle-stage", cycle_id=row.pk, stage="plan"), {**values, "what": BORN, "version": "0"}


def standard_write(world):
    values = {"title": "Phones", "who": "Reception", "what": BORN, "version": "0"}
    return at(world, "standard-create"), {**values, "key": str(uuid4())}


def standard_change(world):
    row = make.standard(world.project)
    values = {"title": "Phones", "who": "Reception", "what": BORN, "version": "0"}
    return at(world, "standard-update", standard_id=row.pk), values


def aim(world):
    return at(world, "global-aim-edit"), {"improve": BORN, "version": "0"}


def cause(world):
    group = build.fishbone(world.project).categories.first()
    return at(world, "cause-create", category_id=group.pk), {"text": BORN, "place": f"category:{group.pk}"}


def workbook(world):
    return at(world, "workbook-part", part="patients"), {"patients-walk-text": BORN, "patients-walk-version": ""}


def skip(world):
    return at(world, "workbook-skip", part="patients"), {"reason": "other", "note": BORN}


def visit_log(world):
    row = make.visit(world.project, world.coach)
    day = f"{make.today().replace(day=1):%d/%m/%Y}"
    values = {"version": "0", "day": day, "time": "0:01", "mode": "in_person", "progress": BORN}
    return at(world, "visit-log", visit_id=row.pk), values


PAGES = [
    *(measure_add, measure_change, figure_enter, figure_correct, figure_by_link, mark_make, mark_change, phase_start),
    phase_begin,
    *(idea, ramp, plan, standard_write, standard_change, aim, cause, workbook, skip, visit_log),
]


@pytest.mark.parametrize("sent", PAGES, ids=lambda sent: sent.__name__)
def test_a_birthday_is_saved_and_said(world, sign_in, sent) -> None:
    target, values = sent(world)
    client = sign_in(world.coach if sent is visit_log else world.lead)
    answer = client.post(target, values, follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain or sent is figure_by_link, "it was not saved"
    assert SAID in answer.content.decode()


def test_it_is_said_in_the_outline_too(world, sign_in) -> None:
    """With scripts no page follows: the board that comes back says it, once."""
    target, values = cause(world)
    client = sign_in(world.lead)
    board = client.post(target, values, headers={"HX-Request": "true"}).content.decode()
    assert SAID in board
    assert SAID not in client.get(at(world, "fishbone-detail")).content.decode()


def test_a_figure_that_the_page_leaves_out_is_said(world, sign_in) -> None:
    data = {f"patients-list_size-{name}": value for name, value in
            {"number": "9,500", "certainty": "not_known", "version": ""}.items()}  # fmt: skip
    page = sign_in(world.lead).post(at(world, "workbook-part", part="patients"), data, follow=True)
    assert "The figure is left out" in page.content.decode()


def test_of_a_page_that_clashes_only_what_was_saved_is_warned_of(world, sign_in) -> None:
    walk = build.answer(world.project, "patients.walk", text="First")
    walk.text, walk.version = "By Sam", 1
    walk.save()
    data = {
        "patients-walk-text": BORN,
        "patients-walk-version": "0",
        "patients-groups-text": BORN,
        "patients-groups-version": "",
    }
    answer = sign_in(world.lead).post(at(world, "workbook-part", part="patients"), data)
    assert answer.status_code == 409
    assert answer.content.decode().count(SAID) == 1


# Pages that check a form by themselves, with the reason. All others are a FormPage, which forgets no warning.
BY_HAND = {
    "coaching.visits.phone_views": "answers a script that waited for a line; it says its warnings itself",
    "projects.meetings.live_views": "one form beside what the others write meanwhile; it says its warnings itself",
    "projects.reminders.views": "which tries of the log; nothing is typed and nothing is saved",
    "toolkit.aims.views": "the preview writes nothing",
    "toolkit.cycles.views": "a stage that somebody else has moved on is refused, whatever was typed",
    "toolkit.measures.code_views": "the code has no project, and nothing but a number can be typed",
    "toolkit.measures.link_views": "the entry link has no project and a page of its own when it is spent",
    "toolkit.measures.reading_views": "the preview writes nothing",
    "toolkit.measures.importing.views": "choosing what columns hold; what the cells hold was looked at before",
    "toolkit.brainstorm.open_views": "no account and no project page",
    "toolkit.documents.views": "which file; nothing is typed and nothing is saved",
    "toolkit.earlier.views": "which earlier project; nothing is typed",
    "toolkit.findings.views": "which results; nothing is typed",
    "toolkit.idea_box.open_views": "no account and no project page",
    "toolkit.kept.views": "which version comes back; nothing is typed",
    "toolkit.ratings.open_views": "no account and no project page; nothing is typed",
    "toolkit.published.views": "which figures; nothing is typed",
    "toolkit.storyboard.views": "which file; nothing is typed and nothing is saved",
    "toolkit.surveys.open_views": "no account and no project page",
    "toolkit.ways_in.open_views": "a code is typed and nothing is saved",
    "toolkit.walls.poster_views": "which paper; nothing is typed and nothing is saved",
    "toolkit.workbook.answer_views": "one answer alone, told to the page; which version comes back",
    "toolkit.workbook.views": "many small forms on one page",
}


def test_forms_are_checked_in_one_place() -> None:
    by_hand = {
        name
        for name, tree in modules().items()
        if is_views(name) and name.split(".")[0] in {"projects", "toolkit", "coaching"}
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "is_valid"
    }
    assert by_hand - {"projects.signup.views"} == set(BY_HAND)
