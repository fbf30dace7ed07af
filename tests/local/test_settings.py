"""Missing or wrong configuration stops the start with one sentence that says what to set."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from cmsportal.keys import fresh_keys
from cmsportal.local.checks import DUMMY

ROOT = Path(__file__).resolve().parents[2]


def start(changes, *argv):
    bare = {name: value for name, value in os.environ.items() if name not in DUMMY}
    env = {**bare, **DUMMY, **changes}
    return subprocess.run([sys.executable, *argv], cwd=ROOT, env=env, capture_output=True, text=True)


def read_settings(monkeypatch, changes):
    """Read the settings once more, aside, with production values changed."""
    for name, value in {**DUMMY, **changes}.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(ROOT / "cmsportal/settings.py"))


def refusal(monkeypatch, changes):
    with pytest.raises(ImproperlyConfigured) as refused:
        read_settings(monkeypatch, changes)
    return str(refused.value)


@pytest.mark.parametrize("name", sorted(set(DUMMY) - {"CMSPORTAL_MODE"}))
def test_a_missing_variable_is_named(monkeypatch, name):
    sentence = refusal(monkeypatch, {name: ""})
    assert sentence.startswith(f"{name} is not set: set it in the environment, for example {name}=")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("CMSPORTAL_MODE", "live", "CMSPORTAL_MODE is 'live': set it to production, demo or test."),
        ("SECRET_KEY", "short", "SECRET_KEY is shorter than 50 characters"),
        ("FIELD_ENCRYPTION_KEY", "c2hvcnQ=", "FIELD_ENCRYPTION_KEY is not a key"),
        ("SITE_URL", "http://portal.example.org", "SITE_URL must start with https://"),
        ("DATABASE_URL", "mysql://user:hush@db/x", "DATABASE_URL must name a PostgreSQL database"),
        ("DATABASE_URL", "postgres://user:hush@db:port/x", "DATABASE_URL cannot be read"),
        ("DATABASE_URL", "nonsense-hush", "DATABASE_URL cannot be read"),
        ("REDIS_URL", "127.0.0.1:6379", "REDIS_URL cannot be read"),
        ("EMAIL_URL", "post://user:hush@mail", "EMAIL_URL cannot be read"),
        ("TRUSTED_PROXY_COUNT", "one", "TRUSTED_PROXY_COUNT is 'one': set it to a whole number"),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL is 'LOUD'"),
    ],
)
def test_a_wrong_variable_is_named_and_no_password_shown(monkeypatch, name, value, sentence):
    told = refusal(monkeypatch, {name: value})
    assert sentence in told
    assert "hush" not in told


@pytest.mark.parametrize(
    "argv",
    [
        ("manage.py", "migrate"),
        ("-m", "gunicorn", "--config", "python:cmsportal.gunicorn", "cmsportal.wsgi"),
        ("-m", "celery", "--app", "cmsportal", "worker"),
    ],
)
def test_commands_web_and_worker_stop_with_the_same_sentence(argv):
    done = start({"SITE_URL": "", "WEB_BIND": "127.0.0.1:0"}, *argv)
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1].startswith("SITE_URL is not set")
    assert "Traceback" not in done.stderr


def test_the_web_server_needs_a_number_of_workers():
    done = start({"WEB_WORKERS": "many"}, "-m", "gunicorn", "--config", "python:cmsportal.gunicorn", "cmsportal.wsgi")
    assert done.stderr.strip() == "WEB_WORKERS is 'many': set it to a whole number of 1 or more."


def test_make_key_runs_without_settings_and_its_keys_are_accepted(monkeypatch):
    done = start(dict.fromkeys(DUMMY, ""), "manage.py", "make_key")
    made = dict(line.split("=", 1) for line in done.stdout.splitlines())
    assert set(made) == set(fresh_keys())
    assert read_settings(monkeypatch, made)["SECRET_KEY"] == made["SECRET_KEY"]
