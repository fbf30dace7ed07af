"""The service behind 'Take it with you': reads what the reader may see, makes the file, writes down who took it."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from cmsportal.audit.services import record
from projects.models import Project
from projects.permissions import ProjectAccess

from .kinds import Kind
from .pdf import pdf_file
from .poster import poster_file
from .reading import read_paper
from .word import word_file


@transaction.atomic
def make_document(*, project: Project, access: ProjectAccess, kind: Kind, by: Any) -> bytes:
    """The workbook as a file to take away, whole or as a poster, as ``by`` may see it.

    Args:
        access: what ``by`` is to the project: tools that are not shown leave no trace in it.
    """
    paper = read_paper(project, access)
    match kind:
        case Kind.WORD:
            content = word_file(paper, timezone.now())
        case Kind.PDF:
            content = pdf_file(paper)
        case Kind.POSTER:
            content = poster_file(paper)
    record("workbook.taken_away", project, by=by, project=project, kind=kind.value)
    return content
