"""Processes to keep on Today and on the path of steps: what holds counts, what waits is asked for."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cmsportal.programme.snapshots import project_snapshots
from projects.models import Project
from projects.permissions import access_to
from projects.tools import Tool
from tests.builders import make, playbook
from tests.builders.counting import count_queries


def snapshot(world):
    (found,) = project_snapshots(Project.objects.filter(pk=world.project.pk))
    return found


def acts(world) -> dict[str, object]:
    found = snapshot(world)
    return {act.kind: act for act in found.next_actions(access_to(found.project, world.lead))}


def adopted(world):
    return make.cycle(world.project, stage="closed", decision="adopt", decided_on=make.today())


def test_a_change_that_works_is_written_down_then_agreed_on_then_looked_at_again(world, sign_in) -> None:
    cycle = adopted(world)
    assert {"standard", "agree", "review"} & set(acts(world)) == {"standard"}

    standard = make.standard(world.project, cycle=cycle, title="Ring back by noon")
    found = acts(world)
    assert {"standard", "agree", "review"} & set(found) == {"agree"}
    assert found["agree"].detail == "‘Ring back by noon’. It holds once the team agrees."
    assert found["agree"].kwargs["standard_id"] == standard.pk
    assert snapshot(world).tool_facts()[Tool.STANDARDS].begun
    assert snapshot(world).tool_facts()[Tool.STANDARDS].sentence == "", "nothing of it holds yet"

    entry = playbook.edition(standard, world.lead)
    assert {"standard", "agree", "review"} & set(acts(world)) == set()
    assert snapshot(world).tool_facts()[Tool.STANDARDS].sentence == "1 process."

    entry.review_on = make.today() - timedelta(days=3)
    entry.save()
    act = acts(world)["review"]
    assert act.sentence == "A process to keep is to be looked at again"
    assert act.detail.startswith("‘Ring back by noon’, since ")


def test_two_editions_of_a_process_are_one_process(world) -> None:
    standard = make.standard(world.project)
    playbook.edition(standard, world.lead, ended_at=make.now(), ended_by=world.lead)
    playbook.edition(standard, world.lead, edition=2)
    assert snapshot(world).kept.in_force == 1


def test_what_went_back_to_small_tests_is_asked_for_by_no_line(world) -> None:
    make.standard(world.project, cycle=adopted(world), decision="back")
    assert {"standard", "agree", "review"} & set(acts(world)) == set()


@pytest.mark.parametrize(("days", "shown"), [(1, False), (0, True), (-1, True)])
def test_the_line_stands_from_the_day_of_the_review_on(world, sign_in, days, shown) -> None:
    standard = make.standard(world.project, title="Ring back by noon")
    playbook.edition(standard, world.lead, review_on=make.today() + timedelta(days=days))
    assert ("review" in acts(world)) is shown
    if days == 0:
        assert acts(world)["review"].detail == "‘Ring back by noon’, today."


def test_the_longest_due_comes_first(world) -> None:
    for number in (3, 9, 5):
        standard = make.standard(world.project, title=f"Due {number}")
        playbook.edition(standard, world.lead, review_on=make.today() - timedelta(days=number))
    assert acts(world)["review"].detail.startswith("‘Due 9’")


def test_twenty_processes_take_the_queries_of_two(world, sign_in) -> None:
    client, today = sign_in(world.lead), reverse("today")

    def add(number: int) -> None:
        for _ in range(number):
            playbook.edition(make.standard(world.project), world.lead, review_on=make.today())

    add(2)
    few = count_queries(client, today)
    add(18)
    assert count_queries(client, today) == few
