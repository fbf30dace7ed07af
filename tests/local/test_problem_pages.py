"""A page for a problem quotes the id under which the log tells what happened."""

import json
import logging
import re

import pytest
from django.test import Client

from cmsportal.logs import JsonFormatter


@pytest.fixture
def written(caplog):
    """What the log says of a request, formatted while it is under way, as the real handler does."""
    lines: list[dict] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(json.loads(self.format(record)))

    keep = Keep()
    keep.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.addHandler(keep)
    caplog.set_level(logging.INFO)
    yield lines
    root.removeHandler(keep)


def quoted(answer) -> str:
    return re.search(r"quote <strong>([^<]+)</strong>", answer.content.decode())[1]


def broken(*args, **kwargs):
    raise LookupError("the shelf fell down")


@pytest.mark.parametrize("given", ["", "3f0c7a52-0d1e-4f7b-9a53-6b8d2c1e4a90"])
@pytest.mark.parametrize("kind", ["missing", "forbidden", "expired", "unreadable", "broken"])
def test_the_reference_is_the_request_id_of_the_log(kind, given, world, sign_in, written, monkeypatch, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 500
    client = sign_in(world.member)
    client.raise_request_exception = False
    headers = {"x-request-id": given} if given else {}
    if kind == "missing":
        answer = client.get("/nowhere/", headers=headers)
    elif kind == "forbidden":
        answer = client.get("/people/", headers=headers)
    elif kind == "expired":
        answer = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "x"}, headers=headers)
    elif kind == "unreadable":
        answer = client.post("/account/password/change/", {"oldpassword": "x" * 600}, headers=headers)
    else:
        monkeypatch.setattr("cmsportal.health.Alive.get", broken)
        answer = client.get("/healthz", headers=headers)
    expected = {"missing": 404, "forbidden": 403, "expired": 403, "unreadable": 400, "broken": 500}
    assert answer.status_code == expected[kind]
    reference = quoted(answer)
    assert reference == answer["X-Request-ID"]
    assert not given or reference == given
    of_this = [line for line in written if line.get("request_id") == reference]
    assert [line["status"] for line in of_this if line["logger"] == "cmsportal.requests"] == [expected[kind]]
    assert kind != "broken" or any("the shelf fell down" in line.get("exception", "") for line in of_this)
