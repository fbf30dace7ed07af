"""Rating by a link, without an account. Nothing of a result shows here, before or after the round is closed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from cmsportal.accounts.access import public
from projects.refusal import Refusal
from toolkit.models import RatingRound, WayIn
from toolkit.ways_in.open_views import NO_COOKIE, WayInPage, sent
from toolkit.ways_in.tokens import WayClosed

from . import once, services
from .forms import OpenRatingForm
from .given import given_of
from .things import subject_of, things_of


class RatingPart(WayInPage):
    """The lines on one page; then thanks. Until the round is closed a browser may change what it said."""

    permission = public
    opens = WayIn.Opens.RATING

    def round(self) -> RatingRound:
        row = services.round_behind(self.way_in)
        if row is None:
            raise WayClosed("ended")
        return row

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        row = self.round()
        own = given_of(services.said_by(row, self.way_in, self.browser_hash()))
        if own and "change" not in request.GET:
            return self.show("toolkit/ratings/thanks.html", subject=subject_of(row))
        if self.asks_first(row, own):
            return self.show("toolkit/ratings/rated_before.html", **self.places(row))
        return self.page(row, self.form(row, own))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        row = self.round()
        return self.take_back(row) if "take_back" in request.POST else self.rate(row)

    def rate(self, row: RatingRound) -> HttpResponse:
        own = given_of(services.said_by(row, self.way_in, self.browser_hash()))
        if self.asks_first(row, own):  # the form was open from before
            return self.show("toolkit/ratings/rated_before.html", **self.places(row))
        form = self.form(row, own, self.request.POST)
        if not form.is_valid():
            return self.page(row, form)
        if form.rated_signed_in:
            return self.show("toolkit/ratings/rated_signed_in.html", **self.places(row))
        if not self.browser:
            form.add_error(None, NO_COOKIE)
            return self.page(row, form)
        try:
            services.give_ratings(round=row, given=form.given(), way_in=self.way_in, browser=self.browser_hash())
        except Refusal:
            raise WayClosed("ended") from None
        answer = sent(redirect(self.request.path))
        once.remember_link(answer, row, self.browser_hash())
        return answer

    def take_back(self, row: RatingRound) -> HttpResponse:
        """Whoever rates with an account after all takes away what this browser said. Twice changes nothing."""
        try:
            services.take_back_ratings(round=row, way_in=self.way_in, browser=self.browser_hash())
        except Refusal:
            raise WayClosed("ended") from None
        return sent(redirect(f"{self.request.path}?taken-back"))

    def places(self, row: RatingRound) -> dict[str, Any]:
        own_url = reverse("rating-give", kwargs={"project_id": row.project_id, "round_id": row.pk})
        return {"subject": subject_of(row), "own_url": own_url}

    def asks_first(self, row: RatingRound, own: Any) -> bool:
        """Whether somebody rated with an account in this browser, and nobody has said to be another."""
        return not own and "other" not in self.request.GET and once.rated_with_account(self.request, row)

    def form(self, row: RatingRound, own: Any, data: Any = None) -> OpenRatingForm:
        said = {given.thing: given for given in own}
        return OpenRatingForm(
            data,
            kind=row.kind,
            subject=subject_of(row),
            things=things_of(row),
            own=said,
            asks_account=not own and "other" not in self.request.GET,
        )

    def page(self, row: RatingRound, form: OpenRatingForm) -> HttpResponse:
        taken_back = "taken-back" in self.request.GET
        return self.show("toolkit/ratings/part.html", form=form, subject=subject_of(row), taken_back=taken_back)
