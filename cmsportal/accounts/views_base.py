"""The page that invites somebody; each role has a small class of its own."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from .access import Guarded
from .forms import InviteForm
from .invitations import invite


class InviteView(Guarded, abstract=True):
    """Declare ``permission``, ``role``, ``heading``, ``why``; say what to invite to, and where the list is."""

    role = ""
    form_class: type[InviteForm] = InviteForm
    heading = ""
    why = ""

    def get_scope(self, form: InviteForm) -> Any:
        raise TypeError(f"{type(self).__name__} does not say what it invites to.")

    def get_back(self) -> tuple[str, str]:
        """Words and address of the list that the person goes back to."""
        raise TypeError(f"{type(self).__name__} does not say where to go back to.")

    def form_kwargs(self) -> dict[str, Any]:
        return {}

    def page_context(self) -> dict[str, Any]:
        return {}

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._page(self.form_class(**self.form_kwargs()))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form_class(request.POST, **self.form_kwargs())
        if not form.is_valid():
            return self._page(form)
        values = {name: form.cleaned_data[name] for name in ("name", "email")}
        try:
            invite(role=self.role, scope=self.get_scope(form), by=request.user, **values, **form.options)
        except ValidationError as problem:
            form.add_error(None, problem)
            return self._page(form)
        messages.success(request, f"An invitation is on its way to {values['email']}. Its link works for 14 days.")
        return redirect(self.get_back()[1])

    def _page(self, form: InviteForm) -> HttpResponse:
        words, url = self.get_back()
        context = {
            "form": form,
            "heading": self.heading,
            "why": self.why,
            "back_words": words,
            "back_url": url,
            **self.page_context(),
        }
        return render(self.request, "accounts/invite.html", context)
