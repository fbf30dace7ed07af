from typing import Any

from practices.imports.files import Refused
from practices.models import OpenDataImport
from practices.permissions import can_import_open_data
from practices.uploads.views import ChoosesFile, PreviewsFile

from .forms import OpenDataForm
from .presenters import about, kinds, preview
from .services import DayMissing, apply_file, keep_file


class OpenDataList(ChoosesFile):
    """What has been read in, how new it is, and the form for the next file."""

    permission = can_import_open_data
    template_name = "practices/open_data_list.html"
    form_class = OpenDataForm
    model = OpenDataImport
    preview_url = "open-data-preview"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        newest = OpenDataImport.visible_to(self.request.user).newest_days()
        return super().get_context_data(kinds=kinds(newest), **kwargs)

    def kept(self, values: dict[str, Any]) -> OpenDataImport:
        return keep_file(upload=values["file"], day=values["day"], by=self.request.user)

    def refuse(self, form: OpenDataForm, refusal: Refused) -> None:
        if isinstance(refusal, DayMissing):
            form.add_error("day", str(refusal))
            form.add_error("file", "Choose the file again, together with its day.")
        else:
            super().refuse(form, refusal)


class OpenDataPreview(PreviewsFile):
    permission = can_import_open_data
    template_name = "practices/open_data_preview.html"
    model = OpenDataImport
    done = "The figures have been read in."
    present = preview
    write = apply_file

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(about=about(self.target), **kwargs)
