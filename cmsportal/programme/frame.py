"""Who sees which entries in the header."""

from typing import Any

from django.http import HttpRequest

from cmsportal.nhsuk.frame import Frame


def frame_for(request: HttpRequest) -> Frame:
    user: Any = request.user
    if not user.is_authenticated:
        return Frame()
    return Frame(account_name=user.name)
