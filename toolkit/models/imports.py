"""Figures on their way in from a spreadsheet."""

from django.conf import settings
from django.db import models

from cmsportal.models import Row
from projects.models import Project

from .. import querysets
from .measures import Measure


class FigureImport(Row):
    """Cells that somebody pasted or sent as a file, kept between the preview and the button that writes figures.

    Only its author can open it. The cells are forgotten when the figures are written, the row a day after it came.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="figure_imports")
    measure = models.ForeignKey(
        Measure, null=True, blank=True, on_delete=models.CASCADE, related_name="+", help_text="Where it was started."
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField("file name", max_length=200, blank=True, help_text="Empty: pasted cells.")
    cells = models.JSONField(help_text="Rows of cells as text.")
    columns = models.JSONField(default=list, help_text="What each column holds, as chosen.")
    objects = querysets.OfVisibleProject.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name or "Pasted cells"
