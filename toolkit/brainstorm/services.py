"""Services of a brainstorm. Ideas and votes from phones are their own record: the trail has no row for each."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from cmsportal.audit.services import record
from cmsportal.versions import save_versioned
from projects.models import Project
from projects.refusal import Refusal
from projects.steps.services import touch_progress
from projects.tools import Tool
from toolkit.models import Brainstorm, ChangeIdea, StormIdea, StormVote, WayIn
from toolkit.ways_in import services as ways_in

from .workflow import MOVES, begin_move, lock, must_be

State = Brainstorm.State
MOST_IDEAS, MOST_EACH, MOST_STORMS = 90, 20, 200


@transaction.atomic
def begin(*, project: Project, question: str, by: Any) -> Brainstorm:
    """A new brainstorm with a code for the screen. A second click finds the first one's."""
    Project.objects.select_for_update().get(pk=project.pk)
    there = Brainstorm.objects.filter(project=project)
    twin = there.filter(question=question, state=State.ADDING, ideas__isnull=True).first()
    if twin is not None:
        return twin
    if there.count() >= MOST_STORMS:
        raise Refusal(f"There are {MOST_STORMS} brainstorms already.")
    row = Brainstorm(project=project, question=question, begun_by=by)
    row.full_clean()
    row.save()
    give_code(storm=row, by=by)
    record("brainstorm.begun", row, by=by, project=project)
    touch_progress(project=project, tool=Tool.BRAINSTORM, by=by)
    return row


@transaction.atomic
def give_code(*, storm: Brainstorm, by: Any) -> WayIn:
    """A fresh code for the screen; the one before opens nothing any more. Nobody loses ideas or votes by it."""
    row = lock(storm)
    return ways_in.make_code(
        project=row.project, opens=WayIn.Opens.BRAINSTORM, subject_id=row.pk, name="On the screen", by=by
    )


def code_of(storm: Brainstorm) -> WayIn | None:
    """The open way in, None where its twelve hours are over."""
    return WayIn.objects.open().filter(opens=WayIn.Opens.BRAINSTORM, subject_id=storm.pk).first()


def storm_behind(way_in: WayIn) -> Brainstorm | None:
    return Brainstorm.objects.filter(pk=way_in.subject_id, project=way_in.project_id).first()


# --- From the phones ---------------------------------------------------------------------------------------------


@transaction.atomic
def add_idea(*, way_in: WayIn, storm: Brainstorm, browser: str, text: str) -> StormIdea:
    """One idea in the silent phase. The same words from the same phone are one idea. Raises Refusal or WayClosed."""
    row = lock(storm)
    ways_in.check_open(way_in)
    must_be(row, State.ADDING)
    seat = ways_in.seat_at(way_in, browser)
    own = StormIdea.objects.filter(brainstorm=row, seat=seat)
    twin = own.filter(text__iexact=text).first()
    if twin is not None:
        return twin
    if own.count() >= MOST_EACH:
        raise Refusal(f"You have put in {MOST_EACH} ideas. Leave some room for the others.")
    ideas = StormIdea.objects.filter(brainstorm=row)
    if ideas.count() >= MOST_IDEAS:
        raise Refusal(f"There are {MOST_IDEAS} ideas, and that is all a group can read.")
    number = (ideas.aggregate(last=Max("number"))["last"] or 0) + 1
    idea = StormIdea(brainstorm=row, number=number, text=text, seat=seat)
    idea.full_clean()
    idea.save()
    return idea


@transaction.atomic
def take_back(*, way_in: WayIn, storm: Brainstorm, browser: str, idea_id: UUID) -> None:
    """An idea of one's own, while all still write. One of somebody else's stays."""
    row = lock(storm)
    ways_in.check_open(way_in)
    must_be(row, State.ADDING)
    seats = ways_in.seats_of(way_in).filter(browser_hash=browser)
    StormIdea.objects.filter(brainstorm=row, pk=idea_id, seat__in=seats).delete()


@transaction.atomic
def cast_votes(*, way_in: WayIn, storm: Brainstorm, browser: str, ideas: Collection[UUID]) -> None:
    """The votes of one phone, in place of those it cast before: one an idea, and no more than each has.

    Raises Refusal for more than that, and for an idea that is not voted on.
    """
    row = lock(storm)
    ways_in.check_open(way_in)
    must_be(row, State.VOTING)
    chosen = set(ideas)
    if len(chosen) > (row.votes_each or 0):
        raise Refusal(f"You have {row.votes_each} votes and gave {len(chosen)}. Take some back.")
    if StormIdea.objects.filter(brainstorm=row, joined_to=None, pk__in=chosen).count() != len(chosen):
        raise Refusal("The ideas have changed meanwhile. Look again, then vote.")
    seat = ways_in.seat_at(way_in, browser)
    votes = StormVote.objects.filter(idea__brainstorm=row, seat=seat)
    votes.exclude(idea__in=chosen).delete()
    kept = set(votes.values_list("idea_id", flat=True))
    StormVote.objects.bulk_create(StormVote(idea_id=pk, seat=seat) for pk in sorted(chosen - kept))


# --- By the team -------------------------------------------------------------------------------------------------


@transaction.atomic
def move_on(*, storm: Brainstorm, move: str, by: Any) -> None:
    """To the next phase, or from sorting back to writing. Doing it twice does no harm. Raises Refusal.

    When voting begins each gets a third of the ideas as votes, rounded up.
    """
    row = begin_move(storm, move)
    if row is None:
        return
    fields = ["state"]
    alone = StormIdea.objects.filter(brainstorm=row, joined_to=None).count()
    if move in {"sort", "vote"} and not alone:
        raise Refusal("There is no idea yet. Give everybody a few more minutes.")
    if move == "vote":
        row.votes_each = votes_for(alone)
        fields.append("votes_each")
    if move == "count":
        row.counted_at, row.counted_by = timezone.now(), by
        fields += ["counted_at", "counted_by"]
        for way_in in WayIn.objects.filter(opens=WayIn.Opens.BRAINSTORM, subject_id=row.pk):
            # A code is typed no more; phones that are here see the result until it runs out.
            way_in.code = ""
            way_in.save(update_fields=["code"])
    row.state = MOVES[move].target
    save_versioned(row, row.version, fields)
    _note("brainstorm.counted" if move == "count" else "brainstorm.moved", row, by)


def votes_for(ideas: int) -> int:
    """A third of the ideas, rounded up: 1 of 1 to 3, 4 of 10."""
    return -(-ideas // 3)


@transaction.atomic
def join_ideas(*, storm: Brainstorm, ideas: Collection[UUID], by: Any) -> None:
    """Count these as one: the first of them stands for all, and those joined to them come along."""
    row = lock(storm)
    must_be(row, State.SORTING)
    found = list(StormIdea.objects.filter(brainstorm=row, joined_to=None, pk__in=set(ideas)).order_by("number"))
    if len(found) < 2:
        raise Refusal("Tick two ideas or more that say the same.")
    first, rest = found[0], found[1:]
    StormIdea.objects.filter(joined_to__in=rest).update(joined_to=first)
    StormIdea.objects.filter(pk__in=[idea.pk for idea in rest]).update(joined_to=first)
    _note("brainstorm.sorted", row, by)


@transaction.atomic
def take_apart(*, idea: StormIdea, by: Any) -> None:
    """An idea that was joined stands by itself again."""
    row = lock(idea.brainstorm)
    must_be(row, State.SORTING)
    if StormIdea.objects.filter(pk=idea.pk, joined_to__isnull=False).update(joined_to=None):
        _note("brainstorm.sorted", row, by)


@transaction.atomic
def remove_idea(*, idea: StormIdea, by: Any) -> None:
    """For what is no idea, or names a person. Those joined to it stand by themselves again."""
    row = lock(idea.brainstorm)
    must_be(row, State.SORTING)
    StormIdea.objects.filter(pk=idea.pk).delete()
    _note("brainstorm.sorted", row, by)


@transaction.atomic
def choose_theme(*, storm: Brainstorm, theme: str, version: int, by: Any) -> Brainstorm:
    """What the team goes on with, once it is counted. Raises Stale."""
    row = lock(storm)
    must_be(row, State.DONE)
    if row.theme == theme:
        return row
    row.theme = theme
    row.full_clean()
    save_versioned(row, version, ["theme"])
    _note("brainstorm.theme_chosen", row, by)
    return row


@transaction.atomic
def test_idea(*, idea: StormIdea, by: Any) -> ChangeIdea:
    """Put an idea among those for small tests. The same words from a vote are put there once."""
    row = lock(idea.brainstorm)
    must_be(row, State.DONE)
    there = ChangeIdea.objects.filter(project=row.project, source=ChangeIdea.Source.VOTE, text__iexact=idea.text)
    found = there.first()
    if found is not None:
        return found
    made = ChangeIdea(project=row.project, source=ChangeIdea.Source.VOTE, text=idea.text)
    made.full_clean()
    made.save()
    record("idea.added", made, by=by, project=row.project)
    touch_progress(project=row.project, tool=Tool.CYCLES, by=by)
    return made


def _note(action: str, storm: Brainstorm, by: Any) -> None:
    record(action, storm, by=by, project=storm.project)
    touch_progress(project=storm.project, tool=Tool.BRAINSTORM, by=by)
