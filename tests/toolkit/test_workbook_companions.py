"""From a question of the workbook to the tool that finds out what it asks."""

from django.urls import reverse

from toolkit.models import Workbook, WorkbookSkip
from toolkit.workbook.companions import COMPANIONS
from toolkit.workbook.questions import find_part


def part_page(client, world, slug: str) -> str:
    return client.get(reverse("workbook-part", args=[world.project.pk, slug])).text


def test_every_group_with_a_tool_leads_to_it(world, sign_in) -> None:
    Workbook.objects.create(project=world.project, path=Workbook.Path.FULL)
    client, pages = sign_in(world.lead), {}
    for (slug, group), (_tool, words) in COMPANIONS.items():
        part = find_part(slug)
        assert part is not None
        assert part.group(group) is not None
        pages.setdefault(slug, part_page(client, world, slug))
        title = part.group(group).title
        assert f'{words}<span class="nhsuk-u-visually-hidden">: {title}</span>' in pages[slug]
    assert reverse("survey-list", args=[world.project.pk]) in pages["patients"]
    for name in ("rating-list", "counting-detail", "map-list"):
        assert reverse(name, args=[world.project.pk]) in pages["processes"]


def test_who_only_reads_is_not_asked_to_find_out_and_what_is_left_out_asks_nobody(world, sign_in) -> None:
    words = "Ask patients in a short survey"
    assert words in part_page(sign_in(world.lead), world, "patients")
    assert words not in part_page(sign_in(world.coach), world, "patients")
    for group in ("opinion", ""):
        skip = WorkbookSkip.objects.create(project=world.project, part="patients", group=group, reason="no_time")
        assert words not in part_page(sign_in(world.lead), world, "patients")
        skip.delete()
    assert words in part_page(sign_in(world.lead), world, "patients")
