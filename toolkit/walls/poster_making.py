"""The service behind the poster: gathers what stands on it, and writes down who took it away."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from cmsportal.audit.services import record
from projects.models import Project
from projects.permissions import ProjectAccess
from toolkit.measures.codes import code_address, make_codes
from toolkit.measures.permissions import reader_for
from toolkit.models import Measure
from toolkit.paper import Code
from toolkit.qr import qr_svg

from .cards import cards_on, hang
from .facts import facts_of
from .poster import LARGE, PAPERS, poster


@transaction.atomic
def make_poster(
    *, project: Project, access: ProjectAccess, paper: str, with_codes: bool, for_outside: bool, by: Any
) -> bytes:
    """The wall as a PDF for somebody to take away.

    Args:
        paper: a key of ``PAPERS``.
        with_codes: a code on each chart by which its next figure is entered; only for those who edit the project.
        for_outside: hide small numbers also where the reader sees them, and put no codes on it.
    """
    reader = reader_for(access)
    if for_outside:
        reader = replace(reader, raw=False)
    facts = facts_of(project)
    found, _more = cards_on(project, reader, lambda charts: LARGE)
    cards = hang(found, reader, when_stale=facts.to_do if reader.raw else "")
    codes = (
        _entry_codes([card.measure for card in found], by) if with_codes and access.edits and not for_outside else {}
    )
    record("wall.printed", project, by=by, project=project, small_numbers=reader.raw, codes=bool(codes))
    address = settings.SITE_URL + reverse("wall-detail", args=[project.pk])
    return poster(
        project=project,
        cards=cards,
        reader=reader,
        facts=facts,
        paper=PAPERS[paper],
        wall_code=Code(qr_svg(address).decode(), f"Code that opens {address}"),
        entry_codes=codes,
        inside=reader.raw and access.is_team,
    )


def _entry_codes(measures: list[Measure], by: Any) -> dict[Any, Code]:
    names = {measure.pk: measure.name for measure in measures}
    return {
        code.measure_id: Code(
            qr_svg(code_address(code)).decode(), f"Code to enter a figure for {names[code.measure_id]}"
        )
        for code in make_codes(measures=measures, by=by)
    }
