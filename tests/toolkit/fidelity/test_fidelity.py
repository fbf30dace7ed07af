"""The strip on the pages: read from the rows, with a way to mend it, shown to those alone whom the team chose."""

from datetime import timedelta

import pytest
from django.urls import reverse

from projects.tools import TOOLS, Audience, Tool
from tests.builders import make, playbook
from tests.builders.counting import count_queries
from toolkit.fidelity.reading import record_of
from toolkit.models import Cycle, CycleQuestion

HEAD = "How we test changes"
FACTS = ("Each test builds on the last", "A prediction before the test", "Small first, then larger")


def url(name: str, project, **keys) -> str:
    return reverse(name, kwargs={"project_id": project.pk, **keys})


def a_ramp(project, sizes=(1, 20, 400)):
    first = make.today() - timedelta(days=make.today().weekday() + 42)
    make.figures(make.measure(project), [50, 55, 61, 64, 66, 70])
    return playbook.ramp_of(project, list(sizes), first)


def shown(page: str) -> list[str]:
    return [fact for fact in FACTS if fact in page]


def test_a_ramp_well_done_is_lit(world, sign_in) -> None:
    ramp = a_ramp(world.project)
    page = sign_in(world.member).get(url("ramp-detail", world.project, ramp_id=ramp.pk)).content.decode()
    assert page.count("app-strip__item--lit") == 5
    assert "Missing:" not in page
    assert "from 1 patient to 400 patients" in page


def test_what_is_missing_leads_to_where_it_is_mended(world, sign_in) -> None:
    ramp = a_ramp(world.project)
    last = Cycle.objects.get(number=3)
    Cycle.objects.filter(pk=last.pk).update(size=None, size_unit="", learned="", stage="act", decision="")
    CycleQuestion.objects.filter(cycle=last).update(result="")
    target = url("ramp-detail", world.project, ramp_id=ramp.pk)
    mend = f"{url('cycle-detail', world.project, cycle_id=last.pk)}?change="
    page = sign_in(world.member).get(target).content.decode()
    assert f'href="{mend}plan"' in page
    assert f'href="{mend}study"' in page
    assert "?change=" not in sign_in(world.coach).get(target).content.decode(), "the coach reads"


def test_a_prediction_counts_by_when_it_was_written(world) -> None:
    cycle, now = make.cycle(world.project, stage="do"), make.now()
    for predicted, began, counts in (
        (now - timedelta(hours=1), now, True),
        (now, now - timedelta(hours=1), False),
        (None, now, True),
        (now, None, False),
    ):
        CycleQuestion.objects.update(predicted_at=predicted)
        Cycle.objects.update(began_at=began)
        record = record_of(Cycle.objects.get(pk=cycle.pk))
        assert (record.predicted, record.late) == (counts, not counts)


def test_only_figures_of_the_time_of_the_tests_count(world, sign_in) -> None:
    make.figures(make.measure(world.project), [50] * 8, make.today() - timedelta(days=60))
    ramp = playbook.ramp_of(world.project, [5], make.today() - timedelta(days=14))
    page = sign_in(world.member).get(url("ramp-detail", world.project, ramp_id=ramp.pk)).content.decode()
    assert "Three figures in a row" in page


def test_the_page_of_a_project_shows_each_ramp(world, sign_in) -> None:
    ramp, target = a_ramp(world.project), url("fidelity-detail", world.project)
    page = sign_in(world.member).get(target).content.decode()
    assert ramp.title in page
    assert shown(page) == list(FACTS)
    before = count_queries(sign_in(world.member), target)
    for _ in range(5):
        playbook.ramp_of(world.project, [1, 2], make.today() - timedelta(days=30))
    assert count_queries(sign_in(world.member), target) == before


# --- Not shown to the manager, unless the team shares it ---------------------------------------------------------


def pages_of(world, ramp, standard):
    """Every page of the project and of the programme that the manager may open."""
    project, programme = world.project, world.programme
    return [
        url("project-detail", project),
        url("steps-detail", project),
        url("ramp-list", project),
        url("ramp-detail", project, ramp_id=ramp.pk),
        url("cycle-detail", project, cycle_id=ramp.cycles.first().pk),
        url("standard-list", project),
        url("standard-detail", project, standard_id=standard.pk),
        url("playbook-print", project),
        reverse("programme-detail", args=[programme.pk]),
        reverse("programme-download", args=[programme.pk]),
        reverse("programme-wall", args=[programme.pk]),
        reverse("library-list"),
        reverse("today"),
        reverse("project-list"),
    ]


def body(answer) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode()


@pytest.mark.parametrize("who", ["manager", "other_practice_lead", "partner", "colleague"])
def test_nobody_outside_sees_it_though_the_tests_are_shown(world, sign_in, who) -> None:
    ramp, standard = a_ramp(world.project), make.standard(world.project)
    playbook.edition(standard, world.lead)
    for audience in (Audience.PROGRAMME, Audience.PRACTICE, Audience.LIBRARY):
        for tool in (Tool.CYCLES, Tool.STANDARDS):
            playbook.shared(world.project, tool, audience)
    for tool in (Tool.CYCLES, Tool.STANDARDS):
        world.project.shares.create(tool=tool, audience="partner", partner=world.partner_organisation)
    client = sign_in(getattr(world, who))
    opened = client.get(url("ramp-detail", world.project, ramp_id=ramp.pk))
    assert opened.status_code == 200, "the tests themselves are shown"
    for target in pages_of(world, ramp, standard):
        answer = client.get(target)
        if answer.status_code == 200:
            page = body(answer)
            assert not shown(page), target
            assert "app-strip" not in page, target
            assert url("fidelity-detail", world.project) not in page, target
    assert client.get(url("fidelity-detail", world.project)).status_code == 403


def test_the_manager_sees_it_once_the_team_shares_it(world, sign_in) -> None:
    ramp = a_ramp(world.project)
    client, target = sign_in(world.manager), url("fidelity-detail", world.project)
    assert client.get(target).status_code == 403
    playbook.shared(world.project, "fidelity", "programme")
    page = client.get(target).content.decode()
    assert shown(page) == list(FACTS)
    assert ramp.title not in page, "the tests are another tool, and not shown"
    assert "Test with" not in page
    assert "?change=" not in page
    assert client.get(url("ramp-detail", world.project, ramp_id=ramp.pk)).status_code == 403
    for name in ("programme-detail", "programme-download"):
        listed = body(client.get(reverse(name, args=[world.programme.pk])))
        assert not shown(listed), "never beside other practices"


def test_the_teams_words_for_how_large_a_test_is_are_part_of_the_test(world, sign_in) -> None:
    a_ramp(world.project)
    Cycle.objects.update(scale="Dr Brown's two diabetics")
    playbook.shared(world.project, "fidelity", "programme")
    target = url("fidelity-detail", world.project)
    outside, inside = (sign_in(who).get(target).content.decode() for who in (world.manager, world.member))
    assert "Dr Brown" not in outside
    assert "from 1 patient to 400 patients" in outside
    assert "Dr Brown" in inside


def test_of_rare_events_nobody_outside_learns_whether_there_was_one(world, sign_in) -> None:
    ramp = a_ramp(world.project)
    ramp.project.measures.all().delete()
    measure = make.measure(
        world.project, value_kind="days_between", schedule="event", unit="days", goal=None, chart="t"
    )
    assert measure.is_between
    playbook.shared(world.project, "fidelity", "programme")
    page = sign_in(world.manager).get(url("fidelity-detail", world.project)).content.decode()
    assert "each figure is one rare event" in page
    assert "in a row" not in page


def test_it_is_no_step_and_no_tool_to_be_ticked_off() -> None:
    assert Tool.FIDELITY not in TOOLS
