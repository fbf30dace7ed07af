from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string


def frame(request: HttpRequest) -> dict[str, Any]:
    """The header's programme, navigation and account; read only if the page shows it."""
    provider = import_string(settings.FRAME_PROVIDER)
    return {"frame": SimpleLazyObject(lambda: provider(request))}
