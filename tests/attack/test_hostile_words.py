"""What nobody types by accident: in every field, in searches, in addresses, as whole bodies."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from practices.models import Practice
from tests.builders import make

SCRIPT = "<script>alert(1)</script>{{7*7}}{% now 'Y' %}"
RIGHT_TO_LEFT = "\u202egnp.exe 😀"
FORMULA = "=cmd|' /C calc'!A0"


@pytest.mark.parametrize("text", [f"{SCRIPT} {RIGHT_TO_LEFT}", FORMULA])
def test_text_comes_back_as_text_on_every_page_that_shows_it(text, world, sign_in) -> None:
    project = {"project_id": world.project.pk}
    measure = make.measure(world.project, name=text, unit=text[:40], definition=text)
    make.figures(measure, [12, 14, 13])
    make.chart_mark(world.project, label=text[:60])
    make.action(world.project, text=text, owner_name=text)
    cycle = make.cycle(world.project, title=text, scale=text, what=text)
    standard = make.standard(world.project, title=text, what=text)
    world.project.change_ideas.create(text=text)
    world.project.title = world.practice.name = text
    world.project.save()
    world.practice.save()
    client = sign_in(world.lead)
    names = ("today", "project-list", "wall-list")
    pages = [reverse(name) for name in names]
    names = (
        "project-detail",
        "wall-detail",
        "measure-list",
        "action-list",
        "ramp-list",
        "standard-list",
        "steps-detail",
    )
    pages += [reverse(name, kwargs=project) for name in names]
    pages.append(reverse("measure-detail", args=[world.project.pk, measure.pk]))
    pages.append(reverse("cycle-detail", args=[world.project.pk, cycle.pk]))
    pages.append(reverse("standard-detail", args=[world.project.pk, standard.pk]))
    pages.append(reverse("ramp-picture", args=[world.project.pk, cycle.ramp_id]))
    pages.append(reverse("measure-chart", kwargs={**project, "measure_id": measure.pk, "fmt": "svg"}))
    for url in pages:
        answer = client.get(url)
        assert answer.status_code == 200, url
        body = answer.content.decode()
        assert "<script>alert" not in body, url
        assert "alert(1)</script>49" not in body, url
    file = client.get(reverse("measure-download", args=[world.project.pk, measure.pk])).content.decode()
    assert ",=cmd" not in file
    assert "\n=cmd" not in file
    table = b"".join(
        sign_in(world.manager).get(reverse("programme-download", args=[world.programme.pk])).streaming_content
    ).decode()
    assert f"\n{FORMULA}" not in table
    assert f",{FORMULA}" not in table


@pytest.mark.parametrize("words", ["%", "_", "\\", "100%' OR '1'='1", "a\x00b", "x" * 3000])
def test_searches_take_signs_as_signs(words, world, sign_in) -> None:
    """A wildcard finds what has that sign in it, not everything; what cannot be searched for breaks nothing."""
    searchable = len(words) < 100 and "\x00" not in words
    searches = [
        ("practice-list", [], "q", world.manager, "Larkmead"),
        ("project-create", [world.programme.pk], "q", world.manager, "Larkmead"),
        ("programme-detail", [world.programme.pk], "q", world.manager, "Answering the phones"),
        ("person-list", [], "words", world.admin, world.lead.email),
        ("event-list", [], "who", world.admin, "nothing of the kind"),
    ]
    for name, args, key, who, found in searches:
        answer = sign_in(who).get(reverse(name, args=args), {key: words, "page": "9" * 30})
        assert answer.status_code == 200, name
        assert not searchable or found not in answer.content.decode(), name


def test_signs_in_addresses_that_name_no_such_thing(world, sign_in) -> None:
    client, project = sign_in(world.lead), world.project.pk
    measure = make.measure(world.project)
    cycle = make.cycle(world.project)
    base = f"/projects/{project}"
    chart = reverse("measure-chart", kwargs={"project_id": project, "measure_id": measure.pk, "fmt": "svg"})
    ramp = reverse("ramp-picture", args=[project, cycle.ramp_id])
    for url in (
        f"{chart}?size=../../etc/passwd",
        f"{chart}?size=",
        chart.replace("svg", "exe"),
        chart.replace("svg", "..%2f..%2fpasswd"),
        f"{ramp}?size=%00",
        reverse("cycle-move", args=[project, cycle.pk, "start"]).replace("start", "..%2Fclose"),
        reverse("workbook-part", args=[project, "patients"]).replace("patients", "..%2F..%2F"),
        reverse("workbook-part", args=[project, "patients"]).replace("patients", "none-such"),
        f"{base}/../../admin/",
    ):
        assert client.get(url).status_code == 404, url
    for name, args in (
        ("progress-done", [project, "step-9"]),
        ("progress-done", [project, "none-such"]),
        ("cycle-move", [project, cycle.pk, "none-such"]),
        ("answer-save", [project, "patients.none-such"]),
    ):
        assert client.post(reverse(name, args=args)).status_code == 404, f"{name} {args}"


@pytest.mark.parametrize(
    "typed", ["1e999", "NaN", "Infinity", "1,234.5.6", "0x10", "1_000", "--1", "52 61", "9" * 40, "1e-400"]
)
def test_numbers_that_are_none(typed, world, sign_in) -> None:
    measure = make.measure(world.project)
    url = reverse("figure-create", args=[world.project.pk, measure.pk])
    page = sign_in(world.lead).post(url, {"value": typed, "date": f"{make.today():%d/%m/%Y}"}).content.decode()
    assert "error-summary" in page
    assert f'value="{typed}"' in page
    assert not measure.figures.exists()


def test_bodies_of_another_kind_and_size(world, client, sign_in) -> None:
    """JSON, a broken upload, bytes that are no text, ten thousand fields, ten megabytes: never a page that broke."""
    url = reverse("idea-create", args=[world.project.pk])
    sign_in(world.lead)
    bodies = [
        (b'{"text": "An idea"}', "application/json", 200),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x", 200),
        (b"--x\r\nbroken", "multipart/form-data", 400),
        (b"text=%ff%fe%00", "application/x-www-form-urlencoded", 200),
        (b"&".join(b"a%d=1" % number for number in range(1500)), "application/x-www-form-urlencoded", 400),
        (b"text=" + b"x" * 6_000_000, "application/x-www-form-urlencoded", 400),
        (b"", "text/plain", 200),
    ]
    client.raise_request_exception = False
    for body, kind, status in bodies:
        assert client.post(url, body, content_type=kind).status_code == status, kind
    assert not world.project.change_ideas.exists()
    for method in ("put", "patch", "delete", "trace"):
        assert getattr(client, method)(url).status_code == 405, method
    assert client.options(url).status_code == 200
    assert client.head(url).content == b""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("../../etc/passwd", b"A81001,THE SURGERY"),
        ("list.csv", b"\x00" * 5000),
        ("list.csv", b"PK\x03\x04 a zip"),
        ("list.csv", b"\xff\xfe" + "A81001".encode("utf-16-le") * 50),
        ("list.csv", b'"' * 20000),
        ("list.csv", b""),
        ("list.csv", b"=cmd," * 26 + b"x\n"),
    ],
)
def test_files_that_are_no_list_change_nothing(name, content, world, sign_in) -> None:
    before = Practice.objects.count()
    file = SimpleUploadedFile(name, io.BytesIO(content).getvalue(), content_type="text/csv")
    answer = sign_in(world.manager).post(
        reverse("practice-import"), {"file": file, "as_of": f"{make.today():%d/%m/%Y}"}
    )
    assert answer.status_code in {200, 422}
    assert "error-summary" in answer.content.decode()
    assert Practice.objects.count() == before


def test_a_stage_that_is_to_come_and_a_decision_built_on_are_not_written(world, sign_in) -> None:
    client, cycle = sign_in(world.lead), make.cycle(world.project)
    url = reverse("cycle-stage", args=[world.project.pk, cycle.pk, "act"])
    client.post(url, {"decision": "adopt", "version": 0})
    cycle.refresh_from_db()
    assert cycle.decision == ""
    cycle.stage, cycle.decision = "closed", "adapt"
    cycle.save()
    make.cycle(world.project, number=2, previous=cycle)
    client.post(url, {"decision": "abandon", "decision_reason": "No use", "version": cycle.version})
    cycle.refresh_from_db()
    assert cycle.decision == "adapt"


def test_the_button_after_an_adopted_test_leads_to_what_is_kept(world, sign_in) -> None:
    cycle = make.cycle(world.project, stage="closed", decision="adopt", who="Reception")
    page = sign_in(world.lead).get(reverse("cycle-detail", args=[world.project.pk, cycle.pk])).content.decode()
    url = reverse("standard-create", args=[world.project.pk])
    assert f'href="{url}?cycle={cycle.pk}"' in page
    assert "Reception" in sign_in(world.lead).get(f"{url}?cycle={cycle.pk}").content.decode()


def test_a_search_form_sent_as_a_sign_up_is_no_sign_up(world, sign_in) -> None:
    url = reverse("project-create", args=[world.programme.pk])
    before = world.programme.projects.count()
    answer = sign_in(world.manager).post(f"{url}?q=Larkmead", {"title": "T"})
    assert answer.status_code == 200
    assert world.programme.projects.count() == before
