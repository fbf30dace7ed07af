"""The brief before a visit: what the record says, for those who may know it, on one page."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from coaching.sealed import seal
from projects.models import Action, Share
from tests.builders import make
from tests.builders.counting import count_queries
from tests.builders.huddles import huddle
from tests.builders.visits import HOSTILE, SECRET, of


@pytest.fixture
def last(world):
    return make.visit(
        world.project, world.coach, at=make.now() - timedelta(days=21), logged_at=make.now() - timedelta(days=21),
        progress="The aim stands", barriers="Two were away", people="Jo Pritchard", energy=4,
        private_note_sealed=seal(SECRET),
    )  # fmt: skip


@pytest.fixture
def coming(world):
    return make.visit(world.project, world.coach, at=make.now() + timedelta(hours=3))


def agreed(world, last, text: str, **more) -> Action:
    return make.action(world.project, text=text, source="visit", source_id=last.pk, **more)


def brief(client, visit) -> str:
    return client.get(of("visit-brief", visit)).content.decode()


def test_it_says_what_happened_since(world, sign_in, last, coming) -> None:
    measure = make.measure(world.project)
    make.figures(measure, [50, 52, 54, 60], make.today() - timedelta(days=2))
    make.cycle(world.project, 3, title="Two on the phones", stage="do", ends_on=make.today() + timedelta(days=5))
    make.member(world.project, name="Wendy Hale", starts_on=make.today() - timedelta(days=5))
    world.project.team.filter(user=world.member).update(ends_on=make.today() - timedelta(days=1))
    agreed(world, last, "Send the example", owner=world.coach)
    agreed(world, last, "Ring the company", owner=world.lead, due_on=make.today() - timedelta(days=3))
    agreed(world, last, "Draft the aim", owner=world.lead, done_at=make.now(), done_by=world.lead)
    make.action(
        world.project, text="Print the chart", owner_name="Reception", due_on=make.today() - timedelta(days=1)
    )
    page = brief(sign_in(world.coach), coming)
    for words in (
        "60% on", "The aim is 80%", "Three figures since then", "Small test 3, Two on the phones", "Wendy Hale (Rec",
        "Sam Whitlock (Rec", "left on", "You promised: Send the example.", "What became of ‘Ring the company’?",
        "Draft the aim", "done ", "Print the chart", "<strong>Late.</strong>", "The aim stands", "Two were away",
        "Energy 4 of 5",
    ):  # fmt: skip
        assert words in page, words
    assert "Wombat" not in page
    assert page.count("Ring the company") == 2, "asked about, and agreed: not among the open ones again"


def test_what_the_team_does_not_show_the_coach_is_not_in_it(world, sign_in, last, coming) -> None:
    make.figures(make.measure(world.project), [50, 52, 54, 60])
    make.cycle(world.project, 3, title="A secret test", stage="do", ends_on=make.today() - timedelta(days=40))
    make.action(world.project, text="A secret action")
    make.member(world.project, name="Wendy Hale", starts_on=make.today() - timedelta(days=5))
    Share.objects.filter(project=world.project).update(ended_at=make.now(), ended_by=world.lead)
    page = brief(sign_in(world.coach), coming)
    assert "Nothing was written down that you may read" in page
    assert not any(words in page for words in ("secret", "Wendy", "60%", "Calls answered"))
    assert "The aim stands" in page, "the coach's own log"


def test_a_first_visit_says_so(world, sign_in, coming) -> None:
    page = brief(sign_in(world.coach), coming)
    assert "This is the first visit to the team" in page
    assert "Nothing was written down" not in page


@time_machine.travel("2027-07-20T10:00Z")
def test_the_day_of_the_last_visit_is_that_of_its_place(world, sign_in) -> None:
    at = datetime(2027, 7, 14, 23, 30, tzinfo=UTC)  # half past midnight in Harwick
    make.visit(world.project, world.coach, at=at, logged_at=at, progress="The aim stands")
    for on in (15, 16):
        huddle(world.project, date(2027, 7, on), finished=True)
    coming = make.visit(world.project, world.coach, at=make.now() + timedelta(hours=3))
    assert "One huddle held." in brief(sign_in(world.coach), coming)


class TestWhomOneMeets:
    LINE = "Jo Pritchard (Receptionist), the champion"

    def test_before_the_first_visit(self, world, sign_in, coming) -> None:
        page = brief(sign_in(world.coach), coming)
        assert page.index(self.LINE) < page.index("Sam Whitlock (Rec"), "who carries it first"

    def test_a_second_coach_who_has_not_met_them(self, world, sign_in, last) -> None:
        make.coaches(world.project, world.other_coach, is_lead=False)
        coming = make.visit(world.project, world.other_coach, at=make.now() + timedelta(hours=3))
        assert self.LINE in brief(sign_in(world.other_coach), coming)

    def test_not_once_one_has_met_them(self, world, sign_in, last, coming) -> None:
        assert "Whom you meet" not in brief(sign_in(world.coach), coming)

    def test_not_where_the_team_keeps_it_to_itself(self, world, sign_in, coming) -> None:
        Share.objects.filter(project=world.project, tool="team").update(ended_at=make.now(), ended_by=world.lead)
        assert "Whom you meet" not in brief(sign_in(world.coach), coming)


@pytest.mark.parametrize("name", ["visit-brief", "visit-brief-pdf"])
def test_it_takes_as_many_queries_for_twenty_as_for_two(world, sign_in, last, coming, name) -> None:
    client, counts = sign_in(world.coach), []
    make.measure(world.project)
    make.huddle_schedule(world.project)
    for number in (2, 20):
        for place in range(number):
            make.action(world.project, text=f"Action {place}", owner=world.lead)
            agreed(world, last, f"Agreed {place}", owner=world.member)
            make.member(world.project, starts_on=make.today())
            make.visit(world.project, world.coach, at=make.now() - timedelta(days=40), logged_at=make.now())
        counts.append(count_queries(client, of(name, coming)))
    assert counts[0] == counts[1]
    assert "And 15 more" in brief(client, coming)


def test_the_sheet_is_one_page_and_says_the_same(world, sign_in, last, coming) -> None:
    agreed(world, last, "Ring the company", owner=world.lead)
    answer = sign_in(world.coach).get(of("visit-brief-pdf", coming))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert answer.content.count(b"/Type /Page\n") + answer.content.count(b"/Type/Page/") <= 1
    assert "larkmead" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("words", [HOSTILE, "#set page(fill: red)", "*bold* $x$ \\ [", "ﷺ\ufeff" + "w" * 290])
def test_hostile_words_stay_words_on_page_and_paper(world, sign_in, last, coming, words) -> None:
    agreed(world, last, words, owner_name=words[:100])
    world.project.visits.filter(pk=last.pk).update(progress=words, barriers=words)
    client = sign_in(world.coach)
    assert HOSTILE not in brief(client, coming)
    assert client.get(of("visit-brief-pdf", coming)).status_code == 200


def test_the_coachs_phone_keeps_it_and_the_mentors_does_not(world, sign_in, coming) -> None:
    assert sign_in(world.coach).get(of("visit-brief", coming)).headers["X-Keep"] == str(world.coach.pk)
    answer = sign_in(world.mentor).get(of("visit-brief", coming))
    assert answer.status_code == 200
    assert "X-Keep" not in answer.headers
    assert "Log this visit" not in answer.content.decode()


def test_a_former_coach_finds_nothing(world, sign_in, coming) -> None:
    world.project.coach_assignments.update(ends_on=make.today())
    client = sign_in(world.coach)
    for name in ("visit-brief", "visit-brief-pdf", "visit-log", "visit-detail", "visit-move"):
        assert client.get(of(name, coming)).status_code == 404
    for name in ("visit-send", "visit-cancel", "visit-log"):
        assert client.post(of(name, coming)).status_code == 404
