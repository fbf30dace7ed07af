from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache

from cmsportal.accounts.invitations import invite
from tests.builders import make


@pytest.fixture(autouse=True)
def counted_from_nothing() -> Iterator[None]:
    """Rate limits are counted in the shared cache."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _lands_on_a_small_page(settings) -> None:
    settings.LOGIN_REDIRECT_URL = "account-detail"


@pytest.fixture
def invited(world, mailoutbox, django_capture_on_commit_callbacks) -> Callable[..., tuple[Any, str]]:
    """Invites somebody and gives back the invitation with the token from the mail."""

    def do(scope: Any = None, role: str = "coach", by: Any = None, **values: Any) -> tuple[Any, str]:
        values = {"email": "ivy.newcomb@example.org", "name": "Ivy Newcomb", **values}
        with django_capture_on_commit_callbacks(execute=True):
            invitation = invite(scope=scope or world.programme, role=role, by=by or world.manager, **values)
        return invitation, token_in(mailoutbox[-1])

    return do


def token_in(message: Any) -> str:
    return message.body.split("/invitations/")[1].split("/")[0]


@pytest.fixture
def person(db) -> Any:
    user = make.user("Rosa Finch", email="rosa.finch@example.org")
    user.set_password("three old kettles")
    user.save()
    return user
