"""The box as everybody with the link has it: one field, and what became of the ideas before."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cmsportal.accounts.access import public
from cmsportal.limits import within_limit
from projects.refusal import Refusal
from toolkit.models import WayIn
from toolkit.ways_in.open_views import WayInPage, sent

from . import services
from .forms import IdeaForm

SHOWN = 30  # ideas with their answers
PUT, PUT_IN = 10, 600  # ideas of one browser, seconds
NO_COOKIE = "Send it once more. This browser had not kept our cookie yet. It holds no name."


class BoxPut(WayInPage):
    """Ideas that nobody has answered yet are shown to the browser that put them in, and to no other."""

    permission = public
    opens = WayIn.Opens.IDEA_BOX

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.page(IdeaForm())

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        form = IdeaForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        if not self.browser:
            form.add_error(None, NO_COOKIE)
            return self.page(form)
        if not within_limit("box-put", self.browser_hash(), most=PUT, seconds=PUT_IN):
            form.add_error(None, "That is many ideas in a short time. Send this one again in ten minutes.")
            return self.page(form, 429)
        try:
            services.put_in(
                project=self.way_in.project,
                text=form.cleaned_data["text"],
                way_in=self.way_in,
                browser=self.browser_hash(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.page(form)
        return sent(redirect(f"{request.path}?there#yours"))

    def page(self, form: IdeaForm, status: int = 200) -> HttpResponse:
        return self.show(
            "toolkit/idea_box/open.html",
            status,
            form=form,
            yours=services.waiting_of_browser(self.way_in, self.browser_hash()),
            answered=services.answered_ideas(self.way_in.project)[:SHOWN],
            thanks="there" in self.request.GET and not form.is_bound,
        )
