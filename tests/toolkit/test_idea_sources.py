"""Where ideas come from: a cause, what most voted for, another team in the learning library, or somebody's head."""

from uuid import uuid4

import pytest
from django.urls import reverse

from tests.builders import make, playbook, toolkit
from tests.builders.counting import count_queries
from toolkit.cycles import services
from toolkit.fishbone.services import test_cause as idea_from_cause
from toolkit.models import Cause, ChangeIdea

IDEA = {"text": "Ring people back"}


def url(name: str, project, **keys) -> str:
    return reverse(name, kwargs={"project_id": project.pk, **keys})


def a_cause(project, votes: int = 7, text: str = "One person on the phones") -> Cause:
    fishbone = getattr(project, "fishbone", None) or toolkit.fishbone(project)
    cause = toolkit.cause(fishbone)
    Cause.objects.filter(pk=cause.pk).update(votes=votes, text=text)
    return Cause.objects.get(pk=cause.pk)


def post(sign_in, who, target: str):
    return sign_in(who).post(target, {**IDEA, "key": str(uuid4())})


def ideas_page(sign_in, who, project) -> str:
    return sign_in(who).get(url("ramp-list", project)).content.decode()


def test_typed(world, sign_in) -> None:
    post(sign_in, world.member, url("idea-create", world.project))
    assert ChangeIdea.objects.get().source == "typed"


def test_from_a_cause(world, sign_in) -> None:
    idea_from_cause(cause=a_cause(world.project), text="Ring back", by=world.member)
    assert ChangeIdea.objects.get().source == "cause"
    assert "Because of: One person on the phones" in ideas_page(sign_in, world.member, world.project)


def test_what_most_voted_for_is_offered_until_it_has_an_idea(world, sign_in) -> None:
    cause = a_cause(world.project)
    target = f"{url('idea-create', world.project)}?cause={cause.pk}"
    assert target in ideas_page(sign_in, world.member, world.project)
    assert target not in ideas_page(sign_in, world.coach, world.project), "the coach reads"
    assert "7 votes" in sign_in(world.member).get(target).content.decode()
    post(sign_in, world.member, target)
    idea = ChangeIdea.objects.get()
    assert (idea.source, idea.cause) == ("vote", cause)
    page = ideas_page(sign_in, world.member, world.project)
    assert "Most voted for: One person on the phones" in page
    assert target not in page


def test_three_are_offered_and_none_without_a_vote(world, sign_in) -> None:
    causes = [a_cause(world.project, votes, f"Cause {votes}") for votes in (0, 1, 2, 3, 4)]
    page = ideas_page(sign_in, world.member, world.project)
    assert [f"?cause={cause.pk}" in page for cause in causes] == [False, False, True, True, True]


def test_the_cause_is_told_to_those_who_may_open_the_fishbone(world, sign_in) -> None:
    idea_from_cause(cause=a_cause(world.project), text="Ring back", by=world.member)
    playbook.shared(world.project, "cycles", "programme")
    page = ideas_page(sign_in, world.manager, world.project)
    assert "Ring back" in page
    assert "One person on the phones" not in page


def test_another_projects_cause_is_not_found(world, sign_in) -> None:
    cause = a_cause(world.other_project)
    make.member(world.other_project, world.member)
    target = f"{url('idea-create', world.project)}?cause={cause.pk}"
    assert sign_in(world.member).get(target).status_code == 404
    assert post(sign_in, world.member, target).status_code == 404


# --- The learning library ------------------------------------------------------------------------------------------


def lesson(world, kind: str, *, shown: bool = True):
    """What the other practice has, its page there, and where this team tries it."""
    project = world.other_project
    if kind == "ramp":
        row, tool, page = make.cycle(project).ramp, "cycles", "ramp-detail"
    else:
        row, tool, page = make.standard(project), "standards", "standard-detail"
    if shown:
        playbook.shared(project, tool, "library")
    here = url("idea-learn", world.project, kind=kind, source_id=row.pk)
    return url(page, project, **{f"{kind}_id": row.pk}), here


@pytest.mark.parametrize("kind", ["ramp", "standard"])
def test_what_another_team_shows_is_tried_here(world, sign_in, kind) -> None:
    there, here = lesson(world, kind)
    page = sign_in(world.member).get(there).content.decode()
    assert "Try this ourselves" in page
    assert f'href="{here}"' in page
    assert "Beckwater Surgery tried this" in sign_in(world.member).get(here).content.decode()
    post(sign_in, world.member, here)
    idea = ChangeIdea.objects.get()
    assert (idea.project, idea.source, idea.learned_from) == (world.project, "library", world.other_project)
    assert "From the learning library: Beckwater Surgery" in ideas_page(sign_in, world.member, world.project)


def test_the_other_team_is_named_while_it_shows_it(world, sign_in) -> None:
    _there, here = lesson(world, "ramp")
    post(sign_in, world.member, here)
    world.other_project.shares.filter(audience="library").update(ended_at=make.now(), ended_by=world.lead)
    page = ideas_page(sign_in, world.member, world.project)
    assert "From the learning library" in page
    assert "Beckwater" not in page


@pytest.mark.parametrize("kind", ["ramp", "standard", "nonsense"])
def test_what_is_not_shown_cannot_be_tried(world, sign_in, kind) -> None:
    if kind == "nonsense":
        target = url("idea-learn", world.project, kind=kind, source_id=uuid4())
    else:
        _there, target = lesson(world, kind, shown=False)
    assert sign_in(world.member).get(target).status_code == 404
    assert post(sign_in, world.member, target).status_code == 404
    assert not ChangeIdea.objects.exists()


def test_ones_own_tests_are_no_lesson(world, sign_in) -> None:
    ramp = make.cycle(world.project).ramp
    playbook.shared(world.project, "cycles", "library")
    page = sign_in(world.member).get(url("ramp-detail", world.project, ramp_id=ramp.pk)).content.decode()
    assert "Try this ourselves" not in page
    target = url("idea-learn", world.project, kind="ramp", source_id=ramp.pk)
    assert sign_in(world.member).get(target).status_code == 404


@pytest.mark.parametrize("who", ["manager", "coach"])
def test_who_has_no_team_only_reads(world, sign_in, who) -> None:
    there, _here = lesson(world, "ramp")
    playbook.shared(world.other_project, "cycles", "programme")
    assert "Try this ourselves" not in sign_in(getattr(world, who)).get(there).content.decode()


def test_an_idea_in_use_says_where(world, sign_in) -> None:
    idea = services.add_idea(project=world.project, text="Ring back", by=world.lead, key=uuid4())
    cycle = services.start_ramp(
        project=world.project, title="Ring back", first_test="One call", idea=idea, by=world.lead, key=uuid4()
    )
    page = sign_in(world.member).get(f"{url('ramp-create', world.project)}?idea={idea.pk}").content.decode()
    assert "is being tested already" in page
    assert url("ramp-detail", world.project, ramp_id=cycle.ramp_id) in page


def test_twenty_lessons_take_as_many_queries_as_two(world, sign_in) -> None:
    client, counts = sign_in(world.member), []
    for number in (2, 18):
        for _ in range(number):
            project = make.project(world.programme, make.practice())
            playbook.shared(project, "cycles", "library")
            services.add_idea(
                project=world.project, text="Ring back", learned_from=project, by=world.lead, key=uuid4()
            )
        counts.append(count_queries(client, url("ramp-list", world.project)))
    assert counts[0] == counts[1]
