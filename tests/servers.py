"""The test session's servers, started before the settings are read.

Loaded by ``-p tests.servers`` in pyproject.toml. DATABASE_URL and REDIS_URL in the environment win; otherwise
the session starts its own. Workers of pytest-xdist share them: a database each (pytest-django), and a Redis
database each.
"""

import atexit
import os
from urllib.parse import urlsplit, urlunsplit

import pytest

from cmsportal.local.problems import Problem
from cmsportal.local.servers import ThrowAway

running: list[ThrowAway] = []


def own_redis_database(url: str, worker: str) -> str:
    """The address with the database that belongs to this worker (gw0 has the one after the session's)."""
    parts = urlsplit(url)
    first = int(parts.path.strip("/") or 0)
    return urlunsplit(parts._replace(path=f"/{first + 1 + int(worker.removeprefix('gw'))}"))


def stop_servers() -> None:
    while running:
        running.pop().stop()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config, args: list[str]) -> None:
    os.environ["CMSPORTAL_MODE"] = "test"
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:
        os.environ["REDIS_URL"] = own_redis_database(os.environ["REDIS_URL"], worker)
        return
    if {"-h", "--help", "-V", "--version"} & set(args):
        os.environ.setdefault("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")
        os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:1/0")
        return
    try:
        servers = ThrowAway(os.environ)
        running.append(servers)
        atexit.register(stop_servers)
        os.environ.update(servers.start())
    except (Problem, OSError) as problem:
        raise pytest.UsageError(str(problem)) from None


def pytest_unconfigure() -> None:
    stop_servers()
