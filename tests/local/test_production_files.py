"""The image and the compose file say the same as docs/operations.md, and give the portal what it asks for."""

import fnmatch
import os
import re
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import yaml
from django_celery_beat.schedulers import DatabaseScheduler

from cmsportal.beat import MarkedScheduler
from cmsportal.local.checks import DUMMY
from tests.local.test_settings import read_settings

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = (ROOT / "docker-compose.yml").read_text()
OPERATIONS = (ROOT / "docs/operations.md").read_text()
OURS = ("web", "worker", "beat", "migrate")
GIVEN = {
    **{name: DUMMY[name] for name in DUMMY if name not in ("CMSPORTAL_MODE", "DATABASE_URL", "REDIS_URL")},
    "POSTGRES_PASSWORD": "databaseword",
    "REDIS_PASSWORD": "valkeyword",
}


class NotSet(Exception):
    """The compose file demands a variable."""


def filled_in(text: str, given: dict[str, str]) -> str:
    """The text with its variables replaced as compose does: ${A}, ${A:-else} (nested too), ${A:?words}, $$."""
    out, at = [], 0
    while at < len(text):
        if text.startswith("$$", at):
            out.append("$")
            at += 2
        elif text.startswith("${", at):
            depth, end = 1, at + 2
            while depth:
                depth += text.startswith("${", end) - text.startswith("}", end)
                end += 1
            name, mark, rest = re.fullmatch(r"(?s)(\w+)(:-|:\?|)(.*)", text[at + 2 : end - 1]).groups()
            if mark == ":?" and not given.get(name):
                raise NotSet(name)
            out.append(given.get(name) or (filled_in(rest, given) if mark == ":-" else ""))
            at = end
        else:
            out.append(text[at])
            at += 1
    return "".join(out)


def services(given: dict[str, str] = GIVEN) -> dict:
    def walk(part):
        if isinstance(part, dict):
            return {key: walk(value) for key, value in part.items()}
        if isinstance(part, list):
            return [walk(value) for value in part]
        return filled_in(part, given) if isinstance(part, str) else part

    return walk(yaml.safe_load(COMPOSE))["services"]


def tables() -> list[dict[str, str]]:
    """Name and 'if you leave it out' of each table under Configure."""
    part = OPERATIONS.split("## Configure")[1].split("\n## ")[0]
    rows = [re.findall(r"^\| `(\w+)` \|.*\| (.+) \|$", table, re.MULTILINE) for table in part.split("|---|---|---|")]
    return [dict(found) for found in rows[1:]]


def test_the_documented_variables_are_those_that_the_compose_file_takes():
    in_env_file, by_itself = tables()
    assert set(re.findall(r"\$\{(\w+)", COMPOSE)) == set(in_env_file)
    assert not set(by_itself) & set(in_env_file)
    demanded = {name for name in GIVEN if fails_without(name)}
    assert demanded == {name for name, default in in_env_file.items() if default == "the start stops"}
    assert demanded == set(GIVEN)


def fails_without(name: str) -> bool:
    try:
        services({key: value for key, value in GIVEN.items() if key != name})
    except NotSet as missing:
        return str(missing) == name
    return False


@pytest.mark.parametrize("name", sorted(set(tables()[0]) - {"POSTGRES_PASSWORD", "REDIS_PASSWORD"}))
def test_a_variable_in_the_env_file_reaches_where_it_has_an_effect(name):
    changed = services({**GIVEN, name: "98765"})
    if name in ("WEB_PORT", "WORKER_PROCESSES", "PORTAL_IMAGE", "POSTGRES_MAX_CONNECTIONS"):
        assert "98765" in str(changed)
        return
    value = "98765,localhost" if name == "ALLOWED_HOSTS" else "98765"
    takers = ("web",) if name.startswith("WEB_") else OURS
    assert [changed[service]["environment"][name] for service in takers] == [value] * len(takers)


@pytest.mark.parametrize("default", ["TRUSTED_PROXY_COUNT", "LOG_LEVEL", "WEB_WORKERS", "WEB_THREADS"])
def test_the_documented_default_is_the_compose_files(default):
    assert services()["web"]["environment"][default] == tables()[0][default].strip("`")


@pytest.mark.parametrize("service", OURS)
def test_the_variables_demanded_are_enough_to_start(monkeypatch, service):
    environment = services()[service]["environment"]
    for name in DUMMY:
        monkeypatch.delenv(name, raising=False)
    settings = read_settings(monkeypatch, environment)
    assert settings["DATABASES"]["default"]["HOST"] == "db"
    assert settings["DATABASES"]["default"]["PASSWORD"] == "databaseword"
    assert settings["REDIS_URL"] == "redis://:valkeyword@redis:6379/0"
    assert "localhost" in settings["ALLOWED_HOSTS"], "the health check asks there"


@pytest.mark.parametrize("service", OURS)
def test_the_portal_runs_with_nothing_it_does_not_need(service):
    made = services()[service]
    assert (made["read_only"], made["tmpfs"], made["cap_drop"]) == (True, ["/tmp"], ["ALL"])  # noqa: S108
    assert made["security_opt"] == ["no-new-privileges:true"]


def test_every_service_that_stays_is_checked_and_its_log_does_not_grow_for_ever():
    for name, service in services().items():
        assert service["logging"]["options"] == {"max-size": "20m", "max-file": "5"}, name
        assert ("healthcheck" in service) == (name != "migrate"), name


def test_the_databases_log_holds_no_statement():
    command = " ".join(services()["db"]["command"])
    assert "-c log_min_error_statement=panic -c log_error_verbosity=terse" in command


# --- Health checks --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("status", "well"), [(200, True), (503, False)])
def test_the_web_check_believes_readyz(status, well):
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/readyz" else 404)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        _, python, dash_c, code = services()["web"]["healthcheck"]["test"]
        assert (python, dash_c) == ("python", "-c")
        code = code.replace("localhost:8000", f"127.0.0.1:{server.server_port}")
        done = subprocess.run([sys.executable, "-c", code], capture_output=True)
    assert (done.returncode == 0) is well


def test_the_beat_check_sees_whether_a_worker_was_nudged_lately(tmp_path, monkeypatch):
    made = services()["beat"]
    mark = tmp_path / "beat"
    kind, line = made["healthcheck"]["test"]
    assert kind == "CMD-SHELL"

    def well() -> bool:
        asked = line.replace(made["environment"]["BEAT_MARK"], str(mark))
        assert str(mark) in asked
        return subprocess.run(["/bin/sh", "-c", asked], capture_output=True).returncode == 0

    assert not well(), "before the first nudge"
    monkeypatch.setenv("BEAT_MARK", str(mark))
    monkeypatch.setattr(DatabaseScheduler, "apply_async", lambda self, *args, **kwargs: "sent")
    assert MarkedScheduler.apply_async(object.__new__(MarkedScheduler), None) == "sent"
    assert well()
    os.utime(mark, (time.time() - 300,) * 2)
    assert not well(), "five minutes ago"


def test_no_mark_is_left_where_the_broker_does_not_answer(tmp_path, monkeypatch):
    def refused(self, *args, **kwargs):
        raise OSError("connection refused")

    monkeypatch.setenv("BEAT_MARK", str(tmp_path / "beat"))
    monkeypatch.setattr(DatabaseScheduler, "apply_async", refused)
    with pytest.raises(OSError, match="refused"):
        MarkedScheduler.apply_async(object.__new__(MarkedScheduler), None)
    assert not (tmp_path / "beat").exists()


# --- The image ------------------------------------------------------------------------------------------------------

DOCKERFILE = (ROOT / "Dockerfile").read_text()
IGNORE = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]


def goes_in(path: str) -> bool:
    """Whether the file reaches the image's builder: of the lines that match it or a folder above, the last counts."""
    kept = True
    parents = [path, *map(str, Path(path).parents)][:-1]
    for line in IGNORE:
        pattern = line.removeprefix("!").removeprefix("**/")
        deep = line.removeprefix("!").startswith("**/")
        if any(fnmatch.fnmatchcase(Path(one).name if deep else one, pattern) for one in parents):
            kept = line.startswith("!")
    return kept


@pytest.mark.parametrize(
    "path",
    [
        ".env", ".env.live", "portal.dump", "key.pem", ".git/config", "var/demo/postgresql-18.password",
        ".venv/bin/pip", "node_modules/x/index.js", "static/vendor/x.css", "tests/conftest.py",
        "docs/operations.md", "notes.txt", "coaching/__pycache__/models.cpython-311.pyc",
    ],
)  # fmt: skip
def test_secrets_backups_and_leftovers_stay_out_of_the_image(path):
    assert not goes_in(path)


def test_the_portal_itself_goes_into_the_image():
    folders = ("cmsportal", "practices", "projects", "toolkit", "coaching", "static", "templates")
    files = [file for folder in folders for file in (ROOT / folder).rglob("*") if file.is_file()]
    code = [str(file.relative_to(ROOT)) for file in files if not {"__pycache__", "vendor"} & set(file.parts)]
    assert len(code) > 300
    assert [path for path in [*code, "manage.py", "LICENSE"] if not goes_in(path)] == []


def test_what_the_image_copies_is_there():
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE):
        for source in line.split()[:-1]:
            folder, base = (ROOT, source) if "/" not in source else (ROOT / Path(source).parent, Path(source).name)
            assert (folder / base).exists(), source
            assert source == "." or goes_in(source), source
