"""What a new edition begins with, two who write at once, and what changes beside the old."""

import uuid
from datetime import time, timedelta

import pytest

from cmsportal.versions import Stale
from coaching.agreements.proposing import propose, shared_words
from coaching.agreements.services import change_draft, draft_agreement
from coaching.agreements.terms import FIELDS, TERMS, changes, lines_of, parts_of
from coaching.models import Agreement
from projects.models import MeetingSeries
from projects.refusal import Refusal
from tests.builders import make
from tests.builders.agreements import WORDS, agreement
from tests.builders.together import run_together

State = Agreement.State


def values(**extra):
    return {**WORDS, "review_on": make.today() + timedelta(days=60), "review_months": 6, **extra}


def draft(world, by="lead", key=None, **extra):
    return draft_agreement(project=world.project, values=values(**extra), key=key, by=getattr(world, by))


class TestProposal:
    def test_the_first_is_filled_in_from_the_record(self, world) -> None:
        world.project.team.filter(user=world.member).update(is_sponsor=True)
        MeetingSeries.objects.create(
            project=world.project, kind="lead_team", rhythm="weekly", weekday=3, time=time(13), minutes=45,
            starts_on=make.today(),
        )  # fmt: skip
        assert world.project.shares.filter(tool="wall", audience="programme", ended_at=None).exists()
        found = propose(world.project, world.coach)
        assert (found.number, found.champion, found.sponsor) == (1, "Jo Pritchard", "Sam Whitlock")
        assert (found.weekday, found.minutes) == (3, 45)
        assert found.lead_team.splitlines()[0].startswith("Jo Pritchard, ")
        assert "data wall" in found.commissioner_sees
        assert "short surveys" not in shared_words(world.project)
        assert found.review_on > make.today()

    def test_a_change_keeps_the_words_and_takes_people_from_the_record(self, world) -> None:
        agreement(world.project, world.coach, State.IN_FORCE, champion="Pat Gone", practice_gives="Our own words")
        found = propose(world.project, world.coach)
        assert (found.number, found.champion, found.practice_gives) == (2, "Jo Pritchard", "Our own words")
        assert found.why == "", "only the team and its coach know"

    def test_the_next_coach_begins_with_what_was_agreed_before(self, world) -> None:
        agreement(
            world.project, world.coach, State.ENDED, practice_gives="Our own words",
            review_on=make.today() - timedelta(days=1),
        )  # fmt: skip
        found = propose(world.project, world.other_coach)
        assert (found.coach, found.practice_gives) == (world.other_coach, "Our own words")
        assert found.why == f"{world.other_coach.name} coaches the team now, after {world.coach.name}."
        assert found.review_on > make.today()


class TestDraft:
    def test_is_made_once(self, world) -> None:
        key = uuid.uuid4()
        assert draft(world, key=key) == draft(world, key=key)
        assert Agreement.objects.get().coach == world.coach
        assert Agreement.objects.get().history.count() == 1

    def test_other_words_do_not_begin_a_second_one(self, world) -> None:
        draft(world, by="coach")
        with pytest.raises(Refusal, match="begun the next edition"):
            draft(world, ending="Never")

    @pytest.mark.parametrize("who", ["member", "manager", "mentor", "other_coach", "partner"])
    def test_is_not_for_everybody(self, world, who) -> None:
        with pytest.raises(Refusal):
            draft(world, by=who)

    def test_needs_a_coach(self, world) -> None:
        world.project.coach_assignments.update(ends_on=make.today())
        with pytest.raises(Refusal, match="no coach yet"):
            draft(world)

    def test_two_who_change_it_lose_nothing(self, world) -> None:
        row = draft(world)
        change_draft(agreement=row, values=values(ending="By a call"), version=0, by=world.coach)
        with pytest.raises(Stale) as stale:
            change_draft(agreement=row, values=values(ending="By a letter"), version=0, by=world.lead)
        assert stale.value.current.ending == "By a call"

    def test_is_not_changed_once_it_is_offered(self, world) -> None:
        row = agreement(world.project, world.coach, State.OFFERED)
        with pytest.raises(Refusal, match="offered to both"):
            change_draft(agreement=row, values=values(), version=0, by=world.lead)


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_at_once_make_one(world) -> None:
    results = run_together(lambda: draft(world), lambda: draft(world, by="coach", ending="By a call"))
    assert sorted(type(one).__name__ for one in results) == ["Agreement", "Refusal"]
    assert Agreement.objects.count() == 1


class TestChanges:
    def pair(self, **extra):
        old = Agreement(**values(), number=1)
        return old, Agreement(**values(**extra), number=2)

    def test_only_what_differs(self) -> None:
        assert changes(*self.pair()) == []
        old, new = self.pair(coach_does="Visits every week.\nBrings the method.", weekday=1, minutes=30)
        found = {change.label: change for change in changes(old, new)}
        assert set(found) == {"The coach does", "The lead team meets"}
        does = found["The coach does"]
        assert [(line.words, line.is_changed) for line in does.after] == [
            ("Visits every week.", True), ("Brings the method.", False)
        ]  # fmt: skip
        assert [line.is_changed for line in does.before] == [True, False]
        assert found["The lead team meets"].after[0].words == "Every Tuesday, for 30 minutes"

    @pytest.mark.parametrize(
        ("extra", "words"),
        [
            pytest.param({"weekday": 0}, "Every Monday", id="day-only"),
            pytest.param({"minutes": 45}, "Each week, for 45 minutes", id="minutes-only"),
            pytest.param({}, "Not settled yet", id="neither"),
        ],
    )
    def test_meeting_in_words(self, extra, words) -> None:
        term = next(term for term in TERMS if term.key == "meets")
        assert lines_of(self.pair(**extra)[1], term) == [words]

    def test_every_field_that_can_be_written_stands_in_a_term(self) -> None:
        shown = {name for term in TERMS for name in term.fields}
        assert shown | {"why"} == set(FIELDS)
        [*_, last] = parts_of(self.pair()[1])
        assert last.terms[0].lines[0].endswith("then every six months")
