"""Comments beside fields: for the team and its coach alone, with a mail at once to those who are named."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cmsportal.audit.models import Event
from projects.comments import services
from projects.comments.mentions import named_in
from projects.comments.permissions import people_at
from projects.comments.places import all_kinds, find_place, kind_named
from projects.models import Comment, Reminder
from projects.refusal import Refusal
from projects.reminders import preparing
from projects.tools import Tool
from tests.builders import counts, make, taking_part
from tests.builders import toolkit as build
from toolkit.models import Diagram, Lane, Node

pytestmark = pytest.mark.django_db
FIELD = ("answer", "patients.list_size")


def address(world, kind: str = FIELD[0], ident: object = FIELD[1]) -> str:
    return reverse("comment-place", args=[world.project.pk, kind, str(ident)])


def say(
    world, text: str = "Is this right?", by=None, kind: str = FIELD[0], ident: object = FIELD[1], **more
) -> Comment:
    return services.add_comment(
        project=world.project, kind=kind_named(kind), ident=str(ident), text=text, by=by or world.lead, **more
    )


def mails() -> list[Reminder]:
    return list(Reminder.objects.filter(kind="mention").order_by("user__name").select_related("user", "project"))


def written() -> list[str]:
    """Who gets a mail, as the worker would write it now."""
    rows = list(
        Reminder.objects.filter(kind="mention").select_related("user", "project__practice", "project__programme")
    )
    made = preparing.write(rows, timezone.now())
    return sorted(row.user.name for row in rows if hasattr(made[row.pk], "body"))


# Saying something --------------------------------------------------------------------------------------------


def test_what_is_said_stands_beside_the_field_and_those_ticked_get_a_mail(world, sign_in) -> None:
    data = {"text": "Is this the number of March?", "tell": [str(world.member.pk)], "key": str(uuid4())}
    client = sign_in(world.lead)
    answer = client.post(address(world), data, follow=True)
    text = answer.content.decode()
    assert "Is this the number of March?" in text
    assert "A mail goes to Sam Whitlock." in text
    row = Comment.objects.get()
    assert (row.author, row.tool, row.place) == (world.lead, "workbook", "answer:patients.list_size")
    assert [mail.user for mail in mails()] == [world.member]
    event = Event.objects.get(action="comment.added")
    assert event.detail == {"tool": "workbook", "told": 1}, "no word of it in the trail"
    page = client.get(reverse("workbook-part", args=[world.project.pk, "patients"])).content.decode()
    assert "1 comment<" in page
    client.post(address(world), data)
    assert Comment.objects.count() == 1
    client.post(address(world), {**data, "text": "Other words from the same page"})
    assert Comment.objects.count() == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "Your comment"), ("Ring 943 476 5919", "NHS number"), ("x" * 1001, "1,000")],
    ids=["nothing", "NHS number", "too long"],
)
def test_what_cannot_be_kept_is_said_beside_the_box(world, sign_in, text, said) -> None:
    data = {"text": text, "tell": [str(world.member.pk)], "key": str(uuid4())}
    answer = sign_in(world.lead).post(address(world), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page.replace("1000", "1,000")
    assert text[:900] in page
    assert not Comment.objects.exists()
    assert not mails()


def test_nobody_outside_can_be_told(world, sign_in) -> None:
    """Whoever may not open the tool, or is no more than a mentor or manager, is not on the list and gets nothing."""
    names = {person.name for person in people_at(world.project, Tool.WORKBOOK, make.today())}
    assert names == {"Jo Pritchard", "Sam Whitlock", "Rachel Osei"}
    outside = [world.manager, world.mentor, world.partner, world.colleague, world.other_coach, world.outsider]
    say(world, tell=[person.pk for person in outside])
    assert not mails()
    page = sign_in(world.lead).get(address(world)).content.decode()
    for person in outside:
        assert f'value="{person.pk}"' not in page
    refused = {"text": "Look", "tell": [str(world.manager.pk)], "key": str(uuid4())}
    assert sign_in(world.lead).post(address(world), refused).status_code == 422


def test_a_coach_who_may_not_open_the_tool_neither_reads_nor_is_told(world, sign_in) -> None:
    say(world)
    world.project.shares.filter(audience="coach", tool="workbook").update(
        ended_at=timezone.now(), ended_by=world.lead
    )
    assert world.coach not in people_at(world.project, Tool.WORKBOOK, make.today())
    client = sign_in(world.coach)
    assert client.get(address(world)).status_code == 404
    assert client.post(address(world), {"text": "x", "key": str(uuid4())}).status_code == 404
    assert "Is this right?" not in client.get(reverse("comment-list", args=[world.project.pk])).content.decode()
    button = reverse("comment-settle", args=[world.project.pk, Comment.objects.get().pk])
    assert client.post(button).status_code == 404


def test_who_may_open_the_tool_but_is_outside_sees_no_trace(world, sign_in) -> None:
    cause = build.cause(build.fishbone(world.project))
    say(world, "Only between us", kind="cause", ident=cause.pk)
    for audience, extra in (
        ("programme", {}),
        ("partner", {"partner": world.partner_organisation}),
        ("practice", {}),
    ):
        world.project.shares.create(tool="fishbone", audience=audience, **extra)
    for user in (world.manager, world.partner, world.colleague, world.mentor):
        client = sign_in(user)
        page = client.get(reverse("fishbone-detail", args=[world.project.pk])).content.decode()
        assert "omment" not in page.partition("<main")[2].partition("</main>")[0], user
        assert client.get(address(world, "cause", cause.pk)).status_code == 403
    page = sign_in(world.coach).get(reverse("fishbone-detail", args=[world.project.pk])).content.decode()
    assert "1 comment<" in page


# Names -------------------------------------------------------------------------------------------------------


PEOPLE = [SimpleNamespace(name=name) for name in ("Sam Whitlock", "Sam Stone", "Jo Pritchard", "Zoë Ångström")]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@Jo look", ["Jo Pritchard"]),
        ("@jo pritchard, look", ["Jo Pritchard"]),
        ("@Sam look", []),
        ("@Sam Stone look", ["Sam Stone"]),
        ("@Joanna look", []),
        ("jo@jo.example", []),
        ("@Zoë!", ["Zoë Ångström"]),
        ("@Jo and @Sam Whitlock and @Jo", ["Jo Pritchard", "Sam Whitlock"]),
        ("Jo, @ noon", []),
    ],
)
def test_names_behind_an_at(text, names) -> None:
    assert [person.name for person in named_in(text, PEOPLE)] == names


def test_a_name_in_the_text_tells_too_and_nobody_twice_nor_oneself(world) -> None:
    say(world, "@Rachel and @Sam and @Jo: right?", tell=[world.member.pk, world.lead.pk])
    assert [mail.user.name for mail in mails()] == ["Rachel Osei", "Sam Whitlock"]
    assert written() == ["Rachel Osei", "Sam Whitlock"]


# The mail ----------------------------------------------------------------------------------------------------


def test_the_mail_says_who_where_and_what_and_leads_to_the_conversation(world) -> None:
    row = say(world, "Is it <b>9,500</b>?", tell=[world.member.pk])
    reminder = Reminder.objects.select_related("user", "project__practice", "project__programme").get(kind="mention")
    mail = preparing.write([reminder], timezone.now())[reminder.pk]
    assert mail.to == [world.member.email]
    assert mail.subject.startswith("Jo Pritchard asks you to look: ")
    assert "Is it <b>9,500</b>?" in mail.body
    assert f"{address(world)}#c-{row.pk}" in mail.body
    assert "&lt;b&gt;" in mail.alternatives[0][0]


def test_no_mail_once_it_is_taken_back_or_the_person_may_not_read_it(world) -> None:
    row = say(world, tell=[world.member.pk, world.coach.pk])
    assert written() == ["Rachel Osei", "Sam Whitlock"]
    world.project.shares.filter(audience="coach", tool="workbook").delete()
    assert written() == ["Sam Whitlock"]
    world.project.team.filter(user=world.member).update(ends_on=make.today())
    assert written() == []
    world.project.team.filter(user=world.member).update(ends_on=None)
    assert written() == ["Sam Whitlock"]
    services.take_back_comment(comment=row, by=world.lead)
    assert written() == []


def test_no_mail_about_a_field_that_is_gone(world) -> None:
    cause = build.cause(build.fishbone(world.project))
    say(world, kind="cause", ident=cause.pk, tell=[world.member.pk])
    assert written() == ["Sam Whitlock"]
    cause.delete()
    assert written() == []


def test_mails_of_a_batch_are_read_together(world) -> None:
    def asked() -> int:
        rows = list(
            Reminder.objects.filter(kind="mention").select_related("user", "project__practice", "project__programme")
        )
        with CaptureQueriesContext(connection) as seen:
            preparing.write(rows, timezone.now())
        return len(seen)

    say(world, "First", tell=[world.member.pk, world.coach.pk])
    before = asked()
    for number in range(8):
        say(world, f"Number {number}", tell=[world.member.pk, world.coach.pk])
    assert asked() == before


# Conversations -----------------------------------------------------------------------------------------------


def test_reply_settle_and_open_again(world, sign_in) -> None:
    first = say(world)
    client = sign_in(world.coach)
    page = client.get(f"{address(world)}?reply={first.pk}").content.decode()
    assert "Your reply" in page
    assert f'value="{world.lead.pk}" checked' in page, "whom one answers is told, unless one unticks it"
    client.post(f"{address(world)}?reply={first.pk}", {"text": "Yes, of March", "key": str(uuid4())})
    reply = Comment.objects.get(reply_to=first)
    settle, reopen = (reverse(f"comment-{act}", args=[world.project.pk, first.pk]) for act in ("settle", "reopen"))
    client.post(settle)
    client.post(settle)
    first.refresh_from_db()
    assert first.settled_by == world.coach
    assert Event.objects.filter(action="comment.settled").count() == 1
    part = reverse("workbook-part", args=[world.project.pk, "patients"])
    assert "Comments, settled" in sign_in(world.lead).get(part).content.decode()
    assert "Comments, settled" in sign_in(world.coach).get(part).content.decode(), "beside what the coach reads, too"
    client.post(reopen)
    first.refresh_from_db()
    assert first.settled_at is None
    services.settle_comment(comment=first, by=world.lead)
    say(world, "One more thing", reply_to=first.pk)
    first.refresh_from_db()
    assert first.settled_at is None, "a reply opens it again"
    with pytest.raises(Refusal):
        services.settle_comment(comment=reply, by=world.lead)


def test_taking_back_leaves_the_replies_and_no_words(world, sign_in) -> None:
    first = say(world, "Words to regret")
    say(world, "A reply that stays", by=world.member, reply_to=first.pk)
    url = reverse("comment-take-back", args=[world.project.pk, first.pk])
    sign_in(world.member).post(url)
    assert Comment.objects.get(pk=first.pk).text == "Words to regret", "only who said it can take it back"
    client = sign_in(world.lead)
    client.post(url)
    client.post(url)
    page = client.get(address(world)).content.decode()
    assert "Words to regret" not in page
    assert "A reply that stays" in page
    assert "Taken back." in page
    assert Event.objects.filter(action="comment.taken_back").count() == 1


def test_a_reply_to_another_fields_conversation_is_refused(world) -> None:
    first = say(world)
    with pytest.raises(Refusal, match="not here"):
        say(world, "Lost", ident="purpose.why", reply_to=first.pk)
    assert Comment.objects.count() == 1


def test_a_project_that_is_over_is_read_only(world, sign_in) -> None:
    first = say(world)
    type(world.project).objects.update(status="completed")
    client = sign_in(world.lead)
    page = client.get(address(world)).content.decode()
    assert "Is this right?" in page
    assert "Add the comment" not in page
    assert client.post(address(world), {"text": "More", "key": str(uuid4())}).status_code == 403
    assert client.post(reverse("comment-settle", args=[world.project.pk, first.pk])).status_code == 403
    project = type(world.project).objects.get(pk=world.project.pk)
    with pytest.raises(Refusal):
        services.add_comment(
            project=project, kind=kind_named("answer"), ident="purpose.why", text="More", by=world.lead
        )


# Places ------------------------------------------------------------------------------------------------------


def every_place(world) -> dict[str, list[object]]:
    """One field of each kind, in the world's project."""
    bone = build.fishbone(world.project)
    process = Diagram.objects.create(project=world.project, kind="map", when="now", title="Ringing us")
    lane = Lane.objects.create(diagram=process, name="Reception")
    drawn = Diagram.objects.create(project=world.project, kind="drivers", title="Calls answered")
    cycle = make.cycle(world.project)
    return {
        "answer": ["patients.list_size"],
        "aim": ["global", "global.improve", "specific.goal"],
        "fishbone": ["problem"],
        "cause": [build.cause(bone).pk],
        "category": [bone.categories.first().pk],
        "step": [Node.objects.create(diagram=process, lane=lane, kind="step", text="Pick up").pk, lane.pk],
        "driver": [Node.objects.create(diagram=drawn, kind="primary", text="Enough people").pk],
        "test": [f"{cycle.pk}.plan", f"{cycle.pk}.how-much"],
        "question": [cycle.questions.get().pk],
        "storyboard": ["problem", "team"],
        **found_places(world),
    }


def found_places(world) -> dict[str, list[object]]:
    """Of what was measured, counted, rated, asked and collected, and of what the team agreed."""
    project = world.project
    measure, survey = make.measure(project, definition="Each call"), taking_part.survey(project, world.lead)
    storm, (idea, *_) = taking_part.with_ideas(project, world.lead, "A second line", "Longer hours")
    return {
        "measure": [measure.pk, f"{measure.pk}.what-exactly-is-counted", f"{measure.pk}.how-often"],
        "timing": [counts.timing(project).pk],
        "sheet": [counts.sheet(project).pk],
        "rating": [f"{counts.rating_round(project, world.lead).pk}.processes.phones"],
        "survey": [f"{survey.pk}.mood"],
        "brainstorm": [storm.pk],
        "storm-idea": [idea.pk],
        "box-idea": [taking_part.idea(project).pk],
        "action": [make.action(project).pk],
        "rule": [project.ground_rules.create(text="One speaks, the others listen.").pk],
    }


def test_every_kind_of_field_has_its_page_and_none_is_found_in_another_project(world, sign_in) -> None:
    found = every_place(world)
    assert set(found) == {kind.name for kind in all_kinds()}
    client = sign_in(world.lead)
    for name, idents in found.items():
        for ident in idents:
            answer = client.get(address(world, name, ident))
            assert answer.status_code == 200, (name, ident)
            say(world, f"About {name}", kind=name, ident=ident)
            if name in {"answer", "aim", "storyboard"}:
                continue  # fields that every project has
            kind = kind_named(name)
            assert find_place(world.other_project, kind, str(ident)) is None, (name, ident)
    listed = client.get(reverse("comment-list", args=[world.project.pk])).content.decode()
    for name in found:
        assert f"About {name}" in listed
    assert "removed since" not in listed


@pytest.mark.parametrize(
    ("kind", "ident"),
    [
        ("answer", "patients.nothing"), ("aim", "global.version"), ("nothing", "x"), ("cause", "x"),
        ("cause", str(uuid4())), ("cause", str(uuid4()).upper()), ("test", "x.plan"), ("test", f"{uuid4()}.plan"),
        ("storyboard", "title"), ("step", "\x00"), ("fishbone", "problem"),
    ],
    ids=range(11),
)  # fmt: skip
def test_a_field_that_is_not_there_is_a_404(world, sign_in, kind, ident) -> None:
    client = sign_in(world.lead)
    assert client.get(address(world, kind, ident)).status_code == 404
    assert client.post(address(world, kind, ident), {"text": "x", "key": str(uuid4())}).status_code == 404
    assert not Comment.objects.exists()


def test_one_id_written_in_two_ways_is_one_field(world, sign_in) -> None:
    cause = build.cause(build.fishbone(world.project))
    assert sign_in(world.lead).get(address(world, "cause", str(cause.pk).upper())).status_code == 404


def test_the_links_on_the_pages_lead_to_their_fields(world, sign_in) -> None:
    found = every_place(world)
    build.specific_aim(world.project)
    client = sign_in(world.lead)
    cycle = world.project.ramps.get().cycles.get()
    process = world.project.diagrams.get(kind="map")
    pages = {
        reverse("workbook-part", args=[world.project.pk, "patients"]): [("answer", "patients.list_size")],
        reverse("fishbone-detail", args=[world.project.pk]): [
            (kind, ident) for kind in ("fishbone", "cause", "category") for ident in found[kind]
        ],
        reverse("map-detail", args=[world.project.pk, process.pk]): [("step", ident) for ident in found["step"]],
        reverse("driver-detail", args=[world.project.pk]): [("driver", found["driver"][0])],
        reverse("cycle-detail", args=[world.project.pk, cycle.pk]): [
            ("test", f"{cycle.pk}.plan"), ("question", found["question"][0])
        ],
        reverse("aims-detail", args=[world.project.pk]): [("aim", "specific"), ("aim", "specific.goal")],
    }  # fmt: skip
    for url, places in pages.items():
        page = client.get(url).content.decode()
        for kind, ident in places:
            assert f'href="{address(world, kind, ident)}"' in page, (url, kind)


def test_a_page_asks_once_however_many_fields_and_comments(world, sign_in) -> None:
    bone, client = build.fishbone(world.project), sign_in(world.lead)
    url = reverse("fishbone-detail", args=[world.project.pk])

    def asked() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as seen:
            client.get(url)
        return len(seen)

    say(world, kind="cause", ident=build.cause(bone).pk)
    before = asked()
    for number in range(10):
        say(world, kind="cause", ident=build.cause(bone, f"Cause {number}").pk)
    assert asked() == before


@pytest.mark.parametrize(
    "values",
    [
        {"text": ""},
        {"taken_back_at": make.now()},
        {"settled_at": make.now()},
    ],
    ids=["no words", "taken back with words", "settled by nobody"],
)
def test_the_database_holds_what_a_comment_is(world, values) -> None:
    rows = {"project": world.project, "tool": "workbook", "place": "answer:x", "text": "Words", "author": world.lead}
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.create(**{**rows, **values})


def test_two_who_send_the_same_page_at_once_make_one_comment_and_one_mail(world) -> None:
    key = uuid4()
    for _ in range(2):
        say(world, "Twice", tell=[world.member.pk], key=key)
    assert Comment.objects.count() == 1
    assert len(mails()) == 1
    assert mails()[0].expires_at - mails()[0].due_at == timedelta(days=3)
