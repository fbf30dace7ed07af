"""Pages that somebody opens without signing in: by a mailed link or a QR code."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cmsportal.accounts.access import Guarded
from cmsportal.limits import visitor, within_limit

# A whole practice, and sometimes several, reach the portal from one address.
OPENED, OPENED_IN = 120, 60  # times, seconds


class OpenPage(Guarded, abstract=True):
    """Kept by nobody on the way, and not to be tried without end. ``closed_template`` says what does not open."""

    closed_template: str

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not within_limit("open-page", visitor(request), most=OPENED, seconds=OPENED_IN):
            return self.closed("often", 429)
        return super().dispatch(request, *args, **kwargs)

    def closed(self, reason: str, status: int = 410) -> HttpResponse:
        """Says kindly that nothing opens here, and shows nothing. ``reason`` chooses the sentence."""
        return self.answer(self.closed_template, status, reason=reason)

    def answer(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        answer = render(self.request, template, context, status=status)
        answer["Cache-Control"] = "no-store"
        # Without any referrer browsers send "Origin: null", and the form would be refused.
        answer["Referrer-Policy"] = "strict-origin"
        return answer
