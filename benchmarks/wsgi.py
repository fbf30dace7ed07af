"""Requests as gunicorn hands them over, without the costs of a test client; and the clock that the scripts share."""

import io
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client


@dataclass
class Browser:
    """Somebody's requests to one application."""

    application: WSGIHandler
    cookie: str = ""

    def get(self, address: str) -> bytes:
        """The body of a 200; anything else stops the run."""
        path, _, query = address.partition("?")
        seen: dict[str, Any] = {}
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "127.0.0.1:8000",
            "HTTP_COOKIE": self.cookie,
            "HTTP_ACCEPT_ENCODING": "gzip, deflate, br",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            "wsgi.version": (1, 0),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
            seen["status"], seen["headers"] = status, headers

        answer = self.application(environ, start)
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        assert seen["status"].startswith("200"), (address, seen)
        return body


def signed_in(user: Any, application: WSGIHandler | None = None) -> Browser:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    return Browser(application or WSGIHandler(), cookie)


@dataclass(frozen=True)
class Spent:
    """Medians in milliseconds: by the clock on the wall, and of this process alone (without database and cache)."""

    wall: float
    own: float


def spent(act: Callable[[], Any], rounds: int, before: Callable[[], Any] = lambda: None) -> Spent:
    act()
    walls, owns = [], []
    for _ in range(rounds):
        before()
        wall, own = time.perf_counter(), time.process_time()
        act()
        owns.append((time.process_time() - own) * 1000)
        walls.append((time.perf_counter() - wall) * 1000)
    return Spent(median(walls), median(owns))
