"""The service behind 'Take it with you': reads what this person may see, makes the file, and writes down who took it."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from cmsportal.audit.services import record
from projects.models import Project
from projects.permissions import ProjectAccess

from .kinds import Kind
from .pdf import pdf_file
from .reading import read_paper
from .word import word_file


@transaction.atomic
def make_document(*, project: Project, access: ProjectAccess, kind: Kind, by: Any) -> bytes:
    """The whole workbook as a file to take away, as ``by`` may see it.

    Args:
        access: what ``by`` is to the project: tools that are not shown leave no trace in it.
    """
    paper = read_paper(project, access)
    content = word_file(paper, timezone.now()) if kind is Kind.WORD else pdf_file(paper)
    record("workbook.taken_away", project, by=by, project=project, kind=kind.value)
    return content
