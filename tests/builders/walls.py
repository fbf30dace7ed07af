"""Screens and public links of a wall, as the smallest valid rows."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from projects.models import Project
from toolkit.models import WallLink
from toolkit.walls import pairing
from toolkit.walls.tokens import token_of


def screen(project: Project, by: Any, **extra: Any) -> WallLink:
    return WallLink.objects.create(
        **{"project": project, "kind": "screen", "name": "Staff room", "created_by": by, **extra}
    )


def public(project: Project, by: Any, **extra: Any) -> WallLink:
    return WallLink.objects.create(
        **{
            "project": project,
            "kind": "public",
            "name": "Our website",
            "created_by": by,
            "expires_at": timezone.localtime() + timedelta(days=30),
            **extra,
        }
    )


def token(link: WallLink) -> str:
    return token_of(link)


def ticket() -> str:
    """What a screen holds that waits for its code to be typed."""
    return pairing.begin("192.0.2.1").signed
