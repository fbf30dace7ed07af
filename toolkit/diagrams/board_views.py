"""What the pages of all diagrams share, and the address at which a browser sends and fetches operations."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from projects.permissions import can_edit_project
from projects.refusal import Refusal
from projects.views_base import ProjectView

from ..models import ChangeIdea, Fishbone, Node, Operation
from . import operations, state
from .changes import Clash
from .kinds import kind_of
from .reading import NotWhole, read_operation


class BoardView(ProjectView, abstract=True):
    """A page of one diagram. ``find_thing`` says which."""

    def find_thing(self) -> Any:
        raise TypeError(f"{type(self).__name__} does not say which diagram it is about.")

    @property
    def thing(self) -> Any:
        """The diagram, or a 404."""
        if "_thing" not in self.__dict__:
            found = self.find_thing()
            if found is None:
                raise Http404
            self._thing = found
        return self._thing

    def rows(self) -> dict[str, list[Any]]:
        """All rows of the diagram by kind, in order."""
        kind, user = kind_of(self.thing), self.request.user
        return {
            name: list(row.model.visible_to(user).filter(**{kind.owner: self.thing}))
            for name, row in kind.rows.items()
        }

    def operations(self) -> Any:
        kind = kind_of(self.thing)
        return Operation.visible_to(self.request.user).filter(**{kind.owner: self.thing}).select_related("by")

    def last_number(self) -> int:
        return operations.last_number(kind_of(self.thing), self.thing)

    def shown(self) -> dict[str, Any]:
        """The diagram as the page shows it, for a browser that puts the new one in place of the old.

        ``parts``: HTML by its place on the page. ``picture`` and ``alt``: the drawing. ``places``: see ``places_of``.
        """
        raise TypeError(f"{type(self).__name__} does not say what it shows.")

    def way_back(self) -> tuple[Any, Any]:
        """Which operations 'undo' and 'redo' of this person put back."""
        if not self.access.edits:
            return None, None
        own = self.operations().filter(by=self.request.user).order_by("-number")[: operations.REMEMBERED]
        return operations.own_way_back(reversed(own))


class OperationsView(BoardView, abstract=True):
    """The operations of one diagram as JSON.

    GET gives the whole diagram (``board``) with the ``number`` of its last operation; with ``?after=<number>`` only
    the operations since. POST does one: ``{"id": a new id, "after": last number known, "does": change}`` or, to put
    one back, ``{"id": ..., "after": ..., "undo": its id}``. A change is as in ``changes``. The answer is

    - 201 when it was done, 200 when there was nothing to do or it was done before; ``done`` is its id, or null;
    - 409 with ``refused`` and ``current`` when somebody changed the same field meanwhile;
    - 422 with ``refused`` when it cannot be done, 400 when it did not arrive whole. Then nothing was done.

    Each carries ``number``, ``may_edit``, what ``undo`` and ``redo`` would put back, and ``operations`` since
    ``after``. With ``?show=1`` there is ``shown``, too, where the page may be out of date: see ``BoardView.shown``.
    """

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        after = request.GET.get("after", "")
        number = int(after) if after.isascii() and after.isdigit() and len(after) < 10 else None
        if number is not None and number == self.last_number():  # asked every few seconds, and nearly always so
            return self.told({"number": number, "may_edit": self.access.edits, "operations": []})
        return self.answer(number)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not can_edit_project(request.user, self.project):
            raise PermissionDenied
        try:
            ident, after, change, back = read_operation(request.body)
        except NotWhole as problem:
            return self.answer(None, 400, whole=False, refused=str(problem))
        try:
            if back is not None:
                done = operations.undo(thing=self.thing, operation=back, by=request.user, ident=ident)
            else:
                done = operations.perform(thing=self.thing, change=change, by=request.user, ident=ident)
        except Clash as clash:
            return self.answer(after, 409, refused=str(clash), current=clash.current)
        except Refusal as refusal:
            return self.answer(after, 422, refused=str(refusal))
        is_new = done is not None and (after is None or done.number > after)
        return self.answer(after, 201 if is_new else 200, done=str(done.pk) if done else None)

    def answer(self, after: int | None, status: int = 200, whole: bool = True, **more: Any) -> JsonResponse:
        self.__dict__.pop("_thing", None)
        kind, user = kind_of(self.thing), self.request.user
        number = self.last_number()
        back, forth = self.way_back()
        told = {"number": number, "undo": back, "redo": forth, "may_edit": self.access.edits, **more}
        if after is not None and number - state.MOST_TOLD <= after <= number:
            since = self.operations().filter(number__gt=after, number__lte=number)
            told["operations"] = [state.operation_as_json(one, user) for one in since]
        elif whole and not self.shows:
            told["board"] = state.board_as_json(kind, self.thing, self.rows(), self.marks())
        if self.shows:
            told["shown"] = self.shown()
        return self.told(told, status)

    @property
    def shows(self) -> bool:
        return self.request.GET.get("show") == "1"

    @staticmethod
    def told(told: dict[str, Any], status: int = 200) -> JsonResponse:
        return JsonResponse(told, status=status, headers={"Cache-Control": "no-store"})

    def marks(self) -> dict[str, Any]:
        """Ideas that came of the entries, and on a fishbone this person's votes."""
        user = self.request.user
        if not isinstance(self.thing, Fishbone):
            nodes = Node.visible_to(user).filter(diagram=self.thing, change_idea__isnull=False)
            nodes = nodes.select_related("change_idea").prefetch_related("change_idea__ramps")
            return {"ideas": [state.idea_as_json(node.change_idea, node.pk) for node in nodes]}
        ideas = ChangeIdea.visible_to(user).filter(cause__fishbone=self.thing).prefetch_related("ramps")
        mine, most = operations.own_votes(self.thing, user)
        return {
            "ideas": [state.idea_as_json(idea, idea.cause_id) for idea in ideas],
            "votes": {"mine": sorted(str(pk) for pk in mine), "each": most},
        }
