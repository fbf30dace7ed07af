"""Every address that code or a template names exists: a dead name would fail only when its page is drawn."""

import re
from pathlib import Path

import pytest

from cmsportal.outbox.urls import urlpatterns as demo_only
from tests.meta.test_access import url_names

ROOT = Path(__file__).parents[2]
APPS = ("cmsportal", "practices", "projects", "toolkit", "coaching")
IN_CODE = re.compile(r'(?:reverse|redirect)\(\s*"([a-z][a-z_-]+)"')
IN_TEMPLATE = re.compile(r"""{%\s*url\s+["']([a-z][a-z_-]+)["']""")


def named() -> list[tuple[str, str]]:
    found = {
        (match, str(path.relative_to(ROOT)))
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        for match in IN_CODE.findall(path.read_text())
    }
    found |= {
        (match, str(path.relative_to(ROOT)))
        for path in (ROOT / "templates").rglob("*.html")
        for match in IN_TEMPLATE.findall(path.read_text())
    }
    return sorted(found)


def test_names_are_found() -> None:
    assert len(named()) > 50


@pytest.mark.parametrize(("name", "where"), named())
def test_named_address_exists(name: str, where: str) -> None:
    routed = url_names() | {pattern.name for pattern in demo_only}
    assert name in routed, f"{where} names {name}"
