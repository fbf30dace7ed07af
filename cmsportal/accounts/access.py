"""How a view says who may open it.

Every view of the portal derives from ``Guarded`` and declares ``permission``: a predicate ``(user, target) -> bool``,
or one of the markers below. A view that declares none fails at import. What is outside ``visible_to`` is a 404;
what is inside without the right is a 403.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import View

from cmsportal.logs import request_id

Permission = Callable[[Any, Any], bool]


def signed_in(user: Any, target: Any) -> bool:
    """Everybody with an account."""
    return user.is_authenticated


def public(user: Any, target: Any) -> bool:
    """Everybody, without an account."""
    return True


def is_administrator(user: Any, target: Any) -> bool:
    return user.is_superuser


class Guarded(View):
    """A view with a declared permission.

    ``find_target`` fetches what the URL names from ``visible_to`` and raises 404; ``permission`` then decides.
    """

    permission: Permission
    target: Any = None

    def __init_subclass__(cls, abstract: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        permission = getattr(cls, "permission", None)
        if not isinstance(cls.__dict__.get("permission"), staticmethod) and "permission" in cls.__dict__:
            cls.permission = staticmethod(permission)
        if abstract:
            return
        if permission is None:
            raise ImproperlyConfigured(f"{cls.__module__}.{cls.__name__} declares no permission.")
        if permission is public:
            method_decorator(login_not_required, name="dispatch")(cls)

    def find_target(self) -> Any:
        return None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.target = self.find_target()
        if not self.permission(request.user, self.target):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Somebody opens or loads again what only a button leads to: said in words, for they look at it."""
        refused = super().http_method_not_allowed(request, *args, **kwargs)
        if request.method != "GET":
            return refused
        page = render(request, "405.html", {"reference": request_id.get()}, status=405)
        page["Allow"], page["Cache-Control"] = refused["Allow"], "no-store"
        return page


def get_or_404(queryset: Any, **lookup: Any) -> Any:
    """The row, or a 404; also when a date, number or id in the URL is malformed."""
    try:
        return queryset.get(**lookup)
    except (queryset.model.DoesNotExist, ValueError, ValidationError) as problem:
        raise Http404 from problem


def page_of_button(request: HttpRequest, otherwise: str) -> str:
    """Where to go back to after a button's POST: ``?next=``, if it is the path of a page of this site.

    A path begins with a slash: ``redirect`` takes every other word for the name of a URL.
    """
    back = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return back if safe and back.startswith("/") else otherwise
