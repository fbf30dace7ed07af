"""How gunicorn runs the portal: ``gunicorn --config python:cmsportal.gunicorn cmsportal.wsgi``."""

import gc
import os
import sys
from pathlib import Path
from typing import Any

from cmsportal.logs import logging_config


def count(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    if not value.isdigit() or int(value) < 1:
        sys.exit(f"{name} is '{value}': set it to a whole number of 1 or more.")
    return int(value)


bind = os.environ.get("WEB_BIND", "0.0.0.0:8000")
workers = count("WEB_WORKERS", 3)
threads = count("WEB_THREADS", 4)
timeout = 60
graceful_timeout = 8
keepalive = 5
max_requests = 2000  # a slow leak in a drawing library never grows for long
max_requests_jitter = 200
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 # nosec B108 - works on a read-only disk
control_socket_disable = True  # nobody steers it from outside, and it would write into the home folder
accesslog = None  # the portal writes its own line for each request, without query strings
logconfig_dict = logging_config(readable=os.environ.get("CMSPORTAL_MODE", "production") != "production")


def on_starting(server: Any) -> None:
    """Stop with one sentence before any worker starts, where the configuration is wrong."""
    from cmsportal.startup import demand_settings

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmsportal.settings")
    demand_settings()


def post_worker_init(worker: Any) -> None:
    settle()


def settle() -> None:
    """Load every page's code now, and take what is there out of the garbage collector's rounds.

    A full round over Django's and matplotlib's objects stops a request for 15 to 40 ms, and never finds any garbage.
    """
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018 - reading it imports all views
    gc.collect()
    gc.freeze()
