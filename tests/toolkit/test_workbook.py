import threading
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from cmsportal.audit.models import Event
from cmsportal.versions import Stale
from projects.models import Progress
from tests.builders import toolkit as build
from toolkit.models import Answer, WorkbookSkip
from toolkit.workbook import presenters, services, skipping
from toolkit.workbook.advice import worth_doing
from toolkit.workbook.questions import PARTS, QUESTIONS, find_part
from toolkit.workbook.services import Draft

HOSTILE = "<script>alert(1)</script> \"'&{{ 7 }} ‮tfel-ot-thgir 👩🏽‍⚕️ مرحبا"
NHS_NUMBER = "943 476 5919"
pytestmark = pytest.mark.django_db


def url(world, name="workbook-part", **kwargs):
    kwargs = {"part": "patients", **kwargs} if name == "workbook-part" else kwargs
    return reverse(name, kwargs={"project_id": world.project.pk, **kwargs})


def save(world, key="patients.list_size", version=None, by=None, **values):
    return services.save_answer(project=world.project, draft=Draft(key, values, version), by=by or world.lead)


def autosave(client, world, key, **fields):
    slug = key.replace(".", "-")
    data = {f"{slug}-{name}": value for name, value in {"version": "", **fields}.items()}
    return client.post(url(world, "answer-save", key=key), data, headers={"Accept": "application/json"})


def ask_everything(world):
    skipping.choose_path(project=world.project, path="full", by=world.lead)


# Services ----------------------------------------------------------------------------------------------------


def test_saves_and_keeps_who_wrote_it(world) -> None:
    row = save(world, number=Decimal(9500), certainty="known", source="Published list")
    assert (row.number, row.version, row.answered_by) == (9500, 0, world.lead)
    row = save(world, version=0, by=world.member, number=Decimal(9600), certainty="estimate")
    assert (row.number, row.version, row.answered_by, row.source) == (9600, 1, world.member, "")
    assert [old.number for old in row.history.order_by("version")] == [9500, 9600]
    assert Progress.objects.get(project=world.project, tool="workbook").state == "doing"


def test_the_same_again_writes_nothing(world) -> None:
    save(world, number=Decimal(9500))
    row = save(world, version=0, number=Decimal(9500))
    assert row.version == 0
    assert row.history.count() == 1
    assert save(world, "patients.walk", text="") is None
    assert Answer.objects.count() == 1


def test_not_known_drops_the_figure(world) -> None:
    assert save(world, number=Decimal(3), certainty="not_known", source="Wendy asks").number is None


def test_unknown_question_is_refused(world) -> None:
    with pytest.raises(KeyError):
        save(world, "patients.shoe_size", number=Decimal(3))


def test_second_writer_is_told_and_nothing_is_lost(world) -> None:
    save(world, "patients.walk", text="First")
    save(world, "patients.walk", version=0, by=world.member, text="By Sam")
    with pytest.raises(Stale) as stale:
        save(world, "patients.walk", version=0, text="By Jo")
    assert stale.value.current.text == "By Sam"
    assert Answer.objects.get().text == "By Sam"
    assert save(world, "patients.walk", version=1, text="By Jo").version == 2


def test_untouched_answers_of_an_old_page_are_no_clash(world) -> None:
    """Jo's page is old, and she changed only one of its two answers."""
    save(world, "patients.walk", text="First")
    save(world, "patients.groups", text="Old")
    save(world, "patients.walk", version=0, by=world.member, text="By Sam")
    outcome = services.save_answers(
        project=world.project,
        drafts=[
            Draft("patients.walk", {"text": "First"}, 0),
            Draft("patients.groups", {"text": "New"}, 0),
            Draft("patients.conditions", {"text": ""}, None),
        ],
        by=world.lead,
    )
    assert outcome.stale == {}
    assert Answer.objects.get(key="patients.walk").text == "By Sam"
    assert Answer.objects.get(key="patients.groups").text == "New"


@pytest.mark.django_db(transaction=True)
def test_two_first_answers_at_once(world) -> None:
    """Both find nothing and write: one is kept, the other is handed back as a clash."""
    results, barrier = [], threading.Barrier(2)

    def write(text: str, by) -> None:
        try:
            barrier.wait()
            results.append(save(world, "patients.walk", by=by, text=text).text)
        except Stale as stale:
            results.append(f"clash with {stale.current.text}")
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=pair) for pair in (("A", world.lead), ("B", world.member))]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    kept = Answer.objects.get().text
    assert sorted(results) == sorted([kept, f"clash with {kept}"])


def test_skip_and_take_up_again(world) -> None:
    place = {"project": world.project, "part": "patients", "group": "walk"}
    skipping.skip_questions(**place, reason="no_time", note="Later", by=world.lead)
    again = skipping.skip_questions(**place, reason="no_time", note="Later", by=world.lead)
    assert again.history.count() == 1
    with pytest.raises(Stale):
        skipping.skip_questions(**place, reason="other", version=7, by=world.member)
    skipping.undo_skip(**place, by=world.member)
    skipping.undo_skip(**place, by=world.member)
    assert not WorkbookSkip.objects.exists()
    actions = list(
        Event.objects.filter(action__startswith="workbook").order_by("pk").values_list("action", flat=True)
    )
    # Taken up again where the short way would not ask it: so everything is asked.
    assert sorted(actions) == ["workbook.path_chosen", "workbook.skipped", "workbook.taken_up_again"]
    with pytest.raises(KeyError):
        skipping.skip_questions(
            project=world.project, part="patients", group="nothing", reason="other", by=world.lead
        )


# Words -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ago", "words"), [(5, "just now"), (90, "a minute ago"), (59 * 60, "59 minutes ago"), (3 * 86400, "on ")]
)
def test_saved_words(ago: int, words: str) -> None:
    now = timezone.now()
    said = presenters.saved_words(now - timezone.timedelta(seconds=ago), "Colin", now)
    assert said.startswith(f"Saved {words}")
    assert said.endswith(", by Colin")


def test_path_says_what_became_of_each_part(world) -> None:
    save(world, number=Decimal(9500), by=world.member)
    for key in ("why", "for_whom", "good", "bounds"):
        save(world, f"purpose.{key}", text="Said")
    skipping.skip_questions(project=world.project, part="processes", reason="no_time", by=world.lead)
    answers = presenters.by_key(Answer.objects.select_related("answered_by"))
    skips = presenters.by_place(WorkbookSkip.objects.all())
    path = presenters.path_of(world.project, answers, skips, here="patterns")
    assert [(step.state, step.text) for step in path] == [
        ("done", "Done"),
        ("", "Started by Sam Whitlock"),
        ("", "Not started"),
        ("skipped", "Skipped: no time just now"),
        ("current", "You are here"),
    ]


def test_advice_is_never_a_percentage(world) -> None:
    save(world, "processes.phones", rating="broken")
    save(world, "patients.list_size", certainty="not_known")
    save(world, "patients.female", number=Decimal(51))
    answers = presenters.by_key(Answer.objects.all())
    words = [advice.words for advice in worth_doing(world.project, answers, {})]
    assert len(words) == 3
    assert "Answering the phones" in words[0]
    assert not any("%" in said for said in words)
    assert "Start with Processes" in worth_doing(world.project, {}, {})[0].words


def test_bars_draw_what_is_there(world) -> None:
    save(world, "patients.age_0_17", number=Decimal(500))
    save(world, "patients.age_18_39", number=Decimal(1000), certainty="estimate")
    save(world, "patients.age_40_64", certainty="not_known")
    bars = presenters.bars_of(find_part("patients").group("ages"), presenters.by_key(Answer.objects.all()))
    assert [(bar.label, bar.words) for bar in bars] == [
        ("0 to 17", "500"),
        ("18 to 39", "1,000 (estimate)"),
        ("40 to 64", "Not known"),
        ("65 to 79", "No figure"),
        ("80 and over", "No figure"),
    ]
    assert bars[0].width == "36.0%"
    assert bars[2].width == "0%"


# Pages -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", [part.slug for part in PARTS])
def test_every_part_is_shown_to_team_and_coach(world, sign_in, part: str) -> None:
    ask_everything(world)
    page = sign_in(world.lead).get(url(world, part=part)).content.decode()
    for question in find_part(part).questions:
        assert f'id="{question.slug}"' in page
    read = sign_in(world.coach).get(url(world, part=part)).content.decode()
    assert "<textarea" not in read
    assert "Your lead team" not in read
    assert "can see this page" in read


def test_whole_page_saves_without_scripts(world, sign_in) -> None:
    data = {
        "patients-list_size-number": "9,500",
        "patients-list_size-certainty": "known",
        "patients-list_size-version": "",
        "patients-walk-text": "Signs\r\nare small",
        "patients-walk-version": "",
        "next": "1",
    }
    answer = sign_in(world.lead).post(url(world), data)
    assert answer["Location"] == url(world, part="professionals")
    assert Answer.objects.get(key="patients.list_size").number == 9500
    assert Answer.objects.get(key="patients.walk").text == "Signs\nare small"
    assert Answer.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("patients-list_size-number", "1,2", "Did you mean 1.2 or 12?"),
        ("patients-female-number", "151%", "cannot be more than 100"),
        ("patients-list_size-number", "many", "write this as a number"),
        ("patients-list_size-source", "x" * 201, "The most is 200"),
        ("patients-walk-text", "x" * 4001, "The most is 4000"),
        ("patients-walk-text", f"Saw {NHS_NUMBER} waiting", "NHS number"),
        ("patients-list_size-source", NHS_NUMBER, "NHS number"),
        ("patients-list_size-certainty", "certain", "no longer there"),
    ],
)
def test_bad_input_keeps_everything_and_writes_nothing(world, sign_in, field: str, typed: str, words: str) -> None:
    slug = field.rsplit("-", 1)[0]
    data = {"patients-groups-text": "Kept", "patients-groups-version": "", f"{slug}-version": "", field: typed}
    answer = sign_in(world.lead).post(url(world), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words.replace("'", "&#x27;") in page
    assert "nhsuk-error-summary" in page
    assert "Kept" in page
    if not field.endswith("certainty"):
        assert typed in page
    assert not Answer.objects.exists()


def test_autosave_saves_one_question(world, sign_in) -> None:
    client = sign_in(world.lead)
    told = autosave(client, world, "patients.age_0_17", number="1840", certainty="known").json()
    assert (told["state"], told["version"], told["values"]["number"]) == ("saved", 0, "1,840")
    assert told["line"].startswith("Saved ")
    assert told["line"] in told["html"]
    assert 'id="bars-ages"' in told["bars"]["html"]
    assert autosave(client, world, "patients.age_0_17", number="1841", certainty="known", version="0").json()[
        "has_history"
    ]
    refused = autosave(client, world, "patients.age_0_17", number="1,2", version="1")
    assert refused.status_code == 422
    assert "Did you mean" in refused.json()["html"]
    assert Answer.objects.get().number == 1841
    assert autosave(client, world, "patients.nothing").status_code == 404
    dropped = autosave(client, world, "patients.age_0_17", number="12", certainty="not_known", version="1").json()
    assert "The figure is left out" in dropped["html"]


def test_autosave_of_another_version_shows_both(world, sign_in) -> None:
    save(world, "patients.walk", text="First")
    save(world, "patients.walk", version=0, by=world.member, text="By Sam")
    client = sign_in(world.lead)
    answer = autosave(client, world, "patients.walk", text="By Jo", version="0")
    assert answer.status_code == 409
    assert "Saved meanwhile by Sam Whitlock" in answer.json()["html"]
    assert "By Sam" in answer.json()["html"]
    assert Answer.objects.get().text == "By Sam"
    taken = autosave(client, world, "patients.walk", text="By Jo", version="0", take="1").json()
    assert (taken["state"], taken["values"]["text"]) == ("saved", "By Sam")
    old = autosave(client, world, "patients.walk", text="By Jo", version="0", keep="0")
    assert old.status_code == 409, "chosen over a version that no longer stands"
    autosave(client, world, "patients.walk", text="By Jo", version="0", keep="1")
    assert Answer.objects.get().text == "By Jo"
    autosave(client, world, "patients.walk", text="By Ann", version="0", both="2")
    assert Answer.objects.get().text == "By Jo\n\nBy Ann"


def test_whole_page_clash_shows_both_texts(world, sign_in) -> None:
    save(world, "patients.walk", text="First")
    save(world, "patients.walk", version=0, by=world.member, text="By Sam")
    data = {
        "patients-walk-text": "By Jo",
        "patients-walk-version": "0",
        "patients-groups-text": "Also typed",
        "patients-groups-version": "",
    }
    client = sign_in(world.lead)
    answer = client.post(url(world), data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "By Jo" in page
    assert "By Sam" in page
    assert "Sam Whitlock changed" in page
    assert Answer.objects.get(key="patients.groups").text == "Also typed"
    assert 'name="patients-groups-version" value="0"' in page
    client.post(url(world), {**data, "patients-groups-version": "0", "patients-walk-keep": "1"})
    assert Answer.objects.get(key="patients.walk").text == "By Jo"


def test_skip_page_and_undo(world, sign_in) -> None:
    client = sign_in(world.lead)
    skip = reverse("workbook-skip", kwargs={"project_id": world.project.pk, "part": "patients", "group": "walk"})
    assert client.get(skip).status_code == 200
    refused = client.post(skip, {"note": "Kept note"})
    assert refused.status_code == 422
    assert "Kept note" in refused.content.decode()
    assert client.post(skip, {"reason": "other", "note": NHS_NUMBER}).status_code == 422
    client.post(skip, {"reason": "did_recently", "note": "In September"})
    page = client.get(url(world)).content.decode()
    assert "You are skipping this part." in page
    assert "In September" in page
    assert "patients-walk-text" not in page
    client.post(url(world), {"take_up": "walk"})
    assert "patients-walk-text" in client.get(url(world)).content.decode()
    nowhere = {"project_id": world.project.pk, "part": "patients", "group": "none"}
    assert client.get(reverse("workbook-skip", kwargs=nowhere)).status_code == 404
    assert client.get(url(world, part="nothing")).status_code == 404


@pytest.mark.parametrize("name", ["workbook-part", "workbook-print"])
def test_hostile_text_is_only_text(world, sign_in, name: str) -> None:
    save(world, "patients.walk", text=(HOSTILE + " ") * 40)
    save(world, certainty="estimate", number=Decimal(3), source=HOSTILE)
    page = sign_in(world.lead).get(url(world, name)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "👩🏽‍⚕️" in page


def test_print_shows_every_question(world, sign_in) -> None:
    ask_everything(world)
    save(world, number=Decimal(9500), certainty="estimate", source="A count")
    page = sign_in(world.coach).get(url(world, "workbook-print")).content.decode()
    assert "9,500 people" in page
    assert "(Estimate. A count)" in page
    missing = [q.label for q in QUESTIONS.values() if q.label.replace("'", "&#x27;") not in page]
    assert missing == []


@pytest.mark.parametrize("name", ["workbook-detail", "workbook-part", "workbook-print"])
def test_queries_do_not_grow(world, sign_in, django_assert_max_num_queries, name: str) -> None:
    client = sign_in(world.lead)
    keys = list(QUESTIONS)
    build.answer(world.project, keys[0], text="x", answered_by=world.lead)
    client.get(url(world, name))
    with django_assert_max_num_queries(40) as few:
        client.get(url(world, name))
    for key in keys[1:60]:
        build.answer(world.project, key, answered_by=world.member, certainty="not_known")
    with django_assert_max_num_queries(len(few)):
        client.get(url(world, name))


def test_answers_of_other_projects_stay_out(world, sign_in) -> None:
    build.answer(world.other_project, "patients.walk", text="Secret of Beckwater")
    assert "Beckwater" not in sign_in(world.lead).get(url(world)).content.decode()


def test_clash_words_without_a_name() -> None:
    theirs = SimpleNamespace(answered_by=None)
    assert presenters.clash_words("patients.walk", theirs).startswith("Someone else changed")
