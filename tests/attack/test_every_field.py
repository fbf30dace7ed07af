"""Every field that any page reads, hidden or not, and every leaf of what scripts send, filled with what is none.

Which fields there are is heard from the portal itself: an empty form is sent, and what is asked of it is noted.
"""

import copy
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.core.signals import got_request_exception
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from tests.attack.test_every_form import PEOPLE, Forms
from tests.meta.test_access import ROWS

NONE_OF_IT = (
    *("a\x00b", "9" * 40, "-1", "-" + "9" * 19, str(2**31), str(2**63), "NaN", "1e999", "\u00b2", "\u0661\u0662"),
    *("", " \n ", "on", "0", "{}", "[" * 1000, "x" * 100_000, "\u202e\ufffd😀", "31/12/9999", "1/1/0001"),
    *("0001-01-01T00:00:00+14:00", "25:61", "../../etc/passwd", "=1+1", "None", "a,b;c", "%00", "\U0010ffff"),
)
WITH_NONE = {"health-ready"}  # answers 503 on purpose
SHARE = 0.6  # of a form's fields that are filled so at once: where all are, one hides what the others do
LEAVES = (
    *(None, True, -1, 2**31, 2**63, 10**400, float("nan"), 1e308, "", "a\x00b", "\ud800", "x" * 5000, [], {}),
    *([[]], {"a": []}, ["\ud800"], "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "not an id", "head"),
)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The names of all fields that anything asked for, of any form."""
    names: set[str] = set()
    for name in ("get", "__getitem__", "getlist", "__contains__"):
        plain = getattr(QueryDict, name)

        def told(self: Any, key: Any, *rest: Any, plain: Any = plain, **more: Any) -> Any:
            if isinstance(key, str) and key != "csrfmiddlewaretoken":
                names.add(key)
            return plain(self, key, *rest, **more)

        monkeypatch.setattr(QueryDict, name, told)
    return names


@pytest.fixture
def broken() -> Iterator[list[str]]:
    """What broke a page, in the order in which it did."""
    found: list[str] = []

    def hear(sender: Any, request: Any, **more: Any) -> None:
        found.append(repr(sys.exc_info()[1])[:300])

    got_request_exception.connect(hear)
    yield found
    got_request_exception.disconnect(hear)


def send(client: Any, how: str, url: str, data: Any, **more: Any) -> int:
    """Leaves nothing behind."""
    with transaction.atomic():
        answer = getattr(client, how)(url, data, **more)
        if answer.streaming:
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    return answer.status_code


@pytest.mark.parametrize("turn", [0, 1])
def test_no_field_breaks_a_page(turn, world, sign_in, settings, heard, broken) -> None:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"  # outlives the roll-back
    faults, tried, told = [], 0, Counter[int]()
    for name in sorted(set(ROWS) - WITH_NONE)[turn::2]:
        row, chance = ROWS[name], random.Random(f"{name} {turn}")
        who = next((who for who in PEOPLE if who in row.write), None) or next(
            (who for who in PEOPLE if who in row.read), "outsider"
        )
        client = sign_in(getattr(world, who))
        client.raise_request_exception = False
        with transaction.atomic():
            url = reverse(name, kwargs=row.args(world)) + row.query
            heard.clear()
            filled = _filled(client, url)
            for how in ("get", "post") if row.write else ("get",):
                if how == "post":
                    heard.clear()
                    send(client, how, url, filled)
                chosen = {key: chance.choice(NONE_OF_IT) for key in sorted(heard) if chance.random() < SHARE}
                data = {**filled, **chosen} if how == "post" else chosen
                tried += 1
                if not data:
                    continue
                status = send(client, how, url, data)
                told[status] += 1
                if status >= 500:
                    short = {key: str(value)[:40] for key, value in data.items()}
                    faults.append(f"{name}: {how} {short}: {broken[-1:]}")
            transaction.set_rollback(True)
    assert not faults, "\n".join(faults)
    assert tried > 200
    assert told[200] + told[422] > told.total() / 2, told  # pages and forms that read what they were sent


def _filled(client: Any, url: str) -> dict[str, Any]:
    page = client.get(url)
    if page.status_code != 200 or page.streaming or "html" not in page.headers["Content-Type"]:
        return {}
    own = [form["fields"] for form in Forms(page.content.decode()).found if form["action"] in {"", url}]
    return dict(own[0]) if own else {}


# --- What scripts send -------------------------------------------------------------------------------------------


def counted() -> list[Any]:
    now = timezone.now().isoformat()
    tap = {"do": "count", "id": str(uuid4()), "line": 0, "at": now}
    return [tap, {"do": "undo", "id": str(uuid4()), "of": tap["id"]}]


def stamped() -> list[Any]:
    now = timezone.now().isoformat()
    tap = {"do": "stamp", "id": str(uuid4()), "visit": str(uuid4()), "point": 0, "at": now}
    return [tap, {"do": "undo", "id": tap["id"]}]


def operation(rows: dict[str, dict[str, Any]], head: str, moved: str, ref: str) -> dict[str, Any]:
    """All that can be asked of a diagram, at once: each thing added, a word changed, a row moved, one removed."""
    ids = {row: str(uuid4()) for row in rows}
    named = {row: {key: ids.get(str(value), value) for key, value in values.items()} for row, values in rows.items()}
    parts: list[Any] = [
        {"op": "add", "row": row.split()[0], "id": ids[row], "before": None, "values": values}
        for row, values in named.items()
    ]
    parts += [{"op": "set", "row": "head", "values": {head: "Words"}, "was": {"none": "x"}}]
    parts += [{"op": "set", "row": moved, "id": ids[moved], "values": {"text": "Words"}, "was": {"text": "x"}}]
    parts += [{"op": "move", "row": moved, "id": ids[moved], "values": {ref: named[moved][ref]}, "before": None}]
    parts += [{"op": "remove", "row": moved, "id": ids[moved], "seen": None}]
    return {"id": str(uuid4()), "after": 0, "does": {"op": "all", "parts": parts}}


BONE = {"category": {"name": "Rooms"}, "cause": {"text": "x", "votes": 1, "category": "category", "parent": None}}
MAP = {
    "lane": {"name": "Desk"},
    "node": {"text": "x", "kind": "step", "lane": "lane", "minutes": 2.5, "wait_minutes": None, "wastes": ["again"]},
    "node 2": {"text": "y", "kind": "end", "lane": "lane"},
    "edge": {"source": "node", "target": "node 2", "label": "no"},
}


SCRIPTS = {
    "sheet-send": counted,
    "sheet-part-send": counted,
    "timing-send": stamped,
    "timing-part-send": stamped,
    "fishbone-operations": lambda: operation(BONE, "effect", "cause", "category"),
    "map-operations": lambda: operation(MAP, "title", "node", "lane"),
}


def spoiled(whole: Any) -> Iterator[Any]:
    """The same with one leaf or branch put in the place of which there is none of it, one after the other."""
    chance = random.Random(5)
    for path in list(_paths(whole)):
        for leaf in chance.sample(LEAVES, 2):
            other = copy.deepcopy(whole)
            inside = other
            for step in path[:-1]:
                inside = inside[step]
            inside[path[-1]] = leaf
            yield other


def _paths(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield (*here, key)
        yield from _paths(value[key], (*here, key))


@pytest.mark.parametrize("name", SCRIPTS)
def test_nothing_that_a_script_sends_breaks_its_answer(name, world, sign_in, settings, broken, monkeypatch) -> None:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"
    monkeypatch.setattr("toolkit.ways_in.open_views.within_limit", lambda *args, **more: True)
    row = ROWS[name]
    who = next(who for who in PEOPLE if who in row.write)
    client = sign_in(getattr(world, who))
    client.raise_request_exception = False
    url = reverse(name, kwargs=row.args(world))
    whole = SCRIPTS[name]()
    is_form = isinstance(whole, list)
    more = {} if is_form else {"content_type": "application/json"}
    bodies = [json.dumps(one) for one in (whole, *spoiled(whole))]
    bodies += ["", "[" * 100_000, "{" * 1000, '{"a":', "null", "1", '"x"', "NaN", "\x00", "[1, 2]", '[{"do": []}]']
    faults = []
    assert send(client, "post", url, {"acts": bodies[0]} if is_form else bodies[0], **more) < 300, (
        "the whole one is taken"
    )
    for body in bodies:
        sent = {"acts": body} if is_form else body
        status = send(client, "post", url, sent, **more)
        if status >= 500 or status in {403, 404}:
            faults.append(f"{status} {body[:600]}: {broken[-1:]}")
    assert not faults, "\n".join(faults)
    assert len(bodies) > 25
