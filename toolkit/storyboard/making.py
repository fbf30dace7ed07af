"""The service behind 'Take it with you': makes the file, and writes down who took it."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from cmsportal.audit.services import record
from projects.models import Project
from projects.permissions import ProjectAccess

from .forms import Kind
from .pdf import pdf_file
from .reading import read_board
from .slide import TYPE, slide_file

TYPES = {"pptx": TYPE, "pdf": "application/pdf"}


@transaction.atomic
def make_storyboard(*, project: Project, access: ProjectAccess, kind: Kind, for_others: bool, by: Any) -> bytes:
    """The storyboard as a file to take away, as ``by`` may see it.

    Args:
        for_others: hide small numbers also where ``by`` sees them.
    """
    board = read_board(project, access, for_others=for_others)
    content = slide_file(board, timezone.now()) if kind is Kind.SLIDE else pdf_file(board)
    small = access.sees_raw_figures and not for_others
    record("storyboard.taken_away", project, by=by, project=project, kind=kind.value, small_numbers=small)
    return content
