"""Hidden figures on the pages that are not about measures, and in what an aim says."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.builders import make
from tests.builders import toolkit as build
from tests.builders.addresses import without_signatures
from toolkit.models import Figure, SpecificAim

OUTSIDE = ("partner", "manager", "other_practice_lead")
OTHERS = ("today", "project-list", "wall-list", "library-list")


def _fill(world, which: int) -> list[object]:
    """The same project twice: only hidden figures differ, and the small number the aim starts from."""
    project = world.project
    falls = make.measure(
        project, name="Falls", value_kind="count", unit="falls", direction="down", goal=0, baseline=(3, 6)[which]
    )
    pairs = [(20 + k, 20 + k) for k in range(10)] + [(3, 7), (1, 6)]
    make.figures(falls, [pair[which] for pair in pairs])
    few = make.measure(project, name="Seen at once", value_kind="percentage", is_lead=False)
    last = make.monday()
    for back in range(9):
        counts = ((3, 40), (7, 44))[which] if back == 0 else (20, 40)
        value = round(Decimal(100 * counts[0]) / counts[1], 3)
        Figure.objects.create(
            measure=few, date=last - timedelta(weeks=back), value=value, numerator=counts[0], denominator=counts[1]
        )
    build.specific_aim(
        project, direction="decrease", what="Falls", unit="falls", measure=falls, baseline=(3, 6)[which], goal=0
    )
    return [falls, few]


def _everything(client, world) -> list[str]:
    project, programme = {"project_id": world.project.pk}, {"programme_id": world.programme.pk}
    urls = [reverse(name) for name in OTHERS]
    urls += [
        reverse(name, kwargs=project) for name in ("project-detail", "steps-detail", "aims-detail", "wall-detail")
    ]
    urls += [reverse(name, kwargs=programme) for name in ("programme-detail", "programme-download")]
    found = []
    for url in urls:
        answer = client.get(url)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        found.append(f"{url} 200 {body.decode()}" if answer.status_code == 200 else f"{url} {answer.status_code}")
    return found


def _plain(text: str, measures) -> str:
    """Without the ids and form tokens, which differ from run to run."""
    for number, measure in enumerate(measures):
        text = text.replace(str(measure.pk), f"measure-{number}")
    return without_signatures(re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text))


def _twice(world, sign_in, who: str) -> list[list[str]]:
    seen = []
    for which in (0, 1):
        world.project.measures.all().delete()
        SpecificAim.objects.all().delete()
        measures = _fill(world, which)
        seen.append([_plain(text, measures) for text in _everything(sign_in(getattr(world, who)), world)])
    return seen


@pytest.mark.parametrize("who", OUTSIDE)
def test_no_page_outside_the_practice_depends_on_a_hidden_figure(who, world, sign_in) -> None:
    world.project.shares.create(tool="wall", audience="library")
    world.project.shares.create(tool="aims", audience="partner", partner=world.partner_organisation)
    first, second = _twice(world, sign_in, who)
    assert sum(" 200 " in text for text in first) >= 5
    for one, other in zip(first, second, strict=True):
        assert one == other


def test_the_same_check_sees_the_difference_for_the_team(world, sign_in) -> None:
    first, second = _twice(world, sign_in, "lead")
    assert sum(one != other for one, other in zip(first, second, strict=True)) >= 4


@pytest.mark.parametrize(
    ("kind", "unit", "baseline", "said"),
    [
        ("count", "falls", 3, "Lower falls to 0 falls."),
        ("count", "falls", 33, "Lower falls from 35 to 0 falls."),
        ("percentage", "%", 52, "Lower falls from 52% to 0%."),
        ("percentage", "%", 3, "Lower falls to 0%."),
        ("value", "minutes", 6, "Lower falls from 6 to 0 minutes."),
        ("rate", "falls", 6, "Lower falls to 0 falls."),
        (None, "falls", 33, "Lower falls to 0 falls."),
        (None, "%", 52, "Lower falls from 52% to 0%."),
    ],
)
def test_where_an_aim_starts_is_a_figure(kind, unit, baseline, said, world, sign_in) -> None:
    """The goal is a wish and is told; what it starts from was counted."""
    measure = make.measure(world.project, value_kind=kind, unit=unit) if kind else None
    aim = {
        "direction": "decrease",
        "what": "Falls",
        "unit": unit,
        "measure": measure,
        "baseline": baseline,
        "goal": 0,
    }
    build.specific_aim(world.project, **aim)
    for name in ("aims-detail", "project-detail"):
        url = reverse(name, args=[world.project.pk])
        assert said in sign_in(world.manager).get(url).content.decode(), name
        assert f" from {baseline}" in sign_in(world.coach).get(url).content.decode(), name
