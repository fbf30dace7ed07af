"""One's own calendar: its address on the account, and what a calendar program reads there."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from cmsportal.accounts.access import Guarded, public, signed_in
from cmsportal.limits import within_limit
from projects.models import CalendarFeed

from .feeds import address_of, feed_of, find_feed, open_feed, revoke_feed, written

HEADERS = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
MOST, SPAN = 30, 3600  # readings of one address in an hour: programs ask each quarter of an hour at most


@method_decorator(never_cache, name="dispatch")
class CalendarDetail(Guarded):
    """The address to put into a calendar program; when it was last read; and the button that withdraws it."""

    permission = signed_in

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = feed_of(request.user)
        context = {
            "feed": row,
            "address": address_of(row) if row else "",
            "withdrawn": CalendarFeed.visible_to(request.user).last_revoked(),
            "who_sees": "Only you see this page",
        }
        return render(request, "projects/calendar/calendar_detail.html", context)


class CalendarCreate(Guarded):
    permission = signed_in

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        open_feed(user=request.user)
        return redirect("calendar-detail")


class CalendarRevoke(Guarded):
    permission = signed_in

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        revoke_feed(user=request.user)
        messages.success(request, "The address is withdrawn. It tells nothing any more.")
        return redirect("calendar-detail")


class CalendarOpen(Guarded):
    """What a calendar program reads: no sign-in, no session. Altered, withdrawn and closed all answer alike."""

    permission = public

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        row = find_feed(token)
        if row is None:
            return sent(HttpResponse("This calendar is no longer there.", status=410, content_type="text/plain"))
        if not within_limit("calendar", str(row.pk), most=MOST, seconds=SPAN):
            answer = HttpResponse("Too often. Ask again in an hour.", status=429, content_type="text/plain")
            answer["Retry-After"] = str(SPAN)
            return sent(answer)
        answer = HttpResponse(written(row), content_type="text/calendar; charset=utf-8")
        answer["Content-Disposition"] = 'inline; filename="microsystems.ics"'
        return sent(answer)


def sent(answer: HttpResponse) -> HttpResponse:
    for name, value in HEADERS.items():
        answer[name] = value
    return answer
