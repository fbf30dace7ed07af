"""Where a process to keep stands: every decision from every state, and the editions that come of it."""

import itertools
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from cmsportal.audit.models import Event
from cmsportal.versions import Stale
from projects.refusal import Refusal
from tests.builders import make, playbook
from tests.builders.together import run_together
from toolkit.models import Cycle, PlaybookEntry, Standard
from toolkit.playbook import services
from toolkit.playbook.workflow import MOVES, REFUSED, State, decisions_from, state_of

Decision = Standard.Decision


def standard_at(world, state: State) -> Standard:
    decisions = {State.WRITTEN: "", State.KEPT: "keep", State.REVISED: "revise", State.BACK: "back"}
    standard = make.standard(world.project, decision=decisions[state], owner=world.lead)
    if state in {State.KEPT, State.REVISED}:
        playbook.edition(standard, world.lead)
    return standard


def decide(world, standard: Standard, decision: str, by=None, **extra) -> services.Decided:
    held = services.in_force(standard)
    keeping = {"owner": world.lead, "review_on": make.today() + timedelta(days=200)} if decision == "keep" else {}
    version = Standard.objects.get(pk=standard.pk).version
    values = {**keeping, "version": version, **extra}
    assert held is None or held.standard_id == standard.pk
    return services.decide(standard=standard, decision=decision, by=by or world.member, **values)


def stands(standard: Standard) -> State:
    row = Standard.objects.get(pk=standard.pk)
    return state_of(row, services.in_force(row))


def test_the_table_knows_every_pair() -> None:
    pairs = set(itertools.product(State, Decision))
    assert set(MOVES) | set(REFUSED) == pairs
    assert not set(MOVES) & set(REFUSED)
    assert all(len(words) > 20 for words in REFUSED.values())


@pytest.mark.parametrize(("state", "decision"), list(itertools.product(State.values, Decision.values)))
def test_every_decision_from_every_state(world, state, decision) -> None:
    begin, wanted = State(state), Decision(decision)
    standard = standard_at(world, begin)
    held = services.in_force(standard)
    if (begin, wanted) in REFUSED:
        with pytest.raises(Refusal) as refused:
            decide(world, standard, decision)
        assert str(refused.value) == REFUSED[begin, wanted]
        assert stands(standard) is begin
        assert not Event.objects.filter(action__startswith="standard.").exists()
        return
    done = decide(world, standard, decision)
    assert stands(standard) is MOVES[begin, wanted]
    editions = PlaybookEntry.objects.filter(standard=standard)
    if wanted is Decision.KEEP:
        assert done.edition == editions.get(ended_at=None)
        assert done.edition.edition == (2 if held else 1)
    elif wanted is Decision.BACK and held:
        ended = editions.get()
        assert (ended.ended_at is not None, ended.ended_by) == (True, world.member)
    else:
        assert editions.count() == (1 if held else 0)
    assert (done.following is not None) is (wanted is Decision.BACK and begin is not State.BACK)


def test_what_is_offered_leads_somewhere() -> None:
    assert decisions_from(State.WRITTEN) == [Decision.KEEP, Decision.BACK]
    assert decisions_from(State.KEPT) == [Decision.KEEP, Decision.REVISE, Decision.BACK]
    assert decisions_from(State.REVISED) == [Decision.KEEP, Decision.BACK]
    assert decisions_from(State.BACK) == [Decision.REVISE]


def test_an_edition_holds_the_words_of_its_day(world) -> None:
    standard = standard_at(world, State.WRITTEN)
    first = decide(world, standard, "keep").edition
    row = Standard.objects.get(pk=standard.pk)
    row.what = "Three people at 8."
    services.change_standard(standard=row, version=row.version, fields=("what",), by=world.member)
    assert stands(standard) is State.REVISED
    assert services.in_force(row) == first, "what is agreed holds until the new words are kept"
    second = decide(world, standard, "keep").edition
    assert [(entry.edition, entry.what) for entry in PlaybookEntry.objects.order_by("edition")] == [
        (1, "Two people at 8."),
        (2, "Three people at 8."),
    ]
    first.refresh_from_db()
    assert first.ended_at == second.agreed_at
    assert Event.objects.filter(action="standard.kept").count() == 2


def test_another_owner_alone_takes_nothing_up(world) -> None:
    standard = standard_at(world, State.KEPT)
    standard.owner = world.member
    services.change_standard(standard=standard, version=standard.version, fields=("owner",), by=world.lead)
    assert stands(standard) is State.KEPT


def test_a_review_without_new_words_is_an_edition_with_a_new_day(world) -> None:
    standard = standard_at(world, State.KEPT)
    later = make.today() + timedelta(days=400)
    assert decide(world, standard, "keep", review_on=later).edition.edition == 2
    assert services.in_force(standard).review_on == later
    assert decide(world, standard, "keep", review_on=later).edition.edition == 2, "agreed already"
    assert PlaybookEntry.objects.count() == 2


@pytest.mark.parametrize(
    ("lacks", "words"),
    [
        ({"owner": None}, "Choose who looks after it"),
        ({"review_on": None}, "Enter the day"),
        ({"review_on": "today"}, "a day to come"),
    ],
    ids=["owner", "no day", "today"],
)
def test_nothing_is_kept_without_owner_and_a_day_to_come(world, lacks, words) -> None:
    standard = standard_at(world, State.WRITTEN)
    lacks = {name: make.today() if value == "today" else value for name, value in lacks.items()}
    with pytest.raises(ValidationError, match=words):
        decide(world, standard, "keep", **lacks)
    assert not PlaybookEntry.objects.exists()
    assert stands(standard) is State.WRITTEN


def test_back_plans_the_next_test_of_its_ramp(world) -> None:
    cycle = make.cycle(world.project, stage="closed", decision="adopt")
    standard = make.standard(world.project, cycle=cycle)
    following = decide(world, standard, "back").following
    assert (following.previous, following.number, following.stage) == (cycle, 2, "plan")
    decide(world, standard, "back")
    assert Cycle.objects.count() == 2, "asked twice, one test"


def test_back_without_a_test_begins_a_ramp(world) -> None:
    following = decide(world, standard_at(world, State.WRITTEN), "back").following
    assert (following.ramp.title, following.number) == ("Opening the phones", 1)


def test_a_decision_on_an_older_page_shows_what_stands_there(world) -> None:
    standard = standard_at(world, State.KEPT)
    Standard.objects.filter(pk=standard.pk).update(version=5)
    with pytest.raises(Stale):
        decide(world, standard, "keep", version=0)
    assert PlaybookEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_keep_at_once_make_one_edition(world) -> None:
    standard = standard_at(world, State.WRITTEN)
    values = {"standard": standard, "decision": "keep", "version": 0, "owner": world.lead}
    values["review_on"] = make.today() + timedelta(days=90)
    run_together(
        lambda: services.decide(**values, by=world.lead),
        lambda: services.decide(**values, by=world.member),
    )
    assert PlaybookEntry.objects.get().edition == 1
