import threading

import pytest
from django.db import connection
from django.urls import reverse

from cmsportal.versions import Stale
from projects.models import Progress
from projects.refusal import Refusal
from tests.builders import toolkit as build
from toolkit.fishbone import presenters, services
from toolkit.models import Category, Cause, ChangeIdea, Fishbone, Ramp

HOSTILE = "<script>alert(1)</script> \"'& ‮tfel 👩🏽‍⚕️ مرحبا"
NHS_NUMBER = "943 476 5919"
pytestmark = pytest.mark.django_db


@pytest.fixture
def bone(world) -> Fishbone:
    return build.fishbone(world.project)


def url(world, name: str = "fishbone-detail", **kwargs) -> str:
    return reverse(name, kwargs={"project_id": world.project.pk, **kwargs})


def place(row) -> str:
    return f"{'cause' if isinstance(row, Cause) else 'category'}:{row.pk}"


def outline(bone: Fishbone) -> presenters.Outline:
    ideas = ChangeIdea.objects.filter(cause__isnull=False).prefetch_related("ramps")
    return presenters.outline_of(bone, bone.categories.all(), bone.causes.all(), ideas, title="What causes it")


def texts(bone: Fishbone) -> list:
    return [
        [(c.cause.text, [s.cause.text for s in c.subs]) for c in v.causes]
        for v in outline(bone).categories
        if v.causes
    ]


# Services ----------------------------------------------------------------------------------------------------


def test_naming_the_problem_starts_with_six_groups(world) -> None:
    bone = services.set_effect(project=world.project, effect="Long waits", version=0, by=world.lead)
    assert services.set_effect(project=world.project, effect="Long waits", version=0, by=world.lead) == bone
    assert tuple(bone.categories.values_list("name", flat=True)) == services.FIRST_CATEGORIES
    services.set_effect(project=world.project, effect="Longer waits", version=0, by=world.member)
    with pytest.raises(Stale):
        services.set_effect(project=world.project, effect="Other", version=0, by=world.lead)
    assert Progress.objects.get(project=world.project, tool="fishbone").state == "doing"


def test_same_cause_twice_is_one(world, bone) -> None:
    people = bone.categories.first()
    first = services.add_cause(fishbone=bone, text="No time", place=place(people), by=world.lead)
    assert services.add_cause(fishbone=bone, text="no TIME", place=place(people), by=world.lead) == first
    sub = services.add_cause(fishbone=bone, text="No time", place=place(first), by=world.lead)
    assert (sub.parent, sub.category) == (first, people)
    assert texts(bone) == [[("No time", ["No time"])]]


def test_places_that_cannot_be(world, bone) -> None:
    top = build.cause(bone, "Top")
    sub = build.cause(bone, "Sub", parent=top)
    other = build.fishbone(world.other_project)
    wrong = [place(sub), place(build.cause(other)), place(other.categories.first()), "cause:x", "", "category:"]
    for words in wrong:
        with pytest.raises(Refusal):
            services.add_cause(fishbone=bone, text="New", place=words, by=world.lead)
    second = build.cause(bone, "Second")
    edit = {"text": "Top", "votes": 0, "version": 0, "by": world.lead}
    with pytest.raises(Refusal, match="causes of its own"):
        services.edit_cause(cause=top, place=place(second), **edit)
    with pytest.raises(Refusal):
        services.edit_cause(cause=top, place=place(top), **edit)


def test_moving_a_cause_takes_its_sub_causes_along(world, bone) -> None:
    top = build.cause(bone, "Top")
    build.cause(bone, "Sub", parent=top)
    process = bone.categories.get(name="Process")
    row = services.edit_cause(cause=top, text="Top", place=place(process), votes=4, version=0, by=world.lead)
    assert (row.version, row.votes) == (2, 4)  # counted, and moved
    assert set(Cause.objects.values_list("category__name", flat=True)) == {"Process"}
    with pytest.raises(Stale) as stale:
        services.edit_cause(cause=top, text="Other", place=place(process), votes=4, version=0, by=world.member)
    assert stale.value.current.text == "Top"


def test_order_changes_only_from_where_it_was_seen(world, bone) -> None:
    people = bone.categories.first()
    rows = [services.add_cause(fishbone=bone, text=t, place=place(people), by=world.lead) for t in "ABC"]
    services.move_cause(cause=rows[2], up=True, seen_at=2, by=world.lead)
    services.move_cause(cause=rows[2], up=True, seen_at=2, by=world.lead)  # the same request again
    assert [c[0] for c in texts(bone)[0]] == ["A", "C", "B"]
    services.move_cause(cause=rows[0], up=True, seen_at=0, by=world.lead)
    assert [c[0] for c in texts(bone)[0]] == ["A", "C", "B"]
    services.move_category(category=people, up=False, seen_at=0, by=world.lead)
    assert bone.categories.first().name == "Process"


def test_removal_needs_the_count_that_was_seen(world, bone) -> None:
    top = build.cause(bone, "Top")
    build.cause(bone, "Sub", parent=top)
    with pytest.raises(Refusal, match="meanwhile"):
        services.remove_cause(cause=top, subs_seen=0, by=world.lead)
    with pytest.raises(Refusal):
        services.remove_category(category=top.category, causes_seen=1, by=world.lead)
    services.remove_category(category=top.category, causes_seen=2, by=world.lead)
    assert not Cause.objects.exists()
    assert Cause.history.filter(history_type="-").count() == 2
    with pytest.raises(Stale):
        services.remove_cause(cause=top, subs_seen=0, by=world.lead)


def test_group_names_are_kept_apart(world, bone) -> None:
    people = bone.categories.first()
    assert services.add_category(fishbone=bone, name="people", by=world.lead) == people
    with pytest.raises(Refusal):
        services.rename_category(category=people, name="PROCESS", version=0, by=world.lead)
    for number in range(6):
        services.add_category(fishbone=bone, name=f"Group {number}", by=world.lead)
    with pytest.raises(Refusal, match="12 groups"):
        services.add_category(fishbone=bone, name="One more", by=world.lead)


def test_votes_of_two_counters(world, bone) -> None:
    one, two = build.cause(bone, "One", votes=1), build.cause(bone, "Two", votes=2)
    assert services.set_votes(fishbone=bone, votes={one.pk: (1, 9), two.pk: (2, 2)}, by=world.lead) == {}
    assert services.set_votes(fishbone=bone, votes={one.pk: (1, 5), two.pk: (2, 3)}, by=world.member) == {one.pk: 9}
    assert dict(Cause.objects.values_list("text", "votes")) == {"One": 9, "Two": 3}


def test_testing_a_cause(world, bone) -> None:
    cause = build.cause(bone)
    idea = services.test_cause(cause=cause, text="Two people until 9", by=world.lead)
    assert services.test_cause(cause=cause, text="two people until 9", by=world.lead) == idea
    view = outline(bone).categories[0].causes[0]
    assert (view.idea, view.is_tested) == (idea, False)
    Ramp.objects.create(project=world.project, idea=idea, title="Two people")
    assert outline(bone).categories[0].causes[0].is_tested


@pytest.mark.django_db(transaction=True)
def test_two_people_add_at_once(world) -> None:
    """Each of two writers adds ten causes to one group; every cause has a place of its own."""
    bone = build.fishbone(world.project)
    people = bone.categories.first()
    problems = []

    def add(letter: str, by) -> None:
        try:
            for number in range(10):
                services.add_cause(fishbone=bone, text=f"{letter}{number}", place=place(people), by=by)
        except Exception as problem:  # shown by the assertion below
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=add, args=pair) for pair in (("A", world.lead), ("B", world.member))]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert problems == []
    assert sorted(people.causes.values_list("position", flat=True)) == list(range(20))


# Pages -------------------------------------------------------------------------------------------------------


def test_empty_page_offers_the_start(world, sign_in) -> None:
    assert "Name the problem" in sign_in(world.lead).get(url(world)).content.decode()
    assert "Name the problem" not in sign_in(world.coach).get(url(world)).content.decode()
    assert sign_in(world.lead).get(url(world, "fishbone-picture")).status_code == 404
    answer = sign_in(world.lead).post(url(world, "fishbone-edit"), {"effect": "Long waits", "version": "0"})
    assert answer["Location"] == url(world)
    assert "Long waits" in sign_in(world.coach).get(url(world)).content.decode()


def test_add_change_move_and_remove_without_scripts(world, bone, sign_in) -> None:
    client, people = sign_in(world.lead), bone.categories.first()
    add = url(world, "cause-create", category_id=people.pk)
    assert client.get(add).status_code == 200
    assert client.post(add, {"text": "No time", "place": place(people)})["Location"] == url(world)
    cause = Cause.objects.get()
    client.post(f"{add}?under={cause.pk}", {"text": "Too many calls", "place": place(cause)})
    edit = url(world, "cause-edit", cause_id=cause.pk)
    process = bone.categories.get(name="Process")
    client.post(edit, {"text": "Too little time", "place": place(process), "votes": "7", "version": "0"})
    cause.refresh_from_db()
    assert (cause.text, cause.category, cause.votes) == ("Too little time", process, 7)
    remove = url(world, "cause-delete", cause_id=cause.pk)
    page = client.get(remove).content.decode()
    assert "One cause goes with it" in page
    assert "Too many calls" in page
    assert client.post(remove, {"seen": "0"}).status_code == 409
    assert client.post(remove, {"seen": "1"}).status_code == 302
    assert not Cause.objects.exists()


def test_scripts_get_the_new_board_in_place(world, bone, sign_in) -> None:
    client, people = sign_in(world.lead), bone.categories.first()
    add = url(world, "cause-create", category_id=people.pk)
    form = client.get(add, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in form
    assert "hx-post" in form
    assert "autofocus" in form
    refused = client.post(add, {"text": "", "place": place(people)}, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert "<html" not in refused.content.decode()
    answer = client.post(add, {"text": "No time", "place": place(people)}, headers={"HX-Request": "true"})
    assert answer["HX-Retarget"] == "#fishbone"
    assert "No time" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("fishbone-edit", {"effect": ""}, "What is the problem?"),
        ("fishbone-edit", {"effect": "x" * 161}, "The most is 160"),
        ("fishbone-edit", {"effect": f"Kept {NHS_NUMBER}"}, "NHS number"),
        ("category-create", {"name": f"Kept {NHS_NUMBER}"}, "NHS number"),
        ("category-create", {"name": "x" * 41}, "The most is 40"),
        ("cause-create", {"text": "x" * 4000}, "The most is 120"),
        ("cause-create", {"text": f"Kept {NHS_NUMBER}"}, "NHS number"),
        ("cause-create", {"text": "Kept", "place": "category:nowhere"}, "no longer there"),
        ("cause-edit", {"text": "Kept", "votes": "-1"}, "must be 0 or more"),
        ("cause-edit", {"text": "Kept", "votes": "many"}, "must be a whole number"),
        ("cause-test", {"text": f"Kept {NHS_NUMBER}"}, "NHS number"),
        ("cause-test", {"text": "x" * 201}, "The most is 200"),
    ],
)
def test_bad_input_is_kept_and_nothing_written(world, bone, sign_in, name: str, data, words: str) -> None:
    cause = build.cause(bone)
    ids = {"cause-create": {"category_id": cause.category_id}}
    ids |= {key: {"cause_id": cause.pk} for key in ("cause-edit", "cause-test")}
    if name.startswith("cause") and "place" not in data:
        data = {"place": place(cause.category), **data}
    before = list(Cause.objects.values_list("text", "votes")), Category.objects.count()
    answer = sign_in(world.lead).post(url(world, name, **ids.get(name, {})), {"version": "0", **data})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "nhsuk-error-summary" in page
    assert next(iter(value for key, value in data.items() if key in {"text", "name", "effect"})) in page
    assert (list(Cause.objects.values_list("text", "votes")), Category.objects.count()) == before
    assert not ChangeIdea.objects.exists()


def test_clash_shows_both_texts(world, bone, sign_in) -> None:
    cause = build.cause(bone, "First")
    services.edit_cause(cause=cause, text="By Sam", place=place(cause.category), votes=0, version=0, by=world.member)
    edit = url(world, "cause-edit", cause_id=cause.pk)
    data = {"text": "By Jo", "place": place(cause.category), "votes": "0"}
    answer = sign_in(world.lead).post(edit, {**data, "version": "0"})
    page = answer.content.decode()
    assert answer.status_code in {409, 422}
    assert "By Sam" in page
    assert "By Jo" in page
    sign_in(world.lead).post(edit, {**data, "version": "1"})
    assert Cause.objects.get().text == "By Jo"


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("name", ["cause-delete", "cause-move", "category-delete", "category-move"])
def test_a_row_removed_at_the_same_moment(world, bone, sign_in, monkeypatch, name: str, scripts: bool) -> None:
    """After the page has found it and before the service has locked it."""
    row = build.cause(bone) if name.startswith("cause") else bone.categories.first()
    _goes_first(monkeypatch, row)
    ids = {f"{'cause' if isinstance(row, Cause) else 'category'}_id": row.pk}
    headers = {"HX-Request": "true"} if scripts else {}
    data = {"seen": "0", "at": "0", "way": "down"}
    answer = sign_in(world.lead).post(url(world, name, **ids), data, follow=True, headers=headers)
    assert answer.status_code == 200
    assert "Somebody removed" in answer.content.decode()


@pytest.mark.parametrize("name", ["cause-edit", "cause-test", "category-edit"])
def test_words_for_a_row_removed_at_the_same_moment_are_kept(world, bone, sign_in, monkeypatch, name: str) -> None:
    row = build.cause(bone) if name.startswith("cause") else bone.categories.first()
    _goes_first(monkeypatch, row)
    ids = {f"{'cause' if isinstance(row, Cause) else 'category'}_id": row.pk}
    data = {"text": "Kept words", "name": "Kept words", "place": place(bone.categories.last()), "votes": "1"}
    answer = sign_in(world.lead).post(url(world, name, **ids), {**data, "version": "0"})
    assert answer.status_code in {409, 422}
    assert "removed" in answer.content.decode()
    assert "Kept words" in answer.content.decode()


def _goes_first(monkeypatch, row) -> None:
    lock = services.lock

    def remove_and_lock(fishbone: Fishbone) -> Fishbone:
        type(row).objects.filter(pk=row.pk).delete()
        return lock(fishbone)

    monkeypatch.setattr(services, "lock", remove_and_lock)


def test_votes_page(world, bone, sign_in) -> None:
    one = build.cause(bone, "One")
    client = sign_in(world.lead)
    assert "People: One" in client.get(url(world, "fishbone-votes")).content.decode()
    client.post(url(world, "fishbone-votes"), {f"votes-{one.pk}": "5", f"was-{one.pk}": "0"})
    answer = client.post(url(world, "fishbone-votes"), {f"votes-{one.pk}": "3", f"was-{one.pk}": "0"})
    assert answer.status_code == 409
    assert "Somebody wrote 5 here meanwhile" in answer.content.decode()
    assert (
        client.post(url(world, "fishbone-votes"), {f"votes-{one.pk}": "x", f"was-{one.pk}": "5"}).status_code == 422
    )
    client.post(url(world, "fishbone-votes"), {f"votes-{one.pk}": "3", f"was-{one.pk}": "5"})
    assert Cause.objects.get().votes == 3


def test_test_this_makes_an_idea(world, bone, sign_in) -> None:
    cause = build.cause(bone)
    client = sign_in(world.lead)
    answer = client.post(url(world, "cause-test", cause_id=cause.pk), {"text": "Two people until 9"})
    idea = ChangeIdea.objects.get()
    assert answer["Location"] == (presenters.ramp_url(world.project.pk, idea) or url(world))
    assert "Being tested" not in client.get(url(world)).content.decode()
    Ramp.objects.create(project=world.project, idea=idea, title="Two people")
    assert "Being tested" in client.get(url(world)).content.decode()


@pytest.mark.parametrize("name", ["category-edit", "category-delete", "cause-create", "cause-edit", "cause-test"])
def test_rows_of_another_project_do_not_exist(world, bone, sign_in, name: str) -> None:
    other = build.fishbone(world.other_project)
    cause = build.cause(other)
    ids = {"cause_id": cause.pk} if name in {"cause-edit", "cause-test"} else {"category_id": cause.category_id}
    client = sign_in(world.lead)
    assert client.get(url(world, name, **ids)).status_code == 404
    assert client.post(url(world, name, **ids), {"text": "x"}).status_code == 404


def test_hostile_text_is_only_text(world, bone, sign_in) -> None:
    cause = build.cause(bone, HOSTILE)
    build.cause(bone, HOSTILE, parent=cause)
    bone.effect = HOSTILE
    bone.save()
    client = sign_in(world.lead)
    for name in ("fishbone-detail", "fishbone-print", "fishbone-votes"):
        page = client.get(url(world, name)).content.decode()
        assert "<script>alert" not in page
        assert "مرحبا" in page
    assert b"<script" not in client.get(url(world, "fishbone-picture")).content


def test_picture_has_a_tag_and_changes_with_its_content(world, bone, sign_in) -> None:
    cause = build.cause(bone, "One")
    client = sign_in(world.coach)
    first = client.get(url(world, "fishbone-picture"))
    assert first["Content-Type"] == "image/svg+xml"
    assert client.get(url(world, "fishbone-picture")).content == first.content
    again = client.get(url(world, "fishbone-picture"), headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    old = presenters.digest(outline(bone), "full")
    Cause.objects.filter(pk=cause.pk).update(text="Another")
    assert presenters.digest(outline(bone), "full") != old
    assert client.get(url(world, "fishbone-picture"))["ETag"] != first["ETag"]
    assert client.get(url(world, "fishbone-picture") + "?format=png").content[:4] == b"\x89PNG"
    assert client.get(url(world, "fishbone-picture") + "?format=exe").status_code == 404


def fill(bone: Fishbone, count: int) -> None:
    groups = list(bone.categories.all())
    for number in range(count):
        text = f"Cause {number} with words enough to be broken over more than one line"
        build.cause(bone, text, category=groups[number % 6], position=number, votes=number % 9)


@pytest.mark.parametrize("count", [1, 80])
def test_from_one_to_eighty_causes(world, bone, sign_in, count: int) -> None:
    fill(bone, count)
    client = sign_in(world.lead)
    page = client.get(url(world)).content.decode()
    assert page.count('data-row="cause" data-id=') == count
    for size in ("full", "phone"):
        assert client.get(url(world, "fishbone-picture"), {"size": size}).status_code == 200
    if count == 80:
        add = url(world, "cause-create", category_id=bone.categories.first().pk)
        refused = client.post(add, {"text": "One more", "place": place(bone.categories.first())})
        assert "80 causes already" in refused.content.decode()


def test_queries_do_not_grow(world, bone, sign_in, django_assert_max_num_queries) -> None:
    client = sign_in(world.lead)
    fill(bone, 2)
    client.get(url(world))
    with django_assert_max_num_queries(40) as few:
        client.get(url(world))
    fill(bone, 20)
    for cause in bone.causes.all():
        services.test_cause(cause=cause, text=f"Try {cause.pk}", by=world.lead)
    with django_assert_max_num_queries(len(few) + 1):  # one for the ramps of ideas, once there is an idea
        client.get(url(world))
