"""The team's pages about its wall: order and owner, screens, public links."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe

from cmsportal.accounts.access import get_or_404
from projects.models import Project
from projects.pages import ProjectFormPage
from projects.permissions import can_edit_project, can_share
from toolkit.measures.entering import local_today
from toolkit.measures.series import for_charts
from toolkit.measures.services import move_measure
from toolkit.models import WallLink
from toolkit.qr import qr_svg

from . import links, pairing, services
from .facts import facts_of
from .forms import PublicLinkForm, ScreenForm, WallForm
from .link_rows import link_rows, row_of
from .permissions import can_publish, is_on_team
from .presenters import order_rows
from .tokens import address_of, path_of
from .views import WallView

ONLY_TEAM = "Only your lead team can see this page"


class WallSettings(WallView, ProjectFormPage):
    """Who looks after the wall, what to do with a stale chart, and the order of the charts."""

    permission = staticmethod(can_edit_project)
    template_name = "toolkit/wall_settings.html"
    next_url = "wall-settings"

    def get_form(self, data: Any = None) -> WallForm:
        return WallForm(
            data,
            instance=facts_of(self.project).wall,
            team=self.project.team.current(),
            cancel_url=reverse("wall-detail", args=[self.project.pk]),
        )

    def save(self, form: WallForm) -> str:
        values = {name: form.cleaned_data[name] for name in services.FIELDS}
        services.save_wall(
            project=self.project, values=values, expected_version=form.expected_version, by=self.request.user
        )
        return "The settings are saved."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = order_rows(for_charts(self.project.measures.hanging()), local_today(self.project))
        return super().get_context_data(rows=rows, who_sees=ONLY_TEAM, **kwargs)


class WallChartMove(WallView):
    """Move a chart up or down. The page comes back at that chart, so that the next press is at hand."""

    permission = staticmethod(can_edit_project)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        measure = get_or_404(self.project.measures.hanging().select_related("project"), pk=kwargs["measure_id"])
        move_measure(measure=measure, up=request.POST.get("way") == "up", by=request.user)
        return redirect(reverse("wall-settings", args=[self.project.pk]) + f"#chart-{measure.pk}")


class WallLinkList(WallView):
    """Every way to the wall without signing in: what it shows, when it was last opened, and how to end it."""

    permission = is_on_team

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = link_rows(self.project)
        context = self.get_context_data(
            screens=[row for row in rows if row.link.kind == WallLink.Kind.SCREEN],
            public=[row for row in rows if row.link.kind == WallLink.Kind.PUBLIC],
            can_publish=can_publish(request.user, self.project),
            can_share=can_share(request.user, self.project),
            pairing_address=request.build_absolute_uri(reverse("screen-start")),
            who_sees=ONLY_TEAM,
        )
        return render(request, "toolkit/walllink_list.html", context)


class WallScreenCreate(WallView, ProjectFormPage):
    permission = staticmethod(can_edit_project)
    template_name = "toolkit/wallscreen_form.html"
    link: WallLink

    def get_form(self, data: Any = None) -> ScreenForm:
        cancel = reverse("walllink-list", args=[self.project.pk])
        return ScreenForm(data, by=self.request.user, cancel_url=cancel)

    def save(self, form: ScreenForm) -> str:
        values = {name: form.cleaned_data[name] for name in ("name", "hides_small_numbers")}
        self.link = links.add_screen(project=self.project, by=self.request.user, **values)
        code = form.cleaned_data["code"]
        if not code:
            return ""
        if pairing.hand_over(code, path_of(self.link)):
            return "The screen shows your wall in a few seconds."
        messages.warning(self.request, "The screen’s code ran out just now. Open the address below on the screen.")
        return ""

    def get_next_url(self) -> HttpResponse:
        return redirect("walllink-detail", self.project.pk, self.link.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = self.request.build_absolute_uri(reverse("screen-start"))
        return super().get_context_data(pairing_address=address, who_sees=ONLY_TEAM, **kwargs)


class WallPublicCreate(WallView, ProjectFormPage):
    permission = can_publish
    template_name = "toolkit/wallpublic_form.html"
    link: WallLink

    def get_form(self, data: Any = None) -> PublicLinkForm:
        cancel = reverse("walllink-list", args=[self.project.pk])
        return PublicLinkForm(data, today=local_today(self.project), cancel_url=cancel)

    def save(self, form: PublicLinkForm) -> str:
        values = {name: form.cleaned_data[name] for name in ("name", "last_day")}
        self.link = links.add_public_link(project=self.project, by=self.request.user, **values)
        return ""

    def get_next_url(self) -> HttpResponse:
        return redirect("walllink-detail", self.project.pk, self.link.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(who_sees=ONLY_TEAM, **kwargs)


class WallLinkView(WallView, abstract=True):
    link: WallLink

    def find_target(self) -> Project:
        project = super().find_target()
        rows = WallLink.visible_to(self.request.user).filter(project=project).select_related("created_by")
        self.link = get_or_404(rows, pk=self.kwargs["link_id"])
        self.link.project = project
        return project


class WallLinkDetail(WallLinkView):
    """The address of a screen or public link, as text, as a code to scan, and to open here."""

    permission = is_on_team

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = row_of(self.link)
        address = address_of(self.link) if row.works else ""
        context = self.get_context_data(
            row=row,
            address=address,
            qr=mark_safe(qr_svg(address).decode()) if address else "",
            pairing_address=request.build_absolute_uri(reverse("screen-start")),
            who_sees=ONLY_TEAM,
        )
        return render(request, "toolkit/walllink_detail.html", context)


class WallLinkRevoke(WallLinkView):
    permission = is_on_team

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        links.revoke_link(link=self.link, by=request.user)
        messages.success(request, f"‘{self.link.name}’ shows nothing any more.")
        return redirect("walllink-list", self.project.pk)
