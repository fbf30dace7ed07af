"""Pages of the fishbone. Each change has a small page of its own; with scripts it opens inside the outline."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cmsportal.accounts.access import get_or_404
from cmsportal.versions import Stale
from projects.pages import ProjectFormPage
from projects.permissions import can_edit_project, can_see
from projects.refusal import Refusal
from projects.tools import Tool

from ..diagrams.board_views import BoardView, OperationsView
from ..diagrams.operations import own_votes
from ..diagrams.services import go_back
from ..models import Category, Cause, ChangeIdea, Fishbone
from ..pictures import picture_response
from . import presenters, services
from .forms import CategoryForm, CauseForm, EffectForm, IdeaForm, VotesForm


class FishboneView(BoardView, abstract=True):
    tool = Tool.FISHBONE

    def find_thing(self) -> Fishbone | None:
        return Fishbone.visible_to(self.request.user).filter(project=self.project).first()

    @property
    def fishbone(self) -> Fishbone:
        """The project's fishbone, or a 404."""
        return self.thing

    def outline(self) -> presenters.Outline:
        user, bone = self.request.user, self.fishbone
        ideas = ChangeIdea.visible_to(user).filter(project=self.project, cause__isnull=False)
        return presenters.outline_of(
            bone,
            Category.visible_to(user).filter(fishbone=bone),
            Cause.visible_to(user).filter(fishbone=bone),
            ideas.prefetch_related("ramps"),
        )

    def find(self, model: Any, name: str) -> Any:
        """The row that the URL names, of this project's fishbone."""
        return get_or_404(model.visible_to(self.request.user).filter(fishbone=self.fishbone), pk=self.kwargs[name])

    def back(self, said: str = "") -> HttpResponse:
        """To the fishbone; with scripts, the fishbone as it now stands in place of the old one."""
        if self.request.htmx:
            self.__dict__.pop("_thing", None)
            context = self.picture_context(said=said)
            answer = render(self.request, "toolkit/fishbone/board.html", context)
            answer["HX-Retarget"], answer["HX-Reswap"] = "#fishbone", "outerHTML"
            return answer
        if said:
            messages.success(self.request, said)
        return redirect("fishbone-detail", project_id=self.project.pk)

    def picture_context(self, **extra: Any) -> dict[str, Any]:
        outline = self.outline()
        pictures = {f"picture_{size}": presenters.digest(outline, size) for size in ("full", "phone")}
        back, forth = self.way_back()
        mine, most = own_votes(self.fishbone, self.request.user) if self.access.edits else (set(), 0)
        votes = {"own_votes": mine, "votes_each": most, "may_undo": back, "may_redo": forth}
        return self.get_context_data(outline=outline, **votes, **pictures, **extra)


class FishboneDetail(FishboneView):
    """The picture, and the same list as an outline."""

    permission = can_see(Tool.FISHBONE)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.find_thing() is None:
            return render(request, "toolkit/fishbone_empty.html", self.get_context_data())
        return render(request, "toolkit/fishbone_detail.html", self.picture_context())


class FishbonePrint(FishboneView):
    """The picture across a landscape page, and the outline below."""

    permission = can_see(Tool.FISHBONE)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.find_thing() is None:
            return redirect("fishbone-detail", project_id=self.project.pk)
        return render(request, "toolkit/fishbone_print.html", self.picture_context())


class FishbonePicture(FishboneView):
    """The drawing: SVG, or with ``?format=`` PNG or PDF; ``?size=phone`` for narrow screens."""

    permission = can_see(Tool.FISHBONE)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        size = "phone" if request.GET.get("size") == "phone" else "full"
        fmt = request.GET.get("format", "svg")
        if fmt not in {"svg", "png", "pdf"}:
            raise Http404
        return picture_response(request, presenters.picture(self.outline(), size, fmt), fmt)


class FishboneOperations(FishboneView, OperationsView):
    """The same fishbone for the browser that edits it: see ``OperationsView``."""

    permission = can_see(Tool.FISHBONE)


class CauseVoting(FishboneView):
    """A person's own vote for a cause, given or taken back."""

    permission = can_edit_project

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        cause = self.find(Cause, "cause_id")
        on = request.POST.get("on") == "1"
        try:
            services.vote_for_cause(cause=cause, on=on, by=request.user)
        except Refusal as refusal:
            messages.warning(request, str(refusal))
            return self.back()
        return self.back(f"You voted for '{cause}'." if on else f"Your vote for '{cause}' is taken back.")


class FishboneUndo(FishboneView):
    """Puts back what this person did last, or does it again."""

    permission = can_edit_project

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        forth = request.POST.get("way") == "redo"
        try:
            done = go_back(diagram=self.fishbone, forth=forth, by=request.user)
        except Refusal as refusal:
            messages.warning(request, str(refusal))
            return self.back()
        return self.back(("Done again." if forth else "Undone.") if done else "")


class PartEdit(FishboneView, ProjectFormPage, abstract=True):
    """A small form: on a page of its own, or inside the outline. Subclasses say what it changes."""

    refused_status = 422
    stale_status = 409
    title = ""
    button = "Save"
    lead = ""
    said = ""

    @property
    def template_name(self) -> str:
        return "toolkit/fishbone/inline_form.html" if self.request.htmx else "toolkit/fishbone_edit.html"

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        if self.request.htmx and not form.is_bound:
            form.visible_fields()[0].field.widget.attrs["autofocus"] = True  # it opens where the person just pressed
        if self.request.htmx and status >= 400:
            status = self.refused_status  # the one that htmx puts on the page
        answer = super().show(form, status)
        answer["Vary"] = "HX-Request, Cookie"
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(view=self, here=self.request.get_full_path(), **kwargs)

    def say(self, words: str) -> None:
        self.said = words

    def get_next_url(self) -> HttpResponse:
        return self.back(self.said)


class FishboneEdit(PartEdit):
    permission = can_edit_project
    title = "The problem"
    lead = "It stands at the head of the fishbone. Everything else answers: why does this happen?"

    def get_form(self, data: Any = None) -> EffectForm:
        return EffectForm(data, instance=self.find_thing())

    def save(self, form: EffectForm) -> str:
        self._thing = services.set_effect(
            project=self.project,
            effect=form.cleaned_data["effect"],
            version=form.expected_version,
            by=self.request.user,
        )
        return "Saved."


class FishboneVotes(PartEdit):
    """All counts on one page, to be filled in when the team has voted."""

    permission = can_edit_project
    title = "Count the votes"
    lead = "Give everybody about a third as many votes as there are causes. Write down what each cause got."

    def get_form(self, data: Any = None) -> VotesForm:
        return VotesForm(data, outline=self.outline())

    def save(self, form: VotesForm) -> str:
        clashes = services.set_votes(fishbone=self.fishbone, votes=form.counted(), by=self.request.user)
        if clashes:
            raise Stale(clashes)
        return "Votes saved."


class CategoryCreate(PartEdit):
    permission = can_edit_project
    title = "Add a group"
    button = "Add this group"

    def get_form(self, data: Any = None) -> CategoryForm:
        _ = self.fishbone
        return CategoryForm(data)

    def save(self, form: CategoryForm) -> str:
        row = services.add_category(fishbone=self.fishbone, name=form.cleaned_data["name"], by=self.request.user)
        return f"'{row.name}' added."


class CategoryEdit(PartEdit):
    permission = can_edit_project
    title = "Rename a group"

    def get_form(self, data: Any = None) -> CategoryForm:
        self.category = self.find(Category, "category_id")
        return CategoryForm(data, instance=self.category)

    def save(self, form: CategoryForm) -> str:
        services.rename_category(
            category=self.category,
            name=form.cleaned_data["name"],
            version=form.expected_version,
            by=self.request.user,
        )
        return "Renamed."


class CauseCreate(PartEdit):
    """Add a cause to a group; with ``?under=`` the cause of a cause."""

    permission = can_edit_project
    title = "Add a cause"
    button = "Add this cause"
    lead = "Ask 'why?' once more of each cause. The answers hang under it."

    def get_form(self, data: Any = None) -> CauseForm:
        self.category = self.find(Category, "category_id")
        under = self.request.GET.get("under", "")
        place = f"cause:{under}" if under else f"category:{self.category.pk}"
        return CauseForm(data, outline=self.outline(), initial={"place": place})

    def save(self, form: CauseForm) -> str:
        cause = services.add_cause(
            fishbone=self.fishbone,
            text=form.cleaned_data["text"],
            place=form.cleaned_data["place"],
            by=self.request.user,
        )
        return f"'{cause.text}' added."


class CauseEdit(PartEdit):
    permission = can_edit_project
    title = "Change a cause"

    def get_form(self, data: Any = None) -> CauseForm:
        self.cause = self.find(Cause, "cause_id")
        return CauseForm(data, outline=self.outline(), instance=self.cause)

    def save(self, form: CauseForm) -> str:
        values = {name: form.cleaned_data[name] for name in ("text", "place", "votes")}
        services.edit_cause(cause=self.cause, **values, version=form.expected_version, by=self.request.user)
        return "Saved."


class CauseTest(PartEdit):
    """From a cause to something worth trying."""

    permission = can_edit_project
    title = "Test this"
    button = "Keep this idea"

    def get_form(self, data: Any = None) -> IdeaForm:
        self.cause = self.find(Cause, "cause_id")
        self.lead = f"The cause: {self.cause.text}"
        return IdeaForm(data)

    def save(self, form: IdeaForm) -> str:
        self.idea = services.test_cause(cause=self.cause, text=form.cleaned_data["text"], by=self.request.user)
        return "Kept as a change idea."

    def get_next_url(self) -> HttpResponse:
        url = presenters.ramp_url(self.project.pk, self.idea)
        return redirect(url) if url and not self.request.htmx else super().get_next_url()


class Removal(FishboneView, abstract=True):
    """Says what goes with it, and removes it when that is what the person saw."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._show(self.find_row())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.find_row()
        try:
            self.remove(row, _whole(request.POST.get("seen")))
        except Refusal as refusal:
            return self._show(row, str(refusal), 409)
        except Stale:
            return self.back(f"Somebody removed '{row}' already.")
        return self.back(f"'{row}' removed.")

    def _show(self, row: Any, refused: str = "", status: int = 200) -> HttpResponse:
        context = self.get_context_data(row=row, goes=self.goes_with(row), refused=refused)
        return render(self.request, "toolkit/fishbone_remove.html", context, status=status)

    def find_row(self) -> Any:
        raise TypeError("a subclass finds the row")

    def goes_with(self, row: Any) -> list[Any]:
        raise TypeError("a subclass says what goes with it")

    def remove(self, row: Any, seen: int) -> None:
        raise TypeError("a subclass removes it")


class CategoryDelete(Removal):
    permission = can_edit_project

    def find_row(self) -> Category:
        return self.find(Category, "category_id")

    def goes_with(self, row: Category) -> list[Cause]:
        return list(row.causes.all())

    def remove(self, row: Category, seen: int) -> None:
        services.remove_category(category=row, causes_seen=seen, by=self.request.user)


class CauseDelete(Removal):
    permission = can_edit_project

    def find_row(self) -> Cause:
        return self.find(Cause, "cause_id")

    def goes_with(self, row: Cause) -> list[Cause]:
        return list(row.sub_causes.all())

    def remove(self, row: Cause, seen: int) -> None:
        services.remove_cause(cause=row, subs_seen=seen, by=self.request.user)


class Moving(FishboneView, abstract=True):
    """One place up or down, from where the person saw it."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        up, seen_at = request.POST.get("way") == "up", _whole(request.POST.get("at"))
        try:
            self.move(up=up, seen_at=seen_at, by=request.user)
        except Stale:
            return self.back("Somebody removed it meanwhile.")
        return self.back()

    def move(self, **how: Any) -> None:
        raise TypeError("a subclass moves the row")


class CategoryMove(Moving):
    permission = can_edit_project

    def move(self, **how: Any) -> None:
        services.move_category(category=self.find(Category, "category_id"), **how)


class CauseMove(Moving):
    permission = can_edit_project

    def move(self, **how: Any) -> None:
        services.move_cause(cause=self.find(Cause, "cause_id"), **how)


def _whole(text: Any) -> int:
    """The number in a hidden field; -1, which fits nothing, for anything else."""
    return int(text) if text and str(text).isascii() and str(text).isdigit() and len(str(text)) < 6 else -1
