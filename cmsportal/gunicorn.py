"""How gunicorn runs the portal: ``gunicorn --config python:cmsportal.gunicorn cmsportal.wsgi``."""

import os
from pathlib import Path

bind = os.environ.get("WEB_BIND", "0.0.0.0:8000")  # noqa: S104 - in its container, behind the proxy
workers = int(os.environ.get("WEB_WORKERS", "3"))
threads = 4
timeout = 60
graceful_timeout = 8
keepalive = 5
max_requests = 2000  # a slow leak in a drawing library never grows for long
max_requests_jitter = 200
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - works on a read-only disk
accesslog = None  # the portal writes its own line for each request, without query strings
errorlog = "-"
logger_class = "cmsportal.logs.GunicornLogger"
