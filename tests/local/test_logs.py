import json
import logging
import re
import sys
import uuid

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from cmsportal.logs import JsonFormatter, ReadableFormatter, RequestLog, request_id, scrub


def record(message, *args, **extra):
    made = logging.LogRecord("some.where", logging.WARNING, __file__, 1, message, args, None)
    made.__dict__.update(extra)
    return made


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sent to ann.lee+x@surgery.example.nhs", "sent to [address]"),
        ("GET /projects/?name=Ann+Lee HTTP", "GET /projects/ HTTP"),
        ("redis://:hush@host:1/0", "redis://:[password]@host:1/0"),
        ("duplicate key\nDETAIL:  Key (name)=(Ann Lee) exists.\nCONTEXT: x", "duplicate key\nCONTEXT: x"),
        ("plain words", "plain words"),
    ],
)
def test_nothing_personal_or_secret_is_logged(text, expected):
    assert scrub(text) == expected


def test_a_line_is_one_json_object_with_the_request_id():
    token = request_id.set("abc-12345")
    line = JsonFormatter().format(record("Saved %s\nrow", "one", route="/x", status=200, name="Ann Lee"))
    request_id.reset(token)
    assert "\n" not in line
    found = json.loads(line)
    assert found.pop("time").endswith("+00:00")
    assert found == {
        "level": "WARNING", "logger": "Ann Lee", "message": "Saved one\nrow", "request_id": "abc-12345",
        "route": "/x", "status": 200,
    }  # fmt: skip


def test_an_exception_is_scrubbed_too():
    made = record("It broke")
    try:
        raise ValueError("ann@surgery.example is taken")
    except ValueError:
        made.exc_info = sys.exc_info()
    for formatter in (JsonFormatter(), ReadableFormatter()):
        text = formatter.format(made)
        assert "[address] is taken" in text
        assert "ann@" not in text


def test_a_secret_in_a_path_is_replaced_by_the_route(rf: RequestFactory):
    request = rf.get("/invitation/s3cret/")
    request.resolver_match = type("Match", (), {"route": "invitation/<token>/", "url_name": "invitation"})()
    line = json.loads(JsonFormatter().format(record("%s: %s", "Internal fault", request.path, request=request)))
    assert line["message"] == "Internal fault: /invitation/<token>/"


def answer(request, caplog):
    with caplog.at_level(logging.DEBUG, "cmsportal.requests"):
        response = RequestLog(lambda request: HttpResponse("x"))(request)
    return response, caplog.records[-1]


@pytest.mark.parametrize("given", ["short", "has spaces in it", "x" * 65, "new\nline-123", "ann@surgery.example"])
def test_a_malformed_request_id_is_replaced(rf, caplog, given):
    response, _ = answer(rf.get("/", headers={"x-request-id": given}), caplog)
    assert re.fullmatch(r"[0-9a-f]{32}", response["X-Request-ID"])


def test_a_well_formed_request_id_is_kept_and_forgotten_afterwards(rf, caplog):
    given = str(uuid.uuid4())
    response, line = answer(rf.get("/page?name=Ann", headers={"x-request-id": given}), caplog)
    assert response["X-Request-ID"] == given
    assert request_id.get() == ""
    assert (line.method, line.route, line.status, line.user) == ("GET", "no page", 200, None)


@pytest.mark.django_db
def test_a_person_is_known_by_account_id_only(client, world, caplog):
    client.force_login(world.lead, backend="allauth.account.auth_backends.AuthenticationBackend")
    with caplog.at_level(logging.INFO, "cmsportal.requests"):
        client.get("/nowhere/?q=hush")
        client.get("/account/password/change/?q=hush")
    assert caplog.records[-1].user == str(world.lead.pk)
    lines = "".join(JsonFormatter().format(made) for made in caplog.records)
    assert "hush" not in lines
    assert world.lead.email not in lines


def test_probes_are_quiet_while_all_is_well(client, caplog):
    with caplog.at_level(logging.INFO, "cmsportal.requests"):
        client.get("/healthz")
    assert caplog.records == []
