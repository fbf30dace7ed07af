"""The two pages that a file passes: where it is chosen, and what it would change."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import FormView, TemplateView

from cmsportal.accounts.access import Guarded, get_or_404
from practices.imports.files import Refused

from .presenters import Preview

LAST_SHOWN = 8


class ChoosesFile(Guarded, FormView, ABC, abstract=True):
    """The form for a file, and those read in before. ``kept``: how a good form becomes a row that waits."""

    model: ClassVar[Any]
    preview_url: ClassVar[str]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        done = self.model.visible_to(self.request.user).applied().select_related("by").defer("content")
        return super().get_context_data(imports=done.order_by("-applied_at")[:LAST_SHOWN], **kwargs)

    @abstractmethod
    def kept(self, values: dict[str, Any]) -> Any:
        """The row. Raises Refused."""

    def refuse(self, form: Any, refusal: Refused) -> None:
        form.add_error("file", str(refusal))

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            row = self.kept(form.cleaned_data)
        except Refused as refusal:
            self.refuse(form, refusal)
            return self.form_invalid(form)
        return redirect(self.preview_url, import_id=row.pk)


class PreviewsFile(Guarded, TemplateView, abstract=True):
    """What the file would change; the button writes it. Afterwards the same page says what was written."""

    model: ClassVar[Any]
    done: ClassVar[str]
    present: ClassVar[Callable[[Any], Preview]]
    write: ClassVar[Callable[..., Any]]

    def find_target(self) -> Any:
        rows = self.model.visible_to(self.request.user).select_related("by").defer("content")
        return get_or_404(rows, pk=self.kwargs["import_id"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(upload=self.target, preview=type(self).present(self.target), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            type(self).write(upload=self.target, by=request.user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, self.done)
        return redirect(request.path)
