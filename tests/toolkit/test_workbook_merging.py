"""Two or twenty people in one workbook: each field by itself, each change once, and earlier versions."""

from decimal import Decimal

import pytest
from django.urls import reverse

from cmsportal.versions import Stale
from projects.models import ToolUse
from tests.builders import make
from tests.builders.together import run_together
from toolkit.models import Answer
from toolkit.workbook import services, skipping
from toolkit.workbook.asking import SHORT, parts_asked, question_count
from toolkit.workbook.history import versions_of
from toolkit.workbook.merging import Prefer, blank_content, merge, tidy
from toolkit.workbook.questions import PARTS, QUESTIONS
from toolkit.workbook.services import Draft

KEY = "patients.list_size"
KNOWN = {"number": Decimal(9500), "certainty": "known", "source": "List"}
pytestmark = pytest.mark.django_db


def save(world, version=None, *, by=None, key=KEY, values=None, **facts):
    draft = Draft(key, values or {}, version, **facts)
    return services.save_answers(project=world.project, drafts=[draft], by=by or world.lead)


# Pure ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mine", "theirs", "content", "clashes"),
    [
        ({"number": Decimal(1)}, {"source": "S"}, {"number": Decimal(1), "source": "S"}, ()),
        ({"source": "M"}, {"source": "S"}, None, ("source",)),
        ({"source": "S"}, {"source": "S"}, {"source": "S"}, ()),
        ({"number": Decimal(1), "source": "M"}, {"number": Decimal(2), "certainty": "known"}, None, ("number",)),
        # A figure, and 'not known' by somebody else: nobody's goes without a question.
        ({"number": Decimal(1)}, {"certainty": "not_known", "number": None}, None, ("number", "certainty")),
        ({"certainty": "not_known", "number": None}, {"source": "S"}, {"certainty": "not_known", "source": "S"}, ()),
    ],
    ids=["apart", "both", "the same", "one of three", "none or a figure", "not known"],
)
def test_merges_by_field(mine, theirs, content, clashes) -> None:
    seen = blank_content()
    result = merge(seen, tidy({**seen, **mine}), tidy({**seen, **theirs}))
    assert result.clashes == clashes
    if content is not None:
        assert result.content == tidy({**seen, **content})


def test_preferred_side_wins_only_where_both_changed() -> None:
    seen = tidy(KNOWN)
    mine = tidy({**KNOWN, "source": "Mine", "certainty": "estimate"})
    theirs = tidy({**KNOWN, "source": "Theirs", "number": Decimal(9600)})
    for prefer, source in ((Prefer.MINE, "Mine"), (Prefer.THEIRS, "Theirs")):
        content = merge(seen, mine, theirs, prefer).content
        assert (content["number"], content["certainty"], content["source"]) == (9600, "estimate", source)
    assert merge(None, mine, theirs).clashes == ("number", "certainty", "source")


# Saves ---------------------------------------------------------------------------------------------------------


def test_fields_changed_apart_stand_together(world) -> None:
    save(world, values=KNOWN)
    save(world, 0, by=world.member, values={**KNOWN, "source": "A count"})
    outcome = save(world, 0, values={**KNOWN, "number": Decimal(9600)})
    row = Answer.objects.get()
    assert (row.number, row.source, row.version) == (9600, "A count", 2)
    assert outcome.merged == {KEY: ("source",)}
    assert list(row.history.order_by("version").values_list("answered_by", flat=True)) == [
        world.lead.pk,
        world.member.pk,
        world.lead.pk,
    ]


def test_choosing_mine_keeps_what_else_they_changed(world) -> None:
    save(world, values=KNOWN)
    save(world, 0, by=world.member, values={**KNOWN, "number": Decimal(9600), "source": "A count"})
    assert save(world, 0, values={**KNOWN, "number": Decimal(9700)}).stale[KEY].fields == ("number",)
    save(world, 0, values={**KNOWN, "number": Decimal(9700)}, over=1, prefer=Prefer.MINE)
    row = Answer.objects.get()
    assert (row.number, row.source) == (9700, "A count")


def test_a_change_sent_twice_is_saved_once(world) -> None:
    """The answer to the first sending was lost on the way, and somebody else wrote meanwhile."""
    first, second = "a" * 32, "b" * 32
    text = {"key": "patients.walk"}
    save(world, values={"text": "Signs"}, sent=first, **text)
    save(world, 0, by=world.member, values={"text": "Signs are small"}, **text)
    outcome = save(world, values={"text": "Signs"}, sent=first, **text)
    assert not outcome.stale
    assert Answer.objects.get().text == "Signs are small"
    # Typed on after a change of which nobody knows whether it arrived: no clash with oneself.
    third = "c" * 32
    save(world, 1, values={"text": "Signs are too"}, sent=second, **text)
    outcome = save(world, 1, values={"text": "Signs are too small"}, sent=third, before=(second,), **text)
    assert not outcome.stale
    row = Answer.objects.get()
    assert (row.text, row.version) == ("Signs are too small", 3)


def test_typed_over_is_the_teams_own(world) -> None:
    row = Answer.objects.create(project=world.project, key=KEY, origin="open_data", as_of=make.today(), **KNOWN)
    save(world, 0, values={**KNOWN, "source": "Same figure, our words"})
    row.refresh_from_db()
    assert row.origin == "open_data"
    save(world, 1, values={**KNOWN, "number": Decimal(9600)})
    row.refresh_from_db()
    assert (row.origin, row.as_of) == ("typed", None)


def test_an_earlier_version_comes_back_and_nothing_goes(world) -> None:
    save(world, values=KNOWN)
    save(world, 0, by=world.member, values={**KNOWN, "number": Decimal(1)})
    row = services.restore_answer(project=world.project, key=KEY, version=0, over=1, by=world.lead)
    assert (row.number, row.version) == (9500, 2)
    assert list(row.history.order_by("version").values_list("number", flat=True)) == [9500, 1, 9500]
    with pytest.raises(Stale):
        services.restore_answer(project=world.project, key=KEY, version=1, over=1, by=world.lead)
    with pytest.raises(Answer.DoesNotExist):
        services.restore_answer(project=world.project, key=KEY, version=9, over=2, by=world.lead)


def test_history_page_shows_versions_and_brings_one_back(world, sign_in, django_assert_max_num_queries) -> None:
    page_url = reverse("answer-history", args=[world.project.pk, KEY])
    client = sign_in(world.lead)
    assert "Not answered yet" in client.get(page_url).content.decode()
    save(world, values=KNOWN)
    save(world, 0, by=world.member, values={**KNOWN, "number": Decimal(1), "source": "<b>x</b>"})
    page = client.get(page_url).content.decode()
    assert "9,500 people" in page
    assert "Sam Whitlock" in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert client.post(page_url, {"version": "0"}).status_code == 422
    assert client.post(page_url, {"version": "0", "over": "0"}).status_code == 409
    assert client.post(page_url, {"version": "7", "over": "1"}).status_code == 404
    answer = client.post(page_url, {"version": "0", "over": "1"})
    assert answer["Location"].endswith("/workbook/patients/#patients-list_size")
    assert Answer.objects.get().number == 9500


def test_a_text_that_grew_is_one_version(world) -> None:
    """Saved every other second while somebody types: the steps are kept, and the page shows where it ended."""
    walk = {"key": "patients.walk"}
    for version, text in enumerate(["Si", "Signs", "Signs are small"]):
        save(world, version - 1 if version else None, values={"text": text}, **walk)
    save(world, 2, by=world.member, values={"text": "Signs are small. Sam"}, **walk)
    save(world, 3, by=world.member, values={"text": "Gone"}, **walk)
    row = Answer.objects.get()
    shown = [version.words for version in versions_of(QUESTIONS["patients.walk"], row)]
    assert shown == ["Gone", "Signs are small. Sam", "Signs are small"]
    assert row.history.count() == 5


# The short way -------------------------------------------------------------------------------------------------


def test_short_way_asks_less_and_hides_no_answer(world, sign_in) -> None:
    assert set(QUESTIONS) > SHORT
    short = parts_asked("short", {})
    assert question_count(short) < question_count(PARTS) / 2
    assert [part.slug for part in short] == [part.slug for part in PARTS]
    assert all(part.groups for part in short)
    page_url = reverse("workbook-part", args=[world.project.pk, "patients"])
    client = sign_in(world.lead)
    page = client.get(page_url).content.decode()
    assert 'id="patients-walk"' not in page
    assert "Walk through as a patient" in page, "what is passed over is named"
    save(world, key="patients.walk", values={"text": "Signs"})
    assert 'id="patients-walk"' in client.get(page_url).content.decode()
    client.post(page_url, {"path": "full", "patients-groups-text": "Kept", "patients-groups-version": ""})
    assert world.project.workbook.path == "full"
    assert Answer.objects.get(key="patients.groups").text == "Kept"
    client.post(reverse("workbook-path", args=[world.project.pk]), {"path": "nothing"})
    client.post(reverse("workbook-path", args=[world.project.pk]), {"path": "short"})
    assert type(world.project.workbook).objects.get().path == "short"


# The record of use ---------------------------------------------------------------------------------------------


def test_record_says_when_and_how_fully(world) -> None:
    save(world, values=KNOWN)
    save(world, key="patients.conditions", values={"text": "Diabetes"})
    part = ToolUse.objects.get(project=world.project, tool="workbook", part="patients")
    whole = ToolUse.objects.get(project=world.project, tool="workbook", part="")
    short = {one.slug: len(one.questions) for one in parts_asked("short", {})}
    assert (part.answered, part.asked, part.days) == (2, short["patients"], 1)
    assert (whole.answered, whole.asked) == (2, sum(short.values()))
    assert ToolUse.objects.filter(project=world.project, tool="workbook").count() == 2, "no row without use"
    skipping.skip_questions(project=world.project, part="purpose", reason="no_time", by=world.lead)
    whole.refresh_from_db()
    assert whole.asked == sum(short.values()) - short["purpose"]
    ToolUse.objects.update(first_on="2026-01-05", last_on="2026-01-05")
    save(world, 0, values={**KNOWN, "number": Decimal(9600)})
    part.refresh_from_db()
    assert (part.days, part.first_on.isoformat()) == (2, "2026-01-05")
    assert part.last_on == make.today()


# Together ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_twenty_editors_at_once_lose_no_field(world) -> None:
    """All saw the same workbook. Each writes a text of their own, and one field of an answer shared with another."""
    people = [make.user(f"Editor {number}") for number in range(20)]
    for person in people:
        make.member(world.project, person)
    texts = [question.key for question in QUESTIONS.values() if question.kind == "text"][:20]
    shared = [question.key for question in QUESTIONS.values() if question.is_figure][:10]
    for key in shared:
        save(world, key=key, values=KNOWN)
    one_field = [{"number": Decimal(7)}, {"source": "Counted"}]

    def edit(number: int):
        drafts = [
            Draft(texts[number], {"text": f"Words of {number}"}, None, sent=f"{number:032x}"),
            Draft(shared[number // 2], {**KNOWN, **one_field[number % 2]}, 0),
        ]
        return services.save_answers(project=world.project, drafts=drafts, by=people[number])

    results = run_together(*[lambda number=number: edit(number) for number in range(20)])
    assert not [result for result in results if isinstance(result, Exception)], results
    assert not [result.stale for result in results if result.stale]
    kept = {row.key: row for row in Answer.objects.all()}
    assert [kept[key].text for key in texts] == [f"Words of {number}" for number in range(20)]
    assert {(kept[key].number, kept[key].source, kept[key].version) for key in shared} == {(7, "Counted", 2)}
    assert sum(kept[key].history.count() for key in [*texts, *shared]) == 20 + 3 * 10
    whole = ToolUse.objects.get(project=world.project, tool="workbook", part="")
    assert whole.answered == 30


def test_record_of_use_has_a_page(world, sign_in) -> None:
    save(world, values=KNOWN)
    page = sign_in(world.lead).get(reverse("use-list", args=[world.project.pk])).content.decode()
    assert "About our practice: Patients" in page
    assert "1 of " in page
    # Managers see no more of it than of the tools themselves.
    page = sign_in(world.manager).get(reverse("use-list", args=[world.project.pk])).content.decode()
    assert "About our practice: Patients" not in page
