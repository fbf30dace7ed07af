"""Missing or wrong configuration stops the start with one sentence that says what to set."""

import ast
import importlib
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from celery.app import defaults as celery_defaults
from django.conf import global_settings
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

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
        ("FIELD_ENCRYPTION_KEY_FALLBACKS", "aHVzaA==", "FIELD_ENCRYPTION_KEY_FALLBACKS holds what is no key"),
        ("SITE_URL", "https://portal.example.org/portal", "SITE_URL must be a site's address and no more"),
        ("ALLOWED_HOSTS", "elsewhere.example.org", "ALLOWED_HOSTS lacks portal.example.org"),
        ("TRUSTED_PROXY_COUNT", "one", "TRUSTED_PROXY_COUNT is 'one': set it to a whole number"),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL is 'LOUD'"),
    ],
)
def test_a_wrong_variable_is_named_and_no_password_shown(monkeypatch, name, value, sentence):
    told = refusal(monkeypatch, {name: value})
    assert sentence in told
    assert "hush" not in told


def test_lists_take_spaces_and_a_value_may_begin_with_a_dollar(monkeypatch):
    keys = [fresh_keys()["FIELD_ENCRYPTION_KEY"] for _ in range(2)]
    secret = "$" + "k" * 60
    found = read_settings(
        monkeypatch,
        {
            "SECRET_KEY": secret,
            "SECRET_KEY_FALLBACKS": "one, two,",
            "FIELD_ENCRYPTION_KEY_FALLBACKS": ", ".join(keys),
            "ALLOWED_HOSTS": "portal.example.org, localhost",
        },
    )
    assert found["SECRET_KEY"] == secret
    assert found["SECRET_KEY_FALLBACKS"] == ["one", "two"]
    assert found["FIELD_ENCRYPTION_KEY_FALLBACKS"] == keys
    assert found["ALLOWED_HOSTS"] == ["portal.example.org", "localhost"]


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


# --- Nothing idle ---------------------------------------------------------------------------------------------------

SETTINGS = ROOT / "cmsportal/settings.py"
LIBRARIES = {
    "ROOT": "django",
    "EMAIL": "django",
    "CRISPY": "crispy_forms",
    "CONTENT": "csp",
    "WHITENOISE": "whitenoise",
}
ALLAUTH = {"ACCOUNT": "allauth.account", "MFA": "allauth.mfa", "ALLAUTH": "allauth"}
ABSENT = object()


def assigned() -> list[str]:
    """The names in capitals that the settings file gives a value to, wherever it does."""
    found = [node.id for node in ast.walk(ast.parse(SETTINGS.read_text())) if isinstance(node, ast.Name)
             and isinstance(node.ctx, ast.Store)]  # fmt: skip
    return sorted({name for name in found if name.isupper()})


def sources(folder: Path) -> str:
    return "\n".join(path.read_text() for path in folder.rglob("*.py") if path != SETTINGS)


def read_by_the_portal(name: str) -> bool:
    own = ("cmsportal", "practices", "projects", "toolkit", "coaching")
    return any(re.search(rf"\bsettings\.{name}\b", sources(ROOT / folder)) for folder in own)


def has_an_effect(name: str, value: object) -> bool:
    """Somebody reads it, and it is not what it would be without us."""
    if hasattr(global_settings, name):
        return value != getattr(global_settings, name)
    if read_by_the_portal(name):
        return True
    first, _, rest = name.partition("_")
    if first == "CELERY":
        known = celery_defaults.flatten(celery_defaults.NAMESPACES)
        return dict(known)[rest.lower()].default != value
    if first in ALLAUTH:
        with override_settings():
            delattr(django_settings, name)
            return getattr(importlib.import_module(f"{ALLAUTH[first]}.app_settings"), rest) != value
    package = Path(importlib.util.find_spec(LIBRARIES[first]).origin).parent
    return name in sources(package)


@pytest.mark.parametrize("name", assigned())
def test_every_setting_has_an_effect(monkeypatch, name):
    """In one of the modes at least: quick hashes are for tests, mails kept in a folder are for the demo."""
    production = {"TRUSTED_PROXY_COUNT": "2", "SECRET_KEY_FALLBACKS": "earlier"}
    modes = (production, {"CMSPORTAL_MODE": "test"}, {"CMSPORTAL_MODE": "demo", "EMAIL_URL": ""})
    values = [read_settings(monkeypatch, mode).get(name, ABSENT) for mode in modes]
    assert any(has_an_effect(name, value) for value in values if value is not ABSENT)


def test_every_app_is_used():
    """Named by our code or by another setting; the rest is needed by what is."""
    needed = {"django.forms", "django.contrib.contenttypes"}  # for the form renderer; for accounts' permissions
    own = "\n".join(
        sources(ROOT / folder) for folder in ("cmsportal", "practices", "projects", "toolkit", "coaching")
    )
    own += SETTINGS.read_text().replace('"', "")
    idle = {app for app in django_settings.INSTALLED_APPS if len(re.findall(rf"\b{re.escape(app)}\b", own)) < 2}
    assert idle - needed == {"cmsportal.staticfiles.PortalStaticFiles"}
