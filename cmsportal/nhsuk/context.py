"""The context processor that gives ``base.html`` its frame and its clock."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

from cmsportal.nhsuk.frame import Frame


def _build(request: HttpRequest) -> Frame:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Frame()
    return import_string(settings.FRAME_PROVIDER)(request)


def frame(request: HttpRequest) -> dict[str, object]:
    """``frame``, built only when a page asks for it, and the session's two times in seconds."""
    return {
        "frame": SimpleLazyObject(lambda: _build(request)),
        "session_idle_seconds": settings.SESSION_IDLE_SECONDS,
        "session_warning_seconds": settings.SESSION_WARNING_SECONDS,
    }
