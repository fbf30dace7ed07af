"""Every form that anybody meets on any page, filled in with what nobody types by accident."""

from collections import Counter
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import transaction
from django.urls import reverse

from tests.meta.test_access import ROWS

TYPED = {"text", "search", "number", "date", "time", "email", "tel", "url", "datetime-local", "textarea"}
# Forms whose long words the browser keeps until they are sent, or a script of their own does.
OWN_WAY = {"data-keep", "workbook", "live"}
HOSTILE = {"nul": "a\x00b", "one-word": "x" * 10_000, "year-9999": "9999-12-31"}


class Forms(HTMLParser):
    """The POST forms of a page: where each goes, and its fields as a browser would send them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[dict[str, Any]] = []
        self.inside: dict[str, Any] | None = None
        self.select = ""
        self.area = ""
        self.own_way = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if "data-visit-log" in has:
            self.own_way = True
        if tag == "form":
            if has.get("method", "").lower() == "post":
                self.inside = {"action": has.get("action", ""), "fields": {}, "typed": set(), "choices": {}}
                self.inside |= {"long": False, "kept": self.own_way or bool(OWN_WAY & {*has, has.get("id", "")})}
                self.found.append(self.inside)
            return
        name = has.get("name", "")
        if self.inside is None or (not name and tag != "option"):
            return
        fields, choices = self.inside["fields"], self.inside["choices"]
        kind = has.get("type", "text") if tag == "input" else tag
        if kind == "textarea":
            self.inside["long"] = True
        if kind in TYPED:
            fields[name] = has.get("value", "")
            self.inside["typed"].add(name)
        elif kind in {"radio", "checkbox"}:
            choices.setdefault(name, []).append(has.get("value", "on"))
            if "checked" in has or (kind == "radio" and name not in fields):
                fields[name] = has.get("value", "on")
        elif kind == "select":
            self.select = name
        elif tag == "option" and self.select:
            choices.setdefault(self.select, []).append(has.get("value", ""))
            if has.get("value"):
                fields.setdefault(self.select, has["value"])
        elif kind == "hidden" or (kind in {"submit", "button"} and name):
            fields.setdefault(name, has.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside, self.own_way = None, False
        elif tag == "select":
            self.select = ""


# Each page is opened by everybody who may change something on it, or by one who may look at it. A form that stood
# there before for somebody else, with the same fields, is not sent again: what differs between roles is.
PEOPLE = ("lead", "coach", "mentor", "manager", "admin", "partner")
AT_LEAST = {"lead": 100, "coach": 6, "manager": 12, "admin": 5}


def pages() -> dict[str, list[str]]:
    """The names of the pages that each tries. Some have none of their own."""
    found: dict[str, list[str]] = {who: [] for who in PEOPLE}
    for name, row in sorted(ROWS.items()):
        able = [who for who in PEOPLE if who in row.write] or [who for who in PEOPLE if who in row.read][:1]
        for who in able:
            found[who].append(name)
    return found


@pytest.mark.parametrize("kind", HOSTILE)
def test_every_form_survives_and_keeps_long_words(kind: str, world, sign_in, settings) -> None:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"  # outlives the roll-back
    tried, faults, seen = Counter(), [], set()
    for who, names in pages().items():
        client = sign_in(getattr(world, who))
        for name in names:
            with transaction.atomic():
                tried[who] += _try(client, world, name, HOSTILE[kind], faults, seen)
                transaction.set_rollback(True)
    assert not faults, "\n".join(faults)
    assert all(tried[who] >= least for who, least in AT_LEAST.items()), tried


def _try(client: Any, world: Any, name: str, words: str, faults: list[str], seen: set[Any]) -> int:
    row = ROWS[name]
    url = reverse(name, kwargs=row.args(world)) + row.query
    answer = client.get(url)
    if answer.status_code != 200 or "html" not in answer["Content-Type"]:
        return 0
    tried = 0
    for form in Forms(answer.content.decode()).found:
        if form["long"] and not form["kept"] and not row.open:
            faults.append(f"{name}: what is typed there is lost when the session runs out")
        target = urljoin(url, form["action"]) if form["action"] else url
        if urlsplit(target).path.startswith("/account/"):
            continue
        mark = (name, urlsplit(target).path.count("/"), tuple(sorted(form["fields"])))
        if mark in seen:
            continue
        seen.add(mark)
        tried += 1
        data = {**form["fields"], **dict.fromkeys(form["typed"], words)}
        with transaction.atomic():
            after = client.post(target, data, follow=True)
            if after.status_code >= 500:
                faults.append(f"{name}: {target}: {after.status_code}")
            transaction.set_rollback(True)
    return tried
