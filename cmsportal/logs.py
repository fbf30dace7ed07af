"""Log lines that a machine can read, that belong to a request, and that name nobody.

A person appears as the id of the account only. Query strings, e-mail addresses, passwords in addresses, visitors'
addresses, the lines of PostgreSQL that quote rows and what Django quotes of typed text never reach a log.
"""

import json
import logging
import re
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[0-9A-Za-z-]{8,64}")
PROBES = {"healthz", "readyz"}
FIELDS = ("method", "route", "status", "milliseconds", "user", "task")

request_id: ContextVar[str] = ContextVar("request_id", default="")
requests = logging.getLogger("cmsportal.requests")

# Where a line ends: also in the repr of an exception, which Celery logs, and where it is spelled out.
END = r"(?=\n|\\n|$)"
SCRUBS = (
    (re.compile(r"((?:invitations|reset/key|mails/off|figure|scan)/)[^\s/?'\"]+"), r"\1[secret]"),
    (re.compile(r"(/(?:wall|screen|calendar|in/\w+)/)[\w-]+\.[\w-]{20,}"), r"\1[secret]"),
    (re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+"), "[address]"),
    # PostgreSQL's lines that quote a row, a statement or a value in it, and the value it could not read.
    (re.compile(rf"(?:\n|\\n|^)[ \t]*(?:DETAIL|CONTEXT|QUERY|STATEMENT|LINE \d+):.*?{END}"), ""),
    (re.compile(r"(invalid input \w+ for [\w ]+: )\\?\"[^\"]*\""), r"\1[typed]"),
    (re.compile("“[^”]*”"), "“[typed]”"),  # Django puts what somebody typed between these
    (re.compile(r"Invalid request from ip=\S+: ([^:'\"]*).*", re.DOTALL), r"Invalid request from a visitor: \1"),
    (re.compile(r"(\w+://[^\s:/@]*):[^\s@/]+@"), r"\1:[password]@"),
    (re.compile(r"(/[^\s?'\"]*)\?[^\s'\"]+"), r"\1"),
)


def scrub(text: str) -> str:
    """The text without what may name a person or open a door."""
    for pattern, instead in SCRUBS:
        text = pattern.sub(instead, text)
    return text


def route_of(request: "HttpRequest") -> str:
    """The pattern of the URL, not the URL: links of invitations and resets carry secrets."""
    match = request.resolver_match
    return f"/{match.route}" if match else "no page"


class RequestLog:
    """Middleware, first in the list: gives each request an id, hands it back, and writes one line."""

    def __init__(self, get_response: "Callable[[HttpRequest], HttpResponse]") -> None:
        self.get_response = get_response

    def __call__(self, request: "HttpRequest") -> "HttpResponse":
        given = request.headers.get(HEADER, "")
        token = request_id.set(given if WELL_FORMED.fullmatch(given) else uuid.uuid4().hex)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            response.headers[HEADER] = request_id.get()
            self.write(request, response, time.perf_counter() - started)
        finally:
            request_id.reset(token)
        return response

    def write(self, request: "HttpRequest", response: "HttpResponse", seconds: float) -> None:
        name = request.resolver_match.url_name if request.resolver_match else None
        user = getattr(request, "_cached_user", None)  # only where something has already asked for it
        fields = {
            "method": request.method,
            "route": route_of(request),
            "status": response.status_code,
            "milliseconds": round(seconds * 1000),
            "user": str(user.pk) if user is not None and user.is_authenticated else None,
        }
        quiet = name in PROBES and response.status_code < 400
        requests.log(logging.DEBUG if quiet else logging.INFO, "request", extra=fields)


def message_of(record: logging.LogRecord) -> str:
    """The message, with the route in place of the path that Django writes for a failed request."""
    text = record.getMessage()
    request = getattr(record, "request", None)
    if hasattr(request, "resolver_match"):
        text = text.replace(request.path, route_of(request))
    return scrub(text)


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": message_of(record),
        }
        if request_id.get():
            line["request_id"] = request_id.get()
        line.update({name: record.__dict__[name] for name in FIELDS if record.__dict__.get(name) is not None})
        if record.exc_info:
            line["exception"] = scrub(self.formatException(record.exc_info))
        return json.dumps(line, default=str)


class ReadableFormatter(logging.Formatter):
    """The same for a person's eyes."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).strftime("%H:%M:%S")
        fields = " ".join(str(record.__dict__[name]) for name in FIELDS if record.__dict__.get(name) is not None)
        text = " ".join(part for part in (at, f"{record.levelname:<7}", message_of(record), fields) if part)
        if record.exc_info:
            text += "\n" + scrub(self.formatException(record.exc_info))
        return text


def logging_config(*, readable: bool, level: str = "INFO") -> dict[str, Any]:
    """Logging for web, worker and beat alike: everything to standard error, for the machine to collect."""
    formatter = ReadableFormatter if readable else JsonFormatter
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": f"{formatter.__module__}.{formatter.__name__}"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.request": {"handlers": [], "level": "ERROR", "propagate": True},  # the rest is in our own line
            "django.server": {"handlers": [], "level": level, "propagate": True},
            "gunicorn.error": {"handlers": [], "level": level, "propagate": True},
            "gunicorn.access": {"handlers": [], "level": level, "propagate": False},
            "matplotlib": {"handlers": [], "level": "WARNING", "propagate": True},  # tells of its list of fonts
        },
    }
