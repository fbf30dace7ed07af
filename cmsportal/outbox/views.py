"""The demo's outbox. The HTML of a mail is a document of its own, shut in by a strict policy."""

from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp, csp_update
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.clickjacking import xframe_options_sameorigin

from cmsportal.accounts.access import Guarded, signed_in

from .reader import SentMail, find_mail, list_mails

PER_PAGE = 30
SHUT_IN = {
    "default-src": [NONE],
    "style-src": ["'unsafe-inline'"],
    "frame-ancestors": [SELF],
    "sandbox": ["allow-top-navigation-by-user-activation"],
}
LINKS_LEAVE_THE_FRAME = '<head><base target="_top">'


class OutboxList(Guarded):
    permission = signed_in

    def get(self, request: HttpRequest) -> HttpResponse:
        page = Paginator(list_mails(settings.EMAIL_OUTBOX_DIR), PER_PAGE).get_page(request.GET.get("page"))
        return render(request, "outbox/outbox_list.html", {"page": page})


class MailView(Guarded, abstract=True):
    target: SentMail

    def find_target(self) -> SentMail:
        mail = find_mail(settings.EMAIL_OUTBOX_DIR, self.kwargs["name"])
        if mail is None:
            raise Http404
        return mail


@method_decorator(csp_update({"frame-src": [SELF]}), name="dispatch")
class OutboxDetail(MailView):
    permission = signed_in

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return render(request, "outbox/outbox_detail.html", {"mail": self.target})


@method_decorator([csp(SHUT_IN), xframe_options_sameorigin], name="dispatch")
class OutboxHtml(MailView):
    permission = signed_in

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return HttpResponse(self.target.html.replace("<head>", LINKS_LEAVE_THE_FRAME, 1))
