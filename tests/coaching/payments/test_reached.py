"""What the record shows, what it is worth, and that a claim keeps the terms and the evidence of its day."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coaching.models import Agreement, Claim, Milestone, Need, Package
from coaching.payments.claims import draft_claim, evidence_of, send_claim
from coaching.payments.ladder import ladder_of, ladders
from coaching.payments.packages import MilestoneDraft, enter_weighted, package_on, save_package
from coaching.payments.rules import Found, known_needs, read
from projects.models import FollowUpCheck, Progress, Project
from projects.refusal import Refusal
from tests.builders import agreements, make, matching, payments, playbook
from tests.builders import toolkit as build
from toolkit.models import Cycle, Storyboard, WorkbookSkip
from toolkit.workbook.questions import PARTS

TODAY = make.today


def found(world, need: Need) -> Found | None:
    return read([world.project, world.other_project], [need])[need].get(world.project.pk)


# --- The rules --------------------------------------------------------------------------------------------------


def test_a_champion_alone_is_no_lead_team(world) -> None:
    assert found(world, Need.LEAD_TEAM) is None
    sponsor = make.member(world.project, make.user(), is_sponsor=True, starts_on=TODAY() - timedelta(days=9))
    assert found(world, Need.LEAD_TEAM).on == TODAY() - timedelta(days=9)
    sponsor.ends_on = TODAY()
    sponsor.save()
    assert found(world, Need.LEAD_TEAM) is None


def test_the_five_parts_are_answered_or_left_out_and_marked_as_done(world) -> None:
    slugs = [part.slug for part in PARTS]
    for part in PARTS[:4]:
        build.answer(world.project, part.questions[0].key, text="Words of the team")
    row = Progress.objects.create(project=world.project, step=2, tool="workbook", state="done")
    assert found(world, Need.FIVE_PS) is None
    skip = WorkbookSkip.objects.create(project=world.project, part=slugs[4], reason="no_time")
    assert found(world, Need.FIVE_PS).on == row.since
    assert "Words of the team" not in str(found(world, Need.FIVE_PS))
    skip.group = "one"
    skip.save()
    assert found(world, Need.FIVE_PS) is None, "a group left out is not the part"
    skip.group = ""
    skip.save()
    row.state = "doing"
    row.save()
    assert found(world, Need.FIVE_PS) is None


def test_the_aim_wants_goal_and_day(world) -> None:
    aim = build.specific_aim(world.project, goal=Decimal(80), by_date=None)
    assert found(world, Need.AIM) is None
    aim.by_date = TODAY()
    aim.save()
    assert found(world, Need.AIM)


def test_a_ramp_is_studied_with_two_linked_tests(world) -> None:
    ramp = playbook.ramp_of(world.project, [1], TODAY() - timedelta(days=60))
    assert found(world, Need.FIRST_RAMP) is None
    first = ramp.cycles.get()
    second = Cycle.objects.create(
        ramp=ramp, number=2, previous=first, title="Again", stage="act", learned="More", decision="adopt"
    )
    assert found(world, Need.FIRST_RAMP) is None
    Cycle.objects.filter(pk=second.pk).update(stage="closed", decided_on=TODAY(), learned="")
    assert found(world, Need.FIRST_RAMP) is None, "nothing was learned from it"
    Cycle.objects.filter(pk=second.pk).update(learned="More")
    shown = found(world, Need.FIRST_RAMP)
    assert (shown.on, shown.keys) == (TODAY(), {"ramp_id": str(ramp.pk)})


def test_the_first_process_of_the_playbook_counts(world) -> None:
    assert found(world, Need.STANDARD) is None
    playbook.edition(make.standard(world.project), world.lead)
    assert found(world, Need.STANDARD).on == TODAY() - timedelta(days=7)


def test_a_storyboard_counts_once_others_see_it(world) -> None:
    Storyboard.objects.create(project=world.project, title="Ours")
    assert found(world, Need.STORYBOARD) is None, "the coach sees it as delivered"
    playbook.shared(world.project, "storyboard", "library")
    assert found(world, Need.STORYBOARD)


@pytest.mark.parametrize(("need", "months"), [(Need.FOLLOW_UP, 3), (Need.FOLLOW_UP_YEAR, 12)])
def test_a_look_back_counts_once_it_is_answered(world, need, months) -> None:
    check = FollowUpCheck.objects.create(project=world.project, months=months, due_on=TODAY())
    assert found(world, need) is None
    check.holds, check.done_at, check.done_by = "yes", make.now(), world.lead
    check.save()
    assert found(world, need).on == TODAY()


def test_an_agreement_counts_from_the_first_edition_while_one_is_in_force(world) -> None:
    agreements.agreement(world.project, world.coach, "draft")
    assert found(world, Need.AGREEMENT) is None
    Agreement.objects.all().delete()
    long_ago = make.now() - timedelta(days=40)
    agreements.agreement(world.project, world.coach, "replaced", in_force_at=long_ago)
    assert found(world, Need.AGREEMENT) is None
    edition = agreements.agreement(world.project, world.coach, "in_force")
    shown = found(world, Need.AGREEMENT)
    assert (shown.on, shown.keys) == (TODAY() - timedelta(days=40), {"agreement_id": str(edition.pk)})


def test_every_need_a_package_can_name_has_a_rule(world) -> None:
    assert set(known_needs()) == set(Need)
    assert read([], list(Need)) == {need: {} for need in Need}


# --- The ladder ---------------------------------------------------------------------------------------------------


def test_a_milestone_is_reached_with_the_last_of_what_it_needs(world) -> None:
    payments.package(world.programme, world.manager, (("Both", ["lead_team", "first_ramp"], "700"),))
    payments.reach_ramp(world.project)
    [rung] = ladder_of(world.project).rungs
    assert (rung.is_reached, rung.missing) == (False, (Need.LEAD_TEAM,))
    payments.reach_team(world.project)
    [rung] = ladder_of(world.project).rungs
    assert rung.reached_on == max(one.on for one in rung.found)
    assert rung.amount == Decimal(700)


@pytest.mark.parametrize("status", Project.Status.values)
def test_only_projects_under_way_or_completed_can_claim(world, status) -> None:
    payments.package(world.programme, world.manager)
    Project.objects.filter(pk=world.project.pk).update(status=status)
    stands = ladder_of(Project.objects.get(pk=world.project.pk)).stands
    assert bool(stands) is (status not in {"active", "paused", "completed"})


def test_the_first_project_of_a_practice_alone_where_the_package_says_so(world) -> None:
    package = payments.package(world.programme, world.manager)
    later = make.project(world.programme, world.practice, "A second theme")
    assert "first project" in ladder_of(later).stands
    assert ladder_of(world.project).stands == ""
    Project.objects.filter(pk=world.project.pk).update(status="declined")
    assert ladder_of(later).stands == "", "one that was declined does not count"
    Project.objects.filter(pk=world.project.pk).update(status="active")
    Package.objects.filter(pk=package.pk).update(first_project_only=False)
    assert ladder_of(later).stands == ""


def test_of_each_weighted_patient_by_the_newest_list_of_the_day(world) -> None:
    payments.package(world.programme, world.manager, (("Team", ["lead_team"], "0.125"),), basis="weighted")
    payments.reach_team(world.project)
    assert "weighted patients are not entered" in ladder_of(world.project).stands
    payments.weighted(world.practice, world.manager, 9001, day=TODAY() - timedelta(days=200))
    payments.weighted(world.practice, world.manager, 9009, day=TODAY() - timedelta(days=20))
    payments.weighted(world.practice, world.manager, 9999, day=TODAY() + timedelta(days=20))
    [rung] = ladder_of(world.project).rungs
    assert rung.amount == Decimal("1126.13")  # 9009 x 0.125 = 1126.125
    claim = draft_claim(project=world.project, milestone_key=rung.milestone.key, by=world.lead)
    assert (claim.weighted_patients, claim.weighted_source) == (9009, "Quarterly payment figures")
    payments.weighted(world.practice, world.manager, 8000, day=TODAY())
    claim = send_claim(claim=claim, by=world.lead, version=claim.version)
    assert (claim.weighted_patients, claim.amount) == (8000, Decimal(1000)), "as of the day it is sent"
    payments.weighted(world.practice, world.manager, 7000, day=TODAY())
    assert Claim.objects.get().amount == Decimal(1000)


def test_the_cap_holds_over_all_claims_of_a_project(world) -> None:
    payments.package(world.programme, world.manager, cap=Decimal(1800))
    payments.reach_ramp(world.project)
    first = payments.claim_in(world, "approved", place=0)
    rungs = ladder_of(world.project).rungs
    assert [rung.amount for rung in rungs] == [None, Decimal(1300), Decimal(0)]
    second = payments.claim_in(world, "submitted", place=1)
    assert (first.amount, second.amount, second.full_amount) == (Decimal(500), Decimal(1300), Decimal(1500))
    Storyboard.objects.create(project=world.project)
    playbook.shared(world.project, "storyboard", "library")
    FollowUpCheck.objects.create(
        project=world.project, months=3, due_on=TODAY(), holds="yes", done_at=make.now(), done_by=world.lead
    )
    with pytest.raises(Refusal, match="cap"):
        payments.draft(world, place=2)


def test_what_is_not_reached_is_not_to_be_had_and_says_what_is_missing(world) -> None:
    package = payments.package(world.programme, world.manager)
    key = package.milestones.all()[0].key
    with pytest.raises(Refusal, match="champion and a sponsor"):
        draft_claim(project=world.project, milestone_key=key, by=world.lead)
    with pytest.raises(Refusal, match="Only whoever leads"):
        draft_claim(project=world.project, milestone_key=key, by=world.member)
    with pytest.raises(Refusal, match="no such milestone"):
        draft_claim(project=world.project, milestone_key=world.project.pk, by=world.lead)


def test_a_draft_whose_evidence_has_gone_is_not_sent(world) -> None:
    claim = payments.draft(world)
    world.project.team.filter(is_sponsor=True).update(ends_on=TODAY())
    with pytest.raises(Refusal, match="not reached yet"):
        send_claim(claim=claim, by=world.lead, version=claim.version)
    assert Claim.objects.get().state == "draft"


def test_evidence_is_kept_as_it_stood(world) -> None:
    claim = payments.sent(world)
    [shown] = evidence_of(claim)
    world.project.team.filter(is_sponsor=True).update(ends_on=TODAY())
    assert evidence_of(Claim.objects.get()) == (shown,)
    assert shown.page == "team-detail"


def test_as_many_queries_for_two_projects_as_for_twenty(world) -> None:
    payments.package(world.programme, world.manager)
    counts = []
    for more in (1, 18):
        for _ in range(more):
            payments.reach_team(matching.waiting(world.programme))
        rows = list(Project.objects.filter(programme=world.programme).select_related("practice", "programme"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            ladders(rows)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


# --- Packages -----------------------------------------------------------------------------------------------------


def terms(**extra):
    return {"basis": "fixed", "cap": None, "first_project_only": True, "starts_on": TODAY(), "ends_on": None, **extra}


def save(world, values, rows, number, by=None):
    return save_package(
        programme=world.programme, values=values, terms=rows, expected_number=number, by=by or world.manager
    )


def test_a_change_makes_the_next_version_and_a_claim_keeps_its_own(world) -> None:
    old = payments.package(world.programme, world.manager)
    first, second = old.milestones.all()[:2]
    claim = payments.draft(world)
    rows = [
        MilestoneDraft("Lead team, renamed", ("lead_team",), Decimal(100), first.key),
        MilestoneDraft(second.title, tuple(second.needs), Decimal(900), second.key),
    ]
    new = save(world, terms(), rows, 1)
    old.refresh_from_db()
    assert (new.number, old.ends_on, package_on(world.programme, TODAY())) == (2, TODAY(), new)
    claim = send_claim(claim=claim, by=world.lead, version=claim.version)
    assert (claim.amount, claim.milestone.package) == (Decimal(500), old)
    ladder = ladder_of(world.project)
    assert [rung.claim for rung in ladder.rungs] == [claim, None], "it is the same milestone, claimed already"
    with pytest.raises(Refusal, match="no such milestone"):
        draft_claim(project=world.project, milestone_key=old.milestones.all()[2].key, by=world.lead)
    assert draft_claim(project=world.project, milestone_key=second.key, by=world.lead).amount == Decimal(900)


def test_milestones_that_change_places_keep_what_was_claimed_of_them(world) -> None:
    old = payments.package(world.programme, world.manager)
    first, second, third = old.milestones.all()
    payments.claim_in(world, "paid")
    rows = [
        MilestoneDraft(second.title, tuple(second.needs), Decimal(1500), first.key),
        MilestoneDraft(first.title, tuple(first.needs), Decimal(500), second.key),
        MilestoneDraft("Another thing", ("aim",), Decimal(10), third.key),
    ]
    new = save(world, terms(), rows, 1)
    assert [one.key for one in new.milestones.all()] == [second.key, first.key, third.key]
    save(world, terms(starts_on=TODAY() + timedelta(days=1)), rows[2:], 2)
    again = save(world, terms(starts_on=TODAY() + timedelta(days=2)), [replace(rows[1], key=None)], 3)
    assert again.milestones.get().key == first.key, "taken out and brought back, it is the same, and paid"


def test_a_project_that_was_withdrawn_sends_no_claim(world) -> None:
    payments.package(world.programme, world.manager)
    claim = payments.draft(world)
    Project.objects.filter(pk=world.project.pk).update(status="withdrawn")
    with pytest.raises(Refusal):
        send_claim(claim=Claim.objects.get(pk=claim.pk), by=world.manager, version=claim.version)
    assert Claim.objects.get(pk=claim.pk).state == "draft"


def test_a_claim_of_a_milestone_that_is_gone_stays_on_the_ladder(world) -> None:
    payments.package(world.programme, world.manager)
    claim = payments.claim_in(world, "paid")
    save(world, terms(), [MilestoneDraft("Aim", ("aim",), Decimal(10))], 1)
    rungs = ladder_of(world.project).rungs
    assert [rung.milestone.title for rung in rungs] == ["Lead team in place", "Aim"]
    assert rungs[0].claim == claim


def test_versions_follow_each_other_without_gap_or_overlap(world) -> None:
    rows = [MilestoneDraft("Team", ("lead_team",), Decimal(100))]
    first = save(world, terms(), rows, 0)
    later = save(world, terms(starts_on=TODAY() + timedelta(days=30)), rows, 1)
    third = save(world, terms(starts_on=TODAY() + timedelta(days=10)), rows, 2)
    for row in (first, later, third):
        row.refresh_from_db()
    assert first.ends_on == third.starts_on
    assert later.ends_on == later.starts_on, "it never comes into force"
    assert package_on(world.programme, TODAY() + timedelta(days=40)) == third
    assert package_on(world.programme, TODAY()) == first


@pytest.mark.parametrize(
    ("values", "rows", "words"),
    [
        ({"starts_on": TODAY() - timedelta(days=1)}, None, "today or later"),
        ({"ends_on": TODAY()}, None, "after the first"),
        ({}, [], "at least one milestone"),
        ({}, [MilestoneDraft("T", ("none-such",), Decimal(1))], "does not show"),
        ({}, [MilestoneDraft("T", ("lead_team",), Decimal("1.005"))], "no more places"),
    ],
    ids=["past", "ends", "empty", "need", "places"],
)
def test_terms_that_make_no_sense_are_refused_whole(world, values, rows, words) -> None:
    with pytest.raises(Refusal, match=words):
        save(world, terms(**values), [MilestoneDraft("T", ("lead_team",), Decimal(1))] if rows is None else rows, 0)
    assert not Package.objects.exists()
    assert not Milestone.objects.exists()


def test_the_same_terms_sent_twice_are_one_version(world) -> None:
    rows = [MilestoneDraft("Team", ("lead_team",), Decimal(100))]
    assert save(world, terms(), rows, 0) == save(world, terms(), rows, 0)


def test_only_a_manager_sets_terms_and_weights(world) -> None:
    for who in ("lead", "coach", "admin", "other_manager"):
        with pytest.raises(Refusal):
            save(world, terms(), [MilestoneDraft("T", ("lead_team",), Decimal(1))], 0, world.people[who])
        with pytest.raises(Refusal):
            enter_weighted(project=world.project, day=TODAY(), patients=9000, source="x", by=world.people[who])


@pytest.mark.parametrize(
    ("patients", "day", "words"),
    [(95_000, 0, "far from the 9,500"), (2_000, 0, "far from"), (9_000, 1, "still to come")],
)
def test_a_weighted_list_that_looks_like_a_slip_is_refused(world, patients, day, words) -> None:
    with pytest.raises(Refusal, match=words):
        enter_weighted(
            project=world.project, day=TODAY() + timedelta(days=day), patients=patients, source="x", by=world.manager
        )
