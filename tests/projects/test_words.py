"""The programme's switch: plain words with the method's beside them, or the method's alone."""

import re
from typing import Any

import pytest
from django.urls import reverse

from projects.models import ToolUse
from projects.steps.presenters import path_rows, steps_for
from projects.tools import Tool
from projects.words import METHOD, Words
from tests.builders import make
from tests.builders import toolkit as build
from toolkit.models import Diagram, Node

PAGES = {
    "workbook-detail": ("About our practice (5Ps)", "5Ps"),
    "workbook-print": ("About our practice (5Ps)", "5Ps"),
    "fishbone-detail": ("What causes it (fishbone)", "Fishbone"),
    "aims-detail": ("What we will improve (aim)", "Aim"),
    "standard-list": ("What we keep", "SDSA"),
    "ramp-list": ("Small tests", "PDSA cycles"),
    "map-list": ("How it works, step by step (process maps)", "Process maps"),
    "driver-detail": ("What it depends on (driver diagram)", "Driver diagram"),
    "huddle-detail": ("Ten-minute huddle", "Huddle"),
}


def heading(page: str) -> str:
    return page.split('<h1 class="app-title">')[1].split("</h1>")[0].strip()


def way_back(page: str) -> str:
    """The words of the breadcrumbs, as they are read."""
    return re.sub(r"<[^>]*>", "", page.split('class="nhsuk-breadcrumb', 1)[1].split("</nav>")[0])


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_pages_follow_the_switch(world, sign_in, name: str) -> None:
    client, url = sign_in(world.lead), reverse(name, args=[world.project.pk])
    plain, method = PAGES[name]
    page = client.get(url).content.decode()
    assert heading(page).startswith(plain)
    titled = name != "driver-detail"  # before it is begun, its title says how to begin
    assert f"<title>{plain.partition(' (')[0]}" in page or not titled
    world.programme.method_words = True
    world.programme.save()
    page = client.get(url).content.decode()
    assert heading(page) == method
    assert f"<title>{method}" in page or not titled
    assert method in way_back(page)


@pytest.mark.django_db
def test_steps_follow_the_switch(world) -> None:
    assert path_rows(steps_for(world.project, []))[1]["title"] == "About our practice"
    world.project.programme = make.programme("Method", method_words=True)
    steps = steps_for(world.project, [])
    assert [row["title"] for row in path_rows(steps)] == ["Organise", "5Ps", "Diagnose", "Treat", "Follow up"]
    assert {row["method"] for row in path_rows(steps)} == {""}
    assert "PDSA cycles" in [tool.label for tool in steps[3].tools]


def test_every_tool_has_a_name_either_way() -> None:
    for tool in Tool:
        assert Words(True).name(tool)
        assert Words(False).title(tool).startswith(tool.label)
    assert Words(False)["workbook"] == "About our practice (5Ps)"
    assert all(Words(True).title(tool) == word for tool, word in METHOD.items())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "plain", "method"),
    [("fishbone-picture", "What causes it", "Fishbone"), ("driver-picture", "What it depends on", "Driver diagram")],
)
def test_the_title_in_a_picture_follows_the_switch(world, sign_in, name: str, plain: str, method: str) -> None:
    build.cause(build.fishbone(world.project))
    drawn = Diagram.objects.create(project=world.project, kind="drivers", title="Calls answered")
    Node.objects.create(diagram=drawn, kind="primary", text="Enough people")
    client, url = sign_in(world.lead), reverse(name, args=[world.project.pk])
    assert f"<title>{plain}</title>" in title_of(client.get(url))
    world.programme.method_words = True
    world.programme.save()
    assert f"<title>{method}</title>" in title_of(client.get(url)), "no picture with the old word is kept"


def title_of(answer: Any) -> str:
    return re.sub(r"<title[^>]*>", "<title>", answer.content.decode())


@pytest.mark.django_db
def test_the_name_of_the_workbooks_file_follows_the_switch(world, sign_in) -> None:
    client, url = sign_in(world.lead), reverse("workbook-document", args=[world.project.pk])
    assert "larkmead-surgery-about-our-practice.docx" in client.post(url, {"kind": "word"})["Content-Disposition"]
    world.programme.method_words = True
    world.programme.save()
    assert "larkmead-surgery-5ps.docx" in client.post(url, {"kind": "word"})["Content-Disposition"]


@pytest.mark.django_db
def test_the_record_of_use_follows_the_switch(world, sign_in) -> None:
    ToolUse.objects.create(project=world.project, tool="cycles", first_on="2026-01-05", last_on="2026-01-05")
    client, url = sign_in(world.lead), reverse("use-list", args=[world.project.pk])
    page = client.get(url)
    assert "Small tests" in page.content.decode()
    assert all(cell for row in page.context["rows"] for cell in row), "no cell looks forgotten"
    world.programme.method_words = True
    world.programme.save()
    assert "PDSA cycles" in client.get(url).content.decode()
