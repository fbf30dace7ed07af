"""``make demo``: own servers, a demo programme, and web, worker and beat under one process that Ctrl-C stops."""

import os
import shutil
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg
from psycopg import sql

from .ports import first_free, is_free
from .problems import Problem, one_sentence
from .process import server_account
from .servers import Servers, demo_home, hold
from .supervisor import Service, Supervisor, on_stop_signals_interrupt, say

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"
DATABASE = "cmsportal"
USUAL_PORT = 8000
ROOM_NEEDED = 200  # megabytes, for the database and the logs


def choose_port() -> int:
    """The port in PORT, or else 8000 or the next free one. Raises Problem where none can be had."""
    asked = os.environ.get("PORT", "")
    if asked:
        if not asked.isdigit() or not 1024 <= int(asked) <= 65535:
            raise Problem(
                f"PORT is '{asked}': set it to a number from 1024 to 65535, for example PORT=8080 make demo."
            )
        if not is_free(int(asked)):
            raise Problem(f"Port {asked} is taken: choose another one, for example PORT={int(asked) + 1} make demo.")
        return int(asked)
    found = first_free(USUAL_PORT)
    if found is None:
        raise Problem(
            f"Ports {USUAL_PORT} to {USUAL_PORT + 19} are taken: choose one, for example PORT=9000 make demo."
        )
    if found != USUAL_PORT:
        say(f"Port {USUAL_PORT} is taken: using port {found}.")
    return found


def check_room(folder: Path) -> None:
    free = shutil.disk_usage(folder).free // 2**20
    if free < ROOM_NEEDED:
        raise Problem(f"The disk is nearly full: {free} MB are free at {folder} and {ROOM_NEEDED} MB are needed.")


def own_database(url: str, name: str) -> None:
    """Make the demo's database where it is not there yet."""
    with psycopg.connect(url, autocommit=True) as link:
        if not link.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            link.execute(sql.SQL("create database {}").format(sql.Identifier(name)))


def demo_environment(servers: Servers, port: int) -> dict[str, str]:
    """Start the servers and return the environment of every process of the demo."""
    found = servers.start()
    if servers.postgres:
        own_database(found["DATABASE_URL"], DATABASE)
        found["DATABASE_URL"] = servers.postgres.url(DATABASE)
    return {
        **os.environ,
        **found,
        "CMSPORTAL_MODE": "demo",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "WEB_BIND": f"127.0.0.1:{port}",
        "WEB_WORKERS": "2",
        "PYTHONUNBUFFERED": "1",
        "MPLCONFIGDIR": str(VAR / "matplotlib"),  # where the home folder cannot be written, each start left a folder
    }


def services() -> list[Service]:
    celery = (sys.executable, "-m", "celery", "--app", "cmsportal")
    return [
        Service("web", (sys.executable, "-m", "gunicorn", "--config", "python:cmsportal.gunicorn", "cmsportal.wsgi")),
        Service("worker", (*celery, "worker", "--concurrency", "1", "--without-gossip", "--without-mingle")),
        Service("beat", (*celery, "beat", "--pidfile", "")),
    ]


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=5) as reply:  # noqa: S310 # nosec B310
            return reply.status == 200
    except (urllib.error.URLError, OSError):
        return False


def wait_until_ready(address: str, supervisor: Supervisor, seconds: float = 180) -> None:
    deadline = time.monotonic() + seconds
    while not answers(address):
        supervisor.check()
        if time.monotonic() > deadline:
            raise Problem(f"The portal does not answer at {address}: see {supervisor.log_of('web')}.")
        time.sleep(0.1)


def prepare(supervisor: Supervisor) -> str:
    """Bring database, static files and demo programme up to date; returns the sign-ins to print."""
    manage = (sys.executable, "manage.py")
    say("Preparing the database and the static files")
    collected = supervisor.begin_step("collectstatic", (*manage, "collectstatic", "--no-input", "--verbosity", "0"))
    supervisor.run_step("migrate", (*manage, "migrate", "--no-input", "--skip-checks", "--verbosity", "0"))
    say("Preparing the demo programme")
    sign_ins = supervisor.run_step("make_demo", (*manage, "make_demo"))
    collected()
    return sign_ins


def run() -> None:
    VAR.mkdir(exist_ok=True)
    lock = hold(VAR / "demo.lock")
    if lock is None:
        running = (VAR / "demo.lock").read_text().strip() or "another terminal"
        raise Problem(f"The demo already runs at {running}: open it, or stop it there with Ctrl-C.")
    with lock:
        port = choose_port()
        address = f"http://127.0.0.1:{port}"
        lock.truncate(0)
        lock.write(address)
        lock.flush()
        home = demo_home(ROOT)
        shutil.rmtree(VAR / "log", ignore_errors=True)  # of the last run
        check_room(home)
        say("Starting PostgreSQL and Valkey")
        servers = Servers(home, os.environ, account=server_account(), durable=True)
        try:
            supervise(Supervisor(demo_environment(servers, port), ROOT, VAR / "log"), servers, address)
        finally:
            servers.stop()


def supervise(supervisor: Supervisor, servers: Servers, address: str) -> None:
    def servers_live() -> None:
        gone = servers.died()
        if gone:
            raise Problem(f"{gone} stopped by itself: see the logs in {servers.home}.")

    try:
        sign_ins = prepare(supervisor)
        web, *others = services()
        supervisor.start([web])
        wait_until_ready(address, supervisor)
        supervisor.start(others)
        say(f"\n{sign_ins.strip()}\n\nThe portal runs at {address}\nLogs are in var/log. Ctrl-C stops everything.")
        supervisor.watch(servers_live)
    finally:
        supervisor.stop()


def main() -> None:
    on_stop_signals_interrupt()
    with one_sentence():
        try:
            run()
        except KeyboardInterrupt:
            say("\nStopped. Your demo data are kept for the next time.")


if __name__ == "__main__":
    main()
