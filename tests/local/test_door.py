"""The journeys' database is emptied only while no request is inside; that once stopped the whole suite."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.journeys import door as doors
from tests.journeys.door import Door


@pytest.fixture
def inside() -> Callable[..., Any]:
    """An application that answers in parts when it is let."""

    def app(environ: Any, start_response: Any) -> Iterator[bytes]:
        start_response("200 OK", [])
        yield b"first"
        yield b"last"

    return app


def ask(door: Door) -> tuple[Any, list[str], dict[str, str]]:
    statuses: list[str] = []
    headers: dict[str, str] = {}

    def begin(status: str, given: list[tuple[str, str]], *more: Any) -> None:
        statuses.append(status)
        headers.update(given)

    return door({}, begin), statuses, headers


def test_waits_for_who_is_inside(inside: Any) -> None:
    door = Door(inside, lambda: 0.0)
    answer, _, _ = ask(door)
    parts = iter(answer)
    assert next(parts) == b"first"
    emptied = threading.Event()

    def empty() -> None:
        with door.shut():
            emptied.set()

    other = threading.Thread(target=empty)
    other.start()
    assert not emptied.wait(0.1)
    assert next(parts) == b"last"
    answer.close()
    assert emptied.wait(60)
    other.join()


def test_lets_nobody_in_while_shut_and_everybody_afterwards(inside: Any) -> None:
    door = Door(inside, lambda: 0.0)
    with door.shut():
        answer, statuses, _ = ask(door)
        assert (list(answer), statuses) == ([b"Shut."], ["503 Service Unavailable"])
    answer, statuses, headers = ask(door)
    assert (list(answer), statuses) == ([b"first", b"last"], ["200 OK"])
    assert headers == {"Date": "Thu, 01 Jan 1970 00:00:00 GMT"}


def test_a_request_that_fails_goes_out_too() -> None:
    def app(environ: Any, start_response: Any) -> Any:
        raise ValueError("The portal fell over.")

    door = Door(app, lambda: 0.0)
    with pytest.raises(ValueError, match="fell over"):
        ask(door)
    with door.shut():
        pass


def test_says_who_stays(inside: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "PATIENCE", 0.01)
    door = Door(inside, lambda: 0.0)
    ask(door)
    with pytest.raises(TimeoutError, match="1 requests"), door.shut():
        pass
    assert not door.is_shut
