"""What the database itself refuses of ramps, cycles and the playbook."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.builders import make
from toolkit.cycles import services
from toolkit.cycles.workflow import BACK_TO_PLAN, START, move_cycle
from toolkit.models import Category, Cause, ChangeIdea, Cycle, CycleQuestion, Fishbone, PlaybookEntry, Ramp, Standard

pytestmark = pytest.mark.django_db


def refused(name: str, model: Any, **values: Any) -> None:
    """The database says no, by the constraint of this name."""
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        model.objects.create(**values)


def a_cause(project: Any) -> Cause:
    fishbone = Fishbone.objects.create(project=project, effect="Callers wait")
    category = Category.objects.create(fishbone=fishbone, name="People")
    return Cause.objects.create(fishbone=fishbone, category=category, text="One person at 8")


@pytest.mark.parametrize("source", ["typed", "library"])
def test_only_the_fishbone_and_its_votes_give_a_cause(world, source) -> None:
    values = {"project": world.project, "text": "Two people at 8", "cause": a_cause(world.project)}
    refused("changeidea_cause_of_its_source", ChangeIdea, source=source, **values)
    for right in ("cause", "vote"):
        ChangeIdea.objects.create(source=right, **values)
    values["cause"].delete()
    assert ChangeIdea.objects.filter(project=world.project, cause=None).count() == 2, "the ideas outlive the cause"


def test_only_the_library_has_another_project_to_thank(world) -> None:
    values = {"project": world.project, "text": "Ring back at 9"}
    name = "changeidea_learned_from_the_library"
    refused(name, ChangeIdea, source="typed", learned_from=world.other_project, **values)
    refused(name, ChangeIdea, source="library", learned_from=world.project, **values)
    ChangeIdea.objects.create(source="library", learned_from=world.other_project, **values)


def test_an_idea_has_one_ramp(world) -> None:
    idea = ChangeIdea.objects.create(project=world.project, text="Ring back at 9")
    for _ in range(2):
        Ramp.objects.create(project=world.project, title="From nothing")
    Ramp.objects.create(project=world.project, title="Ring back", idea=idea)
    refused("ramp_one_an_idea", Ramp, project=world.project, title="Again", idea=idea)


def test_a_size_counts_something(world) -> None:
    ramp = Ramp.objects.create(project=world.project, title="Fewer calls at 8")
    values = {"ramp": ramp, "number": 1, "title": "One morning"}
    refused("cycle_size_of_something", Cycle, size_unit="patients", **values)
    refused("cycle_size_of_something", Cycle, size_unit="patients", size=0, **values)
    Cycle.objects.create(size_unit="patients", size=5, **values)


def test_when_a_prediction_was_written_there_is_one(world) -> None:
    cycle = make.cycle(world.project)
    refused("cyclequestion_predicted_something", CycleQuestion, cycle=cycle, question="?", predicted_at=make.now())


def test_the_first_prediction_and_the_first_start_keep_their_time(world) -> None:
    """Whether a prediction came before the test is told by these two."""
    cycle = make.cycle(world.project)
    cycle.questions.all().delete()
    services.save_questions(cycle=cycle, rows=[{"id": None, "question": "Will it halve?", "prediction": ""}])
    row = cycle.questions.get()
    assert row.predicted_at is None
    begun = move_cycle(cycle=cycle, move=START, by=world.lead).began_at
    services.save_questions(cycle=cycle, rows=[{"id": row.pk, "prediction": "From 14 to 7"}])
    written = cycle.questions.get().predicted_at
    assert begun < written
    services.save_questions(cycle=cycle, rows=[{"id": row.pk, "prediction": "From 14 to 8"}])
    assert cycle.questions.get().predicted_at == written
    move_cycle(cycle=cycle, move=BACK_TO_PLAN, by=world.lead)
    assert move_cycle(cycle=cycle, move=START, by=world.lead).began_at == begun
    services.save_questions(cycle=cycle, rows=[{"id": row.pk, "prediction": ""}])
    assert cycle.questions.get().predicted_at is None


def test_one_standard_comes_of_a_test(world) -> None:
    cycle = make.cycle(world.project, stage="closed", decision="adopt")
    make.standard(world.project, cycle=cycle)
    for _ in range(2):
        make.standard(world.project)  # written down without a test
    refused("standard_one_a_cycle", Standard, project=world.project, title="Again", who="Us", what="It", cycle=cycle)


def edition(standard: Standard, by: Any, **extra: Any) -> dict[str, Any]:
    return {
        "standard": standard,
        "edition": 1,
        "title": standard.title,
        "who": standard.who,
        "what": standard.what,
        "owner": by,
        "review_on": date(2026, 9, 1),
        "agreed_at": make.now(),
        "agreed_by": by,
        **extra,
    }


def test_one_edition_is_in_force(world) -> None:
    standard = make.standard(world.project)
    refused("playbookentry_edition_counts_from_one", PlaybookEntry, **edition(standard, world.lead, edition=0))
    first = PlaybookEntry.objects.create(**edition(standard, world.lead))
    refused("playbookentry_one_in_force", PlaybookEntry, **edition(standard, world.lead, edition=2))
    with pytest.raises(IntegrityError, match="playbookentry_ended_pair"), transaction.atomic():
        PlaybookEntry.objects.filter(pk=first.pk).update(ended_at=make.now())
    ends = {"ended_at": first.agreed_at - timedelta(seconds=1), "ended_by": world.lead}
    with pytest.raises(IntegrityError, match="playbookentry_ends_after_it_was_agreed"), transaction.atomic():
        PlaybookEntry.objects.filter(pk=first.pk).update(**ends)
    PlaybookEntry.objects.filter(pk=first.pk).update(ended_at=make.now(), ended_by=world.lead)
    refused("playbookentry_edition_once", PlaybookEntry, **edition(standard, world.lead))
    second = PlaybookEntry.objects.create(**edition(standard, world.lead, edition=2))
    assert list(PlaybookEntry.visible_to(world.member).in_force()) == [second]
    assert not PlaybookEntry.visible_to(world.outsider).exists()


def test_an_edition_has_a_day_to_look_at_it_again_and_may_lose_its_owner(world) -> None:
    standard = make.standard(world.project)
    refused("null value", PlaybookEntry, **edition(standard, world.lead, review_on=None))
    PlaybookEntry.objects.create(**edition(standard, world.lead, owner=None))
