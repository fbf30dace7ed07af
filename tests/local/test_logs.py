import json
import logging
import re
import sys
import uuid
from smtplib import SMTPRecipientsRefused

import pytest
from celery import Celery
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from cmsportal.accounts.models import User
from cmsportal.logs import JsonFormatter, ReadableFormatter, RequestLog, logging_config, request_id, scrub


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
        ("duplicate key\nDETAIL:  Key (name)=(Ann Lee) exists.\nHINT: x", "duplicate key\nHINT: x"),
        ("IntegrityError('duplicate key\\nDETAIL:  (Ann Lee) exists.\\n')", "IntegrityError('duplicate key\\n')"),
        ("bad\nLINE 1: INSERT INTO x VALUES ('Ann Lee')\n     ^\nCONTEXT:  $1 = 'Ann Lee'", "bad\n     ^"),
        ('invalid input syntax for type integer: "Ann Lee"', "invalid input syntax for type integer: [typed]"),
        ("[“Ann Lee” value has a wrong form]", "[“[typed]” value has a wrong form]"),
        (
            "Invalid request from ip=192.0.2.7: Invalid HTTP Header: 'NAME: ANN LEE'",
            "Invalid request from a visitor: Invalid HTTP Header",
        ),
        ("Error handling request /figure/c2VjcmV0:x/?a=b", "Error handling request /figure/[secret]/"),
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


@pytest.fixture
def written(caplog):
    """Everything logged in the test, as both formatters would write it."""
    caplog.set_level(logging.DEBUG)
    return lambda: "\n".join(
        made.format(record) for made in (JsonFormatter(), ReadableFormatter()) for record in caplog.records
    )


NAME, ADDRESS = "Ann Lee", "ann.lee@surgery.example"  # apart from the code, whose lines stand in a traceback


def put_in_twice():
    for _ in range(2):
        User.objects.create(email=ADDRESS, name=NAME)


def take_a_name_for_a_number():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name::integer FROM accounts_user WHERE name = %s", [NAME])


def compare_with_a_number():
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM accounts_user WHERE '{NAME}' = name AND id = 1")  # noqa: S608


def type_a_wrong_day():
    User(email=ADDRESS, name=NAME, seen_at=NAME).full_clean()


def reach_no_mailbox():
    raise SMTPRecipientsRefused({ADDRESS: (550, f"5.1.1 <{ADDRESS}>: no such mailbox".encode())})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fault", [put_in_twice, take_a_name_for_a_number, compare_with_a_number, type_a_wrong_day, reach_no_mailbox]
)
def test_a_task_that_breaks_logs_neither_arguments_nor_rows(fault, written):
    """What a worker logs of a task, with the library's own words around the exception."""
    User.objects.create(email="bo@surgery.example", name=NAME)
    app = Celery("breaking", set_as_current=False)

    @app.task(name="breaking.task")
    def task(who):
        with transaction.atomic():
            fault()

    assert task.apply(args=[NAME]).failed()
    said = written()
    assert "Task breaking.task" in said
    assert "raised unexpected" in said
    assert NAME not in said
    assert "surgery" not in said


def test_no_log_line_is_mailed_to_anybody():
    """Django by itself mails each failed request to ADMINS, with the form that was sent; ours replaces that."""
    handlers = {name: logger["handlers"] for name, logger in logging_config(readable=False)["loggers"].items()}
    assert set(handlers) >= {"django", "django.server"}
    assert not any(handlers.values())
    assert logging_config(readable=False)["handlers"].keys() == {"console"}
    assert not [
        handler
        for name in ("django", "django.request", "django.security")
        for handler in logging.getLogger(name).handlers
    ]
