"""The hand-over note: drafted from the record, written by the coach, kept when a successor is settled."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coaching.handover import notes
from coaching.handover.record import PART_LENGTH, draft_note, fit
from coaching.models import HandOver
from coaching.models.handover import PARTS
from coaching.sealed import seal
from projects.models import Share
from projects.refusal import Refusal
from tests.builders import handover, make
from tests.builders.visits import NHS_NUMBER, SECRET


@pytest.fixture
def row(world) -> HandOver:
    handover.say(world)
    return HandOver.objects.select_related("project__practice", "project__programme").get()


def save(row, by, **extra) -> HandOver:
    values = dict.fromkeys(PARTS, "") | {k: v for k, v in extra.items() if k in PARTS}
    return notes.save_note(
        hand_over=row,
        values=values,
        is_ready=extra.get("is_ready", False),
        expected_version=extra.get("version", row.version),
        by=by,
    )


def typed(row, **extra) -> dict[str, str]:
    return {"version": str(row.version), **dict.fromkeys(PARTS, ""), **extra}


class TestRecord:
    def test_says_who_what_and_when(self, world, row) -> None:
        at = make.now() + timedelta(days=4)
        make.visit(world.project, world.coach, at=at)
        make.visit(
            world.project, world.coach, logged_at=make.now(), progress="The aim stands", barriers="Holidays", energy=2
        )
        make.action(world.project, text="Draft the aim", owner=world.coach, due_on=handover.in_days(-3))
        draft = draft_note(row)
        assert "Jo Pritchard" in draft["people"]
        assert "champion" in draft["people"]
        assert "The aim stands" in draft["works"]
        assert "Rachel Osei: Draft the aim, was due" in draft["steps"]
        assert "Visit on" in draft["dates"]
        assert "Holidays" in draft["look_out"]
        assert "energy was 2 of 5" in draft["look_out"]
        assert "No senior partner" in draft["look_out"]

    def test_tells_of_people_who_came_and_went(self, world, row) -> None:
        make.member(world.project, name="Nina New", starts_on=handover.in_days(-20))
        make.member(world.project, name="Gil Gone", ends_on=handover.in_days(-20))
        people = draft_note(row)["people"].splitlines()
        assert "New in the last three months: Nina New" in people
        assert "Left in the last three months: Gil Gone" in people

    def test_a_tool_not_shown_to_the_coach_leaves_no_trace(self, world, row) -> None:
        make.action(world.project, text="Between ourselves", owner=world.lead, due_on=handover.in_days(-3))
        Share.objects.filter(project=world.project, audience="coach").update(
            ended_at=timezone.now(), ended_by=world.lead
        )
        draft = draft_note(row)
        assert draft["people"] == ""
        assert "Between ourselves" not in "".join(draft.values())
        assert "late" not in draft["look_out"]

    def test_never_a_private_note(self, world, row) -> None:
        make.visit(world.project, world.coach, logged_at=make.now(), private_note_sealed=seal(SECRET))
        assert SECRET not in "".join(draft_note(row).values())

    def test_is_never_longer_than_a_part_holds(self) -> None:
        lines = ["word " * 100, "short", "x" * 1900]
        assert len(fit(lines)) <= PART_LENGTH
        assert fit(lines).splitlines()[1] == "short"

    def test_the_same_queries_for_two_rows_and_twenty(self, world, row) -> None:
        def fill(count: int) -> None:
            for number in range(count):
                make.action(world.project, text=f"Step {number}", owner=world.coach)
                make.member(world.project, name=f"Person {number}")
                make.visit(world.project, world.coach, logged_at=make.now(), progress="Moved")
                make.visit(world.project, world.coach, at=make.now() + timedelta(days=number + 1))

        fill(2)
        with CaptureQueriesContext(connection) as few:
            draft_note(HandOver.objects.select_related("project__practice", "project__programme").get())
        fill(18)
        with CaptureQueriesContext(connection) as many:
            draft_note(HandOver.objects.select_related("project__practice", "project__programme").get())
        assert len(few) == len(many)


class TestWriting:
    def test_what_is_left_as_it_was_stays_up_to_date(self, world, row) -> None:
        draft = draft_note(row)
        save(row, world.coach, **(draft | {"works": "They laugh a lot"}))
        row.refresh_from_db()
        assert (row.people, row.works) == ("", "They laugh a lot")
        make.member(world.project, name="Nina New", starts_on=make.today())
        assert "Nina New" in notes.drafted(row)["people"]

    def test_is_kept_as_it_stood_when_a_successor_is_settled(self, world, row) -> None:
        save(row, world.coach, works="They laugh a lot")
        handover.follow(world, row.departure, world.other_coach)
        make.member(world.project, name="Nina New", starts_on=make.today())
        row.refresh_from_db()
        note = notes.drafted(row)
        assert note["works"] == "They laugh a lot"
        assert "Jo Pritchard" in note["people"]
        assert "Nina New" not in note["people"]

    def test_the_coach_can_change_it_until_the_last_day(self, world, row) -> None:
        handover.follow(world, row.departure, world.other_coach)
        row.refresh_from_db()
        save(row, world.coach, stands="Changed")
        with time_machine.travel(make.now() + timedelta(days=10)), pytest.raises(Refusal, match="while they"):
            save(row, world.coach, stands="Too late", version=row.version + 1)
        assert HandOver.objects.get().stands == "Changed"

    @pytest.mark.parametrize("who", ["manager", "mentor", "lead", "other_coach", "admin"])
    def test_nobody_else_writes_it(self, world, row, who) -> None:
        with pytest.raises(Refusal):
            save(row, getattr(world, who), stands="Mine")

    def test_two_writers_lose_nothing(self, world, sign_in, row) -> None:
        write = handover.url("handover-write", world.project.pk, row.pk)
        client = sign_in(world.coach)
        assert client.post(write, typed(row, works="From the desk")).status_code == 302
        page = client.post(write, typed(row, works="From the phone"))
        assert "From the desk" in page.text
        assert "From the phone" in page.text
        assert HandOver.objects.get().works == "From the desk"

    def test_bad_input_keeps_what_was_typed(self, world, sign_in, row) -> None:
        write = handover.url("handover-write", world.project.pk, row.pk)
        page = sign_in(world.coach).post(write, typed(row, works=f"Ask {NHS_NUMBER}", stands="Still here"))
        assert "looks like an NHS number" in page.text
        assert "Still here" in page.text
        page = sign_in(world.coach).post(write, typed(row, works="x" * 2001))
        assert page.status_code == 200
        assert HandOver.objects.get().works == ""

    def test_the_form_is_filled_in_from_the_record(self, world, sign_in, row) -> None:
        page = sign_in(world.coach).get(handover.url("handover-write", world.project.pk, row.pk)).text
        assert "Jo Pritchard" in page


class TestReading:
    def test_till_it_is_ready_the_coach_alone(self, world, sign_in, row) -> None:
        page = handover.url("handover-note", world.project.pk, row.pk)
        for who, status in {"coach": 200, "lead": 403, "mentor": 403, "manager": 403, "other_coach": 404}.items():
            assert sign_in(world.people[who]).get(page).status_code == status, who
        save(row, world.coach, is_ready=True)
        for who, status in {"coach": 200, "lead": 200, "mentor": 200, "manager": 403, "partner": 404}.items():
            assert sign_in(world.people[who]).get(page).status_code == status, who

    def test_the_successor_from_the_first_day_the_former_coach_no_more(self, world, sign_in, row) -> None:
        page = handover.url("handover-note", world.project.pk, row.pk)
        handover.follow(world, row.departure, world.other_coach)
        assert sign_in(world.other_coach).get(page).status_code == 404
        with time_machine.travel(make.now() + timedelta(days=10)):
            for who, status in {"other_coach": 200, "coach": 404, "mentor": 404, "lead": 200}.items():
                assert sign_in(world.people[who]).get(page).status_code == status, who

    def test_the_pdf_is_one_and_says_the_same(self, world, sign_in, row) -> None:
        save(row, world.coach, works="#strong[laughs]", is_ready=True)
        answer = sign_in(world.lead).get(handover.url("handover-pdf", world.project.pk, row.pk))
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Cache-Control"] == "private, no-store"
        assert answer.content.startswith(b"%PDF-")
        assert (
            answer.content == sign_in(world.lead).get(handover.url("handover-pdf", world.project.pk, row.pk)).content
        )
